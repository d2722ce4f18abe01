"""The final decision after a provisional stop: its letter tells of the review that was offered before (PS-5)."""

import datetime as dt

import pytest

from accounts.models import Unit
from accounts.roles import Role
from cases.models import Obligation
from cases.rules.vocabulary import DecisionCode, ObligationState, ReviewOutcome, ReviewText, TestFailed
from cases.services.decisions import DecisionEntry
from communications.models import Communication
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import CommunicationState
from communications.services import approval, composing, duties, reviews
from tests.factories.cases import CaseFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications import writing
from tests.services.communications.reviewing import AT, begun, given, told

pytestmark = pytest.mark.django_db
#: The letter about the provisional stop left on 27 March 2026, so that the last day for asking is 14 April.
FINAL_AT = dt.datetime(2026, 4, 15, 10, 0, tzinfo=writing.LONDON)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


@pytest.fixture
def provisional():
    """A rape case of a pilot Area, whose victim has been told that we think of stopping it."""
    unit = Unit.objects.filter(area_id="WEST_MIDLANDS").first()
    made = writing.decided(DecisionCode.PROVISIONAL_STOP, case=CaseFactory(unit=unit), category="RAPE_RASSO")
    assert made.obligation.review_text == ReviewText.EXPEDITED_PILOT
    return told(made=made, review_text=ReviewText.EXPEDITED_PILOT)


def final(case, *, code=DecisionCode.NO_EVIDENCE_ALL, decided_at=FINAL_AT) -> Communication:
    """Let a prosecutor record the final decision; give the draft of its letter."""
    duties.record_decision(
        case_id=case.made.case.pk,
        entry=DecisionEntry(
            key="final", code=code, decided_at=decided_at, reasons=writing.REASONS, test_failed=TestFailed.EVIDENTIAL
        ),
        actor=writing.member(case.made.case, Role.PROSECUTOR),
        at=decided_at + dt.timedelta(minutes=5),
    )
    return Communication.objects.get(obligation__decision__key="final")


def reviewed(case, outcome: ReviewOutcome) -> None:
    """Ask for the review on 2 April, and let another prosecutor answer it on 6 April."""
    stage = begun(case)
    given(case, stage)
    reviews.record_outcome(
        stage_id=stage.pk,
        outcome=outcome,
        reasons=writing.REASONS,
        what_follows="" if outcome is ReviewOutcome.UPHELD else "The case goes on, and I will ring you.",
        actor=case.reviewer,
        at=AT + dt.timedelta(days=4),
    )


def said(letter: Communication) -> str:
    return composing.letter_words(communication=letter).block(BlockKey.VRR).text


class TestTheLetterAboutTheFinalStop:
    def test_ps_5_says_when_the_review_was_offered_and_goes_through_the_gate(self, provisional):
        letter = final(provisional)

        assert letter.obligation.review_text == ReviewText.ALREADY_OFFERED
        assert letter.obligation.review_reasons[-1].startswith("The review was offered with the provisional decision")
        assert "We wrote to you on 27 March 2026 that you could ask until Tuesday 14 April 2026." in said(letter)

        at = FINAL_AT + dt.timedelta(minutes=30)
        approval.submit(communication_id=letter.pk, actor=provisional.officer, at=at)
        approval.approve(communication_id=letter.pk, actor=provisional.manager, at=at)

        letter.refresh_from_db()
        assert letter.state == CommunicationState.APPROVED

    def test_ps_5_says_when_the_review_was_asked_for_and_answered(self, provisional):
        reviewed(provisional, ReviewOutcome.UPHELD)

        words = said(final(provisional, decided_at=AT + dt.timedelta(days=5)))

        assert "We wrote to you about it on 27 March 2026." in words
        assert "You asked on 2 April 2026 to look at the decision again." in words
        assert "The answer, on 6 April 2026, was that we should stop the case." in words

    def test_ps_5_offers_what_any_victim_has_after_a_review_that_let_the_case_go_on(self, provisional):
        reviewed(provisional, ReviewOutcome.OVERTURNED)

        letter = final(provisional, decided_at=AT + dt.timedelta(days=5))

        assert letter.obligation.review_text == ReviewText.NO_RESTART
        assert "Please ask by" in said(letter)

    @pytest.mark.parametrize("state", [ObligationState.SUPERSEDED, ObligationState.EXEMPT])
    def test_ps_5_offers_it_to_somebody_who_was_never_told_of_the_provisional_stop(self, provisional, state):
        exempt = {"exemption_reason": "OPTED_OUT", "exempted_at": AT, "exempted_by": "staff:1"}
        Obligation.objects.filter(pk=provisional.obligation.pk).update(
            state=state, met_at=None, **(exempt if state is ObligationState.EXEMPT else {})
        )

        assert final(provisional).obligation.review_text == ReviewText.NO_RESTART

    def test_ps_5_cannot_be_handed_over_before_the_provisional_stop_was_told(self, provisional):
        Obligation.objects.filter(pk=provisional.obligation.pk).update(state=ObligationState.OPEN, met_at=None)
        letter = final(provisional)

        with pytest.raises(approval.NotComplete) as refused:
            approval.submit(
                communication_id=letter.pk, actor=provisional.officer, at=FINAL_AT + dt.timedelta(minutes=30)
            )

        assert [stop.block for stop in refused.value.findings.stops] == [BlockKey.VRR]

    def test_ps_5_leaves_a_decision_of_another_kind_its_own_right(self, provisional):
        letter = final(provisional, code=DecisionCode.DISCONTINUE_ALL)

        assert letter.obligation.review_text == ReviewText.STANDARD
        assert "about a provisional decision to offer no evidence" in letter.obligation.review_reasons[-1]

    def test_ps_5_says_nothing_of_it_to_a_victim_without_a_provisional_stop(self, provisional):
        other = writing.decided(DecisionCode.NO_EVIDENCE_ALL)

        assert other.obligation.review_text == ReviewText.NO_RESTART
