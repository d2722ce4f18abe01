"""Named signs of losing touch: a fact with dates, from a dated row on, with a caring thing to do (L12; SIGN-1 to 3)."""

import dataclasses
import datetime as dt

import pytest

from communications.rules.warning_signs import (
    ACTIONS,
    DEFAULT_LIMITS,
    WAITING,
    SignFacts,
    SignLimit,
    WarningSignal,
    limits_on,
    signs,
)

TODAY = dt.date(2026, 3, 11)
LIMITS = limits_on(rows=DEFAULT_LIMITS, on=TODAY)
BY_SIGNAL = {row.signal: row for row in LIMITS}


def ago(days):
    return TODAY - dt.timedelta(days=days)


def found(**dates):
    facts = SignFacts(today=TODAY, dates={WarningSignal(name): tuple(days) for name, days in dates.items()})
    return signs(facts=facts, limits=LIMITS)


def just_enough(row):
    """The fewest facts that make a sign, on the edge of the days of its row."""
    return [ago(row.days)] * row.count


class TestSigns:
    def test_sign_1_nothing_known_is_no_sign(self):
        assert found() == ()

    @pytest.mark.parametrize("row", LIMITS, ids=lambda row: row.signal.value)
    def test_sign_1_each_is_one_from_its_number_of_facts_on(self, row):
        assert [sign.signal for sign in found(**{row.signal.value: just_enough(row)})] == [row.signal]
        assert found(**{row.signal.value: just_enough(row)[1:]}) == ()

    @pytest.mark.parametrize("row", [row for row in LIMITS if row.signal in WAITING], ids=lambda row: row.signal.value)
    def test_sign_1_what_has_not_come_is_a_sign_after_its_days(self, row):
        assert found(**{row.signal.value: [ago(row.days - 1)] * row.count}) == ()
        assert found(**{row.signal.value: [ago(row.days + 50)] * row.count})

    @pytest.mark.parametrize(
        "row", [row for row in LIMITS if row.signal not in WAITING], ids=lambda row: row.signal.value
    )
    def test_sign_1_what_happened_is_a_sign_within_its_days(self, row):
        assert found(**{row.signal.value: [ago(row.days + 1)] * row.count}) == ()
        assert found(**{row.signal.value: [TODAY] * row.count})
        assert found(**{row.signal.value: [TODAY + dt.timedelta(days=1)] * row.count}) == ()

    def test_sign_1_the_reason_has_the_number_and_the_dates(self):
        [sign] = found(CALLS_MISSED=[ago(1), ago(9), ago(4)])

        assert sign.reason == "3 calls in a row reached nobody, the last on 10 March 2026."
        assert sign.since == ago(9)

    def test_sign_1_they_stand_in_the_order_of_their_names_however_much_there_is(self):
        two = found(HEARING_MOVED=[ago(1)] * 9, PROMISE_MISSED=[ago(50)])

        assert [sign.signal for sign in two] == [WarningSignal.PROMISE_MISSED, WarningSignal.HEARING_MOVED]

    def test_sign_1_nothing_about_a_sign_is_a_number(self):
        assert {field.name for field in dataclasses.fields(found(PROMISE_MISSED=[TODAY])[0])} == {
            "signal",
            "reason",
            "since",
            "action",
        }

    def test_sign_1_a_signal_without_a_row_is_not_looked_at(self):
        facts = SignFacts(today=TODAY, dates={WarningSignal.PROMISE_MISSED: (TODAY,)})

        assert signs(facts=facts, limits=()) == ()


class TestRows:
    def test_sign_2_every_signal_has_one(self):
        assert [row.signal for row in LIMITS] == list(WarningSignal)

    def test_sign_2_a_row_counts_from_its_day_and_the_later_published_of_one_day(self):
        earlier = SignLimit(
            signal=WarningSignal.CALLS_MISSED, count=2, days=60, starts_on=TODAY, source="Heard from officers"
        )
        corrected = dataclasses.replace(earlier, count=4)
        rows = (corrected, earlier, *DEFAULT_LIMITS)

        def count(on):
            return {row.signal: row.count for row in limits_on(rows=rows, on=on)}[WarningSignal.CALLS_MISSED]

        assert (count(ago(1)), count(TODAY)) == (3, 4)

    def test_sign_2_before_the_first_row_there_is_none(self):
        assert limits_on(rows=DEFAULT_LIMITS, on=dt.date(2000, 1, 1)) == ()


class TestWhatWouldHelp:
    @pytest.mark.parametrize("signal", WarningSignal)
    def test_sign_3_every_sign_comes_with_a_thing_to_do_and_a_reason_that_can_be_kept(self, signal):
        [sign] = found(**{signal.value: just_enough(BY_SIGNAL[signal])})

        assert sign.action == ACTIONS[signal]
        assert len(sign.reason) <= 300

    @pytest.mark.parametrize("signal", WarningSignal)
    def test_sign_3_no_words_blame_or_take_anything_away(self, signal):
        said = f"{ACTIONS[signal]} {signal.label}".lower()

        assert not [word for word in ("fail", "refus", "risk", "score", "close the case", "lower") if word in said]
