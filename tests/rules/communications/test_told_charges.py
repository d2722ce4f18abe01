"""No charge says more than its reader was told (CHG-1, CHG-2; V34, PORT-2)."""

import pytest

from cases.rules.vocabulary import ChargeState as S
from communications.rules.told_charges import ChargeChange, ShownCharge, is_change_told, shown_charge

ENDS = [S.NOT_CHARGED, S.STOPPED, S.NO_EVIDENCE, S.LIES_ON_FILE, S.REPLACED]
GOES_ON = [S.ALLEGED, S.CHARGED, S.UNDER_REVIEW]


def shown(state, *changes, is_charged=True, is_outcome_told=False):
    return shown_charge(state=state, changes=changes, is_charged=is_charged, is_outcome_told=is_outcome_told)


def change(before, after, *, is_told):
    return ChargeChange(before=before, after=after, is_told=is_told)


class TestShownCharge:
    @pytest.mark.parametrize("state", GOES_ON)
    def test_chg_1_what_goes_on_is_shown_as_it_is(self, state):
        assert shown(state) == ShownCharge(state=state)

    @pytest.mark.parametrize("state", ENDS)
    def test_chg_1_an_end_that_was_told_is_shown(self, state):
        assert shown(state, change(S.CHARGED, state, is_told=True)) == ShownCharge(state=state)

    @pytest.mark.parametrize("state", ENDS)
    def test_chg_1_an_end_that_was_not_told_stands_as_before(self, state):
        assert shown(state, change(S.CHARGED, state, is_told=False)) == ShownCharge(state=S.CHARGED)

    @pytest.mark.parametrize("state", ENDS)
    @pytest.mark.parametrize(("is_charged", "instead"), [(True, S.CHARGED), (False, S.ALLEGED)])
    def test_chg_1_an_end_that_no_decision_explains_is_not_shown(self, state, is_charged, instead):
        assert shown(state, is_charged=is_charged) == ShownCharge(state=instead)

    def test_chg_1_of_two_decisions_the_first_untold_one_hides_what_came_after(self):
        found = shown(
            S.NO_EVIDENCE,
            change(S.ALLEGED, S.CHARGED, is_told=True),
            change(S.CHARGED, S.UNDER_REVIEW, is_told=False),
            change(S.UNDER_REVIEW, S.NO_EVIDENCE, is_told=True),
        )

        assert found == ShownCharge(state=S.CHARGED)

    def test_chg_1_a_decision_that_left_the_charge_as_it_was_hides_nothing(self):
        assert shown(S.CHARGED, change(S.CHARGED, S.CHARGED, is_told=False)) == ShownCharge(state=S.CHARGED)

    def test_chg_1_an_untold_decision_after_an_end_without_explanation_shows_neither(self):
        assert shown(S.NO_EVIDENCE, change(S.STOPPED, S.NO_EVIDENCE, is_told=False)) == ShownCharge(state=S.CHARGED)

    @pytest.mark.parametrize("state", [S.CONVICTED, S.ACQUITTED, S.COURT_ENDED])
    def test_chg_1_an_outcome_at_court_waits_until_somebody_told_it(self, state):
        assert shown(state) == ShownCharge(state=state, is_outcome_awaited=True)
        assert shown(state, is_outcome_told=True) == ShownCharge(state=state)

    def test_chg_1_a_court_that_ended_a_charge_is_shown_once_our_letter_told_it(self):
        assert shown(S.COURT_ENDED, change(S.CHARGED, S.COURT_ENDED, is_told=True)) == ShownCharge(state=S.COURT_ENDED)


class TestIsChangeTold:
    def told(self, after=S.STOPPED, *, is_owed=False, was_owed=False, is_substantial=None, is_untold=False):
        return is_change_told(
            after=after, is_owed=is_owed, was_owed=was_owed, is_substantial=is_substantial, is_untold=is_untold
        )

    def test_chg_2_not_while_the_explanation_is_owed_or_on_its_way(self):
        assert not self.told(is_owed=True)
        assert not self.told(was_owed=True, is_untold=True)

    def test_chg_2_once_the_explanation_has_reached_them(self):
        assert self.told(was_owed=True)

    def test_chg_2_what_goes_on_without_an_explanation_is_no_news(self):
        assert self.told(S.CHARGED)
        assert not self.told(S.STOPPED)

    @pytest.mark.parametrize(("is_substantial", "expected"), [(False, True), (True, False), (None, False)])
    def test_chg_2_a_replacement_nobody_owed_a_letter_for_only_where_it_is_slight(self, is_substantial, expected):
        assert self.told(S.REPLACED, is_substantial=is_substantial) is expected
