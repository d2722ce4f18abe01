"""Leaves some letters missing in the demo, so that the detector has something to show (W12)."""

import datetime as dt
import random

from cases.models import Case, ChargeVictim, Obligation, Person, Victim
from cases.rules.vocabulary import ObligationState
from communications.demo.people import People
from communications.models import Communication
from communications.rules.vocabulary import CommunicationState
from communications.services import missing_letters

#: How many of each are left.
_EACH = 6


def leave_some(*, seed: int, invented_before: int, now: dt.datetime) -> int:
    """Enter a second victim late in some cases, take the officer from some drafts, and let the detector look once.

    Returns how many letters it found missing.
    """
    people = People(chance=random.Random(f"{seed}:missing"), invented_before=invented_before)
    owed = Obligation.objects.filter(state=ObligationState.OPEN, is_blocked=False, case__is_rasso=False)
    for obligation in owed.select_related("case").order_by("-decided_at", "id")[:_EACH]:
        _enter_late(obligation.case, people, now=now)
    unwritten = Communication.objects.filter(
        state=CommunicationState.DRAFT, written_by="", submitted_by="", case__is_rasso=False
    )
    victims = list(unwritten.order_by("opened_at", "id").values_list("victim_id", flat=True)[:_EACH])
    Victim.objects.filter(pk__in=victims).update(officer=None)
    return missing_letters.look(at=now)


def _enter_late(case: Case, people: People, *, now: dt.datetime) -> None:
    invented = people.adult(today=now.date())
    person = Person.objects.create(
        full_name=invented.full_name, preferred_name=invented.preferred_name, born_on=invented.born_on
    )
    late = Victim.objects.create(
        case=case,
        person=person,
        reference="V-late",
        is_vulnerable=False,
        is_intimidated=False,
        is_persistently_targeted=False,
        officer=None,
    )
    for charge in case.charges.order_by("id"):
        ChargeVictim.objects.create(charge=charge, victim=late)
    case.facts_changed_at = now
    case.save(update_fields=["facts_changed_at"])
