"""Say when an officer is away and a colleague stands in, and which leave cannot be recorded (COV-1, COV-2; L8).

Leave begins and ends by itself: nothing is switched on or off. Somebody who stays away longer than three months has
their people handed over instead, so that nobody has a contact who is never there. Source: peers.md 3, rows L8 and V18;
the three months are ours.
"""

import dataclasses
import datetime as dt

#: COV-2. The longest leave with a cover, in calendar days.
LONGEST_DAYS = 92


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDates:
    """First and last day of a leave, London dates."""

    starts_on: dt.date
    ends_on: dt.date


def is_away(*, leave: LeaveDates, on: dt.date) -> bool:
    """Say whether an officer is away on a London date: the first and the last day count (COV-1)."""
    return leave.starts_on <= on <= leave.ends_on


def fault_in(*, leave: LeaveDates, others: tuple[LeaveDates, ...], today: dt.date) -> str:
    """Say why a leave cannot be recorded; empty where it can (COV-2).

    ``others`` are the recorded leaves of the same officer that were not called off.
    """
    if leave.ends_on < leave.starts_on:
        return "The last day must be the first day or later"
    if leave.ends_on < today:
        return "The last day must be today or later"
    if (leave.ends_on - leave.starts_on).days >= LONGEST_DAYS:
        return "Somebody who is away for more than three months hands their people over"
    if any(other.starts_on <= leave.ends_on and leave.starts_on <= other.ends_on for other in others):
        return "Leave is recorded for some of these days already"
    return ""
