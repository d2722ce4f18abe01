"""Lays the whole caseload: the teams first, then the cases, of which several processes can each lay a share.

Each case has a chance of its own, drawn from the seed and its number. So it comes out the same whoever lays it, and
whether or not another case has changed.
"""

import datetime as dt
import functools
import multiprocessing
import random
from collections.abc import Callable, Iterable

from django.db import connection, connections

from accounts import actors
from accounts.actors import Actor
from accounts.models import Area, StaffUser
from cases.services import reference
from communications.demo.cases import CaseBuilder
from communications.demo.history import History
from communications.demo.offences import KINDS
from communications.demo.people import People
from communications.demo.staff import Team, hire

#: The Area in which the printed sign-ins work; it gets more cases, and it is Welsh.
KNOWN_AREA = "CYMRU_WALES"
#: More people than any case has, so that no two cases invent the same address.
PEOPLE_OF_A_CASE = 40


class NotLaid(RuntimeError):
    """A process that laid a share of the cases ended with an error; what it said stands above."""


class Caseload:
    """The demo caseload of one seed at one moment."""

    def __init__(self, *, seed: int, now: dt.datetime) -> None:
        self._seed = seed
        self._now = now
        areas = list(Area.objects.filter(is_direct=False).order_by("code"))
        self._areas = areas
        self._known = next((area for area in areas if area.code == KNOWN_AREA), None)
        self._teams: dict[str, Team] = {}
        self._weights = [kind.weight for kind in KINDS]

    @property
    def areas(self) -> int:
        """How many Areas there are to lay cases in."""
        return len(self._areas)

    def hire(self) -> None:
        """Create the staff of every Area, among them those whose sign-ins are printed."""
        since = self._now - dt.timedelta(days=900)
        self._teams = {
            area.code: hire(area=area, is_known_area=area.code == KNOWN_AREA, at=since) for area in self._areas
        }

    def lay(self, *, cases: int, processes: int, tell: Callable[[int], None]) -> None:
        """Lay so many cases; ``tell`` hears from time to time how many are laid.

        Raises:
            NotLaid: one of several processes failed.
        """
        if processes == 1:
            self._lay_share(range(cases), tell)
            return
        # What has been hired is inherited; a connection must not be shared.
        connections.close_all()
        fork = multiprocessing.get_context("fork")
        shares = [
            fork.Process(target=self._lay_share, args=(range(first, cases, processes), tell))
            for first in range(processes)
        ]
        for share in shares:
            share.start()
        for share in shares:
            share.join()
        if any(share.exitcode for share in shares):
            raise NotLaid("The demo caseload is not whole")

    def _lay_share(self, numbers: Iterable[int], tell: Callable[[int], None]) -> None:
        actor_of = functools.cache(lambda user: actors.staff(user=user, at=self._now))
        with connection.cursor() as cursor:
            # Nothing is lost if the machine stops now: half a demo is thrown away at the next start.
            cursor.execute("SET synchronous_commit TO off")
        with reference.read_once():
            for number in numbers:
                self._lay_one(number, actor_of)
                tell(number + 1)

    def _lay_one(self, number: int, actor_of: Callable[[StaffUser], Actor]) -> None:
        chance = random.Random(f"{self._seed}:{number}")
        area = self._known if self._known is not None and number % 4 == 0 else self._areas[number % len(self._areas)]
        kind = KINDS[number] if number < len(KINDS) else chance.choices(KINDS, self._weights)[0]
        people = People(chance=chance, invented_before=number * PEOPLE_OF_A_CASE, is_in_wales=area.is_welsh)
        builder = CaseBuilder(chance=chance, people=people, number=number + 1, now=self._now)
        team = self._teams[area.code]
        demo = builder.build(area=area, kind=kind, team=team)
        History(chance=chance, now=self._now, actor_of=actor_of).play(demo=demo, team=team)
