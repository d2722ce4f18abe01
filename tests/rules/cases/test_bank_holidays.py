"""Reading lists of bank holidays: WD-5, WD-6 (domain.md 10)."""

import datetime as dt
import json

import holidays as official
import pytest

from cases.rules import bank_holidays
from cases.rules.bank_holidays import UnreadableHolidays
from cases.rules.working_days import WorkingDayCalendar

FEED = {
    "england-and-wales": {
        "division": "england-and-wales",
        "events": [{"title": "Good Friday", "date": "2026-04-03", "notes": "", "bunting": False}],
    },
    "scotland": {"division": "scotland", "events": [{"title": "2nd January", "date": "2026-01-02"}]},
}


class TestBundledList:
    def test_covers_2019_to_2028(self, calendar):
        assert (calendar.known_from, calendar.known_to) == (dt.date(2019, 1, 1), dt.date(2028, 12, 31))

    def test_wd_5_is_the_official_list_less_the_holidays_lost_on_weekends(self, calendar):
        independent = official.country_holidays("GB", subdiv="ENG", years=range(2019, 2029))

        assert {day for day in calendar.holidays if day.isoweekday() <= 5} == {
            day for day in independent if day.isoweekday() <= 5
        }

    @pytest.mark.parametrize(
        ("year", "expected"),
        [
            # The seed of domain.md 10.
            (2025, "1 Jan, 18 Apr, 21 Apr, 5 May, 26 May, 25 Aug, 25 Dec, 26 Dec"),
            (2026, "1 Jan, 3 Apr, 6 Apr, 4 May, 25 May, 31 Aug, 25 Dec, 28 Dec"),
            (2027, "1 Jan, 26 Mar, 29 Mar, 3 May, 31 May, 30 Aug, 27 Dec, 28 Dec"),
            (2028, "3 Jan, 14 Apr, 17 Apr, 1 May, 29 May, 28 Aug, 25 Dec, 26 Dec"),
        ],
    )
    def test_gives_the_dates_of_the_domain_reference(self, calendar, year, expected):
        found = sorted(day for day in calendar.holidays if day.year == year)

        assert ", ".join(f"{day.day} {day:%b}" for day in found) == expected


class TestParseCsv:
    def test_reads_dates_and_titles(self):
        holidays = bank_holidays.parse_csv(text="date,title\n2026-04-03,Good Friday\n")

        assert dict(holidays) == {dt.date(2026, 4, 3): "Good Friday"}

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("", "first line"),
            ("day,name\n", "first line"),
            ("date,title\n2026-04-03\n", "line 2: a bank holiday needs"),
            ("date,title\n2026-04-03,Good Friday,extra\n", "line 2: a bank holiday needs"),
            ("date,title\n03/04/2026,Good Friday\n", "line 2: the date must be"),
            ("date,title\n2026-02-29,Nothing\n", "line 2: the date must be"),
            ("date,title\n2026-04-03, \n", "line 2: the title is missing"),
            ("date,title\n2026-04-03,Good Friday\n2026-04-03,Again\n", "line 3: 2026-04-03 is given twice"),
            ("date,title\n2026-04-03," + "x" * 200_000 + "\n", "this line is not CSV"),
        ],
    )
    def test_names_the_line_that_is_wrong(self, text, complaint):
        with pytest.raises(UnreadableHolidays, match=complaint):
            bank_holidays.parse_csv(text=text)


class TestParseGovukJson:
    def test_takes_england_and_wales_only(self):
        holidays = bank_holidays.parse_govuk_json(text=json.dumps(FEED))

        assert dict(holidays) == {dt.date(2026, 4, 3): "Good Friday"}

    @pytest.mark.parametrize(
        "text",
        [
            "not json",
            "[]",
            "{}",
            "null",
            json.dumps({"england-and-wales": {"events": [{"title": "No date"}]}}),
            json.dumps({"england-and-wales": {"events": [{"title": "A number", "date": 20260403}]}}),
            json.dumps({"england-and-wales": {"events": ["a string"]}}),
            "[" * 100_000,
        ],
    )
    def test_refuses_anything_else_by_name(self, text):
        with pytest.raises(UnreadableHolidays, match=r"not the GOV\.UK feed"):
            bank_holidays.parse_govuk_json(text=text)

    def test_names_the_entry_that_is_wrong(self):
        feed = {"england-and-wales": {"events": [{"title": "Good Friday", "date": "3 April"}]}}

        with pytest.raises(UnreadableHolidays, match="entry 1: the date must be"):
            bank_holidays.parse_govuk_json(text=json.dumps(feed))


class TestWholeYears:
    def test_reaches_from_new_year_to_new_years_eve(self):
        holidays = {dt.date(2025, 4, 18): "Good Friday", dt.date(2026, 4, 3): "Good Friday"}

        assert bank_holidays.whole_years(holidays=holidays) == (dt.date(2025, 1, 1), dt.date(2026, 12, 31))

    def test_refuses_an_empty_list(self):
        with pytest.raises(UnreadableHolidays, match="no bank holidays"):
            bank_holidays.whole_years(holidays={})

    def test_refuses_a_list_that_leaves_out_a_year(self):
        holidays = {dt.date(2024, 3, 29): "Good Friday", dt.date(2026, 4, 3): "Good Friday"}

        with pytest.raises(UnreadableHolidays, match="leaves out a whole year"):
            bank_holidays.whole_years(holidays=holidays)


class TestMerge:
    def test_wd_5_settles_the_years_of_the_list_and_keeps_the_others(self, calendar):
        holidays = {dt.date(2028, 6, 5): "One-off holiday", dt.date(2029, 3, 30): "Good Friday"}

        merged, known_from, known_to = bank_holidays.merge(current=calendar, holidays=holidays)

        assert (known_from, known_to) == (dt.date(2019, 1, 1), dt.date(2029, 12, 31))
        assert sorted(day for day in merged if day.year >= 2028) == sorted(holidays)
        assert merged[dt.date(2026, 4, 3)] == "Good Friday"

    def test_names_a_kept_holiday_without_a_title(self):
        untitled = WorkingDayCalendar(
            holidays=frozenset({dt.date(2025, 4, 18)}),
            known_from=dt.date(2025, 1, 1),
            known_to=dt.date(2025, 12, 31),
            version="untitled",
        )

        merged, _, _ = bank_holidays.merge(current=untitled, holidays={dt.date(2026, 4, 3): "Good Friday"})

        assert merged[dt.date(2025, 4, 18)] == "Bank holiday"

    @pytest.mark.parametrize("year", [2017, 2030])
    def test_wd_5_refuses_a_list_that_leaves_a_gap(self, calendar, year):
        with pytest.raises(UnreadableHolidays, match="leaves a gap of years"):
            bank_holidays.merge(current=calendar, holidays={dt.date(year, 12, 25): "Christmas Day"})

    @pytest.mark.parametrize("year", [2018, 2029])
    def test_takes_a_list_that_adjoins(self, calendar, year):
        merged, _, _ = bank_holidays.merge(current=calendar, holidays={dt.date(year, 12, 25): "Christmas Day"})

        assert dt.date(year, 12, 25) in merged


class TestDaysKnownAhead:
    @pytest.mark.parametrize(
        ("today", "days"), [(dt.date(2028, 7, 4), 180), (dt.date(2028, 12, 31), 0), (dt.date(2029, 1, 1), -1)]
    )
    def test_wd_6_counts_to_the_last_day_the_calendar_knows(self, calendar, today, days):
        assert bank_holidays.days_known_ahead(calendar=calendar, today=today) == days
