"""Somebody who cannot come in rings, is rung back, and hears a code (V33): from the desk to the page, on both sides.

Given, when, then; at a desk, on a telephone and without scripts. Every page is checked for accessibility.
"""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.roles import Role
from cases.rules.vocabulary import ContactPointKind
from communications.models import OutboxMessage, PortalInvitation, PortalSession
from communications.rules import safe_hours
from communications.rules.vocabulary import Channel, Purpose
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import CaseFactory, ContactPointFactory, SafeContactProfileFactory, VictimFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import newest_one_time_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1280}
TELEPHONE = {"width": 375}
NO_SCRIPTS = {"width": 375, "scripts": False}


@pytest.fixture
def victim(transactional_db, live_server, monkeypatch):
    """Somebody with a home telephone, a mobile and words agreed with us, and no email."""
    # The journey is made at any hour of the day: what is quiet is tried in the tests of the rule.
    monkeypatch.setattr(safe_hours, "QUIET_FROM", dt.time.max)
    monkeypatch.setattr(safe_hours, "QUIET_UNTIL", dt.time.min)
    monkeypatch.setattr(safe_hours, "QUIET_DAYS", frozenset())
    lay_reference_data()
    victim = VictimFactory(case=CaseFactory(unit=UnitFactory()))
    SafeContactProfileFactory(person=victim.person, preferred_method="HOME_PHONE", code_phrase="two grey herons")
    ContactPointFactory(person=victim.person, kind=ContactPointKind.HOME_PHONE, value="+441632960001")
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


def finds_it_good(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


def hears_the_code(visitor, victim) -> str:
    """When an officer rings, asks, and reads; return what the person wrote down."""
    visitor.signs_in_as(staff_with(Role.VLU_OFFICER, victim.case.unit))
    visitor.goes_to(reverse("workspace:safe-contact", args=[victim.case_id, victim.pk]))
    visitor.follows("Give them a code on the telephone")
    visitor.sees("Never read a code out to somebody who rang in")
    visitor.sees("two grey herons")
    finds_it_good(visitor)
    visitor.presses("Show me the code")
    visitor.sees("Select the number you have rung")
    finds_it_good(visitor)
    visitor.page.locator('[name="way"]').first.check()
    visitor.picks("check", "AGREED_WORDS")
    visitor.picks("is_rung", "rung")
    visitor.picks("is_rung", "alone")
    visitor.presses("Show me the code")
    visitor.sees("It is shown once, works once")
    finds_it_good(visitor)
    written = visitor.page.locator("#code-to-read tbody th").all_inner_texts()
    visitor.page.context.clear_cookies()
    return " ".join(written)


class TestCodeByTelephone:
    @pytest.mark.parametrize(
        "visitor", [DESK, TELEPHONE, NO_SCRIPTS], indirect=True, ids=["desk", "telephone", "no-scripts"]
    )
    def test_leads_from_a_call_to_the_page(self, visitor, victim):
        code = hears_the_code(visitor, victim)

        visitor.goes_to(reverse("portal:come_in"))
        visitor.follows("You do not have it any more, or cannot come in")
        visitor.sees("They ring you back, on a number that you told us is safe")
        finds_it_good(visitor)
        visitor.goes_to(reverse("portal:come_in"))
        visitor.fills(code=code.lower())
        visitor.presses("Continue")
        visitor.fills(code=newest_one_time_code())
        visitor.presses("Continue")
        visitor.presses("I have read this, go on")

        visitor.sees("Your sign-in number")
        assert OutboxMessage.objects.get(purpose=Purpose.PORTAL_CODE).channel == Channel.TEXT
        assert PortalInvitation.objects.get().redeemed_at is not None
        assert PortalSession.objects.count() == 1

    @pytest.mark.parametrize("visitor", [TELEPHONE], indirect=True, ids=["telephone"])
    def test_is_explained_in_welsh(self, visitor, victim):
        visitor.goes_to(reverse("portal:unable_to_come_in"))
        visitor.page.locator(".govuk-js-service-navigation-toggle").click()
        visitor.follows("Cymraeg")

        visitor.sees("Os na allwch ddod i mewn")
        visitor.does_not_see("Ring your contact")
        finds_it_good(visitor)
