"""Complaints: by when each step is due, who may answer, how far it goes, and what is offered beside it (V27, M11).

A complaint is about how we treated somebody. Whether a decision was right is looked at by a review, which has time
limits of its own, so a complaint about a decision is taken and the review is named first. Nothing here refuses a
complaint. Source: peers.md V27 and M11; domain reference 3 and 4.2; the CPS's published feedback and complaints pages
(six months, one month to come back, then the Independent Assessor of Complaints within one month, for service only).
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Collection

from cases.rules.time_limits import TimeLimit, apply_limit
from cases.rules.vocabulary import Vocabulary
from cases.rules.working_days import WorkingDayCalendar

CLOCK_RULE = "COMP-1"
FRESH_RULE = "COMP-2"
STANDING_RULE = "COMP-3"
FURTHER_RULE = "COMP-4"
BESIDE_RULE = "COMP-5"

#: The first answer, and the second by somebody more senior.
FIRST, SECOND = 1, 2


class ComplaintAbout(Vocabulary):
    """What a complaint is about, as the person says it."""

    LATE = "LATE"
    NOT_TOLD = "NOT_TOLD"
    LETTER = "LETTER"
    SPOKEN_TO = "SPOKEN_TO"
    PRIVACY = "PRIVACY"
    DECISION = "DECISION"
    OTHER = "OTHER"


class ComplaintOutcome(Vocabulary):
    """What came of one stage."""

    UPHELD = "UPHELD"
    PARTLY = "PARTLY"
    NOT_UPHELD = "NOT_UPHELD"
    WITHDRAWN = "WITHDRAWN"


class ComplaintTold(Vocabulary):
    """How the person had the answer."""

    ONLINE_PAGE = "ONLINE_PAGE"
    PHONE = "PHONE"
    LETTER = "LETTER"
    IN_PERSON = "IN_PERSON"
    THROUGH_SOMEBODY = "THROUGH_SOMEBODY"


class ComplaintStanding(enum.StrEnum):
    """Where a stage stands."""

    RECEIVED = "RECEIVED"
    LOOKED_AT = "LOOKED_AT"
    #: We have an answer, and the person does not have it yet.
    TO_BE_TOLD = "TO_BE_TOLD"
    ANSWERED = "ANSWERED"
    WITHDRAWN = "WITHDRAWN"


class WhyNotAnswer(enum.StrEnum):
    """Why somebody may not answer a stage."""

    HAD_A_PART = "HAD_A_PART"
    IS_THEIR_CONTACT = "IS_THEIR_CONTACT"
    ANSWERED_FIRST = "ANSWERED_FIRST"


class Further(enum.StrEnum):
    """Whether a person may ask for somebody more senior to look."""

    #: Nothing was answered, or they have not been told.
    NOT_YET = "NOT_YET"
    MAY = "MAY"
    #: The time has passed: they are asked to ring, and a person takes it with a reason.
    LATE = "LATE"
    #: It was asked for, taken back, or was the last stage.
    OVER = "OVER"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StageClock:
    """By when a stage is acknowledged and answered; London dates, by whose end it is due."""

    acknowledge_on: dt.date
    answer_on: dt.date
    reasons: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """How one stage stands. All dates are London dates."""

    number: int
    is_acknowledged: bool
    #: None while it waits.
    outcome: ComplaintOutcome | None
    #: When the person was told the answer; None before.
    told_on: dt.date | None


def stage_clock(
    *, asked_on: dt.date, acknowledge: TimeLimit, answer: TimeLimit, calendar: WorkingDayCalendar
) -> StageClock:
    """Count both limits from the London date on which the person asked, which is day 0 (COMP-1).

    Raises:
        BeyondHorizon: the calendar does not reach that far.
    """
    first = apply_limit(limit=acknowledge, start=asked_on, calendar=calendar)
    last = apply_limit(limit=answer, start=asked_on, calendar=calendar)
    return StageClock(
        acknowledge_on=first.due_on,
        answer_on=last.due_on,
        reasons=(
            f"They are told that we have it within {acknowledge.words} ({acknowledge.source}).",
            f"They are answered within {answer.words} ({answer.source}).",
            *last.reasons,
        ),
    )


def why_not_answer(
    *, who: str, hands: Collection[str], contact: str, answered_first: str, number: int
) -> WhyNotAnswer | None:
    """Say why somebody may not answer a stage, or None where they may (COMP-2).

    ``hands`` are the labels of whoever wrote, approved or rang what the complaint is about, ``contact`` that of the
    person's own contact, ``answered_first`` of whoever answered the first stage; empty where there is none. Nobody
    answers a complaint about themselves, and the second answer is not by whoever gave the first.
    """
    if who in hands:
        return WhyNotAnswer.HAD_A_PART
    if contact and who == contact:
        return WhyNotAnswer.IS_THEIR_CONTACT
    if number == SECOND and who == answered_first:
        return WhyNotAnswer.ANSWERED_FIRST
    return None


def standing_of(*, stage: StageFacts) -> ComplaintStanding:
    """Say where a stage stands (COMP-3). An answer that the person does not have yet is no answer to them."""
    if stage.outcome is ComplaintOutcome.WITHDRAWN:
        return ComplaintStanding.WITHDRAWN
    if stage.outcome is not None:
        return ComplaintStanding.TO_BE_TOLD if stage.told_on is None else ComplaintStanding.ANSWERED
    return ComplaintStanding.LOOKED_AT if stage.is_acknowledged else ComplaintStanding.RECEIVED


def further(*, stage: StageFacts, until: dt.date | None, today: dt.date) -> Further:
    """Say whether the person may ask for a second answer on a London date (COMP-4).

    ``stage`` is the newest, ``until`` the last day for asking; None before they were told.
    """
    standing = standing_of(stage=stage)
    if stage.number == SECOND or standing is ComplaintStanding.WITHDRAWN:
        return Further.OVER
    if standing is not ComplaintStanding.ANSWERED or until is None:
        return Further.NOT_YET
    return Further.MAY if today <= until else Further.LATE


def last_day(*, told_on: dt.date, limit: TimeLimit, calendar: WorkingDayCalendar) -> dt.date:
    """Give the last London date for asking again, or for the Independent Assessor, from the day of telling (COMP-4).

    Raises:
        BeyondHorizon: the calendar does not reach that far (working days only).
    """
    return apply_limit(limit=limit, start=told_on, calendar=calendar).due_on


def is_about_a_decision(*, about: ComplaintAbout) -> bool:
    """Whether the right to review is offered first, and the Independent Assessor not at all (COMP-5).

    The complaint is taken all the same: the Assessor looks at service only, a review at decisions only.
    """
    return about is ComplaintAbout.DECISION


def is_long_ago(*, happened_on: dt.date, received_on: dt.date, limit: TimeLimit, calendar: WorkingDayCalendar) -> bool:
    """Whether what it is about lies further back than is usually looked at; a person decides, nothing refuses (COMP-5).

    Raises:
        BeyondHorizon: the calendar does not reach that far (working days only).
    """
    return received_on > apply_limit(limit=limit, start=happened_on, calendar=calendar).due_on
