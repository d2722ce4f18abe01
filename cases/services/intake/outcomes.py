"""What became of a message, told to whoever handed it in."""

import dataclasses
import datetime as dt
import uuid

from cases.rules.court_feed.differences import Difference
from cases.rules.vocabulary import InboundState


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """One named problem. Never quotes the content, so it may be shown and logged."""

    field: str
    reason: str
    line: int | None = None

    def as_json(self) -> dict[str, str | int]:
        """Return the form in which ``InboundMessage.problems`` keeps it."""
        stored: dict[str, str | int] = {"field": self.field, "reason": self.reason}
        if self.line is not None:
            stored["line"] = self.line
        return stored


@dataclasses.dataclass(frozen=True, slots=True)
class Correction:
    """A later share says otherwise than the one that was applied before; compare it with what was said."""

    case_id: uuid.UUID
    message_id: int
    #: When the share that is now corrected reached us: nothing said before can rest on it.
    since: dt.datetime
    #: Our charges that it is about; empty where it is about bail or a date.
    charge_ids: frozenset[uuid.UUID]
    differences: tuple[Difference, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message."""

    state: InboundState
    #: False when exactly this message had been taken in before and nothing was done.
    is_new: bool
    message_id: int
    reasons: tuple[Reason, ...] = ()
    corrections: tuple[Correction, ...] = ()
    case_ids: tuple[uuid.UUID, ...] = ()
    events_recorded: int = 0
