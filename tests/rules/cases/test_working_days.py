"""Working days: WD-1 to WD-4 (domain.md 10, pitfall 6, failure F25)."""

import datetime as dt

import holidays as official
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.working_days import (
    LONDON,
    BeyondHorizon,
    NaiveInstant,
    WorkingDayCalendar,
    end_of_day,
    london_date,
)

FIRST = dt.date(2024, 1, 1)
LAST = dt.date(2028, 12, 31)
DAYS = [FIRST + dt.timedelta(days=offset) for offset in range((LAST - FIRST).days + 1)]
OFFICIAL = official.country_holidays("GB", subdiv="ENG", years=range(2023, 2030))

#: Days that leave room for thirty working days on either side.
inner_days = st.dates(min_value=dt.date(2019, 4, 1), max_value=dt.date(2028, 9, 30))
small_counts = st.integers(min_value=1, max_value=30)

VECTORS = [
    # decision day, +1, +5, +10, +30 working days (domain.md 10)
    ("2026-03-26", "2026-03-27", "2026-04-02", "2026-04-13", "2026-05-12"),
    ("2026-04-02", "2026-04-07", "2026-04-13", "2026-04-20", "2026-05-19"),
    ("2026-04-03", "2026-04-07", "2026-04-13", "2026-04-20", "2026-05-19"),
    ("2026-05-01", "2026-05-05", "2026-05-11", "2026-05-18", "2026-06-16"),
    ("2026-08-28", "2026-09-01", "2026-09-07", "2026-09-14", "2026-10-12"),
    ("2026-08-29", "2026-09-01", "2026-09-07", "2026-09-14", "2026-10-12"),
    ("2026-12-24", "2026-12-29", "2027-01-05", "2027-01-12", "2027-02-09"),
    ("2027-12-24", "2027-12-29", "2028-01-05", "2028-01-12", "2028-02-09"),
]


def is_working_by_the_official_list(day: dt.date) -> bool:
    return day.isoweekday() <= 5 and day not in OFFICIAL


def naive_add(day: dt.date, n: int) -> dt.date:
    while n > 0:
        day = dt.date.fromordinal(day.toordinal() + 1)
        n -= is_working_by_the_official_list(day)
    return day


class TestAgainstAnIndependentCalculation:
    @pytest.mark.parametrize("day", [pytest.param(day, id=day.isoformat()) for day in DAYS[::61]])
    def test_wd_1_agrees_on_sampled_days_by_name(self, calendar, day):
        assert calendar.is_working_day(day=day) is is_working_by_the_official_list(day)

    def test_wd_1_agrees_on_every_day_of_2024_to_2028(self, calendar):
        disagreeing = [
            day.isoformat() for day in DAYS if calendar.is_working_day(day=day) != is_working_by_the_official_list(day)
        ]

        assert disagreeing == []

    @pytest.mark.parametrize("n", [1, 5, 10, 20, 30])
    def test_wd_2_adds_to_every_day_of_2024_to_2028_alike(self, calendar, n):
        within = [day for day in DAYS if day <= dt.date(2028, 11, 10)]

        disagreeing = [day.isoformat() for day in within if calendar.add(day=day, n=n) != naive_add(day, n)]

        assert disagreeing == []


