"""Somebody who wants to read online and has no email: invited by letter, let in by it and by a text (V1, V33).

Given, when, then. The officer chooses the ways, the letter is printed, and its reader types what stands on it: at a
desk, on a telephone, with the keyboard only and without scripts. Every page is checked for accessibility.
"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from communications.models import OutboxMessage, PortalInvitation, PortalSession
from communications.outbox import relay
from communications.rules.vocabulary import Channel, MessageState, Purpose
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import CaseFactory, ContactPointFactory, VictimFactory
from tests.factories.reference import lay_reference_data
from tests.letters.pdfs import text_of
from tests.web.portal.conftest import newest_one_time_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1280}
TELEPHONE = {"width": 375}
NO_SCRIPTS = {"width": 375, "scripts": False}


@pytest.fixture(autouse=True)
def _print_room(settings, tmp_path, live_server) -> None:
    lay_reference_data()
    settings.PRINT_FOLDER = tmp_path
    settings.SENDER_LETTER = "communications.channels.letter.PrintFolderChannel"
    settings.PUBLIC_URL = live_server.url


@pytest.fixture
def victim(transactional_db):
    """Somebody for whom post and a mobile are safe, and nothing else is known."""
    victim = VictimFactory(case=CaseFactory(unit=UnitFactory()))
    ContactPointFactory(person=victim.person, post=True)
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


def invite(visitor, victim) -> None:
    """When their officer invites them by letter, with codes by text."""
    visitor.signs_in_as(staff_with(Role.VLU_OFFICER, victim.case.unit))
    visitor.goes_to(reverse("workspace:safe-contact", args=[victim.case_id, victim.pk]))
    visitor.follows("Invite them to their online page")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.presses("Send the invitation")
    visitor.sees("Select how the invitation and the codes go")
    visitor.finds_the_page_accessible()
    visitor.picks("ways", "POST+TEXT")
    visitor.presses("Send the invitation")
    visitor.sees("on its way to the print room")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.page.context.clear_cookies()


def read_letter(settings) -> tuple[str, str]:
    """Then a letter lies in the print folder; return the address and the code that its reader finds on it."""
    relay.drain(clock=timezone.now, budget_seconds=30)
    [file] = settings.PRINT_FOLDER.glob("letters/*/*.pdf")
    text = text_of(file.read_bytes())
    found = re.search(r"search box: (\S+) Choose .* Type this code (\S{4} \S{4} \S{4} \S{4}) Read aloud", text)
    assert found is not None, text
    return found[1], found[2]


class TestInvitationByLetter:
    @pytest.mark.parametrize("visitor", [DESK, TELEPHONE], indirect=True, ids=["desk", "telephone"])
    def test_leads_from_the_officers_choice_over_the_letter_to_the_page(self, visitor, victim, settings):
        invite(visitor, victim)
        address, code = read_letter(settings)

        visitor.page.goto(f"http://{address}")
        visitor.presses("Start now")
        visitor.presses("Continue")
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        visitor.fills(code=code.lower())
        visitor.presses("Continue")
        visitor.fills(code=newest_one_time_code())
        visitor.presses("Continue")
        visitor.sees("Before you go on")
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        visitor.presses("I have read this, go on")

        visitor.sees("Your sign-in number")
        assert OutboxMessage.objects.get(purpose=Purpose.PORTAL_CODE).channel == Channel.TEXT

    @pytest.mark.parametrize("visitor", [NO_SCRIPTS], indirect=True, ids=["no-scripts"])
    def test_needs_neither_a_mouse_nor_scripts(self, visitor, victim, settings):
        visitor.signs_in_as(staff_with(Role.VLU_OFFICER, victim.case.unit))
        visitor.goes_to(reverse("workspace:invite", args=[victim.case_id, victim.pk]))
        visitor.picks("ways", "POST+TEXT")
        visitor.presses("Send the invitation")
        visitor.page.context.clear_cookies()
        _, code = read_letter(settings)

        visitor.goes_to(reverse("portal:come_in"))
        visitor.page.focus('[name="code"]')
        visitor.page.keyboard.type(code)
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url("**/portal/code/")
        visitor.page.focus('[name="code"]')
        visitor.page.keyboard.type(newest_one_time_code())
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url("**/portal/before-you-go-on/**")
        visitor.page.get_by_role("button", name="I have read this, go on").press("Enter")
        visitor.page.wait_for_url("**/portal/your-number/")

        assert PortalSession.objects.count() == 1

    def test_that_comes_back_lets_nobody_in(self, visitor, victim, settings):
        invite(visitor, victim)
        _, code = read_letter(settings)
        OutboxMessage.objects.update(state=MessageState.DISPATCHED, dispatched_at=timezone.now())

        visitor.signs_in_as(staff_with(Role.VLU_OFFICER, victim.case.unit))
        visitor.goes_to(reverse("workspace:safe-contact", args=[victim.case_id, victim.pk]))
        visitor.presses("The letter came back")
        visitor.sees("Came back")
        visitor.finds_the_page_accessible()
        visitor.page.context.clear_cookies()
        visitor.goes_to(reverse("portal:come_in"))
        visitor.fills(code=code)
        visitor.presses("Continue")

        visitor.sees("Enter the six digits")
        assert PortalInvitation.objects.get().revoked_at is not None
        assert not OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).exists()
