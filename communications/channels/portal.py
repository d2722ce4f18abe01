"""The portal copy: the row itself is what the victim reads, so handing over is nothing but saying so.

Publication alone never tells anybody anything: a separate neutral notice by a safe channel does, and only both
together meet an obligation (`communications.services.delivery`).
"""

import datetime as dt
import uuid
from typing import Self

from communications.channels.base import OutgoingMessage
from communications.rules.outcomes import (
    Accepted,
    ListingOutcome,
    LookUpOutcome,
    NoListing,
    NotFound,
    SendOutcome,
)


class PortalChannel:
    """Publishes by settling: the page shows a portal copy once its message is accepted."""

    @classmethod
    def from_settings(cls) -> Self:
        """Build the channel; it needs no setting."""
        return cls()

    def send(self, *, message: OutgoingMessage) -> SendOutcome:
        """Publish one copy; doing it twice publishes the same row."""
        del message
        return Accepted()

    def look_up(self, *, send_ref: uuid.UUID) -> LookUpOutcome:
        """Say that nobody outside has it: after a crash it is simply published again, which is the same row."""
        del send_ref
        return NotFound()

    def list_day(self, *, day: dt.date) -> ListingOutcome:
        """Say that there is no other side whose list could differ from ours."""
        del day
        return NoListing(is_for_now=False)
