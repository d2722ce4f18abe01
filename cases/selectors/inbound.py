"""What a sender may know of what it sent: its own messages that were not taken in, and why."""

from django.db.models import QuerySet

from accounts.actors import Actor
from cases.models import InboundMessage
from cases.rules.vocabulary import InboundState


def not_taken_in(*, viewer: Actor) -> QuerySet[InboundMessage]:
    """Return the viewer's own messages that wait for a person or for their case; never anybody else's.

    Without their content: the sender has it, and the answer says only what is wrong where.
    """
    return (
        InboundMessage.objects.exclude(state=InboundState.APPLIED)
        .filter(received_by=viewer.label)
        .only("id", "source", "key", "state", "problems", "received_at")
    )
