"""Times that we offer for a meeting, and the choice of one: by the person in the portal, or by us for them."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.working_days import london_date
from communications.models import Meeting, MeetingSlot, MeetingWishes
from communications.rules import meetings as rules
from communications.rules.meeting_words import (
    MeetingAttendee,
    MeetingCompanion,
    MeetingFormat,
    MeetingPlace,
    MeetingState,
    MeetingStep,
    MeetingSupport,
    MeetingWay,
    RescheduleReason,
)
from communications.services import meeting_steps as steps
from communications.services import meetings, news_notices
from communications.services.meeting_steps import NotPossible
from communications.services.meetings import Arrangement

#: The most times that stand open for one meeting: more would be hard to read.
MOST_OPEN = 8
#: Nobody leads two meetings that begin less than this apart.
APART = dt.timedelta(minutes=59)
_HOST_TWICE = "communications_meetingslot_host_in_one_place"
_OFFERED_TWICE = "communications_meetingslot_offered_once"
_COMES_AS = {MeetingCompanion.ISVA: MeetingAttendee.ISVA, MeetingCompanion.IDVA: MeetingAttendee.IDVA}


class TimeIsGone(Exception):
    """The time can no longer be chosen: we took it back, it has passed, or somebody else has it now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedTime:
    """One time that we can offer. ``starts_at`` is aware."""

    starts_at: dt.datetime
    format: MeetingFormat
    place: MeetingPlace | None = None
    place_detail: str = ""


@transaction.atomic
def offer(*, meeting_id: uuid.UUID, times: tuple[OfferedTime, ...], actor: Actor, at: dt.datetime) -> list[MeetingSlot]:
    """Offer times for a meeting and tell the person, without content, that there is something new (V26).

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        StepNotPossible: no time can be chosen for it any more, or it is not offered yet.
        NotPossible: no time was given, too many are open, or one has passed, has no place or stands there already.
    """
    meeting = steps.locked(meeting_id=meeting_id, actor=actor)
    rules.steps_to_choose(state=MeetingState(meeting.state))
    if not times:
        raise NotPossible("starts_on", "Enter at least one time")
    open_times = MeetingSlot.objects.filter(meeting=meeting, ended_at__isnull=True, starts_at__gt=at).count()
    if open_times + len(times) > MOST_OPEN:
        raise NotPossible("starts_on", f"At most {MOST_OPEN} times can be offered at once. Take one back first")
    offered = [_insert(meeting, one, actor=actor, at=at) for one in times]
    _tell(meeting, key=f"notice-of-times:{offered[0].pk}", actor=actor, at=at)
    return offered


@transaction.atomic
def take_back(*, slot_id: uuid.UUID, actor: Actor, at: dt.datetime) -> MeetingSlot:
    """Take back a time that nobody has chosen.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        TimeIsGone: it was taken back already.
        NotPossible: somebody has chosen it; then the meeting itself is changed or cancelled.
    """
    found = MeetingSlot.objects.get(pk=slot_id)
    steps.locked(meeting_id=found.meeting_id, actor=actor)
    slot = MeetingSlot.objects.select_for_update().get(pk=slot_id)
    if slot.ended_at is not None:
        raise TimeIsGone("This time was taken back already")
    if slot.taken_at is not None:
        raise NotPossible("slot", "They have chosen this time. Change or cancel the meeting instead")
    slot.ended_at, slot.ended_by = at, actor.label
    slot.save(update_fields=["ended_at", "ended_by"])
    _audit(slot, Verb.CANCELLED, actor=actor, at=at)
    return slot


@transaction.atomic
def choose(*, meeting_id: uuid.UUID, slot_id: uuid.UUID, way: MeetingWay, actor: Actor, at: dt.datetime) -> Meeting:
    """Choose one of the times offered; where nobody has said yes yet, choosing says it (V26, MEET-5).

    By the person themselves in the portal (``way`` is then the online page), or by staff for somebody who rang.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        Meeting.DoesNotExist: it is not theirs.
        StepNotPossible: the meeting has ended, or was never offered.
        TimeIsGone: we took the time back meanwhile, it has passed, or whoever leads it is at another meeting then.
        AlreadyActive: another meeting for this purpose is under way.
    """
    meeting = steps.locked_for_either(meeting_id=meeting_id, actor=actor)
    way = MeetingWay.ONLINE_PAGE if steps.is_person(actor=actor) else way
    slot = MeetingSlot.objects.select_for_update().filter(pk=slot_id, meeting=meeting).first()
    if slot is None or slot.ended_at is not None or slot.starts_at <= at:
        raise TimeIsGone("This time is no longer free")
    path = rules.steps_to_choose(state=MeetingState(meeting.state))
    if slot.taken_at is not None:
        return meeting
    if _host_is_elsewhere(slot):
        raise TimeIsGone("This time is no longer free")
    for step in path:
        _take(meeting, slot, step=step, way=way, actor=actor, at=at)
    slot.taken_at, slot.taken_by = at, actor.label
    try:
        with transaction.atomic():
            slot.save(update_fields=["taken_at", "taken_by"])
    except IntegrityError as error:
        if _HOST_TWICE in str(error):
            raise TimeIsGone("This time is no longer free") from None
        raise
    _audit(slot, Verb.CONFIRMED, actor=actor, at=at)
    return meeting


