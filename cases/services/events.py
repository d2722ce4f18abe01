"""What happened in a case: one append-only row per thing that happened, whatever told us of it."""

import datetime as dt

from accounts.actors import Actor
from cases.models import Case, CaseEvent, InboundMessage
from cases.rules.vocabulary import CaseEventKind


def append(
    *,
    case: Case,
    kind: CaseEventKind,
    key: str,
    occurred_at: dt.datetime,
    actor: Actor,
    at: dt.datetime,
    detail: dict[str, object] | None = None,
    message: InboundMessage | None = None,
) -> bool:
    """Append one event in the caller's transaction and return whether it was new; the same key twice is one event.

    ``occurred_at`` is when it happened, ``at`` when we learned of it, both aware. ``detail`` holds ids and codes.
    """
    event = CaseEvent(
        case=case,
        kind=kind,
        key=key,
        occurred_at=occurred_at,
        recorded_at=at,
        recorded_by=actor.label,
        message=message,
        detail=detail or {},
    )
    before = CaseEvent.objects.filter(case=case, key=key).exists()
    if not before:
        CaseEvent.objects.bulk_create([event], ignore_conflicts=True)
    return not before
