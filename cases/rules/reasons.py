"""The reasons of a decision: which belong to which stage, what is missing, and by when they must be supplemented (W5).

Source: domain reference 2.7 (prosecutors' information was satisfactory in 48.3% of cases) and 5.1; peers.md W5.
"""

import dataclasses
import datetime as dt
import types
from collections.abc import Iterable, Mapping

from cases.rules import working_hours
from cases.rules.vocabulary import DecisionCode, MissingReason, SpecificReason, TestFailed
from cases.rules.working_days import WorkingDayCalendar

STAGE_RULE = "REAS-1"
MISSING_RULE = "REAS-2"
SUPPLEMENT_RULE = "REAS-3"
ANSWER_RULE = "REAS-4"

#: Reasons shorter than this cannot be specific to a case (M9: information quality).
SUFFICIENT_WORDS = 8
#: Below this much remaining working time there is nothing to halve.
LEAST_TIME = dt.timedelta(hours=2)

_FIRST_OF_PUBLIC_INTEREST = list(SpecificReason).index(SpecificReason.VICTIM_VIEWS_WEIGHED)
_FIRST_OF_THRESHOLD = list(SpecificReason).index(SpecificReason.NO_REASONABLE_GROUNDS)
#: REAS-1. The specific reasons of each stage, in the order in which they are offered.
REASONS_OF: Mapping[TestFailed, tuple[SpecificReason, ...]] = types.MappingProxyType(
    {
        TestFailed.EVIDENTIAL: tuple(SpecificReason)[:_FIRST_OF_PUBLIC_INTEREST],
        TestFailed.PUBLIC_INTEREST: tuple(SpecificReason)[_FIRST_OF_PUBLIC_INTEREST:_FIRST_OF_THRESHOLD],
        TestFailed.THRESHOLD: tuple(SpecificReason)[_FIRST_OF_THRESHOLD:],
        TestFailed.NONE: (),
    }
)
#: After these nothing is owed or the words are fixed, so that no reasons of ours are needed.
NEED_NO_REASONS = frozenset({DecisionCode.MINOR_AMENDMENT, DecisionCode.DECISION_TO_CHARGE, DecisionCode.COURT_ENDED})
#: Codes for which the prosecutor says whether the change is substantial for the victim (domain.md 2.2).
ALTERATIONS = (DecisionCode.ALTER_DOWN, DecisionCode.ALTER_UP, DecisionCode.SUBSTITUTE)
#: Decisions that rest on the test by their very name.
_REST_ON_THE_TEST = frozenset({DecisionCode.NFA_EVIDENTIAL, DecisionCode.NFA_PUBLIC_INTEREST})


class ReasonOfAnotherStage(ValueError):
    """A specific reason was given that does not belong to the stage that was not met (REAS-1)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsGiven:
    """What is known of why a decision was made, as a letter is written from it. Words as the prosecutor wrote them."""

    test_failed: TestFailed
    specific: tuple[SpecificReason, ...]
    reasons: str
    new_information: str
    victim_views: str
    what_continues: str
    sensitivities: str


def require_of_stage(*, test_failed: TestFailed, specific: Iterable[SpecificReason]) -> None:
    """Refuse a specific reason that belongs to another stage than the one that was not met (REAS-1).

    Raises:
        ReasonOfAnotherStage: one does not belong to it.
    """
    if not set(specific) <= set(REASONS_OF[test_failed]):
        raise ReasonOfAnotherStage("A specific reason belongs to another stage of the test")


def missing_from(*, code: DecisionCode, given: ReasonsGiven, is_substantial: bool | None) -> tuple[MissingReason, ...]:
    """List what a notification lacks as far as a rule can tell, in the order in which it is asked (REAS-2, M9).

    Whether the words themselves explain anything only a person can say: the letter writer may send any back.
    """
    if code in NEED_NO_REASONS:
        return ()
    lacks = (
        (MissingReason.STAGE, code in _REST_ON_THE_TEST and given.test_failed is TestFailed.NONE),
        (MissingReason.SPECIFIC_REASON, given.test_failed is not TestFailed.NONE and not given.specific),
        (MissingReason.WORDS, len(given.reasons.split()) < SUFFICIENT_WORDS),
        (MissingReason.SUBSTANTIAL, code in ALTERATIONS and is_substantial is None),
    )
    return tuple(missing for missing, is_missing in lacks if is_missing)


def supplemented(*, given: ReasonsGiven, by: Iterable[ReasonsGiven]) -> ReasonsGiven:
    """Give the reasons as they stand after supplements, oldest first: a part that one fills replaces it (REAS-3).

    A part left empty stays as it was; the stage only changes together with reasons of that stage.
    """
    now = given
    for later in by:
        now = ReasonsGiven(
            test_failed=later.test_failed if later.specific else now.test_failed,
            specific=later.specific or now.specific,
            reasons=later.reasons.strip() or now.reasons,
            new_information=later.new_information.strip() or now.new_information,
            victim_views=later.victim_views.strip() or now.victim_views,
            what_continues=later.what_continues.strip() or now.what_continues,
            sensitivities=later.sensitivities.strip() or now.sensitivities,
        )
    return now


def answer_due(*, at: dt.datetime, letter_due_at: dt.datetime, calendar: WorkingDayCalendar) -> dt.datetime:
    """Say by when reasons that were sent back must be supplemented (REAS-4).

    Half of the working time that the letter still has, so that the other half is left for writing; the letter's own
    clock does not move. With less than two working hours left it is wanted at once: by the deadline of the letter, or,
    where that has passed, by the close of the working day.

    Raises:
        BeyondHorizon: when the calendar does not reach that far.
        NaiveInstant: when an instant has no time zone.
    """
    left = working_hours.working_time(start=at, end=letter_due_at, calendar=calendar)
    if left >= LEAST_TIME:
        return working_hours.after(start=at, by=left / 2, calendar=calendar)
    return letter_due_at if letter_due_at > at else working_hours.end_of_working_day(at=at, calendar=calendar)