def _take(
    meeting: Meeting, slot: MeetingSlot, *, step: MeetingStep, way: MeetingWay, actor: Actor, at: dt.datetime
) -> None:
    """Take one step on the way to an arranged meeting."""
    if step is MeetingStep.ACCEPT:
        meeting.responded_way, meeting.responded_on = way.value, london_date(at=at)
        steps.move(meeting=meeting, step=step, actor=actor, at=at)
        return
    earlier = meeting.starts_at if step is MeetingStep.RESCHEDULE else None
    meetings.take_over(meeting=meeting, arrangement=_arrangement(meeting, slot), at=at)
    steps.move(
        meeting=meeting,
        step=step,
        reason=RescheduleReason.VICTIM_NOT_AVAILABLE.value if step is MeetingStep.RESCHEDULE else "",
        earlier_starts_at=earlier,
        actor=actor,
        at=at,
    )


def _arrangement(meeting: Meeting, slot: MeetingSlot) -> Arrangement:
    """Put together what the time says and what the person said they need; who else comes stays as it was."""
    wishes = MeetingWishes.objects.filter(meeting=meeting).order_by("-number").first()
    companions = [MeetingCompanion(one) for one in wishes.companions] if wishes else []
    attendees = {*(MeetingAttendee(one) for one in meeting.attendees)}
    attendees |= {_COMES_AS[one] for one in companions if one in _COMES_AS}
    return Arrangement(
        starts_at=slot.starts_at,
        format=MeetingFormat(slot.format),
        place=MeetingPlace(slot.place) if slot.place else None,
        place_detail=slot.place_detail,
        calendar_place=meeting.calendar_place,
        attendees=tuple(one for one in MeetingAttendee if one in attendees),
        other_attendees=meeting.other_attendees,
        chair=meeting.chair,
        support=tuple(MeetingSupport(one) for one in (wishes.needs if wishes else meeting.support)),
        support_detail=wishes.needs_note if wishes else meeting.support_detail,
    )


def _host_is_elsewhere(slot: MeetingSlot) -> bool:
    """Whether whoever leads it has an arranged meeting with somebody else at that time."""
    if slot.host_id is None:
        return False
    return (
        Meeting.objects.filter(
            victim__officer_id=slot.host_id,
            state=MeetingState.ARRANGED,
            starts_at__gt=slot.starts_at - APART,
            starts_at__lt=slot.starts_at + APART,
        )
        .exclude(pk=slot.meeting_id)
        .exists()
    )


def _insert(meeting: Meeting, time: OfferedTime, *, actor: Actor, at: dt.datetime) -> MeetingSlot:
    if time.starts_at <= at:
        raise NotPossible("starts_on", "The time must be in the future")
    if time.format is not MeetingFormat.VIRTUAL and time.place is None:
        raise NotPossible("place", "Select where people meet")
    slot = MeetingSlot(
        meeting=meeting,
        host=meeting.victim.officer,
        starts_at=time.starts_at,
        format=time.format.value,
        place=time.place.value if time.place else "",
        place_detail=time.place_detail.strip(),
        offered_at=at,
        offered_by=actor.label,
    )
    try:
        with transaction.atomic():
            slot.save()
    except IntegrityError as error:
        if _OFFERED_TWICE in str(error):
            raise NotPossible("starts_on", "This time is offered already") from None
        raise
    _audit(slot, Verb.CREATED, actor=actor, at=at)
    return slot


def _tell(meeting: Meeting, *, key: str, actor: Actor, at: dt.datetime) -> None:
    news_notices.tell(
        victim=meeting.victim,
        person=meeting.person,
        key=key,
        fallback="There are times for a meeting to choose from, but no text or email is safe. Tell them another way.",
        fallback_key=f"tell-of-times:{meeting.pk}",
        about=f"meeting:{meeting.pk}",
        due_at=steps.step_due_at(at=at),
        actor=actor,
        at=at,
    )


def _audit(slot: MeetingSlot, verb: Verb, *, actor: Actor, at: dt.datetime) -> None:
    meeting = slot.meeting
    audit.record(actor=actor, verb=verb, subject=slot, at=at, case_id=meeting.case_id, victim_id=meeting.victim_id)
