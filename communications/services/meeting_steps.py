"""What every step of a meeting does: lock the row, check the table, write, leave a trace and say what is next."""

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from accounts.actors import Actor, ActorKind
from accounts.permissions import Permission
from accounts.policies import require
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Victim
from cases.rules import time_limits
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import LimitKind
from cases.rules.working_days import BeyondHorizon, end_of_day, london_date
from cases.services import reference, work
from communications.models import Communication, Meeting, MeetingChange, MeetingSlot
from communications.rules import meetings as rules
from communications.rules.meeting_words import (
    FamilyPoint,
    MeetingOrigin,
    MeetingPurpose,
    MeetingState,
    MeetingStep,
    MeetingWay,
)
from communications.rules.meetings import ENDS_TIMES, FREES_CHOICE, UNSEEN
from communications.services import promises

#: Under this the statement that takes in events raises the offer that follows a plea (raise_event_work.sql).
PLEA_KEY = "pre-trial-offer:"
_NOBODY = uuid.UUID(int=0)
_ONE_ACTIVE = "communications_meeting_one_active_per_purpose"
_VERBS = {MeetingStep.OPEN: Verb.OPENED, MeetingStep.CANCEL: Verb.CANCELLED, MeetingStep.SEND_NOTES: Verb.SENT}


class AlreadyActive(ValueError):
    """Another meeting for the same purpose is under way for this person."""


