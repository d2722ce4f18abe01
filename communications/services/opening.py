"""Open what we are going to say: a letter that a decision owes, an update, a correction, an answer. Each only once.

The draft is composed from the record and is English; for a reader of Welsh its other side is composed with it.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit.vocabulary import Verb
from cases import policies
from cases.models import Obligation, ReviewRequest, ReviewStage, Victim
from cases.rules.vocabulary import Language
from cases.services import reference
from communications.documents import words as letter_words
from communications.models import Communication, LetterCorrection
from communications.rules.letter_requirements import DECISION_LETTERS, PARTIAL_LETTERS, REVIEW_ANSWERS, REVIEW_LETTERS
from communications.rules.references import new_reference
from communications.rules.vocabulary import Channel, LetterType, Purpose
from communications.services import (
    drafting,
    letter_facts,
    letter_trail,
    letter_ways,
    promises,
    recipients,
    safe_contact,
    templates,
)
from communications.services.letter_facts import Given

_PURPOSES: dict[LetterType, Purpose] = {
    LetterType.CHARGING_DECISION: Purpose.CHARGING_DECISION,
    LetterType.PROVISIONAL_STOP: Purpose.PROVISIONAL_DECISION,
    LetterType.ACKNOWLEDGEMENT: Purpose.ACKNOWLEDGEMENT,
    LetterType.NO_CHANGE_UPDATE: Purpose.NO_CHANGE_UPDATE,
    LetterType.APOLOGY_MISSED_PROMISE: Purpose.APOLOGY_MISSED_PROMISE,
    LetterType.CORRECTION: Purpose.CORRECTION,
    LetterType.NEW_CONTACT: Purpose.NEW_CONTACT,
    LetterType.WHAT_WE_AGREED: Purpose.WHAT_WE_AGREED,
    LetterType.REVIEW_ACKNOWLEDGEMENT: Purpose.ACKNOWLEDGEMENT,
    LetterType.REVIEW_NOT_TAKEN: Purpose.REVIEW_ANSWER,
    **dict.fromkeys(REVIEW_ANSWERS, Purpose.REVIEW_ANSWER),
}
_NO_HARD_NEWS = frozenset({LetterType.ALTER_UP, LetterType.REVIEW_OVERTURNED, LetterType.REVIEW_ACKNOWLEDGEMENT})
_NAMES_NEXT_DATE = PARTIAL_LETTERS | {LetterType.CHARGING_DECISION, LetterType.PROVISIONAL_STOP}


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


@reference.read_once()
@transaction.atomic
def open_update(
    *, victim_id: uuid.UUID, letter_type: LetterType, given: Given, key: str, actor: Actor, at: dt.datetime
) -> Communication:
    """Open an update that no decision obliges: acknowledgement, no-change update or apology.

    ``key`` names this act of opening, for example the promise that it keeps; the same key again gives the same draft.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotAnUpdate: this type is opened by `open_draft`, `open_review_letter` or `open_correction`.
        NoWords, BeyondHorizon: as `open_draft`.
    """
    if letter_type in DECISION_LETTERS | REVIEW_LETTERS or letter_type is LetterType.CORRECTION:
        raise NotAnUpdate(letter_type.value)
    victim = Victim.objects.select_related("case__area", "case__unit", "person", "officer").get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=victim.case)
    existing = Communication.objects.filter(dedupe_key=key, victim=victim).first()
    if existing is not None:
        return existing
    return _open(letter_type=letter_type, victim=victim, obligation=None, given=given, key=key, actor=actor, at=at)


def open_review_letter(
    *,
    request: ReviewRequest,
    stage: ReviewStage | None,
    letter_type: LetterType,
    due_at: dt.datetime,
    given: Given,
    key: str,
    actor: Actor,
    at: dt.datetime,
) -> Communication:
    """Open a letter to whoever is told about a request for a review; the same key again gives the same draft (W7).

    ``due_at`` is by when it is owed, an aware instant: each of them has a clock (RR-5, RR-14).

    Runs in the transaction in which the request was logged, or answered, so that neither is without its letter.

    Raises:
        NoWords, BeyondHorizon: as `open_draft`.
    """
    existing = Communication.objects.filter(dedupe_key=key).first()
    if existing is not None:
        return existing
    victim = Victim.objects.select_related("case__area", "case__unit", "person", "officer").get(pk=request.victim_id)
    return _open(
        letter_type=letter_type,
        victim=victim,
        obligation=None,
        given=given,
        key=key,
        actor=actor,
        at=at,
        review=request,
        review_stage=stage,
        due_at=due_at,
    )


def open_correction(
    *,
    correction: LetterCorrection,
    letter_type: LetterType,
    given: Given,
    key: str,
    due_at: dt.datetime | None,
    actor: Actor,
    at: dt.datetime,
) -> Communication:
    """Open the letter that puts right what ``correction.wrong`` said; both are new rows of the caller's transaction.

    ``due_at`` is by when it should leave. It owes nothing by law: what was owed was met by the first letter.

    Raises:
        NoWords, BeyondHorizon: as `open_draft`.
    """
    wrong = correction.wrong
    letter = _open(
        letter_type=letter_type,
        victim=wrong.victim,
        obligation=None,
        given=given,
        key=key,
        actor=actor,
        at=at,
        replaces=wrong,
        correction=correction,
        due_at=due_at,
    )
    correction.letter = letter
    correction.save(force_insert=True)
    return letter


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
    review: ReviewRequest | None = None,
    review_stage: ReviewStage | None = None,
    correction: LetterCorrection | None = None,
    due_at: dt.datetime | None = None,
) -> Communication:
    """Compose and store a new draft."""
    communication = Communication(
        dedupe_key=key,
        reference=unused_reference(),
        purpose=_PURPOSES.get(letter_type, Purpose.VCL_LETTER),
        letter_type=letter_type,
        case=victim.case,
        victim=victim,
        obligation=obligation,
        review=review,
        review_stage=review_stage,
        replaces=replaces,
        due_at=obligation.due_at if obligation is not None else due_at,
        is_hard_news=letter_type in DECISION_LETTERS | REVIEW_LETTERS and letter_type not in _NO_HARD_NEWS,
        opened_at=at,
        opened_by=actor.label,
    )
    if correction is not None:
        # The words are composed before either row is stored.
        correction.letter = communication
    fill(communication=communication, given=given, at=at)
    communication.save(force_insert=True)
    letter_trail.note(communication=communication, verb=Verb.OPENED, actor=actor, at=at)
    return communication


def fill(*, communication: Communication, given: Given, at: dt.datetime) -> None:
    """Compose every block of a draft from the record: recipient, likely channel, words and context; the caller saves.

    With the channel goes before when it must be approved to leave in time.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    letter_type = LetterType(communication.letter_type)
    # Staff write and approve in English. The Welsh of a pair is composed beside it (`pairs`).
    communication.template = templates.in_force(letter_type=letter_type, language=Language.EN, at=at)
    source = drafting.source_with(communication=communication, given=given, at=at)
    communication.recipient = source.recipient.person
    ways = safe_contact.ways(communication=communication, at=at)
    communication.channel = ways.likely or ""
    communication.latest_safe_approval_at = letter_ways.latest_safe_approval(communication=communication, ways=ways)
    source = dataclasses.replace(source, channel=Channel(communication.channel) if communication.channel else None)
    context = letter_facts.context_for(source=source, at=at)
    words = letter_words.compose(letter_type=letter_type, context=context, version=f"v{communication.template.version}")
    communication.words = words.as_json()
    communication.context = context.as_json()


def unused_reference() -> str:
    """Draw a reference that no communication has."""
    while True:
        reference_drawn = new_reference()
        if not Communication.objects.filter(reference=reference_drawn).exists():
            return reference_drawn
