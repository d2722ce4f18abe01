"""The promise ledger: rhythm, dates, what keeps a promise and what misses it (PRO-1 to PRO-7, V6 to V9)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.working_days import BeyondHorizon
from communications.rules.promises import (
    DEFAULT_RHYTHMS,
    SUBSTANTIVE_PURPOSES,
    NoRhythmError,
    RhythmOutOfRangeError,
    TierRhythm,
    is_substantive,
    last_day_of_grace,
    missed_before,
    new_date_after_apology,
    next_due,
    own_rhythm,
    rhythm_for,
    state_on,
    state_when_kept,
    state_when_taken_back,
    warn_from,
    warned_until,
)
from communications.rules.vocabulary import PromiseState, Purpose
from tests.rules.communications.calendars import CALENDAR

FRIDAY = dt.date(2026, 11, 20)
DAYS = st.dates(dt.date(2026, 1, 2), dt.date(2027, 9, 1))


class TestRhythm:
    """PRO-1 and PRO-2."""

    @pytest.mark.parametrize(
        ("tier", "days"),
        [("UNIVERSAL", 28), ("NOT_ALIGNED", 28), ("ENHANCED", 14), ("RASSO", 14), ("BEREAVED_FAMILY", 14)],
    )
    def test_each_tier_has_its_rhythm(self, tier: str, days: int) -> None:
        assert rhythm_for(tier=tier, own_days=None, rows=DEFAULT_RHYTHMS, on=FRIDAY).days == days

    @pytest.mark.parametrize("own", [7, 10, 56])
    def test_the_persons_own_rhythm_goes_before_the_tiers(self, own: int) -> None:
        """V9: weekly to two-monthly."""
        rhythm = rhythm_for(tier="RASSO", own_days=own, rows=DEFAULT_RHYTHMS, on=FRIDAY)

        assert (rhythm.days, rhythm.basis) == (own, "own rhythm")

    @pytest.mark.parametrize("own", [-1, 0, 6, 57])
    def test_a_rhythm_outside_a_week_to_two_months_is_refused(self, own: int) -> None:
        with pytest.raises(RhythmOutOfRangeError, match="between 7 and 56"):
            own_rhythm(days=own)

    def test_a_pilot_tier_without_a_row_gets_the_shortest_rhythm(self) -> None:
        rhythm = rhythm_for(tier="INTENSIVE", own_days=None, rows=DEFAULT_RHYTHMS, on=FRIDAY)

        assert (rhythm.days, rhythm.basis) == (14, "tier INTENSIVE: shortest rhythm")

    def test_a_newer_row_counts_from_its_first_day(self) -> None:
        rows = (TierRhythm(tier="UNIVERSAL", days=21, starts_on=FRIDAY, source="Policy"), *DEFAULT_RHYTHMS)

        before = rhythm_for(tier="UNIVERSAL", own_days=None, rows=rows, on=FRIDAY - dt.timedelta(days=1))
        after = rhythm_for(tier="UNIVERSAL", own_days=None, rows=rows, on=FRIDAY)

        assert (before.days, after.days) == (28, 21)

    def test_without_any_row_there_is_no_guess(self) -> None:
        with pytest.raises(NoRhythmError):
            rhythm_for(tier="UNIVERSAL", own_days=None, rows=DEFAULT_RHYTHMS, on=dt.date(2000, 1, 1))


class TestNextDue:
    """PRO-3."""

    def test_is_the_rhythm_later_when_that_is_a_working_day(self) -> None:
        assert next_due(after=FRIDAY, days=28, calendar=CALENDAR) == dt.date(2026, 12, 18)

    def test_is_the_last_working_day_before_a_weekend_or_holiday(self) -> None:
        assert next_due(after=dt.date(2026, 11, 21), days=14, calendar=CALENDAR) == dt.date(2026, 12, 4)
        assert next_due(after=dt.date(2026, 11, 30), days=28, calendar=CALENDAR) == dt.date(2026, 12, 24)

    def test_a_pause_ends_on_a_working_day(self) -> None:
        """V9: pauses and resumes."""
        paused = next_due(after=FRIDAY, days=14, calendar=CALENDAR, paused_until=dt.date(2026, 12, 26))

        assert paused == dt.date(2026, 12, 29)

    def test_a_pause_that_ends_before_the_next_update_changes_nothing(self) -> None:
        assert next_due(after=FRIDAY, days=14, calendar=CALENDAR, paused_until=dt.date(2026, 12, 4)) == dt.date(
            2026, 12, 4
        )

    def test_is_after_today_even_when_a_short_rhythm_ends_in_a_run_of_days_off(self) -> None:
        assert next_due(after=dt.date(2026, 4, 2), days=1, calendar=CALENDAR) == dt.date(2026, 4, 7)

    @given(after=DAYS, days=st.integers(7, 56))
    def test_is_always_a_working_day_in_time_and_never_today(self, after: dt.date, days: int) -> None:
        due_on = next_due(after=after, days=days, calendar=CALENDAR)

        assert CALENDAR.is_working_day(day=due_on)
        assert after < due_on <= after + dt.timedelta(days=days)

    def test_beyond_the_known_calendar_nothing_is_promised(self) -> None:
        with pytest.raises(BeyondHorizon):
            next_due(after=dt.date(2027, 12, 20), days=28, calendar=CALENDAR)


class TestWhatKeepsAPromise:
    """PRO-4."""

    @pytest.mark.parametrize(
        ("purpose", "expected"),
        [
            (Purpose.VCL_LETTER, True),
            (Purpose.CHARGING_DECISION, True),
            (Purpose.PROVISIONAL_DECISION, True),
            (Purpose.NO_CHANGE_UPDATE, True),
            (Purpose.CORRECTION, True),
            (Purpose.REVIEW_ANSWER, True),
            (Purpose.ACKNOWLEDGEMENT, False),
            (Purpose.APOLOGY_MISSED_PROMISE, False),
            (Purpose.WHAT_WE_AGREED, False),
            (Purpose.PORTAL_INVITATION, False),
            (Purpose.PORTAL_CODE, False),
            (Purpose.NEWS_NOTICE, False),
        ],
    )
    def test_only_what_tells_something_about_the_case_counts(self, purpose: Purpose, expected: bool) -> None:
        assert is_substantive(purpose=purpose) is expected

    def test_every_purpose_has_been_decided(self) -> None:
        assert set(Purpose) >= SUBSTANTIVE_PURPOSES


class TestWarning:
    """PRO-5: at due minus two working days the officer sees it."""

    def test_a_promise_due_on_monday_is_shown_from_thursday(self) -> None:
        assert warn_from(due_on=dt.date(2026, 11, 23), calendar=CALENDAR) == dt.date(2026, 11, 19)

    def test_on_thursday_everything_due_until_monday_is_shown(self) -> None:
        assert warned_until(today=dt.date(2026, 11, 19), calendar=CALENDAR) == dt.date(2026, 11, 23)

    @given(due_on=DAYS, today=DAYS)
    def test_both_ways_to_ask_agree_on_working_days(self, due_on: dt.date, today: dt.date) -> None:
        if CALENDAR.is_working_day(day=due_on) and CALENDAR.is_working_day(day=today):
            by_date = today >= warn_from(due_on=due_on, calendar=CALENDAR)

            assert by_date is (due_on <= warned_until(today=today, calendar=CALENDAR))


class TestMissed:
    """PRO-5 and PRO-6."""

    @pytest.mark.parametrize(
        ("today", "contact_on", "state"),
        [
            ("2026-11-20", None, PromiseState.OPEN),
            ("2026-11-23", None, PromiseState.OPEN),
            ("2026-11-24", None, PromiseState.MISSED),
            ("2026-11-24", "2026-11-20", PromiseState.KEPT),
            ("2026-11-24", "2026-11-23", PromiseState.KEPT_LATE),
            ("2026-11-25", "2026-11-24", PromiseState.MISSED),
            ("2026-11-22", None, PromiseState.OPEN),
        ],
    )
    def test_a_promise_due_on_friday_has_until_monday_and_is_missed_on_tuesday(
        self, today: str, contact_on: str | None, state: PromiseState
    ) -> None:
        """V7."""
        answer = state_on(
            due_on=FRIDAY,
            contact_on=dt.date.fromisoformat(contact_on) if contact_on else None,
            today=dt.date.fromisoformat(today),
            calendar=CALENDAR,
        )

        assert answer is state

    def test_nothing_new_is_missed_on_a_day_off(self) -> None:
        saturday, sunday = dt.date(2026, 11, 28), dt.date(2026, 11, 29)

        assert (
            missed_before(today=dt.date(2026, 11, 27), calendar=CALENDAR)
            == missed_before(today=saturday, calendar=CALENDAR)
            == missed_before(today=sunday, calendar=CALENDAR)
            == dt.date(2026, 11, 25)
        )

    @given(due_on=DAYS, today=DAYS)
    def test_grace_and_sweep_never_disagree_on_working_days(self, due_on: dt.date, today: dt.date) -> None:
        if CALENDAR.is_working_day(day=due_on) and CALENDAR.is_working_day(day=today):
            is_past_grace = today > last_day_of_grace(due_on=due_on, calendar=CALENDAR)

            assert is_past_grace is (due_on <= missed_before(today=today, calendar=CALENDAR))

    def test_kept_on_the_day_is_kept_and_the_day_after_is_late(self) -> None:
        assert state_when_kept(due_on=FRIDAY, contact_on=FRIDAY) is PromiseState.KEPT
        assert state_when_kept(due_on=FRIDAY, contact_on=FRIDAY + dt.timedelta(days=1)) is PromiseState.KEPT_LATE

    @pytest.mark.parametrize(
        ("next_due_on", "is_next_untouched", "state"),
        [
            (None, False, PromiseState.OPEN),
            (FRIDAY + dt.timedelta(days=28), True, PromiseState.OPEN),
            (FRIDAY, True, PromiseState.OPEN),
            (FRIDAY - dt.timedelta(days=1), True, PromiseState.REPLACED),
            (FRIDAY + dt.timedelta(days=28), False, PromiseState.REPLACED),
            (FRIDAY - dt.timedelta(days=1), False, PromiseState.REPLACED),
        ],
    )
    def test_pro_7_what_did_not_arrive_kept_nothing_and_nobody_waits_longer_than_they_were_told(
        self, next_due_on: dt.date | None, is_next_untouched: bool, state: PromiseState
    ) -> None:
        found = state_when_taken_back(due_on=FRIDAY, next_due_on=next_due_on, is_next_untouched=is_next_untouched)

        assert found is state

    def test_the_apology_promises_five_working_days_whatever_the_rhythm(self) -> None:
        assert new_date_after_apology(apologised_on=dt.date(2026, 11, 24), calendar=CALENDAR) == dt.date(2026, 12, 1)
        assert new_date_after_apology(apologised_on=dt.date(2026, 12, 24), calendar=CALENDAR) == dt.date(2027, 1, 5)
