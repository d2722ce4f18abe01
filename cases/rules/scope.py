"""What a decision leaves standing for one victim, across charges, defendants and split URNs."""

from collections.abc import Iterable
from dataclasses import dataclass

from cases.rules.facts import ChargeFacts, DecisionFacts, VictimFacts
from cases.rules.vocabulary import ChargeState, DecisionCode, TestFailed

CONTINUES_RULE = "RR-2"
CODE_FOR_VICTIM_RULE = "DU-6"

#: Decisions that end the charges they are about. The others alter them, replace them or leave them as they are.
ENDING_CODES = frozenset(
    {
        DecisionCode.NFA_EVIDENTIAL,
        DecisionCode.NFA_PUBLIC_INTEREST,
        DecisionCode.NFA_PARTIAL,
        DecisionCode.DISCONTINUE_ALL,
        DecisionCode.WITHDRAW_ALL,
        DecisionCode.NO_EVIDENCE_ALL,
        DecisionCode.LIE_ON_FILE_ALL,
        DecisionCode.LIE_ON_FILE_SOME,
        DecisionCode.STOP_SOME,
        DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL,
        DecisionCode.OUT_OF_COURT_DISPOSAL,
        DecisionCode.POLICE_DECISION,
        DecisionCode.COURT_ENDED,
    }
)

#: Those that end only some charges: without naming them nothing is known to have ended.
_PARTIAL_CODES = frozenset({DecisionCode.NFA_PARTIAL, DecisionCode.LIE_ON_FILE_SOME, DecisionCode.STOP_SOME})

#: What a decision about everything becomes for a victim for whom something goes on.
_PARTIAL_OF = {
    DecisionCode.NFA_EVIDENTIAL: DecisionCode.NFA_PARTIAL,
    DecisionCode.NFA_PUBLIC_INTEREST: DecisionCode.NFA_PARTIAL,
    DecisionCode.DISCONTINUE_ALL: DecisionCode.STOP_SOME,
    DecisionCode.WITHDRAW_ALL: DecisionCode.STOP_SOME,
    DecisionCode.NO_EVIDENCE_ALL: DecisionCode.STOP_SOME,
    DecisionCode.LIE_ON_FILE_ALL: DecisionCode.LIE_ON_FILE_SOME,
}

#: What a decision not to charge some becomes for a victim for whom nothing goes on.
_NOT_CHARGED_BY_TEST = {
    TestFailed.EVIDENTIAL: DecisionCode.NFA_EVIDENTIAL,
    TestFailed.THRESHOLD: DecisionCode.NFA_EVIDENTIAL,
    TestFailed.PUBLIC_INTEREST: DecisionCode.NFA_PUBLIC_INTEREST,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """Whether anything goes on for one victim after a decision."""

    #: True, False, or None when a charge that goes on has not been linked to any victim.
    continues: bool | None
    #: References of the charges that go on, in the order given.
    charges: tuple[str, ...]
    reasons: tuple[str, ...]
    rule_id: str = CONTINUES_RULE


def anything_continues_for(
    *, victim: VictimFacts, charges: Iterable[ChargeFacts], after: DecisionFacts
) -> Continuation:
    """Say whether any charge about this victim goes on after the decision (RR-2; domain.md 3.1a).

    `charges` are all charges about the victim: those against every defendant, and those under every split URN. What
    the decision itself ends no longer goes on, whatever state the charge still shows. A charge that ended in a
    conviction counts as going on. Altering or replacing a charge leaves something going on.
    """
    going_on = [charge for charge in charges if _goes_on(charge, after)]
    own = tuple(charge for charge in going_on if charge.concerns(victim))
    if own:
        return Continuation(
            continues=True,
            charges=tuple(charge.reference for charge in own),
            reasons=(f"{_how_many(own)} for this victim, against {_defendants(own)}.",),
        )
    if any(charge.is_unlinked for charge in going_on):
        return Continuation(
            continues=None,
            charges=(),
            reasons=("A charge that goes on has not been linked to any victim, so it may concern this one.",),
        )
    return Continuation(continues=False, charges=(), reasons=("Nothing goes on for this victim.",))


def propose_code(
    *, victim: VictimFacts, decision: DecisionFacts, charges: Iterable[ChargeFacts]
) -> tuple[DecisionCode | None, str]:
    """Propose the code that describes the decision for this victim, when the recorded one does not (DU-6).

    One decision can end everything for one victim and only a part for another (pitfall 3). The answer is a proposal
    for a person, never a change: (code, reason), or (None, "") when the recorded code fits or nothing can be proposed.
    """
    known = tuple(charges)
    answer = anything_continues_for(victim=victim, charges=known, after=decision)
    if answer.continues and decision.code in _PARTIAL_OF:
        return _PARTIAL_OF[decision.code], "Something goes on for this victim, so not everything has ended."
    if answer.continues is False:
        whole = _whole_of(victim, decision, known)
        if whole is not None:
            return whole, "Nothing goes on for this victim, so everything has ended."
    return None, ""


def _goes_on(charge: ChargeFacts, after: DecisionFacts) -> bool:
    """Whether the charge goes on once the decision has taken effect."""
    if charge.state is ChargeState.CONVICTED:
        return True
    names_them = bool(after.charges) or after.code not in _PARTIAL_CODES
    ended_now = after.code in ENDING_CODES and names_them and after.is_about(charge)
    return charge.state.continues and not ended_now


def _whole_of(victim: VictimFacts, decision: DecisionFacts, charges: Iterable[ChargeFacts]) -> DecisionCode | None:
    """Find the code for everything that matches a code for a part."""
    if decision.code is DecisionCode.NFA_PARTIAL:
        return _NOT_CHARGED_BY_TEST.get(decision.test_failed)
    if decision.code is DecisionCode.LIE_ON_FILE_SOME:
        return DecisionCode.LIE_ON_FILE_ALL
    if decision.code is DecisionCode.STOP_SOME:
        decided = {charge.state for charge in charges if charge.concerns(victim) and decision.is_about(charge)}
        no_evidence = decided == {ChargeState.NO_EVIDENCE}
        return DecisionCode.NO_EVIDENCE_ALL if no_evidence else DecisionCode.DISCONTINUE_ALL
    return None


def _how_many(charges: tuple[ChargeFacts, ...]) -> str:
    """Say how many charges go on."""
    return "One charge goes on" if len(charges) == 1 else f"{len(charges)} charges go on"


def _defendants(charges: tuple[ChargeFacts, ...]) -> str:
    """Say against how many people, never who."""
    count = len({charge.defendant for charge in charges})
    return "one person" if count == 1 else f"{count} people"