class TestAdd:
    @pytest.mark.parametrize(("start", "one", "five", "ten", "thirty"), VECTORS)
    def test_wd_2_gives_the_dates_of_the_domain_reference(self, calendar, start, one, five, ten, thirty):
        day = dt.date.fromisoformat(start)

        answers = [calendar.add(day=day, n=n).isoformat() for n in (1, 5, 10, 30)]

        assert answers == [one, five, ten, thirty]

    def test_skips_a_bank_holiday_that_falls_on_a_monday(self, calendar):
        assert calendar.add(day=dt.date(2026, 5, 1), n=1) == dt.date(2026, 5, 5)

    def test_skips_the_substitute_day_when_boxing_day_is_a_saturday(self, calendar):
        assert calendar.add(day=dt.date(2026, 12, 25), n=1) == dt.date(2026, 12, 29)

    def test_skips_both_substitute_days_when_christmas_is_a_saturday(self, calendar):
        assert calendar.add(day=dt.date(2021, 12, 24), n=1) == dt.date(2021, 12, 29)

    def test_skips_the_one_off_holidays_of_2022_and_2023(self, calendar):
        assert calendar.add(day=dt.date(2022, 6, 1), n=1) == dt.date(2022, 6, 6)
        assert calendar.add(day=dt.date(2022, 9, 16), n=1) == dt.date(2022, 9, 20)
        assert calendar.add(day=dt.date(2023, 5, 5), n=1) == dt.date(2023, 5, 9)

    def test_counts_the_second_of_january_which_is_a_holiday_in_scotland_only(self, calendar):
        assert calendar.add(day=dt.date(2026, 1, 1), n=1) == dt.date(2026, 1, 2)

    def test_counts_the_29th_of_february(self, calendar):
        assert calendar.add(day=dt.date(2024, 2, 28), n=1) == dt.date(2024, 2, 29)
        assert calendar.add(day=dt.date(2028, 2, 28), n=2) == dt.date(2028, 3, 1)

    def test_gives_the_day_itself_for_nought(self, calendar):
        assert calendar.add(day=dt.date(2026, 8, 29), n=0) == dt.date(2026, 8, 29)

    def test_refuses_a_negative_number(self, calendar):
        with pytest.raises(ValueError, match="must not be negative"):
            calendar.add(day=dt.date(2026, 8, 28), n=-1)

    @given(day=inner_days, n=small_counts)
    def test_then_counting_gives_back_the_number(self, calendar, day, n):
        assert calendar.count(start=day, end=calendar.add(day=day, n=n)) == n

    @given(day=inner_days, n=small_counts)
    def test_always_ends_on_a_working_day(self, calendar, day, n):
        assert calendar.is_working_day(day=calendar.add(day=day, n=n))

    @given(day=inner_days, n=small_counts)
    def test_never_gives_an_earlier_date_for_one_more_day(self, calendar, day, n):
        assert calendar.add(day=day, n=n) < calendar.add(day=day, n=n + 1)

    @given(day=inner_days, n=small_counts)
    def test_starting_a_day_later_never_ends_earlier(self, calendar, day, n):
        assert calendar.add(day=day, n=n) <= calendar.add(day=day + dt.timedelta(days=1), n=n)


class TestSubtract:
    def test_steps_back_over_easter(self, calendar):
        assert calendar.subtract(day=dt.date(2026, 4, 7), n=1) == dt.date(2026, 4, 2)

    def test_refuses_a_negative_number(self, calendar):
        with pytest.raises(ValueError, match="must not be negative"):
            calendar.subtract(day=dt.date(2026, 8, 28), n=-1)

    @given(day=inner_days, n=small_counts)
    def test_undoes_adding_from_a_working_day(self, calendar, day, n):
        start = calendar.next(after=day)

        assert calendar.subtract(day=calendar.add(day=start, n=n), n=n) == start

    @given(day=inner_days, n=small_counts)
    def test_always_ends_on_a_working_day(self, calendar, day, n):
        assert calendar.is_working_day(day=calendar.subtract(day=day, n=n))


class TestCount:
    def test_does_not_count_the_day_the_clock_starts(self, calendar):
        assert calendar.count(start=dt.date(2026, 3, 26), end=dt.date(2026, 3, 26)) == 0

    def test_counts_the_last_day(self, calendar):
        assert calendar.count(start=dt.date(2026, 3, 26), end=dt.date(2026, 3, 27)) == 1

    def test_refuses_an_end_before_the_start(self, calendar):
        with pytest.raises(ValueError, match="does not lie before"):
            calendar.count(start=dt.date(2026, 3, 27), end=dt.date(2026, 3, 26))


class TestNext:
    def test_is_monday_after_a_friday(self, calendar):
        assert calendar.next(after=dt.date(2026, 11, 20)) == dt.date(2026, 11, 23)


