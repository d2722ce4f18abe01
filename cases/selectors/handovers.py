"""What staff read about handovers: one of them, the open ones of a page of victims, and the work that goes along."""

import uuid

from django.db.models import QuerySet

from accounts.actors import Actor
from cases.models import Handover, WorkItem
from cases.rules.vocabulary import HandoverState, WorkState
from cases.selectors.records import cases_visible_to

#: Lines of open work shown of a victim who is handed over.
WORK_LIMIT = 50


def visible_handover(*, viewer: Actor, handover_id: uuid.UUID) -> Handover:
    """Return one handover of a victim whose case the viewer may read, with both officers. One query.

    Raises:
        Handover.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    return (
        Handover.objects.filter(victim__case__in=cases_visible_to(viewer=viewer))
        .select_related("from_officer", "to_officer", "victim")
        .get(pk=handover_id)
    )


def open_offers() -> "QuerySet[Handover]":
    """Start from the handovers that wait for an answer, each with the officer who is asked."""
    return Handover.objects.filter(state=HandoverState.OFFERED).select_related("to_officer")


def open_work(*, victim_id: uuid.UUID) -> tuple[WorkItem, ...]:
    """List what waits for a person about a victim, soonest first; the caller has read the case for the viewer."""
    found = WorkItem.objects.filter(victim=victim_id, state=WorkState.OPEN).select_related("officer")
    return tuple(found.order_by("due_at", "raised_at", "id")[:WORK_LIMIT])
