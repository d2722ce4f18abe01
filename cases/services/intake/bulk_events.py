"""Take in events of our own format in one statement, however many: from a staged file or from an API call.

Every rule of one message holds for each row: taken in once, conflicts apart, unknown cases quarantined, decisions
proposed and never recorded. The database does the work in sets, because a row at a time is a hundred times slower.
"""

import dataclasses
import datetime as dt
import hashlib
import io
import itertools
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import msgspec
from django.db import connection

from accounts.actors import Actor
from cases.models import InboundFile
from cases.rules import urn
from cases.rules.court_feed.event_map import FollowUp
from cases.rules.event_work import ONLY_FOR_NAMED_OFFICERS, RAISING
from cases.rules.import_formats import EventRow, GoodRow
from cases.rules.import_formats.rows import DECISION_OF_KIND, IMPORTABLE_KINDS, follow_up_of
from cases.rules.vocabulary import CaseEventKind, Plea
from cases.services.intake import event_statements, event_work
from cases.services.intake.follow_up import ANSWER_PROPOSAL_WITHIN

#: Rows handed to COPY at once: memory stays the same however long the file is.
_CHUNK = 5_000
#: From here on, joining by hash is always right.
_MANY = 2_000
#: Of each kind its name, what is to follow from it and whether it raises work: worked out once, asked with every row.
_OF_KIND: dict[CaseEventKind, tuple[str, str, bool]] = {
    kind: (kind.value, follow_up_of(kind).value, kind in RAISING) for kind in IMPORTABLE_KINDS
}
#: What is to follow from an event that a person is asked about.
_ASKING = {FollowUp.PROPOSAL.value, FollowUp.PERSON.value}
#: What ends a value or a row in the text that COPY reads, and what escapes it.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
#: Kinds of which most events ask nobody and are nobody's work.
_MOSTLY_NOBODYS = {
    name for kind, (name, follow, _) in _OF_KIND.items() if kind in ONLY_FOR_NAMED_OFFICERS and follow not in _ASKING
}
_ENCODER = msgspec.json.Encoder()
_NAMES = [name for name, _ in event_statements.COLUMNS]


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What became of one row."""

    line: int
    #: APPLIED, UNCHANGED, CONFLICT, QUARANTINED or BUSY.
    verdict: str
    field: str = ""
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Answers:
    """What became of many rows: the counts, and the rows that a person or the sender must know about."""

    counts: dict[str, int]
    rows: tuple[Answer, ...]

    def count(self, *verdicts: str) -> int:
        """Add up the rows with these verdicts."""
        return sum(self.counts.get(verdict, 0) for verdict in verdicts)


def take_in_file(
    events: Iterable[GoodRow[EventRow]], *, file: InboundFile | None, actor: Actor, at: dt.datetime
) -> Answers:
    """Take in any number of events by COPY to a staging table; returns counts and the rows not applied.

    Runs in the caller's transaction: a file is taken in as a whole, its bad rows apart, or not at all (F15).
    """
    with connection.cursor() as cursor:
        cursor.execute("set local client_min_messages = warning")
        cursor.execute("drop table if exists staged")
        cursor.execute(event_statements.STAGING)
        count = 0
        for chunk in _chunks(events):
            cursor.copy_expert("copy staged from stdin", chunk)
            count += cursor.rowcount
        # Only what cases are found by, and of few of the rows: to read more takes longer than it could save.
        cursor.execute("set local default_statistics_target = 10")
        cursor.execute("analyze staged (case_urn, urn_key)")
        cursor.execute("set local work_mem = '64MB'")
        # The planner guesses few of what is new and would sort whole rows to join them.
        cursor.execute("set local enable_mergejoin = off")
        if count > _MANY:
            # On tables of unknown size the planner may walk one step's rows for every row of another.
            cursor.execute("set local enable_nestloop = off")
        cursor.execute(
            event_statements.OF_A_FILE, _parameters(file=file, area_code=None, actor=actor, at=at, tells_all=False)
        )
        answers = _answers(cursor.fetchall())
        cursor.execute("set local enable_nestloop = on")
        cursor.execute("set local enable_mergejoin = on")
    return answers


def take_in_batch(
    events: Iterable[GoodRow[EventRow]], *, area_code: str | None, actor: Actor, at: dt.datetime
) -> Answers:
    """Take in the events of one API call and answer for each; ``area_code`` limits whose cases are known to the caller.

    Each statement is a transaction by itself where the caller has none open. The one for a single event takes it in or
    does nothing at all.
    """
    events = list(events)
    if not events:
        return Answers({}, ())
    rows = [dict(zip(_NAMES, _staged(event), strict=True)) for event in events]
    if len(rows) == 1 and _is_taken_in_as_nobodys_work(rows[0], area_code=area_code, actor=actor, at=at):
        return Answers({"APPLIED": 1}, (Answer(rows[0]["line"], "APPLIED"),))
    raising = {event.row.kind for event in events} & RAISING
    parameters = _parameters(file=None, area_code=area_code, actor=actor, at=at, tells_all=True, kinds=raising)
    if len(rows) == 1:
        [row] = rows
        plain = event_statements.OF_ONE_PLAIN[row["follow"] in _ASKING, row["raises"]]
        if plain.rows({**parameters, **row}):
            return Answers({"APPLIED": 1}, (Answer(row["line"], "APPLIED"),))
    for row in rows:
        row["payload"] = msgspec.Raw(row["payload"].encode("utf-8"))
    if len(rows) == 1:
        return _answers(event_statements.OF_ANY_ONE.rows({**parameters, "rows": _json(rows[0])}))
    return _answers(event_statements.OF_A_BATCH.rows({**parameters, "rows": _json(rows)}))


def _is_taken_in_as_nobodys_work(row: dict[str, Any], *, area_code: str | None, actor: Actor, at: dt.datetime) -> bool:
    """Try the shortest statement on an event for which it may do; nothing was done where it did not."""
    if row["kind"] not in _MOSTLY_NOBODYS:
        return False
    values = {**row, "area": area_code, "by": actor.label, "at": at}
    return bool(event_statements.OF_ONE_THAT_RAISES_NOTHING.rows(values))


def _json(value: object) -> str:
    return _ENCODER.encode(value).decode("utf-8")


def event_digest(event: EventRow) -> tuple[str, str]:
    """Return the event as stored and its digest: the same whether it came by file or by API."""
    text = _ENCODER.encode(event)
    return text.decode("utf-8"), hashlib.sha256(text).hexdigest()


def _staged(event: GoodRow[EventRow]) -> tuple[Any, ...]:
    row = event.row
    urn_key, urn_split = urn.matching_key(received=row.case_urn)
    kind, follow, raises = _OF_KIND[row.kind]
    is_proposal = follow == FollowUp.PROPOSAL
    decision = row.payload.decision_code or DECISION_OF_KIND.get(row.kind) if is_proposal else None
    payload, digest = event_digest(row)
    return (
        event.line,
        row.source,
        row.event_id,
        digest,
        row.case_urn,
        urn_key,
        urn_split,
        row.person_ref,
        kind,
        row.occurred_at.isoformat(),
        follow,
        decision.value if decision else "",
        "COURT" if decision == "COURT_ENDED" else "CPS",
        _plea(row),
        raises,
        "{" + ",".join(map(str, row.payload.charge_ids)) + "}",
        payload,
    )


def _plea(row: EventRow) -> str:
    """Say which plea it was, where the event is one: a sender that does not say leaves it to a person to read."""
    if row.kind is not CaseEventKind.PLEA:
        return ""
    return Plea.OTHER.value if row.payload.plea is msgspec.UNSET else row.payload.plea.value


def _chunks(events: Iterable[GoodRow[EventRow]]) -> Iterator[io.BytesIO]:
    staged = map(_staged, events)
    while part := list(itertools.islice(staged, _CHUNK)):
        yield io.BytesIO("".join(map(_copy_line, part)).encode("utf-8"))


def _copy_line(values: tuple[Any, ...]) -> str:
    """Write one row as COPY reads it. What would be read otherwise than written is looked for once in the whole row."""
    line = "\t".join(map(str, values))
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") != len(values) - 1:
        line = "\t".join(str(value).translate(_ESCAPES) for value in values)
    return f"{line}\n"


def _parameters(
    *,
    file: InboundFile | None,
    area_code: str | None,
    actor: Actor,
    at: dt.datetime,
    tells_all: bool,
    kinds: Collection[CaseEventKind] = RAISING,
) -> dict[str, Any]:
    return {
        "file": file.pk if file else None,
        "area": area_code,
        "by": actor.label,
        "at": at,
        "answer_by": at + ANSWER_PROPOSAL_WITHIN,
        **event_work.parameters(at=at, kinds=kinds),
        "tells_all": tells_all,
    }


def _answers(rows: list[tuple[Any, ...]]) -> Answers:
    counts = {verdict: int(reason) for line, verdict, _, reason in rows if line is None}
    answers = tuple(Answer(line, verdict, field, reason) for line, verdict, field, reason in rows if line is not None)
    return Answers(counts, answers)
