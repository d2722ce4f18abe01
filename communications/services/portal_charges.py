"""A person signed in to the portal opens the page of charges: allowed, read and written into the trail in one step."""

import dataclasses
import datetime as dt

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.working_days import london_date
from communications.selectors import portal, portal_charges
from communications.selectors.portal_charges import PortalCharges
from communications.selectors.portal_standing import Standing
from communications.services.portal_reading import NotThere


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenCharges:
    """The page of charges, opened to be read."""

    charges: PortalCharges
    standing: Standing


def open_charges(*, viewer: Actor, at: dt.datetime) -> OpenCharges:
    """Open what each person accused is charged with and how that stands, as far as the viewer was told (V34).

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    require(actor=viewer, permission=Permission.VIEW_OWN_RECORD, victim_id=viewer.victim_id)
    today = london_date(at=at)
    with transaction.atomic():
        try:
            record = portal.own_record(viewer=viewer, on=today)
        except Victim.DoesNotExist as missing:
            raise NotThere from missing
        letters = portal.own_letters(viewer=viewer, at=at)
        charges = portal_charges.own_charges(viewer=viewer, record=record, letters=letters, on=today)
        victim = record.victim
        subject = ("charges", str(victim.pk))
        audit.record(
            actor=viewer, verb=Verb.VIEWED, subject=subject, case_id=victim.case_id, victim_id=victim.pk, at=at
        )
    return OpenCharges(charges=charges, standing=record.standing)
