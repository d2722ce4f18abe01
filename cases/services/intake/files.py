"""Take in a file: tell what it is, read it as a stream, quarantine what is bad, keep control totals that add up."""

import dataclasses
import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import InboundFile, InboundMessage
from cases.rules.import_formats import BadRow, EventRow, FileRefused, GoodRow, RowProblem, json_text, reading
from cases.rules.import_formats.rows import CaseRow, ChargeRow, Row, VictimRow
from cases.rules.vocabulary import InboundState
from cases.services.intake import bulk_events, bulk_facts, storing
from cases.services.intake.bulk_events import Answer, Answers
from cases.services.intake.outcomes import Reason

#: No message of the courts comes near it; a larger document is refused before it is read.
LARGEST_DOCUMENT = 20 * 1024 * 1024
#: Bad rows told one by one; beyond it they are counted and kept, and a person looks at the file.
MOST_TOLD = 1_000
_SOURCES: dict[type[Row], str] = {
    EventRow: "EVENTS",
    CaseRow: "CSV_CASES",
    VictimRow: "CSV_VICTIMS",
    ChargeRow: "CSV_CHARGES",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """What became of a file: totals that add up, and every bad row with its line, field and reason."""

    rows_read: int
    rows_applied: int
    rows_unchanged: int
    rows_quarantined: int
    reasons: tuple[Reason, ...] = ()


def take_in_rows(*, path: Path, actor: Actor, at: dt.datetime, dry_run: bool = False) -> Report:
    """Take in a file of our own formats (``.jsonl`` or ``.csv``) in one transaction.

    Bad rows are quarantined and all else goes on; the same file again changes nothing; ``dry_run`` does everything
    and keeps none of it. Memory does not grow with the file or with its longest line (F15).

    Raises:
        FileRefused: the file as a whole is none of ours.
        NotPermitted: the actor may not bring in facts.
    """
    policies.require_anywhere(actor=actor, permission=Permission.IMPORT_CASES)
    digest = _digest(path)
    with transaction.atomic(), path.open("rb") as stream:
        shape, rows = _open(path, stream, at=at)
        report = _take_in(shape, rows, digest=digest, actor=actor, at=at)
        if dry_run:
            transaction.set_rollback(True)
    return report


def read_document(*, path: Path) -> dict[str, Any]:
    """Read a file that holds one JSON object: a message of the courts.

    Raises:
        FileRefused: too large, not JSON, or no object.
    """
    with path.open("rb") as stream:
        content = stream.read(LARGEST_DOCUMENT + 1)
    if len(content) > LARGEST_DOCUMENT:
        raise FileRefused(RowProblem("", f"The file is larger than {LARGEST_DOCUMENT} bytes"))
    try:
        value = json_text.read(content)
    except json_text.NotJson as fault:
        raise FileRefused(RowProblem("", f"The file {fault}")) from None
    if not isinstance(value, dict):
        raise FileRefused(RowProblem("", "The file holds no JSON object"))
    return value


def _open(path: Path, stream: BinaryIO, *, at: dt.datetime) -> tuple[type[Row], Iterator[GoodRow[Any] | BadRow]]:
    suffix = path.suffix.lower()
    if suffix in {".jsonl", ".ndjson"}:
        return EventRow, reading.read_event_lines(stream, at=at)
    if suffix == ".csv":
        table = reading.open_table(stream, at=at)
        return table.shape, table.rows
    raise FileRefused(RowProblem("", "The name of the file should end in .jsonl, .csv or .json"))


def _take_in(
    shape: type[Row], rows: Iterable[GoodRow[Any] | BadRow], *, digest: str, actor: Actor, at: dt.datetime
) -> Report:
    source = _SOURCES[shape]
    storing.lock(f"file:{source}:{digest}")
    file, is_known = _file_of(source=source, digest=digest, actor=actor, at=at)
    bad = _BadRows(file=file, actor=actor, at=at)
    good = bad.sift(rows)
    if shape is EventRow:
        answers = bulk_events.take_in_file(good, file=file, actor=actor, at=at)
    else:
        answers = bulk_facts.take_in(good, shape=shape, file=file, actor=actor, at=at)  # type: ignore[arg-type]
    bad.flush()
    report = _report(answers, bad)
    _keep_totals(file, report, is_known=is_known)
    audit.record(
        actor=actor,
        verb=Verb.IMPORTED,
        subject=file,
        at=at,
        detail={
            "source": source,
            "read": report.rows_read,
            "applied": report.rows_applied,
            "quarantined": report.rows_quarantined,
        },
    )
    return report


def _file_of(*, source: str, digest: str, actor: Actor, at: dt.datetime) -> tuple[InboundFile, bool]:
    known = InboundFile.objects.filter(source=source, digest=digest).order_by("received_at").first()
    if known is not None:
        return known, True
    return InboundFile.objects.create(source=source, digest=digest, received_at=at, received_by=actor.label), False


def _keep_totals(file: InboundFile, report: Report, *, is_known: bool) -> None:
    """Keep the totals of the first time; a later time only moves rows from quarantine to applied."""
    if is_known and not report.rows_applied:
        return
    applied_before = file.rows_applied if is_known else 0
    file.rows_read = report.rows_read
    file.rows_quarantined = report.rows_quarantined
    file.rows_applied = min(report.rows_applied + applied_before, file.rows_read - file.rows_quarantined)
    file.rows_unchanged = file.rows_read - file.rows_applied - file.rows_quarantined
    file.save(update_fields=["rows_read", "rows_applied", "rows_unchanged", "rows_quarantined"])


def _report(answers: Answers, bad: "_BadRows") -> Report:
    refused = answers.count("QUARANTINED", "CONFLICT", "BUSY") + bad.count
    applied, unchanged = answers.count("APPLIED"), answers.count("UNCHANGED")
    told = sorted(
        itertools.chain(bad.reasons, (_reason(answer) for answer in answers.rows[:MOST_TOLD])),
        key=lambda reason: reason.line or 0,
    )
    return Report(
        rows_read=applied + unchanged + refused,
        rows_applied=applied,
        rows_unchanged=unchanged,
        rows_quarantined=refused,
        reasons=tuple(told),
    )


def _reason(answer: Answer) -> Reason:
    return Reason(answer.field, answer.reason, answer.line)


class _BadRows:
    """Takes the unreadable rows out of a stream and keeps them, a few hundred at a time."""

    _TOGETHER = 500

    def __init__(self, *, file: InboundFile, actor: Actor, at: dt.datetime) -> None:
        self._file, self._actor, self._at = file, actor, at
        self._waiting: list[InboundMessage] = []
        self.count = 0
        self.reasons: list[Reason] = []

    def sift(self, rows: Iterable[GoodRow[Any] | BadRow]) -> Iterator[GoodRow[Any]]:
        """Yield the good rows; keep the bad ones."""
        for row in rows:
            if isinstance(row, GoodRow):
                yield row
            else:
                self._keep(row)

    def flush(self) -> None:
        """Store what waits. A row kept before, of this or another file, is kept once."""
        InboundMessage.objects.bulk_create(self._waiting, ignore_conflicts=True)
        self._waiting = []

    def _keep(self, bad: BadRow) -> None:
        self.count += 1
        reasons = [Reason(problem.field, problem.reason, bad.line) for problem in bad.problems]
        if len(self.reasons) < MOST_TOLD:
            self.reasons.extend(reasons)
        digest = hashlib.sha256(json.dumps([bad.text, *(reason.reason for reason in reasons)]).encode()).hexdigest()
        self._waiting.append(
            InboundMessage(
                source=f"{self._file.source}_UNREADABLE",
                key=digest,
                digest=digest,
                payload=storing.storable({"text": bad.text}),
                state=InboundState.QUARANTINED,
                problems=[reason.as_json() for reason in reasons],
                file=self._file,
                received_at=self._at,
                received_by=self._actor.label,
            )
        )
        if len(self._waiting) >= self._TOGETHER:
            self.flush()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
