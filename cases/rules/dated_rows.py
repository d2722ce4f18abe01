"""What every effective-dated row has in common: it holds from a day to a day; never says what it means."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

DATED_ROW_RULE = "TL-2"


class ContradictoryRows(ValueError):
    """Rows overlap, leave a gap or end before they begin, so a date has no single answer (TL-2)."""


class DatedRow(Protocol):
    """A row in force from `starts_on` to `ends_on`, both days included; None means until further notice."""

    @property
    def starts_on(self) -> dt.date:
        """First London date on which the row is in force."""
        ...

    @property
    def ends_on(self) -> dt.date | None:
        """Last London date on which the row is in force, or None."""
        ...


class FromADay(Protocol):
    """A row in force from `starts_on` until one that starts later replaces it."""

    @property
    def starts_on(self) -> dt.date:
        """First London date on which the row is in force."""
        ...

    @property
    def source(self) -> str:
        """Where its figures come from."""
        ...


Row = TypeVar("Row", bound=DatedRow)
Open = TypeVar("Open", bound=FromADay)


def newest(*, rows: Iterable[Open], on: dt.date) -> Open | None:
    """Return the row in force on the London date `on`, or None where none has started (TL-6).

    `rows` are those of one entry, newest published first: of two rows from one day the later published counts.
    """
    return max((row for row in rows if row.starts_on <= on), key=lambda row: row.starts_on, default=None)


def is_in_force(*, row: DatedRow, on: dt.date) -> bool:
    """Say whether `row` is in force on the London date `on`; its first and last day count (TL-2)."""
    return row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)


def in_order(*, rows: Iterable[Row], name: str, gaps_allowed: bool) -> Sequence[Row]:
    """Sort the rows of one thing by date and make sure that no date has two of them (TL-2).

    Args are rows of the *same* thing; `name` says which, for the error. Without `gaps_allowed` there must also be no
    day between the first start and the last end without a row.

    Raises:
        ContradictoryRows: when a row ends before it begins, two overlap, or a gap is found that is not allowed.
    """
    ordered = sorted(rows, key=lambda row: row.starts_on)
    for row in ordered:
        if row.ends_on is not None and row.ends_on < row.starts_on:
            raise ContradictoryRows(f"{name}: the row of {row.starts_on.isoformat()} ends before it begins.")
    for earlier, later in itertools.pairwise(ordered):
        if earlier.ends_on is None or earlier.ends_on >= later.starts_on:
            raise ContradictoryRows(
                f"{name}: the rows of {earlier.starts_on.isoformat()} and {later.starts_on.isoformat()} overlap."
            )
        if not gaps_allowed and earlier.ends_on + dt.timedelta(days=1) != later.starts_on:
            raise ContradictoryRows(
                f"{name}: nothing is in force between {earlier.ends_on.isoformat()} and {later.starts_on.isoformat()}."
            )
    return ordered
