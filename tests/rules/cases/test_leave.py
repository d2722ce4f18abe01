"""When an officer is away (COV-1), and which leave cannot be recorded (COV-2)."""

import datetime as dt

import pytest

from cases.rules.leave import LONGEST_DAYS, LeaveDates, fault_in, is_away

TODAY = dt.date(2026, 3, 11)


def leave(first, last):
    return LeaveDates(starts_on=TODAY + dt.timedelta(days=first), ends_on=TODAY + dt.timedelta(days=last))


class TestAway:
    """COV-1."""

    @pytest.mark.parametrize(("day", "expected"), [(-1, False), (0, True), (3, True), (5, True), (6, False)])
    def test_from_the_first_to_the_last_day(self, day, expected):
        assert is_away(leave=leave(0, 5), on=TODAY + dt.timedelta(days=day)) is expected


class TestRecording:
    """COV-2."""

    @pytest.mark.parametrize("dates", [leave(0, 0), leave(-3, 0), leave(0, LONGEST_DAYS - 1), leave(400, 401)])
    def test_of_days_to_come_is_fine(self, dates):
        assert fault_in(leave=dates, others=(), today=TODAY) == ""

    @pytest.mark.parametrize(
        ("dates", "fault"),
        [
            (leave(2, 1), "The last day must be the first day or later"),
            (leave(-2, -1), "The last day must be today or later"),
            (leave(0, LONGEST_DAYS), "Somebody who is away for more than three months hands their people over"),
        ],
    )
    def test_says_what_is_wrong(self, dates, fault):
        assert fault_in(leave=dates, others=(), today=TODAY) == fault

    @pytest.mark.parametrize(("first", "last", "is_free"), [(1, 4, True), (1, 5, False), (8, 9, False), (9, 12, True)])
    def test_leaves_no_two_for_one_day(self, first, last, is_free):
        fault = fault_in(leave=leave(first, last), others=(leave(5, 8),), today=TODAY)

        assert (fault == "") is is_free
