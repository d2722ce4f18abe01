"""Fill an empty service with about 300 synthetic cases in all 14 Areas, with work in every state at today's date."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.models import Case
from communications.demo import (
    choices,
    complaints,
    feedback,
    handovers,
    leaves,
    looks,
    meetings,
    messages,
    missing,
    proposals,
    reading,
    reasons,
    referrals,
    supporters,
)
from communications.demo.caseload import PEOPLE_OF_A_CASE, Caseload, NotLaid
from communications.services import performance, usual_wait, warning_signs

#: More would wait for the same database.
_MOST_PROCESSES = 4


class Command(BaseCommand):
    """Build the demo caseload. The same seed and day build the same caseload."""

    help = "Fill an empty service with synthetic cases (fixed seed; invented people; numbers kept for drama)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say how many cases, from which seed, by how many processes at once."""
        parser.add_argument("--cases", type=int, default=300)
        parser.add_argument("--seed", type=int, default=20261121)
        parser.add_argument("--processes", type=int, default=min(os.cpu_count() or 1, _MOST_PROCESSES))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build staff, then cases with their past."""
        if Case.objects.exists():
            raise CommandError("There are cases already: a demo caseload is only laid into an empty service.")
        now = timezone.now().replace(second=0, microsecond=0)
        caseload = Caseload(seed=options["seed"], now=now)
        if not caseload.areas:
            raise CommandError("There is no reference data yet: run manage.py load_reference_data first.")
        self._cases, self._is_told = options["cases"], options["verbosity"] > 0
        caseload.hire()
        try:
            caseload.lay(cases=self._cases, processes=options["processes"], tell=self._tell)
        except NotLaid as error:
            raise CommandError(str(error)) from error
        missing.leave_some(seed=options["seed"], invented_before=self._cases * PEOPLE_OF_A_CASE, now=now)
        messages.let_some_write(seed=options["seed"], now=now)
        messages.let_some_be_puzzled(seed=options["seed"], now=now)
        complaints.let_some_complain(seed=options["seed"], now=now)
        choices.let_some_choose(seed=options["seed"], now=now)
        reading.let_some_choose_when(now=now)
        meetings.let_one_choose(now=now)
        referrals.let_some_be_put_in_touch(seed=options["seed"], now=now)
        feedback.let_many_have_answered(seed=options["seed"], now=now)
        supporters.let_one_stand_beside_three(now=now)
        looks.let_some_have_looked(seed=options["seed"], now=now)
        leaves.let_some_be_away(seed=options["seed"], now=now)
        handovers.let_some_be_handed_over(seed=options["seed"], now=now)
        reasons.send_some_back(now=now)
        proposals.let_others_report(now=now)
        usual_wait.sweep(at=now)
        warning_signs.look(at=now)
        performance.recount(months=None, at=now)
        self.stdout.write(f"Laid {self._cases} synthetic cases in {caseload.areas} Areas.")

    def _tell(self, number: int) -> None:
        if self._is_told and number % 50 == 0:
            self.stdout.write(f"{number} of {self._cases} cases")
            self.stdout.flush()
