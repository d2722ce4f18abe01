"""What follows when a correcting letter has left, did not arrive after all, or was taken out of use (W14).

Runs inside the transaction that settles the message or ends the letter, and changes nothing for any other letter.
"""

import datetime as dt
import uuid

from django.db.models import Max

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind, WorkState
from cases.services import obligations, work
from communications.models import Communication, LetterCorrection, OutboxMessage
from communications.rules.letter_corrections import CorrectionOutcome


def work_key(*, correction_id: uuid.UUID) -> str:
    """Name the work item that asks a person to finish and send a correcting letter."""
    return f"correcting-letter:{correction_id}"


def ask_for(*, correction: LetterCorrection, summary: str, actor: Actor, at: dt.datetime) -> None:
    """Put the correcting letter on the list of whoever looks after the victim, until it has left."""
    letter = correction.letter
    work.raise_item(
        kind=WorkKind.CORRECTING_LETTER,
        key=work_key(correction_id=correction.pk),
        summary=summary,
        actor=actor,
        at=at,
        case=letter.case,
        victim=letter.victim,
        about=f"communication:{letter.pk}",
        due_at=letter.due_at,
    )


def left(*, communication: Communication, moment: dt.datetime, actor: Actor, at: dt.datetime) -> None:
    """End the correction whose letter left at the aware instant ``moment``, with all work that asked for it.

    The time for a review counts from here where the correction says so; the first letter keeps its own time.
    """
    correction = _of(communication)
    if correction is None or correction.ended_at is not None:
        return
    _end(correction, CorrectionOutcome.SENT, actor=actor, at=at)
    settle_work_about(letter_id=correction.wrong_id, outcome="A correcting letter has left", actor=actor, at=at)
    _count_review(correction, actor=actor, at=at, moment=moment)


def came_back(*, communication: Communication, actor: Actor, at: dt.datetime) -> None:
    """Open a correction again, because its letter did not arrive: the person still believes what was wrong.

    Where somebody has begun another correction of the same letter meanwhile, that one is at hand and this one stays
    ended.
    """
    correction = _of(communication)
    if correction is None or correction.ended_at is None:
        return
    _count_review(correction, actor=actor, at=at, moment=None)
    if LetterCorrection.objects.filter(wrong=correction.wrong_id, ended_at__isnull=True).exists():
        return
    correction.ended_at, correction.ended_by, correction.outcome = None, "", ""
    correction.save(update_fields=["ended_at", "ended_by", "outcome"])
    _note(correction, Verb.REOPENED, actor=actor, at=at)
    ask_for(
        correction=correction,
        summary="A correcting letter did not arrive. See that it reaches them another way",
        actor=actor,
        at=at,
    )


def given_up(*, communication: Communication, why: str, actor: Actor, at: dt.datetime) -> None:
    """End the correction whose letter was taken out of use before it left, so that another one may be begun."""
    correction = _of(communication)
    if correction is None or correction.ended_at is not None:
        return
    _end(correction, CorrectionOutcome.GIVEN_UP, actor=actor, at=at, why=why)


def is_known_wrong(*, communication: Communication) -> bool:
    """Say whether somebody knows that a letter was wrong: it is corrected, or a later decision took its place."""
    owed = communication.obligation
    if owed is not None and owed.decision.corrected_by.exists():
        return True
    return communication.corrections.exclude(outcome=CorrectionOutcome.GIVEN_UP).exists()


def settle_work_about(*, letter_id: uuid.UUID, outcome: str, actor: Actor, at: dt.datetime) -> None:
    """Close every open item that asks for a correction of a letter, because that has happened or is not needed."""
    messages = OutboxMessage.objects.filter(communication=letter_id).values_list("pk", flat=True)
    about = [f"communication:{letter_id}", *(f"message:{message_id}" for message_id in messages)]
    keys = WorkItem.objects.filter(kind=WorkKind.CORRECTION, about__in=about, state=WorkState.OPEN).values_list(
        "key", flat=True
    )
    for key in list(keys):
        work.settle(key=key, outcome=outcome, actor=actor, at=at)


def _of(communication: Communication) -> LetterCorrection | None:
    if communication.replaces_id is None:
        return None
    return (
        LetterCorrection.objects.select_for_update(of=("self",), no_key=True)
        .select_related("letter__case", "letter__victim__officer")
        .filter(letter=communication)
        .first()
    )


def _end(
    correction: LetterCorrection, outcome: CorrectionOutcome, *, actor: Actor, at: dt.datetime, why: str = ""
) -> None:
    correction.ended_at, correction.ended_by, correction.outcome = at, actor.label, outcome
    correction.save(update_fields=["ended_at", "ended_by", "outcome"])
    work.settle(
        key=work_key(correction_id=correction.pk),
        outcome=why or "The correcting letter has left",
        actor=actor,
        at=at,
    )
    _note(correction, Verb.CLOSED, actor=actor, at=at)


def _count_review(correction: LetterCorrection, *, moment: dt.datetime | None, actor: Actor, at: dt.datetime) -> None:
    """Count the time for a review from the latest correcting letter that left and restarts it."""
    if not correction.restarts_review or correction.obligation_id is None:
        return
    others = LetterCorrection.objects.filter(
        obligation=correction.obligation_id, restarts_review=True, letter__sent_at__isnull=False
    ).exclude(pk=correction.pk)
    latest = others.aggregate(latest=Max("letter__sent_at"))["latest"]
    moments = [each for each in (latest, moment) if each is not None]
    obligations.count_review_from(
        obligation_id=correction.obligation_id, moment=max(moments, default=None), actor=actor, at=at
    )


def _note(correction: LetterCorrection, verb: Verb, *, actor: Actor, at: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=correction,
        at=at,
        case_id=correction.letter.case_id,
        victim_id=correction.letter.victim_id,
    )
