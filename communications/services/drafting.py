"""Write what we say: let staff change what is theirs to change, keep the rest true, hold it against the record.

A draft is an ordered list of blocks. Staff edit the text of the open ones; the locked ones are composed from the record
every time, so that a date, a right or a name can never grow stale in a draft.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from accounts.actors import Actor, ActorKind
from accounts.models import StaffUser
from accounts.permissions import Permission
from audit.vocabulary import Verb
from cases import policies
from cases.models import Obligation, Person
from cases.rules.working_days import london_date
from cases.services import reference
from communications.documents import words as letter_words
from communications.documents.assets import printable_characters
from communications.documents.context import LetterContext
from communications.models import Communication, StatusChange
from communications.rules.draft_versions import VersionKind, words_digest
from communications.rules.gate import check as gate
from communications.rules.gate.findings import Finding, Findings, in_order
from communications.rules.letter_words import BlockKey, LetterWords, tidy
from communications.rules.second_reading import ReadingOutcome
from communications.rules.typed_words import TypedFault, faults_in
from communications.rules.vocabulary import Channel, CommunicationState, LetterType
from communications.selectors import letter_grounds
from communications.services import (
    composing,
    correction_facts,
    draft_versions,
    edit_locks,
    letter_facts,
    letter_trail,
    letter_ways,
    pairs,
    promises,
    recipients,
    safe_contact,
    second_readings,
)
from communications.services.letter_facts import Given, LetterSource

#: States in which the words may still be changed.
WRITABLE = frozenset({CommunicationState.DRAFT, CommunicationState.AMENDMENTS})


class NotWritable(Exception):
    """The letter is with its reviewer, approved or taken back; its words are not open to change."""


class NotPlainText(ValueError):
    """Words cannot stand in a letter: mark-up, signs that cannot be printed, too much. ``faults`` say where."""

    def __init__(self, faults: Mapping[BlockKey, tuple[TypedFault, ...]]) -> None:
        super().__init__(f"{len(faults)} parts hold what a letter cannot hold")
        self.faults = faults


class ChangedMeanwhile(Exception):
    """Somebody else changed the words since they were read; nothing was written over."""


@reference.read_once()
@transaction.atomic
def rewrite(
    *,
    communication_id: uuid.UUID,
    texts: Mapping[BlockKey, str],
    seen_written_at: dt.datetime | None,
    actor: Actor,
    at: dt.datetime,
    is_automatic: bool = False,
) -> Communication:
    """Change the text of open blocks. ``seen_written_at`` is the ``written_at`` that the writer had before them (W13).

    Each save keeps a version and renews the writer's hold on the letter; ``is_automatic`` says that the page saved.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotWritable: the letter is not in writing.
        HeldByAnother: somebody else is writing it at the moment.
        ChangedMeanwhile: somebody else wrote in between.
        NotPlainText: words that were changed hold what a letter cannot hold.
        BlockIsLocked: a block is composed from the record, or the letter has none such.
    """
    communication = locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    require_writable(communication=communication)
    edit_locks.hold(communication=communication, actor=actor, at=at)
    if communication.written_at != seen_written_at:
        raise ChangedMeanwhile("The letter was changed meanwhile")
    words = composing.letter_words(communication=communication)
    _require_plain(words, texts)
    draft_versions.keep_opening(communication=communication)
    for key, text in texts.items():
        words = words.with_text(key=key, text=text)
    communication.written_at = at
    communication.written_by = actor.label
    put_words(communication=communication, words=words, context=None, at=at)
    communication.save()
    kind = VersionKind.AUTOSAVED if is_automatic else VersionKind.SAVED
    kept = draft_versions.keep(communication=communication, kind=kind, words=words, made_by=actor.label, at=at)
    if kept is not None or not is_automatic:
        letter_trail.note(communication=communication, verb=Verb.WROTE, actor=actor, at=at)
    return communication


def _require_plain(words: LetterWords, texts: Mapping[BlockKey, str]) -> None:
    """Refuse what a letter cannot hold in the parts that were changed: what the record gave is nobody's fault."""
    printable = printable_characters()
    faults = {
        key: found
        for key, text in texts.items()
        if (block := words.block(key)) is not None and block.text != tidy(text)
        if (found := faults_in(text, printable=printable))
    }
    if faults:
        raise NotPlainText(faults)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A letter as it stands today, and what stands against approving it. ``welsh`` is None for readers of English."""

    words: LetterWords
    context: LetterContext
    #: Whom it would go to today.
    recipient: Person | None
    #: What was found in the English: submitting it waits for this alone, because the Welsh is made from it.
    english: Findings
    welsh: pairs.WelshLetter | None
    #: What the checks that hold in any language stop in the Welsh, once all of it is there.
    welsh_stops: tuple[Finding, ...] = ()

    @property
    def digest(self) -> str:
        """Name the words of both sides, so that an approval names what was read (VER-1)."""
        return words_digest(self.words.blocks, self.welsh.words.blocks if self.welsh is not None else ())

    @property
    def findings(self) -> Findings:
        """Everything that stands against approval, of both sides."""
        if self.welsh is None:
            return self.english
        known = {(item.rule, item.block) for item in self.english.items}
        own = [item for item in self.welsh_stops if (item.rule, item.block) not in known]
        items = in_order([*self.english.items, *self.welsh.findings, *own])
        return dataclasses.replace(self.english, items=items)


def refreshed(*, communication: Communication, at: dt.datetime) -> tuple[LetterWords, LetterContext]:
    """Compose the letter as it stands today: from the record, except for the open blocks that staff wrote in.

    Writes nothing.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    words, context, _ = _refreshed(communication, source_of(communication=communication, at=at), at=at)
    return words, context


