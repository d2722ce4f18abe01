"""Ending an obligation without a communication: proposed with a coded reason, ended only by a second person."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Obligation
from cases.rules.vocabulary import ExemptionReason, ObligationState, WorkKind
from cases.selectors import records
from cases.services import transitions, work
from communications.services import superseding


class AlreadyEnded(Exception):
    """The obligation was met, exempted or superseded in the meantime."""


class NeedsSecondPerson(Exception):
    """Whoever proposed an exemption may not approve it."""


def propose(*, obligation: Obligation, reason: ExemptionReason, note: str, actor: Actor, at: dt.datetime) -> None:
    """Put the exemption before a manager; the clock keeps running until it is approved. In the caller's transaction.

    Raises:
        AlreadyEnded: nothing is owed any more.
    """
    if obligation.state != ObligationState.OPEN:
        raise AlreadyEnded("Nothing is owed here any more")
    work.raise_item(
        kind=WorkKind.EXEMPTION_APPROVAL,
        key=_key(obligation.pk),
        summary=f'Approve or refuse that nothing is sent: "{reason.label}". {note}'.strip()[:300],
        actor=actor,
        at=at,
        case=obligation.case,
        victim=obligation.victim,
        about=f"obligation:{obligation.pk}",
        due_at=obligation.due_at,
        is_for_manager=True,
    )
    audit.record(
        actor=actor,
        verb=Verb.PROPOSED,
        subject=obligation,
        at=at,
        case_id=obligation.case_id,
        victim_id=obligation.victim_id,
        detail={"exemption": reason.value},
    )


@transaction.atomic
def ask(*, obligation_id: uuid.UUID, reason: ExemptionReason, note: str, actor: Actor, at: dt.datetime) -> None:
    """Let a member of staff propose an exemption.

    Raises:
        NotPermitted: the actor may not propose exemptions of this case.
        AlreadyEnded: nothing is owed any more.
    """
    obligation = _locked(obligation_id)
    policies.require(actor=actor, permission=Permission.PROPOSE_EXEMPTION, case=obligation.case)
    propose(obligation=obligation, reason=reason, note=note, actor=actor, at=at)


@transaction.atomic
def approve(
    *, obligation_id: uuid.UUID, reason: ExemptionReason, note: str, actor: Actor, at: dt.datetime
) -> Obligation:
    """End the obligation without a communication: drafts become not required, what is queued is cancelled.

    Exempt obligations stay visible beside the timeliness rate, so that exemption cannot improve it unseen.

    Raises:
        NotPermitted: the actor may not approve exemptions of this case.
        NeedsSecondPerson: the actor proposed it.
        AlreadyEnded: nothing is owed any more.
    """
    obligation = _locked(obligation_id)
    policies.require(actor=actor, permission=Permission.APPROVE_EXEMPTION, case=obligation.case)
    if obligation.state != ObligationState.OPEN:
        raise AlreadyEnded("Nothing is owed here any more")
    if work.raised_by(key=_key(obligation.pk)) == actor.label:
        raise NeedsSecondPerson("An exemption is approved by somebody other than the person who proposed it")
    obligation.state = ObligationState.EXEMPT
    obligation.exemption_reason = reason
    obligation.exemption_note = note[:300]
    obligation.exempted_at = at
    obligation.exempted_by = actor.label
    obligation.save(update_fields=["state", "exemption_reason", "exemption_note", "exempted_at", "exempted_by"])
    _keep(obligation, actor=actor, at=at)
    superseding.end_without_sending(obligation=obligation, actor=actor, at=at)
    work.settle(key=_key(obligation.pk), outcome="Approved", actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=Verb.EXEMPTED,
        subject=obligation,
        at=at,
        case_id=obligation.case_id,
        victim_id=obligation.victim_id,
        reason=note,
        detail={"exemption": reason.value},
    )
    return obligation


@transaction.atomic
def refuse(*, obligation_id: uuid.UUID, note: str, actor: Actor, at: dt.datetime) -> None:
    """Refuse a proposed exemption: the communication is owed as before.

    Raises:
        NotPermitted: the actor may not approve exemptions of this case.
    """
    obligation = _locked(obligation_id)
    policies.require(actor=actor, permission=Permission.APPROVE_EXEMPTION, case=obligation.case)
    work.settle(key=_key(obligation.pk), outcome=f"Refused: {note}", actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=Verb.REJECTED,
        subject=obligation,
        at=at,
        case_id=obligation.case_id,
        victim_id=obligation.victim_id,
        reason=note,
    )


def _keep(obligation: Obligation, *, actor: Actor, at: dt.datetime) -> None:
    """Keep it among the transitions, with who proposed it and when; what nobody proposed has no second person."""
    proposal = records.exemption_proposal(obligation=obligation)
    if proposal is None:
        return
    transitions.record_not_required(
        obligation=obligation,
        reason=ExemptionReason(obligation.exemption_reason),
        words=obligation.exemption_note,
        requested_at=proposal.proposed_at,
        requested_by=proposal.proposed_by,
        actor=actor,
        at=at,
    )


def _locked(obligation_id: uuid.UUID) -> Obligation:
    return (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("case", "victim__officer")
        .get(pk=obligation_id)
    )


def _key(obligation_id: uuid.UUID) -> str:
    return f"exemption:{obligation_id}"
