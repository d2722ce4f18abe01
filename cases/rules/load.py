"""Say how much an officer carries: people, expected hours a month, and whether that is too much (LOAD-1, LOAD-2; L16).

A figure for sharing work out fairly, never for judging an officer or a victim. No source sets hours or a limit; ours
are starting values that an Area replaces by dated rows.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import TypeVar

from cases.rules.dated_rows import newest
from cases.rules.vocabulary import ServiceTier


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TierMinutes:
    """How many minutes a month a person of a service tier is expected to take, from ``starts_on`` on."""

    tier: ServiceTier
    minutes: int
    starts_on: dt.date
    source: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LoadLimit:
    """How many hours a month one officer can give to the people they look after, from ``starts_on`` on."""

    hours: int
    starts_on: dt.date
    source: str


_Row = TypeVar("_Row", TierMinutes, LoadLimit)
_EVER = dt.date(2021, 4, 1)
_OURS = "No source sets a time; to be replaced by what an Area measures"

#: LOAD-1. The rows the service starts with, newest published first.
DEFAULT_MINUTES: tuple[TierMinutes, ...] = (
    TierMinutes(tier=ServiceTier.UNIVERSAL, minutes=45, starts_on=_EVER, source=_OURS),
    TierMinutes(tier=ServiceTier.NOT_ALIGNED, minutes=45, starts_on=_EVER, source=_OURS),
    TierMinutes(tier=ServiceTier.ENHANCED, minutes=90, starts_on=_EVER, source=_OURS),
    TierMinutes(tier=ServiceTier.RASSO, minutes=180, starts_on=_EVER, source=_OURS),
    TierMinutes(tier=ServiceTier.BEREAVED_FAMILY, minutes=180, starts_on=_EVER, source=_OURS),
)
#: LOAD-2.
DEFAULT_LIMITS: tuple[LoadLimit, ...] = (LoadLimit(hours=110, starts_on=_EVER, source=_OURS),)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one officer carries."""

    people: int
    #: Expected minutes a month.
    minutes: int
    #: Hours a month that one officer can give.
    limit_hours: int

    @property
    def hours(self) -> int:
        """Return the expected hours a month, rounded up: half an hour begun is time somebody has to find."""
        return -(-self.minutes // 60)

    @property
    def is_over(self) -> bool:
        """Whether it is more than one officer can give (LOAD-2)."""
        return self.minutes > self.limit_hours * 60


def load_of(
    *,
    people: Mapping[ServiceTier, int],
    minutes: tuple[TierMinutes, ...],
    limits: tuple[LoadLimit, ...],
    on: dt.date,
) -> Load:
    """Add up what the people of one officer are expected to take on a London date (LOAD-1, LOAD-2).

    Rows are newest published first: of two from one day the later published counts.
    """
    return Load(
        people=sum(people.values()),
        minutes=sum(count * _minutes_of(tier, minutes, on=on) for tier, count in people.items()),
        limit_hours=_in_force(limits, on=on).hours,
    )


def _minutes_of(tier: ServiceTier, rows: tuple[TierMinutes, ...], *, on: dt.date) -> int:
    return _in_force(tuple(row for row in rows if row.tier is tier), on=on).minutes


def _in_force(rows: tuple[_Row, ...], *, on: dt.date) -> _Row:
    return newest(rows=rows, on=on) or rows[-1]
