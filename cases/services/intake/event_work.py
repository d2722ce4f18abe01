"""Raise the work that events lead to, in sets: the one statement that files, API calls and court messages share."""

import contextlib
import dataclasses
import datetime as dt
import importlib.resources
import json
import uuid
from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from django.db import connection

from accounts.actors import Actor
from cases.rules import event_work
from cases.rules.case_rules import CaseRules
from cases.rules.vocabulary import CaseEventKind, LimitKind, Plea
from cases.rules.working_days import WorkingDayCalendar, london_date
from cases.services import reference

_ENCODER = msgspec.json.Encoder()
#: Whether a victim "v" of a case "c" has a named officer (EW-3, Audience.NAMED_OFFICER).
HAS_NAMED_OFFICER_SQL = (
    "(c.is_rasso or c.is_bereaved_family_case or v.service_tier in ('ENHANCED', 'RASSO', 'BEREAVED_FAMILY'))"
)
#: The common table expressions that raise work; whoever includes them defines "happened" before.
RAISING_SQL = (
    importlib.resources.files("cases.services.intake")
    .joinpath("raise_event_work.sql")
    .read_text("utf-8")
    .replace("-- or they have a named officer", f"or {HAS_NAMED_OFFICER_SQL}")
)
_HAPPENED = """
with happened as (
    select * from jsonb_to_recordset(%(happened)s) as one(subject text, name text, case_id uuid, kind text, plea text,
                                                          person_ref text, charge_ids uuid[], occurred_at timestamptz)
),
"""
_STATEMENT = "".join((_HAPPENED, RAISING_SQL, "select count(*) from news"))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event that was just recorded."""

    #: What the work is about, as ``WorkItem.about`` holds it.
    subject: str
    #: Names the event among those of its case.
    name: str
    case_id: uuid.UUID
    kind: CaseEventKind
    plea: Plea | None
    #: Our ids of the charges that it is about; empty means the whole case.
    charge_ids: tuple[uuid.UUID, ...]
    occurred_at: dt.datetime


def raise_for(*, happened: Iterable[Happened], actor: Actor, at: dt.datetime) -> int:
    """Raise the work of events just recorded, one item for each victim concerned; return how many were new.

    Newer news takes the place of older news that nobody has told yet. Runs in the caller's transaction; two statements
    when there is anything to raise, none when there is not.
    """
    rows = [
        {
            "subject": one.subject,
            "name": one.name,
            "case_id": str(one.case_id),
            "kind": one.kind.value,
            "plea": one.plea.value if one.plea else "",
            "person_ref": "",
            "charge_ids": "{" + ",".join(map(str, one.charge_ids)) + "}",
            "occurred_at": one.occurred_at.isoformat(),
        }
        for one in happened
        if one.kind in event_work.RAISING
    ]
    if not rows:
        return 0
    values: dict[str, Any] = {"happened": json.dumps(rows), "by": actor.label, "at": at, **parameters(at=at)}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, values)
        return int(cursor.fetchone()[0])


def parameters(*, at: dt.datetime, kinds: Collection[CaseEventKind] = event_work.RAISING) -> dict[str, str]:
    """Give the tasks of ``kinds`` with their clocks, seen from receipt at ``at``, as the statement reads them."""
    clocks = _clocks(at)
    tasks = [
        {
            "event": task.event.value,
            "plea": task.plea.value if task.plea else "",
            "work": task.work.value,
            "words": task.words,
            "audience": task.audience.value,
            "due_at": at + event_work.IMMEDIATE if task.limit is None else clocks[task.limit],
            "replaces": task.replaces,
            "rank": task.rank,
        }
        for task in event_work.TASKS
        if task.event in kinds
    ]
    return {"tasks": _ENCODER.encode(tasks).decode("utf-8"), "declined": event_work.DECLINED_WORDS}


def _clocks(at: dt.datetime) -> dict[LimitKind, dt.datetime | None]:
    """Say when each sort of news received now is due; read at most once a minute, because events come by thousands."""
    return reference.recent(key=("news", london_date(at=at)), at=at, by=lambda: _read_clocks(at))


def _read_clocks(at: dt.datetime) -> dict[LimitKind, dt.datetime | None]:
    rules: CaseRules | None = None
    calendar: WorkingDayCalendar | None = None
    with contextlib.suppress(reference.NothingPublished):
        rules, calendar = reference.load_rules(on=london_date(at=at)), reference.load_calendar()
    return {
        task.limit: event_work.due_at(limit=task.limit, at=at, rules=rules, calendar=calendar)
        for task in event_work.TASKS
        if task.limit is not None
    }
