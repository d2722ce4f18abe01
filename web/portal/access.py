"""Who is at the other end of a portal request: cookies, the decorator that lets signed-in people in, addresses.

The portal has its own cookies and its own sessions. A staff session opens nothing here, and the other way round.
"""

import functools
import uuid
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from accounts.actors import Actor
from communications.rules.portal_codes import SESSION_IDLE, SESSION_LIFE
from communications.services import portal_secrets, portal_sessions
from communications.services.portal_sessions import Visitor
from communications.services.portal_sign_in import SignedIn
from web.middleware import set_actor

Params = ParamSpec("Params")

#: What a browser may have kept of our pages. Cookies are taken away one by one: the header would take those of every
#: service under the same domain. It cannot reach the list of pages visited; the page on safety says so.
CLEAR_SITE_DATA = '"cache", "storage"'
_LONGEST_COOKIE = 400


def for_visitors(
    view: Callable[Concatenate[HttpRequest, Visitor, Params], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Params], HttpResponseBase]:
    """Let in only people who are signed in to the portal, and hand them to the view; others begin at the start.

    The page leaves the screen by itself when the session has run out, so that nobody finds it open (T2).
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponseBase:
        token = request.COOKIES.get(settings.PORTAL_COOKIE_NAME, "")
        visitor = portal_sessions.visitor(token=token, at=timezone.now()) if 0 < len(token) < _LONGEST_COOKIE else None
        if visitor is None:
            response: HttpResponseBase = redirect("portal:signed_out" if token else "portal:start")
            forget(response)
            return response
        response = view(request, visitor, *args, **kwargs)
        seconds = int(SESSION_IDLE.total_seconds()) + 1
        response.headers.setdefault("Refresh", f"{seconds}; url=/portal/signed-out/")
        return response

    guarded.needs_portal_session = True  # type: ignore[attr-defined] # read by tests/architecture
    return login_not_required(guarded)


def actor_for(request: HttpRequest, visitor: Visitor, *, victim_id: uuid.UUID) -> Actor:
    """Return the actor who reads one record, and note them on the request.

    Raises:
        Http404: the record is not theirs; it reads like one that does not exist.
    """
    actor = visitor.actor_for(victim_id=victim_id)
    if actor is None:
        raise Http404
    set_actor(request, actor)
    return actor


def remember(response: HttpResponseBase, signed_in: SignedIn) -> None:
    """Give the browser its session cookie. It ends with the browser, and after two hours at the latest."""
    _set_cookie(response, settings.PORTAL_COOKIE_NAME, signed_in.token)


def forget(response: HttpResponseBase) -> None:
    """Take our cookies away."""
    for name in (settings.PORTAL_COOKIE_NAME, _browser_cookie(), settings.CSRF_COOKIE_NAME):
        response.delete_cookie(name, path="/", samesite="Lax")


def speak(response: HttpResponseBase, *, code: str) -> None:
    """Answer this browser in one language (``en``, ``cy``) until it is closed."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        path="/",
        secure=settings.PORTAL_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def token_of(request: HttpRequest) -> str:
    """Return the session cookie, or an empty string."""
    return request.COOKIES.get(settings.PORTAL_COOKIE_NAME, "")[:_LONGEST_COOKIE]


def browser_of(request: HttpRequest) -> str:
    """Return the secret that marks this browser while it signs in: a one-time code works nowhere else."""
    return request.COOKIES.get(_browser_cookie(), "")[:_LONGEST_COOKIE]


def mark_browser(response: HttpResponse) -> str:
    """Give the browser a new secret of its own, and return it."""
    secret = portal_secrets.new_token()
    _set_cookie(response, _browser_cookie(), secret)
    return secret


def address_of(request: HttpRequest) -> str:
    """Return the network address of the browser, as far as our own proxies can be trusted to tell it (ASVS 15.3.4).

    Each proxy adds one address on the right; what stands further to the left was written by the browser.
    """
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if proxies and len(forwarded) >= proxies:
        return forwarded[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))


def _browser_cookie() -> str:
    return f"{settings.PORTAL_COOKIE_NAME}_browser"


def _set_cookie(response: HttpResponseBase, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(SESSION_LIFE.total_seconds()),
        path="/",
        secure=settings.PORTAL_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
