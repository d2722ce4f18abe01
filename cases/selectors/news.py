"""The events behind an item of work that tells a victim of news."""

import uuid
from collections.abc import Iterable

from django.db.models import Q

from cases.models import CaseEvent, WorkItem
from cases.rules.event_work import TASKS

#: More than these are looked up on the case page.
SHOWN = 5


def events_behind(*, item: WorkItem) -> tuple[CaseEvent, ...]:
    """List the newest events of the case that raise this kind of work, newest first, at most ``SHOWN``. One query.

    More than the one event that raised the item, because newer news takes the place of older news untold. Whoever calls
    has asked whether the viewer may see the item.
    """
    kinds = {task.event.value for task in TASKS if task.work == item.kind}
    if item.case_id is None or not kinds:
        return ()
    events = CaseEvent.objects.filter(case_id=item.case_id, kind__in=kinds)
    return tuple(events.order_by("-occurred_at", "-id")[:SHOWN])


def event_about(*, item: WorkItem) -> CaseEvent | None:
    """Return the event that raised the item: of a court message by its name, of our own format by its message."""
    if item.case_id is None:
        return None
    subject, _, name = item.about.partition(":")
    events = CaseEvent.objects.filter(case_id=item.case_id)
    if subject == "case-event":
        return events.filter(key=f"court:{name}").first()
    if subject == "inbound" and name.isdecimal():
        return events.filter(message_id=int(name)).first()
    return None


def events_about(*, items: Iterable[WorkItem]) -> dict[uuid.UUID, CaseEvent]:
    """Return the event that raised each item, by the item's key, as ``event_about`` does for one. One query."""
    wanted = {item.pk: _names(item) for item in items if item.case_id is not None}
    keys = {(case_id, key) for case_id, key, _ in wanted.values() if key}
    messages = {(case_id, message) for case_id, _, message in wanted.values() if message is not None}
    if not keys and not messages:
        return {}
    events = CaseEvent.objects.filter(
        Q(key__in={key for _, key in keys}) | Q(message__in={message for _, message in messages}),
        case__in={case_id for case_id, _, _ in wanted.values()},
    ).order_by("-id")
    by_key: dict[tuple[uuid.UUID | None, str], CaseEvent] = {(event.case_id, event.key): event for event in events}
    by_message: dict[tuple[uuid.UUID | None, int | None], CaseEvent] = {
        (event.case_id, event.message_id): event for event in events
    }
    found = {
        item: by_key.get((case_id, key)) or by_message.get((case_id, message))
        for item, (case_id, key, message) in wanted.items()
    }
    return {item: event for item, event in found.items() if event is not None}


def _names(item: WorkItem) -> tuple[uuid.UUID | None, str, int | None]:
    """Say of which case an item is, and by which key or which message its event is known."""
    subject, _, name = item.about.partition(":")
    message = int(name) if subject == "inbound" and name.isdecimal() else None
    return item.case_id, f"court:{name}" if subject == "case-event" else "", message
