"""Writing to the named contact and reading the answers (V16, V17, L14)."""

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from communications.models import VictimMessage
from communications.services import correspondence
from tests.factories.cases import PersonFactory
from tests.factories.communications import MessageAnswerFactory, VictimMessageFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, make_victim
from tests.web.portal.test_reading import seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()


def address(signed_in: SignedIn, name: str = "messages") -> str:
    return reverse(f"portal:{name}", kwargs={"victim_id": signed_in.victim.pk})


def send(signed_in: SignedIn, text: str, **more: str):
    return signed_in.browser.post(address(signed_in), {"key": "k" * 32, "text": text, **more}, follow=True)


class TestWriting:
    def test_page_says_who_reads_it_by_when_and_what_not_to_write(self, signed_in: SignedIn) -> None:
        page = seen(signed_in.browser.get(address(signed_in)))

        assert "you will have an answer by the end of Friday 13 March 2026" in page
        assert "may have to be shown to the defence" in page
        assert "Nothing has been written here yet." in page

    def test_ends_on_a_page_with_the_day_of_the_answer(self, signed_in: SignedIn) -> None:
        response = send(signed_in, "When is the next hearing?")

        assert response.redirect_chain[-1][0] == address(signed_in, "message_sent")
        assert "We will answer by the end of Friday 13 March 2026." in seen(response)
        assert VictimMessage.objects.get().text == "When is the next hearing?"

    def test_asks_one_question_about_words_on_what_happened_and_keeps_them(self, signed_in: SignedIn) -> None:
        asked = send(signed_in, "I saw him again")

        assert "Does your message tell what happened" in seen(asked)
        assert "I saw him again" in asked.content.decode()
        assert not VictimMessage.objects.exists()

        unanswered = send(signed_in, "I saw him again", tells_what_happened="")
        assert "Select yes if your message tells what happened" in seen(unanswered)
        assert "I saw him again" in unanswered.content.decode()

        send(signed_in, "I saw him again", tells_what_happened="yes")
        assert VictimMessage.objects.get().tells_what_happened is True

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            ("", "Write your message"),
            (" \n ", "Write your message"),
            ("x" * 5001, "Your message must be 5000 characters or fewer. It is now 5001"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_words(self, signed_in: SignedIn, text: str, error: str) -> None:
        response = send(signed_in, text)

        assert error in seen(response)
        assert "<title>Error: Messages" in response.content.decode().replace("\n", "")
        assert text.strip() in response.content.decode()

    def test_too_often_says_to_telephone_and_keeps_the_words(self, signed_in: SignedIn) -> None:
        for _ in range(correspondence.MOST_IN_A_DAY):
            VictimMessageFactory(victim=signed_in.victim, received_at=NOW)

        assert "please telephone us" in seen(send(signed_in, "One more question"))


class TestReading:
    def test_shows_message_and_answer_newest_first_and_leaves_a_trace(self, signed_in: SignedIn) -> None:
        MessageAnswerFactory(message__victim=signed_in.victim, message__answered=True, text="On Tuesday.")

        page = seen(signed_in.browser.get(address(signed_in)))

        assert "When is the next hearing?" in page
        assert "On Tuesday." in page
        assert AuditEvent.objects.filter(verb="VIEWED", subject_kind="messages").exists()

    def test_never_shows_what_somebody_else_wrote_or_what_staff_noted(self, signed_in: SignedIn) -> None:
        VictimMessageFactory(victim=signed_in.victim, person=PersonFactory(), text="Canary of a parent")
        VictimMessageFactory(victim=make_victim(), text="Canary of another victim")
        VictimMessageFactory(
            victim=signed_in.victim, answered=True, standing="CLOSED", ended_as="WILL_CALL", end_note="Canary of staff"
        )

        page = seen(signed_in.browser.get(address(signed_in)))

        assert "Canary" not in page
        assert "We will ring you about this" in page

    def test_sent_page_without_a_message_leads_back(self, signed_in: SignedIn) -> None:
        assert signed_in.browser.get(address(signed_in, "message_sent")).url == address(signed_in)

    def test_costs_the_same_for_one_and_for_fifty(self, signed_in: SignedIn, django_assert_num_queries) -> None:
        MessageAnswerFactory(message__victim=signed_in.victim)
        signed_in.browser.get(address(signed_in))
        with django_assert_num_queries(11) as few:
            signed_in.browser.get(address(signed_in))
        for _ in range(49):
            MessageAnswerFactory(message__victim=signed_in.victim)

        with django_assert_num_queries(len(few)):
            signed_in.browser.get(address(signed_in))