def _refreshed(
    communication: Communication, source: LetterSource, *, at: dt.datetime
) -> tuple[LetterWords, LetterContext, LetterWords]:
    """Give the words and the context of today, and what the words would be if nobody had written in them."""
    context = letter_facts.context_for(source=source, at=at)
    words = composing.letter_words(communication=communication)
    composed_from = LetterContext.from_json(communication.context)
    fresh = _fresh(words, context)
    return letter_words.refresh(words=words, composed_from=composed_from, context=context, fresh=fresh), context, fresh


def _fresh(words: LetterWords, context: LetterContext) -> LetterWords:
    version = words.template_version.split("/")[1]
    return letter_words.compose(letter_type=words.letter_type, context=context, version=version)


def bring_up_to_date(*, communication: Communication, at: dt.datetime) -> Standing:
    """Choose the channel, compose the locked parts anew and hold the letter against the record; the caller saves.

    The record is read once for all of it. For a reader of Welsh both sides are brought up to date.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    with reference.read_once():
        communication.channel = letter_ways.likely_channel(communication=communication, at=at)
        standing = reviewed(communication=communication, at=at)
    communication.words = standing.words.as_json()
    communication.context = standing.context.as_json()
    communication.recipient = standing.recipient
    pairs.put(communication=communication, welsh=standing.welsh)
    return standing


def findings(*, communication: Communication, at: dt.datetime) -> Findings:
    """Hold the letter as it stands against the record of today (GATE-1 to GATE-24). Writes nothing.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    return reviewed(communication=communication, at=at).findings


