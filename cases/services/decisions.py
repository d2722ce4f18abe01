"""Records decisions: the row, the charges, what is owed to each victim and by when, in one transaction."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Case, Charge, Deadline, Decision, DecisionCharge, Notification, Obligation, Victim
from cases.rules import charge_states, deadlines, duties, meeting_offer, reasons, review_eligibility
from cases.rules.case_rules import CaseRules
from cases.rules.deadlines import DutyDeadline
from cases.rules.duties import DutyAnswer
from cases.rules.facts import ChargeFacts, DecisionFacts, VictimFacts
from cases.rules.meeting_offer import MeetingNeed, MeetingOffer, MeetingOverride
from cases.rules.review_eligibility import ReviewEligibility
from cases.rules.vocabulary import (
    CaseEventKind,
    ChargeState,
    DecisionCode,
    DecisionMaker,
    EnhancedStatus,
    JourneyStage,
    LetterFamily,
    ObligationState,
    SpecificReason,
    TestFailed,
)
from cases.rules.working_days import WorkingDayCalendar, london_date
from cases.selectors import facts
from cases.selectors.reasons import given_in
from cases.services import events, reference, replacements


class ConflictingDecision(Exception):
    """The key was used before for a decision with other content: record a correction that names the old one."""


class UnknownCharge(ValueError):
    """A charge named in the decision does not belong to the case."""


class DecidedInFuture(ValueError):
    """A decision cannot have been made later than now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEntry:
    """What a person (or a confirmed proposal) says was decided. Entered once; it flows into the letter."""

    #: Names this act of recording: a form's token, a message's key. Sending it again records nothing new.
    key: str
    code: DecisionCode
    #: When it was decided, or announced in court: aware.
    decided_at: dt.datetime
    made_by: DecisionMaker = DecisionMaker.CPS
    #: The charges it is about; empty means every charge of the case.
    charge_ids: frozenset[uuid.UUID] = frozenset()
    test_failed: TestFailed = TestFailed.NONE
    #: The specific reasons of that stage, in the order of the vocabulary.
    specific_reasons: tuple[SpecificReason, ...] = ()
    because_victim_withdrew: bool = False
    reasons: str = ""
    new_information: str = ""
    victim_views: str = ""
    what_continues: str = ""
    sensitivities: str = ""
    #: The prosecutor's answer to "Is this change substantial for this victim?"
    is_substantial: bool | None = None
    substantial_reason: str = ""
    #: What the charges became, where they were altered or substituted: another charge of the case, or else the title of
    #: one that the record does not hold yet.
    replaced_by: uuid.UUID | None = None
    new_charge: str = ""
    #: Given when the prosecutor holds a meeting not to be appropriate.
    meeting_not_appropriate_reason: str = ""
    #: The decision this one corrects; what was owed for that one is superseded.
    corrects: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimDuty:
    """What the decision means for one victim, as the rules answered, and the obligation opened for it."""

    victim: Victim
    duty: DutyAnswer
    review: ReviewEligibility
    meeting: MeetingOffer
    #: None when no communication is owed.
    deadline: DutyDeadline | None
    obligation: Obligation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedDecision:
    """A decision and what followed for each victim of the case."""

    decision: Decision
    duties: tuple[VictimDuty, ...]
    #: False when the same entry had been recorded before.
    is_new: bool
    #: Obligations for the corrected decision that are now superseded.
    superseded: tuple[Obligation, ...] = ()


