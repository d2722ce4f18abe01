"""Reads case rules from stored rows and writes them as stored rows; knows nothing of where they are kept."""

import dataclasses
import datetime as dt
import enum
import hashlib
import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from cases.rules.case_rules import CaseRules, ChargingRouteRule, PilotArea
from cases.rules.dated_rows import is_in_force
from cases.rules.offence_rules import OffenceRule, OffenceRuleTable
from cases.rules.time_limits import TimeLimit, TimeLimitTable
from cases.rules.vocabulary import (
    ChargingRoute,
    HateStrand,
    LimitKind,
    LimitUnit,
    OffenceCategory,
    OffenceFlag,
    PilotScheme,
    Teller,
)

STORED_ROW_RULE = "TL-4"
VERSION_RULE = "TL-5"
_CATEGORY = "category"
_STRAND = "strand"

Read = TypeVar("Read")
PublishableRow = TimeLimit | PilotArea | OffenceRule | ChargingRouteRule


class RuleKind(enum.StrEnum):
    """Which table of the case rules a stored row belongs to."""

    TIME_LIMIT = "TIME_LIMIT"
    PILOT_AREA = "PILOT_AREA"
    OFFENCE_RULE = "OFFENCE_RULE"
    CHARGING_ROUTE = "CHARGING_ROUTE"


class UnreadableRow(ValueError):
    """A stored row says something the rules cannot read; the message names its table and entry."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """A row as it is kept: from ``starts_on`` on the entry has this value, until a row that starts later."""

    kind: RuleKind
    #: Which entry of the table.
    key: str
    #: None ends the entry with the day before.
    value: Mapping[str, Any] | None
    #: First London date.
    starts_on: dt.date
    source: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One value of one entry from a day to a day, both included."""

    kind: RuleKind
    key: str
    value: Mapping[str, Any]
    starts_on: dt.date
    ends_on: dt.date | None
    source: str


def stored_rows(*, row: PublishableRow) -> tuple[StoredRow, ...]:
    """Write a row as it is kept: one stored row, and a second that ends it when it has a last day (TL-4).

    Raises:
        ValueError: when the last day lies before the first.
    """
    kind, key, value = _written(row)
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise ValueError(f"{kind.value} {key}: the last day lies before the first")
    start = StoredRow(kind=kind, key=key, value=value, starts_on=row.starts_on, source=row.source)
    if row.ends_on is None:
        return (start,)
    return (start, dataclasses.replace(start, value=None, starts_on=row.ends_on + dt.timedelta(days=1)))


def read_rules(*, rows: Iterable[StoredRow], on: dt.date | None = None) -> CaseRules | None:
    """Build the frozen value from stored rows in order of publication (TL-4, TL-5).

    Of two rows of one entry that start on the same day the later in the order wins. The value answers for every day;
    its version names what is in force on the London date ``on``, or on the last day on which anything changes. None
    when no time limit is in force then.

    Raises:
        UnreadableRow: when a row says something the rules cannot read.
        ContradictoryRows: when rows overlap or leave a gap.
    """
    entries = _entries(rows)
    if not entries:
        return None
    day = on or max(entry.starts_on for entry in entries)
    in_force = [entry for entry in entries if is_in_force(row=entry, on=day)]
    if on is not None and not any(entry.kind is RuleKind.TIME_LIMIT for entry in in_force):
        return None
    by_kind: dict[RuleKind, list[_Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    return CaseRules(
        version=_version(in_force, day),
        limits=TimeLimitTable.of(rows=[_read(entry, _time_limit) for entry in by_kind[RuleKind.TIME_LIMIT]]),
        offences=OffenceRuleTable(rows=tuple(_read(entry, _offence_rule) for entry in by_kind[RuleKind.OFFENCE_RULE])),
        pilots=tuple(_read(entry, _pilot_area) for entry in by_kind[RuleKind.PILOT_AREA]),
        routes=tuple(_read(entry, _charging_route) for entry in by_kind[RuleKind.CHARGING_ROUTE]),
    )


def _written(row: PublishableRow) -> tuple[RuleKind, str, Mapping[str, Any]]:
    """Give table, entry and value of a row."""
    match row:
        case TimeLimit():
            return RuleKind.TIME_LIMIT, row.kind.value, {"value": row.value, "unit": row.unit.value}
        case PilotArea():
            return RuleKind.PILOT_AREA, f"{row.scheme.value}:{row.area}", {"runs": True}
        case OffenceRule():
            subject = _CATEGORY if row.category is not None else _STRAND
            return RuleKind.OFFENCE_RULE, f"{row.flag.value}:{subject}:{row.subject}", {"applies": True}
    return RuleKind.CHARGING_ROUTE, row.route.value, {"teller": row.teller.value}


def _entries(rows: Iterable[StoredRow]) -> list[_Entry]:
    """Turn stored rows into values with a first and a last day."""
    starts: dict[tuple[RuleKind, str], dict[dt.date, StoredRow]] = defaultdict(dict)
    for row in rows:
        starts[row.kind, row.key][row.starts_on] = row
    return [
        _Entry(
            kind=kind,
            key=key,
            value=row.value,
            starts_on=row.starts_on,
            ends_on=None if following is None else following.starts_on - dt.timedelta(days=1),
            source=row.source,
        )
        for (kind, key), by_start in sorted(starts.items())
        for row, following in _with_next([by_start[day] for day in sorted(by_start)])
        if row.value is not None
    ]


def _with_next(ordered: Sequence[StoredRow]) -> Iterable[tuple[StoredRow, StoredRow | None]]:
    """Pair each row with the one that follows it."""
    return itertools.zip_longest(ordered, ordered[1:])


def _version(in_force: Sequence[_Entry], day: dt.date) -> str:
    """Name a set of rows by its youngest start and a digest of its content; at most 40 characters (TL-5)."""
    content = [[entry.kind.value, entry.key, entry.value, entry.starts_on.isoformat()] for entry in in_force]
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
    return f"{max((entry.starts_on for entry in in_force), default=day).isoformat()}.{digest}"


def _read(entry: _Entry, reader: Callable[[_Entry], Read]) -> Read:
    """Read an entry, naming it when it cannot be read."""
    try:
        return reader(entry)
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableRow(f"{entry.kind.value} {entry.key}: {error}") from error


def _time_limit(entry: _Entry) -> TimeLimit:
    return TimeLimit(
        kind=LimitKind(entry.key),
        value=entry.value["value"],
        unit=LimitUnit(entry.value["unit"]),
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        source=entry.source,
    )


def _pilot_area(entry: _Entry) -> PilotArea:
    scheme, area = entry.key.split(":")
    return PilotArea(
        scheme=PilotScheme(scheme), area=area, starts_on=entry.starts_on, ends_on=entry.ends_on, source=entry.source
    )


def _offence_rule(entry: _Entry) -> OffenceRule:
    flag, subject, name = entry.key.split(":")
    if subject not in {_CATEGORY, _STRAND}:
        raise ValueError("an offence rule is about a category or a strand")
    return OffenceRule(
        flag=OffenceFlag(flag),
        category=OffenceCategory(name) if subject == _CATEGORY else None,
        strand=HateStrand(name) if subject == _STRAND else None,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        source=entry.source,
    )


def _charging_route(entry: _Entry) -> ChargingRouteRule:
    return ChargingRouteRule(
        route=ChargingRoute(entry.key),
        teller=Teller(entry.value["teller"]),
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        source=entry.source,
    )