class TestExplain:
    def test_lists_every_day_counted_and_why_the_others_were_not(self, calendar):
        days = calendar.explain(start=dt.date(2026, 4, 2), n=1)

        assert [(day.day.isoformat(), day.number, day.why) for day in days] == [
            ("2026-04-02", 0, "day 0: the day the clock starts is not counted"),
            ("2026-04-03", None, "not counted: bank holiday (Good Friday)"),
            ("2026-04-04", None, "not counted: Saturday"),
            ("2026-04-05", None, "not counted: Sunday"),
            ("2026-04-06", None, "not counted: bank holiday (Easter Monday)"),
            ("2026-04-07", 1, "working day 1"),
        ]

    def test_names_a_holiday_without_a_title_plainly(self):
        untitled = WorkingDayCalendar(
            holidays=frozenset({dt.date(2026, 4, 3)}),
            known_from=dt.date(2026, 1, 1),
            known_to=dt.date(2026, 12, 31),
            version="untitled",
        )

        days = untitled.explain(start=dt.date(2026, 4, 2), n=1)

        assert days[1].why == "not counted: bank holiday"

    @given(day=inner_days, n=small_counts)
    def test_leaves_out_no_day_and_numbers_those_counted(self, calendar, day, n):
        days = calendar.explain(start=day, n=n)

        assert [entry.day for entry in days] == [day + dt.timedelta(days=offset) for offset in range(len(days))]
        assert [entry.number for entry in days if entry.number is not None] == list(range(n + 1))
        assert days[-1].day == calendar.add(day=day, n=n)


class TestHorizon:
    @pytest.mark.parametrize("day", [dt.date(2018, 12, 31), dt.date(2029, 1, 1)])
    def test_wd_4_refuses_a_day_it_does_not_know(self, calendar, day):
        with pytest.raises(BeyondHorizon, match="Load newer bank holidays"):
            calendar.is_working_day(day=day)

    @pytest.mark.parametrize("day", [dt.date(2019, 1, 2), dt.date(2028, 12, 29)])
    def test_answers_on_the_first_and_last_working_day_it_knows(self, calendar, day):
        assert calendar.is_working_day(day=day) is True

    def test_wd_4_refuses_to_count_past_the_last_day(self, calendar):
        assert calendar.add(day=dt.date(2028, 12, 28), n=1) == dt.date(2028, 12, 29)
        with pytest.raises(BeyondHorizon):
            calendar.add(day=dt.date(2028, 12, 29), n=1)

    def test_wd_4_refuses_to_count_back_past_the_first_day(self, calendar):
        with pytest.raises(BeyondHorizon):
            calendar.subtract(day=dt.date(2019, 1, 2), n=1)

    def test_wd_4_refuses_an_unknown_start_even_for_nought_days(self, calendar):
        with pytest.raises(BeyondHorizon):
            calendar.add(day=dt.date(2029, 1, 1), n=0)
        with pytest.raises(BeyondHorizon):
            calendar.count(start=dt.date(2018, 12, 31), end=dt.date(2019, 1, 2))


class TestCalendar:
    def test_refuses_to_end_before_it_begins(self):
        with pytest.raises(ValueError, match="ends before it begins"):
            WorkingDayCalendar(
                holidays=frozenset(), known_from=dt.date(2026, 1, 2), known_to=dt.date(2026, 1, 1), version="v"
            )

    @pytest.mark.parametrize("outside", [dt.date(2025, 12, 31), dt.date(2027, 1, 1)])
    def test_refuses_a_holiday_outside_its_range(self, outside):
        with pytest.raises(ValueError, match="outside the known range"):
            WorkingDayCalendar(
                holidays=frozenset({outside}),
                known_from=dt.date(2026, 1, 1),
                known_to=dt.date(2026, 12, 31),
                version="v",
            )

    def test_refuses_to_be_without_a_version(self):
        with pytest.raises(ValueError, match="needs a version"):
            WorkingDayCalendar(
                holidays=frozenset(), known_from=dt.date(2026, 1, 1), known_to=dt.date(2026, 1, 1), version=" "
            )

    def test_refuses_an_instant_where_a_date_is_meant(self, calendar):
        with pytest.raises(TypeError, match="London date"):
            calendar.is_working_day(day=dt.datetime(2026, 3, 26, tzinfo=dt.UTC))