@transaction.atomic
def record(*, case_id: uuid.UUID, entry: DecisionEntry, actor: Actor, at: dt.datetime) -> RecordedDecision:
    """Append the decision and open one obligation per victim to whom a letter is owed (promise 1, F14).

    Locks the case row, so that decisions of one case are taken one after the other. ``at`` is the aware time of
    recording and never moves the clock, which starts at ``entry.decided_at``.

    Raises:
        NotPermitted: the actor may not record decisions of this case.
        ReasonOfAnotherStage: a specific reason does not belong to the stage that was not met.
        ConflictingDecision: the key was used for other content.
        UnknownCharge: a charge is not of this case.
        UnusableReplacement: what took a charge's place is not of this case, or is itself among those decided about.
        DecidedInFuture: ``decided_at`` is later than ``at``.
        BeyondHorizon: the bank-holiday calendar does not reach to the due date; nothing is recorded.
    """
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("area").get(pk=case_id)
    policies.require(actor=actor, permission=Permission.RECORD_DECISION, case=case)
    if entry.decided_at > at:
        raise DecidedInFuture("The decision is dated in the future")
    reasons.require_of_stage(test_failed=entry.test_failed, specific=entry.specific_reasons)
    existing = Decision.objects.filter(case=case, key=entry.key).first()
    if existing is not None:
        return _recorded_before(existing, entry)
    charges = _charges(case, entry)
    replacement = replacements.find(case=case, charges=charges, replaced_by=entry.replaced_by)

    on = london_date(at=entry.decided_at)
    rules = reference.load_rules(on=on)
    calendar = reference.load_calendar()
    known = facts.case_facts(case=case)
    decision = _append(case, entry, charges, actor=actor, at=at)
    asked = facts.decision_facts(decision=decision, charge_ids=[charge.pk for charge in charges])
    victims = {
        victim.pk: victim
        for victim in Victim.objects.filter(case=case).select_related("person", "officer").order_by("id")
    }
    for victim in victims.values():
        victim.case = case
    answers = [
        answer_for(
            victim=victims[pk],
            victim_facts=victim_facts,
            asked=asked,
            charges=known.charges,
            no_meeting_because=entry.meeting_not_appropriate_reason,
            rules=rules,
            calendar=calendar,
        )
        for pk, victim_facts in known.victims.items()
    ]
    opened = tuple(open_for(decision=decision, answer=answer, actor=actor, at=at) for answer in answers)
    superseded = _supersede(entry, case=case, actor=actor, at=at)
    _apply_to_case(case, entry, charges, replacement=replacement, on=on, at=at)
    events.append(
        case=case,
        kind=CaseEventKind.DECISION_RECORDED,
        key=f"decision:{decision.pk}",
        occurred_at=entry.decided_at,
        actor=actor,
        at=at,
        detail={"decision": str(decision.pk), "code": entry.code.value},
    )
    audit.record(
        actor=actor,
        verb=Verb.DECIDED,
        subject=decision,
        at=at,
        case_id=case.pk,
        detail={"code": entry.code.value, "obligations": sum(duty.obligation is not None for duty in opened)},
    )
    return RecordedDecision(decision=decision, duties=opened, is_new=True, superseded=superseded)


def letter_type_of(*, code: DecisionCode, family: LetterFamily) -> str:
    """Name the words owed (communications.rules.vocabulary.LetterType) for a decision and the family of its letter."""
    return {
        LetterFamily.STOPPED_AFTER_WITHDRAWAL: DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL.value,
        LetterFamily.PROVISIONAL_DECISION: DecisionCode.PROVISIONAL_STOP.value,
        LetterFamily.CHARGING_DECISION: "CHARGING_DECISION",
    }.get(family, code.value)


def _charges(case: Case, entry: DecisionEntry) -> list[Charge]:
    charges = Charge.objects.filter(case=case).order_by("id")
    if not entry.charge_ids:
        return [charge for charge in charges if ChargeState(charge.state).continues] or list(charges)
    named = [charge for charge in charges if charge.pk in entry.charge_ids]
    if len(named) != len(entry.charge_ids):
        raise UnknownCharge("A charge named in the decision does not belong to this case")
    return named


def _recorded_before(existing: Decision, entry: DecisionEntry) -> RecordedDecision:
    # "Every charge" meant the charges that went on then, which the decision itself may have ended since.
    same_charges = not entry.charge_ids or entry.charge_ids == set(
        existing.decision_charges.values_list("charge_id", flat=True)
    )
    new_ones = set(existing.decision_charges.values_list("charge__replaced_by", flat=True))
    same_charges = same_charges and (entry.replaced_by is None or new_ones == {entry.replaced_by})
    if not same_charges or any(getattr(existing, name) != value for name, value in _content(entry).items()):
        raise ConflictingDecision("This key was used before for a different decision")
    return RecordedDecision(decision=existing, duties=(), is_new=False)


