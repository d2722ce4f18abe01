"""How a charge stands after a decision about it: CS-1 (domain.md 2.2)."""

import pytest

from cases.rules.charge_states import state_after
from cases.rules.scope import ENDING_CODES
from cases.rules.vocabulary import ChargeState, DecisionCode


class TestStateAfter:
    @pytest.mark.parametrize("code", sorted(ENDING_CODES))
    def test_cs_1_a_decision_that_ends_a_charge_leaves_nothing_going_on(self, code):
        assert state_after(code=code, before=ChargeState.CHARGED).continues is False

    @pytest.mark.parametrize("before", [ChargeState.ALLEGED, ChargeState.CHARGED, ChargeState.UNDER_REVIEW])
    @pytest.mark.parametrize(
        "code",
        [
            DecisionCode.ALTER_DOWN,
            DecisionCode.ALTER_UP,
            DecisionCode.MINOR_AMENDMENT,
            DecisionCode.PROVISIONAL_STOP,
        ],
    )
    def test_cs_1_what_alters_nothing_leaves_it_as_it_was(self, code, before):
        assert state_after(code=code, before=before) is before

    @pytest.mark.parametrize("code", list(DecisionCode))
    def test_cs_1_a_conviction_stands(self, code):
        assert state_after(code=code, before=ChargeState.CONVICTED) is ChargeState.CONVICTED

    @pytest.mark.parametrize(
        ("code", "after"),
        [
            (DecisionCode.DECISION_TO_CHARGE, ChargeState.CHARGED),
            (DecisionCode.NFA_EVIDENTIAL, ChargeState.NOT_CHARGED),
            (DecisionCode.NO_EVIDENCE_ALL, ChargeState.NO_EVIDENCE),
            (DecisionCode.LIE_ON_FILE_SOME, ChargeState.LIES_ON_FILE),
            (DecisionCode.SUBSTITUTE, ChargeState.REPLACED),
        ],
    )
    def test_cs_1_says_how_it_stands(self, code, after):
        assert state_after(code=code, before=ChargeState.UNDER_REVIEW) is after
