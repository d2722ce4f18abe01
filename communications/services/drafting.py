"""Write what we say: open a draft from the facts, let staff change what is theirs to change, keep the rest true.

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
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Obligation, Victim
from cases.rules.vocabulary import Language
from cases.rules.working_days import london_date
from cases.services import reference
from communications.documents import words as letter_words
from communications.documents.context import LetterContext
from communications.models import Communication, StatusChange
from communications.rules.dispatch_lead import latest_safe_approval
from communications.rules.gate import check as gate
from communications.rules.gate.findings import Findings
from communications.rules.letter_requirements import DECISION_LETTERS, PARTIAL_LETTERS
from communications.rules.letter_words import BlockKey, LetterWords
from communications.rules.references import new_reference
from communications.rules.vocabulary import Channel, CommunicationState, LetterType, Purpose
from communications.services import composing, dated_rows, letter_facts, promises, recipients, safe_contact, templates
from communications.services.letter_facts import Given, LetterSource

#: States in which the words may still be changed.
WRITABLE = frozenset({CommunicationState.DRAFT, CommunicationState.AMENDMENTS})
_PURPOSES: dict[LetterType, Purpose] = {
    LetterType.CHARGING_DECISION: Purpose.CHARGING_DECISION,
    LetterType.PROVISIONAL_STOP: Purpose.PROVISIONAL_DECISION,
    LetterType.ACKNOWLEDGEMENT: Purpose.ACKNOWLEDGEMENT,
    LetterType.NO_CHANGE_UPDATE: Purpose.NO_CHANGE_UPDATE,
    LetterType.APOLOGY_MISSED_PROMISE: Purpose.APOLOGY_MISSED_PROMISE,
    LetterType.CORRECTION: Purpose.CORRECTION,
}
_NAMES_NEXT_DATE = PARTIAL_LETTERS | {LetterType.CHARGING_DECISION, LetterType.PROVISIONAL_STOP}


class NotWritable(Exception):
    """The letter is with its reviewer, approved or taken back; its words are not open to change."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the words since they were read; nothing was written over."""


class NotAnUpdate(ValueError):
    """This type of letter is owed for a decision and opened with its obligation."""


def open_draft(
    *, obligation: Obligation, actor: Actor, at: dt.datetime, instead_of: Communication | None = None
) -> Communication:
    """Open the draft of the letter that an obligation owes; the same obligation again gives the same draft.

    ``instead_of`` is an earlier letter of the obligation that was taken out of use: one more draft follows it.

    Runs in the caller's transaction, so that decision, obligation and draft stand or fall together.

    Raises:
        NoWords: there are no words for this type of letter.
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    key = f"obligation:{obligation.pk}" if instead_of is None else f"instead-of:{instead_of.pk}"
    existing = Communication.objects.filter(dedupe_key=key).first()
    if existing is not None:
        return existing
    letter_type = LetterType(obligation.letter_type)
    victim = Victim.objects.select_related("case__area", "case__unit", "person", "officer").get(pk=obligation.victim_id)
    given = Given()
    if letter_type in _NAMES_NEXT_DATE:
        addressee = recipients.addressee_of(victim=victim, obligation=obligation, at=at)
        person = recipients.recipient_of(victim=victim, addressee=addressee).person
        if person is not None and promises.is_in_contact(victim=victim, person=person):
            given = Given(next_update_on=promises.next_update_on(victim=victim, person=person, at=at))
    return _open(
        letter_type=letter_type,
        victim=victim,
        obligation=obligation,
        given=given,
        key=key,
        actor=actor,
        at=at,
        replaces=instead_of,
    )


@transaction.atomic
def open_update(
    *, victim_id: uuid.UUID, letter_type: LetterType, given: Given, key: str, actor: Actor, at: dt.datetime
) -> Communication:
    """Open an update that no decision obliges: acknowledgement, no-change update or apology.

    ``key`` names this act of opening, for example the promise that it keeps; the same key again gives the same draft.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotAnUpdate: this type is opened by `open_draft` or `open_correction`.
        NoWords, BeyondHorizon: as `open_draft`.
    """
    if letter_type in DECISION_LETTERS or letter_type is LetterType.CORRECTION:
        raise NotAnUpdate(letter_type.value)
    victim = Victim.objects.select_related("case__area", "case__unit", "person", "officer").get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=victim.case)
    existing = Communication.objects.filter(dedupe_key=key, victim=victim).first()
    if existing is not None:
        return existing
    return _open(letter_type=letter_type, victim=victim, obligation=None, given=given, key=key, actor=actor, at=at)


@transaction.atomic
def open_correction(
    *, replaces_id: uuid.UUID, said_wrongly: str, said_rightly: str, actor: Actor, at: dt.datetime
) -> Communication:
    """Open the letter that puts right what a letter that was sent said wrongly; it names the letter it replaces (W14).

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NoWords, BeyondHorizon: as `open_draft`.
    """
    wrong = Communication.objects.select_related(
        "victim__case__area", "victim__case__unit", "victim__person", "victim__officer", "obligation__decision"
    ).get(pk=replaces_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=wrong.victim.case)
    key = f"correction:{wrong.pk}"
    existing = Communication.objects.filter(dedupe_key=key).first()
    if existing is not None:
        return existing
    given = Given(
        said_wrongly=said_wrongly,
        said_rightly=said_rightly,
        corrected_letter_on=london_date(at=wrong.sent_at) if wrong.sent_at is not None else None,
    )
    return _open(
        letter_type=LetterType.CORRECTION,
        victim=wrong.victim,
        obligation=None,
        given=given,
        key=key,
        actor=actor,
        at=at,
        replaces=wrong,
    )


@transaction.atomic
def rewrite(
    *,
    communication_id: uuid.UUID,
    texts: Mapping[BlockKey, str],
    seen_written_at: dt.datetime | None,
    actor: Actor,
    at: dt.datetime,
) -> Communication:
    """Change the text of open blocks. ``seen_written_at`` is the ``written_at`` that the writer had before them (W13).

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotWritable: the letter is not in writing.
        ChangedMeanwhile: somebody else wrote in between.
        BlockIsLocked: a block is composed from the record, or the letter has none such.
    """
    communication = locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    require_writable(communication=communication)
    if communication.written_at != seen_written_at:
        raise ChangedMeanwhile("The letter was changed meanwhile")
    words = composing.letter_words(communication=communication)
    for key, text in texts.items():
        words = words.with_text(key=key, text=text)
    communication.written_at = at
    communication.written_by = actor.label
    put_words(communication=communication, words=words, context=None, at=at)
    communication.save()
    _trace(communication, Verb.WROTE, actor=actor, at=at)
    return communication


def refreshed(*, communication: Communication, at: dt.datetime) -> tuple[LetterWords, LetterContext]:
    """Compose the letter as it stands today: from the record, except for the open blocks that staff wrote in.

    Writes nothing.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    return _refreshed(communication, source_of(communication=communication, at=at), at=at)


