"""Read lists of bank holidays into a working-day calendar; never fetches anything and reads no file itself."""

import csv
import datetime as dt
import io
import json
import types
from collections.abc import Iterable, Mapping

from cases.rules.working_days import WorkingDayCalendar

BANK_HOLIDAY_RULE = "WD-5"
HORIZON_ALARM_RULE = "WD-6"
#: Fewer days than this ahead, and the calendar is about to end.
HORIZON_ALARM_DAYS = 180
DIVISION = "england-and-wales"
_FIELDS = 2


class UnreadableHolidays(ValueError):
    """A list of bank holidays has the wrong shape; the message names the line or entry."""


def parse_csv(*, text: str) -> Mapping[dt.date, str]:
    """Read ``date,title`` lines with a header into holidays by date (WD-5; domain.md 10).

    Raises:
        UnreadableHolidays: for another header, a date that is none, a blank title or a date given twice.
    """
    reader = csv.reader(io.StringIO(text))
    try:
        if next(reader, None) != ["date", "title"]:
            raise UnreadableHolidays("The first line must be: date,title")
        return _collect((f"line {reader.line_num}", *row) for row in reader)
    except csv.Error as error:
        raise UnreadableHolidays(f"line {reader.line_num}: this line is not CSV.") from error


def parse_govuk_json(*, text: str) -> Mapping[dt.date, str]:
    """Read the GOV.UK bank-holidays.json feed, England and Wales only (WD-5; domain.md 10).

    Raises:
        UnreadableHolidays: when the text is not that feed, or an entry is malformed.
    """
    try:
        events = json.loads(text)[DIVISION]["events"]
        return _collect((f"entry {number}", event["date"], event["title"]) for number, event in enumerate(events, 1))
    except (json.JSONDecodeError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableHolidays(f"This is not the GOV.UK feed with a division {DIVISION}.") from error


def build_calendar(
    *, holidays: Mapping[dt.date, str], known_from: dt.date, known_to: dt.date, version: str
) -> WorkingDayCalendar:
    """Build a calendar from holidays by date, known from one date to another, both included (WD-5)."""
    return WorkingDayCalendar(
        holidays=frozenset(holidays),
        known_from=known_from,
        known_to=known_to,
        version=version,
        titles=types.MappingProxyType(dict(holidays)),
    )


def whole_years(*, holidays: Mapping[dt.date, str]) -> tuple[dt.date, dt.date]:
    """Give 1 January of the first and 31 December of the last year that the holidays speak of.

    Raises:
        UnreadableHolidays: when there are none, or a year between has none (every year has Good Friday).
    """
    years = sorted({day.year for day in holidays})
    if not years:
        raise UnreadableHolidays("The list has no bank holidays.")
    if years != list(range(years[0], years[-1] + 1)):
        raise UnreadableHolidays("The list leaves out a whole year between its first and its last.")
    return dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31)


def merge(
    *, current: WorkingDayCalendar, holidays: Mapping[dt.date, str]
) -> tuple[Mapping[dt.date, str], dt.date, dt.date]:
    """Lay a newer list over the calendar in force: (holidays, known from, known to) of the calendar to publish (WD-5).

    The list settles every year from its first to its last; other years stay as they are, because the GOV.UK feed drops
    past years.

    Raises:
        UnreadableHolidays: when the list is empty, leaves out a year, or leaves a gap to the calendar in force.
    """
    first, last = whole_years(holidays=holidays)
    if first.year > current.known_to.year + 1 or last.year < current.known_from.year - 1:
        raise UnreadableHolidays("The list leaves a gap of years to the calendar in force.")
    kept = {day: current.titles.get(day, "Bank holiday") for day in current.holidays if not first <= day <= last}
    return {**kept, **holidays}, min(current.known_from, first), max(current.known_to, last)


def days_known_ahead(*, calendar: WorkingDayCalendar, today: dt.date) -> int:
    """Count the days from `today` to the last day the calendar knows; negative once it has run out (WD-6).

    Under `HORIZON_ALARM_DAYS` somebody must load newer bank holidays (domain.md 10).
    """
    return (calendar.known_to - today).days


def _collect(rows: Iterable[tuple[str, ...]]) -> Mapping[dt.date, str]:
    """Check each (place, date, title) row and gather the titles by date."""
    titles: dict[dt.date, str] = {}
    for place, *fields in rows:
        if len(fields) != _FIELDS:
            raise UnreadableHolidays(f"{place}: a bank holiday needs a date and a title.")
        written, title = (value.strip() for value in fields)
        try:
            day = dt.date.fromisoformat(written)
        except ValueError as error:
            raise UnreadableHolidays(f"{place}: the date must be written year-month-day.") from error
        if not title:
            raise UnreadableHolidays(f"{place}: the title is missing.")
        if day in titles:
            raise UnreadableHolidays(f"{place}: {day.isoformat()} is given twice.")
        titles[day] = title
    return types.MappingProxyType(titles)
