"""Complaints: clocks, who may answer, where a stage stands, how far it goes, what is offered beside it (V27, M11)."""

import datetime as dt

import pytest

from cases.rules.time_limits import TimeLimit
from cases.rules.vocabulary import LimitKind, LimitUnit
from communications.rules.complaints import (
    FIRST,
    SECOND,
    ComplaintAbout,
    ComplaintOutcome,
    ComplaintStanding,
    Further,
    StageFacts,
    WhyNotAnswer,
    further,
    is_about_a_decision,
    is_long_ago,
    last_day,
    stage_clock,
    standing_of,
    why_not_answer,
)
from tests.rules.communications.calendars import CALENDAR

START = dt.date(2021, 4, 1)
TOLD = dt.date(2026, 3, 12)


def limit(kind: LimitKind, value: int, unit: LimitUnit = LimitUnit.WORKING_DAYS) -> TimeLimit:
    return TimeLimit(kind=kind, value=value, unit=unit, starts_on=START, source="A test")


MONTH = limit(LimitKind.COMPLAINT_FURTHER, 1, LimitUnit.CALENDAR_MONTHS)
SIX_MONTHS = limit(LimitKind.COMPLAINT_MAKE, 6, LimitUnit.CALENDAR_MONTHS)


def stage(
    number: int = FIRST,
    *,
    acknowledged: bool = False,
    outcome: ComplaintOutcome | None = None,
    told_on: dt.date | None = None,
) -> StageFacts:
    return StageFacts(number=number, is_acknowledged=acknowledged, outcome=outcome, told_on=told_on)


def test_both_limits_run_from_the_day_it_reached_us() -> None:
    """COMP-1: Wednesday 11 March is day 0; Good Friday and Easter Monday 2026 do not count."""
    clock = stage_clock(
        asked_on=dt.date(2026, 3, 11),
        acknowledge=limit(LimitKind.COMPLAINT_ACKNOWLEDGE, 3),
        answer=limit(LimitKind.COMPLAINT_ANSWER, 20),
        calendar=CALENDAR,
    )

    assert clock.acknowledge_on == dt.date(2026, 3, 16)
    assert clock.answer_on == dt.date(2026, 4, 10)
    assert "within 3 working days (A test)" in clock.reasons[0]
    assert "within 20 working days (A test)" in clock.reasons[1]


@pytest.mark.parametrize(
    ("who", "number", "why"),
    [
        ("staff:wrote", FIRST, WhyNotAnswer.HAD_A_PART),
        ("staff:wrote", SECOND, WhyNotAnswer.HAD_A_PART),
        ("staff:contact", FIRST, WhyNotAnswer.IS_THEIR_CONTACT),
        ("staff:first", FIRST, None),
        ("staff:first", SECOND, WhyNotAnswer.ANSWERED_FIRST),
        ("staff:other", SECOND, None),
    ],
)
def test_nobody_answers_a_complaint_about_themselves_or_twice(who: str, number: int, why: WhyNotAnswer | None) -> None:
    """COMP-2."""
    found = why_not_answer(
        who=who, hands={"staff:wrote"}, contact="staff:contact", answered_first="staff:first", number=number
    )

    assert found == why


def test_a_person_without_a_contact_is_answered_by_anybody_fresh() -> None:
    """COMP-2: an empty label is nobody."""
    assert why_not_answer(who="staff:1", hands=(), contact="", answered_first="", number=SECOND) is None


@pytest.mark.parametrize(
    ("facts", "standing"),
    [
        (stage(), ComplaintStanding.RECEIVED),
        (stage(acknowledged=True), ComplaintStanding.LOOKED_AT),
        (stage(outcome=ComplaintOutcome.PARTLY), ComplaintStanding.TO_BE_TOLD),
        (stage(outcome=ComplaintOutcome.UPHELD, told_on=TOLD), ComplaintStanding.ANSWERED),
        (stage(acknowledged=True, outcome=ComplaintOutcome.WITHDRAWN), ComplaintStanding.WITHDRAWN),
    ],
)
def test_an_answer_counts_once_the_person_has_it(facts: StageFacts, standing: ComplaintStanding) -> None:
    """COMP-3."""
    assert standing_of(stage=facts) is standing


ANSWERED = {"outcome": ComplaintOutcome.NOT_UPHELD, "told_on": TOLD}


@pytest.mark.parametrize(
    ("facts", "until", "today", "may"),
    [
        (stage(), None, TOLD, Further.NOT_YET),
        (stage(outcome=ComplaintOutcome.UPHELD), None, TOLD, Further.NOT_YET),
        (stage(**ANSWERED), None, TOLD, Further.NOT_YET),  # type: ignore[arg-type]
        (stage(**ANSWERED), dt.date(2026, 4, 12), dt.date(2026, 4, 12), Further.MAY),  # type: ignore[arg-type]
        (stage(**ANSWERED), dt.date(2026, 4, 12), dt.date(2026, 4, 13), Further.LATE),  # type: ignore[arg-type]
        (stage(SECOND, **ANSWERED), dt.date(2026, 4, 12), TOLD, Further.OVER),  # type: ignore[arg-type]
        (stage(outcome=ComplaintOutcome.WITHDRAWN), None, TOLD, Further.OVER),
    ],
)
def test_a_second_answer_is_asked_for_within_the_time(
    facts: StageFacts, until: dt.date | None, today: dt.date, may: Further
) -> None:
    """COMP-4: the last day counts."""
    assert further(stage=facts, until=until, today=today) is may


def test_the_month_runs_from_the_day_on_which_the_person_was_told() -> None:
    """COMP-4: a month ends on the last day of a shorter one."""
    assert last_day(told_on=TOLD, limit=MONTH, calendar=CALENDAR) == dt.date(2026, 4, 12)
    assert last_day(told_on=dt.date(2026, 1, 31), limit=MONTH, calendar=CALENDAR) == dt.date(2026, 2, 28)


def test_only_a_complaint_about_a_decision_names_the_review_first() -> None:
    """COMP-5."""
    assert [about for about in ComplaintAbout if is_about_a_decision(about=about)] == [ComplaintAbout.DECISION]


def test_what_lies_further_back_is_noted() -> None:
    """COMP-5: six months to the day are not long ago."""
    received = dt.date(2026, 3, 11)

    def long_ago(happened_on: dt.date) -> bool:
        return is_long_ago(happened_on=happened_on, received_on=received, limit=SIX_MONTHS, calendar=CALENDAR)

    assert not long_ago(dt.date(2025, 9, 11))
    assert long_ago(dt.date(2025, 9, 10))
