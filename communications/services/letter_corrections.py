"""Put right what a letter that has left said wrongly: another letter, with an apology and a trace (W14, CORR-1 to 6).

The first letter is never changed or removed. What another person must not read is never written down a second time:
this module takes codes and what is right, and hands nothing of the words to the trail or to the list of work.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Obligation
from cases.rules.vocabulary import LimitKind, WorkKind
from cases.rules.working_days import london_date
from cases.services import reference, work
from communications.models import Communication, LetterCorrection
from communications.rules import letter_corrections as rules
from communications.rules.letter_corrections import (
    CarriedWords,
    CorrectionFault,
    CorrectionReason,
    CorrectionStanding,
    CorrectionWay,
)
from communications.rules.letter_requirements import PARTIAL_LETTERS
from communications.rules.letter_words import tidy
from communications.rules.vocabulary import Channel, CommunicationState, ContentLevel, LetterType, MessageState
from communications.services import correction_facts, correction_trail, drafting, opening, promises, superseding
from communications.services.letter_facts import Given

#: Letters that name the date of the next update, so that their whole words need it again.
_NAMES_NEXT_DATE = PARTIAL_LETTERS | {
    LetterType.CORRECTION,
    LetterType.CHARGING_DECISION,
    LetterType.PROVISIONAL_STOP,
}


class CannotBeCorrected(Exception):
    """The letter was not said, is just leaving, or is being corrected already. ``standing`` says which."""

    def __init__(self, standing: CorrectionStanding) -> None:
        super().__init__(standing.value)
        self.standing = standing


class BadAnswers(ValueError):
    """Something is missing in what whoever corrects the letter said, or must not be said. ``faults`` say what."""

    def __init__(self, faults: tuple[CorrectionFault, ...]) -> None:
        super().__init__(", ".join(fault.value for fault in faults))
        self.faults = faults


class PlaceStillSafe(Exception):
    """The letter went to a wrong place, and that place is still recorded as safe: the correction would go there too."""


class NotInHand(Exception):
    """The correction has ended: its letter has left, or somebody gave it up first."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionEntry:
    """What whoever corrects a letter says about it."""

    reasons: Collection[CorrectionReason]
    way: CorrectionWay = CorrectionWay.LETTER
    #: The words that were wrong, where it helps to repeat them; never another person's facts.
    said_wrongly: str = ""
    #: What is right, in words for the person who reads the letter.
    said_rightly: str = ""


def standing_of(*, letter: Communication) -> CorrectionStanding:
    """Say what can be done about a letter that may be wrong (CORR-1). Two queries."""
    return rules.standing(
        state=CommunicationState(letter.state),
        has_left=letter.sent_at is not None,
        carried_by=[
            CarriedWords(
                state=MessageState(message.state),
                channel=Channel(message.channel),
                is_undecided=message.undecided_since is not None,
            )
            for message in letter.messages.all()
        ]
        if letter.letter_type
        else [],
        is_being_corrected=in_hand(letter=letter) is not None,
    )


def in_hand(*, letter: Communication) -> LetterCorrection | None:
    """Return the correction of a letter that somebody has begun and that has not left; None where there is none."""
    return letter.corrections.filter(ended_at__isnull=True).select_related("letter").first()


def ways_for(*, letter: Communication) -> tuple[CorrectionWay, ...]:
    """List how a letter may be put right (CORR-2)."""
    return rules.ways(letter_type=LetterType(letter.letter_type), explains_a_decision=_explained_by(letter) is not None)


@reference.read_once()
@transaction.atomic
def open_letter(*, wrong_id: uuid.UUID, entry: CorrectionEntry, actor: Actor, at: dt.datetime) -> Communication:
    """Open the letter that puts right what a sent letter said wrongly; it stays on the list of work until it has left.

    It says what was wrong in approved words, apologises, and restates rights and dates. It is checked, approved and
    sent like any other. Where personal data reached somebody whom they were not for, a manager decides what follows.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        CannotBeCorrected: it was not said, is just leaving, or somebody is correcting it at this moment.
        BadAnswers: nothing was wrong, what is right is missing, or another person's facts would be repeated.
        PlaceStillSafe: it went to a wrong place that is still recorded as safe.
        NoWords, BeyondHorizon: as ``opening.open_draft``.
    """
    wrong = drafting.locked(communication_id=wrong_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=wrong.case)
    found = standing_of(letter=wrong) if wrong.letter_type else CorrectionStanding.WAS_NOT_SAID
    if found is not CorrectionStanding.CAN_BE_CORRECTED:
        raise CannotBeCorrected(found)
    _require_sense(wrong, entry)
    if CorrectionReason.WRONG_PLACE in entry.reasons and _went_to_a_safe_place(wrong):
        raise PlaceStillSafe("Say first that the place is not safe")
    explained = _explained_by(wrong)
    correction = LetterCorrection(
        wrong=wrong,
        obligation=explained,
        way=entry.way,
        reasons=[reason.value for reason in CorrectionReason if reason in entry.reasons],
        restarts_review=explained is not None
        and rules.restarts_review(reasons=entry.reasons, way=entry.way, had_left=explained.met_at is not None),
        opened_at=at,
        opened_by=actor.label,
    )
    letter_type = LetterType(wrong.letter_type) if entry.way is CorrectionWay.REPLACEMENT else LetterType.CORRECTION
    letter = opening.open_correction(
        correction=correction,
        letter_type=letter_type,
        given=_given(wrong, entry, letter_type=letter_type, at=at),
        key=f"correction:{wrong.pk}:{wrong.corrections.count() + 1}",
        due_at=_due_at(at),
        actor=actor,
        at=at,
    )
    audit.record(
        actor=actor,
        verb=Verb.CREATED,
        subject=correction,
        at=at,
        case_id=wrong.case_id,
        victim_id=wrong.victim_id,
        detail={
            "way": entry.way.value,
            **{f"reason_{number}": code for number, code in enumerate(correction.reasons, start=1)},
        },
    )
    correction_trail.ask_for(
        correction=correction,
        summary="A letter that was sent was wrong. Finish the letter that corrects it, and see that it leaves",
        actor=actor,
        at=at,
    )
    if rules.is_breach(reasons=entry.reasons):
        _ask_about_breach(correction, actor=actor, at=at)
    return letter


