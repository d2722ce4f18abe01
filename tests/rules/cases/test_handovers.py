"""By when a handover is answered (HO-1), who is told of a new contact (HO-2), how long the page says so (HO-3)."""

import datetime as dt
import itertools

import pytest

from cases.rules.handovers import (
    DEFAULT_TIMES,
    SHOWN_DAYS,
    AnswerTime,
    ContactFacts,
    answer_due_on,
    is_still_shown,
    is_told,
)

THURSDAY = dt.date(2026, 4, 2)


class TestTheAnswer:
    """HO-1."""

    def test_is_due_two_working_days_on_over_easter_too(self, calendar):
        assert answer_due_on(offered_on=THURSDAY, times=DEFAULT_TIMES, calendar=calendar) == dt.date(2026, 4, 8)

    def test_follows_the_row_in_force_and_not_one_to_come(self, calendar):
        times = (
            AnswerTime(working_days=9, starts_on=THURSDAY + dt.timedelta(days=1), source="to come"),
            AnswerTime(working_days=1, starts_on=THURSDAY, source="policy"),
            *DEFAULT_TIMES,
        )

        assert answer_due_on(offered_on=THURSDAY, times=times, calendar=calendar) == dt.date(2026, 4, 7)

    def test_of_two_rows_from_one_day_the_later_published_counts(self, calendar):
        times = (
            AnswerTime(working_days=1, starts_on=THURSDAY, source="second"),
            AnswerTime(working_days=9, starts_on=THURSDAY, source="first"),
        )

        assert answer_due_on(offered_on=THURSDAY, times=times, calendar=calendar) == dt.date(2026, 4, 7)

    def test_before_the_first_row_the_oldest_counts(self, calendar):
        times = (
            AnswerTime(working_days=9, starts_on=THURSDAY + dt.timedelta(days=9), source="second"),
            AnswerTime(working_days=1, starts_on=THURSDAY + dt.timedelta(days=5), source="first"),
        )

        assert answer_due_on(offered_on=THURSDAY, times=times, calendar=calendar) == dt.date(2026, 4, 7)


class TestWhoIsTold:
    """HO-2."""

    @pytest.mark.parametrize("known", list(itertools.product([True, False], repeat=3)))
    def test_only_who_had_somebody_before_has_heard_from_us_and_wants_to(self, known):
        had_officer, has_heard, wants = known
        facts = ContactFacts(had_officer=had_officer, has_heard=has_heard, reader_wants_contact=wants)

        assert is_told(facts) is all(known)


class TestThePage:
    """HO-3."""

    @pytest.mark.parametrize(("days", "is_shown"), [(0, True), (SHOWN_DAYS, True), (SHOWN_DAYS + 1, False)])
    def test_says_so_for_eight_weeks(self, days, is_shown):
        assert is_still_shown(changed_on=THURSDAY, today=THURSDAY + dt.timedelta(days=days)) is is_shown
