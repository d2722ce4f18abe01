"""What a meeting agreed: who does what by when, each with its own work, and what came of it."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import end_of_day, london_date
from cases.services import reference, work
from communications.models import Meeting, MeetingAction
from communications.rules.meeting_words import MeetingState
from communications.services import meeting_steps as steps
from communications.services.meeting_steps import NotPossible

_AGREED_AT = frozenset({MeetingState.HELD, MeetingState.NOTES_SENT})
#: What is passed on when somebody spoke about what happened (domain reference 2.6, 7.3 [S12]).
TELL_THE_POLICE = (
    "Tell the officer in the case and the disclosure officer that something was said about what happened, "
    "and give them the notes of it."
)
_OFFICER = "Victim Liaison Officer"


class AlreadyDone(ValueError):
    """Somebody else has recorded that it is done."""


@transaction.atomic
def add(
    *, meeting_id: uuid.UUID, what: str, owner: str, due_on: dt.date, actor: Actor, at: dt.datetime
) -> MeetingAction:
    """Record something that was agreed and put it on the list; ``due_on`` is a London date, today or later.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        NotPossible: the meeting has not taken place, or the date has passed.
    """
    meeting = steps.locked(meeting_id=meeting_id, actor=actor)
    if meeting.state not in _AGREED_AT:
        raise NotPossible("what", "Record first what came of the meeting")
    if due_on < london_date(at=at):
        raise NotPossible("due_on", "The date must be today or in the future")
    return _add(meeting, what=what, owner=owner, due_on=due_on, actor=actor, at=at)


def pass_on_what_was_said(*, meeting: Meeting, actor: Actor, at: dt.datetime) -> MeetingAction:
    """Ask that what a person said about what happened reaches the police: it may have to be disclosed.

    Due on the next working day. Runs in the caller's transaction.

    Raises:
        BeyondHorizon: the calendar does not reach that far.
    """
    due_on = reference.load_calendar().next(after=london_date(at=at))
    return _add(meeting, what=TELL_THE_POLICE, owner=_OFFICER, due_on=due_on, actor=actor, at=at)


@transaction.atomic
def finish(*, action_id: uuid.UUID, outcome: str, actor: Actor, at: dt.datetime) -> MeetingAction:
    """Record that something agreed was done, and what came of it.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        AlreadyDone: it is done already.
        NotPossible: what came of it is missing.
    """
    action = MeetingAction.objects.select_for_update(of=("self",)).select_related("meeting__case").get(pk=action_id)
    policies.require(actor=actor, permission=Permission.ARRANGE_MEETING, case=action.meeting.case)
    if action.done_at is not None:
        raise AlreadyDone("This is done already")
    if not outcome.strip():
        raise NotPossible("outcome", "Enter what was done")
    action.done_at, action.done_by, action.outcome = at, actor.label, outcome.strip()
    action.save(update_fields=["done_at", "done_by", "outcome"])
    work.settle(key=work_key(action_id=action.pk), outcome=outcome.strip(), actor=actor, at=at)
    _audit(action, Verb.SETTLED, actor=actor, at=at)
    return action


def work_key(*, action_id: uuid.UUID) -> str:
    """Name the item of work about something agreed."""
    return f"meeting-action:{action_id}"


def _add(meeting: Meeting, *, what: str, owner: str, due_on: dt.date, actor: Actor, at: dt.datetime) -> MeetingAction:
    action = MeetingAction.objects.create(
        meeting=meeting, what=what.strip(), owner=owner.strip(), due_on=due_on, agreed_at=at, agreed_by=actor.label
    )
    _audit(action, Verb.CREATED, actor=actor, at=at)
    _raise(action, actor=actor, at=at)
    return action


def _raise(action: MeetingAction, *, actor: Actor, at: dt.datetime) -> WorkItem:
    meeting = action.meeting
    return work.raise_item(
        kind=WorkKind.MEETING_ACTION,
        key=work_key(action_id=action.pk),
        # What was agreed may speak of the crime, so the list does not repeat it.
        summary=f"Agreed at a meeting, for the {action.owner}. Record there what was done.",
        actor=actor,
        at=at,
        case=meeting.case,
        victim=meeting.victim,
        about=f"meeting:{meeting.pk}",
        due_at=end_of_day(due_on=action.due_on),
    )


def _audit(action: MeetingAction, verb: Verb, *, actor: Actor, at: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=action,
        at=at,
        case_id=action.meeting.case_id,
        victim_id=action.meeting.victim_id,
    )
