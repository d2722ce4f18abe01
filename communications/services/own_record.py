"""A person signed in to the portal opens a page about their own record: allowed, there, and noted in the trail."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.working_days import london_date
from communications.selectors import portal
from communications.selectors.portal import WITHOUT_MORE, OwnRecord, RecordQuery


class NotThere(LookupError):
    """There is nothing of this kind for this person, or not yet. Never says which."""


def opened(
    *,
    viewer: Actor,
    at: dt.datetime,
    permission: Permission = Permission.VIEW_OWN_RECORD,
    query: RecordQuery = WITHOUT_MORE,
    values: Mapping[str, object] = MappingProxyType({}),
) -> OwnRecord:
    """Return the viewer's own record at an aware instant, once it is known that they may do what they came for.

    One query, which may ask for more than every page needs: ``query``, with the ``values`` of what it asks.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal, or may not do this there.
        NotThere: there is no such record.
    """
    require(actor=viewer, permission=permission, victim_id=viewer.victim_id)
    try:
        return portal.own_record(viewer=viewer, on=london_date(at=at), query=query, values=values)
    except Victim.DoesNotExist as missing:
        raise NotThere from missing


def note_look(*, record: OwnRecord, page: str, viewer: Actor, at: dt.datetime, verb: Verb = Verb.VIEWED) -> None:
    """Note in the trail that the viewer looked at a page of their record, or took it away (``Verb.EXPORTED``)."""
    victim = record.victim
    subject = (page, str(victim.pk))
    audit.record(actor=viewer, verb=verb, subject=subject, case_id=victim.case_id, victim_id=victim.pk, at=at)
