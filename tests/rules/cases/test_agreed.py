"""What is not settled with a victim and why it matters (ONB-1), and by when everything should be (ONB-2)."""

import dataclasses
import datetime as dt
import itertools

import pytest

from cases.rules.agreed import (
    DEFAULT_TIMES,
    ON_THE_PAPER,
    AgreedFacts,
    PaperStanding,
    SettlingTime,
    began_until,
    days_to_settle,
    missing_for,
    paper_standing,
    settled_by,
)
from cases.rules.vocabulary import AgreedPoint
from cases.rules.working_days import WorkingDayCalendar

WHOLE = AgreedFacts(
    has_officer=True,
    has_method=True,
    has_safe_point=True,
    has_known_risk=True,
    asked=frozenset(AgreedPoint),
    has_current_summary=True,
)
#: Fact -> the point that is missing without it.
BY_FACT = {
    "has_officer": AgreedPoint.OFFICER,
    "has_method": AgreedPoint.METHOD,
    "has_safe_point": AgreedPoint.SAFE_POINT,
    "has_current_summary": AgreedPoint.SUMMARY,
}
BY_ASKING = (
    AgreedPoint.TIMES,
    AgreedPoint.NEEDS,
    AgreedPoint.STATEMENT,
    AgreedPoint.SUPPORTERS,
    AgreedPoint.RHYTHM,
    AgreedPoint.PLAN,
)


def points(facts):
    return [each.point for each in missing_for(facts)]


MORNING = dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC)
NOON = MORNING + dt.timedelta(hours=3)


class TestThePaperInTheirHands:
    """ONB-3."""

    def test_holds_while_nothing_on_it_was_agreed_otherwise(self):
        standing = paper_standing(given_at=NOON, settled=dict.fromkeys(AgreedPoint, MORNING), profile_at=MORNING)

        assert standing == PaperStanding(given_at=NOON, changed=())
        assert standing.is_current

    def test_counts_what_was_agreed_at_the_same_instant_as_on_it(self):
        assert paper_standing(given_at=NOON, settled={AgreedPoint.TIMES: NOON}, profile_at=NOON).is_current

    @pytest.mark.parametrize("point", AgreedPoint)
    def test_is_out_of_date_by_what_stands_on_it_and_by_nothing_else(self, point):
        standing = paper_standing(given_at=MORNING, settled={point: NOON}, profile_at=None)

        assert standing.changed == ((point,) if point in ON_THE_PAPER else ())
        assert standing.is_current is (point not in ON_THE_PAPER)

    def test_is_out_of_date_by_another_way_to_reach_them_whoever_wrote_it_down(self):
        standing = paper_standing(
            given_at=MORNING,
            settled={AgreedPoint.METHOD: MORNING, AgreedPoint.OFFICER: NOON},
            profile_at=NOON,
        )

        assert standing.changed == (AgreedPoint.OFFICER, AgreedPoint.METHOD)

    def test_is_none_where_they_were_never_given_one(self):
        standing = paper_standing(given_at=None, settled={AgreedPoint.TIMES: NOON}, profile_at=NOON)

        assert (standing.given_at, standing.changed, standing.is_current) == (None, (), False)


class TestMissing:
    """ONB-1."""

    def test_nothing_when_everything_is_settled(self):
        assert missing_for(WHOLE) == ()

    def test_everything_in_the_order_of_asking_when_nobody_has_asked_anything(self):
        nothing = AgreedFacts(
            has_officer=False,
            has_method=False,
            has_safe_point=False,
            has_known_risk=False,
            asked=frozenset(),
            has_current_summary=False,
        )

        assert points(nothing) == list(AgreedPoint)

    @pytest.mark.parametrize(("fact", "point"), BY_FACT.items())
    def test_a_fact_counts_and_that_somebody_asked_does_not_replace_it(self, fact, point):
        assert points(dataclasses.replace(WHOLE, **{fact: False})) == [point]

    @pytest.mark.parametrize("point", BY_ASKING)
    def test_for_the_rest_it_counts_that_somebody_asked(self, point):
        assert points(dataclasses.replace(WHOLE, asked=WHOLE.asked - {point})) == [point]

    @pytest.mark.parametrize(
        ("is_known", "is_asked", "is_missing"),
        [(*case, case == (False, False)) for case in itertools.product([True, False], repeat=2)],
    )
    def test_that_nobody_knows_the_risk_is_an_answer_once_it_was_asked(self, is_known, is_asked, is_missing):
        asked = WHOLE.asked if is_asked else WHOLE.asked - {AgreedPoint.RISK}

        assert (points(dataclasses.replace(WHOLE, has_known_risk=is_known, asked=asked)) == [AgreedPoint.RISK]) is (
            is_missing
        )

    def test_each_says_in_a_sentence_what_it_is_good_for(self):
        nothing = dataclasses.replace(WHOLE, has_officer=False, has_method=False, asked=frozenset())

        assert all(each.words and each.why.endswith(".") for each in missing_for(nothing))


class TestTime:
    """ONB-2."""

    CALENDAR = WorkingDayCalendar(
        version="test",
        known_from=dt.date(2026, 1, 1),
        known_to=dt.date(2026, 12, 31),
        holidays=frozenset({dt.date(2026, 4, 3), dt.date(2026, 4, 6)}),
    )

    def test_counts_working_days_from_the_first_day_of_contact(self):
        assert settled_by(began_on=dt.date(2026, 4, 1), days=5, calendar=self.CALENDAR) == dt.date(2026, 4, 10)

    def test_whoever_began_on_the_last_such_day_is_late_today_and_the_next_day_is_not(self):
        last = began_until(today=dt.date(2026, 4, 13), days=5, calendar=self.CALENDAR)

        assert last == dt.date(2026, 4, 1)
        assert settled_by(began_on=last, days=5, calendar=self.CALENDAR) < dt.date(2026, 4, 13)
        assert settled_by(began_on=dt.date(2026, 4, 2), days=5, calendar=self.CALENDAR) == dt.date(2026, 4, 13)

    def test_the_row_in_force_counts_and_before_the_first_the_first(self):
        rows = (SettlingTime(working_days=3, starts_on=dt.date(2026, 6, 1), source="policy"), *DEFAULT_TIMES)

        assert days_to_settle(times=rows, on=dt.date(2026, 5, 31)) == 5
        assert days_to_settle(times=rows, on=dt.date(2026, 6, 1)) == 3
        assert days_to_settle(times=rows, on=dt.date(2020, 1, 1)) == 5

    def test_of_two_rows_from_one_day_the_later_published_counts(self):
        day = dt.date(2026, 6, 1)
        rows = (
            SettlingTime(working_days=3, starts_on=day, source="second"),
            SettlingTime(working_days=9, starts_on=day, source="first"),
        )

        assert days_to_settle(times=rows, on=day) == 3
