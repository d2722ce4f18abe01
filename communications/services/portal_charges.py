"""A person signed in to the portal opens the page of charges: allowed, read and written into the trail in one step."""

import dataclasses
import datetime as dt

from django.db import transaction

from accounts.actors import Actor
from cases.rules.working_days import london_date
from communications.selectors import portal, portal_charges
from communications.selectors.portal_charges import PortalCharges
from communications.selectors.portal_standing import Standing
from communications.services import own_record


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
    today = london_date(at=at)
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at)
        letters = portal.own_letters(viewer=viewer, at=at)
        charges = portal_charges.own_charges(viewer=viewer, record=record, letters=letters, on=today)
        own_record.note_look(record=record, page="charges", viewer=viewer, at=at)
    return OpenCharges(charges=charges, standing=record.standing)
