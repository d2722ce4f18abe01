"""Working hours: nine to five on working days, London time (WH-1, WH-2)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.working_days import LONDON, BeyondHorizon, NaiveInstant
from cases.rules.working_hours import after, before, end_of_working_day, is_half_gone, working_time
from tests.rules.communications.calendars import CALENDAR

INSTANTS = st.integers(0, 500 * 24 * 60).map(
    lambda minutes: dt.datetime(2026, 1, 5, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)
)


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def hours(start: str, end: str) -> float:
    return working_time(start=london(start), end=london(end), calendar=CALENDAR) / dt.timedelta(hours=1)


class TestWorkingTime:
    """WH-1."""

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            ("2026-03-11T10:00", "2026-03-11T12:30", 2.5),
            ("2026-03-11T08:59", "2026-03-11T09:01", 1 / 60),
            ("2026-03-11T16:59", "2026-03-11T17:01", 1 / 60),
            ("2026-03-11T17:00", "2026-03-12T09:00", 0),
            ("2026-03-13T16:00", "2026-03-16T10:00", 2),
            ("2026-04-02T16:00", "2026-04-07T10:00", 2),
            ("2026-03-14T10:00", "2026-03-15T16:00", 0),
            ("2026-03-27T09:00", "2026-03-30T17:00", 16),
            ("2026-03-11T12:00", "2026-03-11T12:00", 0),
            ("2026-03-12T12:00", "2026-03-11T12:00", 0),
        ],
    )
    def test_counts_nine_to_five_on_working_days(self, start: str, end: str, expected: float) -> None:
        assert hours(start, end) == pytest.approx(expected)

    @given(INSTANTS, st.timedeltas(dt.timedelta(), dt.timedelta(days=40)), st.floats(0, 1))
    def test_adds_up_at_any_moment_in_between(self, start: dt.datetime, long: dt.timedelta, share: float) -> None:
        middle, end = start + long * share, start + long

        parts = [
            working_time(start=start, end=middle, calendar=CALENDAR),
            working_time(start=middle, end=end, calendar=CALENDAR),
        ]

        assert sum(parts, dt.timedelta()) == working_time(start=start, end=end, calendar=CALENDAR)

    def test_guesses_nothing_beyond_the_calendar(self) -> None:
        with pytest.raises(BeyondHorizon):
            hours("2027-12-31T10:00", "2028-01-03T10:00")

    def test_refuses_an_instant_without_a_zone(self) -> None:
        with pytest.raises(NaiveInstant):
            working_time(
                start=london("2026-03-11T09:00").replace(tzinfo=None), end=london("2026-03-11T10:00"), calendar=CALENDAR
            )


class TestBefore:
    """WH-1."""

    @pytest.mark.parametrize(
        ("end", "by", "expected"),
        [
            ("2026-03-11T14:00", 4, "2026-03-11T10:00"),
            ("2026-03-11T13:00", 4, "2026-03-11T09:00"),
            ("2026-03-11T10:00", 4, "2026-03-10T14:00"),
            ("2026-03-16T08:00", 4, "2026-03-13T13:00"),
            ("2026-03-15T20:00", 9, "2026-03-12T16:00"),
            ("2026-04-07T11:00", 3, "2026-04-02T16:00"),
        ],
    )
    def test_goes_back_over_nights_and_holidays(self, end: str, by: int, expected: str) -> None:
        found = before(end=london(end), by=dt.timedelta(hours=by), calendar=CALENDAR)

        assert found == london(expected)

    @given(INSTANTS, st.integers(1, 100))
    def test_gives_back_the_time_it_went(self, end: dt.datetime, by: int) -> None:
        start = before(end=end, by=dt.timedelta(minutes=30 * by), calendar=CALENDAR)

        assert working_time(start=start, end=end, calendar=CALENDAR) == dt.timedelta(minutes=30 * by)

    @pytest.mark.parametrize("by", [0, -1])
    def test_refuses_to_go_back_by_nothing(self, by: int) -> None:
        with pytest.raises(ValueError, match="longer than nothing"):
            before(end=london("2026-03-11T14:00"), by=dt.timedelta(hours=by), calendar=CALENDAR)


class TestIsHalfGone:
    """WH-2."""

    @pytest.mark.parametrize(
        ("at", "expected"),
        [("2026-03-15T12:00", False), ("2026-03-16T12:29", False), ("2026-03-16T12:30", True)],
    )
    def test_a_weekend_does_not_eat_up_a_one_day_clock(self, at: str, expected: bool) -> None:
        decided_at, due_at = london("2026-03-13T16:00"), london("2026-03-16T23:59:59")

        assert is_half_gone(decided_at=decided_at, due_at=due_at, at=london(at), calendar=CALENDAR) is expected

    @pytest.mark.parametrize(("at", "expected"), [("2026-03-16T09:59", False), ("2026-03-16T10:00", True)])
    def test_a_five_day_clock_is_half_gone_after_half_of_its_hours(self, at: str, expected: bool) -> None:
        decided_at, due_at = london("2026-03-11T11:00"), london("2026-03-18T23:59:59")

        assert is_half_gone(decided_at=decided_at, due_at=due_at, at=london(at), calendar=CALENDAR) is expected

    def test_what_is_overdue_is_gone_even_where_the_calendar_does_not_reach(self) -> None:
        decided_at, due_at = london("2020-03-11T11:00"), london("2020-03-18T23:59:59")

        assert is_half_gone(decided_at=decided_at, due_at=due_at, at=due_at, calendar=CALENDAR)


class TestEndOfWorkingDay:
    """WH-1."""

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            ("2026-03-11T10:00", "2026-03-11T17:00"),
            ("2026-03-11T16:59", "2026-03-11T17:00"),
            ("2026-03-11T17:00", "2026-03-12T17:00"),
            ("2026-03-14T10:00", "2026-03-16T17:00"),
            ("2026-04-03T10:00", "2026-04-07T17:00"),
        ],
    )
    def test_is_today_at_five_or_the_next_working_day(self, at: str, expected: str) -> None:
        assert end_of_working_day(at=london(at), calendar=CALENDAR) == london(expected)


class TestAfter:
    """WH-1."""

    @pytest.mark.parametrize(
        ("start", "by", "expected"),
        [
            ("2026-03-11T10:00", 4, "2026-03-11T14:00"),
            ("2026-03-11T13:00", 4, "2026-03-11T17:00"),
            ("2026-03-11T16:00", 4, "2026-03-12T12:00"),
            ("2026-03-13T20:00", 1, "2026-03-16T10:00"),
            ("2026-04-02T16:00", 2, "2026-04-07T10:00"),
        ],
    )
    def test_goes_on_over_nights_and_holidays(self, start: str, by: int, expected: str) -> None:
        assert after(start=london(start), by=dt.timedelta(hours=by), calendar=CALENDAR) == london(expected)

    @given(INSTANTS, st.integers(1, 100))
    def test_gives_back_the_time_it_went(self, start: dt.datetime, by: int) -> None:
        end = after(start=start, by=dt.timedelta(minutes=30 * by), calendar=CALENDAR)

        assert working_time(start=start, end=end, calendar=CALENDAR) == dt.timedelta(minutes=30 * by)

    def test_refuses_to_go_on_by_nothing(self) -> None:
        with pytest.raises(ValueError, match="longer than nothing"):
            after(start=london("2026-03-11T14:00"), by=dt.timedelta(), calendar=CALENDAR)
