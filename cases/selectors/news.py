"""The events behind an item of work that tells a victim of news."""

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
