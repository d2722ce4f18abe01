"""A person signed in to the portal opens the pages about being put in touch with a support service (S5).

Looking through the directory leaves nothing; from here on a person does something, and the trail notes that they were
here as it notes every page of their record, without what they picked.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from cases.models import Person
from cases.rules.vocabulary import LimitKind
from cases.rules.working_days import london_date
from communications.models import Referral
from communications.rules.referrals import consent_until, may_ask_online
from communications.rules.support import SupportFacts
from communications.selectors import referrals as selector
from communications.selectors.portal import PortalContact
from communications.services import own_record, referrals
from communications.services import referral_steps as steps
from communications.services.own_record import NotThere
from communications.services.referral_ways import Ways, ways_of

_NOBODY = uuid.UUID(int=0)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenAsking:
    """What somebody may agree to, opened to be chosen."""

    ways: Ways
    #: By what the services are picked that are for this person.
    facts: SupportFacts
    may_ask: bool
    #: London dates: the last of a consent given now, and by whose end staff pass it on; None where no limit is set.
    until: dt.date
    passed_on_by: dt.date | None
    contact: PortalContact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenReferrals:
    """What somebody asked for that shows online, opened to be read."""

    referrals: tuple[Referral, ...]
    contact: PortalContact


def open_asking(*, viewer: Actor, at: dt.datetime) -> OpenAsking:
    """Open what the viewer may agree to. It is the same whatever they asked for before (REF-5).

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    today = london_date(at=at)
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at, permission=Permission.CHOOSE_OWN_CONTACT)
        try:
            person = Person.objects.get(pk=viewer.person_id or _NOBODY)
        except Person.DoesNotExist as missing:
            raise NotThere from missing
        facts = referrals.facts_of(victim=record.victim, person=person, on=today)
        ways = ways_of(victim=record.victim, person=person, at=at)
        own_record.note_look(record=record, page="put-in-touch", viewer=viewer, at=at)
    return OpenAsking(
        ways=ways,
        facts=facts,
        may_ask=may_ask_online(age=facts.age),
        until=consent_until(on=today),
        passed_on_by=steps.by_when(kind=LimitKind.REFERRAL_START, on=today),
        contact=record.contact,
    )


def open_referrals(*, viewer: Actor, at: dt.datetime) -> OpenReferrals:
    """Open what the viewer asked for, as far as it shows online.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at, permission=Permission.CHOOSE_OWN_CONTACT)
        found = selector.own_referrals(viewer=viewer)
        own_record.note_look(record=record, page="put-in-touch", viewer=viewer, at=at)
    return OpenReferrals(referrals=found, contact=record.contact)


def is_shown(*, viewer: Actor, referral_id: uuid.UUID) -> bool:
    """Say whether a referral stands on the viewer's pages: their own, and not one that leaves no trace (REF-5)."""
    return any(each.pk == referral_id for each in selector.own_referrals(viewer=viewer))
