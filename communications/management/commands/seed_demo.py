"""Fill an empty service with about 300 synthetic cases in all 14 Areas, with work in every state at today's date."""

import datetime as dt
import random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Area
from cases.models import Case
from communications.demo.cases import CaseBuilder
from communications.demo.history import History
from communications.demo.offences import KINDS
from communications.demo.people import People
from communications.demo.staff import hire
from communications.services import performance

#: The Area in which the printed sign-ins work; it gets more cases, and it is Welsh.
KNOWN_AREA = "CYMRU_WALES"


class Command(BaseCommand):
    """Build the demo caseload. The same seed and day build the same caseload."""

    help = "Fill an empty service with synthetic cases (fixed seed; invented people; numbers kept for drama)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say how many cases, and from which seed."""
        parser.add_argument("--cases", type=int, default=300)
        parser.add_argument("--seed", type=int, default=20261121)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build staff, then cases with their past."""
        if Case.objects.exists():
            raise CommandError("There are cases already: a demo caseload is only laid into an empty service.")
        areas = list(Area.objects.filter(is_direct=False).order_by("code"))
        if not areas:
            raise CommandError("There is no reference data yet: run manage.py load_reference_data first.")
        now = timezone.now().replace(second=0, microsecond=0)
        chance = random.Random(options["seed"])  # noqa: S311 (invented people need no secret chance)
        people = People(chance=chance)
        builder = CaseBuilder(chance=chance, people=people, now=now)
        history = History(chance=chance, now=now)
        teams = {
            area.code: hire(area=area, is_known_area=area.code == KNOWN_AREA, at=now - dt.timedelta(days=900))
            for area in areas
        }
        weights = [kind.weight for kind in KINDS]
        known = next((area for area in areas if area.code == KNOWN_AREA), areas[0])
        for number in range(options["cases"]):
            area = known if number % 4 == 0 else areas[number % len(areas)]
            kind = KINDS[number] if number < len(KINDS) else chance.choices(KINDS, weights)[0]
            demo = builder.build(area=area, kind=kind, team=teams[area.code])
            history.play(demo=demo, team=teams[area.code])
            if options["verbosity"] and number % 50 == 49:
                self.stdout.write(f"{number + 1} of {options['cases']} cases")
        performance.recount(months=None, at=now)
        self.stdout.write(f"Laid {options['cases']} synthetic cases in {len(areas)} Areas.")
