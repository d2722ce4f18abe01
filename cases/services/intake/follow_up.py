"""Record what happened and put before a person whatever the service may not decide by itself."""

import datetime as dt
import uuid
from collections.abc import Iterable

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Case, DecisionProposal, InboundMessage
from cases.rules.court_feed import CourtMessage
from cases.rules.court_feed.differences import Difference, describe_date
from cases.rules.court_feed.event_map import FollowUp
from cases.rules.court_feed.happenings import Happening
from cases.rules.event_work import plea_of
from cases.rules.vocabulary import CaseEventKind, DecisionCode, DecisionMaker, ProposalState, WorkKind
from cases.services import events, work
from cases.services.intake import event_work
from cases.services.intake.court_facts import LONDON, Resolved
from cases.services.intake.event_work import Happened

#: A proposal runs against the clock of the letter that may follow, so it is answered within a day.
ANSWER_PROPOSAL_WITHIN = dt.timedelta(days=1)
#: Codes that are the court's own decision, not the prosecution's.
_OF_THE_COURT = {DecisionCode.COURT_ENDED}
_WITHDRAWN_BY_COURT = "The court has corrected the result on which this rested"


def record(
    told: Iterable[Happening],
    *,
    resolved: Resolved,
    message: CourtMessage,
    inbound: InboundMessage,
    actor: Actor,
    at: dt.datetime,
) -> int:
    """Append one event per happening and open what follows from it; return how many were new.

    A happening that an earlier share told already is not told again.
    """
    recorded = 0
    raising: list[Happened] = []
    for happening in told:
        case = _case_of(happening, resolved)
        if case is None:
            continue
        occurred_at = occurred(happening, message=message, at=at)
        is_new = events.append(
            case=case,
            kind=happening.kind,
            key=f"court:{happening.identity}",
            occurred_at=occurred_at,
            actor=actor,
            at=at,
            detail=_detail(happening, resolved),
            message=inbound,
        )
        if is_new:
            recorded += 1
            raising.append(_happened(happening, case=case, resolved=resolved, occurred_at=occurred_at))
            _follow(
                happening, case=case, resolved=resolved, occurred_at=occurred_at, inbound=inbound, actor=actor, at=at
            )
    event_work.raise_for(happened=raising, actor=actor, at=at)
    return recorded


def _happened(happening: Happening, *, case: Case, resolved: Resolved, occurred_at: dt.datetime) -> Happened:
    is_plea = happening.kind is CaseEventKind.PLEA
    return Happened(
        subject=f"case-event:{happening.identity}",
        name=happening.identity,
        case_id=case.pk,
        kind=happening.kind,
        plea=plea_of(value=happening.meanings[0]) if is_plea else None,
        charge_ids=tuple(resolved.charges[key].pk for key in happening.charges if key in resolved.charges),
        occurred_at=occurred_at,
    )


def occurred(happening: Happening, *, message: CourtMessage, at: dt.datetime) -> dt.datetime:
    """Say when it happened: the sitting on the day of the order, else the start of that London day.

    An order dated after the moment it was received (trap 4) counts from when it was received: nothing can have been
    decided later than it was known. Without any date it is the time of sharing.
    """
    if happening.occurred_on is None:
        return min(message.shared_at or at, at)
    days = message.hearing.days if message.hearing else ()
    sittings = [sits_at for sits_at, _ in days if sits_at.astimezone(LONDON).date() == happening.occurred_on]
    midnight = dt.datetime.combine(happening.occurred_on, dt.time(), tzinfo=LONDON)
    return min(sittings[0] if sittings else midnight, at)


def _case_of(happening: Happening, resolved: Resolved) -> Case | None:
    if happening.case_id is not None:
        return resolved.cases.get(happening.case_id)
    charge = next((resolved.charges[key] for key in happening.charges if key in resolved.charges), None)
    return charge.case if charge is not None else None


def _detail(happening: Happening, resolved: Resolved) -> dict[str, object]:
    detail: dict[str, object] = {"row": happening.row.row, "meanings": list(happening.meanings)}
    charges = [str(resolved.charges[key].pk) for key in happening.charges if key in resolved.charges]
    defendants = [str(resolved.defendants[one].pk) for one in happening.defendant_ids if one in resolved.defendants]
    if charges:
        detail["charges"] = charges
    if defendants:
        detail["defendants"] = defendants
    if happening.hearing_date is not None:
        detail["hearing_date"] = describe_date(happening.hearing_date)
    if happening.court_text:
        detail["court_text"] = happening.court_text
    return detail


