"""A person signed in to the portal opens what help they have when they give evidence; the look is in the trail."""

import dataclasses
import datetime as dt

from django.db import transaction

from accounts.actors import Actor
from communications.selectors import portal_measures
from communications.selectors.portal import PortalContact
from communications.selectors.portal_measures import OwnMeasure
from communications.services import own_record


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
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at)
        found = portal_measures.own_measures(viewer=viewer)
        own_record.note_look(record=record, page="measures", viewer=viewer, at=at)
    return OpenMeasures(measures=found, contact=record.contact)
