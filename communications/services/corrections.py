"""Compare what a court corrected with what was said, and put every letter that may now be wrong before a person."""

import datetime as dt

from django.db.models import Q

from accounts.actors import Actor
from cases.models import WorkItem
from cases.rules.event_work import TASKS
from cases.rules.vocabulary import WorkKind, WorkState
from cases.services import work
from cases.services.intake.outcomes import Correction
from communications.models import Communication
from communications.rules.vocabulary import CommunicationState

#: What was written and may still leave, and what has left; the rest was never said.
_SAID_OR_ABOUT_TO_BE = (
    CommunicationState.DRAFT,
    CommunicationState.UNDER_REVIEW,
    CommunicationState.AMENDMENTS,
    CommunicationState.APPROVED,
    CommunicationState.SENT,
)


def open_for(*, correction: Correction, actor: Actor, at: dt.datetime) -> int:
    """Raise one correction task per communication that may rest on what the court took back; return how many (row 21).

    Never sends, changes or takes back anything by itself: what has left is corrected by a person in words, and what
    has not left is held by the last check before sending, because the facts of the case have changed. A communication
    may rest on the earlier share if it explains a decision about one of the charges, or was written since that share.
    Runs in the caller's transaction.
    """
    about_charges = Q(obligation__decision__charges__in=correction.charge_ids)
    since_then = Q(opened_at__gte=correction.since)
    affected = (
        Communication.objects.filter(
            case_id=correction.case_id, state__in=[state.value for state in _SAID_OR_ABOUT_TO_BE]
        )
        .filter(about_charges | since_then)
        .select_related("case", "victim__officer")
        .order_by("id")
        .distinct()
    )
    raised = 0
    for communication in affected:
        has_left = communication.state == CommunicationState.SENT
        work.raise_item(
            kind=WorkKind.CORRECTION,
            key=f"correction:{communication.pk}:inbound:{correction.message_id}",
            summary=(
                "The court has corrected what it shared after this was sent. Compare the two, apologise and correct it."
                if has_left
                else "The court has corrected what this rests on. Compare the two before it is sent."
            ),
            actor=actor,
            at=at,
            case=communication.case,
            victim=communication.victim,
            about=f"communication:{communication.pk}",
            due_at=at + dt.timedelta(hours=1),
        )
        raised += 1
    return raised + _of_news_told(correction, actor=actor, at=at)


def _of_news_told(correction: Correction, *, actor: Actor, at: dt.datetime) -> int:
    """Ask for a correction where a person has told somebody news since the share that the court took back (EW-1)."""
    told = (
        WorkItem.objects.filter(
            case_id=correction.case_id,
            kind__in=sorted({task.work.value for task in TASKS if task.replaces or task.limit is None}),
            state=WorkState.DONE,
            done_at__gte=correction.since,
            done_by__startswith="staff:",
        )
        .select_related("case", "victim__officer")
        .order_by("victim_id", "-done_at")
    )
    victims = {item.victim_id: item for item in reversed(told)}
    for item in victims.values():
        if item.case is None:
            continue
        work.raise_item(
            kind=WorkKind.CORRECTION,
            key=f"correction:told:{item.victim_id or item.case_id}:inbound:{correction.message_id}",
            summary="The court has corrected what they may have been told. Compare the two, ring them and say sorry.",
            actor=actor,
            at=at,
            case=item.case,
            victim=item.victim,
            about=f"case:{correction.case_id}",
            due_at=at + dt.timedelta(hours=1),
        )
    return len(victims)
