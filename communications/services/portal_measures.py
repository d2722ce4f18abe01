"""A person signed in to the portal opens what help they have when they give evidence; the look is in the trail."""

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
from communications.selectors import portal, portal_measures
from communications.selectors.portal import PortalContact
from communications.selectors.portal_measures import OwnMeasure
from communications.services.portal_reading import NotThere


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeasures:
    """What can help, opened to be read."""

    measures: tuple[OwnMeasure, ...]
    contact: PortalContact


def open_measures(*, viewer: Actor, at: dt.datetime) -> OpenMeasures:
    """Open what can help the viewer to give evidence and how it stands, and note in the trail that they looked (V25).

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    require(actor=viewer, permission=Permission.VIEW_OWN_RECORD, victim_id=viewer.victim_id)
    with transaction.atomic():
        try:
            record = portal.own_record(viewer=viewer, on=london_date(at=at))
        except Victim.DoesNotExist as missing:
            raise NotThere from missing
        victim = record.victim
        found = portal_measures.own_measures(viewer=viewer)
        subject = ("measures", str(victim.pk))
        audit.record(
            actor=viewer, verb=Verb.VIEWED, subject=subject, case_id=victim.case_id, victim_id=victim.pk, at=at
        )
    return OpenMeasures(measures=found, contact=record.contact)
