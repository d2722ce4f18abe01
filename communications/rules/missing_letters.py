"""What a letter that is missing looks like, and after how long nobody may have left it lying (MISS-1 to MISS-4, W12).

The numbers are dated rows. Source: peers.md W12 and leap 2; domain reference 2.7 (prosecutors told the liaison unit of
60% of the letters owed).
"""

import dataclasses
import datetime as dt
import types
from collections.abc import Mapping

from cases.rules.dated_rows import newest
from cases.rules.vocabulary import WorkKind

NOT_OPENED_RULE = "MISS-1"
NOT_WRITTEN_RULE = "MISS-2"
UNATTENDED_RULE = "MISS-3"
REVIEW_RULE = "MISS-4"

#: What can be missing -> what is to be done, in words for the unit's list, free of personal data.
FINDINGS: Mapping[WorkKind, str] = types.MappingProxyType(
    {
        WorkKind.OWED_NOT_OPENED: "By the rules this decision owes a letter, and none was opened: open it today",
        WorkKind.OWED_NOT_WRITTEN: "Half of the working time has passed and there is no letter: start it today",
        WorkKind.REVIEW_NOT_WRITTEN: "A letter about this review is owed, and there is none: start it today",
        WorkKind.DRAFT_UNATTENDED: "Nobody is writing this letter and nobody has the victim: take it up today",
    }
)


class NoIdleLimitInForce(LookupError):
    """No row says after how many working hours a draft may not lie without anybody (MISS-3)."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class IdleLimit:
    """After how many working hours a draft that nobody has taken up is work, from a day on."""

    working_hours: int
    #: First London date on which it is in force.
    starts_on: dt.date
    #: Where the figure comes from.
    source: str


#: The row the service starts with: half of the working day that a one-day letter has.
DEFAULT_IDLE_LIMITS: tuple[IdleLimit, ...] = (
    IdleLimit(
        working_hours=4, starts_on=dt.date(2021, 4, 1), source="Planning value: half of the day of a one-day letter"
    ),
)


def idle_limit_on(*, on: dt.date, rows: tuple[IdleLimit, ...]) -> dt.timedelta:
    """Give the working time after which a draft with nobody on it is work (MISS-3); of one day the first row counts.

    Raises:
        NoIdleLimitInForce: no row has started on the London date `on`.
    """
    row = newest(rows=rows, on=on)
    if row is None:
        raise NoIdleLimitInForce(f"No idle limit is in force on {on.isoformat()}")
    return dt.timedelta(hours=row.working_hours)


def work_key(*, kind: WorkKind, subject: str) -> str:
    """Name the item of work about something missing: one for each finding and thing."""
    return f"{kind.value}:{subject}"
