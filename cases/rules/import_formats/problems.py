"""How a fault in a file or a row is named. Reasons never quote the content, so they may be shown and logged."""

import dataclasses
from typing import Generic, TypeVar

RowT = TypeVar("RowT")


@dataclasses.dataclass(frozen=True, slots=True)
class RowProblem:
    """One fault of one row."""

    #: Name of the field or column; empty when the fault is of the row as a whole.
    field: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class GoodRow(Generic[RowT]):
    """A row that keeps the schema, with the line it stood on (the first line of a file is 1)."""

    line: int
    row: RowT


@dataclasses.dataclass(frozen=True, slots=True)
class BadRow:
    """A row that does not, with every fault found and as much of its text as is kept for a person."""

    line: int
    problems: tuple[RowProblem, ...]
    text: str = dataclasses.field(default="", repr=False)


class FileRefused(ValueError):
    """A whole file cannot be read: wrong kind, wrong encoding, wrong header. Nothing of it is taken in."""

    def __init__(self, *problems: RowProblem) -> None:
        super().__init__("; ".join(f"{one.field}: {one.reason}" if one.field else one.reason for one in problems))
        self.problems = problems
