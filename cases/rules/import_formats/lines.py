"""Read a file line by line with bounded memory: a line of 100 MB costs as much memory as one of the longest allowed."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from cases.rules.import_formats.problems import BadRow, FileRefused, RowProblem

#: No row of ours comes near it.
LONGEST_LINE = 64 * 1024
#: How much of a bad line is kept for the person who looks into it.
KEPT_TEXT = 2_000
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_lines(stream: BinaryIO) -> Iterator[tuple[int, str] | BadRow]:
    """Yield each line that is UTF-8 and short enough with its number, and a named fault for each that is not.

    Blank lines are left out. A byte-order mark at the start is dropped.

    Raises:
        FileRefused: the file is UTF-16 or looks like XML; nothing of it is read.
    """
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1:
            line = _without_mark(line)
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            kept = line[:KEPT_TEXT].decode("utf-8", "replace")
            _skip_rest(stream)
            yield BadRow(number, (RowProblem("", f"is longer than {LONGEST_LINE} bytes"),), kept)
            continue
        stripped = line.rstrip(b"\r\n")
        if not stripped.strip():
            continue
        yield _decoded(number, stripped)


def _decoded(number: int, line: bytes) -> tuple[int, str] | BadRow:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        kept = line[:KEPT_TEXT].decode("utf-8", "replace")
        reason = f"is not UTF-8 at byte {error.start + 1}; save the file as UTF-8"
        return BadRow(number, (RowProblem("", reason),), kept)
    if "\x00" in text:
        return BadRow(number, (RowProblem("", "holds a NUL character"),), text[:KEPT_TEXT].replace("\x00", "\ufffd"))
    return number, text


def _without_mark(line: bytes) -> bytes:
    if line.startswith(_UTF16):
        raise FileRefused(RowProblem("", "The file is UTF-16; save it as UTF-8"))
    line = line.removeprefix(codecs.BOM_UTF8)
    if line.lstrip()[:1] == b"<":
        raise FileRefused(RowProblem("", "The file looks like XML or HTML"))
    return line


def _skip_rest(stream: BinaryIO) -> None:
    while (chunk := stream.readline(LONGEST_LINE)) and not chunk.endswith(b"\n"):
        pass