@transaction.atomic
def give_up(*, correction_id: uuid.UUID, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Take a correcting letter that has not left out of use: the first letter was right, or another way was found.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotInHand: it has left, or somebody gave it up first.
    """
    correction = LetterCorrection.objects.select_related("letter__case").get(pk=correction_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=correction.letter.case)
    ended = superseding.end_letters(
        letters=Communication.objects.filter(pk=correction.letter_id),
        why=reason,
        actor=actor,
        at=at,
        settles=lambda communication_id: f"draft:{communication_id}",
    )
    if not ended:
        raise NotInHand("Its letter has left, or was taken out of use before")


def _require_sense(wrong: Communication, entry: CorrectionEntry) -> None:
    faults = rules.faults(
        reasons=entry.reasons,
        way=entry.way,
        offered=ways_for(letter=wrong),
        said_wrongly=entry.said_wrongly,
        said_rightly=entry.said_rightly,
    )
    if faults:
        raise BadAnswers(faults)


def _explained_by(wrong: Communication) -> Obligation | None:
    """Return what a letter explained, also where it is itself a correction of the letter that did."""
    if wrong.obligation is not None:
        return wrong.obligation
    correction = correction_facts.correction_by(communication=wrong)
    return correction.obligation if correction is not None else None


def _went_to_a_safe_place(wrong: Communication) -> bool:
    """Say whether a place to which the words were sent is still recorded as safe for them."""
    return wrong.messages.filter(
        content_level=ContentLevel.FULL, contact_point__superseded_at__isnull=True, contact_point__is_safe=True
    ).exists()


def _given(wrong: Communication, entry: CorrectionEntry, *, letter_type: LetterType, at: dt.datetime) -> Given:
    person = promises.contact_person(victim=wrong.victim, at=at)
    next_update_on = None
    if (
        letter_type in _NAMES_NEXT_DATE
        and person is not None
        and promises.is_in_contact(victim=wrong.victim, person=person)
    ):
        next_update_on = promises.next_update_on(victim=wrong.victim, person=person, at=at)
    sent_on = london_date(at=wrong.sent_at) if wrong.sent_at is not None else None
    if letter_type is LetterType.CORRECTION:
        return Given(
            next_update_on=next_update_on,
            said_wrongly=tidy(entry.said_wrongly),
            said_rightly=tidy(entry.said_rightly),
            corrected_letter_on=sent_on,
        )
    return Given(
        next_update_on=next_update_on,
        earlier_error=rules.replacement_words(reasons=entry.reasons, sent_on=sent_on, said_rightly=entry.said_rightly),
        corrected_letter_on=sent_on,
    )


def _due_at(at: dt.datetime) -> dt.datetime:
    on = london_date(at=at)
    limit = reference.load_rules(on=on).limits.in_force(kind=LimitKind.CORRECTION_LETTER, on=on)
    return rules.correct_by(known_at=at, limit=limit, calendar=reference.load_calendar())


def _ask_about_breach(correction: LetterCorrection, *, actor: Actor, at: dt.datetime) -> None:
    """Put the breach before a manager with its clock. Says which letter, and nothing of what was in it (CORR-5)."""
    on = london_date(at=at)
    limit = reference.load_rules(on=on).limits.in_force(kind=LimitKind.BREACH_REPORT, on=on)
    work.raise_item(
        kind=WorkKind.DATA_BREACH,
        key=f"breach:{correction.pk}",
        summary="A letter reached or named the wrong person. Tell the data protection team, settle who must be warned, "
        "and decide in time whether it is reported to the Information Commissioner. Write no facts of it here",
        actor=actor,
        at=at,
        case=correction.wrong.case,
        victim=correction.wrong.victim,
        about=f"communication:{correction.wrong_id}",
        due_at=rules.report_by(known_at=at, limit=limit),
        is_for_manager=True,
    )
