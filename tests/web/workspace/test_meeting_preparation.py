"""Around a meeting as staff see it: times, what somebody said by telephone, questions, and the notes (V26)."""

import datetime as dt

import pytest
from django.urls import reverse

from communications.models import Meeting, MeetingNotes, MeetingQuestion, MeetingSlot, MeetingWishes
from communications.rules.meeting_words import MeetingState
from tests.factories.cases import CaseFactory, VictimFactory
from tests.factories.communications import (
    MeetingFactory,
    MeetingNotesFactory,
    MeetingQuestionFactory,
    MeetingSlotFactory,
    MeetingWishesFactory,
)
from tests.web.workspace.conftest import NOW

pytestmark = pytest.mark.django_db
#: Wednesday 18 March 2026, 14:30 in London.
MEETS_AT = NOW + dt.timedelta(days=7, hours=4, minutes=30)
TIMES = {
    "on_1_day": "18", "on_1_month": "3", "on_1_year": "2026", "time_1": "2:30pm",
    "on_2_day": "19", "on_2_month": "3", "on_2_year": "2026", "time_2": "10am",
    "format": "IN_PERSON", "place": "CPS", "place_detail": "Room 4",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _published(reference_data, clock) -> None:
    """Wednesday 11 March 2026, 10:00."""


@pytest.fixture
def meeting(victim) -> Meeting:
    return MeetingFactory(victim=victim, offered=True, offered_on=NOW.date(), opened_at=NOW)


def page(name: str, meeting: Meeting, *more: object) -> str:
    return reverse(f"workspace:meeting{'-' if name else ''}{name}", args=[meeting.pk, *more])


def text(response) -> str:
    return response.content.decode()


class TestTimes:
    def test_are_offered_and_stand_on_the_page(self, as_writer, meeting):
        response = as_writer.post(page("times", meeting), TIMES, follow=True)

        assert "2 times offered." in text(response)
        assert "Wednesday 18 March 2026 at 2:30pm" in text(response)
        assert [slot.place_detail for slot in MeetingSlot.objects.all()] == ["Room 4", "Room 4"]

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"on_1_day": ""}, "The day of the first time must include a day"),
            ({"time_1": ""}, "Enter the first time"),
            ({"time_2": ""}, "Enter the time, or take the day away"),
            ({"on_2_day": "", "on_2_month": "", "on_2_year": ""}, "Enter the day, or take the time away"),
            ({"place": ""}, "Select where people meet"),
            ({"on_1_year": "2025"}, "The time must be in the future"),
            ({"on_2_day": "18", "time_2": "2:30pm"}, "This time is offered already"),
        ],
    )
    def test_say_what_is_wrong_and_keep_what_was_typed(self, as_writer, meeting, changes, error):
        response = as_writer.post(page("times", meeting), {**TIMES, **changes})

        assert error in text(response)
        assert "Room 4" in text(response)
        assert not MeetingSlot.objects.exists()

    def test_are_taken_back(self, as_writer, meeting):
        slot = MeetingSlotFactory(meeting=meeting, starts_at=MEETS_AT)

        assert "Time taken back." in text(as_writer.post(page("take-back", meeting, slot.pk), follow=True))
        assert "was taken back already" in text(as_writer.post(page("take-back", meeting, slot.pk), follow=True))

    def test_of_another_meeting_do_not_exist_here(self, as_writer, meeting):
        foreign = MeetingSlotFactory(starts_at=MEETS_AT)

        assert as_writer.post(page("take-back", meeting, foreign.pk)).status_code == 404


