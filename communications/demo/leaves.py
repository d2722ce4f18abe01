"""Lets some officers of the demo be away, now or soon, with a colleague who stands in (L8)."""

import datetime as dt
import random

from accounts import actors
from accounts.models import StaffUser
from cases.rules.leave import LeaveDates
from cases.rules.working_days import london_date
from cases.selectors import leaves as selector
from cases.services import leaves

_AWAY = 8


def let_some_be_away(*, seed: int, now: dt.datetime) -> int:
    """Lay leaves of one or two weeks, half of them begun; return how many."""
    chance = random.Random(f"{seed}:leaves")
    officers = list(StaffUser.objects.filter(victims__isnull=False, is_active=True).distinct().order_by("email"))
    laid = 0
    for officer in chance.sample(officers, k=min(_AWAY, len(officers))):
        covers = selector.covers_for(officer=officer, at=now)
        starts_on = london_date(at=now) + dt.timedelta(days=chance.choice([0, 0, 3, 10]))
        if not covers:
            continue
        cover = chance.choice(covers)
        if selector.leaves_of(officer=cover, on=london_date(at=now)):
            continue
        leaves.record(
            officer=officer,
            cover=cover,
            dates=LeaveDates(starts_on=starts_on, ends_on=starts_on + dt.timedelta(days=chance.choice([4, 11]))),
            actor=actors.staff(user=officer, at=now),
            at=now,
        )
        laid += 1
    return laid
