"""The England and Wales calendar of domain.md 10, written out, so that these tests depend on no file."""

import datetime as dt

from cases.rules.working_days import WorkingDayCalendar

HOLIDAYS = """
2025-12-25 2025-12-26 2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
"""

CALENDAR = WorkingDayCalendar(
    holidays=frozenset(dt.date.fromisoformat(day) for day in HOLIDAYS.split()),
    known_from=dt.date(2025, 12, 1),
    known_to=dt.date(2027, 12, 31),
    version="test",
)
