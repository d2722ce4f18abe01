"""The door for supplemented reasons: the letters in writing learn of them in the same transaction (W5).

A part of a draft that its writer has not touched takes up the new words by itself, because it is composed from the
record whenever it is looked at. A part that the writer changed stays; the new words are shown beside it.
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from cases.models import ReasonsSupplement
from cases.rules.reasons import ReasonsGiven
from cases.rules.vocabulary import WorkKind
from cases.services import reasons, work
from communications.documents import words as letter_words
from communications.documents.context import LetterContext
from communications.models import Communication
from communications.rules.letter_words import BlockKey, LetterWords
from communications.rules.vocabulary import CommunicationState

#: The parts that say what the prosecutor gave.
_FROM_REASONS = frozenset(
    {BlockKey.REASON_SPECIFIC, BlockKey.NEW_INFORMATION, BlockKey.VICTIM_VIEWS, BlockKey.WHAT_CONTINUES}
)
_IN_WRITING = (CommunicationState.DRAFT, CommunicationState.AMENDMENTS, CommunicationState.UNDER_REVIEW)


@transaction.atomic
def supplement(*, return_id: uuid.UUID, given: ReasonsGiven, actor: Actor, at: dt.datetime) -> ReasonsSupplement:
    """Add what was missing, and ask the writers of the letters about this decision to read it.

    Raises:
        NotPermitted, ReasonOfAnotherStage, SaysNothing, AlreadySupplemented: see ``cases.services.reasons.supplement``.
    """
    added = reasons.supplement(return_id=return_id, given=given, actor=actor, at=at)
    letters = Communication.objects.filter(obligation__decision=added.decision, state__in=_IN_WRITING)
    for letter in letters.select_related("case", "victim__officer").order_by("id"):
        work.raise_item(
            kind=WorkKind.REASONS_GIVEN,
            key=work_key(communication_id=letter.pk),
            summary="The prosecutor has added to the reasons: read the letter again before it goes on",
            actor=actor,
            at=at,
            case=letter.case,
            victim=letter.victim,
            about=f"communication:{letter.pk}",
            due_at=letter.due_at,
        )
    return added


def beside(*, communication: Communication, words: LetterWords, context: LetterContext) -> dict[BlockKey, str]:
    """Give what was supplemented for the parts that staff had changed, as the letter would say it. One query.

    ``words`` and ``context`` are those of today. A part that nobody changed says it already.
    """
    obligation = communication.obligation
    if obligation is None or not obligation.decision.reasons_supplements.exists():
        return {}
    version = words.template_version.split("/")[1]
    fresh = letter_words.compose(letter_type=words.letter_type, context=context, version=version)
    composed = {block.key: block.text for block in fresh.blocks if block.key in _FROM_REASONS and not block.is_locked}
    written = {block.key: block.text for block in words.blocks}
    return {key: text for key, text in composed.items() if text and written.get(key) != text}


def work_key(*, communication_id: uuid.UUID) -> str:
    """Name the item of work that asks a writer to read what was added; submitting the letter settles it."""
    return f"reasons-given:{communication_id}"
