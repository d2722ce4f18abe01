"""A person signed in to the portal opens the ledger of their rights under the Victims' Code (V24)."""

import dataclasses
import datetime as dt

from django.db import transaction

from accounts.actors import Actor
from cases.rules.time_limits import NoLimitInForce, TimeLimit
from cases.rules.vocabulary import LimitKind
from cases.rules.working_days import london_date
from cases.services import reference
from communications.rules.code_guides import LIMITS
from communications.rules.code_ledger import Entry, ledger
from communications.selectors import code_ledger
from communications.selectors.portal import PortalContact
from communications.services import own_record


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenLedger:
    """Every line of the ledger, and whom to ask about it."""

    entries: tuple[Entry, ...]
    contact: PortalContact


def guide_limits(*, at: dt.datetime) -> dict[LimitKind, TimeLimit]:
    """Read the time limits that the guides name, as they are in force at an aware instant; without those that are not.

    What everybody may read: nothing here is about one person.
    """
    today, found = london_date(at=at), {}
    for kind in LIMITS.values():
        try:
            found[kind] = reference.load_rules(on=today).limits.in_force(kind=kind, on=today)
        except (reference.NothingPublished, NoLimitInForce):
            continue
    return found


def open_ledger(*, viewer: Actor, at: dt.datetime) -> OpenLedger:
    """Open the ledger of the viewer's own rights at an aware instant, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    with transaction.atomic(), reference.read_once():
        record = own_record.opened(viewer=viewer, at=at)
        facts = code_ledger.facts_of(viewer=viewer, record=record, at=at)
        own_record.note_look(record=record, page="rights", viewer=viewer, at=at)
    return OpenLedger(entries=ledger(facts=facts), contact=record.contact)
