"""The door for decisions: a decision, what it owes each victim, the triage, the drafts and the trace, or none of it."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Decision, DecisionProposal, Obligation
from cases.rules.vocabulary import ObligationState, ProposalState, WorkKind
from cases.services import decisions, people, reference, work
from cases.services.decisions import DecisionEntry, RecordedDecision, VictimDuty
from cases.services.people import RightsChange
from communications.services import drafting, exemptions, opening, superseding
from triage import services as triage


class AlreadyAnswered(Exception):
    """Somebody else confirmed or rejected the proposal first."""


class RejectionNeedsReason(ValueError):
    """A proposal is rejected with a reason or not at all."""


@reference.read_once()
@transaction.atomic(durable=True)
def record_decision(*, case_id: uuid.UUID, entry: DecisionEntry, actor: Actor, at: dt.datetime) -> RecordedDecision:
    """Record a decision with everything that follows from it, in one transaction (promise 1, W5, W12).

    For each victim to whom a communication is owed: an obligation with its explained clock, a triage assessment, a
    draft with the required blocks. What the rules leave to a person becomes work on the unit's list. The same entry
    again changes nothing.

    Raises:
        NotPermitted, ConflictingDecision, UnknownCharge, DecidedInFuture, BeyondHorizon: see
            ``cases.services.decisions.record``.
    """
    recorded = decisions.record(case_id=case_id, entry=entry, actor=actor, at=at)
    if recorded.is_new:
        _follow(recorded, actor=actor, at=at)
    return recorded


@reference.read_once()
@transaction.atomic(durable=True)
def confirm_proposal(
    *, proposal_id: uuid.UUID, entry: DecisionEntry, actor: Actor, at: dt.datetime
) -> RecordedDecision:
    """Confirm a decision that the court feed proposed; the person may have corrected what the feed suggested.

    Raises:
        AlreadyAnswered: the proposal is no longer open.
        NotPermitted, ConflictingDecision, UnknownCharge, DecidedInFuture, BeyondHorizon: as ``record_decision``.
    """
    proposal = _open_proposal(proposal_id)
    recorded = decisions.record(case_id=proposal.case_id, entry=entry, actor=actor, at=at)
    if recorded.is_new:
        _follow(recorded, actor=actor, at=at)
    _answer(proposal, ProposalState.CONFIRMED, recorded=recorded, reason="", actor=actor, at=at)
    audit.record(actor=actor, verb=Verb.CONFIRMED, subject=proposal, at=at, case_id=proposal.case_id)
    return recorded


@transaction.atomic(durable=True)
def reject_proposal(*, proposal_id: uuid.UUID, reason: str, actor: Actor, at: dt.datetime) -> None:
    """Reject a decision that the court feed proposed, with a reason.

    Raises:
        AlreadyAnswered: the proposal is no longer open.
        RejectionNeedsReason: the reason is blank.
        NotPermitted: the actor may not record decisions of this case.
    """
    if not reason.strip():
        raise RejectionNeedsReason("Say why this is not a decision of the prosecution")
    proposal = _open_proposal(proposal_id)
    policies.require(actor=actor, permission=Permission.RECORD_DECISION, case=proposal.case)
    _answer(proposal, ProposalState.REJECTED, recorded=None, reason=reason.strip(), actor=actor, at=at)
    audit.record(
        actor=actor, verb=Verb.REJECTED, subject=proposal, at=at, case_id=proposal.case_id, reason=reason.strip()
    )


@transaction.atomic
def change_rights(*, victim_id: uuid.UUID, change: RightsChange, actor: Actor, at: dt.datetime) -> int:
    """Record grounds of enhanced rights, count open clocks again and bring letters in writing and triage up to date.

    Returns how many deadlines became earlier; none ever becomes later.

    Raises:
        NotPermitted: the actor may not enter facts in this case.
    """
    before = dict(
        Obligation.objects.filter(victim_id=victim_id, state=ObligationState.OPEN).values_list("id", "due_at")
    )
    victim = people.change_rights(victim_id=victim_id, change=change, actor=actor, at=at)
    moved = [
        obligation
        for obligation in Obligation.objects.filter(pk__in=before)
        if obligation.due_at != before[obligation.pk]
    ]
    for obligation in moved:
        drafting.follow_deadline(obligation=obligation, at=at)
    triage.assess(victim=victim, actor=actor, at=at)
    return len(moved)


def _open_proposal(proposal_id: uuid.UUID) -> DecisionProposal:
    proposal = DecisionProposal.objects.select_for_update(of=("self",)).select_related("case").get(pk=proposal_id)
    if proposal.state != ProposalState.OPEN:
        raise AlreadyAnswered("This proposal was already answered")
    return proposal


def _answer(
    proposal: DecisionProposal,
    state: ProposalState,
    *,
    recorded: RecordedDecision | None,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    proposal.state = state
    proposal.decision = recorded.decision if recorded else None
    proposal.rejection_reason = reason[:300]
    proposal.answered_at = at
    proposal.answered_by = actor.label
    proposal.save(update_fields=["state", "decision", "rejection_reason", "answered_at", "answered_by"])
    work.settle(key=proposal_work_key(proposal_id=proposal.pk), outcome=state.label, actor=actor, at=at)


def proposal_work_key(*, proposal_id: uuid.UUID) -> str:
    """Name the work item that puts a proposal before a person; whoever opens the proposal raises it under this key."""
    return f"proposal:{proposal_id}"


def _follow(recorded: RecordedDecision, *, actor: Actor, at: dt.datetime) -> None:
    """Do what follows from a new decision, inside its transaction."""
    if recorded.decision.corrects_id is not None:
        superseding.supersede_for_correction(decision=recorded.decision, actor=actor, at=at)
    for answer in recorded.duties:
        follow_for(decision=recorded.decision, answer=answer, actor=actor, at=at)


def follow_for(*, decision: Decision, answer: VictimDuty, actor: Actor, at: dt.datetime) -> None:
    """Do what follows for one victim: triage, draft, and work where the rules leave something to a person.

    In the transaction that opened the obligation.

    Raises:
        NoWords, BeyondHorizon: as ``opening.open_draft``.
    """
    if answer.obligation is None:
        if answer.duty.needs_person:
            _raise_check(answer, decision, actor=actor, at=at)
        return
    triage.assess(victim=answer.victim, actor=actor, at=at)
    opening.open_draft(obligation=answer.obligation, actor=actor, at=at)
    if answer.duty.exemption is not None:
        exemptions.propose(obligation=answer.obligation, reason=answer.duty.exemption, note="", actor=actor, at=at)
    elif answer.duty.addressee.needs_person:
        _raise_addressee(answer, decision, actor=actor, at=at)
    elif answer.duty.needs_person or answer.review.needs_person or answer.meeting.needs_person:
        _raise_check(answer, decision, actor=actor, at=at)


def _raise_addressee(answer: VictimDuty, decision: Decision, *, actor: Actor, at: dt.datetime) -> None:
    work.raise_item(
        kind=WorkKind.ADDRESSEE_UNCLEAR,
        key=f"addressee:{decision.pk}:{answer.victim.pk}",
        summary=_words("Settle to whom the letter is addressed.", answer.duty.addressee.reasons),
        actor=actor,
        at=at,
        case=decision.case,
        victim=answer.victim,
        about=_about(answer.obligation),
        due_at=answer.deadline.due_at if answer.deadline else None,
    )


def _raise_check(answer: VictimDuty, decision: Decision, *, actor: Actor, at: dt.datetime) -> None:
    reasons = [
        *(answer.duty.reasons if answer.duty.needs_person else ()),
        *(answer.review.reasons if answer.review.needs_person else ()),
        *(answer.meeting.reasons if answer.meeting.needs_person else ()),
    ]
    work.raise_item(
        kind=WorkKind.CHECK_DUTY,
        key=f"check-duty:{decision.pk}:{answer.victim.pk}",
        summary=_words("Check what this decision means for the victim.", reasons),
        actor=actor,
        at=at,
        case=decision.case,
        victim=answer.victim,
        about=_about(answer.obligation),
        due_at=answer.deadline.due_at if answer.deadline else None,
    )


def _words(lead: str, reasons: "tuple[str, ...] | list[str]") -> str:
    return " ".join([lead, *reasons])[:300]


def _about(obligation: Obligation | None) -> str:
    return f"obligation:{obligation.pk}" if obligation is not None else ""
