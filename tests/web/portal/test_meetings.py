"""Meetings in the portal: offer, time, needs, questions, notes; what nobody else reaches; races said plainly (V26)."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from cases.rules.vocabulary import Language
from communications.models import Meeting, MeetingQuestion, MeetingWishes
from communications.rules.meeting_words import MeetingState
from communications.services import meeting_answers, meeting_slots
from tests.factories.cases import PersonFactory, VictimFactory
from tests.factories.communications import (
    CommunicationFactory,
    MeetingFactory,
    MeetingNotesFactory,
    MeetingQuestionFactory,
    MeetingSlotFactory,
    MeetingWishesFactory,
)
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, make_victim, sign_in
from tests.web.portal.test_reading import seen

pytestmark = pytest.mark.django_db
#: Wednesday 18 March 2026, 14:30 in London.
MEETS_AT = NOW + dt.timedelta(days=7, hours=4, minutes=30)
EARLIER = NOW - dt.timedelta(days=3)


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()


def offered(victim, **changes) -> Meeting:
    return MeetingFactory(
        **{"victim": victim, "offered": True, "offered_on": EARLIER.date(), "opened_at": EARLIER, **changes}
    )


def a_time(meeting: Meeting, **changes):
    return MeetingSlotFactory(**{"meeting": meeting, "starts_at": MEETS_AT, "offered_at": EARLIER, **changes})


def address(meeting: Meeting, name: str = "meeting") -> str:
    return reverse(f"portal:{name}", kwargs={"victim_id": meeting.victim_id, "meeting_id": meeting.pk})


def the_list(signed_in: SignedIn) -> str:
    return reverse("portal:meetings", kwargs={"victim_id": signed_in.victim.pk})


class TestTheList:
    def test_shows_what_is_offered_and_that_it_is_a_choice(self, signed_in: SignedIn) -> None:
        offered(signed_in.victim)

        page = seen(signed_in.browser.get(the_list(signed_in)))

        assert "A meeting before the trial" in page
        assert "For you to answer" in page
        assert "A meeting is your choice." in page

    def test_says_so_when_there_is_none_and_how_to_ask(self, signed_in: SignedIn) -> None:
        page = seen(signed_in.browser.get(the_list(signed_in)))

        assert "There are no meetings here at present." in page
        assert "by telephone too" in page

    @pytest.mark.parametrize("state", ["TO_OFFER", "NOT_OFFERED"])
    def test_shows_nothing_that_was_not_offered(self, signed_in: SignedIn, state: str) -> None:
        meeting = MeetingFactory(victim=signed_in.victim, state=state, origin="CPS_OFFERED")

        assert "A meeting before the trial" not in seen(signed_in.browser.get(the_list(signed_in)))
        assert signed_in.browser.get(address(meeting)).status_code == 404

    def test_waits_for_a_letter_that_cannot_be_read_yet(self, signed_in: SignedIn) -> None:
        """PORT-2: what a meeting is about would tell what the letter by post tells tomorrow."""
        letter = CommunicationFactory(
            victim=signed_in.victim, sent=True, sent_at=NOW - dt.timedelta(days=1), channel="POST"
        )
        meeting = offered(signed_in.victim, purpose="STOPPED_OR_ALTERED", offered_way="LETTER", offered_in=letter)

        assert "There are no meetings here" in seen(signed_in.browser.get(the_list(signed_in)))
        assert signed_in.browser.get(address(meeting)).status_code == 404

    def test_costs_the_same_with_one_and_with_many(self, signed_in: SignedIn, django_assert_max_num_queries) -> None:
        for number in range(30):
            offered(signed_in.victim, purpose="OTHER", purpose_note=f"{number}", state="CANCELLED")

        # Session, record, contact, the list and the trail; see `test_reading` for the first ones.
        with django_assert_max_num_queries(14):
            signed_in.browser.get(the_list(signed_in))


class TestChoosing:
    def test_a_time_books_it_and_says_so(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)
        slot = a_time(meeting)

        assert "Wednesday 18 March 2026 at 2:30pm" in seen(signed_in.browser.get(address(meeting, "meeting_choose")))
        response = signed_in.browser.post(address(meeting, "meeting_choose"), {"answer": slot.pk}, follow=True)

        page = seen(response)
        assert "Your time is booked." in page
        assert "This meeting has a time and a place." in page
        assert "At our office" in page
        meeting.refresh_from_db()
        assert (meeting.state, meeting.starts_at) == (MeetingState.ARRANGED, MEETS_AT)

    def test_another_time_keeps_what_would_suit(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)
        a_time(meeting)
        form = address(meeting, "meeting_choose")

        unsaid = signed_in.browser.post(form, {"answer": "other", "times_note": " "})
        assert "Write which days and times would suit you" in seen(unsaid)
        page = seen(signed_in.browser.post(form, {"answer": "other", "times_note": "Thursdays"}, follow=True))

        assert "We will suggest a time that suits you." in page
        assert "Thursdays" in page
        meeting.refresh_from_db()
        assert meeting.state == MeetingState.ACCEPTED

    def test_once_answered_it_is_no_longer_what_the_page_asks_for_first(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)

        def main() -> str:
            return signed_in.browser.get(address(meeting)).content.decode().split("<main")[1].split("</main>")[0]

        assert "govuk-button--secondary" not in main()
        signed_in.browser.post(address(meeting, "meeting_choose"), {"answer": "other", "times_note": "Thursdays"})

        assert "Change your answer" in main()
        assert "govuk-button--secondary" in main()

    def test_no_loses_nothing_and_can_become_yes(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)
        slot = a_time(meeting)
        form = address(meeting, "meeting_choose")

        page = seen(signed_in.browser.post(form, {"answer": "no"}, follow=True))
        assert "The offer stays open. You can still say yes." in page

        signed_in.browser.post(form, {"answer": slot.pk})
        meeting.refresh_from_db()
        assert meeting.state == MeetingState.ARRANGED

    def test_a_time_that_we_took_back_meanwhile_is_said_plainly_and_keeps_what_was_typed(
        self, signed_in: SignedIn
    ) -> None:
        meeting = offered(signed_in.victim)
        gone, other = a_time(meeting), a_time(meeting, starts_at=MEETS_AT + dt.timedelta(days=1))
        gone.ended_at, gone.ended_by = NOW, "staff:1"
        gone.save()

        response = signed_in.browser.post(
            address(meeting, "meeting_choose"), {"answer": gone.pk, "times_note": "Or on Fridays"}
        )

        page = seen(response)
        assert "That time is no longer free." in page
        assert "Thursday 19 March 2026" in page
        assert "Or on Fridays" in response.content.decode()
        assert str(other.pk) in response.content.decode()

    def test_a_meeting_that_ended_meanwhile_shows_how_it_stands_now(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)
        slot = a_time(meeting)
        Meeting.objects.filter(pk=meeting.pk).update(state="CANCELLED")

        response = signed_in.browser.post(address(meeting, "meeting_choose"), {"answer": slot.pk})

        assert response.status_code == 409
        assert "This meeting changed while you had the page open. Nothing was recorded." in seen(response)

    def test_nothing_chosen_says_what_to_do(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)

        response = signed_in.browser.post(address(meeting, "meeting_choose"), {})

        assert "Select what you would like to do" in seen(response)
        assert "<title>Error:" in response.content.decode().replace("\n", "")

    def test_a_meeting_called_off_can_be_asked_for_again(self, signed_in: SignedIn) -> None:
        meeting = MeetingFactory(victim=signed_in.victim, arranged=True, starts_at=MEETS_AT)

        page = seen(signed_in.browser.post(address(meeting, "meeting_choose"), {"answer": "no"}, follow=True))
        assert "You can ask us for one at any time." in page
        page = seen(signed_in.browser.post(address(meeting, "meeting_again"), follow=True))

        assert "You asked us for this meeting." in page
        again = signed_in.browser.post(address(meeting, "meeting_again"))
        assert again["Location"] == the_list(signed_in)


class TestPreparing:
    ANSWERS = ("companions", "needs")

    def test_keeps_what_they_need_and_shows_it_back(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)

        page = seen(
            signed_in.browser.post(
                address(meeting, "meeting_needs"),
                {
                    "seen": "0",
                    "companions": ["FAMILY_OR_FRIEND"],
                    "companion_note": "Jo",
                    "needs": ["STEP_FREE_ACCESS", "BREAKS"],
                    "needs_note": "Every half hour",
                },
                follow=True,
            )
        )

        assert "Thank you. We will see to it." in page
        assert "A place without steps" in page
        assert "Every half hour" in page
        assert MeetingWishes.objects.get().companions == ["FAMILY_OR_FRIEND"]

    def test_begins_with_what_they_said_before(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)
        MeetingWishesFactory(meeting=meeting, needs=["BREAKS"], needs_note="Every half hour")

        page = signed_in.browser.get(address(meeting, "meeting_needs")).content.decode()

        assert "Every half hour" in page
        assert 'value="1"' in page

    def test_what_staff_wrote_down_meanwhile_is_not_written_over_unseen(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)
        MeetingWishesFactory(meeting=meeting, needs_note="A loop for a hearing aid")
        mine = {"seen": "0", "needs_note": "Every half hour"}

        first = signed_in.browser.post(address(meeting, "meeting_needs"), mine)

        assert "Nothing of yours is lost" in seen(first)
        assert "Every half hour" in first.content.decode()
        assert 'name="seen" value="1"' in first.content.decode()
        assert MeetingWishes.objects.count() == 1

    def test_takes_a_question_in_their_own_words(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)
        question = {"key": "k" * 32, "text": "Who sits where?"}

        page = seen(signed_in.browser.post(address(meeting, "meeting_questions"), question, follow=True))

        assert "We have your question." in page
        assert "Who sits where?" in page
        signed_in.browser.post(address(meeting, "meeting_questions"), question)
        assert MeetingQuestion.objects.count() == 1

    def test_asks_one_question_about_words_on_what_happened(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)
        form = address(meeting, "meeting_questions")

        asked = signed_in.browser.post(form, {"key": "k", "text": "I saw him again"})
        assert "Does your question tell what happened" in seen(asked)
        assert "I saw him again" in asked.content.decode()
        unanswered = signed_in.browser.post(form, {"key": "k", "text": "I saw him again", "tells_what_happened": ""})
        assert "Select yes if your question tells what happened" in seen(unanswered)
        signed_in.browser.post(form, {"key": "k", "text": "I saw him again", "tells_what_happened": "no"})

        assert MeetingQuestion.objects.get().tells_what_happened is False

    def test_too_many_questions_say_to_telephone_and_keep_the_words(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)
        for _ in range(20):
            MeetingQuestionFactory(meeting=meeting)

        response = signed_in.browser.post(
            address(meeting, "meeting_questions"), {"key": "k", "text": "And who else is there?"}
        )

        assert "please telephone us" in seen(response)
        assert "And who else is there?" in response.content.decode()

    @pytest.mark.parametrize("text", ["", " \n "])
    def test_a_question_without_words_says_what_to_do(self, signed_in: SignedIn, text: str) -> None:
        response = signed_in.browser.post(
            address(offered(signed_in.victim), "meeting_questions"), {"key": "k", "text": text}
        )

        assert "Write your question" in seen(response)

    @pytest.mark.parametrize("name", ["meeting_needs", "meeting_questions"])
    def test_a_meeting_that_is_over_takes_nothing_more(self, signed_in: SignedIn, name: str) -> None:
        meeting = MeetingFactory(victim=signed_in.victim, state="CANCELLED")

        response = signed_in.browser.post(address(meeting, name), {"seen": "0", "key": "k", "text": "Too late?"})

        assert response.status_code == 409


class TestTheNotes:
    def test_stand_there_once_they_are_released(self, signed_in: SignedIn) -> None:
        meeting = MeetingFactory(victim=signed_in.victim, held=True, starts_at=EARLIER)
        assert "We are writing the notes." in seen(signed_in.browser.get(address(meeting)))

        MeetingNotesFactory(meeting=meeting, text="We talked about the day in court.", released_at=NOW)

        page = seen(signed_in.browser.get(address(meeting)))
        assert "Notes of the meeting" in page
        assert "We talked about the day in court." in page

    def test_a_correction_stands_first_and_the_earlier_ones_stay(self, signed_in: SignedIn) -> None:
        meeting = MeetingFactory(victim=signed_in.victim, held=True, starts_at=EARLIER)
        for number, text in ((1, "There are four rooms."), (2, "There are five rooms.")):
            MeetingNotesFactory(meeting=meeting, number=number, text=text, released_at=NOW)

        page = seen(signed_in.browser.get(address(meeting)))

        assert page.index("There are five rooms.") < page.index("Earlier notes") < page.index("There are four rooms.")


class TestTheCalendar:
    def test_says_nothing_but_the_time_in_the_language_of_the_page(self, signed_in: SignedIn) -> None:
        meeting = MeetingFactory(victim=signed_in.victim, arranged=True, starts_at=MEETS_AT, place_detail="Room 4")

        english = signed_in.browser.get(address(meeting, "meeting_calendar"))
        signed_in.browser.get(reverse("portal:in_welsh"))
        welsh = signed_in.browser.get(address(meeting, "meeting_calendar")).content.decode()

        assert english["Content-Disposition"] == 'attachment; filename="appointment.ics"'
        assert "SUMMARY:Appointment" in english.content.decode()
        assert "Room 4" not in english.content.decode()
        assert "SUMMARY:Apwyntiad" in welsh

    def test_is_not_there_without_a_time(self, signed_in: SignedIn) -> None:
        assert signed_in.browser.get(address(offered(signed_in.victim), "meeting_calendar")).status_code == 404


class TestInWelsh:
    def test_every_page_is_in_welsh_throughout(self, db: None, clock: object) -> None:
        victim = make_victim()
        victim.person.language = Language.CY
        victim.person.save()
        browser = sign_in(victim)
        meeting = offered(victim)
        a_time(meeting)

        pages = [
            seen(browser.get(reverse("portal:meetings", kwargs={"victim_id": victim.pk}))),
            *(
                seen(browser.get(address(meeting, name)))
                for name in ("meeting", "meeting_choose", "meeting_needs", "meeting_questions")
            ),
        ]

        assert "Cyfarfod cyn y treial" in pages[1]
        assert "Dydd Mercher 18 Mawrth 2026" in pages[2]
        for page in pages:
            for english in ("meeting", "question", "What you need", "telephone", "Back"):
                assert english not in page, english


class TestWhoElseHoldsThePhone:
    """T8: titles, addresses and answers tell nothing; nobody reaches what is not theirs."""

    NAMES = ("meeting", "meeting_choose", "meeting_needs", "meeting_questions", "meeting_calendar")

    @pytest.mark.parametrize("name", NAMES)
    def test_another_persons_meeting_does_not_exist(self, signed_in: SignedIn, name: str) -> None:
        stranger = MeetingFactory(victim=VictimFactory(), arranged=True, starts_at=MEETS_AT)
        theirs_by_address = reverse(
            f"portal:{name}", kwargs={"victim_id": signed_in.victim.pk, "meeting_id": stranger.pk}
        )

        for path in (address(stranger, name), theirs_by_address):
            assert signed_in.browser.get(path).status_code == 404
            if name not in {"meeting", "meeting_calendar"}:
                assert (
                    signed_in.browser.post(path, {"answer": "no", "seen": "0", "key": "k", "text": "x"}).status_code
                    == 404
                )

    def test_a_relative_who_is_not_invited_does_not_see_the_meeting_of_another(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim, person=PersonFactory())

        assert signed_in.browser.get(address(meeting)).status_code == 404
        assert signed_in.browser.post(address(meeting, "meeting_again")).status_code == 404

    def test_nobody_comes_in_without_a_session(self, db: None) -> None:
        meeting = offered(VictimFactory())

        assert Client().get(address(meeting))["Location"] == reverse("portal:start")

    def test_titles_say_nothing_of_what_the_meeting_is_about(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim, purpose="RIGHT_TO_REVIEW")

        title = signed_in.browser.get(address(meeting)).content.decode().split("<title>")[1].split("</title>")[0]

        assert "Meeting" in title
        assert "decision" not in title

    def test_each_look_is_in_the_trail(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)
        signed_in.browser.get(address(meeting))

        assert AuditEvent.objects.filter(verb="VIEWED", subject_id=str(meeting.pk)).exists()

    def test_a_forged_time_is_gone_and_changes_nothing(self, signed_in: SignedIn) -> None:
        meeting = offered(signed_in.victim)

        page = seen(signed_in.browser.post(address(meeting, "meeting_choose"), {"answer": uuid.uuid4()}))

        assert "That time is no longer free." in page


class TestRaces:
    def test_the_time_goes_while_it_is_being_sent(self, signed_in: SignedIn, monkeypatch) -> None:
        meeting = offered(signed_in.victim)
        slot = a_time(meeting)

        def gone(**_: object) -> None:
            raise meeting_slots.TimeIsGone

        monkeypatch.setattr(meeting_slots, "choose", gone)

        page = seen(signed_in.browser.post(address(meeting, "meeting_choose"), {"answer": slot.pk}))

        assert "That time is no longer free." in page

    def test_the_meeting_ends_while_the_answer_is_being_sent(self, signed_in: SignedIn, monkeypatch) -> None:
        meeting = offered(signed_in.victim)

        def ended(**_: object) -> None:
            raise meeting_answers.StepNotPossible

        monkeypatch.setattr(meeting_answers, "say_no", ended)

        assert signed_in.browser.post(address(meeting, "meeting_choose"), {"answer": "no"}).status_code == 409