class TestLondonDate:
    def test_wd_3_puts_2330_utc_on_a_summer_sunday_on_monday(self):
        sunday_night = dt.datetime(2026, 7, 5, 23, 30, tzinfo=dt.UTC)

        assert london_date(at=sunday_night) == dt.date(2026, 7, 6)

    def test_leaves_2330_utc_on_a_winter_sunday_on_sunday(self):
        assert london_date(at=dt.datetime(2026, 1, 4, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 1, 4)

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            # Sunday 29 March 2026: 00:59 UTC is 00:59 London, 01:00 UTC is 02:00 London.
            ("2026-03-28T23:59:59+00:00", "2026-03-28"),
            ("2026-03-29T00:00:00+00:00", "2026-03-29"),
            ("2026-03-29T22:59:59+00:00", "2026-03-29"),
            ("2026-03-29T23:00:00+00:00", "2026-03-30"),
            # Sunday 25 October 2026: midnight London is 23:00 UTC before, 00:00 UTC after.
            ("2026-10-24T22:59:59+00:00", "2026-10-24"),
            ("2026-10-24T23:00:00+00:00", "2026-10-25"),
            ("2026-10-25T23:59:59+00:00", "2026-10-25"),
            ("2026-10-26T00:00:00+00:00", "2026-10-26"),
        ],
    )
    def test_wd_3_holds_on_both_nights_on_which_the_clocks_change(self, at, expected):
        assert london_date(at=dt.datetime.fromisoformat(at)).isoformat() == expected

    def test_reads_an_instant_given_in_another_zone(self):
        new_york_evening = dt.datetime(2026, 11, 20, 19, 30, tzinfo=dt.timezone(dt.timedelta(hours=-5)))

        assert london_date(at=new_york_evening) == dt.date(2026, 11, 21)

    def test_wd_3_refuses_an_instant_without_a_time_zone(self):
        with pytest.raises(NaiveInstant):
            london_date(at=dt.datetime(2026, 3, 26, 12, 0))  # noqa: DTZ001  (naive on purpose)

    def test_wd_3_refuses_a_time_zone_that_knows_no_offset(self):
        class Nowhere(dt.tzinfo):
            def utcoffset(self, when: dt.datetime | None) -> None:
                return None

        with pytest.raises(NaiveInstant):
            london_date(at=dt.datetime(2026, 3, 26, 12, 0, tzinfo=Nowhere()))


class TestEndOfDay:
    @pytest.mark.parametrize(
        ("due_on", "in_utc"),
        [
            ("2026-03-28", "2026-03-28T23:59:59+00:00"),
            ("2026-03-29", "2026-03-29T22:59:59+00:00"),  # the clocks went forward that morning
            ("2026-10-24", "2026-10-24T22:59:59+00:00"),
            ("2026-10-25", "2026-10-25T23:59:59+00:00"),  # the clocks went back that morning
        ],
    )
    def test_is_the_last_second_of_the_london_evening(self, due_on, in_utc):
        assert end_of_day(due_on=dt.date.fromisoformat(due_on)) == dt.datetime.fromisoformat(in_utc)

    def test_is_aware_and_in_london(self):
        assert end_of_day(due_on=dt.date(2026, 7, 1)).tzinfo is LONDON

    def test_refuses_an_instant(self):
        with pytest.raises(TypeError, match="not an instant"):
            end_of_day(due_on=dt.datetime(2026, 7, 1, tzinfo=dt.UTC))

    @given(day=inner_days)
    def test_lies_on_the_due_date_itself(self, day):
        assert london_date(at=end_of_day(due_on=day)) == day
        assert london_date(at=end_of_day(due_on=day) + dt.timedelta(seconds=1)) == day + dt.timedelta(days=1)
