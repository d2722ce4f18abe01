"""A rape case in which nobody is charged: the person asks for a review and is told what came of it, in a browser (W7).

Given, when, then. Every page is checked for accessibility as it opens, at a desk, and the form of the
request in its error state on a screen 320 pixels wide.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts import actors
from accounts.models import UnitKind
from accounts.roles import Role
from cases.models import Obligation, ReviewRequest, WorkItem
from cases.rules.vocabulary import DecisionCode, ObligationState, OffenceCategory, ReviewState, TestFailed
from cases.services.decisions import DecisionEntry
from communications.services import duties
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DefendantFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.reference import lay_reference_data, lay_templates

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONDON = ZoneInfo("Europe/London")
REASONS = "The messages that would have shown it were gone, and nobody else was in the flat that evening to be asked."
FOUND = "I looked at everything afresh. The first decision did not ask your sister what she heard. It should have."


class Office:
    """A RASSO unit with its people, and a case whose letter has left."""

    def __init__(self) -> None:
        lay_reference_data()
        lay_templates()
        self.unit = UnitFactory(kind=UnitKind.RASSO)
        self.officer = staff_with(Role.VLO_RASSO, self.unit, full_name="Rae Rasso")
        self.manager = staff_with(Role.VLU_MANAGER, self.unit, full_name="Morgan Manager")
        self.decider = staff_with(Role.PROSECUTOR, self.unit, full_name="Pat Prosecutor")
        self.reviewer = staff_with(Role.PROSECUTOR, self.unit, full_name="Fran Fresh")
        self.case = CaseFactory(unit=self.unit, urn="06AA1234526", is_rasso=True)
        person = PersonFactory(full_name="Rhian Hughes")
        SafeContactProfileFactory(person=person, preferred_method="EMAIL")
        ContactPointFactory(person=person, value="rhian@example.org")
        self.victim = VictimFactory(case=self.case, person=person, officer=self.officer)
        ChargeFactory(
            defendant=DefendantFactory(case=self.case),
            category=OffenceCategory.RAPE_RASSO,
            state="ALLEGED",
            concerning=[self.victim],
        )
        now = timezone.now()
        duties.record_decision(
            case_id=self.case.pk,
            entry=DecisionEntry(
                key="journey",
                code=DecisionCode.NFA_EVIDENTIAL,
                decided_at=now - dt.timedelta(days=2),
                test_failed=TestFailed.EVIDENTIAL,
                reasons=REASONS,
            ),
            actor=actors.staff(user=self.decider, at=now),
            at=now,
        )
        Obligation.objects.update(state=ObligationState.MET, met_at=now - dt.timedelta(days=1))


@pytest.fixture
def office(transactional_db):
    return Office()


def on(name: str) -> dict[str, str]:
    today = timezone.now().astimezone(LONDON)
    return {f"{name}_day": str(today.day), f"{name}_month": str(today.month), f"{name}_year": str(today.year)}


class TestFromRequestToToldOutcome:
    @pytest.mark.parametrize(
        "visitor", [{}, {"scripts": False}], indirect=True, ids=["with scripts", "without scripts"]
    )
    def test_of_a_decision_not_to_charge_in_a_rasso_case(self, visitor, office):
        # Given the officer reads on the card who may ask, until when and why
        visitor.signs_in_as(office.officer)
        visitor.goes_to(f"/staff/cases/{office.case.pk}/decisions/")
        visitor.sees("Right to review")
        visitor.sees("Still accepted until")
        visitor.follows("Log a request for a review")

        # When she takes down what the person asked, and checks it
        visitor.fills(**on("received_on"), said="Nobody asked my sister.")
        visitor.picks("receipt", "PHONE")
        visitor.picks("asker", "VICTIM")
        visitor.presses("Continue")
        visitor.sees("This is within the ordinary time for asking.")
        visitor.presses("Log the request")
        visitor.sees("Request logged. The answer is due by")
        visitor.finds_the_page_accessible()
        review = ReviewRequest.objects.get()

        # And the manager gives it to a prosecutor who had no part in the decision
        visitor.signs_in_as(office.manager)
        visitor.goes_to(f"/staff/reviews/{review.pk}/")
        visitor.follows("Give it to a reviewer")
        visitor.finds_the_page_accessible()
        assert visitor.page.locator(f'[name="reviewer"][value="{office.decider.pk}"]').count() == 0
        visitor.picks("reviewer", str(office.reviewer.pk))
        visitor.page.check('[name="had_no_part"]')
        visitor.presses("Give it to them")
        visitor.sees("Given to a reviewer.")

        # And the reviewer finds it on the list of work and records what the review found
        visitor.signs_in_as(office.reviewer)
        visitor.goes_to("/staff/")
        visitor.follows("Answer a request for a review")
        visitor.presses("Open the review")
        visitor.follows("Record what came of it")
        visitor.picks("outcome", "OVERTURNED")
        visitor.fills(reasons=FOUND, what_follows="The police will speak to your sister, and we decide again.")
        visitor.presses("Continue")
        visitor.sees("Once recorded, it cannot be changed.")
        visitor.finds_the_page_accessible()
        visitor.presses("Record the outcome")
        visitor.sees("and its letter opened. It stays on the list of work until the person has been told.")

        # Then only telling the person ends the work, and what must follow is work of its own
        visitor.signs_in_as(office.officer)
        visitor.goes_to(f"/staff/reviews/{review.pk}/")
        visitor.sees("The person has not been told")
        visitor.sees("Review: the decision is changed")
        visitor.follows("Record that they were told in another way")
        visitor.fills(**on("told_on"), note="I rang her. She asked when the police will ring her sister.")
        visitor.picks("how", "PHONE")
        visitor.picks("letter", "follows")
        visitor.presses("Record it")
        visitor.sees("Recorded that they were told.")
        visitor.finds_the_page_accessible()
        review.refresh_from_db()
        assert review.state == ReviewState.OVERTURNED
        assert not WorkItem.objects.filter(kind="REVIEW_ANSWER", state="OPEN").exists()
        assert WorkItem.objects.filter(kind="REVIEW_FOLLOW_UP", state="OPEN").exists()

    @pytest.mark.parametrize("visitor", [{"width": 320}], indirect=True, ids=["on a narrow screen"])
    def test_an_empty_request_says_at_each_field_what_is_missing(self, visitor, office):
        visitor.signs_in_as(office.officer)
        visitor.goes_to(f"/staff/owed/{Obligation.objects.get().pk}/review/")
        visitor.finds_the_page_accessible()

        visitor.presses("Continue")

        visitor.sees("There is a problem")
        visitor.sees("Select who asks")
        visitor.finds_the_page_accessible()
