"""Codes that lie in the print folder: which letters may be wiped, and that they have been.

A letter with an invitation is needed there until it is posted, and no longer than its code lives.
"""

import datetime as dt
import uuid

from communications.models import PortalInvitation
from communications.services import statements

_TO_WIPE = """
select i.id, m.send_ref
  from communications_portalinvitation i
  join communications_outboxmessage m on m.dedupe_key = 'portal-invitation:' || i.id
 where i.channel = 'POST' and i.wiped_at is null
   and (i.expires_at <= %(at)s or m.state in ('DISPATCHED', 'DELIVERED', 'RETURNED', 'FAILED_PERM', 'CANCELLED'))
 order by i.expires_at limit %(limit)s
"""


def to_wipe(*, at: dt.datetime, limit: int = 500) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """List (invitation, reference of its letter) whose letter was posted, did not leave, or is too old to be used."""
    return [(row[0], row[1]) for row in statements.rows(_TO_WIPE, {"at": at, "limit": limit})]


def note(*, invitation_id: uuid.UUID, at: dt.datetime) -> None:
    """Write down that nothing of a letter is left in the print folder."""
    PortalInvitation.objects.filter(pk=invitation_id, wiped_at__isnull=True).update(wiped_at=at)