def _refreshed(
    communication: Communication, source: LetterSource, *, at: dt.datetime
) -> tuple[LetterWords, LetterContext]:
    context = letter_facts.context_for(source=source, at=at)
    words = composing.letter_words(communication=communication)
    composed_from = LetterContext.from_json(communication.context)
    return letter_words.refresh(words=words, composed_from=composed_from, context=context), context


def bring_up_to_date(*, communication: Communication, at: dt.datetime) -> Findings:
    """Choose the channel, compose the locked parts anew and hold the letter against the record; the caller saves.

    The record is read once for all of it.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    with reference.read_once():
        communication.channel = likely_channel(communication=communication, at=at)
        source = source_of(communication=communication, at=at)
        words, context = _refreshed(communication, source, at=at)
        communication.words = words.as_json()
        communication.context = context.as_json()
        communication.recipient = source.recipient.person
        return _check(communication, source, words, context)


def findings(*, communication: Communication, at: dt.datetime) -> Findings:
    """Hold the letter as it stands against the record of today (GATE-1 to GATE-24). Writes nothing.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    return reviewed(communication=communication, at=at)[2]


def reviewed(*, communication: Communication, at: dt.datetime) -> tuple[LetterWords, LetterContext, Findings]:
    """Compose the letter as it stands today, with what the check finds in it, from one look at the record.

    Writes nothing.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    with reference.read_once():
        source = source_of(communication=communication, at=at)
        words, context = _refreshed(communication, source, at=at)
        return words, context, _check(communication, source, words, context)


def check(*, communication: Communication, words: LetterWords, context: LetterContext, at: dt.datetime) -> Findings:
    """Hold given words against the record of today."""
    return _check(communication, source_of(communication=communication, at=at), words, context)


def _check(
    communication: Communication, source: LetterSource, words: LetterWords, context: LetterContext
) -> Findings:
    version = words.template_version.split("/")[1]
    fresh = letter_words.compose(letter_type=words.letter_type, context=context, version=version)
    expected = tuple(block for block in fresh.blocks if block.is_locked)
    standard = tuple(block for block in fresh.blocks if not block.is_locked)
    facts = letter_facts.content_facts(
        source=source, context=context, words=words, expected=expected, standard=standard
    )
    answered = frozenset(communication.overrides.values_list("finding_key", flat=True))
    return gate.check(words=words, facts=facts, answered=answered)


def source_of(*, communication: Communication, at: dt.datetime) -> LetterSource:
    """Name the rows that a communication rests on, as they are now."""
    victim = communication.victim
    obligation = communication.obligation
    addressee = recipients.addressee_of(victim=victim, obligation=obligation, at=at)
    return LetterSource(
        letter_type=LetterType(communication.letter_type),
        victim=victim,
        recipient=recipients.recipient_of(victim=victim, addressee=addressee),
        our_reference=communication.reference,
        obligation=obligation,
        channel=Channel(communication.channel) if communication.channel else None,
        given=_given(communication, at=at),
        writer=_writer(communication),
    )


def locked(*, communication_id: uuid.UUID) -> Communication:
    """Lock a communication and read with it what its words rest on."""
    return (
        Communication.objects.select_for_update(of=("self",))
        .select_related(
            "case__area",
            "case__unit",
            "victim__case__area",
            "victim__case__unit",
            "victim__person",
            "victim__officer",
            "recipient",
            "obligation__decision",
            "template",
        )
        .get(pk=communication_id)
    )


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
    *, communication: Communication, state: CommunicationState, comment: str, actor: Actor, at: dt.datetime
) -> None:
    """Set a new state and append the step to the communication's trail; the caller saves the row."""
    StatusChange.objects.create(
        communication=communication,
        before=communication.state,
        after=state,
        comment=comment,
        changed_at=at,
        changed_by=actor.label,
    )
    communication.state = state


