"""Publish the letters' words that the files hold, or only say whether files and published versions agree."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from communications.services import templates


class Command(BaseCommand):
    """Publish new template versions; ``--check`` changes nothing and fails when something is out of order."""

    help = "Publish new versions of letter templates. A published version is never edited: add the next one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--check``."""
        parser.add_argument("--check", action="store_true", help="only compare; fail when they differ")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, then publish unless asked only to compare."""
        standing = templates.standing()
        for words, names in (("edited after publication", standing.changed), ("without files", standing.missing)):
            for name in names:
                self.stderr.write(f"{name}: {words}")
        if standing.changed or standing.missing:
            raise CommandError("Published words must not change or disappear: restore them and add a new version.")
        if options["check"]:
            if standing.unpublished:
                raise CommandError("Not published: " + ", ".join(standing.unpublished))
            self.stdout.write("All template versions are published as they are.")
            return
        rows = templates.publish(actor=actors.system(SystemProcess.REFERENCE_DATA), at=timezone.now())
        self.stdout.write(f"Published {len(rows)} template versions.")
