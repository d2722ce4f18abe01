"""Who is at the other end of a portal request: cookies, the decorator that lets signed-in people in, addresses.

The portal has its own cookies and its own sessions. A staff session opens nothing here, and the other way round.
"""

import functools
import uuid
from collections.abc import Callable
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts.actors import Actor
from communications.rules.portal_codes import SESSION_IDLE, SESSION_LIFE
from communications.rules.portal_devices import kind_of
from communications.rules.portal_proof import Need
from communications.rules.vocabulary import DeviceKind
from communications.services import portal_passkeys, portal_secrets, portal_sessions, portal_step_up
from communications.services.portal_sessions import Visitor
from communications.services.portal_sign_in import SignedIn
from web.middleware import set_actor

Params = ParamSpec("Params")

#: What a browser may have kept of our pages. Cookies are taken away one by one: the header would take those of every
#: service under the same domain. It cannot reach the list of pages visited; the page on safety says so.
CLEAR_SITE_DATA = '"cache", "storage"'
_LONGEST_COOKIE = 400
_LONGEST_ADDRESS = 500
#: Fields of the pages in between. They stand beside those of a form that is kept, and so bear names that no form has.
_WAY_BACK = "way-back"
_ONCE_MORE = "once-more-"
_KEPT = "once-more-kept"
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)


def for_visitors(
    view: Callable[Concatenate[HttpRequest, Visitor, Params], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Params], HttpResponseBase]:
    """Let in only people who are signed in to the portal, and hand them to the view; others begin at the start.

    On a device of a kind that is new to a person, the page on leaving quickly comes before the first of these (PORT-6).
    The page leaves the screen by itself when the session has run out, so that nobody finds it open (T2).
    """
    return _guarded(view, comes_before_the_warning=False)


def for_visitors_unwarned(
    view: Callable[Concatenate[HttpRequest, Visitor, Params], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Params], HttpResponseBase]:
    """Let people in as `for_visitors` does, to the page that says how to leave quickly. It shows nothing of a case."""
    return _guarded(view, comes_before_the_warning=True)


