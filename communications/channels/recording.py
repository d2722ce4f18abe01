"""A channel that keeps messages in memory, for demonstrations and tests. It deduplicates by reference."""

import datetime as dt
import uuid
from typing import ClassVar, Self

from cases.rules.working_days import london_date
from communications.channels.base import OutgoingMessage
from communications.rules.outcomes import (
    Accepted,
    AlreadySent,
    Found,
    Listing,
    ListingOutcome,
    LookUpOutcome,
    NotFound,
    ProviderStatus,
    SendOutcome,
)


class RecordingChannel:
    """Everything it was handed, by reference, in order. The record is shared by all instances of one process."""

    sent: ClassVar[dict[uuid.UUID, OutgoingMessage]] = {}

    @classmethod
    def from_settings(cls) -> Self:
        """Build the channel; it needs no setting."""
        return cls()

    @classmethod
    def forget(cls) -> None:
        """Empty the record."""
        cls.sent.clear()

    def send(self, *, message: OutgoingMessage) -> SendOutcome:
        """Keep the message, or say that the reference is already known."""
        if message.send_ref in self.sent:
            return AlreadySent(provider_id=str(message.send_ref))
        self.sent[message.send_ref] = message
        return Accepted(provider_id=str(message.send_ref))

    def look_up(self, *, send_ref: uuid.UUID) -> LookUpOutcome:
        """Say whether the reference is in the record."""
        if send_ref in self.sent:
            return Found(provider_id=str(send_ref), status=ProviderStatus.ACCEPTED)
        return NotFound()

    def list_day(self, *, day: dt.date) -> ListingOutcome:
        """List everything in the record that was composed that day."""
        return Listing(frozenset(ref for ref, each in self.sent.items() if london_date(at=each.composed_at) == day))
