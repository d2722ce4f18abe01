"""Publish bank holidays of England and Wales from a file, or check the calendar in force."""

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from cases.rules import bank_holidays
from cases.services import reference
from cases.services.reference_seed import BUNDLED_HOLIDAYS


class Command(BaseCommand):
    """Publish bank holidays. Deadlines already computed move only by ``recompute_deadlines``."""

    help = (
        "Publish bank holidays from FILE (date,title lines, or the GOV.UK bank-holidays.json); without FILE from the "
        "bundled list. With --check nothing is written: it fails when FILE holds something new, or when the calendar "
        "ends within 180 days."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer FILE and ``--check``."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if something must be done.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish or check."""
        path: Path | None = options["file"]
        try:
            if options["check"]:
                self._check(path)
            else:
                self._publish(path or BUNDLED_HOLIDAYS)
        except (bank_holidays.UnreadableHolidays, reference.UnableToPublish, reference.NothingPublished) as error:
            raise CommandError(str(error)) from error

    def _publish(self, path: Path) -> None:
        """Publish what the file says, unless it is what is in force."""
        calendar, is_new = reference.publish_bank_holidays(
            holidays=_read(path),
            source=f"Bank holidays from {path.name}"[:200],
            actor=actors.system(SystemProcess.REFERENCE_DATA),
            at=timezone.now(),
        )
        name = reference.calendar_version_name(calendar=calendar)
        if is_new:
            self.stdout.write(
                f"Published calendar {name}, known to {calendar.known_to.isoformat()}. "
                "Deadlines already computed stay: `recompute_deadlines` counts them again."
            )
        else:
            self.stdout.write(f"Nothing new: calendar {name} already says this.")

    def _check(self, path: Path | None) -> None:
        """Fail when the file holds something new, or when the calendar is about to end."""
        current = reference.load_calendar()
        if path is not None:
            merged, known_from, known_to = bank_holidays.merge(current=current, holidays=_read(path))
            is_same = (set(merged), known_from, known_to) == (
                set(current.holidays),
                current.known_from,
                current.known_to,
            )
            if not is_same:
                raise CommandError(f"{path.name} holds bank holidays that are not in calendar {current.version}.")
        ahead = bank_holidays.days_known_ahead(calendar=current, today=timezone.localdate())
        if ahead < bank_holidays.HORIZON_ALARM_DAYS:
            raise CommandError(f"Calendar {current.version} ends in {ahead} days: load newer bank holidays.")
        self.stdout.write(f"Calendar {current.version} is known for {ahead} more days.")


def _read(path: Path) -> Mapping[date, str]:
    """Read a file of either format.

    Raises:
        CommandError: the file cannot be read as text.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read as UTF-8 text.") from error
    if text.lstrip().startswith(("{", "[")):
        return bank_holidays.parse_govuk_json(text=text)
    return bank_holidays.parse_csv(text=text)
