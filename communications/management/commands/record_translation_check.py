"""Record that a certified translator checked the standard Welsh of a letter or a leaflet."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from communications.models import TemplateVersion
from communications.services import templates


class Command(BaseCommand):
    """Until this was run for a version, staff read on every letter with it that its Welsh has not been checked."""

    help = "Record who checked the Welsh of a published version of a letter or leaflet, and when."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the version, the day and the translator."""
        parser.add_argument("of", help="a letter type, or a leaflet: DISCONTINUE_ALL, COURT, EASY_READ/CHARGED")
        parser.add_argument("version", type=int)
        parser.add_argument("--on", type=dt.date.fromisoformat, required=True, help="day on which it was checked")
        parser.add_argument("--translator", required=True, help="who checked it and where they are registered")

    def handle(self, *args: Any, **options: Any) -> None:
        """Record it once."""
        try:
            templates.record_translation_check(
                of=options["of"],
                version=options["version"],
                checked_on=options["on"],
                translator=options["translator"],
                actor=actors.system(SystemProcess.REFERENCE_DATA),
                at=timezone.now(),
            )
        except TemplateVersion.DoesNotExist:
            raise CommandError("This version is not published in Welsh.") from None
        except templates.CheckedAlready as problem:
            raise CommandError(f"Checked already: {problem}. Other words are another version.") from None
        self.stdout.write("Recorded.")
