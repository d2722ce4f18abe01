"""Around a meeting: times that we offer, what a person told us by telephone, and the notes that they read (V26)."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import Actor
from accounts.permissions import Permission
from cases import policies
from communications.models import MeetingSlot
from communications.rules.meeting_words import MeetingWay
from communications.rules.meetings import StepNotPossible
from communications.selectors import meetings as selector
from communications.selectors.meetings import MeetingRecord
from communications.services import meeting_preparation, meeting_slots
from communications.services import meetings as service
from communications.services.meeting_preparation import ChangedMeanwhile, TooManyQuestions
from communications.services.meeting_slots import TimeIsGone
from web.forms.base import GovukForm
from web.middleware import actor_of
from web.workspace.forms import meeting_preparation as forms
from web.workspace.guards import missing_is_404, posted
from web.workspace.presenters import meeting_preparation as presenter
from web.workspace.presenters import meetings as meeting_presenter
from web.workspace.views import meeting_pages as pages

_GONE = "This time is no longer free. Choose another one"
_CHANGED = "This was changed since you opened the page. Nothing was written over: look at it and send it again"
_REFUSED = (
    service.NotPossible,
    service.AlreadyActive,
    StepNotPossible,
    TimeIsGone,
    ChangedMeanwhile,
    TooManyQuestions,
)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def times(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Offer times for a meeting. Whoever is invited chooses one in the portal, or tells us by telephone."""

    def act(actor: Actor, now: dt.datetime) -> str:
        offered = meeting_slots.offer(meeting_id=meeting_id, times=form.times, actor=actor, at=now)
        return f"{presenter.times_words(len(offered))} offered. They are told that there is something new to read."

    form = forms.OfferTimesForm(posted(request))
    return _take(
        request, meeting_id, form, act, title="Offer times", button="Offer these times", intro=presenter.ABOUT_TIMES
    )


@require_POST
@missing_is_404
def take_back(request: HttpRequest, meeting_id: uuid.UUID, slot_id: uuid.UUID) -> HttpResponse:
    """Take back a time that nobody has chosen."""
    actor, now = actor_of(request), timezone.now()
    record = _record(actor, meeting_id)
    slot = next((one for one in record.slots if one.pk == slot_id), None)
    if slot is None:
        raise MeetingSlot.DoesNotExist
    try:
        meeting_slots.take_back(slot_id=slot_id, actor=actor, at=now)
    except (TimeIsGone, service.NotPossible) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Time taken back.")
    return redirect("workspace:meeting", meeting_id=meeting_id)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def choose(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Record the time that somebody chose by telephone: the same step as their own choice in the portal."""

    def act(actor: Actor, now: dt.datetime) -> str:
        meeting_slots.choose(
            meeting_id=meeting_id,
            slot_id=uuid.UUID(form.cleaned_data["slot"]),
            way=MeetingWay(form.cleaned_data["way"]),
            actor=actor,
            at=now,
        )
        return "Meeting arranged."

    actor, now = actor_of(request), timezone.now()
    record = _record(actor, meeting_id)
    form = forms.ChooseTimeForThemForm(posted(request), times=presenter.open_times(record, at=now))
    return _take(request, meeting_id, form, act, title="Record the time they chose", button="Record it")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def wishes(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Write down what somebody told us that they need, and who comes with them."""

    def act(actor: Actor, now: dt.datetime) -> str:
        meeting_preparation.say(
            meeting_id=meeting_id,
            wishes=form.wishes,
            seen=form.cleaned_data["seen"],
            way=MeetingWay(form.cleaned_data["way"]),
            actor=actor,
            at=now,
        )
        return "Written down."

    record = _record(actor_of(request), meeting_id)
    form = forms.WishesForm(posted(request), initial=presenter.wishes_answers(record.wishes))
    return _take(request, meeting_id, form, act, title="What they need and who comes", button="Write it down")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def question(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Write down a question that somebody wants answered at the meeting."""

    def act(actor: Actor, now: dt.datetime) -> str:
        answers = form.cleaned_data
        meeting_preparation.ask(
            meeting_id=meeting_id,
            text=answers["text"],
            key=answers["key"],
            tells_what_happened=answers["tells_what_happened"],
            way=MeetingWay(answers["way"]),
            actor=actor,
            at=now,
        )
        return "Question written down."

    form = forms.QuestionForThemForm(posted(request), initial={"key": uuid.uuid4().hex})
    return _take(request, meeting_id, form, act, title="Write down a question", button="Write it down")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def release(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Give the notes to the person to read in the portal; a second time, correct them."""

    def act(actor: Actor, now: dt.datetime) -> str:
        meeting_preparation.release_notes(
            meeting_id=meeting_id,
            text=form.cleaned_data["text"],
            to_officer_on=form.cleaned_data.get("to_officer_on"),
            actor=actor,
            at=now,
        )
        return "Notes released. They are told that there is something new to read."

    record = _record(actor_of(request), meeting_id)
    newest = record.notes[0].text if record.notes else ""
    form = forms.ReleaseNotesForm(
        posted(request), initial={"text": newest}, is_first=record.meeting.notes_to_victim_on is None
    )
    return _take(
        request,
        meeting_id,
        form,
        act,
        title="Correct the notes" if record.notes else "Release the notes",
        button="Release the notes",
        intro=presenter.ABOUT_NOTES,
        warning=meeting_presenter.DISCLOSURE_WARNING,
    )


def _record(actor: Actor, meeting_id: uuid.UUID) -> MeetingRecord:
    record = selector.meeting_record(viewer=actor, meeting_id=meeting_id)
    policies.require(actor=actor, permission=Permission.ARRANGE_MEETING, case=record.meeting.case)
    return record


def _take(
    request: HttpRequest,
    meeting_id: uuid.UUID,
    form: GovukForm,
    act: Callable[[Actor, dt.datetime], str],
    *,
    title: str,
    button: str,
    intro: str = "",
    warning: str = "",
) -> HttpResponse:
    """Show the form, or make the one call of a valid one and say what was done."""
    actor, now = actor_of(request), timezone.now()
    record = _record(actor, meeting_id)
    if request.method == "POST" and form.is_valid():
        try:
            said = act(actor, now)
        except _REFUSED as refused:
            _refuse(form, refused)
        else:
            messages.success(request, said)
            return redirect("workspace:meeting", meeting_id=meeting_id)
    return pages.step_page(request, record, form, title=title, button=button, now=now, intro=intro, warning=warning)


def _refuse(form: GovukForm, refused: Exception) -> None:
    """Say why it was not recorded; what was typed stays."""
    if isinstance(refused, TimeIsGone):
        form.add_error("slot", _GONE)
    elif isinstance(refused, ChangedMeanwhile):
        form.add_error(None, _CHANGED)
    elif isinstance(refused, TooManyQuestions):
        form.add_error("text", "They have asked very often. Answer what is there first")
    else:
        field = refused.field if isinstance(refused, service.NotPossible) else ""
        named = {"starts_on": "on_1"}.get(field, field)
        if isinstance(refused, service.NotPossible) and named in form.fields:
            form.add_error(named, str(refused))
        else:
            pages.refuse(form, refused)
