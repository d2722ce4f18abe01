"""Messages that were not taken in, and why: a sender's own, and those a person is asked about. Never their content."""

import dataclasses
import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from cases.models import InboundMessage
from cases.rules.vocabulary import InboundState

#: The problem of a message that came before its case did.
WAITS_FOR_CASE = "waits for its case: nothing in it is known yet"
_LONDON = ZoneInfo("Europe/London")
_STEM = "not-taken-in"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Messages of one source that reached us on one London day and could not be taken in; of a file, or of one Area."""

    received_on: dt.date
    unit_id: uuid.UUID | None
    file_id: uuid.UUID | None
    source: str

    @property
    def key(self) -> str:
        """Name the batch; work about it is raised once under this key."""
        return f"{_STEM}:{self.received_on.isoformat()}:{self.unit_id or ''}:{self.file_id or ''}:{self.source}"

    @classmethod
    def parse(cls, key: str) -> "Batch | None":
        """Read the name of a batch; None when it is not one."""
        parts = key.split(":", 4)
        if len(parts) != 5 or parts[0] != _STEM:
            return None
        try:
            return cls(
                received_on=dt.date.fromisoformat(parts[1]),
                unit_id=uuid.UUID(parts[2]) if parts[2] else None,
                file_id=uuid.UUID(parts[3]) if parts[3] else None,
                source=parts[4],
            )
        except ValueError:
            return None


def waiting_for_a_person() -> QuerySet[InboundMessage]:
    """Start from the messages that wait for a person or for their case, whoever sent them."""
    waits_for_case = Q(state=InboundState.STORED_NOT_APPLIED, problems__contains=[{"reason": WAITS_FOR_CASE}])
    return InboundMessage.objects.filter(
        waits_for_case | Q(state__in=[InboundState.QUARANTINED, InboundState.CONFLICT])
    )


def waiting_in(*, batch: Batch) -> QuerySet[InboundMessage]:
    """List what still waits of one batch, oldest first, without its content. The caller has asked who may see it."""
    since = dt.datetime.combine(batch.received_on, dt.time(), tzinfo=_LONDON)
    until = dt.datetime.combine(batch.received_on + dt.timedelta(days=1), dt.time(), tzinfo=_LONDON)
    return (
        waiting_for_a_person()
        .filter(Q(unit_id=batch.unit_id) if batch.unit_id is not None else Q(unit__isnull=True))
        .filter(Q(file_id=batch.file_id) if batch.file_id is not None else Q(file__isnull=True))
        .filter(source=batch.source)
        .filter(received_at__gte=since, received_at__lt=until)
        .only("id", "source", "key", "state", "problems", "received_at")
        .order_by("id")
    )


def not_taken_in(*, viewer: Actor) -> QuerySet[InboundMessage]:
    """Return the viewer's own messages that wait for a person or for their case; never anybody else's.

    Without their content: the sender has it, and the answer says only what is wrong where.
    """
    return (
        InboundMessage.objects.exclude(state__in=[InboundState.APPLIED, InboundState.SET_ASIDE])
        .filter(received_by=viewer.label)
        .only("id", "source", "key", "state", "problems", "received_at")
    )
