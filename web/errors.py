"""From an exception to a page. A refusal about somebody's case reads exactly like a page that does not exist."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from accounts.policies import NotPermitted
from web.kept_words import stale_token

#: After how long a machine asks again while the database does not answer.
_BACK_WITHIN_SECONDS = 60


def refusal(*, request: HttpRequest, refused: NotPermitted) -> HttpResponse:
    """Answer a refusal: 404 when it was about a particular case, unit or person, else 403.

    A 403 for another Area's case would confirm that the case exists (style.md 5.3).
    """
    if refused.is_about_an_object:
        return page_not_found(request, Http404())
    return permission_denied(request, refused)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page. What was asked for is not repeated."""
    return render(request, _template(request, "404"), status=404)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this part of the service is not open to the person."""
    return render(request, _template(request, "403"), status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the request could not be read."""
    return render(request, _template(request, "400"), status=400)


def not_this_way(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing to read at an address that only takes what a form sends, and where to go on."""
    return render(request, _template(request, "405"), status=405)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say sorry, that there is a problem with the service, and whom to ask meanwhile. Needs no database.

    Where the database does not answer nothing is wrong with what was asked: it is to be asked again a little later.
    """
    # Django calls this while it handles what went wrong, and hands over no more than the request.
    is_away = isinstance(sys.exception(), OperationalError | InterfaceError)
    # Rendered without the request: no context processor may fail a second time.
    if is_away:
        page = render_to_string(_template(request, "503"))
        return HttpResponse(page, status=503, headers={"Retry-After": str(_BACK_WITHIN_SECONDS)})
    return HttpResponse(render_to_string(_template(request, "500")), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, and that nothing was changed; give back what was typed for long."""
    kept = stale_token(request)
    if kept is not None:
        return kept
    return render(request, _template(request, "csrf"), status=403)


def _template(request: HttpRequest, name: str) -> str:
    """Choose the words: those for staff below their own address only.

    Whoever mistypes the address from a letter may be a victim, with somebody looking over their shoulder: everywhere
    else stand the portal's pages, with its exit button and neutral words.
    """
    return f"errors/{name}.html" if request.path_info.startswith("/staff/") else f"portal/errors/{name}.html"
