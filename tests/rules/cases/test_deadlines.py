"""Deadlines: DL-1, DL-2, DL-3 (domain.md 2.4; failure F25)."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.deadlines import duty_deadline, recount, shorten
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import LimitKind
from cases.rules.working_days import BeyondHorizon, NaiveInstant, WorkingDayCalendar
from tests.rules.cases.builders import london

UTC_INSTANTS = st.datetimes(
    min_value=dt.datetime(2021, 4, 2),  # noqa: DTZ001  (hypothesis adds the zone)
    max_value=dt.datetime(2028, 11, 30),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)


def with_holiday(calendar: WorkingDayCalendar, day: dt.date) -> WorkingDayCalendar:
    return dataclasses.replace(calendar, holidays=calendar.holidays | {day}, version="proclaimed")


def without_holiday(calendar: WorkingDayCalendar, day: dt.date) -> WorkingDayCalendar:
    return dataclasses.replace(calendar, holidays=calendar.holidays - {day}, version="withdrawn")


class TestDutyDeadline:
    @pytest.mark.parametrize(
        ("decided_at", "kind", "due_on"),
        [
            (london(2026, 3, 26), LimitKind.VCL_STANDARD, dt.date(2026, 4, 2)),
            (london(2026, 3, 26), LimitKind.VCL_ENHANCED, dt.date(2026, 3, 27)),
            (london(2026, 8, 29, 3, 0), LimitKind.VCL_ENHANCED, dt.date(2026, 9, 1)),
            # Sunday 23:30 UTC in summer is Monday 00:30 in London: Monday is day 0.
            (dt.datetime(2026, 7, 5, 23, 30, tzinfo=dt.UTC), LimitKind.VCL_ENHANCED, dt.date(2026, 7, 7)),
            (dt.datetime(2026, 7, 5, 22, 30, tzinfo=dt.UTC), LimitKind.VCL_ENHANCED, dt.date(2026, 7, 6)),
            # Both Sundays on which the clocks change.
            (dt.datetime(2026, 3, 29, 0, 59, tzinfo=dt.UTC), LimitKind.VCL_ENHANCED, dt.date(2026, 3, 30)),
            (dt.datetime(2026, 3, 29, 23, 30, tzinfo=dt.UTC), LimitKind.VCL_ENHANCED, dt.date(2026, 3, 31)),
            (dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC), LimitKind.VCL_ENHANCED, dt.date(2026, 10, 26)),
            (dt.datetime(2026, 10, 25, 23, 30, tzinfo=dt.UTC), LimitKind.VCL_ENHANCED, dt.date(2026, 10, 26)),
        ],
    )
    def test_dl_1_starts_on_the_london_date_of_the_decision(self, rules, calendar, decided_at, kind, due_on):
        deadline = duty_deadline(limit_kind=kind, decided_at=decided_at, rules=rules, calendar=calendar)

        assert deadline.due_on == due_on

    def test_dl_1_is_due_at_the_end_of_the_london_day_and_explains_every_day(self, rules, calendar):
        deadline = duty_deadline(
            limit_kind=LimitKind.VCL_ENHANCED, decided_at=london(2026, 4, 2), rules=rules, calendar=calendar
        )

        assert deadline.due_at == dt.datetime(2026, 4, 7, 22, 59, 59, tzinfo=dt.UTC)
        assert [day.number for day in deadline.days] == [0, None, None, None, None, 1]
        assert deadline.reasons[0] == "1 working day after Thursday 2 April 2026 is Tuesday 7 April 2026."
        assert (deadline.limit_value, deadline.calendar_version) == (1, "bundled-test")
        assert (deadline.rule_id, deadline.rule_version) == ("DL-1", rules.version)

    def test_refuses_a_decision_without_a_time_zone(self, rules, calendar):
        with pytest.raises(NaiveInstant):
            duty_deadline(
                limit_kind=LimitKind.VCL_ENHANCED,
                decided_at=dt.datetime(2026, 4, 2, 12, 0),  # noqa: DTZ001  (naive on purpose)
                rules=rules,
                calendar=calendar,
            )

    def test_refuses_a_decision_before_any_limit(self, rules, calendar):
        with pytest.raises(NoLimitInForce):
            duty_deadline(
                limit_kind=LimitKind.VCL_ENHANCED, decided_at=london(2021, 3, 31), rules=rules, calendar=calendar
            )

    def test_refuses_to_guess_beyond_the_calendar(self, rules, calendar):
        with pytest.raises(BeyondHorizon):
            duty_deadline(
                limit_kind=LimitKind.VCL_ENHANCED, decided_at=london(2028, 12, 29), rules=rules, calendar=calendar
            )

    @given(decided_at=UTC_INSTANTS)
    def test_enhanced_rights_are_never_later_than_standard(self, rules, calendar, decided_at):
        short, long = (
            duty_deadline(limit_kind=kind, decided_at=decided_at, rules=rules, calendar=calendar)
            for kind in (LimitKind.VCL_ENHANCED, LimitKind.VCL_STANDARD)
        )

        assert decided_at < short.due_at < long.due_at
        assert calendar.is_working_day(day=short.due_on)


class TestShorten:
    def test_dl_2_takes_the_earlier_deadline_when_a_ground_is_found(self, rules, calendar):
        standard = duty_deadline(
            limit_kind=LimitKind.VCL_STANDARD, decided_at=london(2026, 3, 26), rules=rules, calendar=calendar
        )

        answer = shorten(current=standard, limit_kind=LimitKind.VCL_ENHANCED, rules=rules, calendar=calendar)

        assert (answer.is_changed, answer.deadline.due_on) == (True, dt.date(2026, 3, 27))
        assert answer.reasons[0] == "The deadline is now earlier: VCL letter, enhanced rights."
        assert (answer.rule_id, answer.rule_version) == ("DL-2", rules.version)

    @pytest.mark.parametrize("kind", [LimitKind.VCL_STANDARD, LimitKind.VCL_ENHANCED])
    def test_dl_2_keeps_the_deadline_when_a_ground_falls_away_or_nothing_changes(self, rules, calendar, kind):
        enhanced = duty_deadline(
            limit_kind=LimitKind.VCL_ENHANCED, decided_at=london(2026, 3, 26), rules=rules, calendar=calendar
        )

        answer = shorten(current=enhanced, limit_kind=kind, rules=rules, calendar=calendar)

        assert (answer.is_changed, answer.deadline) == (False, enhanced)
        assert answer.reasons == ("The deadline stays: a change of facts never makes it later.",)

    @given(
        decided_at=UTC_INSTANTS,
        first=st.sampled_from([LimitKind.VCL_ENHANCED, LimitKind.VCL_STANDARD]),
        then=st.lists(st.sampled_from([LimitKind.VCL_ENHANCED, LimitKind.VCL_STANDARD]), max_size=5),
    )
    def test_dl_2_no_series_of_changes_ever_lengthens(self, rules, calendar, decided_at, first, then):
        current = duty_deadline(limit_kind=first, decided_at=decided_at, rules=rules, calendar=calendar)
        for kind in then:
            answer = shorten(current=current, limit_kind=kind, rules=rules, calendar=calendar)

            assert answer.deadline.due_at <= current.due_at
            current = answer.deadline


class TestRecount:
    def test_dl_3_moves_a_deadline_later_over_a_holiday_proclaimed_late(self, rules, calendar):
        current = duty_deadline(
            limit_kind=LimitKind.VCL_STANDARD, decided_at=london(2026, 3, 26), rules=rules, calendar=calendar
        )

        answer = recount(current=current, rules=rules, calendar=with_holiday(calendar, dt.date(2026, 3, 30)))

        assert (answer.is_changed, answer.deadline.due_on) == (True, dt.date(2026, 4, 7))
        assert answer.reasons[0] == (
            "Counted again with calendar proclaimed, the deadline is later: 2026-04-07 instead of 2026-04-02."
        )
        assert answer.deadline.calendar_version == "proclaimed"
        assert (answer.rule_id, answer.rule_version) == ("DL-3", rules.version)

    def test_dl_3_moves_a_deadline_earlier_when_a_holiday_was_none(self, rules, calendar):
        current = duty_deadline(
            limit_kind=LimitKind.VCL_ENHANCED, decided_at=london(2026, 4, 2), rules=rules, calendar=calendar
        )

        answer = recount(current=current, rules=rules, calendar=without_holiday(calendar, dt.date(2026, 4, 3)))

        assert answer.deadline.due_on == dt.date(2026, 4, 3)
        assert "earlier" in answer.reasons[0]

    def test_dl_3_leaves_a_deadline_alone_that_the_holiday_does_not_touch(self, rules, calendar):
        current = duty_deadline(
            limit_kind=LimitKind.VCL_STANDARD, decided_at=london(2026, 3, 26), rules=rules, calendar=calendar
        )

        answer = recount(current=current, rules=rules, calendar=with_holiday(calendar, dt.date(2026, 6, 1)))

        assert (answer.is_changed, answer.deadline) == (False, current)
