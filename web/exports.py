"""Downloads that open safely in a spreadsheet: every cell quoted, none of them a formula (ASVS 1.2.10)."""

import csv
import io
from collections.abc import Iterable, Iterator

#: What a spreadsheet takes for the beginning of a formula, or uses to hide one.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")  # noqa: RUF001 (full-width forms)


def neutral(value: object) -> str:
    """Return the cell's text so that no spreadsheet runs it: what could begin a formula gets a quote before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_DANGEROUS) else text


def csv_lines(*, header: list[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield a CSV file line by line, with the byte-order mark by which a spreadsheet knows it is UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([neutral(cell) for cell in header])
    yield "\ufeff" + buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([neutral(cell) for cell in row])
        yield buffer.getvalue()