class TestForSomebodyWhoRang:
    def test_the_time_they_chose_arranges_the_meeting(self, as_writer, meeting):
        slot = MeetingSlotFactory(meeting=meeting, starts_at=MEETS_AT)

        response = as_writer.post(page("choose", meeting), {"slot": slot.pk, "way": "TELEPHONE"}, follow=True)

        assert "Meeting arranged." in text(response)
        meeting.refresh_from_db()
        assert (meeting.state, meeting.responded_way) == (MeetingState.ARRANGED, "TELEPHONE")

    def test_a_time_that_went_meanwhile_is_said_at_the_field(self, as_writer, meeting, writer):
        slot = MeetingSlotFactory(meeting=meeting, starts_at=MEETS_AT, host=writer)
        MeetingSlotFactory(host=writer, starts_at=MEETS_AT, taken=True)

        response = as_writer.post(page("choose", meeting), {"slot": slot.pk, "way": "TELEPHONE"})

        assert "This time is no longer free" in text(response)

    def test_what_they_need_is_written_down_with_how_they_said_it(self, as_writer, meeting):
        response = as_writer.post(
            page("wishes", meeting),
            {"seen": "0", "needs": ["STEP_FREE_ACCESS"], "needs_note": "A lift is enough", "way": "TELEPHONE"},
            follow=True,
        )

        assert "Written down." in text(response)
        assert "Step-free access" in text(response)
        assert MeetingWishes.objects.get().way == "TELEPHONE"

    def test_what_they_wrote_themselves_meanwhile_is_not_written_over(self, as_writer, meeting):
        MeetingWishesFactory(meeting=meeting, needs_note="Polish", way="ONLINE_PAGE")

        response = as_writer.post(page("wishes", meeting), {"seen": "0", "needs_note": "None", "way": "TELEPHONE"})

        assert "Nothing was written over" in text(response)
        assert MeetingWishes.objects.count() == 1

    def test_a_question_is_written_down_once(self, as_writer, meeting):
        answers = {"key": "k", "text": "Who sits where?", "tells_what_happened": "no", "way": "TELEPHONE"}

        for _ in range(2):
            response = as_writer.post(page("question", meeting), answers, follow=True)

        assert "Who sits where?" in text(response)
        assert MeetingQuestion.objects.count() == 1

    def test_too_many_questions_say_so_and_keep_the_words(self, as_writer, meeting):
        for _ in range(20):
            MeetingQuestionFactory(meeting=meeting)

        response = as_writer.post(
            page("question", meeting),
            {"key": "k", "text": "One more?", "tells_what_happened": "no", "way": "TELEPHONE"},
        )

        assert "Answer what is there first" in text(response)
        assert "One more?" in text(response)


class TestNotes:
    @pytest.fixture
    def held(self, victim) -> Meeting:
        return MeetingFactory(victim=victim, held=True, starts_at=NOW - dt.timedelta(days=1), opened_at=NOW)

    def test_are_released_with_the_warning_about_disclosure(self, as_writer, held):
        assert "may have to be disclosed to the defence" in text(as_writer.get(page("release", held)))

        response = as_writer.post(page("release", held), {"text": "We talked about the day."}, follow=True)

        assert "Notes released." in text(response)
        assert "We talked about the day." in text(response)
        held.refresh_from_db()
        assert (held.state, held.notes_to_victim_on) == (MeetingState.NOTES_SENT, NOW.date())

    def test_are_corrected_from_what_stands_there(self, as_writer, held):
        MeetingNotesFactory(meeting=held, text="There are four rooms.")

        assert "There are four rooms." in text(as_writer.get(page("release", held)))
        as_writer.post(page("release", held), {"text": "There are five rooms."})

        assert [row.text for row in MeetingNotes.objects.order_by("number")] == [
            "There are four rooms.",
            "There are five rooms.",
        ]

    def test_without_words_or_before_the_meeting_are_refused(self, as_writer, held, meeting):
        assert "Write the notes" in text(as_writer.post(page("release", held), {"text": ""}))
        refused = text(as_writer.post(page("release", meeting), {"text": "Too early"}))
        assert "Somebody else has taken this meeting forward" in refused


class TestWhoMay:
    @pytest.mark.parametrize("name", ["times", "choose", "wishes", "question", "release"])
    def test_only_those_who_arrange_meetings(self, as_writer, name):
        elsewhere = MeetingFactory(victim=VictimFactory(case=CaseFactory(is_rasso=True)), arranged=True)

        assert as_writer.get(page(name, elsewhere)).status_code == 404
