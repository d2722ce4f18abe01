"""Times two things alternately and compares them, so that a noisy machine disturbs both alike."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """How the product compares with its yardstick over the blocks of one run: the median, with its range."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table: a goal, its bar, what was measured and whether it was met."""

    goal: str
    bar: str
    measured: str
    is_met: bool
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much data a run uses."""

    name: str
    cases: int
    messages: int
    obligations: int
    due: int
    import_rows: int
    letters: int
    receipts: int
    #: Letters over which memory is watched.
    memory_letters: int
    #: Seconds for which a server is loaded.
    load_seconds: float
    #: Calls of the API timed together.
    calls: int
    #: Workers killed.
    kills: int
    blocks: int = field(default=5)
    #: Pages of the portal asked for in one block.
    pages: int = field(default=40)
    #: How many people one unit keeps in touch with, each with something owed.
    in_unit: tuple[int, ...] = field(default=(2_000, 20_000))


#: A look while one works: a minute. Few of everything that takes its time, and as many blocks as any other size. Large
#: enough that a plan which reads a whole table stands out.
SMALL = Size(
    name="small",
    cases=8_000,
    messages=20_000,
    obligations=10_000,
    due=1_000,
    import_rows=2_000,
    letters=3,
    receipts=1_000,
    memory_letters=6,
    load_seconds=0.5,
    calls=30,
    kills=1,
    pages=8,
    in_unit=(2_000,),
)
#: One tenth of everything: some minutes.
TENTH = Size(
    name="tenth",
    cases=300_000,
    messages=500_000,
    obligations=100_000,
    due=5_000,
    import_rows=10_000,
    letters=30,
    receipts=5_000,
    memory_letters=60,
    load_seconds=4,
    calls=400,
    kills=2,
)
FULL = Size(
    name="full",
    cases=3_000_000,
    messages=5_000_000,
    obligations=1_000_000,
    due=50_000,
    import_rows=100_000,
    letters=200,
    receipts=50_000,
    memory_letters=1_000,
    load_seconds=8,
    calls=2_000,
    kills=10,
)


SIZES = (SMALL, TENTH, FULL)


def seconds(work: Callable[[], object]) -> float:
    """Time one call by the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Time one call and return what it returned too."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def interleaved(
    *,
    product: Callable[[], object],
    yardstick: Callable[[], object],
    blocks: int,
    before_each: Callable[[], object] = lambda: None,
    after_each: Callable[[], object] = lambda: None,
    warm_up: bool = True,
) -> Ratio:
    """Time product and yardstick in turn, A B A B, and return the ratio of their times per block.

    ``before_each`` and ``after_each`` put the data right and are not timed. One block of each is discarded first as warm-up.
    """
    if warm_up:
        for work in (product, yardstick):
            before_each()
            work()
            after_each()
    pairs = []
    for block in range(blocks):
        pair = {}
        # Who goes first changes from block to block, so that neither always finds the other's warm cache.
        for name, work in sorted({"a": product, "b": yardstick}.items(), reverse=block % 2 == 1):
            before_each()
            pair[name] = seconds(work)
            after_each()
        pairs.append((pair["a"], pair["b"]))
    return ratio(pairs)


def ratio(pairs: list[tuple[float, float]]) -> Ratio:
    """Compare product and yardstick block by block: each pair holds the seconds of both."""
    ratios = [product / yardstick for product, yardstick in pairs]
    return Ratio(median=statistics.median(ratios), low=min(ratios), high=max(ratios))


def at_most(*, goal: str, bar: float, ratio: Ratio, note: str = "") -> Line:
    """Judge a ratio of times that may be at most ``bar``."""
    return Line(goal=goal, bar=f"at most {bar:g} x", measured=f"{ratio} x", is_met=ratio.median <= bar, note=note)


def at_least(*, goal: str, bar: float, ratio: Ratio, note: str = "") -> Line:
    """Judge a ratio of rates that must be at least ``bar``; ``ratio`` is product's rate over the yardstick's."""
    return Line(goal=goal, bar=f"at least {bar:g} x", measured=f"{ratio} x", is_met=ratio.median >= bar, note=note)


def milliseconds(*, goal: str, bar: float, work: Callable[[], object], repeats: int = 15, note: str = "") -> Line:
    """Judge what a call costs in milliseconds, for goals that are stated so."""
    work()
    spent = [seconds(work) * 1000 for _ in range(repeats)]
    return judged_milliseconds(goal=goal, bar=bar, spent=spent, unit="ms", note=note)


def judged_milliseconds(*, goal: str, bar: float, spent: list[float], unit: str, note: str = "") -> Line:
    """Judge by the best of all repeats, which is what the work costs where nobody else keeps the machine busy.

    There is no yardstick to divide by, so the median, which a busy machine multiplies, only stands beside it.
    """
    best, median = min(spent), statistics.median(spent)
    return Line(
        goal=goal,
        bar=f"at most {bar:g} {unit}",
        measured=f"{best:.1f} ms (median {median:.1f})",
        is_met=best <= bar,
        note=note,
    )


def megabytes(*, goal: str, bar: float, grown: float, note: str = "") -> Line:
    """Judge by how many megabytes a process grew."""
    return Line(goal=goal, bar=f"at most {bar:g} MB", measured=f"{grown:.1f} MB", is_met=grown <= bar, note=note)


def inverse(ratio: Ratio) -> Ratio:
    """Turn a ratio of times into a ratio of rates."""
    return Ratio(median=1 / ratio.median, low=1 / ratio.high, high=1 / ratio.low)


def table(lines: list[Line]) -> str:
    """Write the lines as a table that can be pasted into a note."""
    rows = [("Goal", "Bar", "Measured", "Met", "Note")]
    rows += [(line.goal, line.bar, line.measured, "yes" if line.is_met else "NO", line.note) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in [rows[0], tuple("-" * width for width in widths), *rows[1:]]
    )