def reviewed(*, communication: Communication, at: dt.datetime) -> Standing:
    """Compose the letter as it stands today, with what the check finds in it, from one look at the record.

    Writes nothing.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    with reference.read_once():
        source = source_of(communication=communication, at=at)
        words, context, fresh = _refreshed(communication, source, at=at)
        welsh = pairs.compose(
            communication=communication, source=source, words=words, standard=fresh, context=context, at=at
        )
        is_whole = welsh is not None and welsh.side.is_ready
        return Standing(
            words=words,
            context=context,
            recipient=source.recipient.person,
            english=_check(communication, source, words, context, fresh),
            welsh=welsh,
            welsh_stops=_check(communication, source, welsh.words, welsh.context, welsh.standard).stops
            if welsh and is_whole
            else (),
        )


def check(*, communication: Communication, words: LetterWords, context: LetterContext, at: dt.datetime) -> Findings:
    """Hold given words against the record of today."""
    source = source_of(communication=communication, at=at)
    return _check(communication, source, words, context, _fresh(words, context))


def _check(
    communication: Communication, source: LetterSource, words: LetterWords, context: LetterContext, fresh: LetterWords
) -> Findings:
    expected = tuple(block for block in fresh.blocks if block.is_locked)
    standard = tuple(block for block in fresh.blocks if not block.is_locked)
    facts = letter_facts.content_facts(
        source=source, context=context, words=words, expected=expected, standard=standard
    )
    found = gate.check(words=words, facts=facts)
    if not found.warnings:
        return found
    answered = frozenset(communication.overrides.values_list("finding_key", flat=True))
    return dataclasses.replace(found, answered=answered)


def source_of(*, communication: Communication, at: dt.datetime) -> LetterSource:
    """Name the rows that a communication rests on, as they are now."""
    return source_with(communication=communication, given=_given(communication, at=at), at=at)


def source_with(*, communication: Communication, given: Given, at: dt.datetime) -> LetterSource:
    """Name the rows that a communication rests on, as they are now, with what was said when it was opened."""
    victim = communication.victim
    correction = correction_facts.correction_by(communication=communication)
    first = communication.copy_of
    obligation = communication.obligation if first is None else first.obligation
    letter_type = LetterType(communication.letter_type)
    if correction is not None and letter_type is not LetterType.CORRECTION:
        # The whole letter again: it explains what the first one explained, and meets nothing a second time.
        obligation = correction.obligation
    if first is None:
        addressee = recipients.addressee_of(victim=victim, obligation=obligation, at=at)
        recipient = recipients.recipient_of(victim=victim, addressee=addressee)
    else:
        recipient = recipients.relative_of(relative=communication.relative_telling.relative)
    return LetterSource(
        letter_type=letter_type,
        victim=victim,
        charges=letter_facts.charges_of(victim=victim),
        recipient=recipient,
        our_reference=communication.reference,
        obligation=obligation,
        review=communication.review,
        review_stage=communication.review_stage,
        review_due_at=communication.due_at if communication.review is not None else None,
        correction=correction,
        channel=Channel(communication.channel) if communication.channel else None,
        given=given,
        writer=_writer(communication),
        unsaid=pairs.unsaid(communication=communication, victim=victim, person=recipient.person),
        is_copy=first is not None,
        first_left_at=first.sent_at if first is not None else None,
    )


def locked(*, communication_id: uuid.UUID) -> Communication:
    """Lock a communication and read with it what its words rest on."""
    return letter_grounds.locked(communication_id=communication_id)


def require_writable(*, communication: Communication) -> None:
    """Refuse a change of words that are not open to change.

    Raises:
        NotWritable: the letter is not in writing.
    """
    if communication.state not in WRITABLE:
        raise NotWritable(f"The letter is {CommunicationState(communication.state).label.lower()}")


def put_words(
    *, communication: Communication, words: LetterWords, context: LetterContext | None, at: dt.datetime
) -> None:
    """Set words, and with a context also what follows from it, on the row; the caller saves."""
    communication.words = words.as_json()
    if context is None:
        return
    communication.context = context.as_json()
    source = source_of(communication=communication, at=at)
    communication.recipient = source.recipient.person


def move(
    *,
    communication: Communication,
    state: CommunicationState,
    comment: str,
    actor: Actor,
    at: dt.datetime,
    outcome: ReadingOutcome | None = None,
) -> None:
    """Set a new state and append the step to the communication's trail; the caller saves the row.

    A letter that leaves its second reader ends what was asked of them; ``outcome`` says how, where the state does not.
    """
    if communication.state == CommunicationState.UNDER_REVIEW:
        second_readings.settle(communication=communication, state=state, by=actor.label, at=at, outcome=outcome)
    StatusChange.objects.create(
        communication=communication,
        before=communication.state,
        after=state,
        comment=comment,
        changed_at=at,
        changed_by=actor.label,
    )
    communication.state = state


def follow_deadline(*, obligation: Obligation, at: dt.datetime) -> None:
    """Let the letters not yet approved follow an obligation whose deadline moved. Runs in the caller's transaction."""
    for communication in (
        Communication.objects.select_for_update(of=("self",))
        .filter(obligation=obligation, approved_at__isnull=True)
        .select_related("victim__case", "victim__person", "recipient", "obligation", "case")
    ):
        communication.due_at = obligation.due_at
        ways = safe_contact.ways(communication=communication, at=at)
        communication.latest_safe_approval_at = letter_ways.latest_safe_approval(communication=communication, ways=ways)
        communication.save(update_fields=["due_at", "latest_safe_approval_at"])
        if communication.state == CommunicationState.UNDER_REVIEW:
            second_readings.follow_deadline(communication=communication, at=at)


def _given(communication: Communication, *, at: dt.datetime) -> Given:
    """Read back what was said when the draft was opened; a promised date that has passed is promised anew."""
    if not communication.context:
        return Given()
    stored = LetterContext.from_json(communication.context)
    given = Given(
        next_update_on=stored.next_update_on,
        missed_on=stored.missed_on,
        late_reason=stored.late_reason,
        earlier_error=stored.earlier_error,
        said_wrongly=stored.said_wrongly,
        said_rightly=stored.said_rightly,
        corrected_letter_on=stored.corrected_letter_on,
        former_contact=stored.former_contact,
        contact_change=stored.contact_change,
        agreed_in_full=stored.agreed_in_full,
    )
    person = communication.recipient
    if given.next_update_on is None or person is None or given.next_update_on > london_date(at=at):
        return given
    renewed = promises.next_update_on(victim=communication.victim, person=person, at=at)
    return dataclasses.replace(given, next_update_on=renewed)


def _writer(communication: Communication) -> StaffUser | None:
    """Find the member of staff who last wrote or submitted the letter."""
    label = communication.written_by or communication.submitted_by
    kind, _, identifier = label.partition(":")
    if kind != ActorKind.STAFF.value:
        return None
    return StaffUser.objects.filter(pk=identifier, is_active=True).first()
