"""P5: a file of events through the real import, against reading it, COPY to a staging table and storing the rows."""

import csv
import datetime as dt
import io
import itertools
import random
import tempfile
import uuid
from pathlib import Path
from typing import Any

import msgspec
from django.db import connection, transaction
from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from bench import database, harness
from cases.models import InboundFile
from cases.rules.import_formats.rows import EventRow
from communications.services import intake

_HEADER = (
    "event_id", "occurred_at", "recorded_at", "source", "case_urn", "person_ref", "kind",
    "payload.decision_code", "payload.charge_ids", "payload.note", "payload.hearing_at", "payload.court_name",
)  # fmt: skip
#: What a day brings, in hundredths: mostly hearings; a few decisions, which a person must confirm.
_KINDS = (("HEARING_LISTED", 70), ("BAIL_CHANGE", 5), ("STOPPED_BY_PROSECUTION", 5), ("CHARGED", 20))
_STAGED = "line, source, key, case_urn, person_ref, kind, occurred_at, payload"


def lines(size: harness.Size) -> list[harness.Line]:
    """Measure the first time and the second time of one file."""
    database.places()
    database.cases(count=min(size.cases, size.import_rows))
    database.analyse()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        expected = _write(path, rows=size.import_rows, cases=min(size.cases, size.import_rows))
        ratio = harness.interleaved(
            product=lambda: _take_in(path), yardstick=lambda: _copy(path), blocks=size.blocks, before_each=_forget
        )
        _forget()
        first_time, report = harness.timed(lambda: _take_in(path))
        again = []
        applied_again = 0
        for _ in range(3):
            seconds, second = harness.timed(lambda: _take_in(path))
            again.append((seconds, first_time))
            applied_again += second.rows_applied
    rows = f"{size.import_rows:,} rows, 1% bad, 5% twice"
    totals = (report.rows_applied, report.rows_unchanged, report.rows_quarantined)
    return [
        harness.at_most(
            goal="P5 import of a file / parse, COPY, store",
            bar=2,
            ratio=ratio,
            note=f"{rows}; {size.import_rows / first_time:,.0f} rows/s",
        ),
        harness.Line(
            goal="P5 applied, unchanged, quarantined",
            bar=", ".join(f"{count:,}" for count in expected),
            measured=", ".join(f"{count:,}" for count in totals),
            is_met=totals == expected,
        ),
        harness.at_most(goal="P5 same file again / first time", bar=1, ratio=harness.ratio(again)),
        harness.Line(
            goal="P5 same file again adds",
            bar="0 rows",
            measured=f"{applied_again} rows",
            is_met=applied_again == 0,
        ),
    ]


def rows_of(*, count: int, cases: int, seed: int = 1) -> list[dict[str, str]]:
    """Write ``count`` good events about the first ``cases`` cases."""
    chance = random.Random(seed)
    kinds = list(itertools.chain.from_iterable([kind] * weight for kind, weight in _KINDS))
    now = timezone.now().replace(microsecond=0)
    rows = []
    for number in range(count):
        occurred = now - dt.timedelta(minutes=chance.randrange(60, 60 * 24 * 30))
        rows.append(
            dict.fromkeys(_HEADER, "")
            | {
                "event_id": f"bench-{seed}-{number}",
                "occurred_at": occurred.isoformat(),
                "recorded_at": (occurred + dt.timedelta(minutes=20)).isoformat(),
                "source": "CMS",
                "case_urn": f"06AA{chance.randrange(1, cases + 1):07}",
                "kind": chance.choice(kinds),
                "payload.note": "Told by the court",
            }
        )
    return rows


def _write(path: Path, *, rows: int, cases: int) -> tuple[int, int, int]:
    """Write the file; return how many of its rows are to be applied, left as they are, and quarantined."""
    bad, twice = rows // 100, rows // 20
    good = rows_of(count=rows - bad - twice, cases=cases)
    spoilt = [{**row, "event_id": f"bad-{number}", "case_urn": "99ZZ0000000"} for number, row in enumerate(good[:bad])]
    everything = good + spoilt + good[:twice]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, _HEADER)
        writer.writeheader()
        writer.writerows(everything)
    return len(good), twice, bad


def _take_in(path: Path) -> Any:
    return intake.import_rows_file(path=path, actor=actors.system(SystemProcess.CASE_IMPORT), at=timezone.now())


def _copy(path: Path) -> None:
    """Read the file with the same types, copy it to a table of staging and from there store it; no rule at all."""
    with transaction.atomic(), connection.cursor() as cursor, path.open(encoding="utf-8", newline="") as stream:
        cursor.execute(
            "CREATE TEMPORARY TABLE bench_staged (line integer, source text, key text, case_urn text, "
            "person_ref text, kind text, occurred_at timestamptz, payload jsonb) ON COMMIT DROP"
        )
        # The stored rows are those of the product, which say from which file they came: what was stored without that
        # was not the same row, and the database checks each reference.
        file = InboundFile.objects.create(
            source="BENCH", digest=uuid.uuid4().hex, received_at=timezone.now(), received_by="system:bench"
        )
        staged = map(_staged, enumerate(csv.reader(itertools.islice(stream, 1, None)), start=2))
        while part := list(itertools.islice(staged, 5_000)):
            chunk = io.StringIO()
            csv.writer(chunk, quoting=csv.QUOTE_ALL).writerows(part)
            chunk.seek(0)
            cursor.copy_expert(f"COPY bench_staged ({_STAGED}) FROM STDIN WITH (FORMAT csv)", chunk)
        cursor.execute(
            "INSERT INTO cases_inboundmessage (source, key, digest, payload, order_key, state, problems, file_id, "
            "received_at, received_by) SELECT source, key, md5(payload::text), payload, '', 'APPLIED', '[]', "
            "%(file)s, now(), 'system:bench' FROM bench_staged ON CONFLICT DO NOTHING",
            {"file": file.pk},
        )


_ENCODER = msgspec.json.Encoder()


def _staged(numbered: tuple[int, list[str]]) -> tuple[Any, ...]:
    line, values = numbered
    fields = {name: value for name, value in zip(_HEADER[:7], values, strict=False) if value}
    payload = {name.partition(".")[2]: value for name, value in zip(_HEADER[7:], values[7:], strict=True) if value}
    row = msgspec.convert({**fields, "payload": payload}, EventRow, strict=False)
    return (
        line,
        row.source,
        row.event_id,
        row.case_urn,
        row.person_ref,
        row.kind.value,
        row.occurred_at.isoformat(),
        _ENCODER.encode(row).decode(),
    )


def _forget() -> None:
    """Forget everything that came in."""
    database.fill(
        "TRUNCATE cases_inboundfile, cases_inboundmessage, cases_caseevent, cases_decisionproposal, cases_workitem "
        "CASCADE"
    )
