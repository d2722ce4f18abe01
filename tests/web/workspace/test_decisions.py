"""Recording a decision and answering the court's proposals: one form, one call, everything owed at once."""

import re

import pytest
from django.urls import reverse

from cases.models import Decision, Obligation
from communications.models import Communication
from tests.factories.cases import CaseFactory, DecisionProposalFactory, VictimFactory
from tests.factories.reference import lay_templates
from tests.web.workspace.conftest import signed_in

REASONS = "The camera did not record that evening, and nobody else saw what happened at the house."

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def published(reference_data):
    lay_templates()


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def url(case):
    return reverse("workspace:record-decision", args=[case.pk])


def answers(charge, **changes):
    return {
        "key": "form:1", "code": "DISCONTINUE_ALL", "made_by": "CPS", "decided_on_day": "11", "decided_on_month": "3",
        "decided_on_year": "2026", "decided_time": "9am", "charges": [str(charge.pk)], "test_failed": "EVIDENTIAL",
        "evidential_reasons": ["RECORDING_NOT_THERE"], "reasons": REASONS, "because_victim_withdrew": "no",
        "meeting": "yes", **changes,
    }  # fmt: skip


@pytest.mark.usefixtures("published")
class TestRecording:
    def test_opens_what_is_owed_and_says_by_when(self, as_prosecutor, prosecutor, case, victim, charge):
        response = as_prosecutor.post(url(case), answers(charge), follow=True)

        decision = Decision.objects.get()
        obligation = Obligation.objects.get(decision=decision)
        assert "Decision recorded. 1 letter owed, the first by Wednesday 18 March 2026." in text(response)
        assert decision.recorded_by == f"staff:{prosecutor.pk}"
        assert decision.decided_at.isoformat() == "2026-03-11T09:00:00+00:00"
        assert obligation.victim == victim
        assert Communication.objects.get(obligation=obligation).state == "DRAFT"

    def test_sent_twice_is_recorded_once(self, as_prosecutor, case, victim, charge):
        as_prosecutor.post(url(case), answers(charge))

        response = as_prosecutor.post(url(case), answers(charge), follow=True)

        assert "Nothing was recorded twice." in text(response)
        assert Decision.objects.count() == 1
        assert Obligation.objects.count() == 1

    def test_the_clock_is_explained_on_the_page_that_follows(self, as_prosecutor, case, victim, charge):
        response = as_prosecutor.post(url(case), answers(charge), follow=True)

        shown = text(response)
        assert "5 working days from Wednesday 11 March 2026" in shown
        assert shown.count("Working day ") == 5
        assert "Not counted: Saturday" in shown

    def test_a_meeting_held_not_to_be_appropriate_keeps_its_reason(self, as_prosecutor, case, victim, charge):
        changes = {"meeting": "no", "meeting_reason": "She asked not to meet anybody."}

        as_prosecutor.post(url(case), answers(charge, **changes))

        assert Decision.objects.get().meeting_not_appropriate_reason == "She asked not to meet anybody."


class TestWhatItAsksFor:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"code": ""}, "Select what was decided"),
            ({"reasons": " "}, "Enter the reasons for this decision"),
            ({"charges": []}, "Select the charges the decision is about"),
            ({"test_failed": ""}, "Select which test was not met, or that none applies"),
            ({"evidential_reasons": []}, "Select why the evidential stage was not met"),
            ({"test_failed": "PUBLIC_INTEREST"}, "Select why the public interest stage was not met"),
            ({"test_failed": "THRESHOLD"}, "Select why the Threshold Test was not met"),
            ({"decided_time": "soon"}, "Enter a time in the correct format, like 2:30pm"),
            ({"decided_on_day": "12"}, "The date of the decision must be in the past"),
            ({"code": "ALTER_DOWN"}, "Select yes if the change is substantial for the victim"),
            ({"code": "ALTER_DOWN", "is_substantial": "no"}, "Enter why"),
            ({"meeting": "no"}, "Enter why a meeting is not appropriate"),
            ({"because_victim_withdrew": ""}, "Select yes if the victim withdrew support"),
        ],
    )
    def test_is_asked_in_the_summary_and_at_the_field(self, as_prosecutor, case, victim, charge, changes, words):
        response = as_prosecutor.post(url(case), answers(charge, **changes))

        assert "<title>Error: Record a decision" in re.sub(r"<title>\s*", "<title>", response.content.decode())
        assert text(response).count(words) >= 2
        assert not Decision.objects.exists()

    def test_nothing_typed_is_lost(self, as_prosecutor, case, victim, charge):
        response = as_prosecutor.post(url(case), answers(charge, code=""))

        html = response.content.decode()
        assert REASONS in html
        assert 'value="9am"' in html
        assert f'value="{charge.pk}" checked' in html

    @pytest.mark.usefixtures("published")
    def test_a_day_before_any_time_limit_is_refused_at_its_field(self, as_prosecutor, case, victim, charge):
        response = as_prosecutor.post(url(case), answers(charge, decided_on_year="2019"))

        assert text(response).count("No time limits are known for this day.") == 2
        assert not Decision.objects.exists()

    @pytest.mark.usefixtures("published")
    def test_beyond_the_known_bank_holidays_nothing_is_recorded(self, prosecutor, case, victim, charge, clock):
        clock.move_to("2040-06-01T10:00:00+00:00")
        past = {"decided_on_year": "2040", "decided_on_month": "5", "decided_on_day": "31"}

        response = signed_in(prosecutor).post(url(case), answers(charge, **past))

        assert "The bank holidays for the due date are not known yet, so nothing was recorded." in text(response)
        assert not Decision.objects.exists()


