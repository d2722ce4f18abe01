"""The letter workshop: a letter as it stands today, what stands against it, when and how it could leave; and saving it.

What staff read here is composed afresh, so that they approve what would leave and not what the draft said last week.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils.safestring import SafeString

from accounts.actors import Actor
from communications.documents.context import LetterContext
from communications.documents.rendering import render_html, render_pair, render_pdf
from communications.models import Communication, WarningOverride
from communications.rules.dispatch_lead import DispatchOutlook
from communications.rules.gate.findings import Findings
from communications.rules.letter_words import BlockKey, LetterWords
from communications.rules.safe_contact import SendDecision
from communications.rules.vocabulary import Channel, CommunicationState
from communications.rules.welsh.clock import TranslationOutlook
from communications.rules.welsh.translations import Slot
from communications.services import (
    approval,
    composing,
    decision_reasons,
    dispatch,
    drafting,
    overrides,
    safe_contact,
    translating,
)

#: States in which the words still follow the record.
_STILL_COMPOSED = frozenset({CommunicationState.DRAFT, CommunicationState.AMENDMENTS, CommunicationState.UNDER_REVIEW})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterToday:
    """A letter as it would leave if it left now."""

    words: LetterWords
    #: The Welsh words, for a reader of Welsh: frozen, or as far as they are there.
    welsh: LetterWords | None
    #: What a person puts into Welsh, ready or not; empty once it is approved.
    slots: tuple[Slot, ...]
    #: By when English and Welsh are needed; None where nothing waits for Welsh.
    translation: TranslationOutlook | None
    #: What stands against approval; empty once it is approved.
    findings: Findings
    #: Why words stay that the gate warned of, the oldest first.
    overrides: tuple[WarningOverride, ...]
    #: What approving now would mean for the deadline; None without a deadline or a safe way.
    outlook: DispatchOutlook | None
    #: Every way the letter could go, and whether it may, for this person now.
    channels: tuple[tuple[Channel, SendDecision], ...]
    #: What the prosecutor added where staff had changed the words, by the part it is for.
    beside: Mapping[BlockKey, str]


def letter_today(*, communication: Communication, at: dt.datetime) -> LetterToday:
    """Compose a letter as it stands, check it and say when and how it could leave. Writes nothing.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    kept = tuple(communication.overrides.order_by("id"))
    if communication.state not in _STILL_COMPOSED:
        addendum = composing.addendum_of(communication=communication)
        *others, words = composing.letter_sides(communication=communication, addendum=addendum)
        return LetterToday(
            words=words,
            welsh=others[0] if others else None,
            slots=(),
            translation=None,
            findings=Findings(items=()),
            overrides=kept,
            outlook=None,
            channels=(),
            beside={},
        )
    standing = drafting.reviewed(communication=communication, at=at)
    welsh = standing.welsh
    is_waiting = welsh is not None and not welsh.side.is_ready
    return LetterToday(
        words=standing.words,
        welsh=welsh.words if welsh is not None else None,
        slots=welsh.side.slots if welsh is not None else (),
        translation=translating.outlook(communication=communication, at=at) if is_waiting else None,
        findings=standing.findings,
        overrides=kept,
        outlook=dispatch.outlook(communication=communication, at=at),
        channels=safe_contact.outlook(communication=communication, at=at) if communication.recipient else (),
        beside=decision_reasons.beside(communication=communication, words=standing.words, context=standing.context),
    )


def as_page(*, words: LetterWords) -> SafeString:
    """Give the words as the reader would see them online, from the same template as the PDF."""
    return render_html(words=words)


def as_pdf(*, communication: Communication, at: dt.datetime) -> bytes:
    """Make the PDF of a letter as it stands today, to look at; nothing is kept.

    Raises:
        RenderFailed: the letter cannot be made; the fault says why.
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    sides = _sides(communication, at=at)
    if len(sides) > 1:
        return render_pair(sides=sides).pdf
    ((words, context),) = sides
    return render_pdf(words=words, context=context).pdf


def _sides(communication: Communication, *, at: dt.datetime) -> tuple[tuple[LetterWords, LetterContext], ...]:
    """Give the letter as it stands in each of its languages, Welsh first."""
    if communication.state in _STILL_COMPOSED:
        standing = drafting.reviewed(communication=communication, at=at)
        english = (standing.words, standing.context)
        return ((standing.welsh.words, standing.welsh.context), english) if standing.welsh is not None else (english,)
    addendum = composing.addendum_of(communication=communication)
    return tuple(
        (words, composing.letter_context(communication=communication, addendum=addendum, language=words.language))
        for words in composing.letter_sides(communication=communication, addendum=addendum)
    )


def save(
    *,
    communication_id: uuid.UUID,
    texts: Mapping[BlockKey, str],
    reasons: Mapping[str, str],
    seen_written_at: dt.datetime | None,
    actor: Actor,
    at: dt.datetime,
) -> Communication:
    """Save what was written, and the reasons for which words stay that the gate warns of (by the finding's key).

    Raises:
        NotPermitted, NotWritable, ChangedMeanwhile, BlockIsLocked: see `drafting.rewrite`; nothing was saved.
        NeedsReason: a reason says nothing; nothing was saved.
    """
    with transaction.atomic():
        saved = drafting.rewrite(
            communication_id=communication_id, texts=texts, seen_written_at=seen_written_at, actor=actor, at=at
        )
        overrides.keep(communication_id=communication_id, reasons=reasons, actor=actor, at=at)
    return saved


def save_and_submit(
    *,
    communication_id: uuid.UUID,
    texts: Mapping[BlockKey, str],
    reasons: Mapping[str, str],
    seen_written_at: dt.datetime | None,
    actor: Actor,
    at: dt.datetime,
) -> Communication:
    """Save as `save` does, then hand the letter to its reviewer. What was written is kept even if it is refused.

    Raises:
        NotPermitted, NotWritable, ChangedMeanwhile, BlockIsLocked, NeedsReason: see `save`; nothing was saved.
        NotComplete: saved, but something stands against approval.
    """
    save(
        communication_id=communication_id,
        texts=texts,
        reasons=reasons,
        seen_written_at=seen_written_at,
        actor=actor,
        at=at,
    )
    return approval.submit(communication_id=communication_id, actor=actor, at=at)


def approve(*, communication_id: uuid.UUID, reasons: Mapping[str, str], actor: Actor, at: dt.datetime) -> Communication:
    """Store the approver's reasons for words that the gate warns of, then approve. The reasons stay if it is refused.

    Raises:
        NeedsReason: a reason says nothing; nothing was stored.
        NotPermitted, NotUnderReview, OwnLetter, NothingOwed, BlockedByProvisionalStop, NotComplete: as
            `approval.approve`.
    """
    if any(reason.strip() for reason in reasons.values()):
        overrides.keep(communication_id=communication_id, reasons=reasons, actor=actor, at=at)
    return approval.approve(communication_id=communication_id, actor=actor, at=at)
