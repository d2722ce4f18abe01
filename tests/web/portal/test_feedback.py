"""Three questions after a contact, once, counted; a wish for help leads to a person (V27, M9; issue 4, point 12)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actors
from audit.models import AuditEvent
from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import FeedbackCount, FeedbackGiven
from communications.rules.calls.vocabulary import CallAnswer, CallOutcome
from communications.rules.contact_store import ContactKind
from communications.rules.feedback import FeedbackAnswer, FeedbackQuestion, HelpWanted
from communications.services import feedback
from tests.factories.cases import PersonFactory
from tests.factories.communications import (
    CallSeriesFactory,
    CommunicationFactory,
    ContactAttemptFactory,
    MeetingFactory,
)
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, make_victim

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
ALL_YES = {"clear": "YES", "treated_well": "YES", "knows_next": "YES"}


@pytest.fixture(autouse=True)
def _reference(db) -> None:
    lay_reference_data()


def spoken_with(victim, *, days_ago=2, person=None, about="update", **changes):
    at = NOW - days_ago * DAY
    series = CallSeriesFactory(victim=victim, person=person or victim.person, about=about)
    values = {"series": series, "called_at": at, "called_on": at.date(), "logged_at": at,
              "outcome": CallOutcome.ASKED_FOR_LETTER, "who_answered": CallAnswer.PERSON, **changes}  # fmt: skip
    return ContactAttemptFactory(**values)


def address(victim, about="") -> str:
    return reverse("portal:feedback", kwargs={"victim_id": victim.pk}) + (f"?about={about}" if about else "")


def seen(response) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def call(signed_in):
    return spoken_with(signed_in.victim)


def answer(signed_in, call, **answers):
    return signed_in.browser.post(address(signed_in.victim, f"call-{call.pk}"), answers)


class TestAsking:
    def test_is_offered_beside_what_it_is_about_until_it_was_answered(self, signed_in, call):
        letters = reverse("portal:letters", kwargs={"victim_id": signed_in.victim.pk})
        assert address(signed_in.victim, f"call-{call.pk}") in signed_in.browser.get(letters).content.decode()

        answer(signed_in, call, **ALL_YES)

        assert "How was this for you?" not in seen(signed_in.browser.get(letters))

    def test_never_asks_what_happened_and_has_no_box_for_words(self, signed_in, call):
        page = signed_in.browser.get(address(signed_in.victim, f"call-{call.pk}"))

        assert "We ask about our call on 9 March 2026." in seen(page)
        assert "<textarea" not in page.content.decode()
        assert 'type="text"' not in page.content.decode()

    def test_asks_of_a_letter_once_it_was_read_and_of_a_meeting_once_it_took_place(self, signed_in):
        letter = CommunicationFactory(
            victim=signed_in.victim, sent=True, sent_at=NOW - 9 * DAY, channel="POST", first_read_at=NOW
        )
        meeting = MeetingFactory(victim=signed_in.victim, held=True, starts_at=NOW - DAY)

        of_letter = seen(signed_in.browser.get(address(signed_in.victim, f"letter-{letter.pk}")))
        of_meeting = seen(signed_in.browser.get(address(signed_in.victim, f"meeting-{meeting.pk}")))

        assert "We ask about our letter of 2 March 2026." in of_letter
        assert "We ask about our meeting on 10 March 2026." in of_meeting

    @pytest.mark.parametrize("about", ["", "call-0", "call-x", "letter-1", "message-1", "meeting-", "call-" + "9" * 30])
    def test_of_nothing_says_that_there_is_nothing_to_answer(self, signed_in, about):
        assert "There is nothing to answer here" in seen(signed_in.browser.get(address(signed_in.victim, about)))

    def test_of_a_call_long_ago_or_without_a_talk_there_is_nothing_to_answer(self, signed_in):
        for old in (
            spoken_with(signed_in.victim, days_ago=31),
            spoken_with(make_victim()),
            spoken_with(signed_in.victim, person=PersonFactory(), about="other"),
        ):
            assert "There is nothing to answer here" in seen(answer(signed_in, old, **ALL_YES))
        assert not FeedbackCount.objects.exists()

    def test_is_in_welsh_for_who_reads_welsh(self, signed_in, call):
        signed_in.browser.get(reverse("portal:in_welsh"))

        assert "Sut oedd hyn i chi?" in seen(signed_in.browser.get(address(signed_in.victim, f"call-{call.pk}")))


class TestAnswering:
    def test_is_counted_by_unit_and_month_and_kept_with_nobody(self, signed_in, call):
        answer(signed_in, call, clear="NO", treated_well="YES")

        cells = {(cell.question, cell.answer): cell.count for cell in FeedbackCount.objects.all()}
        assert cells == {("CLEAR", "NO"): 1, ("TREATED_WELL", "YES"): 1}
        assert {cell.unit_id for cell in FeedbackCount.objects.all()} == {signed_in.victim.case.unit_id}
        names = {field.name for field in FeedbackCount._meta.get_fields()}
        assert names == {"id", "unit", "month", "kind", "question", "answer", "count"}
        assert "answer" not in {field.name for field in FeedbackGiven._meta.get_fields()}

    def test_leaves_no_answer_in_the_trail(self, signed_in, call):
        answer(signed_in, call, **ALL_YES)

        event = AuditEvent.objects.filter(subject_kind="feedback").get()
        assert (event.verb, event.detail) == ("ANSWERED", {})

    def test_counts_once_whatever_is_pressed(self, signed_in, call):
        answer(signed_in, call, **ALL_YES)
        again = answer(signed_in, call, **ALL_YES)

        assert "There is nothing to answer here" in seen(again)
        assert set(FeedbackCount.objects.values_list("count", flat=True)) == {1}

    def test_of_two_people_is_added_up(self, signed_in, call):
        other = spoken_with(signed_in.victim, about="later")
        answer(signed_in, call, clear="YES")
        answer(signed_in, other, clear="YES")

        assert FeedbackCount.objects.get().count == 2

    def test_nothing_may_be_answered_at_all(self, signed_in, call):
        assert "Thank you" in seen(answer(signed_in, call))
        assert not FeedbackCount.objects.exists()

    def test_something_else_is_refused_and_counts_nothing(self, signed_in, call):
        page = answer(signed_in, call, clear="SECRET")

        assert "There is a problem" in seen(page)
        assert not FeedbackGiven.objects.exists()

    def test_two_at_once_count_once(self, signed_in, call):
        viewer = actors.victim(victim_id=signed_in.victim.pk, person_id=signed_in.victim.person_id)
        FeedbackGiven.objects.create(
            victim=signed_in.victim,
            person=signed_in.victim.person,
            kind="CALL",
            subject=str(call.pk),
            given_on=NOW.date(),
        )
        with pytest.raises(feedback.NotAsked):
            feedback.give(
                actor=viewer,
                kind=ContactKind.CALL,
                subject=str(call.pk),
                answers={FeedbackQuestion.CLEAR: FeedbackAnswer.YES},
                help_wanted=HelpWanted.SOON,
                at=NOW,
            )
        assert not WorkItem.objects.exists()


class TestHelp:
    def test_that_is_wanted_soon_is_work_for_a_person_by_the_next_working_day(self, signed_in, call):
        page = seen(answer(signed_in, call, help_wanted="SOON"))

        item = WorkItem.objects.get(kind=WorkKind.CALL_THE_PERSON)
        assert (item.victim, item.due_at.date()) == (signed_in.victim, dt.date(2026, 3, 12))
        assert "finding this hard" in item.summary
        assert "Somebody will get in touch with you by the end of Thursday 12 March 2026" in page
        assert "call 999" in page

    def test_that_can_wait_has_the_date_of_a_message(self, signed_in, call):
        page = seen(answer(signed_in, call, help_wanted="WHEN_IT_SUITS"))

        assert "Somebody will get in touch with you by the end of" in page
        assert WorkItem.objects.get().due_at.date() > dt.date(2026, 3, 12)

    def test_that_nobody_wants_is_nobodys_work(self, signed_in, call):
        answer(signed_in, call, **ALL_YES, help_wanted="NONE")

        assert not WorkItem.objects.exists()
