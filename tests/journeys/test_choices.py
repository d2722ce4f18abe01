"""Somebody chooses how we keep in touch, and their officer sees it, from the portal to the workspace (V9, V11, V13).

Given, when, then. At a desk and on a telephone. Every page is checked for accessibility.
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


class TestChoices:
    @pytest.mark.parametrize("visitor", [{}, {"width": 375}], indirect=True, ids=["desk", "narrow"])
    def test_are_made_one_by_one_and_their_officer_sees_them(self, visitor, victim):
        overview = reverse("portal:choices", kwargs={"victim_id": victim.row.pk})
        visitor.is_let_in(victim.code)
        visitor.goes_to(overview)
        visitor.sees("As often as is usual for a case like yours")
        checks(visitor)

        visitor.follows("Change how often you hear from us")
        checks(visitor)
        visitor.picks("often", "7")
        visitor.presses("Save")
        visitor.sees("We have saved your answer")
        checks(visitor)

        visitor.goes_to(reverse("portal:safe", kwargs={"victim_id": victim.row.pk}))
        checks(visitor)
        visitor.picks("days", "4")
        visitor.presses("Continue")
        visitor.sees("Enter from when")
        checks(visitor)
        visitor.fills(since="5pm", until="7pm")
        visitor.presses("Add this and go on adding")
        visitor.sees("Fridays, 5pm to 7pm")
        checks(visitor)
        for question, name, answer in (
            ("Are there times to avoid?", "", ""),
            ("Messages on voicemail", "voicemail", "no"),
            ("What we must never use", "never", "never_post"),
            ("A code phrase", "answer", "new"),
            ("Who must not know", "answer", "keep"),
        ):
            visitor.presses("Continue")
            visitor.sees(question)
            checks(visitor)
            if name:
                visitor.picks(name, answer)
            if answer == "new":
                visitor.fills(words="green harbour")
        visitor.presses("Continue")
        visitor.sees("Check your answers")
        checks(visitor)
        visitor.presses("Save")
        visitor.sees("They hold from now on")
        checks(visitor)

        for page, words in (
            ("ways", "How we tell you things"),
            ("pause", "A break from updates"),
            ("needs", "What you need"),
            ("places", "If we should reach you somewhere else"),
            ("stop", "If you want us to stop"),
            ("doubt", "If you are not sure that you want to go on"),
        ):
            visitor.goes_to(reverse(f"portal:{page}", kwargs={"victim_id": victim.row.pk}))
            visitor.sees(words)
            checks(visitor)
        visitor.picks("doubt", "talk")
        visitor.presses("Send")
        visitor.sees("Nothing has been stopped")
        checks(visitor)
        visitor.goes_to(reverse("portal:in_welsh") + f"?back={overview}")
        visitor.sees("Sut rydym yn cadw mewn cysylltiad")
        visitor.does_not_see("green harbour")
        checks(visitor)

        visitor.signs_in_as(staff_with(Role.VLU_OFFICER, victim.row.case.unit))
        visitor.goes_to(reverse("workspace:safe-contact", args=[victim.row.case_id, victim.row.pk]))
        visitor.sees("Leave no message")
        visitor.does_not_see("green harbour")
        checks(visitor)
        visitor.presses("Show them")
        visitor.sees("green harbour")
        checks(visitor)