def _content(entry: DecisionEntry) -> dict[str, Any]:
    """Return what the entry says about the decision itself, by the model's field names."""
    return {
        "code": entry.code,
        "made_by": entry.made_by,
        "decided_at": entry.decided_at,
        "because_victim_withdrew": entry.because_victim_withdrew,
        "test_failed": entry.test_failed,
        "specific_reasons": [reason.value for reason in entry.specific_reasons],
        "reasons": entry.reasons,
        "new_information": entry.new_information,
        "victim_views": entry.victim_views,
        "what_continues": entry.what_continues,
        "sensitivities": entry.sensitivities,
        "is_substantial": entry.is_substantial,
        "substantial_reason": entry.substantial_reason,
        "meeting_not_appropriate_reason": entry.meeting_not_appropriate_reason,
        "corrects_id": entry.corrects,
    }


def _append(case: Case, entry: DecisionEntry, charges: list[Charge], *, actor: Actor, at: dt.datetime) -> Decision:
    decision = Decision.objects.create(
        case=case,
        key=entry.key,
        **_content(entry),
        recorded_at=at,
        recorded_by=actor.label,
    )
    DecisionCharge.objects.bulk_create(
        DecisionCharge(
            decision=decision,
            charge=charge,
            state_before=charge.state,
            state_after=_state_after(charge, entry),
        )
        for charge in charges
    )
    # Recording tells the liaison unit at once; that it was told, and how well, is measured apart from the clock.
    Notification.objects.create(
        decision=decision,
        vlu_notified_at=at,
        vlu_notified_by=actor.label,
        has_sufficient_reasons=not reasons.missing_from(
            code=entry.code, given=given_in(row=decision), is_substantial=entry.is_substantial
        ),
    )
    return decision


def answer_for(
    *,
    victim: Victim,
    victim_facts: VictimFacts,
    asked: DecisionFacts,
    charges: tuple[ChargeFacts, ...],
    no_meeting_because: str,
    rules: CaseRules,
    calendar: WorkingDayCalendar,
) -> VictimDuty:
    """Say what a decision means for one victim, by the rules; nothing is opened yet.

    ``no_meeting_because`` is the prosecutor's reason against a meeting, empty where there is none.

    Raises:
        NoRouteInForce, NoLimitInForce, BeyondHorizon: the published rows do not reach to this decision.
    """
    duty = duties.assess_duty(decision=asked, victim=victim_facts, charges=charges, rules=rules)
    override = MeetingOverride(is_offered=False, reason=no_meeting_because) if no_meeting_because.strip() else None
    return VictimDuty(
        victim=victim,
        duty=duty,
        review=review_eligibility.assess_review_eligibility(
            decision=asked, victim=victim_facts, charges=charges, rules=rules
        ),
        meeting=meeting_offer.assess_meeting_offer(
            decision=asked, victim=victim_facts, charges=charges, rules=rules, override=override
        ),
        deadline=deadlines.duty_deadline(
            limit_kind=duty.limit_kind, decided_at=asked.decided_at, rules=rules, calendar=calendar
        )
        if duty.limit_kind is not None
        else None,
        obligation=None,
    )


