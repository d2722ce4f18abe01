"""A person at a browser keeps safe: leaves from every page, proves who they are, sees who has looked (V1, V28, V31).

At a desk, on a telephone and without scripts; every page is checked against axe where it is reached.
"""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from accounts.roles import Role
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from communications.models import Communication, PortalSession, VictimMessage
from communications.rules.vocabulary import Channel, Purpose
from tests.factories.accounts import staff_with
from tests.factories.communications import CommunicationFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import invitation_code, make_victim, newest_one_time_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TELEPHONE = {"width": 375}
NO_SCRIPTS = {"scripts": False}
EVERYWHERE = pytest.mark.parametrize(
    "visitor", [{}, TELEPHONE, NO_SCRIPTS], indirect=True, ids=["desk", "telephone", "no scripts"]
)
WORDS = [{"key": "opening", "heading": "", "text": "Dear Sam, these are the words of the letter.", "locked": False}]


@pytest.fixture
def victim(transactional_db) -> Victim:
    lay_reference_data()
    victim = make_victim()
    victim.officer = staff_with(Role.VLU_OFFICER, victim.case.unit, full_name="Dana Okafor")
    victim.save()
    return victim


@pytest.fixture
def letter(victim) -> Communication:
    return CommunicationFactory(
        victim=victim,
        sent=True,
        sent_at=timezone.now() - dt.timedelta(days=9),
        channel=Channel.POST,
        purpose=Purpose.NO_CHANGE_UPDATE,
        words=WORDS,
    )


def waits(minutes: int) -> None:
    """Let a pause go by: what the database knows of the session lies so far back."""
    earlier = timezone.now() - dt.timedelta(minutes=minutes)
    PortalSession.objects.update(last_seen_at=earlier, proved_at=earlier)


