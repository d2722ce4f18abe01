"""Lead a call of the API straight to its view: a machine has no session, no language, no messages and no cookie."""

import functools
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, get_urlconf, resolve
from django.utils import translation

#: Addresses below it belong to the API, known or not; `web.api.urls` answers those that are not.
API_ROOT = "/api/v1/"
#: An answer of the API is data: nothing in it is to be run, shown or framed.
_HEADERS = {
    "Cache-Control": "no-store, private",
    "Content-Security-Policy": "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}


# The API has four addresses, which come again with every call.
@functools.lru_cache(maxsize=16)
def _match(path: str, urlconf: str) -> ResolverMatch:
    return resolve(path, urlconf)


class ApiMiddleware:
    """Stands where the middleware for people begins, and goes round it for the API.

    What comes before it (the request's id, HTTPS, the safety headers) holds for both. What comes after reads the
    session, the language and the sign-in of a person: half of what a call cost in Python (P6, P7). The API needs none
    of it, because it knows its callers by signature or secret only and lets in nobody by default
    (`web.api.authentication`, `web.api.permissions.Nobody`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a call of the API; hand on what is no such call."""
        if not request.path_info.startswith(API_ROOT):
            return self._get_response(request)
        # A host that is none of ours is refused, as for people; a thread keeps the language of whom it served before.
        request.get_host()
        translation.activate(settings.LANGUAGE_CODE)
        match = _match(request.path_info, get_urlconf() or settings.ROOT_URLCONF)
        request.resolver_match = match
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response = response.render()
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        # Without its length a server would have to send the answer in chunks.
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response
