"""Bad input ends in named errors: no traceback, no half-applied row, no memory that grows with the file (issue H)."""

import csv
import datetime as dt
import io
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import CaseEvent, InboundMessage
from cases.rules.import_formats import BadRow, FileRefused, GoodRow, json_text, reading
from cases.services.intake import files
from tests.factories.cases import CaseFactory

AT = dt.datetime(2026, 4, 1, 12, 0, tzinfo=dt.UTC)
IMPORT = actors.system(SystemProcess.CASE_IMPORT)
MB = 1024 * 1024
EVENT = {
    "event_id": "cms-1",
    "occurred_at": "2026-03-03T11:00:00Z",
    "recorded_at": "2026-03-03T11:10:00Z",
    "source": "CMS",
    "case_urn": "45AA2000126",
    "kind": "VERDICT",
}
GOOD_LINE = json.dumps(EVENT).encode()
HEADER = ",".join(EVENT).encode()
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "=cmd|' /C calc'!A0", "-2+3+cmd", "@x"]


def lines_of(content: bytes) -> list[GoodRow[Any] | BadRow]:
    return list(reading.read_event_lines(io.BytesIO(content), at=AT))


def read_or_refused(read: Callable[[], list[GoodRow[Any] | BadRow]]) -> list[BadRow]:
    """Return the bad rows; a refusal of the whole is one bad row with its problems. Anything else is a traceback."""
    try:
        return [row for row in read() if isinstance(row, BadRow)]
    except FileRefused as refusal:
        return [BadRow(1, refusal.problems)]


class TestJsonLines:
    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (GOOD_LINE[:40], "ends too early"),
            (b"{" + GOOD_LINE, "is not JSON"),
            (GOOD_LINE.replace(b"cms-1", "caf\u00e9".encode("latin-1")), "is not UTF-8"),
            (GOOD_LINE[:-1] + b', "kind": "PLEA"}', "names a key twice"),
            (b"<event><id>1</id></event>", "XML"),
            (b"[" * 10_000 + b"]" * 10_000, "nested too deep"),
            (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deep"),
            (b'{"event_id": NaN}', "NaN"),
            (b'{"event_id": ' + b"9" * 5_000 + b"}", "too long"),
            (b'{"event_id": "\\ud800"}', "half of a character"),
            (GOOD_LINE.replace(b"cms-1", b"cms\x00"), "NUL"),
            (GOOD_LINE.replace(b'"cms-1"', b'"' + b"x" * 70_000 + b'"'), "is longer than 65536 bytes"),
            (b"[]", "should be a JSON object"),
            (b'"text"', "should be a JSON object"),
            (b"null", "should be a JSON object"),
        ],
        ids=lambda value: value if isinstance(value, str) else "line",
    )
    def test_name_the_fault_of_one_line_and_read_the_others(self, line: bytes, reason: str) -> None:
        first, bad, last = lines_of(b"\n".join([GOOD_LINE, line, GOOD_LINE]))

        assert isinstance(first, GoodRow)
        assert isinstance(bad, BadRow)
        assert bad.line == 2
        assert reason in bad.problems[0].reason
        assert isinstance(last, GoodRow)

    @given(content=st.binary(max_size=400))
    def test_of_any_bytes_are_read_or_refused_by_name(self, content: bytes) -> None:
        assert all(row.problems for row in read_or_refused(lambda: lines_of(content)))

    @given(value=st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=20))
    def test_with_any_value_in_any_field_are_read_or_refused_by_name(self, value: object) -> None:
        for field in EVENT:
            text = json.dumps(EVENT | {field: value}).encode()
            [row] = lines_of(text)
            if isinstance(row, BadRow):
                assert row.problems[0].reason

    def test_never_quote_what_a_row_holds(self) -> None:
        marked = json.dumps(EVENT | {"kind": "CANARY", "CANARY\n": 1, "case_urn": "=CANARY"}).encode()

        [row] = lines_of(marked)

        assert isinstance(row, BadRow)
        assert "CANARY" not in repr(row)


