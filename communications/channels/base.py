"""What every channel does, and what it is handed. A channel knows no model, no rule and no clock.

A channel never retries, never follows a redirect and never guesses: each call ends in exactly one value of
`communications.rules.outcomes`. Whatever it cannot prove was not sent, it reports as ambiguous.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Protocol, Self

from communications.rules.outcomes import ListingOutcome, LookUpOutcome, SendOutcome
from communications.rules.vocabulary import Channel


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """One message for one recipient, frozen at approval. Personal fields stay out of ``repr``."""

    #: Our reference, the same for every attempt for ever, and never derived from personal data.
    send_ref: uuid.UUID
    channel: Channel
    #: When the words were put together, for the date line of an email.
    composed_at: dt.datetime
    #: Email address or telephone number; empty for post, whose address is inside the document.
    recipient: str = field(repr=False, default="")
    subject: str = field(repr=False, default="")
    text: str = field(repr=False, default="")
    html: str = field(repr=False, default="")
    #: The finished PDF of a letter.
    document: bytes = field(repr=False, default=b"")
    #: SHA-256 of `document` in hexadecimal, as stored when it was rendered.
    document_digest: str = ""
    #: Number of pages of `document`, for the print room's count.
    page_count: int = 0
    #: London date of the print run a letter belongs to.
    print_run_on: dt.date | None = None


class DeliveryChannel(Protocol):
    """One way out of the building."""

    @classmethod
    def from_settings(cls) -> Self:
        """Build the channel from Django's settings."""
        ...

    def send(self, *, message: OutgoingMessage) -> SendOutcome:
        """Hand one message over, once, and say what is certain about it."""
        ...

    def look_up(self, *, send_ref: uuid.UUID) -> LookUpOutcome:
        """Ask whether the provider knows our reference, without sending anything."""
        ...

    def list_day(self, *, day: dt.date) -> ListingOutcome:
        """List the references taken on one London day, for the nightly comparison of both sides' lists (R5)."""
        ...
