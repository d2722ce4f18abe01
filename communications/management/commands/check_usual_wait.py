"""Print how well the usual waits hold: what was counted some time ago, against what has happened since (V10)."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from cases.rules.working_days import london_date
from communications.rules.usual_wait import Mark
from communications.services import usual_wait


class Command(BaseCommand):
    """Right is: a quarter, a half, three quarters and 80% of the cases leave the step by its marks."""

    help = "Print how many cases left each step by the marks that were counted on a day (default: half a year ago)"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the day of the counting."""
        parser.add_argument("--as-at", type=dt.date.fromisoformat, help="the day of the counting, as 2026-05-01")

    def handle(self, *_args: Any, as_at: dt.date | None, **_options: Any) -> None:
        """Print one line per step."""
        on = london_date(at=timezone.now())
        counted_on = as_at or on - dt.timedelta(days=182)
        lines = usual_wait.calibration(as_at=counted_on, on=on)
        self.stdout.write(
            f"Counted as at {counted_on.isoformat()}, compared with what happened until {on.isoformat()}."
        )
        if not lines:
            self.stdout.write("Too few cases were known on that day to say anything.")
            return
        self.stdout.write(f"{'Step':<20}{'left':>8}{'waiting':>9}" + "".join(f"{mark.value:>8.0%}" for mark in Mark))
        for line in lines:
            shares = "".join(f"{line.shares[mark]:>8.0%}" if mark in line.shares else f"{'-':>8}" for mark in Mark)
            self.stdout.write(f"{line.step.value:<20}{line.left:>8}{line.waiting:>9}{shares}")
