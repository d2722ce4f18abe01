"""Hand a letter to a second reader: a grade, a person, or whoever may approve; and end that when it is decided (W8)."""

import dataclasses
import datetime as dt
import uuid

from accounts import actors
from accounts.actors import Actor, ActorKind
from accounts.grades import Grade
from accounts.models import StaffUser
from accounts.permissions import Permission
from cases import policies
from cases.services import reference
from communications.models import Communication, SecondReading
from communications.rules import dated_tables
from communications.rules.second_reading import ReadingDue, ReadingOutcome, may_take, reading_due
from communications.rules.vocabulary import CommunicationState
from communications.services import correction_facts, dated_rows

#: What it means for the request when a letter leaves its second reader for another state.
_OUTCOMES = {
    CommunicationState.APPROVED: ReadingOutcome.APPROVED,
    CommunicationState.AMENDMENTS: ReadingOutcome.SENT_BACK,
}


class CannotRead(ValueError):
    """The person asked may not approve this letter: another Area, no such role, or its own writer."""


class AskedOfAnother(Exception):
    """The letter waits for another person or a higher grade."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Whom to ask for the second reading, and what to tell them. Everything may stay empty: then anyone may take it."""

    grade: Grade | None = None
    reader_id: uuid.UUID | None = None
    note: str = ""


ANYONE = Ask()


def open_request(*, communication: Communication, ask: Ask, actor: Actor, at: dt.datetime) -> SecondReading:
    """Open the request for a letter that is being submitted, with the reader's own deadline (READ-1).

    A request to a person keeps their grade, so that anybody of it may take the letter when they are away.

    Raises:
        CannotRead: the person asked could not approve it.
        BeyondHorizon: the bank-holiday calendar does not reach the next working day.
    """
    reader = _reader(communication, ask=ask, at=at)
    due = _due(communication, at=at)
    grade = reader.grade if reader is not None else (ask.grade.value if ask.grade is not None else "")
    return SecondReading.objects.create(
        communication=communication,
        grade=grade,
        reader=reader,
        note=ask.note.strip(),
        due_at=due.at,
        due_reasons=list(due.reasons),
        asked_at=at,
        asked_by=actor.label,
    )


def follow_deadline(*, communication: Communication, at: dt.datetime) -> None:
    """Let an open request follow a letter that must be approved earlier than before: nobody reads it after that."""
    request = communication.second_readings.filter(settled_at__isnull=True).first()
    if request is None:
        return
    due = _due(communication, at=at)
    if due.at < request.due_at:
        request.due_at, request.due_reasons = due.at, list(due.reasons)
        request.save(update_fields=["due_at", "due_reasons"])


def _due(communication: Communication, *, at: dt.datetime) -> ReadingDue:
    return reading_due(
        asked_at=at,
        latest_safe_approval=communication.latest_safe_approval_at,
        times=dated_rows.rows(of=dated_tables.READING_TIMES),
        calendar=reference.load_calendar(),
    )


def _reader(communication: Communication, *, ask: Ask, at: dt.datetime) -> StaffUser | None:
    """Find the person asked, who must be able to approve this very letter."""
    if ask.reader_id is None:
        return None
    reader = StaffUser.objects.filter(pk=ask.reader_id, is_active=True).first()
    if reader is None:
        raise CannotRead("There is no such member of staff")
    actor = actors.staff(user=reader, at=at)
    own = {
        communication.written_by,
        communication.submitted_by,
        *correction_facts.not_fresh(communication=communication),
    }
    may = policies.can(actor=actor, permission=Permission.APPROVE_LETTER, case=communication.case)
    if actor.label in own or not may:
        raise CannotRead("They may not approve this letter")
    return reader


def require_theirs(*, communication: Communication, actor: Actor) -> None:
    """Refuse a decision by somebody of whom it was not asked and who is not of the grade asked for (READ-2).

    Raises:
        AskedOfAnother: the letter waits for another person or a higher grade.
    """
    request = communication.second_readings.filter(settled_at__isnull=True).first()
    if request is None:
        return
    may = may_take(
        asked_grade=request.grade,
        asked_person=f"{ActorKind.STAFF.value}:{request.reader_id}" if request.reader_id else "",
        grade=grade_of(actor=actor),
        person=actor.label,
    )
    if not may:
        raise AskedOfAnother("The letter waits for another reader")


def grade_of(*, actor: Actor) -> str:
    """Return the grade of a member of staff, empty for everybody else. One query."""
    if actor.kind is not ActorKind.STAFF:
        return ""
    return StaffUser.objects.filter(pk=actor.identifier).values_list("grade", flat=True).first() or ""


def settle(
    *,
    communication: Communication,
    state: CommunicationState,
    by: str,
    at: dt.datetime,
    outcome: ReadingOutcome | None = None,
) -> None:
    """End the open request of a letter that leaves its second reader for ``state``; nothing where there is none."""
    ended = outcome or _OUTCOMES.get(state, ReadingOutcome.CLOSED)
    communication.second_readings.filter(settled_at__isnull=True).update(settled_at=at, settled_by=by, outcome=ended)
