"""Write and release what the promise ledger opened by itself: no-change updates and apologies (V7, V8).

The sweeps open hundreds in one statement; here each gets its words, one transaction a letter, so that one that cannot
be written keeps none back. What is not true any more, or not in this reader's language, is left to the officer, whose
list already shows the promise.
"""

import datetime as dt
import enum
import uuid

from django.db import transaction

from accounts import actors
from accounts.roles import SystemProcess
from communications.models import Communication, Promise
from communications.rules.collisions import Verdict
from communications.rules.promises import SUBSTANTIVE_PURPOSES
from communications.rules.vocabulary import CommunicationState, LetterType, PromiseState
from communications.services import (
    collisions,
    drafting,
    opening,
    promise_sweeps,
    promises,
    statements,
    unattended,
)
from communications.services.letter_facts import Given

_ACTOR = actors.system(SystemProcess.PROMISES)
#: Letters looked at in one sweep.
BATCH = 500

_STILL_NOTHING = """
select exists (
    select 1 from communications_promise p join cases_case c on c.id = p.case_id
     where p.id = %(promise)s and {nothing_happened})
"""


class _Outcome(enum.Enum):
    """What became of one letter."""

    RELEASED = "RELEASED"
    LEFT_TO_A_PERSON = "LEFT_TO_A_PERSON"
    TAKEN_BACK = "TAKEN_BACK"
    SOMEBODY_ELSE = "SOMEBODY_ELSE"


def write(*, at: dt.datetime) -> int:
    """Write and release what was opened; return how many letters were released.

    Safe to run twice, at once, late or killed: a letter is locked while it is written, and what has words or a person's
    attention is not looked at again.
    """
    waiting = (
        Communication.objects.filter(
            state=CommunicationState.DRAFT,
            letter_type__in=[LetterType.NO_CHANGE_UPDATE, LetterType.APOLOGY_MISSED_PROMISE],
            template__isnull=True,
            opened_by=_ACTOR.label,
        )
        .order_by("due_at", "opened_at", "id")
        .values_list("id", flat=True)[:BATCH]
    )
    return sum(_write_one(communication_id, at=at) is _Outcome.RELEASED for communication_id in list(waiting))


@transaction.atomic
def _write_one(communication_id: uuid.UUID, *, at: dt.datetime) -> _Outcome:
    communication = unattended.take_up(communication_id=communication_id)
    if communication is None:
        return _Outcome.SOMEBODY_ELSE
    promise = Promise.objects.get(pk=communication.dedupe_key.partition(":")[2])
    is_update = communication.letter_type == LetterType.NO_CHANGE_UPDATE
    if is_update and promise.state != PromiseState.OPEN:
        return _take_back(communication, "The promise was kept or ended meanwhile", at=at)
    if is_update and not _still_nothing(promise):
        return _take_back(communication, "Something has happened: tell the person yourself", at=at)
    _put_words(communication, promise, at=at)
    is_released = unattended.release(
        communication=communication,
        reason=_reason_for_a_person(communication, promise, is_update=is_update, at=at),
        actor=_ACTOR,
        at=at,
    )
    return _Outcome.RELEASED if is_released else _Outcome.LEFT_TO_A_PERSON


def _put_words(communication: Communication, promise: Promise, *, at: dt.datetime) -> None:
    opening.fill(communication=communication, given=_given(communication, promise, at=at), at=at)
    communication.save()


def _given(communication: Communication, promise: Promise, *, at: dt.datetime) -> Given:
    if communication.letter_type == LetterType.NO_CHANGE_UPDATE:
        following = promises.next_update_on(victim=communication.victim, person=promise.person, at=at)
        return Given(next_update_on=following)
    # The apology names the promise that took the place of the missed one.
    return Given(missed_on=promise.due_on, next_update_on=Promise.objects.get(follows=promise).due_on)


def _reason_for_a_person(communication: Communication, promise: Promise, *, is_update: bool, at: dt.datetime) -> str:
    if not is_update and not _still_nothing(promise):
        return "Something has happened since: the apology should come with the news"
    if communication.recipient is None or not is_update:
        return ""
    if collisions.of_update(communication=communication, at=at).verdict is Verdict.SETTLE:
        return "Another agency told them something that differs from our record: settle first which is right"
    return ""


def _still_nothing(promise: Promise) -> bool:
    """Say whether nothing has happened since a promise was made; what is being written here does not count."""
    own = [f"no-change:{promise.pk}", f"apology:{promise.pk}"]
    ((answer,),) = statements.rows(
        _STILL_NOTHING.format(nothing_happened=promise_sweeps.NOTHING_HAPPENED),
        {"promise": promise.pk, "substantive": [p.value for p in SUBSTANTIVE_PURPOSES], "own": own},
    )
    return bool(answer)


def _take_back(communication: Communication, comment: str, *, at: dt.datetime) -> _Outcome:
    drafting.move(
        communication=communication, state=CommunicationState.NOT_REQUIRED, comment=comment, actor=_ACTOR, at=at
    )
    communication.save()
    return _Outcome.TAKEN_BACK
