"""Lets staff of the demo have looked at records, so that who has looked is not an empty page (V31)."""

import datetime as dt
import random
from collections import defaultdict

from accounts import actors
from accounts.actors import Actor
from accounts.models import StaffUser, UnitMembership
from audit import services as audit
from cases.models import Victim
from communications.rules.vocabulary import CommunicationState

_RECORDS = 200
_DAYS = 21
#: What they looked at: the record, a list it stood on, messages of the case.
_SUBJECTS = (None, ("page", "victims"), None, ("messages", "case"))


def let_some_have_looked(*, seed: int, now: dt.datetime) -> int:
    """Lay looks of the last three weeks at records of people who have had a letter; return how many."""
    chance = random.Random(f"{seed}:looks")
    staff = _actors_by_unit(at=now)
    victims = (
        Victim.objects.filter(communications__state=CommunicationState.SENT, person__died_on__isnull=True)
        .select_related("case")
        .order_by("case__urn", "reference")
        .distinct()[:_RECORDS]
    )
    looks = 0
    for victim in victims:
        lookers = staff.get(victim.case.unit_id, [])
        for _ in range(chance.randrange(2, 6) if lookers else 0):
            at = now - dt.timedelta(days=chance.randrange(1, _DAYS), minutes=chance.randrange(0, 480))
            audit.record_looks(
                actor=chance.choice(lookers),
                subject=chance.choice(_SUBJECTS) or victim,
                at=at,
                case_id=victim.case_id,
                victim_ids=[victim.pk],
            )
            looks += 1
    return looks


def _actors_by_unit(*, at: dt.datetime) -> dict[object, list[Actor]]:
    """Return the members of each unit as actors, in an order that a seed can rest on."""
    made: dict[object, Actor] = {}
    by_unit: dict[object, list[Actor]] = defaultdict(list)
    for membership in (
        UnitMembership.objects.filter(ended_at__isnull=True).select_related("user").order_by("user__email")
    ):
        user: StaffUser = membership.user
        if user.pk not in made:
            made[user.pk] = actors.staff(user=user, at=at)
        if made[user.pk] not in by_unit[membership.unit_id]:
            by_unit[membership.unit_id].append(made[user.pk])
    return by_unit