class TestCsv:
    @pytest.mark.parametrize("cell", FORMULAS)
    @pytest.mark.parametrize("column", ["case_urn", "person_ref", "payload.note", "payload.court_name", "event_id"])
    def test_cells_that_a_spreadsheet_would_run_are_refused(self, cell: str, column: str) -> None:
        """ASVS 1.2.10: what never comes in is never exported."""
        row = {**EVENT, "person_ref": "", "payload.note": "", "payload.court_name": "", column: cell}
        content = io.StringIO()
        writer = csv.DictWriter(content, fieldnames=list(row), quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)

        rows = list(reading.open_table(io.BytesIO(content.getvalue().encode()), at=AT).rows)

        assert all(isinstance(read, BadRow) for read in rows)
        assert rows

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (b'cms-1,"2026-03-03T11:00:00Z,2026-03-03T11:10:00Z,CMS,45AA2000126,VERDICT', "quotation mark"),
            (b"cms-1,2026-03-03T11:00:00Z", "has 2 cells where the header has 6"),
            (b",,,,,,,,,", "has 10 cells"),
            (b"cms-1,2026-13-03T11:00:00Z,2026-03-03T11:10:00Z,CMS,45AA2000126,VERDICT", "date and time"),
            (b"cms-1,2026-03-03T11:00:00Z,2026-03-03T11:10:00Z,CMS,45AA2000126,GUILTY", "none of the values"),
            (b"cms-1,2026-03-03T11:00:00Z,2026-03-03T11:10:00Z,CMS,caf\xe9,VERDICT", "not UTF-8"),
        ],
    )
    def test_name_the_fault_of_one_row_and_read_the_others(self, line: bytes, reason: str) -> None:
        good = ",".join(EVENT.values()).encode()

        table = reading.open_table(io.BytesIO(b"\r\n".join([b"\xef\xbb\xbf" + HEADER, good, line, good])), at=AT)
        first, bad, last = list(table.rows)

        assert isinstance(first, GoodRow)
        assert isinstance(bad, BadRow)
        assert bad.line == 3
        assert reason in bad.problems[0].reason
        assert isinstance(last, GoodRow)

    @given(content=st.binary(max_size=300))
    def test_of_any_bytes_below_a_good_header_are_read_or_named(self, content: bytes) -> None:
        rows = reading.open_table(io.BytesIO(HEADER + b"\n" + content), at=AT).rows

        assert all(row.problems for row in rows if isinstance(row, BadRow))

    @given(content=st.binary(max_size=300))
    def test_of_any_bytes_at_all_are_read_or_refused_by_name(self, content: bytes) -> None:
        rows = read_or_refused(lambda: list(reading.open_table(io.BytesIO(content), at=AT).rows))

        assert all(row.problems for row in rows)


class TestDocuments:
    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "ends too early"),
            (b"{", "ends too early"),
            (b'{"hearing": {', "ends too early"),
            (b"<?xml version='1.0'?><hearing/>", "XML"),
            (b"[1, 2]", "no JSON object"),
            (b'{"hearing": 1, "hearing": 2}', "twice"),
            (b'{"hearing": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "nested too deep"),
            ("{}".encode("utf-16"), "not UTF-8"),
            (b'{"a": "\xff"}', "not UTF-8"),
        ],
    )
    def test_that_are_no_message_are_refused_by_name(self, tmp_path: Path, content: bytes, reason: str) -> None:
        path = tmp_path / "message.json"
        path.write_bytes(content)

        with pytest.raises(FileRefused) as refusal:
            files.read_document(path=path)

        assert reason in refusal.value.problems[0].reason

    def test_larger_than_any_message_are_refused_before_they_are_read(self, tmp_path: Path) -> None:
        path = tmp_path / "message.json"
        with path.open("wb") as file:
            file.seek(files.LARGEST_DOCUMENT + 10)
            file.write(b"}")

        with pytest.raises(FileRefused) as refusal:
            files.read_document(path=path)

        assert "larger" in refusal.value.problems[0].reason

    @given(content=st.binary(max_size=200))
    def test_of_any_bytes_are_json_or_named(self, content: bytes) -> None:
        reason = "none"
        try:
            json_text.read(content)
        except json_text.NotJson as fault:
            reason = str(fault)

        assert reason


