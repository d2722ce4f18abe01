"""Add the Areas, units, calendar and rules that are not there yet."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from cases.services import reference_seed


class Command(BaseCommand):
    """Add missing reference data. Running it again adds nothing and changes nothing."""

    help = "Add the Areas, units, bank holidays, time limits, pilots and offence rules that are not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed and say what was added."""
        added = reference_seed.seed(actor=actors.system(SystemProcess.REFERENCE_DATA), at=timezone.now())
        self.stdout.write(
            f"Added {added.areas} Areas, {added.units} units, {added.calendars} calendars, {added.rules} rule rows."
        )
