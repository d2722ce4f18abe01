"""What somebody did with a letter, in the audit trail: always with the case and the victim it belongs to."""

import datetime as dt

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from communications.models import Communication


def note(
    *,
    communication: Communication,
    verb: Verb,
    actor: Actor,
    at: dt.datetime,
    detail: audit.Detail | None = None,
) -> None:
    """Append an entry about a letter. ``at`` is aware; ``detail`` holds nothing personal. Caller's transaction."""
    audit.record(
        actor=actor,
        verb=verb,
        subject=communication,
        at=at,
        case_id=communication.case_id,
        victim_id=communication.victim_id,
        detail={"letter_type": communication.letter_type, "channel": communication.channel, **(detail or {})},
    )
