"""Stops, restarts and extends the work on something owed: asked for by one person, answered by a second (W3).

A stop holds everything back from the moment it is asked for, because it keeps people safe; all else takes hold when it
is approved. The statutory deadline never moves, and whether the letter was on time is measured by it alone.
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Case, Obligation, ObligationTransition, TransitionRequest
from cases.rules.transitions import AT_ONCE, Standing, require_fit
from cases.rules.vocabulary import (
    ExemptionReason,
    ObligationState,
    TransitionKind,
    TransitionOutcome,
    TransitionReason,
    WorkKind,
)
from cases.services import work

_SUMMARIES = {
    TransitionKind.STOP: "Approve or lift a stop: nothing leaves until somebody answers",
    TransitionKind.RESTART: "Approve or refuse that a stopped letter goes on",
    TransitionKind.EXTEND: "Approve or refuse a later target; the statutory deadline stays",
}


class AlreadyAnswered(Exception):
    """Somebody else answered first."""


class NeedsSecondPerson(Exception):
    """Whoever asked may not answer."""


class NeedsWords(ValueError):
    """A change is asked for in words or not at all."""


@transaction.atomic
def ask(
    *,
    obligation_id: uuid.UUID,
    kind: TransitionKind,
    reason: TransitionReason,
    words: str,
    to_at: dt.datetime | None,
    actor: Actor,
    at: dt.datetime,
) -> TransitionRequest:
    """Ask for a stop, a restart or a later target. ``to_at`` is the new target of an extension, aware; else None.

    Raises:
        NotPermitted: the actor may not propose such things in this case.
        NotNow, UnfitReason, UnfitTarget: see ``cases.rules.transitions.require_fit``.
        NeedsWords: the words are blank.
    """
    obligation = _locked(obligation_id)
    policies.require(actor=actor, permission=Permission.PROPOSE_EXEMPTION, case=obligation.case)
    if not words.strip():
        raise NeedsWords("Say why")
    require_fit(standing=standing_of(obligation=obligation), kind=kind, reason=reason, to_at=to_at, at=at)
    asked = TransitionRequest.objects.create(
        obligation=obligation,
        kind=kind,
        reason=reason,
        words=words.strip(),
        from_at=obligation.target_at or obligation.due_at,
        to_at=to_at,
        requested_at=at,
        requested_by=actor.label,
    )
    if kind in AT_ONCE:
        _apply(obligation, asked)
    work.raise_item(
        kind=WorkKind.TRANSITION_APPROVAL,
        key=_key(asked),
        summary=_SUMMARIES[kind],
        actor=actor,
        at=at,
        case=obligation.case,
        victim=obligation.victim,
        about=f"obligation:{obligation.pk}",
        due_at=obligation.due_at,
        is_for_manager=True,
    )
    _record(obligation, asked, Verb.PROPOSED, actor=actor, at=at)
    return asked


@transaction.atomic
def answer(
    *, request_id: uuid.UUID, outcome: TransitionOutcome, note: str, actor: Actor, at: dt.datetime
) -> ObligationTransition:
    """Approve or refuse what somebody else asked for. Refusing a stop lets the letter go on.

    Raises:
        NotPermitted: the actor may not approve such things in this case.
        NeedsSecondPerson: the actor asked for it.
        AlreadyAnswered: somebody else answered, or what was owed has ended meanwhile.
    """
    asked = TransitionRequest.objects.get(pk=request_id)
    obligation = _locked(asked.obligation_id)
    policies.require(actor=actor, permission=Permission.APPROVE_EXEMPTION, case=obligation.case)
    if asked.requested_by == actor.label:
        raise NeedsSecondPerson("Somebody other than the person who asked must answer")
    if ObligationTransition.objects.filter(request=asked).exists() or obligation.state != ObligationState.OPEN:
        raise AlreadyAnswered("This was answered already")
    kind = TransitionKind(asked.kind)
    if outcome is TransitionOutcome.APPROVED and kind not in AT_ONCE:
        _apply(obligation, asked)
    if outcome is TransitionOutcome.REFUSED and kind is TransitionKind.STOP:
        obligation.is_stopped = False
        obligation.save(update_fields=["is_stopped"])
    answered = ObligationTransition.objects.create(
        request=asked,
        outcome=outcome,
        note=note.strip(),
        requested_at=asked.requested_at,
        requested_by=asked.requested_by,
        answered_at=at,
        answered_by=actor.label,
    )
    work.settle(key=_key(asked), outcome=outcome.label, actor=actor, at=at)
    is_approved = outcome is TransitionOutcome.APPROVED
    _record(obligation, asked, Verb.APPROVED if is_approved else Verb.REJECTED, actor=actor, at=at)
    return answered


def record_not_required(
    *,
    obligation: Obligation,
    reason: ExemptionReason,
    words: str,
    requested_at: dt.datetime,
    requested_by: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Keep an approved exemption beside the other transitions. In the transaction that ends the obligation."""
    asked = TransitionRequest.objects.create(
        obligation=obligation,
        kind=TransitionKind.NOT_REQUIRED,
        reason=reason,
        words=words.strip(),
        from_at=obligation.target_at or obligation.due_at,
        requested_at=requested_at,
        requested_by=requested_by,
    )
    ObligationTransition.objects.create(
        request=asked,
        outcome=TransitionOutcome.APPROVED,
        requested_at=requested_at,
        requested_by=requested_by,
        answered_at=at,
        answered_by=actor.label,
    )


def standing_of(*, obligation: Obligation) -> Standing:
    """Say how something owed stands, for the rules. One query."""
    return Standing(
        state=ObligationState(obligation.state),
        is_stopped=obligation.is_stopped,
        is_waiting=TransitionRequest.objects.filter(obligation=obligation, transition__isnull=True).exists(),
        target_at=obligation.target_at or obligation.due_at,
    )


def _apply(obligation: Obligation, asked: TransitionRequest) -> None:
    match TransitionKind(asked.kind):
        case TransitionKind.STOP:
            obligation.is_stopped = True
        case TransitionKind.RESTART:
            obligation.is_stopped = False
        case _:
            obligation.target_at = asked.to_at
    obligation.save(update_fields=["is_stopped", "target_at"])


def _locked(obligation_id: uuid.UUID) -> Obligation:
    """Lock the case first, as the last check before a call does: either it sees the stop, or it was there before."""
    case_id = Obligation.objects.values_list("case_id", flat=True).get(pk=obligation_id)
    Case.objects.select_for_update(no_key=True, of=("self",)).get(pk=case_id)
    return (
        Obligation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__unit", "case__area", "victim__officer")
        .get(pk=obligation_id)
    )


def _key(asked: TransitionRequest) -> str:
    return f"transition:{asked.pk}"


def _record(obligation: Obligation, asked: TransitionRequest, verb: Verb, *, actor: Actor, at: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=asked,
        at=at,
        case_id=obligation.case_id,
        victim_id=obligation.victim_id,
        detail={"obligation": obligation.pk, "kind": asked.kind, "reason": asked.reason},
    )
