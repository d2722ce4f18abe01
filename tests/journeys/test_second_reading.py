"""Two people and one letter, in a browser: written, read by a second person, amended, approved; and nothing typed lost.

Given, when, then (W8, W13). Page loads are counted: a letter goes from notification to approved in at most six.
"""

import datetime as dt
import time

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.grades import Grade
from accounts.roles import Role
from communications.models import Communication, DraftVersion, EditLock
from tests.factories.accounts import staff_with
from tests.journeys.test_staff_workspace import FEELINGS, FOR_HER_ALONE, NO_SCRIPTS, REASONS, Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WHOLE = f"{REASONS} {FOR_HER_ALONE}"
NARROW = {"width": 375}
#: From notification to approved (issue 3 C).
MOST_LOADS = 6


@pytest.fixture
def office(transactional_db):
    given = Office()
    given.manager.grade = Grade.SENIOR_MANAGER
    given.manager.save()
    return given


@pytest.fixture
def loads(visitor):
    """Every page that the browser loaded, by its path."""
    loaded = []

    def note(response):
        if response.request.resource_type == "document" and response.status == 200:
            loaded.append(response.url.removeprefix(visitor.address))

    visitor.page.on("response", note)
    return loaded


def writes(visitor, **texts):
    visitor.fills(reason_specific=WHOLE, acknowledge_feelings=FEELINGS, **texts)


def submits_to(visitor, choice):
    visitor.page.select_option('[name="ask"]', choice)
    visitor.presses("Save and submit for approval")
    visitor.sees("Letter submitted for approval.")


def is_sound(visitor):
    """Accessible as it stands, and as wide as the screen. Accessibility is judged where scripts run."""
    if not visitor.page.locator("body.js-enabled").count():
        return
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


def appears(visitor, place, words):
    """Wait until words stand in a place that a script fills."""
    visitor.page.locator(place, has_text=words).wait_for(state="attached")


class TestFromNotificationToApproved:
    @pytest.mark.parametrize("visitor", [{}, NO_SCRIPTS], indirect=True, ids=["with scripts", "without scripts"])
    def test_takes_six_page_loads_of_writer_and_reader_together(self, visitor, office, loads):
        # Given a prosecutor's decision stands on the writer's list
        letter = office.decide()

        # When the writer writes the letter and hands it to a grade
        visitor.signs_in_as(office.writer)
        visitor.goes_to("/staff/")
        visitor.follows("Write the letter")
        writes(visitor)
        submits_to(visitor, "grade:B3")

        # And somebody of that grade takes it from their queue, reads it and approves it
        visitor.signs_in_as(office.manager)
        visitor.goes_to("/staff/readings/")
        visitor.follows("Read the letter")
        visitor.presses("Approve and send")

        # Then it is approved, after at most six pages
        visitor.sees("Letter approved. It goes out by itself")
        letter.refresh_from_db()
        assert letter.state == "APPROVED"
        assert len(loads) <= MOST_LOADS, loads


class TestASecondReading:
    @pytest.mark.parametrize(
        "visitor", [{}, NARROW, NO_SCRIPTS], indirect=True, ids=["desk", "375 pixels", "without scripts"]
    )
    def test_commented_amended_seen_and_approved(self, visitor, office, loads):
        letter = office.decide()
        page = f"/staff/letters/{letter.pk}/"
        visitor.signs_in_as(office.writer)
        visitor.goes_to(page)
        is_sound(visitor)
        writes(visitor)
        submits_to(visitor, "grade:B3")

        # When the reader comments beside the words and sends it back
        visitor.signs_in_as(office.manager)
        visitor.goes_to(page)
        is_sound(visitor)
        visitor.page.get_by_text("Comment on “What this may feel like”").first.click()
        visitor.fills(comment__acknowledge_feelings="Please name the lock.", comment="See beside the words.")
        visitor.presses("Send back")
        visitor.sees("Letter sent back to its writer.")

        # Then the writer finds the comment beside the words and amends them
        visitor.signs_in_as(office.writer)
        visitor.goes_to(page)
        visitor.sees("Please name the lock.")
        is_sound(visitor)
        visitor.fills(acknowledge_feelings=f"{FEELINGS} You did lock your door.")
        visitor.page.get_by_label("Settled: Please name the lock.").check()
        visitor.presses("Save and submit for approval")
        visitor.sees("Letter submitted for approval.")

        # And the reader sees what changed, word by word, and approves it
        visitor.signs_in_as(office.manager)
        visitor.goes_to(page)
        visitor.sees("What the writer changed since it was submitted before")
        assert "You did lock your door." in visitor.page.locator("ins").first.inner_text()
        is_sound(visitor)
        visitor.presses("Approve and send")
        visitor.sees("Letter approved.")
        # Four pages for each of the two, the round of amendments included.
        assert len(loads) == 8, loads

    @pytest.mark.parametrize("visitor", [{}, NARROW], indirect=True, ids=["desk", "375 pixels"])
    def test_every_version_page_and_the_queue_are_accessible_and_fit(self, visitor, office):
        letter = office.decide()
        visitor.signs_in_as(office.writer)
        visitor.goes_to(f"/staff/letters/{letter.pk}/")
        writes(visitor)
        submits_to(visitor, "grade:B3")
        for path in ("versions/", "versions/2/"):
            visitor.goes_to(f"/staff/letters/{letter.pk}/{path}")
            is_sound(visitor)
        visitor.signs_in_as(office.manager)
        for path in ("/staff/readings/", "/staff/readings/?whose=MINE"):
            visitor.goes_to(path)
            visitor.sees("Letters to read (1)")
            is_sound(visitor)


