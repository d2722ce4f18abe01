"""Every refusal of the API as an RFC 9457 problem: a stable code, words for a person, nothing of the content."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response

from accounts.policies import NotPermitted
from communications.services.api_calls import KeyReused

CONTENT_TYPE = "application/problem+json"
#: Code, HTTP status and title of every problem the API can answer with. Codes never change their meaning.
PROBLEMS: dict[str, tuple[int, str]] = {
    "not-authenticated": (401, "The request does not prove who sends it"),
    "signature-refused": (401, "The signature does not fit the request"),
    "timestamp-refused": (401, "The time of the request is too far from ours"),
    "request-repeated": (401, "This signed request was used before"),
    "https-required": (403, "The API answers over HTTPS only"),
    "scope-missing": (403, "This client may not do that"),
    "not-found": (404, "There is no such resource"),
    "method-not-allowed": (405, "The resource does not know this method"),
    "not-acceptable": (406, "The answer is JSON only"),
    "event-conflict": (409, "Another event with this id was accepted before"),
    "too-large": (413, "The request is too large"),
    "unsupported-media-type": (415, "The body must be application/json"),
    "not-json": (400, "The body is not JSON that this service takes"),
    "invalid": (422, "The request cannot be read"),
    "event-refused": (422, "The event cannot be read"),
    "idempotency-key-reused": (422, "The idempotency key was used for another call"),
    "throttled": (429, "Too many calls in this minute"),
    "unavailable": (503, "The service cannot answer now"),
    "error": (500, "The service failed"),
}


class Problem(exceptions.APIException):
    """A refusal with one of the codes of ``PROBLEMS``."""

    def __init__(
        self,
        code: str,
        *,
        detail: str = "",
        errors: list[dict[str, str]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.status_code, title = PROBLEMS[code]
        super().__init__(detail=detail or title, code=code)
        self.code = code
        self.errors = errors or []
        self.retry_after = retry_after


def document(code: str, *, detail: str = "", errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """Return the problem document of a code."""
    number, title = PROBLEMS[code]
    body: dict[str, Any] = {
        "type": f"{settings.PUBLIC_URL}/api/v1/problems/{code}",
        "code": code,
        "title": title,
        "status": number,
    }
    if detail and detail != title:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return body


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception of a view as a problem; what is not ours goes on to the server's last handler."""
    problem = _problem_of(error)
    if problem is None:
        return None
    response = Response(
        document(problem.code, detail=str(problem.detail), errors=problem.errors),
        status=problem.status_code,
        content_type=CONTENT_TYPE,
    )
    if problem.status_code == status.HTTP_401_UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="api", VCS1-HMAC-SHA256 realm="api"'
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    if isinstance(error, exceptions.MethodNotAllowed):
        response["Allow"] = ", ".join(context["view"].allowed_methods)
    return response


def _problem_of(error: Exception) -> Problem | None:
    if isinstance(error, Problem):
        return error
    codes: list[tuple[type[Exception], str]] = [
        (NotPermitted, "scope-missing"),
        (KeyReused, "idempotency-key-reused"),
        (Http404, "not-found"),
        (exceptions.NotFound, "not-found"),
        (exceptions.NotAuthenticated, "not-authenticated"),
        (exceptions.AuthenticationFailed, "not-authenticated"),
        (exceptions.PermissionDenied, "scope-missing"),
        (exceptions.MethodNotAllowed, "method-not-allowed"),
        (exceptions.NotAcceptable, "not-acceptable"),
        (exceptions.UnsupportedMediaType, "unsupported-media-type"),
        (exceptions.ParseError, "not-json"),
        (exceptions.ValidationError, "invalid"),
    ]
    code = next((code for kind, code in codes if isinstance(error, kind)), None)
    return Problem(code) if code else None


def no_such_resource(request: HttpRequest, **_: object) -> JsonResponse:
    """Answer an address of the API that is none, as a problem and not as a page for people."""
    return JsonResponse(document("not-found"), status=404, content_type=CONTENT_TYPE)
