"""The heartbeat of every sweep: when it began, when it last ended well and what it found. Silence is an alarm (R10).

A sweep is safe to run twice, at once, late or killed; so the heartbeat only reports and never decides whether to run.
"""

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.db import connection
from django.db.models.functions import Now

from communications.models import SweepRun
from communications.rules.wake_ups import LONGEST_NAP
from communications.services import statements

_LOGGER = logging.getLogger(__name__)
#: A sweep is overdue when it has not ended well for this many of its intervals, and for at least two minutes.
MISSED_INTERVALS = 3
SHORTEST_PATIENCE = dt.timedelta(minutes=2)

#: Share of its interval after which a sweep runs again: the scheduler's steps are coarse.
_ALMOST = 0.95

Work = Callable[[], int]
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueSweep:
    """A sweep that has been silent for too long."""

    sweep: str
    #: When it last ended well; None if it never has.
    succeeded_at: dt.datetime | None
    #: How often it is meant to run.
    every: dt.timedelta


def run(*, sweep: str, every_seconds: int, work: Work, clock: Clock) -> int:
    """Run one sweep and record its heartbeat; return what it found.

    A sweep that is woken more often than it need run looks at the clock of the database and goes back to sleep: so the
    scheduler may be restarted, doubled or late without a nightly sweep being skipped or run all day.

    Raises:
        Exception: whatever the sweep raised, after the failure has been recorded.

    """
    if _ran_lately(sweep, every_seconds):
        return 0
    _began(sweep, every_seconds, at=clock())
    try:
        found = work()
    except Exception:
        _LOGGER.exception("sweep.failed", extra={"sweep": sweep})
        _failed(sweep, at=clock())
        raise
    SweepRun.objects.filter(sweep=sweep).update(succeeded_at=clock(), found=found, consecutive_failures=0)
    return found


def overdue(*, expected: dict[str, int], at: dt.datetime) -> list[OverdueSweep]:
    """List the sweeps that are silent, of those that `expected` names with their intervals in seconds (R10).

    One that never ran is silent once the service has been installed for that long.
    """
    seen = SweepRun.objects.in_bulk(list(expected))
    installed_at = _installed_at()
    silent = []
    for sweep, seconds in expected.items():
        every = dt.timedelta(seconds=seconds)
        row = seen.get(sweep)
        last = row.succeeded_at if row is not None else None
        if at - (last or installed_at) > max(every * MISSED_INTERVALS, SHORTEST_PATIENCE):
            silent.append(OverdueSweep(sweep=sweep, succeeded_at=last, every=every))
    return silent


def _ran_lately(sweep: str, every_seconds: int) -> bool:
    """Say whether a sweep that is woken more often than it need run has ended well not long ago."""
    if every_seconds <= LONGEST_NAP:
        return False
    lately = dt.timedelta(seconds=every_seconds * _ALMOST)
    return SweepRun.objects.filter(sweep=sweep, succeeded_at__gt=Now() - lately).exists()


def _installed_at() -> dt.datetime:
    """Return when the first table of this installation was made."""
    [(first,)] = statements.rows("select min(applied) from django_migrations")
    return cast("dt.datetime", first)


def _began(sweep: str, every_seconds: int, *, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into communications_sweeprun (sweep, every_seconds, started_at, found, consecutive_failures) "
            "values (%s, %s, %s, 0, 0) "
            "on conflict (sweep) do update "
            "set started_at = excluded.started_at, every_seconds = excluded.every_seconds",
            [sweep, every_seconds, at],
        )


def _failed(sweep: str, *, at: dt.datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update communications_sweeprun set failed_at = %s, consecutive_failures = consecutive_failures + 1 "
            "where sweep = %s",
            [at, sweep],
        )
