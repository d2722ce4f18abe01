"""The time limit in force on a date, with its source; numbers live in rows, never here."""

import calendar as month_lengths
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from cases.rules import dated_rows
from cases.rules.vocabulary import LimitKind, LimitUnit
from cases.rules.working_days import CountedDay, WorkingDayCalendar

LIMIT_IN_FORCE_RULE = "TL-1"
LIMIT_APPLIED_RULE = "TL-3"
_MONTHS_IN_YEAR = 12


class NoLimitInForce(LookupError):
    """No row of this kind is in force on the date asked for (TL-1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimit:
    """One limit, in force between two dates (TL-1; domain.md 0, "treat every time limit as configuration")."""

    kind: LimitKind
    #: How many of `unit`; at least 1.
    value: int
    unit: LimitUnit
    #: First and last London date on which the limit is in force; None means until further notice.
    starts_on: dt.date
    ends_on: dt.date | None = None
    #: Where the number comes from, for whoever has to confirm it.
    source: str

    def __post_init__(self) -> None:
        """Refuse a limit of nothing.

        Raises:
            ValueError: when the value is below 1 or the source is blank.
        """
        if self.value < 1:
            raise ValueError(f"{self.kind}: a time limit is at least 1.")
        if not self.source.strip():
            raise ValueError(f"{self.kind}: a time limit names its source.")

    @property
    def words(self) -> str:
        """Say the limit in words: "5 working days", "3 calendar months"."""
        unit = self.unit.value.lower().replace("_", " ")
        return f"{self.value} {unit.removesuffix('s') if self.value == 1 else unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimitTable:
    """All limits of all kinds and dates; for each kind and date at most one, without gaps (TL-1, TL-2)."""

    rows: tuple[TimeLimit, ...]
    _by_kind: dict[LimitKind, tuple[TimeLimit, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the rows by kind and date.

        Raises:
            ContradictoryRows: when rows of one kind overlap or leave a gap between them.
        """
        by_kind = {
            kind: tuple(
                dated_rows.in_order(
                    rows=(row for row in self.rows if row.kind is kind), name=f"Time limit {kind}", gaps_allowed=False
                )
            )
            for kind in LimitKind
        }
        object.__setattr__(self, "_by_kind", by_kind)

    @classmethod
    def of(cls, *, rows: Iterable[TimeLimit]) -> "TimeLimitTable":
        """Build a table from rows in any order.

        Raises:
            ContradictoryRows: when rows of one kind overlap or leave a gap between them.
        """
        return cls(rows=tuple(rows))

    def in_force(self, *, kind: LimitKind, on: dt.date) -> TimeLimit:
        """Give the limit of `kind` in force on the London date `on` (TL-1).

        Raises:
            NoLimitInForce: when no row of the kind covers the date.
        """
        for row in self._by_kind[kind]:
            if dated_rows.is_in_force(row=row, on=on):
                return row
        raise NoLimitInForce(f"No time limit {kind} is in force on {on.isoformat()}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedLimit:
    """A limit counted from a start date (TL-3)."""

    limit: TimeLimit
    #: Day 0, a London date.
    start: dt.date
    #: Last London date within the limit.
    due_on: dt.date
    #: Every day looked at; empty for limits that are not counted in working days.
    days: tuple[CountedDay, ...]
    reasons: tuple[str, ...]


def apply_limit(*, limit: TimeLimit, start: dt.date, calendar: WorkingDayCalendar) -> AppliedLimit:
    """Count `limit` from `start`, which is day 0 (TL-3; domain.md 2.4, 3.2).

    Calendar months end on the same day of the month, or on the last day of a shorter one. Months and days are counted
    through weekends and holidays, as the schemes say "3 months" and "14 days".

    Raises:
        BeyondHorizon: when the calendar does not reach that far (working days only).
    """
    if limit.unit is LimitUnit.WORKING_DAYS:
        days = calendar.explain(start=start, n=limit.value)
        skipped = [f"{day.day:%a} {day.day.day} {day.day:%b %Y} {day.why}" for day in days if day.number is None]
        return AppliedLimit(
            limit=limit,
            start=start,
            due_on=days[-1].day,
            days=days,
            reasons=(f"{limit.words} after {_in_words(start)} is {_in_words(days[-1].day)}.", *skipped),
        )
    if limit.unit is LimitUnit.CALENDAR_MONTHS:
        due_on = add_months(day=start, months=limit.value)
    else:
        due_on = start + dt.timedelta(days=limit.value)
    return AppliedLimit(
        limit=limit,
        start=start,
        due_on=due_on,
        days=(),
        reasons=(f"{limit.words} after {_in_words(start)} is {_in_words(due_on)}.",),
    )


def add_months(*, day: dt.date, months: int) -> dt.date:
    """Give the same day of the month `months` calendar months later, or the last day of a shorter month (TL-3)."""
    whole = day.year * _MONTHS_IN_YEAR + day.month - 1 + months
    year, month = divmod(whole, _MONTHS_IN_YEAR)
    last = month_lengths.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _in_words(day: dt.date) -> str:
    """Write a date as staff read it, for example Thursday 2 April 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"
