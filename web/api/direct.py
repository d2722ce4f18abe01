"""A view for the addresses that are called most: every view's way in, without what their calls never need."""

import abc
import dataclasses
from typing import Any, ClassVar, cast

from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.api_keys import ApiScope
from web.api import parsers
from web.api.authentication import ApiUser, ClientAuthentication, caller_of
from web.api.negotiation import MET_AT_ONCE
from web.api.parsers import StrictJson
from web.api.permissions import HoldsScope, require_scope

_RENDERER = JSONRenderer()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call whose client has proved itself and holds the scope, with its body read."""

    http: HttpRequest
    user: ApiUser
    data: Any


class DirectView(APIView):
    """Takes JSON by ``POST`` from a client that holds the scope of the view.

    A usual call is answered at once: who calls, whether they may, what they say, each asked as any view of this API
    asks it. The framework's own request, its choice among parsers and forms of an answer, and its rendering cost as
    much as the rest together (P6, P7). Whatever is not usual goes the framework's way, and so does every refusal.
    """

    permission_classes = [HoldsScope]
    parser_classes = [StrictJson]
    http_method_names = ["post"]
    scopes: ClassVar[dict[str, ApiScope]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a view that would be let in otherwise than it says.

        Raises:
            TypeError: it names another permission, parser, limit or method than those asked here.
        """
        super().__init_subclass__(**kwargs)
        if (
            cls.permission_classes != [HoldsScope]
            or cls.parser_classes != [StrictJson]
            or cls.throttle_classes
            or cls.http_method_names != ["post"]
            or set(cls.scopes) != {"POST"}
            or not all(issubclass(way, ClientAuthentication) for way in cls.authentication_classes)
        ):
            raise TypeError(f"{cls.__name__} asks for something that a direct view does not ask")

    @abc.abstractmethod
    def answer(self, call: Call) -> HttpResponse:
        """Do what the call asks for; refusals are raised."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a usual call directly and any other as the framework does."""
        if not _is_usual(request):
            return super().dispatch(request, *args, **kwargs)
        try:
            ways = cast("list[type[ClientAuthentication]]", self.authentication_classes)
            user = next((user for way in ways if (user := way().caller(request))), None)
            require_scope(user=user, scope=self.scopes["POST"])
            response = self.answer(Call(http=request, user=caller_of(user), data=parsers.body_of(request)))
        except Exception as error:
            self.request = self.initialize_request(request, *args, **kwargs)
            self.headers = self.default_response_headers
            return self.finalize_response(self.request, self.handle_exception(error), *args, **kwargs)
        response.headers["Allow"] = "POST"
        return response

    def answer_by_framework(self, request: Request) -> HttpResponse:
        """Answer what the framework has let in: the ``post`` of a direct view."""
        return self.answer(Call(http=request._request, user=caller_of(request.user), data=request.data))


def _is_usual(request: HttpRequest) -> bool:
    """Whether a call is of the form that nearly all have: JSON, with its length, and an answer in JSON is wanted."""
    sent = request.META
    return (
        request.method == "POST"
        and sent.get("CONTENT_TYPE") == "application/json"
        and sent.get("HTTP_ACCEPT", "") in MET_AT_ONCE
        and sent.get("CONTENT_LENGTH", "").lstrip("0").isdecimal()
    )


def in_json(body: dict[str, Any], *, status: int, content_type: str = "application/json") -> HttpResponse:
    """Answer in JSON, byte for byte as the framework writes it."""
    return HttpResponse(_RENDERER.render(body), status=status, content_type=content_type)


def without_content() -> HttpResponse:
    """Answer that it is done."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    return response