def open_for(*, decision: Decision, answer: VictimDuty, actor: Actor, at: dt.datetime) -> VictimDuty:
    """Open the obligation and its first deadline, where a communication is owed. In the caller's transaction."""
    if answer.deadline is None:
        return answer
    case, duty, deadline = decision.case, answer.duty, answer.deadline
    obligation = Obligation.objects.create(
        victim=answer.victim,
        decision=decision,
        case=case,
        area_code=case.area_id,
        unit_id=case.unit_id,
        letter_type=letter_type_of(code=DecisionCode(decision.code), family=duty.family),
        rule_id=duty.rule_id,
        rule_version=duty.rule_version,
        decided_at=decision.decided_at,
        limit_working_days=deadline.limit_value,
        due_on=deadline.due_on,
        due_at=deadline.due_at,
        is_enhanced={EnhancedStatus.ENHANCED: True, EnhancedStatus.STANDARD: False}.get(duty.enhanced.status),
        enhanced_grounds=[ground.value for ground in duty.enhanced.grounds],
        addressee=duty.addressee.addressee,
        review_text=answer.review.text,
        review_reasons=list(answer.review.reasons),
        meeting_offer=answer.meeting.need is MeetingNeed.REQUIRED,
        meeting_reasons=list(answer.meeting.reasons),
        is_blocked=duty.is_blocked,
        opened_at=at,
        opened_by=actor.label,
    )
    append_deadline(obligation=obligation, deadline=deadline, reason="; ".join(duty.reasons)[:300], actor=actor, at=at)
    return VictimDuty(
        victim=answer.victim,
        duty=duty,
        review=answer.review,
        meeting=answer.meeting,
        deadline=deadline,
        obligation=obligation,
    )


def append_deadline(
    *, obligation: Obligation, deadline: DutyDeadline, reason: str, actor: Actor, at: dt.datetime
) -> Deadline:
    """Append one computation of the clock, with every day it counted."""
    return Deadline.objects.create(
        obligation=obligation,
        limit_working_days=deadline.limit_value,
        due_on=deadline.due_on,
        due_at=deadline.due_at,
        rule_id=deadline.rule_id,
        rule_version=deadline.rule_version,
        calendar_version=deadline.calendar_version,
        explanation=[{"day": day.day.isoformat(), "number": day.number, "why": day.why} for day in deadline.days],
        reason=reason,
        computed_at=at,
        computed_by=actor.label,
    )


def _supersede(entry: DecisionEntry, *, case: Case, actor: Actor, at: dt.datetime) -> tuple[Obligation, ...]:
    """Close what was owed for the decision that this one corrects, where it had not been met."""
    if entry.corrects is None:
        return ()
    rows = list(
        Obligation.objects.select_for_update(no_key=True)
        .filter(case=case, decision_id=entry.corrects, state=ObligationState.OPEN)
        .order_by("id")
    )
    for row in rows:
        row.state = ObligationState.SUPERSEDED
        row.save(update_fields=["state"])
        audit.record(actor=actor, verb=Verb.SUPERSEDED, subject=row, at=at, case_id=case.pk, victim_id=row.victim_id)
    return tuple(rows)


def _state_after(charge: Charge, entry: DecisionEntry) -> ChargeState:
    return charge_states.state_after(
        code=entry.code, before=ChargeState(charge.state), is_replaced=_names_a_new_charge(entry)
    )


def _names_a_new_charge(entry: DecisionEntry) -> bool:
    return entry.replaced_by is not None or bool(entry.new_charge.strip())


def _apply_to_case(
    case: Case,
    entry: DecisionEntry,
    charges: list[Charge],
    *,
    replacement: Charge | None,
    on: dt.date,
    at: dt.datetime,
) -> None:
    """Move the charges and the stage to where the decision leaves them."""
    if _names_a_new_charge(entry):
        replacements.take_place(charges=charges, found=replacement, title=entry.new_charge.strip(), on=on)
    for charge in charges:
        after = _state_after(charge, entry)
        if after != charge.state:
            charge.state = after
            charge.save(update_fields=["state"])
    stage = _stage_after(case, entry)
    if stage != case.stage:
        case.stage = stage
        case.stage_since = on
    case.facts_changed_at = at
    case.save(update_fields=["stage", "stage_since", "facts_changed_at"])


def _stage_after(case: Case, entry: DecisionEntry) -> str:
    if entry.code is DecisionCode.PROVISIONAL_STOP:
        return JourneyStage.PROVISIONAL_STOP
    states = [ChargeState(state) for state in Charge.objects.filter(case=case).values_list("state", flat=True)]
    if states and not any(state.continues for state in states):
        return JourneyStage.STOPPED
    if entry.code is DecisionCode.DECISION_TO_CHARGE:
        return JourneyStage.CHARGED
    return case.stage
