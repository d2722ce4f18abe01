"""Keep the versions of a draft: each save, submission, take-over and approval; and words that could not be saved."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit.vocabulary import Verb
from cases import policies
from communications.models import Communication, DraftVersion
from communications.rules.draft_versions import VersionKind, is_worth_keeping, words_digest
from communications.rules.letter_words import BlockKey, LetterWords
from communications.services import composing, letter_trail


def keep(
    *,
    communication: Communication,
    kind: VersionKind,
    words: LetterWords,
    welsh: LetterWords | None = None,
    made_by: str,
    at: dt.datetime,
) -> DraftVersion | None:
    """Append a version; None where saving the same words again makes none. The caller has locked the communication.

    The first version kept of a letter is preceded by the words as they were opened, so that a reader can always see
    what staff wrote and what the record gave.
    """
    newest = communication.versions.exclude(kind=VersionKind.SET_ASIDE).order_by("-number").first()
    digest = words_digest(words.blocks, welsh.blocks if welsh is not None else ())
    if newest is not None and not is_worth_keeping(kind=kind, digest=digest, newest_digest=newest.digest):
        return None
    return DraftVersion.objects.create(
        communication=communication,
        number=communication.versions.count() + 1,
        kind=kind,
        words=words.as_json(),
        words_cy=welsh.as_json() if welsh is not None else [],
        digest=digest,
        made_at=at,
        made_by=made_by,
    )


def keep_opening(*, communication: Communication) -> None:
    """Keep the words as they were opened, where no version is kept yet. The caller has locked the communication."""
    if communication.versions.exists():
        return
    keep(
        communication=communication,
        kind=VersionKind.OPENED,
        words=composing.letter_words(communication=communication),
        made_by=communication.opened_by,
        at=communication.opened_at,
    )


@transaction.atomic
def set_aside(
    *, communication_id: uuid.UUID, texts: Mapping[BlockKey, str], actor: Actor, at: dt.datetime
) -> DraftVersion:
    """Keep words that could not be saved into the letter beside it, under their writer's name. The letter stays.

    Text for a part that is not open to staff is left out: those parts are nobody's words.

    Raises:
        NotPermitted: the actor may not write letters in this case.
    """
    communication = (
        Communication.objects.select_for_update(of=("self",))
        .select_related("case", "template")
        .get(pk=communication_id)
    )
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    words = composing.letter_words(communication=communication)
    for key, text in texts.items():
        block = words.block(key)
        if block is not None and not block.is_locked:
            words = words.with_text(key=key, text=text)
    digest = words_digest(words.blocks)
    same = communication.versions.filter(kind=VersionKind.SET_ASIDE, digest=digest, made_by=actor.label).first()
    if same is not None:
        return same
    kept = DraftVersion.objects.create(
        communication=communication,
        number=communication.versions.count() + 1,
        kind=VersionKind.SET_ASIDE,
        words=words.as_json(),
        digest=digest,
        made_at=at,
        made_by=actor.label,
    )
    letter_trail.note(
        communication=communication, verb=Verb.SET_ASIDE, actor=actor, at=at, detail={"version": kept.number}
    )
    return kept


def words_of(*, communication: Communication, version: DraftVersion) -> LetterWords:
    """Read the English words of a version back."""
    now = composing.letter_words(communication=communication)
    return LetterWords.from_json(
        version.words, letter_type=now.letter_type, language=now.language, template_version=now.template_version
    )


def seen_words(*, communication: Communication, digest: str) -> DraftVersion | None:
    """Find the version of the letter that holds the words with this digest; None when no version holds them."""
    if not digest:
        return None
    own = communication.versions.exclude(kind=VersionKind.SET_ASIDE)
    return own.filter(digest=digest).order_by("-number").first()
