"""Sort what was owed into the inspectors' bands, open-late included (TIME-1)."""

import dataclasses
import datetime as dt

from communications.rules.vocabulary import TimelinessBand

#: TIME-1. "Late, within 48 hours" is elapsed time, not working time (domain reference 5.3).
PARTIAL_LIMIT = dt.timedelta(hours=48)
_SECONDS_IN_AN_HOUR = 3600


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Timeliness:
    """A band, and by how much."""

    band: TimelinessBand
    #: Hours after the deadline, so far if it has still not gone; 0 when in time, pending or exempt.
    hours_late: float


def band(*, due_at: dt.datetime, sent_at: dt.datetime | None, at: dt.datetime, is_exempt: bool = False) -> Timeliness:
    """Return the band of one obligation as it stands at the aware instant ``at`` (TIME-1).

    Sent on the last second is on time. What is exempt counts in no rate but stays countable by itself. What has not
    gone and is not due yet is pending; past its deadline it is never sent so far, however short a time.

    Source: domain reference 5.3 and 14 (M1, M4, M5).
    """
    if is_exempt:
        return Timeliness(band=TimelinessBand.EXEMPT, hours_late=0)
    lateness = (at if sent_at is None else sent_at) - due_at
    if lateness <= dt.timedelta():
        return Timeliness(band=TimelinessBand.PENDING if sent_at is None else TimelinessBand.ON_TIME, hours_late=0)
    hours_late = lateness.total_seconds() / _SECONDS_IN_AN_HOUR
    if sent_at is None:
        return Timeliness(band=TimelinessBand.NOT_SENT_OVERDUE, hours_late=hours_late)
    late = TimelinessBand.LATE_48H if lateness <= PARTIAL_LIMIT else TimelinessBand.LATE_OVER_48H
    return Timeliness(band=late, hours_late=hours_late)
