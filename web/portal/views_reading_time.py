"""Choosing when, by whom and with whom to hear hard news (V29). The letter stays closed here."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from communications.rules.portal_proof import Need
from communications.services import reading_times
from communications.services.own_record import NotThere
from communications.services.portal_sessions import Visitor
from communications.services.reading_times import OpenTimes
from web.portal import access, presenters_meetings, presenters_reading
from web.portal.forms_reading import ReadingTimeForm

#: The button that takes back what was chosen.
TAKE_BACK = "take-back"


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def when(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Take in when the person wants to be rung or reminded about a letter; show what they chose before."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        opened = reading_times.open_times(viewer=viewer, letter_id=letter_id, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    if request.method == "POST" and TAKE_BACK in request.POST:
        return _taken_back(request, viewer, opened, victim_id=victim_id)
    form = ReadingTimeForm(
        request.POST if request.method == "POST" else None, opened=opened, initial={"seen": opened.seen}
    )
    if form.is_bound and form.is_valid() and _is_chosen(form, viewer, opened):
        return redirect("portal:letter", victim_id=victim_id, letter_id=letter_id)
    return _shown(request, form, opened, victim_id=victim_id)


def _is_chosen(form: ReadingTimeForm, viewer: Actor, opened: OpenTimes) -> bool:
    """Make the one call; what stands against it is said at its question, and every answer stays."""
    try:
        reading_times.choose(
            actor=viewer,
            letter_id=opened.letter_id,
            choice=form.choice,
            supporter_id=form.supporter_id,
            seen=form.seen_version or 0,
            at=timezone.now(),
        )
    except reading_times.ChangedMeanwhile:
        form.show_as_changed(seen=str(opened.seen))
    except reading_times.TimeIsGone:
        form.time_is_gone()
    except reading_times.ContactAway:
        form.contact_is_away(name=opened.contact.officer_name)
    except reading_times.NoSafeWay:
        form.no_safe_way()
    except reading_times.NobodyOfThatName:
        form.nobody_of_that_name()
    except reading_times.ChangedTooOften:
        form.too_often()
    else:
        return True
    return False


def _taken_back(request: HttpRequest, viewer: Actor, opened: OpenTimes, *, victim_id: uuid.UUID) -> HttpResponse:
    seen = request.POST.get("seen", "")
    form = ReadingTimeForm(opened=opened, initial={"seen": opened.seen})
    try:
        reading_times.take_back(
            actor=viewer,
            letter_id=opened.letter_id,
            seen=int(seen) if seen.isdecimal() and seen.isascii() and len(seen) < 6 else 0,
            at=timezone.now(),
        )
    except (reading_times.ChangedMeanwhile, reading_times.ChangedTooOften):
        return _shown(request, form, opened, victim_id=victim_id, is_changed=True)
    return redirect("portal:letter", victim_id=victim_id, letter_id=opened.letter_id)


def _shown(
    request: HttpRequest, form: ReadingTimeForm, opened: OpenTimes, *, victim_id: uuid.UUID, is_changed: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "chosen": presenters_reading.chosen_time(opened.chosen, contact=opened.contact, victim_id=victim_id),
        "seen": opened.seen,
        "is_possible": bool(opened.times) and (opened.can_call or opened.can_remind),
        "is_changed": is_changed,
        "page": presenters_meetings.by_telephone(opened.contact),
        "victim_id": victim_id,
        "letter_id": opened.letter_id,
    }
    return render(request, "portal/letter_when.html", context, status=409 if is_changed else 200)
