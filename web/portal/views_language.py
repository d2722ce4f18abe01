"""The language of the pages: chosen by the person, and known from the record when they come in (V22)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from web.middleware import PORTAL_PREFIX
from web.portal import access


@require_safe
@login_not_required
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Show the page that one stood on in another language, from now on all pages.

    A link, because it must work without JavaScript and changes nothing but what this browser shows.
    """
    back = request.GET.get("back", "")
    response = redirect(back if _is_ours(back) else "portal:start")
    access.speak(response, code=code)
    return response


def _is_ours(address: str) -> bool:
    """Whether an address leads to a page of the portal: a link from elsewhere must lead nowhere else."""
    path = address.partition("?")[0]
    if not path.startswith(PORTAL_PREFIX) or "\\" in address:
        return False
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