def after_fresh_code(
    need: Need,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Visitor, Params], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, Visitor, Params], HttpResponseBase],
]:
    """Ask for six digits once more before a page, where the last ones were typed too long ago (V1, PORT-5).

    Stands beneath `for_visitors`, on every page that others must not read (``Need.READING``: letters, copies of them,
    who has looked) or must not change (``Need.CHANGING``: address, telephone, safe times, wishes, who is told)::

        @require_http_methods(["GET", "HEAD", "POST"])
        @access.for_visitors
        @access.after_fresh_code(Need.CHANGING)
        def safe_times(request, visitor, victim_id): ...

    Whoever has just signed in is not asked. Afterwards the person is where they were going; a form that they had sent
    arrives with every word in it, so that the view need do nothing about it.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Visitor, Params], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, Visitor, Params], HttpResponseBase]:
        @functools.wraps(view)
        def guarded(
            request: HttpRequest, visitor: Visitor, /, *args: Params.args, **kwargs: Params.kwargs
        ) -> HttpResponseBase:
            if portal_step_up.has_proved(visitor=visitor, need=need, at=timezone.now()):
                return view(request, visitor, *args, **kwargs)
            if request.method != "POST":
                return redirect(with_way_back("portal:once_more", to=request.get_full_path()))
            context = {
                "to": request.get_full_path(),
                "is_form": True,
                "kept": _words_in(request),
                "has_devices": bool(portal_passkeys.devices(visitor=visitor)),
            }
            return render(request, "portal/once_more.html", context)

        guarded.needs_fresh_code = need  # type: ignore[attr-defined] # read by tests/web/portal
        return guarded

    return decorate


def with_way_back(name: str, *, to: str) -> str:
    """Return the address of a page in between, with the inner address to which it leads on."""
    return f"{reverse(name)}?{urlencode({_WAY_BACK: to})}"


def way_back(request: HttpRequest) -> str:
    """Return where a page in between leads on to: a page of the portal for people signed in, and nowhere else.

    What stands in the address may have been written by anybody; whatever is not one of our pages leads to the first.
    """
    first = reverse("portal:choose")
    wanted = (request.POST.get(_WAY_BACK) or request.GET.get(_WAY_BACK, ""))[:_LONGEST_ADDRESS]
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return first
    try:
        view = resolve(urlsplit(wanted).path).func
    except Resolver404:
        return first
    return wanted if getattr(view, "needs_portal_session", False) else first


def is_kept_form(request: HttpRequest) -> bool:
    """Say whether what comes in beside the fields of the page in between is a form that was held up by it."""
    return request.POST.get(_KEPT) == "yes"


def kept_form(request: HttpRequest) -> dict[str, object]:
    """Return the form that the page in between holds, for its template: every field as it was sent."""
    is_form = is_kept_form(request)
    return {"is_form": is_form, "kept": _words_in(request) if is_form else []}


def _words_in(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, text)
        for name in request.POST
        for text in request.POST.getlist(name)
        if name not in {_TOKEN, _WAY_BACK} and not name.startswith(_ONCE_MORE)
    ]


def _guarded(
    view: Callable[Concatenate[HttpRequest, Visitor, Params], HttpResponseBase], *, comes_before_the_warning: bool
) -> Callable[Concatenate[HttpRequest, Params], HttpResponseBase]:
    @functools.wraps(view)
    def guarded(request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponseBase:
        token = request.COOKIES.get(settings.PORTAL_COOKIE_NAME, "")
        visitor = portal_sessions.visitor(token=token, at=timezone.now()) if 0 < len(token) < _LONGEST_COOKIE else None
        if visitor is None:
            response: HttpResponseBase = redirect("portal:signed_out" if token else "portal:start")
            forget(response)
            return response
        if visitor.is_to_be_warned and not comes_before_the_warning:
            to = request.get_full_path() if request.method == "GET" else reverse("portal:choose")
            return redirect(with_way_back("portal:how_to_leave", to=to))
        request.is_discreet = visitor.is_discreet  # type: ignore[attr-defined] # read by templates/portal/signed_in.html
        request.is_supporter = visitor.is_supporter  # type: ignore[attr-defined] # read by web.portal.tags
        request.has_own_record = bool(visitor.victim_ids)  # type: ignore[attr-defined] # read by web.portal.tags
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


def supporter_for(request: HttpRequest, visitor: Visitor, *, victim_id: uuid.UUID) -> Actor:
    """Return the actor who, as a supporter, sees a part of one person's record, and note them on the request.

    Raises:
        Http404: that person did not agree, or it ended; it reads like somebody who does not exist.
    """
    actor = visitor.supporter_for(victim_id=victim_id)
    if actor is None:
        raise Http404
    set_actor(request, actor)
    return actor


def calendar_entry(text: str) -> HttpResponse:
    """Hand over a calendar entry under a name that says nothing."""
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response


def pdf_copy(content: bytes) -> HttpResponse:
    """Hand over a letter as a file, under a name that says nothing."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="copy.pdf"'
    # Nothing in the file may run, whatever opens it (ASVS 3.2.1, 5.4).
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def remember(response: HttpResponseBase, signed_in: SignedIn) -> None:
    """Give the browser its session cookie. It ends with the browser, and after two hours at the latest."""
    _set_cookie(response, settings.PORTAL_COOKIE_NAME, signed_in.token)


def let_in(request: HttpRequest, signed_in: SignedIn, *, to: str) -> HttpResponse:
    """Lead somebody who has just come in on, to a page by its name: with their session, in their language."""
    response = redirect(to)
    forget(response)
    remember(response, signed_in)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        speak(response, code=signed_in.language.value.lower())
    return response


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


def device_of(request: HttpRequest) -> DeviceKind:
    """Return what kind of device the browser says it is on; nothing else of what it says is kept (PORT-6)."""
    return kind_of(said=request.headers.get("User-Agent", ""))


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
