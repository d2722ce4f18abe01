"""A victim who reads Welsh at a browser, and guides and help in both languages; axe on every page (V22, S5)."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.rules.vocabulary import JourneyStage
from communications.rules.guides import Guide
from tests.factories.communications import PromiseFactory
from tests.web.portal.conftest import invitation_code, make_victim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = pytest.mark.parametrize("visitor", [{}, {"width": 375}], indirect=True, ids=["desk", "phone"])


@pytest.fixture
def victim(transactional_db):
    now = timezone.now()
    row = make_victim(stage=JourneyStage.TRIAL_PREP)
    PromiseFactory(victim=row, due_on=now.date() + dt.timedelta(days=9), made_at=now)
    return row


def changes_to(visitor, language: str) -> None:
    """Press the other language, which on a telephone stands in the menu."""
    link = visitor.page.get_by_role("link", name=language)
    if not link.is_visible():
        visitor.page.locator(".govuk-js-service-navigation-toggle").click()
    link.click()
    visitor.page.wait_for_load_state()


def checks(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


class TestWelsh:
    """Given somebody who chooses Cymraeg, when they go from page to page, then every page stays in Welsh."""

    @SIZES
    def test_is_kept_from_page_to_page(self, visitor, victim):
        visitor.is_let_in(invitation_code(victim, at=timezone.now()))
        visitor.goes_to(reverse("portal:home", kwargs={"victim_id": victim.pk}))
        changes_to(visitor, "Cymraeg")
        visitor.sees("Mae’r ddwy ochr yn paratoi ar gyfer y treial.")
        for name in ("home", "letters", "rights"):
            visitor.goes_to(reverse(f"portal:{name}", kwargs={"victim_id": victim.pk}))
            checks(visitor)
            assert visitor.page.locator("html").get_attribute("lang") == "cy"
        visitor.goes_to(reverse("portal:help_near"))
        visitor.sees("Rhywun i siarad â nhw")
        checks(visitor)
        changes_to(visitor, "English")
        visitor.sees("Somebody to talk to")
        checks(visitor)


class TestGuidesAndHelp:
    """Given somebody signed in, when they look for how things work or for help, then they find it and can leave."""

    @SIZES
    def test_are_found_from_the_first_page_and_read_in_both_languages(self, visitor, victim):
        visitor.is_let_in(invitation_code(victim, at=timezone.now()))
        visitor.goes_to(reverse("portal:home", kwargs={"victim_id": victim.pk}))
        visitor.follows("Guides: how things work")
        visitor.sees("Who does what")
        checks(visitor)
        visitor.follows("Giving evidence")
        visitor.sees("You will not be alone, and there is help.")
        checks(visitor)
        changes_to(visitor, "Cymraeg")
        visitor.sees("Ni fyddwch ar eich pen eich hun, ac mae help ar gael.")
        checks(visitor)
        for guide in Guide:
            visitor.goes_to(reverse("portal:guide", kwargs={"number": guide.number}))
            checks(visitor)

    @SIZES
    def test_lists_services_by_kind_and_place_at_the_same_address(self, visitor, victim):
        visitor.is_let_in(invitation_code(victim, at=timezone.now()))
        visitor.goes_to(reverse("portal:help_near"))
        address = visitor.page.url
        visitor.page.get_by_label("A partner, or somebody in the family").check()
        visitor.page.get_by_label("Which place should it be near?").select_option("South Wales")
        visitor.presses("Show services")
        visitor.sees("Live Fear Free")
        assert visitor.page.url == address
        checks(visitor)
