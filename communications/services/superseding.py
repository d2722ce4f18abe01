"""Takes back what was about to be said, when something truer is known. What has left stays, and is corrected aloud."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Q, QuerySet

from accounts.actors import Actor
from cases.models import Decision, Obligation
from cases.rules.vocabulary import WorkKind
from cases.services import work
from communications.models import Communication, OutboxMessage, StatusChange
from communications.rules.vocabulary import CommunicationState, MessageState
from communications.services import correction_trail, relative_steps, translating

#: Not yet in anybody's hands: these can be taken back at once. A message being sent is stopped by its last check.
_WAITING = (MessageState.QUEUED, MessageState.RENDERED, MessageState.HELD)
#: Nothing of these has left.
UNSENT = (
    CommunicationState.DRAFT,
    CommunicationState.UNDER_REVIEW,
    CommunicationState.AMENDMENTS,
    CommunicationState.APPROVED,
    CommunicationState.FAILED,
)


def supersede_for_correction(*, decision: Decision, actor: Actor, at: dt.datetime) -> None:
    """Take back everything unsent about the decision that this one corrects; ask a person about what was sent (F14).

    Runs in the transaction that records the correcting decision.
    """
    if decision.corrects is None:
        return
    relative_steps.overtake(decision=decision.corrects, actor=actor, at=at)
    about = Communication.objects.select_for_update(of=("self",)).filter(
        Q(obligation__decision=decision.corrects)
        | Q(correction__obligation__decision=decision.corrects)
        | Q(copy_of__obligation__decision=decision.corrects)
    )
    for communication in about.select_related("victim__officer").order_by("id"):
        if communication.state in UNSENT:
            _end(
                communication,
                CommunicationState.SUPERSEDED,
                MessageState.SUPERSEDED,
                why="A later decision corrects this one",
                actor=actor,
                at=at,
            )
        elif communication.state == CommunicationState.SENT:
            work.raise_item(
                kind=WorkKind.CORRECTION,
                key=f"correction:{communication.pk}:{decision.pk}",
                summary="A letter about the corrected decision was already sent. Apologise for it in the new one.",
                actor=actor,
                at=at,
                case=decision.case,
                victim=communication.victim,
                about=f"communication:{communication.pk}",
            )


def end_without_sending(*, obligation: Obligation, actor: Actor, at: dt.datetime) -> None:
    """Mark what was being written for an obligation as not required, and cancel what is queued."""
    for communication in (
        Communication.objects.select_for_update(of=("self",))
        .filter(Q(obligation=obligation) | Q(copy_of__obligation=obligation), state__in=UNSENT)
        .order_by("id")
    ):
        _end(
            communication,
            CommunicationState.NOT_REQUIRED,
            MessageState.CANCELLED,
            why="No communication is required",
            actor=actor,
            at=at,
        )


def end_letters(
    *,
    letters: "QuerySet[Communication]",
    why: str,
    actor: Actor,
    at: dt.datetime,
    settles: Callable[..., str],
) -> int:
    """Take those of some letters that have not left out of use, with their work; return how many.

    ``settles`` names the work item of a letter by its ``communication_id``. Runs in the caller's transaction.
    """
    ended = list(letters.select_for_update(of=("self",)).filter(state__in=UNSENT).order_by("id"))
    for communication in ended:
        _end(communication, CommunicationState.NOT_REQUIRED, MessageState.CANCELLED, why=why, actor=actor, at=at)
        work.settle(key=settles(communication_id=communication.pk), outcome=why, actor=actor, at=at)
    return len(ended)


def _end(
    communication: Communication,
    state: CommunicationState,
    message_state: MessageState,
    *,
    why: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    OutboxMessage.objects.filter(communication=communication, state__in=_WAITING).update(
        state=message_state, reason=why, state_changed_at=at
    )
    StatusChange.objects.create(
        communication=communication,
        before=communication.state,
        after=state,
        comment=why,
        changed_at=at,
        changed_by=actor.label,
    )
    communication.state = state
    communication.save(update_fields=["state"])
    translating.settle(communication=communication, outcome=why, actor=actor, at=at)
    correction_trail.given_up(communication=communication, why=why, actor=actor, at=at)
