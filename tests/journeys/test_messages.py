"""A person asks, their officer answers, the person reads: from the portal over the inbox and back (V16, V17, L10, L14).

Given, when, then. At a desk and on a narrow telephone. Every page is checked for accessibility.
"""

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.factories.accounts import staff_with
from tests.factories.reference import lay_reference_data
from tests.journeys.test_portal import Victim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def victim(transactional_db) -> Victim:
    lay_reference_data()
    return Victim()


def checks(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


class TestMessage:
    @pytest.mark.parametrize("visitor", [{}, {"width": 320}], indirect=True, ids=["desk", "narrow"])
    def test_is_asked_answered_and_read(self, visitor, victim):
        messages = reverse("portal:messages", kwargs={"victim_id": victim.row.pk})
        visitor.is_let_in(victim.code)
        visitor.goes_to(victim.home)
        visitor.follows("Write a message")
        visitor.sees("Before you write")
        checks(visitor)

        visitor.presses("Send")
        visitor.sees("Write your message")
        checks(visitor)
        visitor.fills(text="I saw the other person near my house. And when is the hearing?")
        visitor.presses("Send")
        visitor.sees("Before we send it, one question")
        checks(visitor)
        visitor.picks("tells_what_happened", "yes")
        visitor.presses("Send")
        visitor.sees("We have your message")
        checks(visitor)

        visitor.signs_in_as(staff_with(Role.VLU_OFFICER, victim.row.case.unit))
        visitor.goes_to(reverse("workspace:inbox"))
        visitor.sees("Messages (1 waiting)")
        checks(visitor)
        visitor.follows(victim.row.person.full_name)
        visitor.sees("Do not discuss it with them")
        checks(visitor)
        visitor.fills(text="Thank you.")
        visitor.page.select_option('[name="paragraph"]', "passed-to-police")
        visitor.presses("Put the paragraph in")
        assert "passed it to the police officer" in visitor.page.input_value('[name="text"]')
        visitor.presses("Send the answer")
        visitor.sees("Answered. They are told")
        checks(visitor)

        visitor.goes_to(messages)
        visitor.sees("passed it to the police officer")
        checks(visitor)
