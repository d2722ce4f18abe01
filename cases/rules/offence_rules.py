"""What follows from an offence group or hate strand on a date; the list itself is rows, never code."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from cases.rules import dated_rows
from cases.rules.vocabulary import HateStrand, OffenceCategory, OffenceFlag

OFFENCE_RULE = "OF-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class OffenceRule:
    """One consequence of one offence group or one hate strand, in force between two dates (OF-1; domain.md 13)."""

    flag: OffenceFlag
    #: Exactly one of the two is given.
    category: OffenceCategory | None = None
    strand: HateStrand | None = None
    starts_on: dt.date
    ends_on: dt.date | None = None
    source: str

    def __post_init__(self) -> None:
        """Refuse a row about nothing or about two things.

        Raises:
            ValueError: unless exactly one of category and strand is given.
        """
        if (self.category is None) == (self.strand is None):
            raise ValueError(f"{self.flag}: an offence rule is about one offence group or one hate strand.")

    @property
    def subject(self) -> OffenceCategory | HateStrand | None:
        """The offence group or hate strand the row is about."""
        return self.category or self.strand


@dataclass(frozen=True, slots=True, kw_only=True)
class OffenceRuleTable:
    """All offence rules; for each flag, subject and date at most one. Gaps are allowed: a flag may be lifted."""

    rows: tuple[OffenceRule, ...]

    def __post_init__(self) -> None:
        """Make sure no date has two rows of the same flag and subject.

        Raises:
            ContradictoryRows: when two rows overlap or one ends before it begins.
        """
        groups: dict[str, list[OffenceRule]] = defaultdict(list)
        for row in self.rows:
            groups[f"Offence rule {row.flag} for {row.subject}"].append(row)
        for name, rows in groups.items():
            dated_rows.in_order(rows=rows, name=name, gaps_allowed=True)

    def categories(self, *, flag: OffenceFlag, on: dt.date) -> frozenset[OffenceCategory]:
        """List the offence groups that carry `flag` on the London date `on` (OF-1)."""
        return frozenset(
            row.category
            for row in self.rows
            if row.flag is flag and row.category is not None and dated_rows.is_in_force(row=row, on=on)
        )

    def strands(self, *, flag: OffenceFlag, on: dt.date) -> frozenset[HateStrand]:
        """List the hate strands that carry `flag` on the London date `on` (OF-1)."""
        return frozenset(
            row.strand
            for row in self.rows
            if row.flag is flag and row.strand is not None and dated_rows.is_in_force(row=row, on=on)
        )
