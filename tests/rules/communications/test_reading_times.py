"""V29: when somebody is helped to read hard news, until when, by whom and with whom (WHEN-1, WHEN-2, WHEN-3)."""

import datetime as dt

import pytest

from cases.rules.working_days import LONDON
from communications.rules.bad_news import NewsHours
from communications.rules.reading_times import (
    HOURS_OF,
    Beside,
    CallBy,
    DayPart,
    NotAChoice,
    ReadingChoice,
    ReadingHelp,
    ReadingSlot,
    last_day,
    slots,
)
from communications.rules.safe_contact import SafeContactProfile
from communications.rules.safe_hours import Window
from tests.rules.communications.calendars import CALENDAR

#: A Wednesday.
TODAY = dt.date(2026, 3, 11)
FRIDAY = dt.date(2026, 3, 13)
ANY_TIME = SafeContactProfile(points=(), allowed=frozenset())


def at(hour: int, day: dt.date = TODAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), tzinfo=LONDON)


def offered(*, now: dt.datetime | None = None, until: dt.date = FRIDAY, court: str = "", agreed=ANY_TIME):
    days = frozenset({dt.date.fromisoformat(court)} if court else ())
    found = slots(at=now or at(8), until=until, hours=NewsHours(calendar=CALENDAR, court_days=days), agreed=agreed)
    return {(slot.day.day, slot.part) for slot in found}


class TestTimes:
    """WHEN-1."""

    def test_are_parts_of_working_days_and_never_late_on_a_friday(self):
        assert offered(now=at(6), until=dt.date(2026, 3, 16)) == {
            *((day, part) for day in (11, 12, 16) for part in DayPart),
            (13, DayPart.MORNING),
            (13, DayPart.AFTERNOON),
        }

    def test_are_never_on_the_eve_of_court_nor_in_court(self):
        assert {day for day, _ in offered(now=at(6), court="2026-03-13")} == {11}

    def test_leave_us_time_to_see_that_somebody_is_waiting(self):
        assert DayPart.MORNING in {part for day, part in offered(now=at(7)) if day == 11}
        assert DayPart.MORNING not in {part for day, part in offered(now=at(8)) if day == 11}
        assert 11 not in {day for day, _ in offered(now=at(14))}

    def test_are_none_in_which_no_phone_of_theirs_may_ring(self):
        evenings = SafeContactProfile(
            points=(),
            allowed=frozenset(),
            windows=(Window(days=frozenset({3}), since=dt.time(14, 30), until=dt.time(15)),),
        )

        assert offered(agreed=evenings) == {(12, DayPart.AFTERNOON)}
        assert offered(agreed=evenings, until=TODAY) == set()

    def test_end_before_the_evening_and_follow_each_other(self):
        ends = [HOURS_OF[part] for part in DayPart]

        assert [until for _, until in ends[:-1]] == [since for since, _ in ends[1:]]
        assert ends[-1][1] <= dt.time(17)

    def test_are_london_times_in_summer(self):
        slot = ReadingSlot(day=dt.date(2026, 7, 1), part=DayPart.MORNING)

        assert slot.starts_at.astimezone(dt.UTC).hour == 8
        assert slot.ends_at - slot.starts_at == dt.timedelta(hours=3)


class TestLastDay:
    """WHEN-2."""

    @pytest.mark.parametrize(
        ("ask_by", "last"),
        [
            (None, "2026-03-25"),
            ("2026-06-11", "2026-03-25"),
            ("2026-03-20", "2026-03-13"),
            ("2026-03-17", "2026-03-12"),
            ("2026-03-11", "2026-03-11"),
            ("2026-03-10", "2026-03-25"),
        ],
    )
    def test_leaves_time_to_ask_for_a_review(self, ask_by, last):
        by = dt.date.fromisoformat(ask_by) if ask_by else None

        assert last_day(today=TODAY, ask_by=by) == dt.date.fromisoformat(last)


class TestChoice:
    """WHEN-3."""

    SLOT = ReadingSlot(day=FRIDAY, part=DayPart.MORNING)

    def test_of_a_call_says_who_rings_and_who_is_there(self):
        choice = ReadingChoice(slot=self.SLOT, help=ReadingHelp.CALL, by=CallBy.COLLEAGUE, beside=Beside.SOMEBODY)

        assert choice.slot.day == FRIDAY

    def test_of_a_reminder_asks_nobody(self):
        assert ReadingChoice(slot=self.SLOT, help=ReadingHelp.REMINDER).by is None

    @pytest.mark.parametrize(
        "parts",
        [
            {"help": ReadingHelp.NOTHING},
            {"help": ReadingHelp.CALL},
            {"help": ReadingHelp.CALL, "by": CallBy.CONTACT},
            {"help": ReadingHelp.REMINDER, "by": CallBy.CONTACT},
            {"help": ReadingHelp.REMINDER, "beside": Beside.SOMEBODY},
        ],
    )
    def test_that_does_not_fit_together_is_none(self, parts):
        with pytest.raises(NotAChoice):
            ReadingChoice(slot=self.SLOT, **parts)
