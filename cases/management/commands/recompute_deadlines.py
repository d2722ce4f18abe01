"""Count open deadlines again with the calendar and limits now published, leaving a trail."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from cases.rules.working_days import BeyondHorizon
from cases.services import recounts, reference


class Command(BaseCommand):
    """Count again. Safe to run twice: the second run moves nothing."""

    help = "Count every open deadline again after bank holidays or time limits were published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer ``--dry-run`` and ``--explain``."""
        parser.add_argument("--dry-run", action="store_true", help="Say what would move and write nothing.")
        parser.add_argument("--explain", action="store_true", help="Give every reason of every move.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count again and say what moved."""
        try:
            recount = recounts.count_open_again(
                actor=actors.system(SystemProcess.REFERENCE_DATA), at=timezone.now(), dry_run=options["dry_run"]
            )
        except (BeyondHorizon, reference.NothingPublished) as error:
            raise CommandError(str(error)) from error
        for move in recount.moves:
            self.stdout.write(f"{move.obligation_id}: {move.old_due_on.isoformat()} -> {move.new_due_on.isoformat()}")
            if options["explain"]:
                for reason in move.reasons:
                    self.stdout.write(f"    {reason}")
        verb = "would move" if options["dry_run"] else "moved"
        self.stdout.write(f"{len(recount.moves)} of {recount.checked} open deadlines {verb}.")
