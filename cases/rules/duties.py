"""Which decision owes a letter to which victim, by which limit and to whom; decides nothing that needs judgement."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.rules import addressees, enhanced_rights, provisional_stop, scope
from cases.rules.addressees import AddresseeAnswer
from cases.rules.case_rules import CaseRules
from cases.rules.enhanced_rights import EnhancedRights
from cases.rules.facts import ChargeFacts, DecisionFacts, VictimFacts
from cases.rules.vocabulary import (
    Addressee,
    ChargingRoute,
    DecisionCode,
    DecisionMaker,
    ExemptionReason,
    LetterFamily,
    LimitKind,
    PilotScheme,
    Teller,
    VictimKind,
)
from cases.rules.working_days import london_date

LETTER_OWED_RULE = "DU-1"
LIMIT_RULE = "DU-2"
EXEMPTION_RULE = "DU-4"

#: Table A (domain.md 2.2): the decisions of the CPS that owe a letter, and which sort.
_FAMILIES = {
    DecisionCode.NFA_EVIDENTIAL: LetterFamily.NOT_CHARGED,
    DecisionCode.NFA_PUBLIC_INTEREST: LetterFamily.NOT_CHARGED,
    DecisionCode.NFA_PARTIAL: LetterFamily.NOT_CHARGED,
    DecisionCode.DISCONTINUE_ALL: LetterFamily.STOPPED,
    DecisionCode.WITHDRAW_ALL: LetterFamily.STOPPED,
    DecisionCode.NO_EVIDENCE_ALL: LetterFamily.STOPPED,
    DecisionCode.LIE_ON_FILE_ALL: LetterFamily.STOPPED,
    DecisionCode.LIE_ON_FILE_SOME: LetterFamily.STOPPED,
    DecisionCode.STOP_SOME: LetterFamily.STOPPED,
    DecisionCode.SUBSTITUTE: LetterFamily.ALTERED,
    DecisionCode.ALTER_DOWN: LetterFamily.ALTERED,
    DecisionCode.ALTER_UP: LetterFamily.ALTERED,
    DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL: LetterFamily.STOPPED_AFTER_WITHDRAWAL,
    DecisionCode.PROVISIONAL_STOP: LetterFamily.PROVISIONAL_DECISION,
    DecisionCode.DECISION_TO_CHARGE: LetterFamily.CHARGING_DECISION,
}

#: Decisions made before charge, where the charging route settles who tells the victim.
_CHARGING_DECISIONS = frozenset(
    {DecisionCode.NFA_EVIDENTIAL, DecisionCode.NFA_PUBLIC_INTEREST, DecisionCode.NFA_PARTIAL}
)

#: Changes that owe a letter only if the prosecutor holds them to be substantial for this victim.
_ALTERATIONS = frozenset({DecisionCode.ALTER_DOWN, DecisionCode.ALTER_UP})

_STOP_FAMILIES = frozenset({LetterFamily.NOT_CHARGED, LetterFamily.STOPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAnswer:
    """What one decision obliges the CPS to do for one victim."""

    #: A communication with an explanation is owed; an obligation is opened. True also when an exemption is proposed.
    letter_owed: bool
    #: Why the obligation may end without a communication. Each needs an approver; nothing is exempt by itself.
    exemption: ExemptionReason | None
    #: The sort of letter; NONE when none is owed.
    family: LetterFamily
    #: Which limit applies; None when no letter is owed.
    limit_kind: LimitKind | None
    addressee: AddresseeAnswer
    enhanced: EnhancedRights
    #: Who tells the victim.
    teller: Teller
    #: The ordinary letter must wait: the decision is provisional.
    is_blocked: bool
    #: A code that describes the decision better for this victim; for a person to confirm, never applied by itself.
    proposed_code: DecisionCode | None
    #: A person must look at something before a letter can go.
    needs_person: bool
    reasons: tuple[str, ...]
    rule_id: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class _Row:
    """The row of table A that fits: whether a letter is owed, which sort, and who tells the victim."""

    owed: bool
    teller: Teller
    reasons: tuple[str, ...]
    family: LetterFamily = LetterFamily.NONE
    needs_person: bool = False
    exemption: ExemptionReason | None = None


def assess_duty(
    *, decision: DecisionFacts, victim: VictimFacts, charges: Iterable[ChargeFacts], rules: CaseRules
) -> DutyAnswer:
    """Say what the decision owes this victim (DU-1 to DU-6; domain.md 2.2 table A, 2.3 table B, 2.8).

    `charges` are all charges and allegations of the case, and of split cases about the same victim, in every state.
    Limits and lists in force on the London date of the decision apply. The result proposes exemptions and codes; a
    person confirms each.

    Raises:
        NaiveInstant: when the decision has no time zone.
        NoRouteInForce: when no row says who tells of a charging decision by this route on that date.
    """
    known = tuple(charges)
    on = london_date(at=decision.decided_at)
    enhanced = enhanced_rights.assess_enhanced_rights(victim=victim, charges=known, on=on, rules=rules)
    addressee = addressees.assess_addressee(victim=victim, charges=known, on=on, rules=rules)
    row = _not_about_this_victim(decision, victim, known) or _row_of_table_a(decision, victim, known, rules)
    if not row.owed:
        return DutyAnswer(
            letter_owed=False,
            exemption=row.exemption,
            family=LetterFamily.NONE,
            limit_kind=None,
            addressee=addressee,
            enhanced=enhanced,
            teller=row.teller,
            is_blocked=False,
            proposed_code=None,
            needs_person=row.needs_person,
            reasons=row.reasons,
            rule_id=LETTER_OWED_RULE,
            rule_version=rules.version,
        )
    exemption, why_exempt = _exemption(victim, addressee, row)
    proposed_code, why_proposed = scope.propose_code(victim=victim, decision=decision, charges=known)
    limit_kind = _limit_kind(row.family, enhanced)
    unlinked = not any(charge.concerns(victim) for charge in known)
    return DutyAnswer(
        letter_owed=True,
        exemption=exemption,
        family=row.family,
        limit_kind=limit_kind,
        addressee=addressee,
        enhanced=enhanced,
        teller=row.teller,
        is_blocked=row.family is LetterFamily.PROVISIONAL_DECISION,
        proposed_code=proposed_code,
        needs_person=any(
            (row.needs_person, addressee.needs_person, exemption is not None, proposed_code is not None, unlinked)
        ),
        reasons=tuple(
            reason
            for reason in (
                *row.reasons,
                why_exempt,
                why_proposed,
                "No charge has been linked to this victim yet." if unlinked else "",
                f"Limit: {limit_kind.label}.",
            )
            if reason
        ),
        rule_id=EXEMPTION_RULE if exemption else LETTER_OWED_RULE,
        rule_version=rules.version,
    )


def _not_about_this_victim(
    decision: DecisionFacts, victim: VictimFacts, charges: tuple[ChargeFacts, ...]
) -> _Row | None:
    """Find that every charge the decision is about is linked to other victims only."""
    about = [charge for charge in charges if decision.is_about(charge)]
    if not about or any(charge.is_unlinked or charge.concerns(victim) for charge in about):
        return None
    return _Row(
        owed=False,
        teller=Teller.NOBODY,
        reasons=("The charges decided on concern other victims.",),
        exemption=ExemptionReason.NOT_A_VICTIM_OF_THIS_CHARGE,
    )


def _row_of_table_a(
    decision: DecisionFacts, victim: VictimFacts, charges: tuple[ChargeFacts, ...], rules: CaseRules
) -> _Row:
    """Find the row of table A that fits the decision."""
    code = decision.code
    if _made_by(decision) is DecisionMaker.POLICE:
        return _Row(owed=False, teller=Teller.POLICE, reasons=("The police decided, so the police tell the victim.",))
    if _made_by(decision) is DecisionMaker.COURT:
        reason = "The court ended it, not the CPS: the Witness Care Unit tells the outcome."
        return _Row(owed=False, teller=Teller.WITNESS_CARE, reasons=(reason,))
    if code is DecisionCode.OUT_OF_COURT_DISPOSAL:
        reason = "An out-of-court disposal is told under the Victims' Code by whoever gives it, not by a VCL letter."
        return _Row(owed=False, teller=Teller.POLICE, reasons=(reason,))
    if code is DecisionCode.MINOR_AMENDMENT:
        reason = "A date, spelling or particular was corrected: nothing changes for the victim."
        return _Row(owed=False, teller=Teller.NOBODY, reasons=(reason,))
    if code is DecisionCode.DECISION_TO_CHARGE:
        return _charged(decision, rules)
    if code is DecisionCode.PROVISIONAL_STOP:
        return _provisional(decision, victim, charges, rules)
    if code in _ALTERATIONS and decision.is_substantial is not True:
        return _alteration(decision)
    if code in _CHARGING_DECISIONS:
        return _not_charged(decision, rules)
    family = LetterFamily.STOPPED_AFTER_WITHDRAWAL if _is_after_withdrawal(decision) else _FAMILIES[code]
    return _Row(owed=True, teller=Teller.CPS, reasons=(f"The CPS decided: {code.label}.",), family=family)


def _made_by(decision: DecisionFacts) -> DecisionMaker:
    """Tell who decided: the maker recorded, or whom the code itself names."""
    named = {DecisionCode.POLICE_DECISION: DecisionMaker.POLICE, DecisionCode.COURT_ENDED: DecisionMaker.COURT}
    return named.get(decision.code, DecisionMaker.CPS) if decision.maker is DecisionMaker.CPS else decision.maker


def _is_after_withdrawal(decision: DecisionFacts) -> bool:
    """Whether the case stopped because the victim asked for it, whichever code was recorded."""
    return decision.is_because_victim_withdrew and _FAMILIES[decision.code] in _STOP_FAMILIES


def _charged(decision: DecisionFacts, rules: CaseRules) -> _Row:
    """Let the CPS tell a decision to charge where the Universal pilot runs, and the police elsewhere; no VCL matter."""
    on = london_date(at=decision.decided_at)
    is_pilot = rules.is_pilot(scheme=PilotScheme.UNIVERSAL_CHARGING_NEWS, area=decision.area, on=on)
    if is_pilot and decision.route is not ChargingRoute.POLICE:
        reason = "In this Area the CPS tells the victim of the decision to charge."
        return _Row(owed=True, teller=Teller.CPS, reasons=(reason,), family=LetterFamily.CHARGING_DECISION)
    reason = "A decision to charge owes no VCL letter; here the police tell the victim."
    return _Row(owed=False, teller=Teller.POLICE, reasons=(reason,))


def _provisional(
    decision: DecisionFacts, victim: VictimFacts, charges: tuple[ChargeFacts, ...], rules: CaseRules
) -> _Row:
    """Tell a provisional stop in words of its own in the pilot, and put it before a person elsewhere."""
    gate = provisional_stop.assess_provisional_gate(decision=decision, victim=victim, charges=charges, rules=rules)
    if not gate.is_pilot_case:
        return _Row(owed=False, teller=Teller.NOBODY, reasons=gate.reasons, needs_person=True)
    return _Row(owed=True, teller=Teller.CPS, reasons=gate.reasons, family=LetterFamily.PROVISIONAL_DECISION)


def _alteration(decision: DecisionFacts) -> _Row:
    """Owe a letter for an altered charge when it is substantial; only the prosecutor can say so (pitfall 10)."""
    if decision.is_substantial is False:
        reason = "The prosecutor holds that the change is not substantial for this victim."
        return _Row(owed=False, teller=Teller.NOBODY, reasons=(reason,))
    reason = (
        "The prosecutor has not said whether the change is substantial for this victim; until then a letter is owed."
    )
    return _Row(owed=True, teller=Teller.CPS, reasons=(reason,), family=LetterFamily.ALTERED, needs_person=True)


def _not_charged(decision: DecisionFacts, rules: CaseRules) -> _Row:
    """Owe a letter for a decision not to charge; the row of its charging route may leave the telling to the police."""
    teller = rules.teller_of_charging_decision(route=decision.route, on=london_date(at=decision.decided_at))
    told_elsewhere = teller is not Teller.CPS
    reasons = [f"The CPS decided: {decision.code.label}."]
    if told_elsewhere:
        reasons.append(f"A charging decision by {decision.route.label} is told by the {teller.label.lower()}.")
    return _Row(
        owed=True,
        teller=teller,
        reasons=tuple(reasons),
        family=LetterFamily.STOPPED_AFTER_WITHDRAWAL if _is_after_withdrawal(decision) else _FAMILIES[decision.code],
        exemption=ExemptionReason.POLICE_COMMUNICATES if told_elsewhere else None,
    )


def _exemption(victim: VictimFacts, addressee: AddresseeAnswer, row: _Row) -> tuple[ExemptionReason | None, str]:
    """Propose the exemption that fits first (DU-4; domain.md 2.8), and say why."""
    is_without_contact = (
        victim.kind is VictimKind.BUSINESS and addressee.addressee is Addressee.NONE and not addressee.needs_person
    )
    candidates = (
        (victim.has_opted_out, ExemptionReason.OPTED_OUT, "The victim asked not to be contacted."),
        (
            victim.has_withdrawn and victim.has_declined_contact,
            ExemptionReason.WITHDRAWN_AND_DECLINED,
            "The victim withdrew support and declined contact.",
        ),
        (
            is_without_contact,
            ExemptionReason.CORPORATE_NO_NAMED_CONTACT,
            "A business is owed a letter once it names a contact.",
        ),
        (row.exemption is not None, row.exemption, "Whoever decided tells the victim."),
        (
            victim.wants_no_letter_after_explanation,
            ExemptionReason.ALREADY_EXPLAINED_IN_PERSON,
            "The decision was explained in person, and the victim wants no letter.",
        ),
    )
    return next(((reason, why) for applies, reason, why in candidates if applies), (None, ""))


def _limit_kind(family: LetterFamily, enhanced: EnhancedRights) -> LimitKind:
    """Pick the limit of table B (DU-2)."""
    if family is LetterFamily.PROVISIONAL_DECISION:
        return LimitKind.PROVISIONAL_NOTICE
    if family is LetterFamily.CHARGING_DECISION:
        return LimitKind.CHARGING_NEWS_ENHANCED if enhanced.has_short_limit else LimitKind.CHARGING_NEWS_STANDARD
    return enhanced.limit_kind
