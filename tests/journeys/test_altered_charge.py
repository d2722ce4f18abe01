"""An altered charge, from the prosecutor's form to the letter: what it was, what it is now, and why (W5).

Given, when, then; with and without scripts, each page checked for accessibility as it opens and in its error state.
"""

import pytest

from cases.models import Charge, Decision, Obligation
from cases.rules.vocabulary import ChargeState
from communications.models import Communication
from tests.factories.cases import ChargeFactory
from tests.journeys.test_staff_workspace import FEELINGS, FOR_HER_ALONE, NO_SCRIPTS, Office, fills_in_a_decision

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 320}
REASONS = "The doctor could not say how deep the wound was, and without that the more serious charge cannot be proved."


@pytest.fixture
def office(transactional_db) -> Office:
    office = Office()
    Charge.objects.filter(pk=office.charge.pk).update(
        title="Wounding with intent", plain_description="", category="GBH_WITH_INTENT"
    )
    office.kept = ChargeFactory(
        defendant=office.charge.defendant,
        case=office.case,
        title="Criminal damage",
        plain_description="",
        category="CRIMINAL_DAMAGE",
        concerning=[office.victim],
    )
    return office


def opens_the_form(visitor, office: Office) -> None:
    visitor.signs_in_as(office.prosecutor)
    fills_in_a_decision(visitor, office, code="ALTER_DOWN", reasons=REASONS)


class TestAlteredCharge:
    @pytest.mark.parametrize("visitor", [{}, NARROW, NO_SCRIPTS], indirect=True, ids=["desk", "narrow", "plain"])
    def test_that_matters_to_the_victim_is_explained_in_a_letter(self, visitor, office):
        # Given a prosecutor who forgets to say what the charge is now, and whether it matters
        opens_the_form(visitor, office)
        visitor.finds_the_page_accessible()
        visitor.presses("Record the decision")
        visitor.sees("Select what the charge is now")
        visitor.sees("Select yes if the change is substantial for the victim")
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()

        # When they say both
        visitor.picks("replaced_by", "new")
        visitor.fills(new_charge="unlawful wounding")
        visitor.picks("is_substantial", "yes")
        visitor.fills(substantial_reason="It is far less serious")
        visitor.presses("Record the decision")

        # Then a letter is owed that says what it was and what it is now, and nobody types that again
        visitor.sees("Decision recorded. 1 letter owed")
        letter = Communication.objects.get(victim=office.victim)
        visitor.signs_in_as(office.writer)
        visitor.goes_to(f"/staff/letters/{letter.pk}/")
        said = visitor.page.input_value('[name="decision_plain"]')
        assert (
            "there was the charge of wounding with intent. In its place there is now the charge of unlawful wounding."
        ) in said
        going_on = visitor.page.input_value('[name="what_continues"]')
        assert "deal with the charge of unlawful wounding and the charge of criminal damage." in going_on
        visitor.does_not_see("another prosecutor to look again")
        visitor.finds_the_page_accessible()

        # And it goes its way to approval
        visitor.fills(reason_specific=f"{REASONS} {FOR_HER_ALONE}", acknowledge_feelings=FEELINGS)
        visitor.presses("Save and submit for approval")
        visitor.sees("Letter submitted for approval.")
        visitor.signs_in_as(office.manager)
        visitor.goes_to(f"/staff/letters/{letter.pk}/")
        visitor.presses("Approve and send")
        visitor.sees("Letter approved. It goes out by itself")

        old = Charge.objects.get(pk=office.charge.pk)
        assert old.state == ChargeState.REPLACED
        assert (old.replaced_by.title, old.replaced_by.category) == ("unlawful wounding", "GBH_WITH_INTENT")
        assert [each.victim_id for each in old.replaced_by.charge_victims.all()] == [office.victim.pk]

    def test_that_matters_little_owes_no_letter_and_says_why(self, visitor, office):
        opens_the_form(visitor, office)
        visitor.picks("replaced_by", str(office.kept.pk))
        visitor.picks("is_substantial", "no")
        visitor.fills(not_substantial_reason="Only the wording follows the new form of the law")
        visitor.presses("Record the decision")

        visitor.sees("Decision recorded.")
        decision = Decision.objects.get()
        assert decision.substantial_reason == "Only the wording follows the new form of the law"
        assert not Obligation.objects.exists()
