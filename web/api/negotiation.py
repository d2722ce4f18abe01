"""Choose the form of an answer: JSON, or a refusal for who accepts none."""

from collections.abc import Iterable

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

#: What nearly every caller sends: no wish at all, or one that JSON meets without weighing.
MET_AT_ONCE = {"", "*/*", "application/json"}


class JsonOnly(DefaultContentNegotiation):
    """The framework's own choice, without its weighing of wishes where there is nothing to weigh."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the renderer and its media type.

        Raises:
            NotAcceptable: the caller accepts no JSON.
        """
        if request.META.get("HTTP_ACCEPT", "") in MET_AT_ONCE:
            first = next(iter(renderers))
            return first, first.media_type
        chosen: tuple[BaseRenderer, str] = super().select_renderer(request, renderers, format_suffix)
        return chosen
