"""By when a message that a person wrote to us is answered, and how long it has waited (MSG-1, MSG-2).

Counted in working days of the unit, from the day on which it could first have been read: what comes in when nobody is
there counts from the next working day, and the person is told so (peers.md V17).
"""

import datetime as dt
from dataclasses import dataclass

from cases.rules.time_limits import TimeLimit, apply_limit
from cases.rules.working_days import LONDON, WorkingDayCalendar, end_of_day, london_date

#: Units close at this time in London; what comes later is read on the next working day.
CLOSES_AT = dt.time(17, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerClock:
    """By when a message is to be answered."""

    #: London date on which it could first be read: day 0.
    read_on: dt.date
    #: London date by whose end it is to be answered.
    due_on: dt.date
    due_at: dt.datetime
    #: Whether it came when nobody was there.
    is_out_of_hours: bool
    reasons: tuple[str, ...]


def answer_by(*, received_at: dt.datetime, limit: TimeLimit, calendar: WorkingDayCalendar) -> AnswerClock:
    """Count the limit from the day on which the unit could first read the message (MSG-1). ``received_at`` is aware.

    Raises:
        BeyondHorizon: the calendar does not reach that far.
        NaiveInstant: the instant has no time zone.
    """
    received_on = london_date(at=received_at)
    is_working_day = calendar.is_working_day(day=received_on)
    is_out_of_hours = not is_working_day or received_at.astimezone(LONDON).time() >= CLOSES_AT
    read_on = calendar.next(after=received_on) if is_out_of_hours else received_on
    applied = apply_limit(limit=limit, start=read_on, calendar=calendar)
    why = "It came when the unit was closed, so it counts from the next working day." if is_out_of_hours else ""
    return AnswerClock(
        read_on=read_on,
        due_on=applied.due_on,
        due_at=end_of_day(due_on=applied.due_on),
        is_out_of_hours=is_out_of_hours,
        reasons=tuple(reason for reason in (why, *applied.reasons) if reason),
    )


def working_days_waited(*, received_at: dt.datetime, at: dt.datetime, calendar: WorkingDayCalendar) -> int:
    """Count the working days since the day a message came, that day not included (MSG-2); aware instants.

    Raises:
        BeyondHorizon: the calendar does not reach that far.
    """
    return calendar.count(start=london_date(at=received_at), end=max(london_date(at=at), london_date(at=received_at)))