class NotPossible(ValueError):
    """What was entered contradicts itself or what is known; ``field`` names the answer."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def new(
    *,
    victim: Victim,
    purpose: MeetingPurpose,
    origin: MeetingOrigin,
    state: MeetingState,
    actor: Actor,
    at: dt.datetime,
    purpose_note: str = "",
    family_point: FamilyPoint | None = None,
    offer_due_on: dt.date | None = None,
    offered_way: MeetingWay | None = None,
    offered_on: dt.date | None = None,
    offered_in: Communication | None = None,
) -> Meeting:
    """Insert a meeting; whoever is kept informed about the case is invited. In the caller's transaction.

    Raises:
        AlreadyActive: one for this purpose is under way.
    """
    meeting = Meeting(
        case=victim.case,
        victim=victim,
        person=promises.contact_person(victim=victim, at=at) or victim.person,
        purpose=purpose,
        purpose_note=purpose_note,
        family_point=family_point or "",
        origin=origin,
        state=state,
        offer_due_on=offer_due_on,
        offered_way=offered_way or "",
        offered_on=offered_on,
        offered_in=offered_in,
        opened_at=at,
        opened_by=actor.label,
    )
    _save(meeting)
    return meeting


def _save(meeting: Meeting) -> None:
    """Write the row; the database keeps one active meeting of a purpose, whoever else is at it now."""
    try:
        with transaction.atomic():
            meeting.save()
    except IntegrityError as error:
        if _ONE_ACTIVE in str(error):
            raise AlreadyActive("A meeting for this purpose is under way already") from None
        raise


def locked(*, meeting_id: uuid.UUID, actor: Actor) -> Meeting:
    """Lock a meeting for a step of somebody who may take it.

    Raises:
        Meeting.DoesNotExist: there is none.
        NotPermitted: the actor may not arrange meetings in this case.
    """
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("case", "victim__officer").get(pk=meeting_id)
    )
    policies.require(actor=actor, permission=Permission.ARRANGE_MEETING, case=meeting.case)
    return meeting


def locked_for_either(*, meeting_id: uuid.UUID, actor: Actor) -> Meeting:
    """Lock a meeting for a step that the person who is invited may take too, signed in to the portal.

    Raises:
        Meeting.DoesNotExist: there is none, or it is not theirs; the two are not told apart.
        NotPermitted: the actor may not arrange meetings in this case.
    """
    if not is_person(actor=actor):
        return locked(meeting_id=meeting_id, actor=actor)
    require(actor=actor, permission=Permission.ANSWER_OWN_MEETING, victim_id=actor.victim_id)
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("case", "victim__officer")
        .filter(victim_id=actor.victim_id or _NOBODY, person_id=actor.person_id or _NOBODY)
        .exclude(state__in=UNSEEN)
        .get(pk=meeting_id)
    )


def is_person(*, actor: Actor) -> bool:
    """Whether the actor is somebody signed in to the portal, who answers for themselves."""
    return actor.kind is ActorKind.VICTIM


def begin(*, meeting: Meeting, step: MeetingStep, actor: Actor, at: dt.datetime, reason: str = "") -> None:
    """Leave the trace of a meeting just inserted and say what is next; the plea that asked for it has its answer."""
    if meeting.purpose == MeetingPurpose.PRE_TRIAL:
        key = f"{PLEA_KEY}{meeting.victim_id}"
        work.settle(key=key, outcome="The meeting was opened", actor=actor, at=at)
    _trace(meeting, step, before="", reason=reason, note="", earlier_starts_at=None, actor=actor, at=at)
    _say_what_is_next(meeting, step, actor=actor, at=at)


def move(
    *,
    meeting: Meeting,
    step: MeetingStep,
    actor: Actor,
    at: dt.datetime,
    reason: str = "",
    note: str = "",
    earlier_starts_at: dt.datetime | None = None,
) -> Meeting:
    """Take a step with a locked meeting whose other fields the caller has set.

    Raises:
        StepNotPossible: the table does not lead on from there.
        AlreadyActive: another one for this purpose is under way.
    """
    before = MeetingState(meeting.state)
    meeting.state = rules.after(state=before, step=step).value
    _save(meeting)
    _end_times(meeting, step, actor=actor, at=at)
    _trace(
        meeting,
        step,
        before=before.value,
        reason=reason,
        note=note,
        earlier_starts_at=earlier_starts_at,
        actor=actor,
        at=at,
    )
    _say_what_is_next(meeting, step, actor=actor, at=at)
    return meeting


def _end_times(meeting: Meeting, step: MeetingStep, *, actor: Actor, at: dt.datetime) -> None:
    """Give back the time that was chosen when the meeting has another one, or take every time back when it ends."""
    if step not in ENDS_TIMES | FREES_CHOICE:
        return
    open_times = MeetingSlot.objects.filter(meeting=meeting, ended_at__isnull=True)
    if step in FREES_CHOICE:
        open_times = open_times.filter(taken_at__isnull=False)
    open_times.update(ended_at=at, ended_by=actor.label)


def _trace(
    meeting: Meeting,
    step: MeetingStep,
    *,
    before: str,
    reason: str,
    note: str,
    earlier_starts_at: dt.datetime | None,
    actor: Actor,
    at: dt.datetime,
) -> None:
    MeetingChange.objects.create(
        meeting=meeting,
        step=step,
        before=before,
        after=meeting.state,
        reason=reason,
        note=note,
        earlier_starts_at=earlier_starts_at,
        changed_at=at,
        changed_by=actor.label,
    )
    audit.record(
        actor=actor,
        verb=_VERBS.get(step, Verb.CHANGED),
        subject=meeting,
        at=at,
        case_id=meeting.case_id,
        victim_id=meeting.victim_id,
        detail={"step": step.value, "state": str(meeting.state)},
    )


def _say_what_is_next(meeting: Meeting, step: MeetingStep, *, actor: Actor, at: dt.datetime) -> None:
    """Close what the step has done, and put the next one on the list with its own date."""
    key = work_key(meeting_id=meeting.pk)
    work.settle(key=key, outcome=step.label, actor=actor, at=at)
    waits_for = rules.next_step(
        state=MeetingState(meeting.state),
        offer_due_on=meeting.offer_due_on,
        starts_at=meeting.starts_at,
        at=at,
        rules=reference.load_rules(on=london_date(at=at)),
        calendar=reference.load_calendar(),
    )
    if waits_for is None:
        return
    work.raise_item(
        kind=waits_for.kind,
        key=key,
        summary=waits_for.summary,
        actor=actor,
        at=at,
        case=meeting.case,
        victim=meeting.victim,
        about=f"meeting:{meeting.pk}",
        due_at=end_of_day(due_on=waits_for.due_on),
    )


def step_due_at(*, at: dt.datetime) -> dt.datetime | None:
    """Say by when the next step of a meeting is due, seen from ``at``; None while no such limit is published."""
    today = london_date(at=at)
    try:
        limit = reference.load_rules(on=today).limits.in_force(kind=LimitKind.MEETING_STEP, on=today)
        applied = time_limits.apply_limit(limit=limit, start=today, calendar=reference.load_calendar())
    except (reference.NothingPublished, NoLimitInForce, BeyondHorizon):
        return None
    return end_of_day(due_on=applied.due_on)


def work_key(*, meeting_id: uuid.UUID) -> str:
    """Name the one open item of work about the next step of a meeting."""
    return f"meeting:{meeting_id}"
