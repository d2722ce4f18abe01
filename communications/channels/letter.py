"""Letters to a print folder: one PDF per recipient, one manifest line per letter, exactly once.

The folder::

    letters/<ab>/<send_ref>.pdf      the document, named by our reference (ab: its first two characters)
    runs/<YYYY-MM-DD>.csv            manifest of one print run: what the print room must print and post
    runs/<YYYY-MM-DD>.closed.json    the run is closed: counts and digest, nothing may be added any more
    posted/<YYYY-MM-DD>.csv          written by the print room: send_ref, posted_at (ISO 8601 with offset), a header
                                     line first and a line end after every line

**The manifest line is the act of sending.** The PDF alone is not: a process killed between the two is asked by
reference later, answers *not found* and writes the line then. All lines are written under one lock, and a reference
that has a line in any run gets no second one. A file may be emptied later (`PrintFolderChannel.wipe`) because it held
a code that must not lie about; its name and its line stay. An empty file is not printed.

*Accepted* means the line is on the disk before the run's cut-off. *Dispatched*, which is what stops a letter's clock,
means that the print room has confirmed the posting in ``posted/``; until then the clock is shown as running.
"""

import csv
import datetime as dt
import fcntl
import hashlib
import io
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from django.conf import settings

from communications.channels.base import OutgoingMessage
from communications.channels.folder import SCRATCH_PREFIX, sync_folder, write_once
from communications.rules.outcomes import (
    Accepted,
    AlreadySent,
    Found,
    Listing,
    ListingOutcome,
    LookUpFailed,
    LookUpOutcome,
    NoListing,
    NotFound,
    NotSent,
    ProviderStatus,
    Refused,
    SendOutcome,
)

MANIFEST_COLUMNS = ("send_ref", "sha256", "bytes", "pages", "file")


@dataclass(frozen=True, slots=True)
class ClosedRun:
    """What a closed print run contains, for the count against the print room's own (reconciliation R8)."""

    run_on: dt.date
    letters: int
    pages: int
    sha256: str


