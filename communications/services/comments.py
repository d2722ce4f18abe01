"""What a second reader and a writer say beside the words of a letter. A comment outlives the words it is about (W8)."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit.vocabulary import Verb
from cases import policies
from communications.models import Communication, LetterComment
from communications.rules.letter_words import BlockKey, LetterWords
from communications.rules.second_reading import CommentAnswer, paragraphs, place_of
from communications.rules.vocabulary import CommunicationState
from communications.services import drafting, letter_trail

#: Letters whose words are still spoken about.
_OPEN = frozenset({CommunicationState.DRAFT, CommunicationState.AMENDMENTS, CommunicationState.UNDER_REVIEW})


class NotOpen(Exception):
    """The letter is approved or taken back; nothing is said beside its words any more."""


class NoSuchPlace(ValueError):
    """The letter has no such part or paragraph (any more)."""


@transaction.atomic
def add(
    *, communication_id: uuid.UUID, said: Mapping[tuple[BlockKey, int | None], str], actor: Actor, at: dt.datetime
) -> tuple[LetterComment, ...]:
    """Say something about parts of a letter, each by its key and paragraph (None: the whole part). Blank ones are none.

    Raises:
        NotPermitted: the actor may neither write nor approve letters in this case.
        NotOpen: the words are settled.
        NoSuchPlace: a part or paragraph is not there.
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    communication = _open_to(communication_id, actor=actor)
    given = {place: text.strip() for place, text in said.items() if text.strip()}
    if not given:
        return ()
    words, _ = drafting.refreshed(communication=communication, at=at)
    made = tuple(
        LetterComment.objects.create(
            communication=communication,
            block=key.value,
            quote=_quote(words, key, paragraph),
            text=text,
            made_at=at,
            made_by=actor.label,
        )
        for (key, paragraph), text in given.items()
    )
    letter_trail.note(
        communication=communication, verb=Verb.COMMENTED, actor=actor, at=at, detail={"comments": len(made)}
    )
    return made


def _quote(words: LetterWords, key: BlockKey, paragraph: int | None) -> str:
    block = words.block(key)
    if block is None:
        raise NoSuchPlace(key.value)
    if paragraph is None:
        return ""
    there = paragraphs(text=block.text)
    if not 0 <= paragraph < len(there):
        raise NoSuchPlace(key.value)
    return there[paragraph]


@transaction.atomic
def settle(*, communication_id: uuid.UUID, comment_ids: Iterable[int], actor: Actor, at: dt.datetime) -> int:
    """Mark comments as settled; return how many were open until now. Somebody else's earlier answer stays.

    Raises:
        NotPermitted: the actor may neither write nor approve letters in this case.
        NotOpen: the words are settled.
    """
    communication = _open_to(communication_id, actor=actor)
    return communication.comments.filter(pk__in=list(comment_ids), answered_at__isnull=True).update(
        answered_at=at, answered_by=actor.label, answer=CommentAnswer.SETTLED
    )


def answer_by_amending(*, communication: Communication, words: LetterWords, actor: Actor, at: dt.datetime) -> None:
    """Mark the open comments whose paragraph was changed as answered (READ-3). Caller's transaction."""
    open_comments = communication.comments.filter(answered_at__isnull=True).exclude(quote="")
    changed = [comment.pk for comment in open_comments if not _still_stands(comment, words)]
    communication.comments.filter(pk__in=changed).update(
        answered_at=at, answered_by=actor.label, answer=CommentAnswer.AMENDED
    )


def _still_stands(comment: LetterComment, words: LetterWords) -> bool:
    block = words.block(BlockKey(comment.block))
    return block is not None and place_of(quote=comment.quote, text=block.text) is not None


def _open_to(communication_id: uuid.UUID, *, actor: Actor) -> Communication:
    communication = drafting.locked(communication_id=communication_id)
    if not policies.can(actor=actor, permission=Permission.APPROVE_LETTER, case=communication.case):
        policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    if communication.state not in _OPEN:
        raise NotOpen("The words of this letter are settled")
    return communication
