"""The portal copy: the row itself is what the victim reads, so handing over is nothing but saying so.

Publication alone never tells anybody anything: a separate neutral notice by a safe channel does, and only both
together meet an obligation (`communications.services.delivery`).
"""

import uuid
from typing import Self

from communications.channels.base import OutgoingMessage
from communications.rules.outcomes import Accepted, CannotLookUp, LookUpOutcome, SendOutcome


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
        """Say that there is nobody to ask: publishing again is harmless."""
        del send_ref
        return CannotLookUp()
