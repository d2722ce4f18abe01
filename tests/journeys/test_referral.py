"""A victim asks to be put in touch with a service, staff pass it on, and both follow it (S5; issue 4, point 10).

Given, when, then; wide, narrow and without scripts. The officer's part is done in the workspace.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from cases.models import WorkItem
from cases.rules.vocabulary import JourneyStage
from communications.models import Referral
from tests.factories.accounts import staff_with
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import invitation_code, make_victim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 375}
NO_SCRIPTS = {"scripts": False}


class Asker:
    """A victim who can be reached safely, and their officer."""

    def __init__(self) -> None:
        lay_reference_data()
        self.victim = make_victim(stage=JourneyStage.TRIAL_PREP)
        self.officer = staff_with(Role.VLU_OFFICER, self.victim.case.unit, full_name="Alex Officer")
        self.victim.officer = self.officer
        self.victim.save()
        self.code = invitation_code(self.victim, at=timezone.now())

    def address(self, name: str) -> str:
        return reverse(f"portal:{name}", kwargs={"victim_id": self.victim.pk})


@pytest.fixture
def asker(transactional_db) -> Asker:
    return Asker()


def checks(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


def answers(visitor) -> None:
    """Answer what has to be answered."""
    visitor.page.locator('[name="way"]').first.check()
    visitor.picks("somebody_else", "RING_OFF")
    visitor.fills(phrase="green harbour")
    visitor.page.check('[name="agreed"]')


class TestBeingPutInTouch:
    @pytest.mark.parametrize(
        "visitor", [{}, NARROW, NO_SCRIPTS], indirect=True, ids=["wide", "narrow", "without scripts"]
    )
    def test_from_the_directory_to_the_outcome(self, visitor, asker: Asker) -> None:
        # Given a victim who looks through the list of services
        visitor.is_let_in(asker.code)
        visitor.goes_to(reverse("portal:help_near"))
        visitor.finds_the_page_accessible()

        # When they ask for one and leave something out, they are told what
        visitor.presses("Ask us to pass your name on")
        visitor.sees("We never tell them what happened")
        checks(visitor)
        visitor.presses("Continue")
        visitor.sees("Choose how they may get in touch")
        checks(visitor)

        # And when they answer, they read the whole before it is sent
        answers(visitor)
        visitor.presses("Continue")
        visitor.sees("Check, then send")
        visitor.sees("“green harbour”")
        checks(visitor)
        visitor.presses("I agree: pass my name on")
        visitor.sees("What happens when you ask us to pass your name on")
        checks(visitor)
        visitor.follows("Services that you can follow here")
        visitor.sees("We pass your name on by")
        checks(visitor)

        # Then their officer finds it on the list of work, sees what the service is told, and records that it was
        referral = Referral.objects.get()
        item = WorkItem.objects.get(kind="REFERRAL_START")
        visitor.signs_in_as(asker.officer)
        visitor.goes_to(reverse("workspace:work-item", args=[item.pk]))
        visitor.finds_the_page_accessible()
        visitor.presses("See what they agreed to, and pass it on")
        visitor.does_not_see(referral.point.value)
        checks(visitor)
        visitor.presses("Show what to tell the service")
        visitor.sees(referral.point.value)
        visitor.sees("green harbour")
        checks(visitor)
        self.records(visitor, "PASSED_ON", passed_how="PHONE")
        visitor.sees("Recorded. What comes next is shown below.")
        visitor.goes_to(reverse("workspace:referrals", args=[asker.victim.case_id, asker.victim.pk]))
        checks(visitor)

        # And the victim reads it, and later that they are in touch
        visitor.goes_to(asker.address("referrals"))
        visitor.sees("we passed your name on. They get in touch with you.")
        visitor.goes_to(reverse("workspace:referral", args=[referral.pk]))
        self.records(visitor, "TAKEN_UP")
        visitor.goes_to(asker.address("referrals"))
        visitor.sees("you and they are in touch")
        checks(visitor)
        assert not WorkItem.objects.filter(state="OPEN", kind__startswith="REFERRAL").exists()

    def test_is_stopped_from_the_portal_and_the_service_is_told(self, visitor, asker: Asker) -> None:
        visitor.is_let_in(asker.code)
        visitor.goes_to(asker.address("referral_ask"))
        visitor.picks("service", "VICTIM_SUPPORT")
        answers(visitor)
        visitor.presses("Continue")
        visitor.presses("I agree: pass my name on")
        Referral.objects.update(state="PASSED_ON")

        visitor.goes_to(asker.address("referrals"))
        visitor.follows("Stop this")
        checks(visitor)
        visitor.presses("Yes, stop this")

        visitor.sees("We stopped this on")
        assert WorkItem.objects.filter(state="OPEN", kind="REFERRAL_STOP").exists()

    def test_is_done_by_keyboard_and_leaves_no_trace(self, visitor, asker: Asker) -> None:
        """Nothing but Tab, Space, arrows and Enter; somebody may look over the shoulder (REF-5)."""
        visitor.is_let_in(asker.code)
        visitor.goes_to(asker.address("referral_ask"))
        page = visitor.page
        for name in ("service", "way", "somebody_else"):
            page.locator(f'[name="{name}"]').first.focus()
            page.keyboard.press("Space")
        for name in ("is_hidden", "agreed"):
            page.locator(f'[name="{name}"]').focus()
            page.keyboard.press("Space")
        page.get_by_role("button", name="Continue").focus()
        page.keyboard.press("Enter")
        visitor.sees("Leaves no trace here")
        page.get_by_role("button", name="I agree: pass my name on").focus()
        page.keyboard.press("Enter")
        visitor.sees("What happens when you ask us to pass your name on")

        visitor.goes_to(asker.address("referrals"))
        visitor.sees("Nothing stands here.")
        checks(visitor)
        visitor.goes_to(reverse("portal:in_welsh"))
        for name in ("referrals", "referral_ask", "referral_sent"):
            visitor.goes_to(asker.address(name))
            checks(visitor)

        # The officer sees it, and that it is so
        visitor.signs_in_as(asker.officer)
        visitor.goes_to(reverse("workspace:referral", args=[Referral.objects.get().pk]))
        visitor.sees("They want no trace of this")
        checks(visitor)

    @staticmethod
    def records(visitor, step: str, **picked: str) -> None:
        today = timezone.localdate()
        visitor.picks("step", step)
        for name, value in picked.items():
            visitor.picks(name, value)
        for part, number in (("day", today.day), ("month", today.month), ("year", today.year)):
            visitor.page.fill(f'[name="taken_on_{part}"]', str(number))
        visitor.presses("Record it")
