"""The letter workshop: a letter as it stands today, what stands against it, when and how it could leave; and saving it.

What staff read here is composed afresh, so that they approve what would leave and not what the draft said last week.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.safestring import SafeString

from accounts.actors import Actor
from accounts.permissions import Permission
from audit.vocabulary import Verb
from cases import policies
from communications.documents.context import LetterContext
from communications.documents.leaflets import LeafletWords
from communications.documents.rendering import render_html, render_pair, render_pdf
from communications.models import Communication, DraftVersion, WarningOverride
from communications.rules.dispatch_lead import DispatchOutlook
from communications.rules.draft_versions import VersionKind, words_digest
from communications.rules.edit_lock import Lock, LockStanding, standing
from communications.rules.gate.findings import Findings
from communications.rules.leaflets import PackLine
from communications.rules.letter_words import BlockKey, LetterWords
from communications.rules.safe_contact import SendDecision
from communications.rules.vocabulary import Channel, CommunicationState, LetterType
from communications.rules.welsh.clock import TranslationOutlook
from communications.rules.welsh.translations import Slot
from communications.services import (
    approval,
    comments,
    composing,
    decision_reasons,
    dispatch,
    draft_versions,
    drafting,
    edit_locks,
    enclosed,
    leaflets,
    letter_trail,
    overrides,
    safe_contact,
    translating,
)
from communications.services.dispatch import MissingWay
from communications.services.second_readings import ANYONE, Ask

#: States in which the words still follow the record.
_STILL_COMPOSED = frozenset({CommunicationState.DRAFT, CommunicationState.AMENDMENTS, CommunicationState.UNDER_REVIEW})


class NotSaved(Exception):
    """Words could not be saved into the letter; they are kept beside it as ``version``. ``cause`` says why."""

    def __init__(self, *, version: DraftVersion, cause: Exception) -> None:
        super().__init__(f"Kept beside the letter as version {version.number}")
        self.version = version
        self.cause = cause


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
    #: What the send check would find missing if it were approved now; None where it would go.
    missing: MissingWay | None
    #: What the prosecutor added where staff had changed the words, by the part it is for.
    beside: Mapping[BlockKey, str]
    #: The leaflets that are for it, which of them go with it, and why.
    pack: tuple[PackLine, ...] = ()
    #: What of them goes with it, in each language of the letter.
    leaflets: tuple[LeafletWords, ...] = ()
    #: Who is writing it, or was last; None when nobody wrote in it.
    lock: Lock | None = None

    @property
    def digest(self) -> str:
        """Name the words as shown, so that an approval names what was read (VER-1)."""
        return words_digest(self.words.blocks, self.welsh.blocks if self.welsh is not None else ())


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
            missing=None,
            beside={},
            pack=leaflets.frozen(communication=communication),
        )
    # Approval chooses the channel afresh, and some words follow it: show those. The row is not saved.
    ways = safe_contact.ways(communication=communication, at=at)
    communication.channel = ways.likely or ""
    stands = drafting.reviewed(communication=communication, at=at)
    welsh = stands.welsh
    pack = leaflets.pack(communication=communication, context=stands.context, at=at)
    is_waiting = welsh is not None and not welsh.side.is_ready
    return LetterToday(
        words=stands.words,
        welsh=welsh.words if welsh is not None else None,
        slots=welsh.side.slots if welsh is not None else (),
        translation=translating.outlook(communication=communication, at=at) if is_waiting else None,
        findings=stands.findings,
        overrides=kept,
        outlook=dispatch.outlook(communication=communication, at=at, ways=ways),
        channels=ways.decisions,
        missing=dispatch.missing_way(communication=communication, ways=ways, at=at),
        beside=decision_reasons.beside(communication=communication, words=stands.words, context=stands.context),
        pack=pack,
        leaflets=leaflets.compose(
            letter_type=LetterType(communication.letter_type),
            lines=pack,
            contexts=(*((welsh.context,) if welsh is not None else ()), stands.context),
        ),
        lock=edit_locks.lock_of(communication=communication),
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
    behind = _leaflets(communication, sides, at=at)
    if len(sides) > 1:
        return render_pair(sides=sides, leaflets=behind).pdf
    ((words, context),) = sides
    return render_pdf(words=words, context=context, leaflets=behind).pdf


def leaflets_of(*, communication: Communication, today: LetterToday) -> tuple[LeafletWords, ...]:
    """Give the words of the leaflets that go with a letter as it stands, or that were frozen with it."""
    if communication.state in _STILL_COMPOSED:
        return today.leaflets
    languages = [words.language for words in (today.welsh, today.words) if words is not None]
    addendum = composing.addendum_of(communication=communication)
    return enclosed.with_letter(communication=communication, languages=languages, addendum=addendum)


def _leaflets(
    communication: Communication, sides: tuple[tuple[LetterWords, LetterContext], ...], *, at: dt.datetime
) -> tuple[LeafletWords, ...]:
    """Give the leaflets that go with the letter as it stands, or went with it."""
    if communication.state not in _STILL_COMPOSED:
        return enclosed.with_letter(
            communication=communication,
            languages=[words.language for words, _ in sides],
            addendum=composing.addendum_of(communication=communication),
        )
    contexts = tuple(context for _, context in sides)
    lines = leaflets.pack(communication=communication, context=contexts[-1], at=at)
    return leaflets.compose(letter_type=LetterType(communication.letter_type), lines=lines, contexts=contexts)


def _sides(communication: Communication, *, at: dt.datetime) -> tuple[tuple[LetterWords, LetterContext], ...]:
    """Give the letter as it stands in each of its languages, Welsh first."""
    if communication.state in _STILL_COMPOSED:
        stands = drafting.reviewed(communication=communication, at=at)
        english = (stands.words, stands.context)
        return ((stands.welsh.words, stands.welsh.context), english) if stands.welsh is not None else (english,)
    addendum = composing.addendum_of(communication=communication)
    return tuple(
        (words, composing.letter_context(communication=communication, addendum=addendum, language=words.language))
        for words in composing.letter_sides(communication=communication, addendum=addendum)
    )


def save_words(
    *,
    communication_id: uuid.UUID,
    texts: Mapping[BlockKey, str],
    reasons: Mapping[str, str],
    seen_written_at: dt.datetime | None,
    actor: Actor,
    at: dt.datetime,
    settled: Iterable[int] = (),
    is_automatic: bool = False,
) -> Communication:
    """Save what was written, and the reasons for which words stay that the gate warns of (by the finding's key).

    ``settled`` are the comments that the writer says are settled. Words that cannot be saved because somebody else
    writes or wrote, or because the letter is not in writing any more, are kept beside it: nothing typed is lost (W13).

    Raises:
        NotSaved: the words were set aside as a version of their own; its ``cause`` says why.
        NotPermitted, NotPlainText, BlockIsLocked: see `drafting.rewrite`; nothing was saved.
        NeedsReason: a reason says nothing; nothing was saved.
    """
    try:
        with transaction.atomic():
            saved = drafting.rewrite(
                communication_id=communication_id,
                texts=texts,
                seen_written_at=seen_written_at,
                actor=actor,
                at=at,
                is_automatic=is_automatic,
            )
            overrides.keep(communication_id=communication_id, reasons=reasons, actor=actor, at=at)
            comments.settle(communication_id=communication_id, comment_ids=settled, actor=actor, at=at)
    except (drafting.NotWritable, drafting.ChangedMeanwhile, edit_locks.HeldByAnother) as refused:
        version = draft_versions.set_aside(communication_id=communication_id, texts=texts, actor=actor, at=at)
        raise NotSaved(version=version, cause=refused) from refused
    return saved


def save_and_submit(
    *,
    communication_id: uuid.UUID,
    texts: Mapping[BlockKey, str],
    reasons: Mapping[str, str],
    seen_written_at: dt.datetime | None,
    actor: Actor,
    at: dt.datetime,
    settled: Iterable[int] = (),
    ask: Ask = ANYONE,
) -> Communication:
    """Save as `save_words` does, then hand the letter to a second reader. What was written is kept even if refused.

    Raises:
        NotSaved, NotPermitted, NotPlainText, BlockIsLocked, NeedsReason: see `save_words`.
        NotComplete: saved, but something stands against approval.
        CannotRead: saved, but the person asked could not approve it.
    """
    save_words(
        communication_id=communication_id,
        texts=texts,
        reasons=reasons,
        seen_written_at=seen_written_at,
        actor=actor,
        at=at,
        settled=settled,
    )
    return approval.submit(communication_id=communication_id, actor=actor, at=at, ask=ask)


def approve(
    *,
    communication_id: uuid.UUID,
    reasons: Mapping[str, str],
    seen_digest: str,
    seen_pack: str | None = None,
    actor: Actor,
    at: dt.datetime,
) -> Communication:
    """Store the approver's reasons for words that the gate warns of, then approve. The reasons stay if it is refused.

    ``seen_digest`` names the words that the approver had before them (`LetterToday.digest`), ``seen_pack`` the leaflets
    (`rules.leaflets.pack_key`).

    Raises:
        NeedsReason: a reason says nothing; nothing was stored.
        NotPermitted, NotUnderReview, OwnLetter, AskedOfAnother, WordsChanged, PackChanged, NothingOwed,
            BlockedByProvisionalStop, NotComplete: as `approval.approve`.
    """
    if any(reason.strip() for reason in reasons.values()):
        overrides.keep(communication_id=communication_id, reasons=reasons, actor=actor, at=at)
    return approval.approve(
        communication_id=communication_id, actor=actor, at=at, seen_digest=seen_digest, seen_pack=seen_pack
    )


@transaction.atomic
def take_over(*, communication_id: uuid.UUID, actor: Actor, at: dt.datetime) -> None:
    """Take over the writing of a letter from whoever holds it, at once; their words as saved so far are kept (W13).

    What they have typed since their last save is set aside for them when their page saves.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotWritable: the letter is not in writing.
    """
    communication = drafting.locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    drafting.require_writable(communication=communication)
    lock = edit_locks.lock_of(communication=communication)
    edit_locks.take(communication=communication, actor=actor, at=at)
    if standing(lock=lock, who=actor.label, at=at) is not LockStanding.THEIRS or lock is None:
        return
    draft_versions.keep(
        communication=communication,
        kind=VersionKind.TAKEN_OVER,
        words=composing.letter_words(communication=communication),
        made_by=lock.holder,
        at=at,
    )
    letter_trail.note(
        communication=communication, verb=Verb.TAKEN_OVER, actor=actor, at=at, detail={"from": lock.holder}
    )


def restore(*, communication_id: uuid.UUID, version_number: int, actor: Actor, at: dt.datetime) -> Communication:
    """Put the words of an earlier version, or of one that was set aside, into the letter; what they replace is kept.

    Only the parts that staff write come back: the others are composed from the record as it is today.

    Raises:
        DraftVersion.DoesNotExist: the letter has no such version.
        NotPermitted, NotWritable, HeldByAnother, NotPlainText: see `drafting.rewrite`.
    """
    with transaction.atomic():
        communication = drafting.locked(communication_id=communication_id)
        version = communication.versions.get(number=version_number)
        now = composing.letter_words(communication=communication)
        texts = {
            block.key: block.text
            for block in draft_versions.words_of(communication=communication, version=version).blocks
            if not block.is_locked and (there := now.block(block.key)) is not None and not there.is_locked
        }
        return drafting.rewrite(
            communication_id=communication_id,
            texts=texts,
            seen_written_at=communication.written_at,
            actor=actor,
            at=at,
        )


@transaction.atomic
def comment(
    *,
    communication_id: uuid.UUID,
    said: Mapping[tuple[BlockKey, int | None], str],
    settled: Iterable[int],
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Say something beside the words, and mark comments as settled.

    Raises:
        NotPermitted, NotOpen, NoSuchPlace: see `comments.add`; nothing was said.
    """
    comments.add(communication_id=communication_id, said=said, actor=actor, at=at)
    comments.settle(communication_id=communication_id, comment_ids=settled, actor=actor, at=at)


@transaction.atomic
def send_back(
    *,
    communication_id: uuid.UUID,
    comment: str,
    said: Mapping[tuple[BlockKey, int | None], str],
    settled: Iterable[int],
    actor: Actor,
    at: dt.datetime,
) -> Communication:
    """Send a letter back with what to change, and with what was said beside the words, in one act.

    Raises:
        NotPermitted, NotUnderReview, AskedOfAnother, NeedsComment: as `approval.send_back`; nothing was said.
        NoSuchPlace: a paragraph is not there any more; nothing was sent back.
    """
    comments.add(communication_id=communication_id, said=said, actor=actor, at=at)
    comments.settle(communication_id=communication_id, comment_ids=settled, actor=actor, at=at)
    return approval.send_back(communication_id=communication_id, comment=comment, actor=actor, at=at)
