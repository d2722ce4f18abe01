"""Meetings with a victim or a family: each step is one door, checks the table, leaves a trace and says what is next."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from cases import policies
from cases.models import Victim
from cases.rules.working_days import london_date
from cases.services import measures
from communications.models import Meeting
from communications.rules import meetings as rules
from communications.rules.meeting_words import (
    CancelReason,
    FamilyPoint,
    MeetingAttendee,
    MeetingFormat,
    MeetingMeasure,
    MeetingOrigin,
    MeetingPlace,
    MeetingPurpose,
    MeetingState,
    MeetingStep,
    MeetingSupport,
    MeetingWay,
    NotHeldReason,
    RescheduleReason,
    ResearchConsent,
)
from communications.rules.meetings import asked_of_court
from communications.rules.neutral_words import revealing_words
from communications.services import meeting_actions
from communications.services import meeting_steps as steps
from communications.services.meeting_steps import AlreadyActive, NotPossible

#: A meeting of a whole day.
LONGEST_MINUTES = 480

__all__ = ["AlreadyActive", "NotPossible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingStart:
    """What a meeting begins with."""

    purpose: MeetingPurpose
    origin: MeetingOrigin
    #: What another purpose is; needed for it, except where a family point says it.
    purpose_note: str = ""
    family_point: FamilyPoint | None = None
    #: How and on which London date it was offered; both or neither. Neither: it is still to be offered.
    offered_way: MeetingWay | None = None
    offered_on: dt.date | None = None
    #: Why it is not offered; then nothing follows.
    not_offered_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """When, where, how and with whom people meet."""

    starts_at: dt.datetime
    format: MeetingFormat
    place: MeetingPlace | None = None
    place_detail: str = ""
    #: What the person chose to have in their calendar about the place.
    calendar_place: str = ""
    attendees: tuple[MeetingAttendee, ...] = ()
    #: Others by name, one on each line.
    other_attendees: str = ""
    chair: str = ""
    support: tuple[MeetingSupport, ...] = ()
    support_detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingOutcome:
    """What came of a meeting that took place. What was said is in the notes on CMS, never here."""

    duration_minutes: int
    did_counsel_attend: bool
    is_eligible_for_expenses: bool
    research_consent: ResearchConsent
    attended: tuple[MeetingAttendee, ...] = ()
    other_attended: str = ""
    chair: str = ""
    measures_agreed: tuple[MeetingMeasure, ...] = ()
    are_notes_on_cms: bool = False
    #: They said something about what happened: it is passed on to the police as possible material.
    did_speak_of_events: bool = False


@transaction.atomic
def start(*, victim_id: uuid.UUID, start: MeetingStart, actor: Actor, at: dt.datetime) -> Meeting:
    """Begin a meeting: asked for, offered, still to be offered, or not offered and why (L9).

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        AlreadyActive: one for this purpose is under way.
        NotPossible: an answer is missing or contradicts another.
    """
    victim = Victim.objects.select_related("case", "person", "officer").get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.ARRANGE_MEETING, case=victim.case)
    _require_start(start, today=london_date(at=at))
    state = MeetingState.REQUESTED
    if start.origin is MeetingOrigin.CPS_OFFERED:
        state = MeetingState.TO_OFFER
        if start.not_offered_reason.strip():
            state = MeetingState.NOT_OFFERED
        elif start.offered_on is not None:
            state = MeetingState.OFFERED
    meeting = steps.new(
        victim=victim,
        purpose=start.purpose,
        purpose_note=start.purpose_note.strip(),
        family_point=start.family_point,
        origin=start.origin,
        state=state,
        offered_way=start.offered_way if state is MeetingState.OFFERED else None,
        offered_on=start.offered_on if state is MeetingState.OFFERED else None,
        at=at,
        actor=actor,
    )
    step = MeetingStep.DO_NOT_OFFER if state is MeetingState.NOT_OFFERED else MeetingStep.OPEN
    steps.begin(meeting=meeting, step=step, reason=start.not_offered_reason.strip(), actor=actor, at=at)
    return meeting


@transaction.atomic
def offer(*, meeting_id: uuid.UUID, way: MeetingWay, offered_on: dt.date, actor: Actor, at: dt.datetime) -> Meeting:
    """Record that a meeting was offered, how and on which London date.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        StepNotPossible: it is not waiting for an offer.
        AlreadyActive: another one for this purpose is under way.
        NotPossible: the date lies in the future.
    """
    meeting = steps.locked(meeting_id=meeting_id, actor=actor)
    _require_past("offered_on", offered_on, today=london_date(at=at))
    meeting.offered_way, meeting.offered_on = way.value, offered_on
    meeting.responded_way, meeting.responded_on = "", None
    return steps.move(meeting=meeting, step=MeetingStep.OFFER, actor=actor, at=at)


@transaction.atomic
def do_not_offer(*, meeting_id: uuid.UUID, reason: str, actor: Actor, at: dt.datetime) -> Meeting:
    """Record that no meeting is offered, and why. The decision is explained in any case (MO-2).

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        StepNotPossible: it was offered already.
        NotPossible: the reason is missing.
    """
    meeting = steps.locked(meeting_id=meeting_id, actor=actor)
    if not reason.strip():
        raise NotPossible("reason", "Enter why it is not offered")
    return steps.move(meeting=meeting, step=MeetingStep.DO_NOT_OFFER, reason=reason.strip(), actor=actor, at=at)


@transaction.atomic
def answer(
    *,
    meeting_id: uuid.UUID,
    step: MeetingStep,
    way: MeetingWay | None,
    responded_on: dt.date | None,
    actor: Actor,
    at: dt.datetime,
) -> Meeting:
    """Record the answer to an offer: ``step`` is ACCEPT, DECLINE or NO_ANSWER; an answer has a way and a London date.

    Whoever is invited answers for themselves in the portal; what they do not say, they do not record.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        Meeting.DoesNotExist: it is not theirs.
        StepNotPossible: nothing was offered, or it is arranged already.
        AlreadyActive: another one for this purpose is under way.
        NotPossible: way or date is missing, in the future or before the offer.
    """
    meeting = steps.locked_for_either(meeting_id=meeting_id, actor=actor)
    if step is MeetingStep.NO_ANSWER and steps.is_person(actor=actor):
        raise NotPossible("step", "Select yes or no")
    if step is not MeetingStep.NO_ANSWER:
        if way is None:
            raise NotPossible("way", "Select how they answered")
        if responded_on is None:
            raise NotPossible("responded_on", "Enter the date of the answer")
        _require_past("responded_on", responded_on, today=london_date(at=at))
        if meeting.offered_on is not None and responded_on < meeting.offered_on:
            raise NotPossible("responded_on", "The date of the answer must not be before the offer")
        meeting.responded_way, meeting.responded_on = way.value, responded_on
    return steps.move(meeting=meeting, step=step, actor=actor, at=at)


@transaction.atomic
def arrange(*, meeting_id: uuid.UUID, arrangement: Arrangement, actor: Actor, at: dt.datetime) -> Meeting:
    """Set the time, the place and who comes.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        StepNotPossible: it is not waiting to be arranged.
        AlreadyActive: another one for this purpose is under way.
        NotPossible: the time has passed, the place is missing, or the calendar would tell.
    """
    meeting = steps.locked(meeting_id=meeting_id, actor=actor)
    take_over(meeting=meeting, arrangement=arrangement, at=at)
    return steps.move(meeting=meeting, step=MeetingStep.ARRANGE, actor=actor, at=at)


@transaction.atomic
def reschedule(
    *,
    meeting_id: uuid.UUID,
    arrangement: Arrangement,
    reason: RescheduleReason,
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> Meeting:
    """Set another time or place, and say why; the earlier time stays in the record.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        StepNotPossible: it is not arranged.
        NotPossible: as for ``arrange``, or another reason is not said in words.
    """
    meeting = steps.locked(meeting_id=meeting_id, actor=actor)
    _require_note(reason, note, other=RescheduleReason.OTHER)
    earlier = meeting.starts_at
    take_over(meeting=meeting, arrangement=arrangement, at=at)
    return steps.move(
        meeting=meeting,
        step=MeetingStep.RESCHEDULE,
        reason=reason.value,
        note=note.strip(),
        earlier_starts_at=earlier,
        actor=actor,
        at=at,
    )


@transaction.atomic
def cancel(*, meeting_id: uuid.UUID, reason: CancelReason, note: str, actor: Actor, at: dt.datetime) -> Meeting:
    """Record that it will not take place, and why; whoever is invited may say so in the portal.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        Meeting.DoesNotExist: it is not theirs.
        StepNotPossible: it has ended already.
        NotPossible: another reason is not said in words.
    """
    meeting = steps.locked_for_either(meeting_id=meeting_id, actor=actor)
    if steps.is_person(actor=actor):
        # In the portal a person says only that they themselves do not want it.
        reason, note = CancelReason.VICTIM_WITHDREW, ""
    _require_note(reason, note, other=CancelReason.OTHER)
    return steps.move(
        meeting=meeting, step=MeetingStep.CANCEL, reason=reason.value, note=note.strip(), actor=actor, at=at
    )


@transaction.atomic
def did_not_happen(
    *, meeting_id: uuid.UUID, reason: NotHeldReason, note: str, actor: Actor, at: dt.datetime
) -> Meeting:
    """Record that it did not take place, and why. It may be arranged again.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        StepNotPossible: it is not arranged.
        NotPossible: it has not begun yet, or another reason is not said in words.
    """
    meeting = steps.locked(meeting_id=meeting_id, actor=actor)
    _require_note(reason, note, other=NotHeldReason.OTHER)
    _require_begun(meeting, at=at)
    return steps.move(
        meeting=meeting, step=MeetingStep.DID_NOT_HAPPEN, reason=reason.value, note=note.strip(), actor=actor, at=at
    )


@transaction.atomic
def hold(*, meeting_id: uuid.UUID, outcome: MeetingOutcome, actor: Actor, at: dt.datetime) -> Meeting:
    """Record that it took place: how long, who came, what was agreed. Actions are added one by one.

    What the person said about what happened becomes an action: the police are told, because it may be disclosable.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        StepNotPossible: it is not arranged.
        NotPossible: it has not begun yet, or the duration is none.
    """
    meeting = steps.locked(meeting_id=meeting_id, actor=actor)
    _require_begun(meeting, at=at)
    if not 1 <= outcome.duration_minutes <= LONGEST_MINUTES:
        raise NotPossible("duration_minutes", f"Duration must be between 1 and {LONGEST_MINUTES} minutes")
    meeting.duration_minutes = outcome.duration_minutes
    meeting.attended = [one.value for one in outcome.attended]
    meeting.other_attended = outcome.other_attended.strip()
    meeting.chair = outcome.chair.strip()
    meeting.did_counsel_attend = outcome.did_counsel_attend
    meeting.is_eligible_for_expenses = outcome.is_eligible_for_expenses
    meeting.research_consent = outcome.research_consent.value
    meeting.measures_agreed = [one.value for one in outcome.measures_agreed]
    meeting.are_notes_on_cms = outcome.are_notes_on_cms
    steps.move(meeting=meeting, step=MeetingStep.HOLD, actor=actor, at=at)
    measures.agreed_at_meeting(
        victim_id=meeting.victim_id, measures=asked_of_court(agreed=outcome.measures_agreed), actor=actor, at=at
    )
    if outcome.did_speak_of_events:
        meeting_actions.pass_on_what_was_said(meeting=meeting, actor=actor, at=at)
    return meeting


@transaction.atomic
def send_notes(
    *,
    meeting_id: uuid.UUID,
    to_victim_on: dt.date,
    to_officer_on: dt.date | None,
    actor: Actor,
    at: dt.datetime,
) -> Meeting:
    """Record on which London dates the notes went to the person and to the officer in the case.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        StepNotPossible: it has not taken place, or the notes have gone.
        NotPossible: a date lies in the future or before the meeting.
    """
    meeting = steps.locked(meeting_id=meeting_id, actor=actor)
    today = london_date(at=at)
    for field, on in (("to_victim_on", to_victim_on), ("to_officer_on", to_officer_on)):
        if on is not None:
            _require_past(field, on, today=today)
            if meeting.starts_at is not None and on < london_date(at=meeting.starts_at):
                raise NotPossible(field, "The notes cannot have gone before the meeting")
    meeting.notes_to_victim_on, meeting.notes_to_officer_on = to_victim_on, to_officer_on
    meeting.are_notes_on_cms = True
    return steps.move(meeting=meeting, step=MeetingStep.SEND_NOTES, actor=actor, at=at)


def take_over(*, meeting: Meeting, arrangement: Arrangement, at: dt.datetime) -> None:
    """Check an arrangement and put it on a locked meeting that the caller saves.

    Raises:
        NotPossible: the time has passed, the place is missing, or the calendar would tell.
    """
    if arrangement.starts_at <= at:
        raise NotPossible("starts_on", "The meeting must be in the future")
    if arrangement.format is not MeetingFormat.VIRTUAL and arrangement.place is None:
        raise NotPossible("place", "Select where people meet")
    if revealing_words(arrangement.calendar_place):
        raise NotPossible("calendar_place", "The place in the calendar must not say what the appointment is about")
    meeting.starts_at = arrangement.starts_at
    meeting.format = arrangement.format.value
    meeting.place = arrangement.place.value if arrangement.place else ""
    meeting.place_detail = arrangement.place_detail.strip()
    meeting.calendar_place = arrangement.calendar_place.strip()
    meeting.attendees = [one.value for one in arrangement.attendees]
    meeting.other_attendees = arrangement.other_attendees.strip()
    meeting.chair = arrangement.chair.strip()
    meeting.support = [one.value for one in arrangement.support]
    meeting.support_detail = arrangement.support_detail.strip()


def _require_start(start: MeetingStart, *, today: dt.date) -> None:
    if start.purpose is MeetingPurpose.OTHER and not start.purpose_note.strip() and start.family_point is None:
        raise NotPossible("purpose_note", "Enter what the meeting is for")
    if start.family_point is not None and rules.PURPOSE_OF_POINT[start.family_point] is not start.purpose:
        raise NotPossible("family_point", "Select a point of the case that goes with what the meeting is for")
    if (start.offered_way is None) is not (start.offered_on is None):
        raise NotPossible("offered_way", "Enter both how and when it was offered")
    if start.offered_on is not None:
        _require_past("offered_on", start.offered_on, today=today)


def _require_past(field: str, on: dt.date, *, today: dt.date) -> None:
    if on > today:
        raise NotPossible(field, "The date must be today or in the past")


def _require_begun(meeting: Meeting, *, at: dt.datetime) -> None:
    if meeting.starts_at is not None and meeting.starts_at > at:
        raise NotPossible("took_place", "The meeting has not begun yet. Cancel it or give it another time instead")


def _require_note(reason: object, note: str, *, other: object) -> None:
    if reason == other and not note.strip():
        raise NotPossible("note", "Enter the reason")
