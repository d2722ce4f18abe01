"""Read events from JSON Lines, and events, cases, victims or charges from CSV, row by row."""

import csv
import dataclasses
import datetime as dt
import typing
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from cases.rules.import_formats import json_text
from cases.rules.import_formats.lines import KEPT_TEXT, text_lines
from cases.rules.import_formats.problems import BadRow, FileRefused, GoodRow, RowProblem
from cases.rules.import_formats.rows import CaseRow, ChargeRow, EventPayload, EventRow, Row, VictimRow, read_row

#: Which column tells a table from the others.
_TABLE_BY_COLUMN: dict[str, type[Row]] = {
    "event_id": EventRow,
    "charge_id": ChargeRow,
    "victim_ref": VictimRow,
    "stage": CaseRow,
}
#: What separates the members of a list in a cell.
LIST_SEPARATOR = ";"
_PAYLOAD = "payload."


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """A CSV file whose header has been checked: what its rows are and the rows themselves, read as they are asked."""

    shape: type[Row]
    rows: Iterator[GoodRow[Any] | BadRow]


def read_event_lines(stream: BinaryIO, *, at: dt.datetime) -> Iterator[GoodRow[EventRow] | BadRow]:
    """Read JSON Lines of events, one object a line.

    Raises:
        FileRefused: the file as a whole is not what it should be.
    """
    for line in text_lines(stream):
        if isinstance(line, BadRow):
            yield line
            continue
        number, text = line
        try:
            value = json_text.read(text.encode("utf-8"))
        except json_text.NotJson as fault:
            yield BadRow(number, (RowProblem("", str(fault)),), text[:KEPT_TEXT])
            continue
        answer = read_event(value, at=at)
        if isinstance(answer, RowProblem):
            yield BadRow(number, (answer,), text[:KEPT_TEXT])
        else:
            yield GoodRow(number, answer)


def read_event(value: object, *, at: dt.datetime) -> EventRow | RowProblem:
    """Read one event from JSON already parsed: the way of the API and of JSON Lines alike."""
    if not isinstance(value, Mapping):
        return RowProblem("", "should be a JSON object")
    return read_row(value, shape=EventRow, is_text=False, at=at)


def columns_of(shape: type[Row]) -> tuple[str, ...]:
    """List the columns of a table in the order of its documentation."""
    columns: list[str] = []
    for field in msgspec.structs.fields(shape):
        if field.name == "payload":
            columns.extend(f"{_PAYLOAD}{inner.name}" for inner in msgspec.structs.fields(EventPayload))
        else:
            columns.append(field.name)
    return tuple(columns)


def required_columns_of(shape: type[Row]) -> frozenset[str]:
    """List the columns that every file of this table has."""
    return frozenset(field.name for field in msgspec.structs.fields(shape) if field.required)


def open_table(stream: BinaryIO, *, at: dt.datetime) -> Table:
    """Check the header of a CSV file and say which table it is; rows are read when asked for.

    A cell may be quoted; a row is one line. Raises ``FileRefused`` for a header that is none of ours.

    Raises:
        FileRefused: encoding, separator or header; every missing, unknown and repeated column is named.
    """
    lines = text_lines(stream)
    first = next(lines, None)
    if first is None:
        raise FileRefused(RowProblem("", "The file is empty"))
    if isinstance(first, BadRow):
        raise FileRefused(*(RowProblem("", f"The header {problem.reason}") for problem in first.problems))
    header = _header(first[1])
    shape = next((shape for column, shape in _TABLE_BY_COLUMN.items() if column in header), None)
    if shape is None:
        wanted = ", ".join(_TABLE_BY_COLUMN)
        raise FileRefused(RowProblem("", f"The header is none of ours: it has none of the columns {wanted}"))
    _check_header(header, shape)
    return Table(shape=shape, rows=_rows(lines, header, shape, at=at))


def _header(text: str) -> list[str]:
    if "," not in text and ";" in text:
        raise FileRefused(RowProblem("", "The columns are separated by semicolons; use commas"))
    cells = _CellReader().cells(text)
    if isinstance(cells, RowProblem):
        raise FileRefused(RowProblem("", f"The header {cells.reason}"))
    return [cell.strip() for cell in cells]


def _check_header(header: list[str], shape: type[Row]) -> None:
    known = columns_of(shape)
    problems = [RowProblem(column, "is missing from the header") for column in known if column not in header
                and column in required_columns_of(shape)]  # fmt: skip
    unknown = [position for position, column in enumerate(header, start=1) if column not in known]
    problems += [RowProblem(f"column {position}", "is not a column of this table") for position in unknown]
    problems += [
        RowProblem(column, "stands twice in the header") for column in dict.fromkeys(header) if header.count(column) > 1
    ]
    if problems:
        raise FileRefused(*problems)


def _rows(
    lines: Iterator[tuple[int, str] | BadRow], header: list[str], shape: type[Row], *, at: dt.datetime
) -> Iterator[GoodRow[Any] | BadRow]:
    plan = _plan(header, shape)
    cell_reader = _CellReader()
    for line in lines:
        if isinstance(line, BadRow):
            yield line
            continue
        number, text = line
        answer: Row | RowProblem
        cells = cell_reader.cells(text)
        if isinstance(cells, RowProblem):
            answer = cells
        elif len(cells) != len(header):
            answer = RowProblem("", f"has {len(cells)} cells where the header has {len(header)}")
        else:
            answer = read_row(_values(plan, cells), shape=shape, is_text=True, at=at)
        if isinstance(answer, RowProblem):
            yield BadRow(number, (answer,), text[:KEPT_TEXT])
        else:
            yield GoodRow(number, answer)


class _CellReader:
    """Hands lines one by one to a single csv reader: making a reader for each line costs more than reading it."""

    def __init__(self) -> None:
        self._line = ""
        self._reader = csv.reader(self)

    def __iter__(self) -> "_CellReader":
        return self

    def __next__(self) -> str:
        return self._line

    def cells(self, line: str) -> list[str] | RowProblem:
        """Split a line into its cells; a row is one line, so a quotation mark must close where it opened."""
        if line.count('"') % 2:
            return RowProblem("", "opens a quotation mark that it does not close on the same line")
        self._line = line
        try:
            return next(self._reader)
        except csv.Error:
            self._reader = csv.reader(self)
            return RowProblem("", "holds a line break inside the line")


def _values(plan: list[tuple[str, bool, bool]], cells: list[str]) -> dict[str, Any]:
    """Turn cells into the nested values of the schema. An empty cell is an absent field."""
    values: dict[str, Any] = {}
    payload: dict[str, Any] = {}
    for (name, is_in_payload, is_list), cell in zip(plan, cells, strict=True):
        if not cell:
            continue
        value: Any = cell
        if is_list:
            value = [part.strip() for part in cell.split(LIST_SEPARATOR) if part.strip()]
        if is_in_payload:
            payload[name] = value
        else:
            values[name] = value
    if payload:
        values["payload"] = payload
    return values


def _plan(header: list[str], shape: type[Row]) -> list[tuple[str, bool, bool]]:
    """Say for each column its field, whether it lies in the payload and whether it is a list."""
    lists = _list_columns(shape)
    return [(column.removeprefix(_PAYLOAD), column.startswith(_PAYLOAD), column in lists) for column in header]


def _list_columns(shape: type[Row]) -> frozenset[str]:
    found = set()
    for prefix, struct in (("", shape), (_PAYLOAD, EventPayload)):
        for name, annotation in typing.get_type_hints(struct).items():
            if typing.get_origin(annotation) is list:
                found.add(f"{prefix}{name}")
    return frozenset(found)
