"""Working days for the demo: nothing of it is decided, and no court sits, on a weekend or a bank holiday."""

import datetime as dt

from cases.services import reference

_SATURDAY = 5


def is_working_day(day: dt.date) -> bool:
    """Say whether people work on a London date; beyond what the calendar knows, from Monday to Friday."""
    calendar = reference.load_calendar()
    if calendar.known_from <= day <= calendar.known_to:
        return calendar.is_working_day(day=day)
    return day.weekday() < _SATURDAY


def last_working_day(day: dt.date) -> dt.date:
    """Return a London date, or the last working day before it."""
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day


def next_working_day(day: dt.date) -> dt.date:
    """Return a London date, or the first working day after it."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day