class PrintFolderChannel:
    """Hands letters to a print room through a folder that both can reach."""

    def __init__(self, *, folder: Path) -> None:
        self._folder = folder
        self._files_read: dict[Path, tuple[tuple[int, int], dict[str, dict[str, str]]]] = {}

    @classmethod
    def from_settings(cls) -> Self:
        """Build from ``PRINT_FOLDER``."""
        return cls(folder=Path(settings.PRINT_FOLDER))

    def send(self, *, message: OutgoingMessage) -> SendOutcome:
        """Put one letter into its print run, or say that it already is in one."""
        if message.print_run_on is None or not message.document:
            return Refused(code="no-document")
        if hashlib.sha256(message.document).hexdigest() != message.document_digest:
            # Reconciliation R6 at the last moment: these are not the bytes that were approved and read back.
            return Refused(code="digest-differs")
        path = self._document_path(message.send_ref)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._locked():
                if not write_once(path=path, content=message.document):
                    if self._run_of(message.send_ref) is not None:
                        return AlreadySent()
                    if path.read_bytes() != message.document:
                        return Refused(code="reference-holds-other-document")
                if self._closed_path(message.print_run_on).exists():
                    return NotSent(code="print-run-closed")
                self._append_line(message, path)
        except OSError:
            # Disk full, or the folder is away. A half-written line is cut off by the next writer.
            return NotSent(code="folder-unwritable")
        return Accepted()

    def look_up(self, *, send_ref: uuid.UUID) -> LookUpOutcome:
        """Say whether the letter has a manifest line, and whether the print room has confirmed its posting."""
        try:
            run_on = self._run_of(send_ref)
            if run_on is None:
                return NotFound()
            posted_at = self._posted_at(send_ref, run_on)
        except (OSError, ValueError, KeyError):
            return LookUpFailed(code="folder-unreadable")
        if posted_at is None:
            return Found(provider_id="", status=ProviderStatus.ACCEPTED)
        return Found(provider_id="", status=ProviderStatus.DISPATCHED, happened_at=posted_at)

    def list_day(self, *, day: dt.date) -> ListingOutcome:
        """List the letters of one print run."""
        try:
            return Listing(frozenset(uuid.UUID(line["send_ref"]) for line in self._lines(day)))
        except (OSError, ValueError):
            return NoListing(is_for_now=True)

    def close_run(self, *, run_on: dt.date) -> ClosedRun:
        """Close a print run: nothing is added to it any more. Closing twice gives the same answer.

        Raises:
            OSError: the folder cannot be written; the run stays open.

        """
        with self._locked():
            closed_path = self._closed_path(run_on)
            if not closed_path.exists():
                lines = self._lines(run_on)
                manifest = self._manifest_path(run_on)
                summary = {
                    "run_on": run_on.isoformat(),
                    "letters": len(lines),
                    "pages": sum(int(line["pages"]) for line in lines),
                    "sha256": hashlib.sha256(manifest.read_bytes() if manifest.exists() else b"").hexdigest(),
                }
                write_once(path=closed_path, content=json.dumps(summary).encode())
            stored = json.loads(closed_path.read_text(encoding="utf-8"))
        return ClosedRun(run_on=run_on, letters=stored["letters"], pages=stored["pages"], sha256=stored["sha256"])

    def wipe(self, *, send_ref: uuid.UUID) -> None:
        """Empty the file of one letter, and what killed writers left beside it; the reference stays known.

        Raises:
            OSError: the folder cannot be written; the file is as it was.

        """
        path = self._document_path(send_ref)
        with self._locked():
            # Every writer holds the lock, so that whatever is half written here belongs to nobody.
            for scratch in path.parent.glob(f"{SCRATCH_PREFIX}*"):
                scratch.unlink(missing_ok=True)
            if path.exists():
                empty = path.with_suffix(".empty")
                empty.write_bytes(b"")
                empty.replace(path)
                sync_folder(path.parent)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        runs = self._folder / "runs"
        runs.mkdir(parents=True, exist_ok=True)
        with (runs / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _append_line(self, message: OutgoingMessage, path: Path) -> None:
        manifest = self._manifest_path(message.print_run_on or dt.date.min)
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        is_new = not manifest.exists()
        if is_new:
            writer.writerow(MANIFEST_COLUMNS)
        writer.writerow(
            [
                message.send_ref,
                message.document_digest,
                len(message.document),
                message.page_count,
                path.relative_to(self._folder),
            ]
        )
        descriptor = os.open(manifest, os.O_RDWR | os.O_CREAT, 0o640)
        try:
            size = _cut_torn_tail(descriptor)
            os.pwrite(descriptor, buffer.getvalue().encode(), size)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(manifest.parent)

    def _run_of(self, send_ref: uuid.UUID) -> dt.date | None:
        if not self._document_path(send_ref).exists():
            return None
        for manifest in sorted((self._folder / "runs").glob("*.csv"), reverse=True):
            if str(send_ref) in self._read(manifest):
                return dt.date.fromisoformat(manifest.stem)
        return None

    def _read(self, file: Path) -> dict[str, dict[str, str]]:
        """Read a manifest or a confirmation by reference, once for as long as the file stays what it is."""
        status = file.stat()
        version = (status.st_mtime_ns, status.st_size)
        known = self._files_read.get(file)
        if known is None or known[0] != version:
            # A last line without its line end is still being written, or was left by a killed writer.
            whole_lines = file.read_text(encoding="utf-8").rpartition("\n")[0]
            known = (version, {line["send_ref"]: line for line in csv.DictReader(whole_lines.splitlines())})
            self._files_read[file] = known
        return known[1]

    def _lines(self, run_on: dt.date) -> list[dict[str, str]]:
        manifest = self._manifest_path(run_on)
        return list(self._read(manifest).values()) if manifest.exists() else []

    def _posted_at(self, send_ref: uuid.UUID, run_on: dt.date) -> dt.datetime | None:
        confirmation = self._folder / "posted" / f"{run_on.isoformat()}.csv"
        if not confirmation.exists():
            return None
        line = self._read(confirmation).get(str(send_ref))
        if line is None:
            return None
        posted_at = dt.datetime.fromisoformat(line["posted_at"])
        if posted_at.tzinfo is None:
            raise ValueError("posted_at without an offset")
        return posted_at

    def _document_path(self, send_ref: uuid.UUID) -> Path:
        return self._folder / "letters" / str(send_ref)[:2] / f"{send_ref}.pdf"

    def _manifest_path(self, run_on: dt.date) -> Path:
        return self._folder / "runs" / f"{run_on.isoformat()}.csv"

    def _closed_path(self, run_on: dt.date) -> Path:
        return self._folder / "runs" / f"{run_on.isoformat()}.closed.json"


def _cut_torn_tail(descriptor: int) -> int:
    """Cut a last line that a killed writer left without its line end; return the size that remains."""
    size = os.fstat(descriptor).st_size
    if size == 0:
        return 0
    tail = os.pread(descriptor, min(size, 4096), max(0, size - 4096))
    whole = len(tail) - len(tail.rpartition(b"\n")[2])
    keep = size - (len(tail) - whole)
    if keep != size:
        os.ftruncate(descriptor, keep)
    return keep