class TestMemory:
    def test_does_not_grow_with_a_line_of_100_mb(self, tmp_path: Path) -> None:
        path = tmp_path / "events.jsonl"
        with path.open("wb") as file:
            file.write(GOOD_LINE + b"\n")
            for _ in range(100):
                file.write(b"x" * MB)
            file.write(b"\n" + GOOD_LINE + b"\n")

        tracemalloc.start()
        with path.open("rb") as stream:
            rows = list(reading.read_event_lines(stream, at=AT))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert [type(row) for row in rows] == [GoodRow, BadRow, GoodRow]
        assert rows[2].line == 3
        assert peak < 5 * MB

    def test_of_a_process_that_reads_a_line_of_100_mb_stays_small(self, tmp_path: Path) -> None:
        path = tmp_path / "events.csv"
        with path.open("wb") as file:
            file.write(HEADER + b"\n")
            for _ in range(100):
                file.write(b"x" * MB)
            file.write(b"\n")
        program = (
            "import datetime as dt, resource, sys\n"
            "from cases.rules.import_formats import reading\n"
            "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
            "table = reading.open_table(open(sys.argv[1], 'rb'), at=dt.datetime(2026, 4, 1, tzinfo=dt.UTC))\n"
            "rows = list(table.rows)\n"
            "print(len(rows), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
        )

        done = subprocess.run(
            [sys.executable, "-c", program, str(path)],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )

        count, kilobytes = map(int, done.stdout.split())
        assert count == 1
        assert kilobytes * 1024 < 10 * MB

    def test_does_not_grow_with_the_number_of_rows(self) -> None:
        row = ",".join(EVENT.values()).encode() + b"\n"

        def peak_for(count: int) -> int:
            stream = io.BytesIO(HEADER + b"\n" + row * count)
            tracemalloc.start()
            for _ in reading.open_table(stream, at=AT).rows:
                pass
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return peak

        assert peak_for(4_000) < peak_for(400) + MB


@pytest.mark.django_db
class TestNothingHalfApplied:
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(junk=st.lists(st.binary(max_size=60).filter(lambda text: b"\n" not in text), max_size=4))
    def test_rows_between_junk_are_taken_in_whole_or_not_at_all(self, tmp_path: Path, junk: list[bytes]) -> None:
        case = CaseFactory()
        content = b"\n".join(
            line
            for number, text in enumerate([*junk, b""])
            for line in (json.dumps(EVENT | {"event_id": f"{case.pk}-{number}", "case_urn": case.urn}).encode(), text)
        )
        path = tmp_path / "events.jsonl"
        path.write_bytes(content)

        report = files.take_in_rows(path=path, actor=IMPORT, at=AT)

        assert report.rows_applied == len(junk) + 1
        assert CaseEvent.objects.filter(case=case).count() == len(junk) + 1
        assert report.rows_read == report.rows_applied + report.rows_unchanged + report.rows_quarantined
        assert all(reason.reason for reason in report.reasons)

    def test_a_file_of_nothing_but_junk_leaves_its_rows_in_quarantine_and_no_event(self, tmp_path: Path) -> None:
        path = tmp_path / "events.jsonl"
        path.write_bytes(b"\n".join([b"{", b"[]", b"null", b"\xff\xfe", b"[" * 5_000]))

        report = files.take_in_rows(path=path, actor=IMPORT, at=AT)

        assert (report.rows_applied, report.rows_quarantined) == (0, 5)
        assert InboundMessage.objects.filter(state="QUARANTINED").count() == 5
        assert not CaseEvent.objects.exists()
