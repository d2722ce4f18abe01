"""A person signed in to the portal opens the ledger of their rights under the Victims' Code (V24)."""

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
from cases.services import reference
from communications.rules.code_ledger import Entry, ledger
from communications.selectors import code_ledger, portal
from communications.selectors.portal import PortalContact
from communications.services.portal_reading import NotThere


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenLedger:
    """Every line of the ledger, and whom to ask about it."""

    entries: tuple[Entry, ...]
    contact: PortalContact


def open_ledger(*, viewer: Actor, at: dt.datetime) -> OpenLedger:
    """Open the ledger of the viewer's own rights at an aware instant, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    require(actor=viewer, permission=Permission.VIEW_OWN_RECORD, victim_id=viewer.victim_id)
    with transaction.atomic(), reference.read_once():
        try:
            record = portal.own_record(viewer=viewer, on=london_date(at=at))
        except Victim.DoesNotExist as missing:
            raise NotThere from missing
        facts = code_ledger.facts_of(viewer=viewer, record=record, at=at)
        victim = record.victim
        audit.record(
            actor=viewer, verb=Verb.VIEWED, subject=("rights", str(victim.pk)), case_id=victim.case_id,
            victim_id=victim.pk, at=at,
        )  # fmt: skip
    return OpenLedger(entries=ledger(facts=facts), contact=record.contact)
