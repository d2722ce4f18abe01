"""The right to review: see it for each decision, ask, check, have it confirmed, follow it and take it further (V23)."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from accounts.policies import NotPermitted
from cases.rules.working_days import BeyondHorizon
from cases.services.reference import NothingPublished
from cases.services.reviews import AlreadyAsked, UnknownAsker, UnknownStep
from communications.rules.portal_proof import Need
from communications.services import portal_reviews
from communications.services.portal_reviews import NothingToAsk, OpenDecision
from communications.services.portal_sessions import Visitor
from web.formatting import london_date
from web.portal import access, presenters_reviews
from web.portal.forms_reviews import AskForm, FurtherForm

#: What the buttons of the pages send.
_SEND, _CHANGE = "send", "change"
#: In the address: the person says that they have read the letter, on paper for example.
_READ = "read"
#: In the address: what they asked for was asked for before.
_ALREADY = "already"


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def reviews(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """List the decisions that the person was told of, with what they may ask about each."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    at = timezone.now()
    try:
        opened = portal_reviews.open_reviews(viewer=viewer, at=at)
    except NothingToAsk as missing:
        raise Http404 from missing
    cards = presenters_reviews.cards(opened, victim_id=victim_id, today=london_date(at=at))
    return render(request, "portal/reviews.html", {"cards": cards, "victim_id": victim_id})


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def review(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, told_id: uuid.UUID) -> HttpResponse:
    """Show whether a review of one decision may be asked for, why and until when; or how the review stands."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    opened = _opened(viewer, told_id)
    context = {
        "page": presenters_reviews.page(opened, victim_id=victim_id, has_read=_READ in request.GET),
        "was_asked_before": _ALREADY in request.GET,
        "victim_id": victim_id,
    }
    return render(request, "portal/review.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def review_ask(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, told_id: uuid.UUID) -> HttpResponse:
    """Take in the request: their words, then everything once more to check, then it is sent."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    opened = _opened(viewer, told_id)
    names = {"victim_id": victim_id, "told_id": told_id}
    if not opened.told.may_ask and request.method != "POST":
        return redirect(_address("review", names))
    is_late = presenters_reviews.is_late(opened.told)
    form = AskForm(
        request.POST if request.method == "POST" else None, is_late=is_late, initial={"key": uuid.uuid4().hex}
    )
    step = request.POST.get("step", "")
    if request.method == "POST" and step != _CHANGE and form.is_valid():
        said, late_reason = form.cleaned_data["said"], form.cleaned_data.get("late_reason", "")
        if step != _SEND:
            rows = presenters_reviews.check_rows(told=opened.told, said=said, late_reason=late_reason, is_late=is_late)
            kept = {"key": form.cleaned_data["key"], "said": said, "late_reason": late_reason}
            context = {"rows": rows, "kept": kept, **_around(opened, victim_id)}
            return render(request, "portal/review_check.html", context)
        try:
            portal_reviews.ask(
                viewer=viewer,
                obligation_id=told_id,
                said=said,
                late_reason=late_reason,
                key=form.cleaned_data["key"],
                at=timezone.now(),
            )
        except AlreadyAsked:
            return redirect(f"{_address('review', names)}?{_ALREADY}")
        except (NothingToAsk, NotPermitted, UnknownAsker) as missing:
            raise Http404 from missing
        except (BeyondHorizon, NothingPublished):
            form.add_error(None, _("We cannot work out the dates at this moment. Please telephone your contact"))
        else:
            return redirect(_address("review_asked", names))
    return render(request, "portal/review_ask.html", {"form": form, **_around(opened, victim_id)})


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def review_asked(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, told_id: uuid.UUID) -> HttpResponse:
    """Say that the request has arrived, what happens next and when."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    opened = _opened(viewer, told_id)
    page = presenters_reviews.page(opened, victim_id=victim_id, has_read=True)
    if opened.told.review is None or not opened.told.review.is_own:
        return redirect("portal:review", victim_id=victim_id, told_id=told_id)
    return render(request, "portal/review_asked.html", {"page": page, **_around(opened, victim_id)})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def review_further(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, told_id: uuid.UUID) -> HttpResponse:
    """Take in that the person wants the independent review after the first answer."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    opened = _opened(viewer, told_id)
    names = {"victim_id": victim_id, "told_id": told_id}
    form = FurtherForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            portal_reviews.go_further(
                viewer=viewer, obligation_id=told_id, said=form.cleaned_data["said"], at=timezone.now()
            )
        except (NothingToAsk, UnknownStep):
            return redirect(f"{_address('review', names)}?{_ALREADY}")
        except (BeyondHorizon, NothingPublished):
            form.add_error(None, _("We cannot work out the dates at this moment. Please telephone your contact"))
        else:
            return redirect(_address("review_asked", names))
    if opened.told.review is None or not opened.told.review.may_go_further:
        return redirect(_address("review", names))
    return render(request, "portal/review_further.html", {"form": form, **_around(opened, victim_id)})


def _opened(viewer: Actor, told_id: uuid.UUID) -> OpenDecision:
    try:
        return portal_reviews.open_decision(viewer=viewer, obligation_id=told_id, at=timezone.now())
    except NothingToAsk as missing:
        raise Http404 from missing


def _around(opened: OpenDecision, victim_id: uuid.UUID) -> dict[str, object]:
    """Name what the pages of a request share."""
    page = presenters_reviews.page(opened, victim_id=victim_id, has_read=True)
    return {"about": page, "victim_id": victim_id, "told_id": opened.told.obligation.pk}


def _address(name: str, names: dict[str, uuid.UUID]) -> str:
    return reverse(f"portal:{name}", kwargs=names)
