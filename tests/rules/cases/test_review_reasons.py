"""Why a review may or may not be asked for: RR-11 (domain.md 3.1, 3.1a; V23)."""

import datetime as dt

import pytest

from cases.rules.review_reasons import why_of
from cases.rules.vocabulary import DecisionCode, DecisionMaker, ReviewText, ReviewWhy

DECIDED_AT = dt.datetime(2026, 3, 26, 11, 0, tzinfo=dt.UTC)


def why(
    text=ReviewText.NONE, code=DecisionCode.DISCONTINUE_ALL, maker=DecisionMaker.CPS, withdrew=False, at=DECIDED_AT
):
    return why_of(text=text, code=code, maker=maker, withdrew=withdrew, decided_at=at)


class TestWhyOf:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            (DecisionCode.NFA_EVIDENTIAL, ReviewWhy.NOT_CHARGED),
            (DecisionCode.NFA_PUBLIC_INTEREST, ReviewWhy.NOT_CHARGED),
            (DecisionCode.NFA_PARTIAL, ReviewWhy.NOT_CHARGED),
            (DecisionCode.DISCONTINUE_ALL, ReviewWhy.STOPPED),
            (DecisionCode.WITHDRAW_ALL, ReviewWhy.STOPPED),
            (DecisionCode.LIE_ON_FILE_ALL, ReviewWhy.LEFT_ON_FILE),
        ],
    )
    def test_rr_11_names_what_ended_where_the_answer_was_yes(self, code, expected):
        assert why(ReviewText.STANDARD, code) is expected

    def test_rr_11_no_evidence_and_a_decision_that_is_not_final_are_reasons_of_their_own(self):
        assert why(ReviewText.NO_RESTART, DecisionCode.NO_EVIDENCE_ALL) is ReviewWhy.NO_EVIDENCE
        assert why(ReviewText.EXPEDITED_PILOT, DecisionCode.PROVISIONAL_STOP) is ReviewWhy.NOT_FINAL

    def test_rr_11_a_review_that_came_before_the_decision_was_final_is_not_offered_anew(self):
        assert why(ReviewText.ALREADY_OFFERED, DecisionCode.NO_EVIDENCE_ALL) is ReviewWhy.OFFERED_BEFORE

    def test_rr_11_what_the_police_decided_has_their_scheme(self):
        assert why(ReviewText.POLICE_SCHEME, maker=DecisionMaker.POLICE) is ReviewWhy.POLICE_DECIDED

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"maker": DecisionMaker.COURT}, ReviewWhy.COURT_DECIDED),
            ({"code": DecisionCode.COURT_ENDED}, ReviewWhy.COURT_DECIDED),
            ({"at": dt.datetime(2013, 6, 4, 22, 30, tzinfo=dt.UTC)}, ReviewWhy.BEFORE_SCHEME),
            ({"at": dt.datetime(2013, 6, 4, 23, 30, tzinfo=dt.UTC)}, ReviewWhy.SOMETHING_GOES_ON),
            ({"code": DecisionCode.PROVISIONAL_STOP}, ReviewWhy.NOT_FINAL_NO_SCHEME),
            ({"code": DecisionCode.OUT_OF_COURT_DISPOSAL}, ReviewWhy.OUT_OF_COURT),
            ({"withdrew": True}, ReviewWhy.SUPPORT_WITHDRAWN),
            ({"code": DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL}, ReviewWhy.SUPPORT_WITHDRAWN),
            ({"code": DecisionCode.DECISION_TO_CHARGE}, ReviewWhy.CHARGED),
            ({"code": DecisionCode.ALTER_UP}, ReviewWhy.CHARGED),
            ({"code": DecisionCode.NFA_EVIDENTIAL}, ReviewWhy.SOMETHING_GOES_ON),
            ({"code": DecisionCode.STOP_SOME}, ReviewWhy.CASE_GOES_ON),
            ({"code": DecisionCode.ALTER_DOWN}, ReviewWhy.CASE_GOES_ON),
        ],
    )
    def test_rr_11_names_why_there_is_none_in_the_order_of_the_engine(self, changes, expected):
        assert why(**changes) is expected

    def test_rr_11_the_court_comes_before_a_withdrawal(self):
        assert why(maker=DecisionMaker.COURT, withdrew=True) is ReviewWhy.COURT_DECIDED
