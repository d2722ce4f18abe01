"""Somebody adds their telephone and unlocks it instead of typing six digits (V1): with the device that Chromium plays.

Given, when, then; at a desk and on a telephone, in English and Welsh. Every page is checked for accessibility.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from communications.models import PortalPasskey, PortalSession
from tests.factories.accounts import UnitFactory
from tests.factories.cases import CaseFactory, ContactPointFactory, VictimFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import invitation_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1280}
TELEPHONE = {"width": 375}
NO_SCRIPTS = {"width": 375, "scripts": False}


@pytest.fixture
def victim(transactional_db, live_server, settings):
    """Somebody who has an email and a mobile; the service stands where the browser finds it."""
    lay_reference_data()
    settings.PUBLIC_URL = live_server.url
    victim = VictimFactory(case=CaseFactory(unit=UnitFactory()))
    ContactPointFactory(person=victim.person)
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


def has_a_device(visitor) -> None:
    """Given a device that its owner unlocks, as the browser plays it."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def finds_it_good(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


class TestPasskey:
    @pytest.mark.parametrize("visitor", [DESK, TELEPHONE], indirect=True, ids=["desk", "telephone"])
    def test_is_added_and_lets_its_owner_in(self, visitor, victim):
        has_a_device(visitor)
        visitor.comes_in(invitation_code(victim, at=timezone.now()))
        number = visitor.page.inner_text("#sign-in-number")
        visitor.goes_to(reverse("portal:your_safety", args=[victim.pk]))
        visitor.follows("See these devices, add one or take one away")
        finds_it_good(visitor)
        visitor.follows("Add this device")
        visitor.sees("Do not do this on a device that somebody else can unlock")
        visitor.does_not_see("This browser cannot do it")
        finds_it_good(visitor)
        visitor.presses("Nobody else can unlock it: add it")
        visitor.sees("This device is added")
        finds_it_good(visitor)
        visitor.presses("Sign out")

        visitor.goes_to(reverse("portal:come_in"))
        finds_it_good(visitor)
        visitor.fills(code=number)
        visitor.presses("Unlock this device instead of six digits")
        visitor.sees("Use your face, your finger or the code of this device")
        finds_it_good(visitor)
        visitor.page.get_by_role("button", name="Unlock this device").click()
        visitor.page.wait_for_url(f"**{reverse('portal:home', args=[victim.pk])}")
        PortalSession.objects.update(proved_at=None)
        visitor.goes_to(reverse("portal:letters", args=[victim.pk]))
        visitor.presses("Unlock this device instead")
        finds_it_good(visitor)
        visitor.page.get_by_role("button", name="Unlock this device").click()
        visitor.page.wait_for_url(f"**{reverse('portal:letters', args=[victim.pk])}")

        visitor.goes_to(reverse("portal:devices"))
        visitor.sees("last used on")
        finds_it_good(visitor)
        visitor.presses("Take it away")
        visitor.sees("None. You come in with your sign-in number and six digits.")
        assert PortalPasskey.objects.get().removed_at is not None

    @pytest.mark.parametrize("visitor", [NO_SCRIPTS], indirect=True, ids=["no-scripts"])
    def test_shows_nothing_of_itself_without_scripts(self, visitor, victim):
        visitor.goes_to(reverse("portal:come_in"))
        visitor.does_not_see("Unlock this device")
        visitor.comes_in(invitation_code(victim, at=timezone.now()))
        visitor.goes_to(reverse("portal:add_device"))

        visitor.sees("This browser cannot do it. You come in with six digits, as before.")
        visitor.does_not_see("add it")

    @pytest.mark.parametrize("visitor", [TELEPHONE], indirect=True, ids=["telephone"])
    def test_says_in_welsh_for_whom_it_is_not_safe(self, visitor, victim):
        has_a_device(visitor)
        visitor.comes_in(invitation_code(victim, at=timezone.now()))
        visitor.page.locator(".govuk-js-service-navigation-toggle").click()
        visitor.follows("Cymraeg")
        visitor.goes_to(reverse("portal:add_device"))

        visitor.sees("Peidiwch â gwneud hyn ar ddyfais y gall rhywun arall ei datgloi")
        finds_it_good(visitor)