class TestWhileWriting:
    def test_words_are_saved_and_findings_shown_without_moving_the_focus(self, visitor, office):
        letter = office.decide()
        visitor.signs_in_as(office.writer)
        visitor.goes_to(f"/staff/letters/{letter.pk}/")
        box = visitor.page.locator('[name="acknowledge_feelings"]')

        box.click()
        box.fill(f"Unfortunately. {FEELINGS}")
        appears(visitor, "#save-state", "Saved at")

        appears(visitor, "#found-acknowledge_feelings mark", "Unfortunately")
        assert visitor.page.evaluate("document.activeElement.name") == "acknowledge_feelings"
        appears(visitor, "#findings-count", "warnings to answer")
        is_sound(visitor)
        box.fill(FEELINGS)
        visitor.page.locator("#found-acknowledge_feelings mark").wait_for(state="detached")
        # The page comes into no conflict with what it saved itself.
        visitor.fills(reason_specific=WHOLE)
        visitor.presses("Save and submit for approval")
        visitor.sees("Letter submitted for approval.")

    def test_what_was_typed_last_is_there_after_the_back_button(self, visitor, office):
        letter = office.decide()
        visitor.signs_in_as(office.writer)
        visitor.goes_to("/staff/")
        visitor.goes_to(f"/staff/letters/{letter.pk}/")
        visitor.page.locator('[name="acknowledge_feelings"]').fill("Typed, and left at once.")

        visitor.page.go_back()
        # The save that the page sends on its way out is under way when the next page opens.
        deadline = time.monotonic() + 20
        while not DraftVersion.objects.filter(kind="AUTOSAVED").exists() and time.monotonic() < deadline:
            visitor.page.wait_for_timeout(100)
        visitor.goes_to(f"/staff/letters/{letter.pk}/")

        assert visitor.page.input_value('[name="acknowledge_feelings"]') == "Typed, and left at once."

    def test_sign_in_that_ends_loses_nothing(self, visitor, office):
        letter = office.decide()
        visitor.signs_in_as(office.writer)
        visitor.goes_to(f"/staff/letters/{letter.pk}/")
        visitor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        box = visitor.page.locator('[name="acknowledge_feelings"]')
        box.fill("Typed after the sign-in had ended.")
        appears(visitor, "#save-state", "Your sign-in has ended, so nothing was saved since.")
        visitor.presses("Save")
        assert box.input_value() == "Typed after the sign-in had ended."

        visitor.signs_in_as(office.writer)
        visitor.page.wait_for_timeout(1100)  # a second press within a second counts as a slip of the finger
        visitor.presses("Save")

        visitor.sees("Letter saved.")
        assert box.input_value() == "Typed after the sign-in had ended."

    def test_two_people_lose_nothing(self, visitor, office):
        letter = office.decide()
        colleague = staff_with(Role.VLU_OFFICER, office.unit, full_name="Kim Colleague")
        visitor.signs_in_as(colleague)
        visitor.goes_to(f"/staff/letters/{letter.pk}/")
        Communication.objects.filter(pk=letter.pk).update(
            written_at=timezone.now(), written_by=f"staff:{office.writer.pk}"
        )
        EditLock.objects.create(
            communication=letter,
            held_at=timezone.now(),
            held_by=f"staff:{office.writer.pk}",
            until=timezone.now() + dt.timedelta(minutes=5),
        )
        visitor.page.locator('[name="acknowledge_feelings"]').fill("The words of Kim.")
        appears(visitor, "#save-state", "Your words are kept beside it as version")
        visitor.presses("Save")

        visitor.sees("Your words were not saved into the letter")
        visitor.problems.clear()  # the browser reports the refusal itself
        is_sound(visitor)
        visitor.presses("Take over and save these words")
        visitor.sees("Letter saved.")
        assert visitor.page.input_value('[name="acknowledge_feelings"]') == "The words of Kim."
        assert DraftVersion.objects.filter(kind="SET_ASIDE").count() == 1
