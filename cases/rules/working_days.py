"""Count working days in England and Wales; never reads the clock and never guesses beyond the known calendar."""

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

WORKING_DAY_RULE = "WD-1"
DAY_ZERO_RULE = "WD-2"
LONDON_DATE_RULE = "WD-3"
HORIZON_RULE = "WD-4"

_SATURDAY = 5


class BeyondHorizon(LookupError):
    """The calendar does not know this date, so nothing may be computed from it (WD-4)."""


class NaiveInstant(ValueError):
    """An instant came without a time zone, so its London date cannot be told (WD-3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedDay:
    """One day looked at while counting, and why it did or did not count."""

    day: dt.date
    #: The number this day got in the count; None when it did not count.
    number: int | None
    #: In plain words, for staff: "working day 3", "Saturday", "bank holiday (Good Friday)".
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDayCalendar:
    """Working days of England and Wales between two dates: Monday to Friday without bank holidays.

    Rules WD-1, WD-2 and WD-4 (domain.md 1 rule 15, 2.4 and 10). Scottish and Northern Irish holidays, local holidays
    and privilege days never count as holidays. All dates are London dates.
    """

    #: Bank holidays of England and Wales; each lies between `known_from` and `known_to`.
    holidays: frozenset[dt.date]
    #: First and last date, both included, of which the calendar knows whether they are holidays.
    known_from: dt.date
    known_to: dt.date
    #: Names the published list, so that a stored deadline can say which calendar it rests on.
    version: str
    #: What each holiday is called; only for explanations.
    titles: Mapping[dt.date, str] = field(default_factory=lambda: types.MappingProxyType({}), compare=False)

    def __post_init__(self) -> None:
        """Refuse a calendar that contradicts itself.

        Raises:
            ValueError: when the range is empty, a holiday lies outside it, or the version is blank.
        """
        if self.known_from > self.known_to:
            raise ValueError("The calendar ends before it begins.")
        outside = sorted(day for day in self.holidays if not self.known_from <= day <= self.known_to)
        if outside:
            raise ValueError(f"Holiday {outside[0].isoformat()} lies outside the known range of the calendar.")
        if not self.version.strip():
            raise ValueError("A calendar needs a version.")

    def is_working_day(self, *, day: dt.date) -> bool:
        """Say whether `day` is Monday to Friday and not a bank holiday (WD-1).

        Raises:
            BeyondHorizon: when the calendar does not know `day` (WD-4).
            TypeError: when `day` is a datetime, whose London date the caller must take first.
        """
        return self._why_not(day) is None

    def next(self, *, after: dt.date) -> dt.date:
        """Give the first working day after `after`, which may be any known day.

        Raises:
            BeyondHorizon: when that day lies outside the known range (WD-4).
        """
        return self.add(day=after, n=1)

    def add(self, *, day: dt.date, n: int) -> dt.date:
        """Give the date `n` working days after `day`; `day` itself is day 0 whether or not it is a working day (WD-2).

        With `n` = 0 the answer is `day`. From 1 on the answer is always a working day.

        Raises:
            BeyondHorizon: when any day on the way lies outside the known range (WD-4).
            ValueError: when `n` is negative; use `subtract`.
        """
        return self._walk(day, n, 1)

    def subtract(self, *, day: dt.date, n: int) -> dt.date:
        """Give the date `n` working days before `day`; `day` itself is day 0.

        Raises:
            BeyondHorizon: when any day on the way lies outside the known range (WD-4).
            ValueError: when `n` is negative.
        """
        return self._walk(day, n, -1)

    def count(self, *, start: dt.date, end: dt.date) -> int:
        """Count the working days after `start` up to and including `end`; `start` is day 0 (WD-2).

        Raises:
            BeyondHorizon: when any day on the way lies outside the known range (WD-4).
            ValueError: when `end` lies before `start`.
        """
        self._why_not(start)
        if end < start:
            raise ValueError("Counting needs an end that does not lie before its start.")
        return sum(
            self.is_working_day(day=start + dt.timedelta(days=offset)) for offset in range(1, (end - start).days + 1)
        )

    def explain(self, *, start: dt.date, n: int) -> tuple[CountedDay, ...]:
        """List every day from `start` (day 0) to the `n`-th working day after it, and why each did or did not count.

        Raises:
            BeyondHorizon: when any day on the way lies outside the known range (WD-4).
            ValueError: when `n` is negative.
        """
        end = self.add(day=start, n=n)
        days = [CountedDay(day=start, number=0, why="day 0: the day the clock starts is not counted")]
        number = 0
        for offset in range(1, (end - start).days + 1):
            day = start + dt.timedelta(days=offset)
            why_not = self._why_not(day)
            if why_not is None:
                number += 1
                days.append(CountedDay(day=day, number=number, why=f"working day {number}"))
            else:
                days.append(CountedDay(day=day, number=None, why=f"not counted: {why_not}"))
        return tuple(days)

    def _walk(self, day: dt.date, n: int, step: int) -> dt.date:
        """Move `n` working days in the direction of `step`, checking every day passed."""
        if n < 0:
            raise ValueError("The number of working days must not be negative.")
        self._why_not(day)
        while n:
            day += dt.timedelta(days=step)
            if self._why_not(day) is None:
                n -= 1
        return day

    def _why_not(self, day: dt.date) -> str | None:
        """Say why `day` is not a working day, or None when it is one."""
        if isinstance(day, dt.datetime):
            raise TypeError("A calendar counts dates; take the London date of an instant first.")
        if not self.known_from <= day <= self.known_to:
            raise BeyondHorizon(
                f"The working-day calendar {self.version} knows {self.known_from.isoformat()} to "
                f"{self.known_to.isoformat()}; {day.isoformat()} lies outside. Load newer bank holidays."
            )
        if day in self.holidays:
            title = self.titles.get(day)
            return f"bank holiday ({title})" if title else "bank holiday"
        if day.weekday() >= _SATURDAY:
            return f"{day:%A}"
        return None


def london_date(*, at: dt.datetime) -> dt.date:
    """Give the date on which `at` falls in London, summer time included (WD-3; domain.md 10).

    A decision at 23:30 UTC on a summer Sunday is Monday 00:30 in London.

    Raises:
        NaiveInstant: when `at` has no time zone.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise NaiveInstant("An instant needs a time zone before its London date can be told.")
    return at.astimezone(LONDON).date()


def end_of_day(*, due_on: dt.date) -> dt.datetime:
    """Give 23:59:59 London time on `due_on`: the last second at which something due that day is on time (WD-3).

    The offset is that of the evening, so both nights on which the clocks change come out right (domain.md 2.4).

    Raises:
        TypeError: when `due_on` is a datetime.
    """
    if isinstance(due_on, dt.datetime):
        raise TypeError("A due date is a date, not an instant.")
    return dt.datetime.combine(due_on, dt.time(23, 59, 59), tzinfo=LONDON)
