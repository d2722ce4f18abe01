"""The map from what a court message says to what happened and what follows for a victim: 22 rows as reviewed data.

Source: CPS prototype document 5.5. The tables are CSV files beside this module so that policy staff can review them.
"""

import csv
import dataclasses
import enum
import functools
import importlib.resources
import uuid
from collections.abc import Iterator

from cases.rules.vocabulary import CaseEventKind, DecisionCode


class DeadlineBasis(enum.StrEnum):
    """On what the time to tell a victim rests. Days are counted by ``cases.rules.deadlines``, not here."""

    PILOT_STANDARD = "PILOT_STANDARD"
    INFORMATION = "INFORMATION"
    PROMPT = "PROMPT"
    FOURTEEN_DAYS = "FOURTEEN_DAYS"
    #: 1 or 5 working days from the decision to dispatch.
    VCL_LIMIT = "VCL_LIMIT"
    PAUSE = "PAUSE"
    REVIEW = "REVIEW"
    IMMEDIATE = "IMMEDIATE"
    NONE = "NONE"


class FollowUp(enum.StrEnum):
    """What the service itself does next."""

    #: A decision is proposed and waits for a person to confirm it.
    PROPOSAL = "PROPOSAL"
    #: A person sends a safety message by the agreed safe way.
    SAFETY_MESSAGE = "SAFETY_MESSAGE"
    #: A person says what it means.
    PERSON = "PERSON"
    #: It is compared with what was said.
    CORRECTION = "CORRECTION"
    #: It is recorded and shown.
    INFORMATION = "INFORMATION"
    #: The feed can never say this; staff record it.
    STAFF_ONLY = "STAFF_ONLY"


@dataclasses.dataclass(frozen=True, slots=True)
class MapRow:
    """One row of the map."""

    row: int
    kind: CaseEventKind
    what_happened: str
    victim_consequence: str
    deadline_basis: DeadlineBasis
    follow_up: FollowUp


@dataclasses.dataclass(frozen=True, slots=True)
class CodeMeaning:
    """What a result or trial-end code means. ``row`` is None for what is recorded and needs no event of its own."""

    meaning: str
    row: int | None
    #: The decision to propose when every charge of the case ends in this way.
    decision_if_all: DecisionCode | None


@functools.cache
def rows() -> dict[int, MapRow]:
    """Return the rows of the map by their number."""
    return {
        int(record["row"]): MapRow(
            row=int(record["row"]),
            kind=CaseEventKind(record["kind"]),
            what_happened=record["what_happened"],
            victim_consequence=record["victim_consequence"],
            deadline_basis=DeadlineBasis(record["deadline_basis"]),
            follow_up=FollowUp(record["follow_up"]),
        )
        for record in _records("event_map.csv")
    }


@functools.cache
def row_of(kind: CaseEventKind) -> MapRow:
    """Return the row of an event kind.

    Raises:
        KeyError: the kind is not one that the court feed knows.
    """
    return {row.kind: row for row in rows().values()}[kind]


def meaning_of_result(*, type_id: uuid.UUID | None, cjs_code: str) -> CodeMeaning | None:
    """Look a result up by its type and else by its CJS code; None when neither is known (traps 1 and 2).

    The type goes first because one code can stand for many orders: 1029 ends a restraining order and a community order.
    """
    by_type, by_code = _result_meanings()
    if type_id is not None and type_id in by_type:
        return by_type[type_id]
    return by_code.get(cjs_code) if cjs_code else None


def meaning_of_trial_end(*, trial_end_type: str, code: str, reason_id: uuid.UUID | None = None) -> CodeMeaning | None:
    """Look up why a trial did not run, by type and code or by the id of the reason; None when unknown."""
    by_code, by_id = _trial_end_meanings()
    if reason_id is not None:
        return by_id.get(reason_id)
    return by_code.get((trial_end_type.upper(), code.upper()))


@functools.cache
def _result_meanings() -> tuple[dict[uuid.UUID, CodeMeaning], dict[str, CodeMeaning]]:
    by_type: dict[uuid.UUID, CodeMeaning] = {}
    by_code: dict[str, CodeMeaning] = {}
    for record in _records("result_codes.csv"):
        meaning = _meaning(record)
        if record["result_type_id"]:
            by_type[uuid.UUID(record["result_type_id"])] = meaning
        else:
            by_code[record["cjs_code"]] = meaning
    return by_type, by_code


@functools.cache
def _trial_end_meanings() -> tuple[dict[tuple[str, str], CodeMeaning], dict[uuid.UUID, CodeMeaning]]:
    by_code: dict[tuple[str, str], CodeMeaning] = {}
    by_id: dict[uuid.UUID, CodeMeaning] = {}
    for record in _records("trial_end_codes.csv"):
        meaning = _meaning(record)
        by_code[record["trial_end_type"].upper(), record["code"].upper()] = meaning
        by_id[uuid.UUID(record["reason_id"])] = meaning
    return by_code, by_id


def _meaning(record: dict[str, str]) -> CodeMeaning:
    return CodeMeaning(
        meaning=record["meaning"],
        row=int(record["map_row"]) if record["map_row"] else None,
        decision_if_all=DecisionCode(record["decision_if_all"]) if record["decision_if_all"] else None,
    )


def _records(name: str) -> Iterator[dict[str, str]]:
    table = importlib.resources.files("cases.rules.court_feed").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(table.splitlines())
