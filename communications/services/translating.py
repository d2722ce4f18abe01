"""Put into Welsh what staff wrote in English, part by part, while the clock runs (PAIR-1 to PAIR-4).

A translation is kept for exactly the English it was made from. Whoever translates works beside the reviewer: the letter
waits for both, and leaves as one.
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit.vocabulary import Verb
from cases import policies
from cases.rules.vocabulary import WorkKind
from cases.services import reference, work
from communications.models import Communication, StatusChange, Translation
from communications.rules import dated_tables
from communications.rules.letter_words import tidy
from communications.rules.vocabulary import CommunicationState, TranslationSource
from communications.rules.welsh import clock
from communications.rules.welsh.clock import TranslationOutlook
from communications.rules.welsh.translations import Slot, digest_of, has_mark
from communications.services import dated_rows, drafting, letter_trail, pairs

#: States in which the Welsh may still be written.
TRANSLATABLE = frozenset({CommunicationState.DRAFT, CommunicationState.AMENDMENTS, CommunicationState.UNDER_REVIEW})


class NotTranslatable(Exception):
    """The letter is approved or taken back, or its reader does not read Welsh: there is nothing to put into Welsh."""


class NoSuchSlot(Exception):
    """The letter has no such part to put into Welsh any more."""


class EnglishChanged(Exception):
    """The English is not what the translator had before them; nothing was saved."""


class SaysNothing(ValueError):
    """A translation is empty, or still has a gap that was to be filled."""


class NobodyNamed(ValueError):
    """What the translation unit made names it, with its reference."""


@transaction.atomic
def translate(
    *,
    communication_id: uuid.UUID,
    slot: str,
    seen_digest: str,
    welsh: str,
    source: TranslationSource,
    translator: str = "",
    actor: Actor,
    at: dt.datetime,
) -> Translation:
    """Keep the Welsh of one part. ``seen_digest`` names the English that the translator had before them.

    When nothing waits for Welsh any more, the work item ends.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotTranslatable, NoSuchSlot: there is nothing to put into Welsh.
        EnglishChanged: the English changed meanwhile.
        SaysNothing: the Welsh is blank or holds a gap.
        NobodyNamed: it comes from the translation unit and does not say so by name.
    """
    communication = drafting.locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    found = _slot(communication, slot, at=at)
    if digest_of(english=found.english) != seen_digest:
        raise EnglishChanged("The English was changed meanwhile")
    text = tidy(welsh)
    if not text or has_mark(text=text):
        raise SaysNothing("Put all of it into Welsh")
    if source is TranslationSource.TRANSLATION_UNIT and not translator.strip():
        raise NobodyNamed("Say who translated it")
    row = Translation.objects.create(
        case_id=communication.case_id,
        communication=communication,
        slot=slot,
        english=found.english,
        english_digest=seen_digest,
        welsh=text,
        source=source,
        translator=translator.strip(),
        translated_at=at,
        translated_by=actor.label,
    )
    letter_trail.note(
        communication=communication,
        verb=Verb.TRANSLATED,
        actor=actor,
        at=at,
        detail={"slot": slot, "source": source.value},
    )
    standing = drafting.reviewed(communication=communication, at=at)
    if standing.welsh is None or standing.welsh.side.is_ready:
        settle(communication=communication, outcome="Put into Welsh", actor=actor, at=at)
    return row


@transaction.atomic
def english_will_do(*, communication_id: uuid.UUID, said: str, actor: Actor, at: dt.datetime) -> Communication:
    """Record that the reader said that English alone will do for this letter, and how they said it (PAIR-4).

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotTranslatable: the letter is approved or taken back, or its reader does not read Welsh.
        SaysNothing: nothing says when and how they said it.
    """
    communication = drafting.locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    if communication.state not in TRANSLATABLE or not pairs.reads_welsh(person=communication.recipient):
        raise NotTranslatable("There is nothing to put into Welsh")
    if not said.strip():
        raise SaysNothing("Say when and how the person told you")
    communication.english_alone_at = at
    communication.english_alone_by = actor.label
    pairs.put(communication=communication, welsh=None)
    communication.save(update_fields=["english_alone_at", "english_alone_by", "template_cy", "words_cy", "context_cy"])
    StatusChange.objects.create(
        communication=communication,
        before=communication.state,
        after=communication.state,
        comment=f"The reader said that English alone will do for this letter: {said.strip()}",
        changed_at=at,
        changed_by=actor.label,
    )
    letter_trail.note(communication=communication, verb=Verb.ENGLISH_ALONE, actor=actor, at=at)
    settle(communication=communication, outcome="The reader said that English will do", actor=actor, at=at)
    return communication


def ask_for(*, communication: Communication, welsh: pairs.WelshLetter | None, actor: Actor, at: dt.datetime) -> None:
    """Put the translation on the work list when anything of the letter waits for Welsh. Caller's transaction."""
    if welsh is None or welsh.side.is_ready:
        return
    work.raise_item(
        kind=WorkKind.TRANSLATION,
        key=_work_key(communication),
        summary="Put what was written in this letter into Welsh. It leaves with both languages or not at all",
        actor=actor,
        at=at,
        case=communication.case,
        victim=communication.victim,
        about=f"communication:{communication.pk}",
        due_at=clock.due_at(
            asked_at=at,
            latest_safe_approval=communication.latest_safe_approval_at,
            calendar=reference.load_calendar(),
            times=dated_rows.rows(of=dated_tables.TRANSLATION_TIMES),
        ),
    )


def settle(*, communication: Communication, outcome: str, actor: Actor, at: dt.datetime) -> None:
    """Take the translation off the work list. Caller's transaction."""
    work.settle(key=_work_key(communication), outcome=outcome, actor=actor, at=at)


def outlook(*, communication: Communication, at: dt.datetime) -> TranslationOutlook:
    """Say by when English and Welsh are needed (PAIR-3).

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates.
    """
    return clock.outlook(
        at=at,
        latest_safe_approval=communication.latest_safe_approval_at,
        calendar=reference.load_calendar(),
        times=dated_rows.rows(of=dated_tables.TRANSLATION_TIMES),
    )


def made(*, communication: Communication) -> dict[str, Translation]:
    """Read who translated what, by the digest of the English: the newest of each. One query."""
    rows = Translation.objects.filter(case_id=communication.case_id).order_by("id")
    return {row.english_digest: row for row in rows}


def _slot(communication: Communication, name: str, *, at: dt.datetime) -> Slot:
    if communication.state not in TRANSLATABLE:
        raise NotTranslatable("The letter is not being written")
    welsh = drafting.reviewed(communication=communication, at=at).welsh
    if welsh is None:
        raise NotTranslatable("There is nothing to put into Welsh")
    found = next((slot for slot in welsh.side.slots if slot.name == name), None)
    if found is None:
        raise NoSuchSlot(name.partition(":")[0])
    return found


def _work_key(communication: Communication) -> str:
    return f"translate:{communication.pk}"