def _follow(
    happening: Happening,
    *,
    case: Case,
    resolved: Resolved,
    occurred_at: dt.datetime,
    inbound: InboundMessage,
    actor: Actor,
    at: dt.datetime,
) -> None:
    if happening.follow_up is FollowUp.PROPOSAL and happening.suggested_decision is not None:
        charges = [resolved.charges[key].pk for key in happening.charges if key in resolved.charges]
        propose(
            case=case,
            key=f"court:{happening.identity}",
            code=happening.suggested_decision,
            decided_at=occurred_at,
            charge_ids=charges,
            why=f"{happening.row.what_happened}: {'; '.join(happening.meanings)} (row {happening.row.row} of the map).",
            message=inbound,
            actor=actor,
            at=at,
        )
    elif happening.follow_up is FollowUp.PERSON:
        raise_question(case=case, kind=happening.kind, key=happening.identity, message=inbound, actor=actor, at=at)


def propose(
    *,
    case: Case,
    key: str,
    code: DecisionCode,
    decided_at: dt.datetime,
    charge_ids: list[uuid.UUID],
    why: str,
    message: InboundMessage,
    actor: Actor,
    at: dt.datetime,
) -> DecisionProposal:
    """Open a proposed decision and the work to answer it. It is never itself a decision."""
    proposal = DecisionProposal.objects.create(
        case=case,
        message=message,
        key=key,
        code=code,
        made_by=DecisionMaker.COURT if code in _OF_THE_COURT else DecisionMaker.CPS,
        decided_at=decided_at,
        why=why,
        proposed_at=at,
    )
    proposal.charges.set(charge_ids)
    work.raise_item(
        kind=WorkKind.CONFIRM_PROPOSAL,
        # The name under which answering the proposal finishes this work (communications.services.duties).
        key=f"proposal:{proposal.pk}",
        summary="A decision was reported. Confirm it, correct it or reject it: the time limit runs from the decision.",
        actor=actor,
        at=at,
        case=case,
        about=f"proposal:{proposal.pk}",
        due_at=at + ANSWER_PROPOSAL_WITHIN,
    )
    audit.record(actor=actor, verb=Verb.PROPOSED, subject=proposal, at=at, case_id=case.pk, detail={"code": code.value})
    return proposal


def raise_question(
    *, case: Case, kind: CaseEventKind, key: str, message: InboundMessage, actor: Actor, at: dt.datetime
) -> None:
    """Ask a person what something means that the service may not decide."""
    work.raise_item(
        kind=WorkKind.UNKNOWN_RESULT,
        key=f"unknown:{case.pk}:{key}",
        summary=f"{kind.label}: say what this means for the victims. Nothing is told until you have.",
        actor=actor,
        at=at,
        case=case,
        about=f"inbound:{message.pk}",
        due_at=at + ANSWER_PROPOSAL_WITHIN,
    )


def ask_for_links(resolved: Resolved, *, actor: Actor, at: dt.datetime) -> None:
    """Ask a person whom new charges concern: the court never says so in a way to rely on (trap 9)."""
    for case in {charge.case_id: charge.case for charge in resolved.new_charges}.values():
        work.raise_item(
            kind=WorkKind.CHECK_DUTY,
            key=f"link-victims:{case.pk}",
            summary="New charges from the court: say which victims each concerns and what kind of offence it is.",
            actor=actor,
            at=at,
            case=case,
            about=f"case:{case.pk}",
            due_at=at + ANSWER_PROPOSAL_WITHIN,
        )
    for court_id in resolved.similar:
        case = resolved.cases[court_id]
        work.raise_item(
            kind=WorkKind.RECONCILIATION,
            key=f"similar-reference:{case.pk}",
            summary="Another case has nearly the same reference. Say whether they are one case; they were not joined.",
            actor=actor,
            at=at,
            case=case,
            about=f"case:{case.pk}",
        )


def record_correction(
    *,
    case: Case,
    found: tuple[Difference, ...],
    charge_ids: frozenset[uuid.UUID],
    inbound: InboundMessage,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Record that the court now says otherwise, and take back open proposals that rested on what it took back."""
    events.append(
        case=case,
        kind=CaseEventKind.CORRECTION,
        key=f"court:correction:{inbound.pk}:{case.pk}",
        occurred_at=min(inbound.shared_at or at, at),
        actor=actor,
        at=at,
        detail={
            "differences": [{"matter": one.matter.value, "before": one.before, "after": one.after} for one in found],
            "charges": sorted(str(pk) for pk in charge_ids),
        },
        message=inbound,
    )
    open_proposals = DecisionProposal.objects.filter(
        case=case, state=ProposalState.OPEN, message__order_key=inbound.order_key, charges__in=charge_ids
    ).exclude(message=inbound)
    for proposal in open_proposals.distinct():
        proposal.state = ProposalState.REJECTED
        proposal.rejection_reason = _WITHDRAWN_BY_COURT
        proposal.answered_at = at
        proposal.answered_by = actor.label
        proposal.save(update_fields=["state", "rejection_reason", "answered_at", "answered_by"])
        work.settle(key=f"proposal:{proposal.pk}", outcome=_WITHDRAWN_BY_COURT, actor=actor, at=at)
        audit.record(actor=actor, verb=Verb.REJECTED, subject=proposal, at=at, case_id=case.pk)
