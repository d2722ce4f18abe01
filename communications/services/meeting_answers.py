"""What a person answers to a meeting besides choosing a time: no, another time, or yes after all (V26, MEET-5).

The same doors for the person in the portal and for staff who write down what somebody said on the telephone.
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.working_days import london_date
from communications.models import Meeting, MeetingWishes
from communications.rules.meeting_words import (
    CancelReason,
    FamilyPoint,
    MeetingOrigin,
    MeetingPurpose,
    MeetingState,
    MeetingStep,
    MeetingWay,
)
from communications.rules.meetings import MAY_ASK_AGAIN, MAY_CHOOSE, TRANSITIONS, StepNotPossible
from communications.services import meeting_preparation, meetings
from communications.services import meeting_steps as steps
from communications.services.meeting_steps import NotPossible


@transaction.atomic
def say_no(*, meeting_id: uuid.UUID, way: MeetingWay, actor: Actor, at: dt.datetime) -> Meeting:
    """Say no to an offer, or call off a meeting that was agreed; either can be asked for again.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        Meeting.DoesNotExist: it is not theirs.
        StepNotPossible: there is nothing to say no to any more.
    """
    meeting = steps.locked_for_either(meeting_id=meeting_id, actor=actor)
    if (MeetingState(meeting.state), MeetingStep.DECLINE) in TRANSITIONS:
        return meetings.answer(
            meeting_id=meeting_id,
            step=MeetingStep.DECLINE,
            way=_way(way, actor),
            responded_on=london_date(at=at),
            actor=actor,
            at=at,
        )
    return meetings.cancel(meeting_id=meeting_id, reason=CancelReason.VICTIM_WITHDREW, note="", actor=actor, at=at)


@transaction.atomic
def want_other_time(
    *, meeting_id: uuid.UUID, times_note: str, way: MeetingWay, actor: Actor, at: dt.datetime
) -> Meeting:
    """Say yes to a meeting but to none of its times, with what would suit, in the person's words.

    Where nobody has said yes yet, this says it. An arranged meeting stays as it is until another time is agreed.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        Meeting.DoesNotExist: it is not theirs.
        StepNotPossible: the meeting is over, or was never offered.
        NotPossible: nothing was said about times.
    """
    if not times_note.strip():
        raise NotPossible("times_note", "Write which days or times would suit you")
    meeting = steps.locked_for_either(meeting_id=meeting_id, actor=actor)
    state = MeetingState(meeting.state)
    if state not in MAY_CHOOSE:
        raise StepNotPossible(f"no time can be asked for in {state}")
    if (state, MeetingStep.ACCEPT) in TRANSITIONS:
        meeting = meetings.answer(
            meeting_id=meeting_id,
            step=MeetingStep.ACCEPT,
            way=_way(way, actor),
            responded_on=london_date(at=at),
            actor=actor,
            at=at,
        )
    newest = meeting_preparation.newest_wishes(meeting=meeting)
    said = MeetingWishes.objects.create(
        meeting=meeting,
        number=newest.number + 1 if newest else 1,
        companions=newest.companions if newest else [],
        companion_note=newest.companion_note if newest else "",
        needs=newest.needs if newest else [],
        needs_note=newest.needs_note if newest else "",
        times_note=times_note.strip(),
        way=_way(way, actor).value,
        said_at=at,
        said_by=actor.label,
    )
    audit.record(
        actor=actor, verb=Verb.RECEIVED, subject=said, at=at, case_id=meeting.case_id, victim_id=meeting.victim_id
    )
    meeting_preparation.ask_to_see_to_it(meeting=meeting, actor=actor, at=at)
    return meeting


@transaction.atomic
def ask_again(*, meeting_id: uuid.UUID, actor: Actor, at: dt.datetime) -> Meeting:
    """Open a new meeting for the same purpose because the person asks for one after all (V26, MEET-5).

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        Meeting.DoesNotExist: it is not theirs.
        StepNotPossible: the earlier meeting has not ended; it is taken forward itself.
        AlreadyActive: one for this purpose is under way.
    """
    earlier = steps.locked_for_either(meeting_id=meeting_id, actor=actor)
    if earlier.state not in MAY_ASK_AGAIN:
        raise StepNotPossible(f"{earlier.state} has not ended")
    meeting = steps.new(
        victim=earlier.victim,
        purpose=MeetingPurpose(earlier.purpose),
        purpose_note=earlier.purpose_note,
        family_point=FamilyPoint(earlier.family_point) if earlier.family_point else None,
        origin=MeetingOrigin.VICTIM_REQUESTED,
        state=MeetingState.REQUESTED,
        actor=actor,
        at=at,
    )
    steps.begin(meeting=meeting, step=MeetingStep.OPEN, actor=actor, at=at)
    return meeting


def _way(way: MeetingWay, actor: Actor) -> MeetingWay:
    return MeetingWay.ONLINE_PAGE if steps.is_person(actor=actor) else way
