"""No page promises a day that is over: it says what was missed, with an apology, and what is next (V7, V17, V23)."""

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse

from communications.models import Complaint, Meeting
from tests.factories.cases import SafeContactProfileFactory
from tests.factories.communications import MeetingFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications import reviewing
from tests.web.portal.conftest import NOW, SignedIn
from tests.web.portal.test_choices import answer
from tests.web.portal.test_complaints import answered, made, own
from tests.web.portal.test_not_clear import letter_to, say, seen
from tests.web.portal.test_reviews import asking, comes_in
from tests.web.portal.test_usual_wait import counted, first_page

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _reference(db: None) -> None:
    lay_reference_data()


def later(signed_in: SignedIn, clock, *, days: int) -> SignedIn:
    """The same person, so many days later, come in again."""
    at = NOW + days * DAY
    clock.move_to(at)
    return dataclasses.replace(signed_in, browser=comes_in(signed_in.victim, at=at))


def page_of(signed_in: SignedIn, name: str, **more: object) -> str:
    return seen(signed_in.browser.get(reverse(f"portal:{name}", kwargs={"victim_id": signed_in.victim.pk, **more})))


class TestReviews:
    def late(self, clock):
        who = asking(clock)
        who.sends()
        at = dt.datetime(2026, 4, 21, 9, 0, tzinfo=dt.UTC)
        clock.move_to(at)
        return dataclasses.replace(who, browser=comes_in(who.victim, at=at))

    def test_v23_an_overdue_review_is_not_promised_for_a_day_that_is_over(self, clock) -> None:
        assert reviewing.AT.date() < dt.date(2026, 4, 21)
        page = seen(self.late(clock).page())

        assert "We answer by" not in page
        assert "We are looking at it again. Our answer is late, and we are sorry." in page
        assert "You should have had our answer by" in page
        assert "you still get the answer and the reasons" in page

    def test_v23_the_list_of_decisions_says_the_same(self, clock) -> None:
        page = seen(self.late(clock).page("reviews"))

        assert "We answer by" not in page
        assert "Our answer is late, and we are sorry." in page

    def test_v22_it_says_so_in_welsh(self, clock) -> None:
        who = self.late(clock)
        who.browser.get(reverse("portal:in_welsh"))
        page = seen(who.page())

        assert "Byddwn yn ateb erbyn" not in page
        assert "Mae ein hateb yn hwyr, ac mae’n ddrwg gennym." in page


class TestMessages:
    def test_v17_a_message_without_an_answer_says_that_its_day_has_passed(self, signed_in: SignedIn, clock) -> None:
        signed_in.browser.post(
            reverse("portal:messages", kwargs={"victim_id": signed_in.victim.pk}), {"key": "k" * 32, "text": "When?"}
        )
        assert "We will answer by the end of Friday 13 March 2026." in page_of(signed_in, "messages")

        page = page_of(later(signed_in, clock, days=3), "messages")

        assert "We will answer by" not in page
        assert (
            "You should have had our answer by the end of Friday 13 March 2026. You did not, and we are sorry." in page
        )
        assert "please ring us" in page

    def test_v27_a_letter_that_was_not_clear_says_that_our_explanation_is_late(
        self, signed_in: SignedIn, clock
    ) -> None:
        letter = letter_to(signed_in.victim)
        say(signed_in, letter)
        assert "We will explain it in other words by the end of" in page_of(signed_in, "letter", letter_id=letter.pk)

        page = page_of(later(signed_in, clock, days=30), "letter", letter_id=letter.pk)

        assert "We will explain it" not in page
        assert "You should have had our answer by the end of" in page


class TestComplaints:
    def test_v27_a_complaint_nobody_has_read_or_answered_says_both(self, signed_in: SignedIn, clock) -> None:
        complaint = made(signed_in)
        who = later(signed_in, clock, days=90)

        page = seen(who.browser.get(own("complaint", who.victim, complaint)))
        assert "Somebody reads it and lets you know by" not in page
        assert "You should have heard by now that somebody reads it." in page
        assert "You will have our answer by" not in page
        assert "You still get one." in page

    def test_v27_the_independent_assessor_is_not_offered_for_a_month_that_is_over(
        self, signed_in: SignedIn, clock
    ) -> None:
        complaint = made(signed_in)
        answered(complaint)
        signed_in.browser.post(
            own("complaint_further", signed_in.victim, complaint), {"said": "No.", "late_reason": ""}
        )
        answered(Complaint.objects.get())
        assert "You can ask the Independent Assessor" in seen(
            signed_in.browser.get(own("complaint", signed_in.victim, complaint))
        )

        who = later(signed_in, clock, days=60)
        page = seen(who.browser.get(own("complaint", who.victim, complaint)))
        assert "You can ask the Independent Assessor" not in page
        assert "You could ask the Independent Assessor of Complaints" in page


class TestMeetings:
    @pytest.fixture
    def held_by_now(self, signed_in: SignedIn) -> Meeting:
        """A meeting of yesterday, of which nobody has written down what came of it."""
        return MeetingFactory(
            victim=signed_in.victim, arranged=True, offered_on=(NOW - 9 * DAY).date(), opened_at=NOW - 9 * DAY,
            starts_at=NOW - DAY,
        )  # fmt: skip

    def test_v26_a_meeting_whose_time_has_passed_is_not_spoken_of_as_to_come(
        self, signed_in: SignedIn, held_by_now: Meeting
    ) -> None:
        page = page_of(signed_in, "meeting", meeting_id=held_by_now.pk)

        assert "The time of this meeting has passed." in page
        assert "If we did not meet, tell us, and we agree another time." in page
        assert "Change the time" not in page
        assert "Put it in your calendar" not in page
        assert "The time of this meeting has passed." in page_of(signed_in, "meetings")

    def test_v24_the_ledger_does_not_either(self, signed_in: SignedIn, held_by_now: Meeting) -> None:
        page = page_of(signed_in, "rights")

        assert "You have a meeting with us on" not in page
        assert "You had a meeting with us on 10 March 2026." in page


class TestChoices:
    @pytest.mark.parametrize(
        ("name", "said", "answers"),
        [
            ("places", "places_said", {"changed": ["POST"]}),
            ("doubt", "doubt_said", {"doubt": "talk"}),
        ],
    )
    def test_v30_a_call_that_did_not_come_in_time_is_said_to_be_late(
        self, signed_in: SignedIn, clock, name: str, said: str, answers: dict[str, object]
    ) -> None:
        answer(signed_in, name, **answers)
        assert "will ring you by the end of" in page_of(signed_in, said)

        page = page_of(later(signed_in, clock, days=30), said)

        assert "will ring you by" not in page
        assert "has not spoken with you yet. We are sorry." in page

    def test_v9_a_break_that_is_over_is_no_break(self, signed_in: SignedIn) -> None:
        SafeContactProfileFactory(
            person=signed_in.victim.person, updates_paused_until=NOW.date(), recorded_at=NOW - 30 * DAY
        )

        assert "No break" in page_of(signed_in, "choices")
        assert "Break now: No break." in page_of(signed_in, "pause")

    def test_v9_without_a_promise_no_date_is_spoken_of(self, signed_in: SignedIn) -> None:
        page = page_of(signed_in, "often")

        assert "No date is promised to you at present." in page
        assert "the date changes at once" not in page


def test_v10_a_reason_that_was_due_is_not_promised_any_more(clock) -> None:
    clock.move_to(NOW)
    counted()

    assert "Yours takes longer than usual. You can ask us why at any time." in first_page(
        91, answer_due_on=NOW.date() - DAY
    )