def _open(
    *,
    letter_type: LetterType,
    victim: Victim,
    obligation: Obligation | None,
    given: Given,
    key: str,
    actor: Actor,
    at: dt.datetime,
    replaces: Communication | None = None,
) -> Communication:
    """Compose and store a new draft."""
    communication = Communication(
        dedupe_key=key,
        reference=_unused_reference(),
        purpose=_PURPOSES.get(letter_type, Purpose.VCL_LETTER),
        letter_type=letter_type,
        case=victim.case,
        victim=victim,
        obligation=obligation,
        replaces=replaces,
        due_at=obligation.due_at if obligation is not None else None,
        is_hard_news=letter_type in DECISION_LETTERS and letter_type is not LetterType.ALTER_UP,
        opened_at=at,
        opened_by=actor.label,
    )
    fill(communication=communication, given=given, at=at)
    communication.latest_safe_approval_at = _latest_safe_approval(communication)
    communication.save(force_insert=True)
    _trace(communication, Verb.OPENED, actor=actor, at=at)
    return communication


def fill(*, communication: Communication, given: Given, at: dt.datetime) -> None:
    """Compose every block of a draft from the record: recipient, likely channel, words and context; the caller saves.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    victim, obligation = communication.victim, communication.obligation
    letter_type = LetterType(communication.letter_type)
    # Welsh and other languages have no words yet: the draft is English, and says that the person needs another form.
    template = templates.in_force(letter_type=letter_type, language=Language.EN, at=at)
    addressee = recipients.addressee_of(victim=victim, obligation=obligation, at=at)
    recipient = recipients.recipient_of(victim=victim, addressee=addressee)
    communication.template = template
    communication.recipient = recipient.person
    communication.channel = likely_channel(communication=communication, at=at)
    source = LetterSource(
        letter_type=letter_type,
        victim=victim,
        recipient=recipient,
        our_reference=communication.reference,
        obligation=obligation,
        channel=Channel(communication.channel) if communication.channel else None,
        given=given,
    )
    context = letter_facts.context_for(source=source, at=at)
    words = letter_words.compose(letter_type=letter_type, context=context, version=f"v{template.version}")
    communication.words = words.as_json()
    communication.context = context.as_json()


def follow_deadline(*, obligation: Obligation, at: dt.datetime) -> None:
    """Let the letters not yet approved follow an obligation whose deadline moved. Runs in the caller's transaction."""
    for communication in (
        Communication.objects.select_for_update(of=("self",))
        .filter(obligation=obligation, approved_at__isnull=True)
        .select_related("victim__case", "victim__person", "recipient", "obligation", "case")
    ):
        communication.due_at = obligation.due_at
        communication.latest_safe_approval_at = _latest_safe_approval(communication)
        communication.save(update_fields=["due_at", "latest_safe_approval_at"])


def likely_channel(*, communication: Communication, at: dt.datetime) -> str:
    """Say by which channel the letter would go if it were approved now; empty when none is known to be safe."""
    if communication.recipient is None:
        return ""
    decisions = safe_contact.outlook(communication=communication, at=at)
    usable = (channel for channel, decision in decisions if decision.is_allowed or decision.retry_at is not None)
    return next((channel.value for channel in usable), "")


def _latest_safe_approval(communication: Communication) -> dt.datetime | None:
    if communication.due_at is None:
        return None
    return latest_safe_approval(
        due_at=communication.due_at,
        channel=Channel(communication.channel) if communication.channel else Channel.POST,
        calendar=reference.load_calendar(),
        leads=dated_rows.channel_leads(),
    )


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


def _unused_reference() -> str:
    while True:
        reference_drawn = new_reference()
        if not Communication.objects.filter(reference=reference_drawn).exists():
            return reference_drawn


def _trace(communication: Communication, verb: Verb, *, actor: Actor, at: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=communication,
        at=at,
        case_id=communication.case_id,
        victim_id=communication.victim_id,
        detail={"letter_type": communication.letter_type},
    )
