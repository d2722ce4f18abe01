"""Count working hours in England and Wales, for what must happen within hours; never reads the clock (WH-1, WH-2)."""

import datetime as dt

from cases.rules.working_days import LONDON, WorkingDayCalendar, london_date

WORKING_HOURS_RULE = "WH-1"
HALF_OF_CLOCK_RULE = "WH-2"

#: London times of day between which a working day counts: eight hours.
OPENS = dt.time(9, 0)
CLOSES = dt.time(17, 0)


def working_time(*, start: dt.datetime, end: dt.datetime, calendar: WorkingDayCalendar) -> dt.timedelta:
    """Give the working time between two aware instants: 9 to 17 London time on working days (WH-1).

    Nothing is negative: an end that does not lie after its start gives no time at all.

    Raises:
        BeyondHorizon: when the calendar does not know a day on the way.
        NaiveInstant: when an instant has no time zone.
    """
    day, last = london_date(at=start), london_date(at=end)
    total = dt.timedelta()
    while day <= last:
        if calendar.is_working_day(day=day):
            opens = dt.datetime.combine(day, OPENS, tzinfo=LONDON)
            closes = dt.datetime.combine(day, CLOSES, tzinfo=LONDON)
            total += max(min(end, closes) - max(start, opens), dt.timedelta())
        day += dt.timedelta(days=1)
    return total


def before(*, end: dt.datetime, by: dt.timedelta, calendar: WorkingDayCalendar) -> dt.datetime:
    """Give the instant from which exactly `by` working time has passed at `end` (WH-1).

    Whatever happened at or before that instant is at least `by` old in working time.

    Raises:
        BeyondHorizon: when the calendar does not reach back that far.
        NaiveInstant: when the instant has no time zone.
        ValueError: when `by` is not positive.
    """
    if by <= dt.timedelta():
        raise ValueError("Counting back needs a time that is longer than nothing.")
    day, left = london_date(at=end), by
    while True:
        if calendar.is_working_day(day=day):
            opens = dt.datetime.combine(day, OPENS, tzinfo=LONDON)
            until = min(end, dt.datetime.combine(day, CLOSES, tzinfo=LONDON))
            open_for = max(until - opens, dt.timedelta())
            if open_for >= left:
                return until - left
            left -= open_for
        day -= dt.timedelta(days=1)


def after(*, start: dt.datetime, by: dt.timedelta, calendar: WorkingDayCalendar) -> dt.datetime:
    """Give the first instant at which `by` working time has passed since `start` (WH-1).

    Raises:
        BeyondHorizon: when the calendar does not reach that far.
        NaiveInstant: when the instant has no time zone.
        ValueError: when `by` is not positive.
    """
    if by <= dt.timedelta():
        raise ValueError("Counting on needs a time that is longer than nothing.")
    day, left = london_date(at=start), by
    while True:
        if calendar.is_working_day(day=day):
            since = max(start, dt.datetime.combine(day, OPENS, tzinfo=LONDON)).astimezone(LONDON)
            open_for = max(dt.datetime.combine(day, CLOSES, tzinfo=LONDON) - since, dt.timedelta())
            if open_for >= left:
                return since + left
            left -= open_for
        day += dt.timedelta(days=1)


def is_half_gone(
    *, decided_at: dt.datetime, due_at: dt.datetime, at: dt.datetime, calendar: WorkingDayCalendar
) -> bool:
    """Say whether half of the working time between a decision and its deadline has passed (WH-2).

    A weekend does not eat up the clock of a letter: what was decided on Friday at four and is due on Monday has half
    of nine working hours left until half past twelve on Monday. A deadline that has passed is always more than half
    gone, whatever the calendar knows.

    Raises:
        BeyondHorizon: when the calendar does not know a day between the two.
        NaiveInstant: when an instant has no time zone.
    """
    if at >= due_at:
        return True
    whole = working_time(start=decided_at, end=due_at, calendar=calendar)
    return working_time(start=decided_at, end=at, calendar=calendar) * 2 >= whole


def end_of_working_day(*, at: dt.datetime, calendar: WorkingDayCalendar) -> dt.datetime:
    """Give the close of the working day on which something found at `at` is to be done: today, or the next one (WH-1).

    Raises:
        BeyondHorizon: when the calendar does not reach that far.
        NaiveInstant: when the instant has no time zone.
    """
    day = london_date(at=at)
    closes = dt.datetime.combine(day, CLOSES, tzinfo=LONDON)
    if calendar.is_working_day(day=day) and at < closes:
        return closes
    return dt.datetime.combine(calendar.next(after=day), CLOSES, tzinfo=LONDON)
