"""A channel that answers what a test tells it to, and remembers what it was handed."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import ClassVar, Self

from communications.channels.base import OutgoingMessage
from communications.rules.outcomes import (
    Accepted,
    ListingOutcome,
    LookUpOutcome,
    NoListing,
    NotFound,
    SendOutcome,
)


class ScriptedChannel:
    """Answers from a script, then accepts; `before_send` runs where a real channel would be on the wire."""

    answers: ClassVar[list[SendOutcome]] = []
    look_ups: ClassVar[list[LookUpOutcome]] = []
    listing: ClassVar[ListingOutcome] = NoListing(is_for_now=False)
    sent: ClassVar[list[OutgoingMessage]] = []
    asked: ClassVar[list[uuid.UUID]] = []
    before_send: ClassVar[Callable[[OutgoingMessage], None] | None] = None

    @classmethod
    def from_settings(cls) -> Self:
        return cls()

    @classmethod
    def reset(cls) -> None:
        cls.answers = []
        cls.look_ups = []
        cls.listing = NoListing(is_for_now=False)
        cls.sent = []
        cls.asked = []
        cls.before_send = None

    def send(self, *, message: OutgoingMessage) -> SendOutcome:
        cls = type(self)
        cls.sent.append(message)
        if cls.before_send is not None:
            cls.before_send(message)
        return cls.answers.pop(0) if cls.answers else Accepted(provider_id=f"provider-{message.send_ref}")

    def look_up(self, *, send_ref: uuid.UUID) -> LookUpOutcome:
        cls = type(self)
        cls.asked.append(send_ref)
        return cls.look_ups.pop(0) if cls.look_ups else NotFound()

    def list_day(self, *, day: dt.date) -> ListingOutcome:
        del day
        return type(self).listing
