"""Say how long cases like this usually wait at a step, as a range from our own cases, or say that we cannot (V10).

A point would be read as a promise and be wrong for half of its readers, so there is none: half of the cases took
between two lengths of time, and beyond a third length a wait is longer than usual. Cases that still wait are counted
for as long as they have waited (the product-limit estimate), because leaving them out would make every wait look
short. Few cases lean on the wider group to which they belong; too few say nothing.

Source: peers.md 3, leap 7; domain reference 7.1. The figures to begin with are planning values, dated rows.
"""

import dataclasses
import datetime as dt
import enum
import math
from collections import Counter
from collections.abc import Iterable, Mapping

from cases.rules.dated_rows import newest
from cases.rules.vocabulary import JourneyStage

#: Shares are products of fractions: two that are the same on paper differ by less than this.
_ROUNDING = 1e-9


class Mark(enum.Enum):
    """The shares of cases whose waiting time is kept: the two ends of the middle half, and where a wait is long."""

    QUARTER = 0.25
    HALF = 0.5
    THREE_QUARTERS = 0.75
    LONG = 0.8


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WaitFigures:
    """The figures that policy may change, from a London date on (TL-6)."""

    #: Fewer cases than this that have left the step, and no range is shown.
    least_closed: int
    #: The wider group counts like so many cases of one's own.
    weight_of_wider: int
    #: Steps that began longer ago than this say too little about today.
    look_back_days: int
    #: Working days within which somebody who waits longer than usual is told why.
    answer_working_days: int
    starts_on: dt.date
    source: str


DEFAULT_FIGURES = (
    WaitFigures(
        least_closed=30,
        weight_of_wider=30,
        look_back_days=3 * 365,
        answer_working_days=10,
        starts_on=dt.date(2021, 4, 1),
        source="Planning values; peers.md 3, leap 7",
    ),
)

#: Steps after which a person waits for something that ends. The others end the case, or wait for the person.
STEPS = frozenset(JourneyStage) - {
    JourneyStage.CLOSED,
    JourneyStage.STOPPED,
    JourneyStage.PROVISIONAL_STOP,
    JourneyStage.APPEAL,
}


def figures_on(*, on: dt.date, rows: Iterable[WaitFigures]) -> WaitFigures:
    """Return the figures in force on a London date (WAIT-4).

    Raises:
        LookupError: none is in force yet.
    """
    row = newest(rows=tuple(rows), on=on)
    if row is None:
        raise LookupError(f"No figures for the usual wait are in force on {on.isoformat()}")
    return row


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """So many cases that were at one step for the same time."""

    #: Calendar days for which they have been there, up to the day of counting where they still are.
    days: int
    #: Whether they have left the step.
    is_over: bool
    count: int = 1


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """How long cases of one group wait at one step, in calendar days. A mark that no case has reached is missing."""

    marks: Mapping[Mark, float]
    closed: int
    waiting: int


def estimate(*, spells: Iterable[Spell]) -> Usual:
    """Estimate the marks of one group by the product-limit method (WAIT-1).

    Cases that still wait count among those at risk until the day they have reached, and never as having left.
    """
    known = tuple(spells)
    marks: dict[Mark, float] = {}
    for days, share_left in _shares(known):
        for mark in Mark:
            if mark not in marks and share_left >= mark.value - _ROUNDING:
                marks[mark] = float(days)
    closed = sum(spell.count for spell in known if spell.is_over)
    return Usual(marks=marks, closed=closed, waiting=sum(spell.count for spell in known) - closed)


def share_left_by(*, days: int, spells: Iterable[Spell]) -> float:
    """Return the share of cases that had left the step after so many days, by the same method (WAIT-7)."""
    return max((share for length, share in _shares(spells) if length <= days), default=0.0)


def _shares(spells: Iterable[Spell]) -> Iterable[tuple[int, float]]:
    """Yield each length of time, shortest first, with the share of cases that had left the step by then."""
    left: Counter[int] = Counter()
    still: Counter[int] = Counter()
    for spell in spells:
        (left if spell.is_over else still)[spell.days] += spell.count
    at_risk, share_waiting = left.total() + still.total(), 1.0
    for days in sorted({*left, *still}):
        share_waiting *= 1 - left[days] / at_risk
        yield days, 1 - share_waiting
        at_risk -= left[days] + still[days]


def leaning(*, own: Usual, wider: Usual | None, figures: WaitFigures) -> Usual:
    """Let a group lean on the wider one to which it belongs, the more the fewer its own cases are (WAIT-2)."""
    if wider is None:
        return own
    share = own.closed / (own.closed + figures.weight_of_wider)
    marks = {
        mark: share * own.marks[mark] + (1 - share) * wider.marks[mark]
        for mark in Mark
        if mark in own.marks and mark in wider.marks
    }
    return dataclasses.replace(own, marks=marks)


def may_be_shown(*, usual: Usual, figures: WaitFigures) -> bool:
    """Say whether a group is large enough, and far enough observed, to be spoken of (WAIT-3)."""
    return usual.closed >= figures.least_closed and {Mark.QUARTER, Mark.THREE_QUARTERS, Mark.LONG} <= set(usual.marks)


def is_longer(*, days: int, usual: Usual) -> bool:
    """Say whether somebody who has waited for so many calendar days waits longer than usual (WAIT-5)."""
    return Mark.LONG in usual.marks and days > usual.marks[Mark.LONG]


class Unit(enum.StrEnum):
    """In what a length of time is told."""

    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A range as people read it: never more exact than it is."""

    least: int
    most: int
    unit: Unit


_DAYS_IN_WEEK, _DAYS_IN_MONTH = 7, 30.4


def told(*, usual: Usual) -> Told:
    """Round the middle half of a group outwards, to days, weeks or months by its upper end (WAIT-6).

    Raises:
        KeyError: the group may not be shown.
    """
    low, high = usual.marks[Mark.QUARTER], usual.marks[Mark.THREE_QUARTERS]
    if high <= 2 * _DAYS_IN_WEEK:
        unit, length = Unit.DAYS, 1.0
    elif high <= 26 * _DAYS_IN_WEEK:
        unit, length = Unit.WEEKS, float(_DAYS_IN_WEEK)
    else:
        unit, length = Unit.MONTHS, _DAYS_IN_MONTH
    # Two at least: a single day or week is a point, and one word of grammar more in each language.
    least = int(low // length)
    return Told(least=least, most=max(2, least + 1, math.ceil(high / length)), unit=unit)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Which cases are counted together at a step; an empty part stands for all."""

    step: JourneyStage
    offence: str = ""
    tier: str = ""
    court: str = ""

    def wider(self) -> "Group | None":
        """Return the group to which this one belongs: any court, then any tier, then any offence (WAIT-2)."""
        if self.court:
            return dataclasses.replace(self, court="")
        if self.tier:
            return dataclasses.replace(self, tier="")
        return dataclasses.replace(self, offence="") if self.offence else None


def chain(*, group: Group) -> tuple[Group, ...]:
    """Return a group and all to which it belongs, narrowest first (WAIT-2)."""
    wider = group.wider()
    return (group,) if wider is None else (group, *chain(group=wider))
