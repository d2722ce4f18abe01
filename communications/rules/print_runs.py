"""Say which print run a letter joins, and when a run is over (LEAD-4). Same cut-off as LEAD-1 to LEAD-3.

The default print folder works like this, and the rows of `dispatch_lead` say the same: a letter laid down before the
cut-off of a working day is in that day's run; at the cut-off the run is closed and its manifest is final; the print
room prints it and posts on the next working day; a letter counts as *dispatched* when the print room confirms the
posting, never before. Until then its clock runs, and silence raises an alarm (R4).
"""

import datetime as dt

from cases.rules.working_days import LONDON, WorkingDayCalendar, london_date
from communications.rules.dispatch_lead import ChannelLead, lead_for
from communications.rules.vocabulary import Channel

_NO_CUT_OFF = dt.time(23, 59)


def print_run_on(*, at: dt.datetime, calendar: WorkingDayCalendar, leads: tuple[ChannelLead, ...]) -> dt.date:
    """Return the London date of the print run that a letter laid down at an aware instant joins (LEAD-4).

    Raises:
        BeyondHorizon: the calendar does not reach the date.
        NoLeadInForceError: nothing says when the run closes.

    """
    day = london_date(at=at)
    if calendar.is_working_day(day=day) and not is_closed(run_on=day, at=at, leads=leads):
        return day
    return calendar.next(after=day)


def is_closed(*, run_on: dt.date, at: dt.datetime, leads: tuple[ChannelLead, ...]) -> bool:
    """Say whether a run's cut-off has come (LEAD-4)."""
    lead = lead_for(channel=Channel.POST, on=run_on, leads=leads)
    cut_off = dt.datetime.combine(run_on, lead.cut_off or _NO_CUT_OFF, tzinfo=LONDON)
    return at >= cut_off
