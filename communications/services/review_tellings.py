"""What follows when a letter about a review has left, or did not arrive after all: the work of the answer (W7).

Runs inside the transaction that settles the message, and changes nothing for any other letter.
"""

import datetime as dt
import uuid

from accounts.actors import Actor
from cases.rules.working_days import london_date
from cases.services import review_answers, work
from communications.models import Communication
from communications.rules.letter_requirements import REVIEW_TELLINGS


def work_key(*, communication_id: uuid.UUID) -> str:
    """Name the work item that asks a person to finish a letter about a review."""
    return f"review-letter:{communication_id}"


def left(*, communication: Communication, moment: dt.datetime, actor: Actor, at: dt.datetime) -> None:
    """End the work of an answer whose letter has left at the aware instant ``moment``.

    Only where it went to whoever asked: where a representative asked and the letter addresses the victim, the work
    stays until it is on record how the representative was told. Again for the same letter it changes nothing.
    """
    if communication.review_id is None:
        return
    work.settle(key=work_key(communication_id=communication.pk), outcome="It has left", actor=actor, at=at)
    if communication.review is not None and _is_told_by(communication):
        review_answers.letter_left(
            request=communication.review,
            stage_id=communication.review_stage_id,
            on=london_date(at=moment),
            actor=actor,
            at=at,
        )


def came_back(*, communication: Communication, actor: Actor, at: dt.datetime) -> None:
    """Open the work of an answer again, because its letter did not arrive and nobody was told in another way."""
    if communication.review_id is None or communication.review is None or not _is_told_by(communication):
        return
    others = Communication.objects.filter(
        review_id=communication.review_id,
        review_stage_id=communication.review_stage_id,
        letter_type__in=REVIEW_TELLINGS,
        sent_at__isnull=False,
    )
    if not others.exclude(pk=communication.pk).exists():
        review_answers.letter_came_back(
            request=communication.review, stage_id=communication.review_stage_id, actor=actor, at=at
        )


def _is_told_by(communication: Communication) -> bool:
    review = communication.review
    return (
        review is not None
        and communication.letter_type in REVIEW_TELLINGS
        and communication.recipient_id is not None
        and communication.recipient_id == review.asker_person_id
    )