class TestWhoMay:
    def test_a_letter_writer_may_not(self, as_writer, case, charge):
        assert as_writer.get(url(case)).status_code == 404
        assert as_writer.post(url(case), answers(charge)).status_code == 404
        assert not Decision.objects.exists()

    def test_another_areas_case_is_not_found(self, as_stranger, case, charge):
        assert as_stranger.post(url(case), answers(charge)).status_code == 404

    def test_a_charge_of_another_case_is_refused(self, as_prosecutor, case, victim, charge, unit):
        other = VictimFactory(case=CaseFactory(unit=unit))

        response = as_prosecutor.post(url(case), answers(charge, charges=[str(other.pk)]))

        assert "Select the charges the decision is about" in text(response)
        assert not Decision.objects.exists()


class TestProposals:
    @pytest.fixture
    def proposal(self, case, charge):
        proposal = DecisionProposalFactory(case=case, code="DISCONTINUE_ALL")
        proposal.decided_at = proposal.decided_at.replace(month=3, day=11, hour=9)
        proposal.save()
        proposal.charges.add(charge)
        return proposal

    def url(self, proposal):
        return reverse("workspace:proposal", args=[proposal.pk])

    def test_fills_in_what_the_feed_suggests_and_why(self, as_manager, proposal):
        response = as_manager.get(self.url(proposal))

        html = response.content.decode()
        assert "result 2063" in text(response)
        assert 'value="DISCONTINUE_ALL" selected' in html
        assert 'value="9am"' in html

    @pytest.mark.usefixtures("published")
    def test_confirmed_with_reasons_it_becomes_a_decision(self, as_manager, proposal, charge):
        sent = {**answers(charge), "key": f"proposal:{proposal.pk}", "answer": "confirm"}

        response = as_manager.post(self.url(proposal), sent, follow=True)

        proposal.refresh_from_db()
        assert "Decision recorded." in text(response)
        assert (proposal.state, proposal.decision.reasons) == ("CONFIRMED", REASONS)

    def test_rejected_with_a_reason_nothing_is_owed(self, as_manager, proposal):
        sent = {"answer": "reject", "reject-reason": "The court corrected this the same day."}

        response = as_manager.post(self.url(proposal), sent, follow=True)

        proposal.refresh_from_db()
        assert "Proposal rejected. Nothing is sent." in text(response)
        assert proposal.state == "REJECTED"
        assert not Decision.objects.exists()

    def test_is_not_rejected_without_a_reason(self, as_manager, proposal):
        response = as_manager.post(self.url(proposal), {"answer": "reject", "reject-reason": ""})

        proposal.refresh_from_db()
        assert text(response).count("Enter why this is not a decision to record") == 2
        assert proposal.state == "OPEN"

    def test_answered_by_somebody_else_first_says_so(self, as_manager, proposal):
        sent = {"answer": "reject", "reject-reason": "The court corrected this the same day."}
        as_manager.post(self.url(proposal), sent)

        response = as_manager.post(self.url(proposal), sent)

        assert "This proposal has been answered." in text(response)

    def test_somebody_elses_is_not_found(self, as_stranger, as_writer, proposal):
        assert as_stranger.get(self.url(proposal)).status_code == 404
        assert as_writer.post(self.url(proposal), {"answer": "reject", "reject-reason": "x"}).status_code == 404
