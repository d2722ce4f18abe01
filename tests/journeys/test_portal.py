"""A victim at a browser: comes in, reads, leaves; by mouse, by keyboard, without scripts, on a narrow screen.

Every page is checked against axe's rules for WCAG 2.2 AA where it is reached (V1, V2, V5, V6, V28; T2).
"""

import datetime as dt

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from cases.rules.vocabulary import JourneyStage
from communications.models import Communication, PortalSession, ReadingTime, VictimMessage
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Channel, Purpose
from tests.factories.accounts import staff_with
from tests.factories.communications import CommunicationFactory, PromiseFactory, RenderedDocumentFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import invitation_code, make_victim, newest_one_time_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 320}
NO_SCRIPTS = {"scripts": False}
WORDS = [
    {"key": BlockKey.OPENING.value, "heading": "", "text": "Dear Sam", "locked": False},
    {"key": BlockKey.STAGE_NOW.value, "heading": "Where your case is", "locked": False,
     "text": "Both sides are preparing.\n\n- The trial has a date.\n- You do not need to do anything now."},
]  # fmt: skip


class Victim:
    """Somebody whose case is going to trial, with a letter, a promise that was missed and a new one."""

    def __init__(self) -> None:
        now = timezone.now()
        self.row = make_victim(stage=JourneyStage.TRIAL_PREP)
        self.letter = CommunicationFactory(
            victim=self.row,
            sent=True,
            sent_at=now - dt.timedelta(days=10),
            channel=Channel.POST,
            purpose=Purpose.NO_CHANGE_UPDATE,
            words=WORDS,
        )
        RenderedDocumentFactory(communication=self.letter)
        missed = PromiseFactory(
            victim=self.row, due_on=now.date() - dt.timedelta(days=2), state="MISSED", settled_at=now,
            made_at=now - dt.timedelta(days=30),
        )  # fmt: skip
        self.promise = PromiseFactory(
            victim=self.row, due_on=now.date() + dt.timedelta(days=9), made_at=now, follows=missed
        )
        self.home = reverse("portal:home", kwargs={"victim_id": self.row.pk})
        self.code = invitation_code(self.row, at=now)


@pytest.fixture
def victim(transactional_db) -> Victim:
    return Victim()


class TestFirstVisit:
    @pytest.mark.parametrize("visitor", [{}, NARROW], indirect=True, ids=["desk", "narrow"])
    def test_leads_from_the_start_to_the_letter_and_every_page_is_accessible(self, visitor, victim):
        visitor.goes_to(reverse("portal:start"))
        self.checks(visitor)
        visitor.presses("Start now")
        visitor.sees("How to leave quickly")
        self.checks(visitor)
        visitor.presses("Continue")
        self.checks(visitor)
        visitor.presses("Continue")
        visitor.sees("Enter the code we sent you")
        self.checks(visitor)

        visitor.fills(code=victim.code.lower())
        visitor.presses("Continue")
        self.checks(visitor)
        visitor.fills(code="1")
        visitor.presses("Continue")
        visitor.sees("There is a problem")
        self.checks(visitor)
        visitor.fills(code=newest_one_time_code())
        visitor.presses("Continue")
        visitor.sees("Before you go on")
        self.checks(visitor)
        visitor.presses("I have read this, go on")
        visitor.sees("Your sign-in number")
        self.checks(visitor)

        visitor.presses("Continue")
        visitor.sees("Both sides are preparing for the trial.")
        visitor.sees("You did not, and we are sorry.")
        self.checks(visitor)
        visitor.follows("An update")
        visitor.sees("You do not need to do anything now.")
        self.checks(visitor)
        visitor.follows("Back")
        visitor.goes_to(reverse("portal:rights", kwargs={"victim_id": victim.row.pk}))
        self.checks(visitor)

    def checks(self, visitor):
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        assert visitor.page.title().endswith("Your updates")

    @pytest.mark.parametrize("visitor", [{}, NARROW], indirect=True, ids=["desk", "narrow"])
    @pytest.mark.parametrize("name", ["accessibility", "cookies", "privacy", "signed_out"])
    def test_finds_the_pages_about_the_pages_accessible(self, visitor, victim, name):
        visitor.goes_to(reverse(f"portal:{name}"))

        self.checks(visitor)