def is_sound(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    title = visitor.page.title()
    assert not [word for word in ("victim", "court", "crime", "CPS", "police") if word.lower() in title.lower()]


class TestBeforeAnythingIsShown:
    @EVERYWHERE
    def test_a_new_device_says_how_to_leave_and_goes_on_once_that_was_read(self, visitor, victim):
        visitor.comes_to_the_door(invitation_code(victim, at=timezone.now()))

        visitor.sees("Before you go on")
        is_sound(visitor)
        visitor.goes_to(reverse("portal:home", args=[victim.pk]))
        visitor.sees("Before you go on")
        visitor.presses("I have read this, go on")

        visitor.sees("Where things are")
        assert PortalSession.objects.get().warned_at is not None


class TestOnceMore:
    @EVERYWHERE
    def test_six_digits_lead_to_the_letter_that_was_wanted(self, visitor, victim, letter):
        visitor.is_let_in(invitation_code(victim, at=timezone.now()))
        waits(12)

        visitor.goes_to(reverse("portal:letter", args=[victim.pk, letter.pk]))
        visitor.sees("Six digits once more")
        is_sound(visitor)
        visitor.presses("Send me the digits")
        visitor.sees("Enter the six digits")
        is_sound(visitor)
        visitor.fills(**{"once-more-code": "12"})
        visitor.presses("Continue")
        visitor.sees("There is a problem")
        is_sound(visitor)
        visitor.fills(**{"once-more-code": newest_one_time_code()})
        visitor.presses("Continue")

        visitor.sees("these are the words of the letter")

    @EVERYWHERE
    def test_a_form_that_was_held_up_goes_on_by_itself(self, visitor, victim, letter):
        Communication.objects.update(is_hard_news=True)
        visitor.is_let_in(invitation_code(victim, at=timezone.now()))
        visitor.goes_to(reverse("portal:letter", args=[victim.pk, letter.pk]))
        waits(12)

        visitor.presses("Ask us to ring you first")
        visitor.sees("What you have just typed is kept.")
        is_sound(visitor)
        visitor.presses("Send me the digits")
        visitor.fills(**{"once-more-code": newest_one_time_code()})
        visitor.presses("Continue")

        visitor.sees("We have your message")
        assert VictimMessage.objects.get().text.startswith("Please ring me before I read")


class TestLeaving:
    @pytest.mark.parametrize("name", ["your_safety", "looks", "letters", "messages", "rights"])
    def test_by_shift_three_times_works_on_every_page_and_going_back_shows_nothing(self, visitor, victim, letter, name):
        visitor.is_let_in(invitation_code(victim, at=timezone.now()))
        visitor.goes_to(reverse(f"portal:{name}", args=[victim.pk]))
        heading = visitor.page.inner_text("h1")

        for _ in range(3):
            visitor.page.keyboard.press("Shift")
        visitor.page.wait_for_url("**/ping")
        visitor.page.go_back()
        visitor.page.wait_for_load_state()

        assert PortalSession.objects.get().ended_at is not None
        assert visitor.page.inner_text("h1") != heading
        visitor.does_not_see("these are the words")

    def test_by_shift_works_before_anything_is_shown(self, visitor, victim, letter):
        visitor.comes_to_the_door(invitation_code(victim, at=timezone.now()))
        for _ in range(3):
            visitor.page.keyboard.press("Shift")
        visitor.page.wait_for_url("**/ping")

        assert PortalSession.objects.get().ended_at is not None

    @pytest.mark.parametrize("step", ["asked", "sent"])
    def test_by_shift_works_where_six_digits_are_asked_for_once_more(self, visitor, victim, letter, step):
        visitor.is_let_in(invitation_code(victim, at=timezone.now()))
        PortalSession.objects.update(proved_at=None)
        visitor.goes_to(reverse("portal:letter", args=[victim.pk, letter.pk]))
        if step == "sent":
            visitor.presses("Send me the digits")
        visitor.sees("six digits")

        for _ in range(3):
            visitor.page.keyboard.press("Shift")
        visitor.page.wait_for_url("**/ping")
        visitor.goes_to(reverse("portal:once_more"))

        assert PortalSession.objects.get().ended_at is not None
        visitor.sees("Read your updates and letters when it suits you.")
        visitor.does_not_see("six digits once more")

    @pytest.mark.parametrize("visitor", [{}, TELEPHONE], indirect=True, ids=["desk", "telephone"])
    def test_a_page_kept_in_memory_is_not_shown_again(self, visitor, victim, letter):
        """Out and back by the arrows of the browser, as somebody does who takes the device over."""
        visitor.is_let_in(invitation_code(victim, at=timezone.now()))
        visitor.goes_to(reverse("portal:letter", args=[victim.pk, letter.pk]))
        visitor.sees("these are the words of the letter")
        visitor.goes_to(reverse("portal:exit"))
        visitor.goes_to(reverse("portal:start"))

        for _ in range(4):
            visitor.page.go_back()
            visitor.page.wait_for_load_state()
            visitor.does_not_see("these are the words of the letter")
            visitor.does_not_see("Where things are")


class TestWhoHasLooked:
    @EVERYWHERE
    def test_is_read_and_another_device_signed_out(self, visitor, victim, letter):
        for role, subject, hours in (
            (None, ("page", "victims"), 2), (Role.PROSECUTOR, victim, 30), (Role.VLU_MANAGER, letter, 49),
        ):  # fmt: skip
            user = victim.officer if role is None else staff_with(role, victim.case.unit)
            at = timezone.now() - dt.timedelta(hours=hours)
            audit.record(actor=actors.staff(user=user, at=at), verb=Verb.VIEWED, subject=subject, at=at,
                         case_id=victim.case_id, victim_id=victim.pk)  # fmt: skip
        visitor.is_let_in(invitation_code(victim, at=timezone.now()))
        visitor.goes_to(reverse("portal:your_safety", args=[victim.pk]))
        visitor.sees("You are signed in on this device only.")
        is_sound(visitor)

        visitor.follows("Who has looked at your record")
        visitor.sees("Dana Okafor, your contact here")
        visitor.sees("You came in")
        is_sound(visitor)
        PortalSession.objects.create(
            account=PortalSession.objects.get().account, token_digest="0" * 64, started_at=timezone.now(),
            last_seen_at=timezone.now(), expires_at=timezone.now() + dt.timedelta(hours=1),
        )  # fmt: skip
        visitor.follows("Sign out other devices")
        visitor.sees("You are signed in somewhere else too.")
        visitor.presses("Sign out everywhere else")
        visitor.sees("You are signed in on this device only.")
        visitor.presses("Leave the name out")

        visitor.sees("Show the name again")
        visitor.does_not_see("Your updates")
        assert visitor.page.title() == "Your safety here"
        is_sound(visitor)
