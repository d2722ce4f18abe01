"""The steps of a meeting, each on a page of its own: offer, answer, arrange, change, cancel, outcome, notes."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Generic, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.permissions import Permission
from cases import policies
from communications.models import Meeting
from communications.rules.meeting_words import (
    CancelReason,
    MeetingState,
    MeetingStep,
    MeetingWay,
    NotHeldReason,
    RescheduleReason,
)
from communications.rules.meetings import StepNotPossible, steps_from
from communications.selectors import meetings as selector
from communications.services import collisions
from communications.services import meetings as service
from web import formatting
from web.forms.base import GovukForm
from web.middleware import actor_of
from web.workspace.forms import meetings as forms
from web.workspace.guards import missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import collisions as collision_presenter
from web.workspace.presenters import meetings as presenter
from web.workspace.views import meeting_pages as pages

_Form = TypeVar("_Form", bound=GovukForm)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Step(Generic[_Form]):
    """One page on which a step is taken."""

    title: str
    button: str
    #: Any of these must be possible for the page to be worth showing.
    steps: tuple[MeetingStep, ...]
    form: Callable[[HttpRequest, Meeting], _Form]
    #: Makes the one call and says what was done.
    act: Callable[[_Form, Meeting, Actor, dt.datetime], str]
    is_checked: bool = False
    has_warning: bool = False
    intro: str = ""


def _take(request: HttpRequest, meeting_id: uuid.UUID, step: _Step[_Form]) -> HttpResponse:
    """Show the page of a step, check the answers where that is asked for, and make the one call."""
    actor, now = actor_of(request), timezone.now()
    record = selector.meeting_record(viewer=actor, meeting_id=meeting_id)
    found = record.meeting
    policies.require(actor=actor, permission=Permission.ARRANGE_MEETING, case=found.case)
    if request.method != "POST" and not presenter.is_possible(found, step.steps):
        return redirect("workspace:meeting", meeting_id=meeting_id)
    form = step.form(request, found)
    stage = request.POST.get("stage", "")
    is_checking = False
    if request.method == "POST" and form.is_valid() and stage != "change":
        if step.is_checked and stage != "confirm":
            is_checking = True
        else:
            try:
                said = step.act(form, found, actor, now)
            except (service.NotPossible, service.AlreadyActive, StepNotPossible) as refused:
                pages.refuse(form, refused)
            else:
                messages.success(request, said)
                return redirect("workspace:meeting", meeting_id=meeting_id)
    if is_checking:
        context = {
            **pages.head(record),
            "title": f"Check your answers: {step.title[:1].lower()}{step.title[1:]}",
            "button": step.button,
            "rows": presenter.answers(form),
            "hidden": presenter.hidden(request.POST),
            "warning": presenter.DISCLOSURE_WARNING if step.has_warning else "",
            "collision": _collision(form, found),
        }
        return page(request, "workspace/meeting_check.html", context, section="workspace:cases")
    return pages.step_page(
        request,
        record,
        form,
        title=step.title,
        button="Continue" if step.is_checked else step.button,
        now=now,
        intro=step.intro,
        warning=presenter.DISCLOSURE_WARNING if step.has_warning else "",
    )


def _collision(form: GovukForm, found: Meeting) -> dict[str, object] | None:
    """Say who else is in touch on the day for which a meeting is planned (L15)."""
    if not isinstance(form, forms.ArrangeMeetingForm):
        return None
    day = formatting.london_date(at=form.arrangement.starts_at)
    collision = collisions.on_day(victim=found.victim, day=day, meeting_id=found.pk)
    return collision_presenter.note(collision, when=f"on {formatting.weekday_words(day)}")


def _offer(form: forms.OfferMeetingForm, found: Meeting, actor: Actor, now: dt.datetime) -> str:
    answers = form.cleaned_data
    service.offer(
        meeting_id=found.pk, way=MeetingWay(answers["way"]), offered_on=answers["offered_on"], actor=actor, at=now
    )
    return "Offer recorded."


def _do_not_offer(form: forms.DoNotOfferForm, found: Meeting, actor: Actor, now: dt.datetime) -> str:
    service.do_not_offer(meeting_id=found.pk, reason=form.cleaned_data["reason"], actor=actor, at=now)
    return "Recorded that it is not offered."


def _answer(form: forms.AnswerMeetingForm, found: Meeting, actor: Actor, now: dt.datetime) -> str:
    answers = form.cleaned_data
    service.answer(
        meeting_id=found.pk,
        step=MeetingStep(answers["step"]),
        way=MeetingWay(answers["way"]) if answers["way"] else None,
        responded_on=answers["responded_on"],
        actor=actor,
        at=now,
    )
    return "Answer recorded."


def _arrange(form: forms.ArrangeMeetingForm, found: Meeting, actor: Actor, now: dt.datetime) -> str:
    service.arrange(meeting_id=found.pk, arrangement=form.arrangement, actor=actor, at=now)
    return "Meeting arranged."


def _reschedule(form: forms.RescheduleMeetingForm, found: Meeting, actor: Actor, now: dt.datetime) -> str:
    service.reschedule(
        meeting_id=found.pk,
        arrangement=form.arrangement,
        reason=RescheduleReason(form.cleaned_data["reason"]),
        note=form.cleaned_data["note"],
        actor=actor,
        at=now,
    )
    return "Meeting changed."


def _cancel(form: forms.CancelMeetingForm, found: Meeting, actor: Actor, now: dt.datetime) -> str:
    answers = form.cleaned_data
    service.cancel(
        meeting_id=found.pk, reason=CancelReason(answers["reason"]), note=answers["note"], actor=actor, at=now
    )
    return "Meeting cancelled."


def _record_outcome(form: forms.MeetingOutcomeForm, found: Meeting, actor: Actor, now: dt.datetime) -> str:
    answers = form.cleaned_data
    if answers["took_place"]:
        service.hold(meeting_id=found.pk, outcome=form.outcome, actor=actor, at=now)
        return "Outcome recorded. Add what was agreed, and send them the notes."
    service.did_not_happen(
        meeting_id=found.pk,
        reason=NotHeldReason(answers["not_held_reason"]),
        note=answers["note"],
        actor=actor,
        at=now,
    )
    return "Recorded that it did not take place."


def _send_notes(form: forms.MeetingNotesForm, found: Meeting, actor: Actor, now: dt.datetime) -> str:
    service.send_notes(meeting_id=found.pk, **form.cleaned_data, actor=actor, at=now)
    return "Notes recorded as sent."


_OFFER = _Step(
    title="Record the offer",
    button="Record the offer",
    steps=(MeetingStep.OFFER,),
    form=lambda request, _: forms.OfferMeetingForm(posted(request)),
    act=_offer,
    intro="Offer it only by a way that is safe for them. Somebody may come with them.",
)
_NOT_OFFERED = _Step(
    title="Record that it is not offered",
    button="Record it",
    steps=(MeetingStep.DO_NOT_OFFER,),
    form=lambda request, _: forms.DoNotOfferForm(posted(request)),
    act=_do_not_offer,
)
_ANSWER = _Step(
    title="Record the answer",
    button="Record the answer",
    steps=(MeetingStep.ACCEPT, MeetingStep.DECLINE, MeetingStep.NO_ANSWER),
    form=lambda request, found: forms.AnswerMeetingForm(
        posted(request), steps=steps_from(state=MeetingState(found.state))
    ),
    act=_answer,
)
_ARRANGE = _Step(
    title="Arrange the meeting",
    button="Arrange the meeting",
    steps=(MeetingStep.ARRANGE,),
    form=lambda request, found: forms.ArrangeMeetingForm(posted(request), initial={"support": found.support}),
    act=_arrange,
    is_checked=True,
)
_RESCHEDULE = _Step(
    title="Change the time or place",
    button="Change the meeting",
    steps=(MeetingStep.RESCHEDULE,),
    form=lambda request, found: forms.RescheduleMeetingForm(
        posted(request), initial=presenter.arrangement_answers(found)
    ),
    act=_reschedule,
    is_checked=True,
)
_CANCEL = _Step(
    title="Cancel the meeting",
    button="Cancel the meeting",
    steps=(MeetingStep.CANCEL,),
    form=lambda request, _: forms.CancelMeetingForm(posted(request)),
    act=_cancel,
)
_OUTCOME = _Step(
    title="Record what came of it",
    button="Record the outcome",
    steps=(MeetingStep.HOLD, MeetingStep.DID_NOT_HAPPEN),
    form=lambda request, _: forms.MeetingOutcomeForm(posted(request)),
    act=_record_outcome,
    is_checked=True,
    has_warning=True,
)
_NOTES = _Step(
    title="Record that the notes were sent",
    button="Record it",
    steps=(MeetingStep.SEND_NOTES,),
    form=lambda request, _: forms.MeetingNotesForm(posted(request)),
    act=_send_notes,
    has_warning=True,
    intro="Send the notes by a way that is safe for them, without their own account of what happened.",
)


def _page_of(step: _Step[_Form]) -> Callable[..., HttpResponse]:
    """Make the page on which a step is taken."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @missing_is_404
    def view(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
        return _take(request, meeting_id, step)

    return view


offer = _page_of(_OFFER)
not_offered = _page_of(_NOT_OFFERED)
answer = _page_of(_ANSWER)
arrange = _page_of(_ARRANGE)
reschedule = _page_of(_RESCHEDULE)
cancel = _page_of(_CANCEL)
outcome = _page_of(_OUTCOME)
notes = _page_of(_NOTES)
