"""What may be put right in a letter that has left, how, by when, and who must look again (CORR-1 to CORR-6).

A letter that was said cannot be unsaid: it stays as it was, and another letter corrects it. What has not left yet is
taken back and written again instead, so that nobody reads a mistake and its correction on one day.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cases.rules.time_limits import TimeLimit, apply_limit
from cases.rules.vocabulary import Language, LimitUnit, Vocabulary
from cases.rules.working_days import WorkingDayCalendar, end_of_day, london_date
from communications.rules.dates_in_words import in_words
from communications.rules.letter_requirements import DECISION_LETTERS
from communications.rules.vocabulary import Channel, CommunicationState, LetterType, MessageState


class CorrectionReason(Vocabulary):
    """What was wrong with a letter. The value is what managers count."""

    NAME_OR_GENDER = "NAME_OR_GENDER"
    CHARGE = "CHARGE"
    DATE = "DATE"
    REASON = "REASON"
    REVIEW_RIGHT = "REVIEW_RIGHT"
    HEARING = "HEARING"
    OTHERS_FACTS = "OTHERS_FACTS"
    WRONG_PLACE = "WRONG_PLACE"
    HURTFUL_WORDS = "HURTFUL_WORDS"
    OTHER = "OTHER"


class CorrectionWay(Vocabulary):
    """How a letter is put right: a letter that says what was wrong, or the whole letter once more."""

    LETTER = "LETTER"
    REPLACEMENT = "REPLACEMENT"


class CorrectionOutcome(Vocabulary):
    """How a correction ended."""

    #: The correcting letter has left.
    SENT = "SENT"
    #: It was taken out of use before it left.
    GIVEN_UP = "GIVEN_UP"


class CorrectionStanding(Vocabulary):
    """What can be done about a letter that may be wrong."""

    CAN_BE_CORRECTED = "CAN_BE_CORRECTED"
    #: It is approved and still here: it is taken back and written again.
    CAN_BE_TAKEN_BACK = "CAN_BE_TAKEN_BACK"
    #: It is just being handed over, or nobody can say whether it was: wait until that is settled.
    IS_LEAVING = "IS_LEAVING"
    IS_BEING_CORRECTED = "IS_BEING_CORRECTED"
    #: It is in writing, or was never said.
    WAS_NOT_SAID = "WAS_NOT_SAID"


class CorrectionFault(Vocabulary):
    """What is wrong with the answers of whoever corrects a letter."""

    NO_REASON = "NO_REASON"
    NOTHING_RIGHT = "NOTHING_RIGHT"
    REPEATS_OTHERS_FACTS = "REPEATS_OTHERS_FACTS"
    CANNOT_BE_REPLACED = "CANNOT_BE_REPLACED"


#: Somebody of whom the law says that what happened to their data is looked at, told and perhaps reported.
_BREACHES = frozenset({CorrectionReason.OTHERS_FACTS, CorrectionReason.WRONG_PLACE})
#: Wrong facts, in whose place somebody must put the right one. The others are put right by the words of the letter.
_NEEDS_WHAT_IS_RIGHT = frozenset(
    {
        CorrectionReason.CHARGE,
        CorrectionReason.DATE,
        CorrectionReason.REASON,
        CorrectionReason.HEARING,
        CorrectionReason.OTHER,
    }
)
_REPLACEABLE = DECISION_LETTERS | {LetterType.CHARGING_DECISION}
#: Out of our hands: the print room or a provider has it.
_HANDED_OVER = frozenset({MessageState.ACCEPTED, MessageState.DISPATCHED, MessageState.DELIVERED})
_UNCERTAIN = frozenset({MessageState.SENDING, MessageState.AMBIGUOUS})


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedWords:
    """A message with the words of a letter."""

    state: MessageState
    channel: Channel
    #: Nobody can say whether it was sent.
    is_undecided: bool = False


def standing(
    *, state: CommunicationState, has_left: bool, carried_by: Iterable[CarriedWords], is_being_corrected: bool
) -> CorrectionStanding:
    """Say what can be done about a letter that may be wrong (CORR-1).

    One correction at a time. What has left is corrected, also when it was taken back too late. What is approved and
    still here is taken back. What the print room has is out of our hands and is corrected, although it is not posted
    yet. A copy on the online page alone tells nobody, so it changes nothing.

    Source: issue 3 A.7, peers.md W14; reliability bar F14.
    """
    if is_being_corrected:
        return CorrectionStanding.IS_BEING_CORRECTED
    if has_left:
        return CorrectionStanding.CAN_BE_CORRECTED
    if state is not CommunicationState.APPROVED:
        return CorrectionStanding.WAS_NOT_SAID
    words = [message for message in carried_by if message.channel is not Channel.PORTAL]
    if any(message.state in _HANDED_OVER for message in words):
        return CorrectionStanding.CAN_BE_CORRECTED
    if any(message.state in _UNCERTAIN or message.is_undecided for message in words):
        return CorrectionStanding.IS_LEAVING
    return CorrectionStanding.CAN_BE_TAKEN_BACK


def ways(*, letter_type: LetterType, explains_a_decision: bool) -> tuple[CorrectionWay, ...]:
    """List how a letter may be put right (CORR-2): by a correcting letter, and what explains a decision also anew.

    Anything else is short, and to say it all again would only hide what was wrong.
    """
    if explains_a_decision and letter_type in _REPLACEABLE:
        return (CorrectionWay.LETTER, CorrectionWay.REPLACEMENT)
    return (CorrectionWay.LETTER,)


def faults(
    *,
    reasons: Collection[CorrectionReason],
    way: CorrectionWay,
    offered: Collection[CorrectionWay],
    said_wrongly: str,
    said_rightly: str,
) -> tuple[CorrectionFault, ...]:
    """List what is wrong with the answers of whoever corrects a letter (CORR-2).

    Something must have been wrong. A wrong fact has a right one in its place, unless the whole letter is composed from
    the record again. Where another person's facts were sent, nothing of them is said a second time.
    """
    found = []
    if not reasons:
        found.append(CorrectionFault.NO_REASON)
    if way not in offered:
        found.append(CorrectionFault.CANNOT_BE_REPLACED)
    if way is CorrectionWay.LETTER and _NEEDS_WHAT_IS_RIGHT & set(reasons) and not said_rightly.strip():
        found.append(CorrectionFault.NOTHING_RIGHT)
    if CorrectionReason.OTHERS_FACTS in reasons and said_wrongly.strip():
        found.append(CorrectionFault.REPEATS_OTHERS_FACTS)
    return tuple(found)


def restarts_review(*, reasons: Collection[CorrectionReason], way: CorrectionWay, had_left: bool) -> bool:
    """Say whether the time for asking for a review counts from the correcting letter (CORR-3).

    It does, in the victim's favour, where the right or its date was wrong, where the whole letter is said again and
    names its own last day, and where the first letter has not been posted yet. Otherwise the first letter counts.

    Source: domain.md 3.2 (counted from the communication of the decision), 3.7 (how the right goes wrong in letters).
    """
    return CorrectionReason.REVIEW_RIGHT in reasons or way is CorrectionWay.REPLACEMENT or not had_left


def not_fresh(*, written_by: str, submitted_by: str, approved_by: str) -> frozenset[str]:
    """List who may not approve the correction of a letter, by what they did to the letter that was wrong (CORR-4).

    Who wrote it, submitted it or approved it read it before and did not see what was wrong: a fresh pair of eyes must.
    The names are labels of actors; an empty one is nobody.

    Source: issue 3 A.6; peers.md W8, W14.
    """
    return frozenset({written_by, submitted_by, approved_by}) - {""}


def is_breach(*, reasons: Collection[CorrectionReason]) -> bool:
    """Say whether personal data reached somebody whom they were not for, so that a manager must decide (CORR-5)."""
    return bool(_BREACHES & set(reasons))


def report_by(*, known_at: dt.datetime, limit: TimeLimit) -> dt.datetime:
    """Say by when a manager must have decided whether a breach is reported to the Information Commissioner (CORR-5).

    Counted from the aware instant at which we knew, to the hour, through nights and weekends.

    Source: domain.md 11.1, Breach; Data Protection Act 2018 section 67.

    Raises:
        ValueError: the limit is not in days.
    """
    if limit.unit is not LimitUnit.DAYS:
        raise ValueError("The time for reporting a breach runs in days of 24 hours")
    return known_at + dt.timedelta(days=limit.value)


def correct_by(*, known_at: dt.datetime, limit: TimeLimit, calendar: WorkingDayCalendar) -> dt.datetime:
    """Say by when the correcting letter should leave: the end of the last day of the limit (CORR-6). Aware instants.

    Raises:
        BeyondHorizon: the calendar does not reach that far.
    """
    return end_of_day(due_on=apply_limit(limit=limit, start=london_date(at=known_at), calendar=calendar).due_on)


#: What was wrong, in a sentence of the whole letter that is sent again. Nothing here speaks of a right: the part with
#: the rule's own words does.
_WHAT_WAS_WRONG: dict[CorrectionReason, str] = {
    CorrectionReason.NAME_OR_GENDER: "It got a name wrong, or whether somebody is a man or a woman.",
    CorrectionReason.CHARGE: "What it said about the offence was wrong.",
    CorrectionReason.DATE: "A date in it was wrong.",
    CorrectionReason.REASON: "It gave you a wrong reason for the decision.",
    CorrectionReason.REVIEW_RIGHT: "What it said about what you can do if you do not agree, or until when, was wrong.",
    CorrectionReason.HEARING: "What it said about a hearing was wrong.",
    CorrectionReason.OTHERS_FACTS: (
        "It held details about another person. Please do not show them to anybody, and send that letter back to me or "
        "destroy it."
    ),
    CorrectionReason.WRONG_PLACE: "It was sent to a place where it should not have gone.",
    CorrectionReason.HURTFUL_WORDS: "Some of its words were cold or hurtful, and you did nothing to deserve them.",
    CorrectionReason.OTHER: "Something in it was wrong.",
}


def replacement_words(*, reasons: Collection[CorrectionReason], sent_on: dt.date | None, said_rightly: str = "") -> str:
    """Say in approved words, for the whole letter that is sent again, what was wrong with the first (CORR-2).

    ``sent_on`` is the London date of the first letter; None while it is only with the print room. ``said_rightly`` is
    what staff add; it may be empty.
    """
    first = f"my letter of {in_words(day=sent_on, language=Language.EN)}" if sent_on is not None else "my first letter"
    said = [f"This letter takes the place of {first}."]
    said += [_WHAT_WAS_WRONG[reason] for reason in CorrectionReason if reason in reasons]
    said += [said_rightly.strip()] if said_rightly.strip() else []
    return " ".join(said)
