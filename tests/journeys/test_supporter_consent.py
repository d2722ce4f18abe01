"""A victim says who sees something online, until when, and ends it; their officer checked who it is first (S1, SHOW-3).

Given, when, then. At a desk and on a telephone, in both languages. Every page is checked for accessibility.
"""

import pytest
from django.urls import reverse

from accounts.roles import Role
from communications.models import SupporterConsent
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


@pytest.mark.parametrize("visitor", [{}, {"width": 375}], indirect=True, ids=["desk", "narrow"])
def test_s1_from_the_register_to_what_they_see_and_its_end(visitor, victim) -> None:
    row = victim.row
    visitor.signs_in_as(staff_with(Role.VLU_OFFICER, row.case.unit))
    visitor.goes_to(reverse("workspace:beside", args=[row.case_id, row.pk]))
    checks(visitor)
    visitor.picks("kind", "ISVA")
    visitor.fills(full_name="Sian Placeholder", email="sian@example.org", mobile="07700 900123")
    visitor.picks("may_be_told", "EVERYTHING")
    visitor.picks("is_near_suspect", "unknown")
    visitor.presses("Put them on the register")
    visitor.sees("They see nothing until they are checked")
    checks(visitor)
    visitor.picks("is_near_suspect", "no")
    visitor.page.check("[name=has_rung]")
    visitor.presses("Record the check")
    visitor.sees("Recorded as checked")
    checks(visitor)

    visitor.comes_in(victim.code)
    visitor.goes_to(reverse("portal:choices", kwargs={"victim_id": row.pk}))
    visitor.follows("See or change who sees something here")
    visitor.sees("They see nothing now.")
    checks(visitor)
    visitor.follows("Choose what they see")
    checks(visitor)
    visitor.presses("Save")
    visitor.sees("Select for how long they may see it")
    checks(visitor)
    visitor.picks("parts", "DATES")
    visitor.picks("months", "3")
    visitor.presses("Save")
    visitor.sees("We have saved what they see")
    checks(visitor)
    visitor.follows("Go back to the people beside you")
    visitor.sees("Dates to come to, and meetings with us")
    checks(visitor)

    visitor.goes_to(reverse("portal:in_welsh"))
    visitor.goes_to(reverse("portal:beside", kwargs={"victim_id": row.pk}))
    visitor.sees("Pobl wrth eich ochr")
    checks(visitor)
    visitor.presses("Dod ag ef i ben nawr")
    visitor.sees("Mae wedi dod i ben")
    checks(visitor)
    assert SupporterConsent.objects.get().end_reason == "VICTIM_SAID_SO"
