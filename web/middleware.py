"""What holds for every request: an id, a session that ends, nothing kept by the browser, and refusals that say little.

Login by default is Django's ``LoginRequiredMiddleware``. A view for people without a staff account says so itself, by
decorator; tests/architecture keeps the list of them short.
"""

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable
from typing import TypeGuard

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.locale import LocaleMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from accounts import actors
from accounts.actors import NOBODY, Actor
from accounts.models import StaffUser
from accounts.policies import NotPermitted
from audit import services as audit
from audit.context import request_id_bound
from audit.vocabulary import Verb
from cases.services import reference
from web import errors

logger = logging.getLogger(__name__)

#: Where people outside the service are: everything beneath it speaks their language.
PORTAL_PREFIX = "/portal/"
#: Where staff are.
STAFF_PREFIX = "/staff/"

GetResponse = Callable[[HttpRequest], HttpResponse]

#: A member of staff who does nothing is signed out after this long ...
STAFF_IDLE_LIMIT = dt.timedelta(minutes=30)
#: ... and everybody after this long, busy or not (ASVS 7.3).
STAFF_ABSOLUTE_LIMIT = dt.timedelta(hours=10)
#: The session row is written at most this often, so that reading a page costs no write each time.
_SEEN_EVERY = dt.timedelta(minutes=1)

_BEGAN_AT = "began_at"
_SEEN_AT = "seen_at"


def actor_of(request: HttpRequest) -> Actor:
    """Return who makes this request: a member of staff, the person signed in to the portal, or nobody.

    Worked out once per request. Portal views put their own actor here (``web.portal.access``); nothing else does.
    """
    actor = getattr(request, "_vcs_actor", None)
    if not isinstance(actor, Actor):
        user = getattr(request, "user", None)
        actor = actors.staff(user=user, at=timezone.now()) if _is_signed_in_staff(user) else NOBODY
        set_actor(request, actor)
    return actor


def set_actor(request: HttpRequest, actor: Actor) -> None:
    """Say who makes this request, once it is known."""
    request._vcs_actor = actor  # type: ignore[attr-defined] # a request carries what middleware found out


class RequestIdMiddleware:
    """Gives each request an id, found again in the trail, the logs and the answer."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request under a new id. An id sent by the browser is not believed."""
        with request_id_bound() as request_id:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            return response


class OneVersionMiddleware:
    """Reads each piece of reference data once for a page: all that it says rests on one version of the rules."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request inside a block of `cases.services.reference.read_once`."""
        with reference.read_once():
            return self.get_response(request)


class NoStoreMiddleware:
    """Forbids every store to keep a page, unless the view said how long it may be kept.

    Nearly every page here is about a person. The safe answer is the one given by default; ``/ping`` and the like lose
    nothing by it, and static files are served before this runs.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request and mark the answer."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        # The same address must never answer one person with another's page.
        patch_vary_headers(response, ["Cookie"])
        return response


class LanguageMiddleware(LocaleMiddleware):
    """Answers in the language that the person chose, or that their browser asks for; staff are answered in English.

    The portal is for people of two languages, the workspace is written in one: a page half in each helps nobody (V22).
    """

    def process_request(self, request: HttpRequest) -> None:
        """Speak the portal's language on the portal, and English everywhere else."""
        if request.path_info.startswith(PORTAL_PREFIX):
            super().process_request(request)
        else:
            translation.activate("en")
            request.LANGUAGE_CODE = "en"


class StaffSessionLimitsMiddleware:
    """Signs staff out after 30 minutes without a request, and after 10 hours whatever they do."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End the session if its time is up, then serve the request."""
        if request.user.is_authenticated:
            now = timezone.now()
            began_at = _instant(request.session.get(_BEGAN_AT))
            seen_at = _instant(request.session.get(_SEEN_AT))
            if _is_over(now=now, began_at=began_at, seen_at=seen_at):
                logout(request)
            else:
                if began_at is None:
                    request.session[_BEGAN_AT] = now.isoformat()
                if seen_at is None or now - seen_at >= _SEEN_EVERY:
                    request.session[_SEEN_AT] = now.isoformat()
        return self.get_response(request)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnds:
    """When the sign-in of a member of staff ends by itself, for the page to say so in time (WCAG 2.2.1)."""

    #: Seconds without a request.
    idle: int
    #: Seconds from now on, whatever they do.
    left: int
    #: After how many hours that is, counted from the sign-in.
    hours: int


def session_ends(request: HttpRequest) -> SessionEnds | None:
    """Say when the sign-in behind a request ends by itself; None where nobody is signed in."""
    if not _is_signed_in_staff(request.user):
        return None
    now = timezone.now()
    left = STAFF_ABSOLUTE_LIMIT - (now - (_instant(request.session.get(_BEGAN_AT)) or now))
    return SessionEnds(
        idle=int(STAFF_IDLE_LIMIT.total_seconds()),
        left=max(0, int(left.total_seconds())),
        hours=STAFF_ABSOLUTE_LIMIT // dt.timedelta(hours=1),
    )


class RefusalMiddleware:
    """Turns a refusal into a page and writes it into the trail: who asked for what they may not have."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer ``NotPermitted``; leave every other exception alone."""
        if not isinstance(exception, NotPermitted):
            return None
        match = request.resolver_match
        route = match.view_name if match else ""
        audit.record(
            actor=exception.actor,
            verb=Verb.REFUSED,
            subject=("page", route),
            at=timezone.now(),
            detail={"permission": exception.permission.value},
        )
        logger.warning("refused", extra={"route": route, "reason": exception.permission.value})
        return errors.refusal(request=request, refused=exception)


class NotThisWayMiddleware:
    """Gives a page to whoever opens an address that only takes what a form sends, by loading it again or typing.

    Django answers such a request with nothing at all, a white page without a way on and without the exit button.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request; the answer keeps its status and says what is allowed."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content and _is_read_by_people(request):
            page = errors.not_this_way(request)
            page["Allow"] = response["Allow"]
            return page
        return response


def _is_read_by_people(request: HttpRequest) -> bool:
    return request.path_info.startswith((PORTAL_PREFIX, STAFF_PREFIX))


def _is_signed_in_staff(user: object) -> TypeGuard[StaffUser]:
    """Whether a request's user is a signed-in member of staff."""
    return isinstance(user, StaffUser) and user.is_authenticated


def _is_over(*, now: dt.datetime, began_at: dt.datetime | None, seen_at: dt.datetime | None) -> bool:
    """Whether a session has been idle, or has lasted, too long."""
    return (seen_at is not None and now - seen_at > STAFF_IDLE_LIMIT) or (
        began_at is not None and now - began_at > STAFF_ABSOLUTE_LIMIT
    )


def _instant(text: object) -> dt.datetime | None:
    """Read an instant kept in a session."""
    return dt.datetime.fromisoformat(text) if isinstance(text, str) else None
