"""The door for what other systems tell us: facts below, and above them the comparison with what was already said."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Unit
from cases.models import InboundFile
from cases.services.intake import court
from cases.services.intake.outcomes import Outcome
from communications.services import corrections

#: Name of the courts' system as the source of a message.
COMMON_PLATFORM = "COMMON_PLATFORM"


def receive_court_message(
    *,
    payload: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
    source: str = COMMON_PLATFORM,
    fallback_unit: Unit | None = None,
    file: InboundFile | None = None,
) -> Outcome:
    """Take in one message of the courts and open a correction wherever it contradicts what was said (P6, F14, I2).

    One transaction: the message, its facts, its events, its proposals and its correction tasks stand together or not
    at all. See ``cases.services.intake.court.receive``.

    Raises:
        NotPermitted: the actor may not bring in facts.
    """
    with transaction.atomic():
        outcome = court.receive(
            payload=payload, source=source, actor=actor, at=at, fallback_unit=fallback_unit, file=file
        )
        _open_corrections(outcome, actor=actor, at=at)
    return outcome


def retry_waiting(*, actor: Actor, at: dt.datetime, fallback_unit: Unit | None = None) -> int:
    """Apply messages that came before their case was known; return how many could be applied now."""
    with transaction.atomic():
        outcomes = court.retry_waiting(actor=actor, at=at, fallback_unit=fallback_unit)
        for outcome in outcomes:
            _open_corrections(outcome, actor=actor, at=at)
    return len(outcomes)


def _open_corrections(outcome: Outcome, *, actor: Actor, at: dt.datetime) -> None:
    for correction in outcome.corrections:
        corrections.open_for(correction=correction, actor=actor, at=at)
