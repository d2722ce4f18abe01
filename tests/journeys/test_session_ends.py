"""The end of a sign-in, in a browser: said in time, kept by one button, and covered when it is over (WCAG 2.2.1).

Given, when, then. Only the browser's clock is moved; the server's session is ended for real where that matters.
"""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from accounts.roles import Role
from tests.factories.accounts import staff_with

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def officer(visitor):
    """Somebody at work, whose browser has a clock that we can move."""
    visitor.page.clock.install()
    person = staff_with(Role.VLU_OFFICER)
    visitor.signs_in_as(person)
    return person


def minutes_pass(visitor, minutes):
    visitor.page.clock.run_for(minutes * 60 * 1000)


def dialog(visitor):
    return visitor.page.get_by_role("dialog")


class TestSessionEnds:
    @pytest.mark.parametrize("visitor", [{}, {"width": 375}], indirect=True, ids=["wide", "narrow"])
    def test_is_said_in_time_and_kept_by_one_button(self, visitor, officer):
        # Given an officer who looks at their account and is then rung
        visitor.goes_to(reverse("workspace:account"))
        minutes_pass(visitor, 27)
        assert dialog(visitor).count() == 0

        # When 28 minutes have passed
        minutes_pass(visitor, 1.1)

        # Then the page says so, and its button has the focus
        assert "In 2 minutes you will be signed out" in dialog(visitor).inner_text()
        assert visitor.page.evaluate("document.activeElement.textContent.trim()") == "Stay signed in"
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()

        # And by one key it goes away, and comes again half an hour later
        visitor.page.keyboard.press("Enter")
        dialog(visitor).wait_for(state="hidden")
        minutes_pass(visitor, 27)
        assert dialog(visitor).count() == 0
        minutes_pass(visitor, 1.1)
        assert dialog(visitor).count() == 1
        assert officer.is_active

    def test_covers_the_page_once_it_is_over_and_shows_it_again_to_whoever_signed_in(self, visitor, officer):
        # Given an officer who went away
        visitor.goes_to(reverse("workspace:cases"))
        visitor.page.fill('[name="words"]', "Not sent yet")
        Session.objects.all().delete()
        minutes_pass(visitor, 31)

        # Then the page is covered, and cannot be uncovered by a key or by asking
        assert "You have been signed out" in dialog(visitor).inner_text()
        assert visitor.page.title() == "You have been signed out"
        visitor.finds_the_page_accessible()
        visitor.page.keyboard.press("Escape")
        assert dialog(visitor).count() == 1
        visitor.page.get_by_role("button", name="Show the page again").click()
        visitor.page.get_by_text("You are not signed in.").wait_for()

        # When they sign in again elsewhere and come back
        visitor.signs_in_as(officer)
        visitor.page.get_by_role("button", name="Show the page again").click()

        # Then what they typed is still there
        dialog(visitor).wait_for(state="hidden")
        assert visitor.page.input_value('[name="words"]') == "Not sent yet"
        assert visitor.page.title() != "You have been signed out"

    def test_says_when_the_day_is_over_whatever_somebody_does(self, visitor, officer):
        visitor.goes_to(reverse("workspace:account"))

        for _ in range(23):
            minutes_pass(visitor, 26)
            visitor.page.evaluate("document.dispatchEvent(new Event('vcs:heard'))")
        minutes_pass(visitor, 0.5)

        assert "because you signed in 10 hours ago" in dialog(visitor).inner_text()
        assert visitor.page.get_by_role("button", name="Stay signed in").count() == 0
        assert officer.is_active
