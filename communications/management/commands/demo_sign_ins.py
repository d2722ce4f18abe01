"""Print the demo's sign-ins, one for each role, as lines of role, email and password parted by tabs."""

from typing import Any

from django.core.management.base import BaseCommand

from communications.demo.staff import known_sign_ins


class Command(BaseCommand):
    """Print the sign-ins of the demo caseload."""

    help = "Print one demo sign-in for each role (only those of a demo caseload exist)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print them."""
        for sign_in in known_sign_ins():
            self.stdout.write(f"{sign_in.role}\t{sign_in.email}\t{sign_in.password}")
