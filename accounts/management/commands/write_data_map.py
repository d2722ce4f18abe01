"""Write docs/data-map.md from the declarations in the models."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.data_map import data_map


class Command(BaseCommand):
    """Write the data map, or with ``--check`` say whether the file is up to date."""

    help = "Write docs/data-map.md from the declarations in the models."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer ``--check``."""
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if the file is out of date.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or check the file."""
        path = Path(settings.BASE_DIR) / "docs" / "data-map.md"
        text = data_map()
        if not options["check"]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/data-map.md is out of date: run `manage.py write_data_map`.")
