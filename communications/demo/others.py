"""Lets police and witness care be in touch with some people of the demo: today, soon, and once with another date."""

import datetime as dt
import random
from collections.abc import Callable

from accounts.actors import Actor
from accounts.models import StaffUser
from cases.models import Case, Hearing, Victim
from cases.rules.vocabulary import Agency, AgencyContactStage, AgencyContactWay, ToldOutcome
from cases.rules.working_days import london_date
from cases.services import agency_contacts
from cases.services.agency_contacts import AgencyContactEntry

#: Share of the people in contact with whom another agency is in touch.
_IN_TOUCH = 0.2
#: How often what it tells is not what our record says.
_DIFFERS = 0.3


def be_in_touch(*, case: Case, now: dt.datetime, actor_of: Callable[[StaffUser], Actor]) -> None:
    """Record contacts of others with some victims of a case around ``now``; the same ones each time."""
    # A chance of its own, so that these contacts change nothing else of the demo.
    chance = random.Random(f"others:{case.urn}")
    today = london_date(at=now)
    hearing = Hearing.objects.filter(case=case, is_vacated=False, starts_at__gt=now).order_by("starts_at").first()
    victims = Victim.objects.filter(case=case, in_contact_since__isnull=False, contact_ended_on__isnull=True)
    for victim in victims.select_related("officer").order_by("reference"):
        if victim.officer is None or chance.random() > _IN_TOUCH:
            continue
        is_made = chance.random() < 0.5
        told = london_date(at=hearing.starts_at) if hearing is not None and hearing.starts_at is not None else None
        if told is not None and chance.random() < _DIFFERS:
            told += dt.timedelta(days=7)
        entry = AgencyContactEntry(
            key=f"demo:{victim.pk}",
            agency=chance.choice((Agency.POLICE, Agency.WITNESS_CARE)),
            stage=AgencyContactStage.MADE if is_made else AgencyContactStage.PLANNED,
            way=AgencyContactWay.PHONE,
            contact_on=today - dt.timedelta(days=chance.randrange(3)) if is_made else today,
            told_hearing_on=told,
            told_outcome=ToldOutcome.GOES_ON if told is not None else None,
            told="The day of the next hearing, and whom to ask about travel." if told is not None else "",
        )
        agency_contacts.record(victim_id=victim.pk, entry=entry, actor=actor_of(victim.officer), at=now)
