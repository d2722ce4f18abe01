"""Dates, times, names and references as people read them."""

import datetime as dt

import pytest

from web import formatting


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


class TestTimes:
    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            (utc(2026, 1, 12, 14, 30), "2:30pm"),
            (utc(2026, 5, 12, 13, 0), "2pm"),
            (utc(2026, 5, 12, 11, 0), "midday"),
            (utc(2026, 5, 12, 23, 0), "midnight"),
            (utc(2026, 5, 12, 11, 30), "12:30pm"),
            (utc(2026, 1, 12, 0, 5), "12:05am"),
        ],
    )
    def test_are_written_as_said_in_london(self, at, expected):
        assert formatting.time_words(at) == expected

    def test_late_evening_in_summer_is_the_london_day(self):
        assert formatting.date_time_words(utc(2026, 7, 1, 23, 30)) == "2 July 2026 at 12:30am"

    def test_both_readings_of_the_repeated_hour_in_october_are_1_30am(self):
        first, second = utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30)

        assert formatting.time_words(first) == formatting.time_words(second) == "1:30am"


class TestDueWords:
    AT = utc(2026, 5, 12, 9, 0)

    @pytest.mark.parametrize(
        ("due_at", "expected", "urgency"),
        [
            (utc(2026, 5, 12, 8, 59), "Overdue today", "OVERDUE"),
            (utc(2026, 5, 11, 22, 59), "Overdue by 1 day", "OVERDUE"),
            (utc(2026, 5, 2, 22, 59), "Overdue by 10 days", "OVERDUE"),
            (utc(2026, 5, 12, 22, 59), "Due today", "TODAY"),
            (utc(2026, 5, 12, 23, 1), "Due tomorrow", "NEXT"),
            (utc(2026, 5, 14, 22, 59), "Due in 2 days", "NEXT"),
        ],
    )
    def test_count_london_days(self, due_at, expected, urgency):
        words = formatting.due_words(due_at=due_at, at=self.AT)

        assert (words.text, words.urgency) == (expected, urgency)

    def test_something_due_at_this_very_moment_is_not_overdue(self):
        assert formatting.due_words(due_at=self.AT, at=self.AT).text == "Due today"


class TestWords:
    @pytest.mark.parametrize(
        ("urn", "expected"),
        [
            ("45AA1234526", "45 AA 12345 26"),
            ("45aa1234526/1", "45 AA 12345 26/1"),
            ("45 AA 12345 26", "45 AA 12345 26"),
            ("CASE-9", "CASE-9"),
            ("", ""),
        ],
    )
    def test_urn_is_grouped_as_it_is_read_aloud(self, urn, expected):
        assert formatting.urn_words(urn) == expected

    def test_counts_take_their_noun(self):
        assert formatting.count_words(1, "letter") == "1 letter"
        assert formatting.count_words(1200, "letter") == "1,200 letters"
        assert formatting.count_words(2, "Area of work", "Areas of work") == "2 Areas of work"

    @pytest.mark.parametrize(
        ("items", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
    )
    def test_lists_read_as_a_sentence(self, items, expected):
        assert formatting.and_list(items) == expected

    def test_weekday_is_named(self):
        assert formatting.weekday_words(dt.date(2026, 5, 12)) == "Tuesday 12 May 2026"
