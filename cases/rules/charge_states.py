"""How a charge stands after a decision about it; a decision that alters nothing leaves it as it was."""

from cases.rules.vocabulary import ChargeState, DecisionCode

CHARGE_STATE_RULE = "CS-1"

_AFTER = {
    DecisionCode.NFA_EVIDENTIAL: ChargeState.NOT_CHARGED,
    DecisionCode.NFA_PUBLIC_INTEREST: ChargeState.NOT_CHARGED,
    DecisionCode.NFA_PARTIAL: ChargeState.NOT_CHARGED,
    DecisionCode.OUT_OF_COURT_DISPOSAL: ChargeState.NOT_CHARGED,
    DecisionCode.POLICE_DECISION: ChargeState.NOT_CHARGED,
    DecisionCode.DECISION_TO_CHARGE: ChargeState.CHARGED,
    DecisionCode.DISCONTINUE_ALL: ChargeState.STOPPED,
    DecisionCode.WITHDRAW_ALL: ChargeState.STOPPED,
    DecisionCode.STOP_SOME: ChargeState.STOPPED,
    DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL: ChargeState.STOPPED,
    DecisionCode.NO_EVIDENCE_ALL: ChargeState.NO_EVIDENCE,
    DecisionCode.LIE_ON_FILE_ALL: ChargeState.LIES_ON_FILE,
    DecisionCode.LIE_ON_FILE_SOME: ChargeState.LIES_ON_FILE,
    DecisionCode.SUBSTITUTE: ChargeState.REPLACED,
    DecisionCode.COURT_ENDED: ChargeState.COURT_ENDED,
}


def state_after(*, code: DecisionCode, before: ChargeState, is_replaced: bool = False) -> ChargeState:
    """Say how a charge stands after a decision about it (CS-1; domain.md 2.2).

    An altered charge goes on in its new form, and where that form is a charge of its own (``is_replaced``) it has given
    way to that one; a provisional stop ends nothing yet and a minor amendment changes
    nothing. A conviction stands whatever is decided about it later by this code.
    """
    if before is ChargeState.CONVICTED:
        return before
    if is_replaced:
        return ChargeState.REPLACED
    return _AFTER.get(code, before)