class TestHardNews:
    """V29: given a letter with hard news, when they open it, then they choose when to read, and may be rung first."""

    @pytest.fixture
    def letter(self, victim) -> Communication:
        lay_reference_data()
        return CommunicationFactory(
            victim=victim.row,
            sent=True,
            sent_at=timezone.now() - dt.timedelta(days=6),
            channel=Channel.POST,
            purpose=Purpose.VCL_LETTER,
            is_hard_news=True,
            words=[*WORDS, {"key": BlockKey.DECISION_PLAIN.value, "heading": "", "text": "We stop.", "locked": False}],
        )

    @pytest.mark.parametrize("visitor", [{}, NARROW, NO_SCRIPTS], indirect=True, ids=["desk", "narrow", "plain"])
    def test_is_read_later_after_a_call_or_now(self, visitor, victim, letter):
        visitor.is_let_in(victim.code)
        visitor.goes_to(victim.home)
        visitor.follows("A decision explained")
        visitor.sees("You choose when to read this letter")
        assert "We stop." not in visitor.page.inner_text("main")
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        visitor.follows("Read it another time")
        visitor.sees("Not read yet")

        visitor.follows("A decision explained")
        visitor.presses("Ask us to ring you first")
        visitor.sees("We have your message")
        visitor.goes_to(victim.home)

        visitor.follows("A decision explained")
        visitor.presses("Read it now")
        visitor.sees("We stop.")
        assert VictimMessage.objects.get().text.startswith("Please ring me before I read your letter of")

    @pytest.mark.parametrize("visitor", [{}, NARROW, NO_SCRIPTS], indirect=True, ids=["desk", "narrow", "plain"])
    def test_is_heard_at_a_time_they_choose_with_somebody_beside_them(self, visitor, victim, letter):
        """V29: given hard news, when they choose a day, a call and company, then it stands there and can be undone."""
        call_command("load_bank_holidays", verbosity=0)
        visitor.is_let_in(victim.code)
        visitor.goes_to(victim.home)
        visitor.follows("A decision explained")
        visitor.presses("Choose a time")
        visitor.sees("Which day?")
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        visitor.presses("Save")
        visitor.sees("There is a problem")
        visitor.finds_the_page_accessible()

        day = visitor.page.locator("input[name=day]").nth(2).get_attribute("value")
        visitor.picks("day", day)
        visitor.picks("part", "MORNING")
        visitor.picks("help", "CALL")
        visitor.picks("beside", "SOMEBODY")
        visitor.finds_the_page_accessible()
        visitor.presses("Save")
        visitor.sees("You will have somebody with you.")
        visitor.finds_the_page_accessible()
        assert "We stop." not in visitor.page.inner_text("main")

        visitor.follows("Change the time, or take it back")
        visitor.presses("I do not want this any more")
        visitor.sees("Choose a time")
        assert [row.help for row in ReadingTime.objects.order_by("number")] == ["CALL", "NOTHING"]


class TestLeaving:
    def test_by_the_button_ends_the_session_and_going_back_shows_nothing(self, visitor, victim):
        visitor.comes_in(victim.code)
        visitor.goes_to(victim.home)
        visitor.sees("Both sides are preparing for the trial.")

        visitor.page.get_by_role("button", name="Exit this page").click()
        visitor.page.wait_for_url("**/ping")
        visitor.page.go_back()
        visitor.page.wait_for_load_state()

        visitor.does_not_see("Both sides are preparing")
        assert PortalSession.objects.get().ended_at is not None
        assert not [
            cookie for cookie in visitor.page.context.cookies() if cookie["name"] == django_settings.PORTAL_COOKIE_NAME
        ]

    def test_by_pressing_shift_three_times_does_the_same(self, visitor, victim):
        visitor.is_let_in(victim.code)
        visitor.goes_to(victim.home)

        for _ in range(3):
            visitor.page.keyboard.press("Shift")

        visitor.page.wait_for_url("**/ping")
        assert PortalSession.objects.get().ended_at is not None

    @pytest.mark.parametrize("visitor", [NO_SCRIPTS], indirect=True, ids=["no scripts"])
    def test_works_without_scripts(self, visitor, victim):
        visitor.is_let_in(victim.code)
        visitor.goes_to(victim.home)

        visitor.page.locator(".govuk-exit-this-page__button").click()
        visitor.page.wait_for_url("**/ping")
        visitor.goes_to(victim.home)

        visitor.does_not_see("Both sides are preparing")

    def test_by_signing_out_says_so(self, visitor, victim):
        visitor.is_let_in(victim.code)
        visitor.goes_to(victim.home)

        visitor.presses("Sign out")

        visitor.sees("You are signed out")
        visitor.finds_the_page_accessible()


class TestWithoutScripts:
    @pytest.mark.parametrize("visitor", [NO_SCRIPTS], indirect=True, ids=["no scripts"])
    def test_everything_can_be_read(self, visitor, victim):
        visitor.comes_in(victim.code)
        visitor.sees("Your sign-in number")
        visitor.presses("Continue")
        visitor.sees("Both sides are preparing for the trial.")
        visitor.follows("An update")

        visitor.sees("You do not need to do anything now.")
        with visitor.page.expect_download() as copy:
            visitor.page.get_by_role("link", name="Download a copy (PDF)").click()
        assert copy.value.suggested_filename == "copy.pdf"


class TestKeyboard:
    def test_reaches_the_way_out_first_and_can_come_in(self, visitor, victim):
        page = visitor.page
        visitor.goes_to(reverse("portal:come_in"))

        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        first = {page.evaluate("document.activeElement.textContent.trim()")}
        page.keyboard.press("Shift+Tab")
        first.add(page.evaluate("document.activeElement.textContent.trim()"))
        page.focus('[name="code"]')
        page.keyboard.type(victim.code)
        page.keyboard.press("Enter")
        page.wait_for_url("**/portal/code/")
        page.focus('[name="code"]')
        page.keyboard.type(newest_one_time_code())
        page.keyboard.press("Enter")
        page.wait_for_url("**/portal/before-you-go-on/**")
        page.get_by_role("button", name="I have read this, go on").press("Enter")
        page.wait_for_url("**/portal/your-number/")

        assert first == {"Skip to main content", "Exit this page quickly"}

    def test_never_hides_what_has_the_focus_behind_the_button(self, visitor, victim):
        """WCAG 2.2, 2.4.11."""
        visitor.is_let_in(victim.code)
        visitor.goes_to(victim.home)

        visitor.goes_through_it_by_keyboard()


class TestTwoPeopleAtOneComputer:
    def test_staff_and_victim_are_signed_in_side_by_side_and_neither_becomes_the_other(self, visitor, victim):
        visitor.signs_in_as(staff_with(Role.INSPECTOR))
        visitor.comes_in(victim.code)
        visitor.goes_to(victim.home)
        visitor.sees("Both sides are preparing for the trial.")

        visitor.page.get_by_role("button", name="Exit this page").click()
        visitor.page.wait_for_url("**/ping")
        visitor.goes_to("/staff/account/2fa/")

        assert "/login/" not in visitor.page.url
