"""Print the demo's sign-ins, one for each role, as lines of role, email and password parted by tabs."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from communications.demo import pictures
from communications.demo.staff import known_sign_ins


class Command(BaseCommand):
    """Print the sign-ins of the demo caseload: staff by password, a victim by an invitation's code."""

    help = "Print one demo sign-in for each role (only those of a demo caseload exist)."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Print them; a victim gets a new invitation each time, because a code lasts 14 days and works once."""
        sign_ins = known_sign_ins()
        for sign_in in sign_ins:
            self.stdout.write(f"{sign_in.role}\t{sign_in.email}\t{sign_in.password}")
        if sign_ins:
            code = pictures.invitation_code(victim=pictures.reachable_victim(), at=timezone.now())
            self.stdout.write(
                f"A victim, at /portal/\tcode {code}\tthe second code is in the catcher, as a text or email"
            )
