"""Our own import formats: JSON Lines and CSV, read as a stream in bounded memory, every fault named by line and field.

One schema (``rows``) serves files and the API alike. Nothing here knows Django, the database or the clock.
"""

from cases.rules.import_formats.problems import BadRow, FileRefused, GoodRow, RowProblem
from cases.rules.import_formats.rows import CaseRow, ChargeRow, EventPayload, EventRow, VictimRow

__all__ = [
    "BadRow",
    "CaseRow",
    "ChargeRow",
    "EventPayload",
    "EventRow",
    "FileRefused",
    "GoodRow",
    "RowProblem",
    "VictimRow",
]
