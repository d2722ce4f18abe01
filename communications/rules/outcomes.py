"""What a channel can answer, as values: the words in which the network speaks to the rest of the service.

Channels produce these, the outbox carries them, `communications.services.delivery` settles them. They hold codes
written by us, never a provider's free text, so that nothing personal can ride along into a row or a log line.
"""

import datetime as dt
import enum
import uuid
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took responsibility for the message (2xx with an identifier, or our own folder's commit)."""

    #: The provider's own identifier, empty where the channel has none beside our reference.
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class AlreadySent:
    """The provider already knows this reference: an earlier attempt arrived. It counts as success."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Refused with a reason and certainly not sent; asking again would be refused again."""

    #: One of our own short codes, for example ``bad-recipient``; never the provider's wording.
    code: str


@dataclass(frozen=True, slots=True)
class Throttled:
    """Refused for pace (429 or a daily limit) and certainly not sent; it costs no attempt."""

    #: Seconds the provider asked us to wait, if it said so.
    retry_after_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly not sent: nothing of the message had left when it failed (refused connection, DNS, TLS)."""

    code: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Nobody can say whether it was sent: time-out, reset, 5xx or a break after the body had left."""

    code: str


SendOutcome = Accepted | AlreadySent | Refused | Throttled | NotSent | Ambiguous


class ProviderStatus(enum.StrEnum):
    """How far a message got at the provider, in the order in which news can only move forward."""

    ACCEPTED = "ACCEPTED"
    DISPATCHED = "DISPATCHED"
    DELIVERED = "DELIVERED"
    TEMPORARY_FAILURE = "TEMPORARY_FAILURE"
    TECHNICAL_FAILURE = "TECHNICAL_FAILURE"
    PERMANENT_FAILURE = "PERMANENT_FAILURE"
    RETURNED = "RETURNED"


@dataclass(frozen=True, slots=True)
class Found:
    """The provider knows the reference."""

    provider_id: str
    status: ProviderStatus
    #: When the provider says this status came about; None where it gives no time.
    happened_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    """The provider answered and does not know the reference: after the quarantine it was never sent."""


@dataclass(frozen=True, slots=True)
class LookUpFailed:
    """The provider could not be asked just now; ask again later."""

    code: str


@dataclass(frozen=True, slots=True)
class CannotLookUp:
    """This channel has no way to ask by reference, ever; only a person can decide."""


LookUpOutcome = Found | NotFound | LookUpFailed | CannotLookUp


@dataclass(frozen=True, slots=True)
class Listing:
    """Every reference the other side took on one London day, for the comparison of both lists (R5)."""

    send_refs: frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class NoListing:
    """The other side keeps no list we could ask for, or did not answer."""

    #: Whether asking later may help.
    is_for_now: bool


ListingOutcome = Listing | NoListing
