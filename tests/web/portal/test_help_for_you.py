"""Help with giving evidence in the portal: what was asked for, how it stands, and the person's own words (V25)."""

import pytest
from django.urls import reverse

from cases.models import MeasureRecord, WorkItem
from communications.models import VictimMessage
from tests.factories.cases import VictimFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn
from tests.web.portal.test_reading import seen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()


def address(signed_in: SignedIn) -> str:
    return reverse("portal:help_for_you", kwargs={"victim_id": signed_in.victim.pk})


def recorded(victim, *steps: str, measure: str = "SCREENS") -> None:
    for step in steps:
        MeasureRecord.objects.create(
            victim=victim, measure=measure, step=step, taken_on=NOW.date(), recorded_at=NOW, recorded_by="staff:1"
        )


class TestWhatIsShown:
    def test_every_help_is_explained_and_nothing_asked_is_said(self, signed_in: SignedIn) -> None:
        page = seen(signed_in.browser.get(address(signed_in)))

        assert "Nothing has been asked for yet." in page
        assert "The defendant cannot see you, and you cannot see them." in page
        assert "An intermediary" in page

    @pytest.mark.parametrize(
        ("steps", "words"),
        [
            (("WILL_ASK",), "We will ask the court for this. The court decides."),
            (("ASKED",), "We have asked the court. It has still to decide."),
            (("ASKED", "GRANTED", "TOLD"), "The court has said yes."),
            (("ASKED", "REFUSED", "TOLD"), "The court has said no. We can talk with you about what else would help."),
        ],
    )
    def test_what_was_asked_says_how_it_stands(self, signed_in: SignedIn, steps: tuple[str, ...], words: str) -> None:
        recorded(signed_in.victim, *steps)

        assert words in seen(signed_in.browser.get(address(signed_in)))

    @pytest.mark.parametrize("decided", ["GRANTED", "REFUSED"])
    def test_what_the_court_decided_waits_until_a_person_told_them(self, signed_in: SignedIn, decided: str) -> None:
        recorded(signed_in.victim, "ASKED", decided)

        page = seen(signed_in.browser.get(address(signed_in)))

        assert "It has still to decide." in page
        assert "The court has said" not in page

    def test_nothing_of_another_victim_is_shown(self, signed_in: SignedIn) -> None:
        recorded(VictimFactory(case=signed_in.victim.case), "WILL_ASK")

        assert "Nothing has been asked for yet." in seen(signed_in.browser.get(address(signed_in)))


class TestTellingUs:
    def send(self, signed_in: SignedIn, **answers: object):
        return signed_in.browser.post(address(signed_in), {"key": "k" * 32, **answers}, follow=True)

    def test_becomes_a_message_with_a_date_in_their_own_words(self, signed_in: SignedIn) -> None:
        response = self.send(signed_in, measures=["SCREENS", "SUPPORTER"], text="I am afraid of the corridor.")

        assert "We have your message" in seen(response)
        text = VictimMessage.objects.get().text
        assert text == (
            "This would help me in court:\n- Screens\n- Somebody beside you\n\nI am afraid of the corridor."
        )
        assert WorkItem.objects.get(kind="ANSWER_MESSAGE").due_at is not None

    def test_ticks_alone_are_enough(self, signed_in: SignedIn) -> None:
        self.send(signed_in, measures=["LIVE_LINK"])

        assert VictimMessage.objects.get().tells_what_happened is False

    def test_nothing_at_all_says_what_to_do(self, signed_in: SignedIn) -> None:
        page = seen(self.send(signed_in))

        assert "Choose what would help you, or write it in your own words" in page
        assert not VictimMessage.objects.exists()

    def test_words_on_what_happened_lead_to_one_question_and_stay(self, signed_in: SignedIn) -> None:
        asked = self.send(signed_in, text="I saw him again")

        assert "Does your message tell what happened" in seen(asked)
        assert "I saw him again" in asked.content.decode()
        assert "Select yes if your message tells what happened" in seen(
            self.send(signed_in, text="I saw him again", tells_what_happened="")
        )
        self.send(signed_in, text="I saw him again", tells_what_happened="yes")
        assert VictimMessage.objects.get().tells_what_happened is True


class TestGettingReady:
    def page(self, signed_in: SignedIn, name: str) -> str:
        return signed_in.browser.get(
            reverse(f"portal:{name}", kwargs={"victim_id": signed_in.victim.pk})
        ).content.decode()

    def test_says_the_day_hour_by_hour_with_expenses_and_who_meets_them(self, signed_in: SignedIn) -> None:
        page = self.page(signed_in, "getting_ready")

        for words in ("What to bring", "About 9:30am", "The Witness Service meets you", "Your expenses", "Afterwards"):
            assert words in page

    def test_draws_both_courtrooms_and_says_the_same_in_words(self, signed_in: SignedIn) -> None:
        page = self.page(signed_in, "the_room")

        assert page.count('class="vcs-plan') == 2
        assert page.count("A drawing from above.") == 2
        for number in range(1, 11):
            assert f">{number}</text>" in page
        for name in ("The jury", "The legal adviser", "The place for giving evidence (your place)", "The dock"):
            assert name in " ".join(page.split())

    @pytest.mark.parametrize("name", ["getting_ready", "the_room", "help_for_you"])
    def test_is_in_welsh_throughout(self, signed_in: SignedIn, name: str) -> None:
        signed_in.browser.get(reverse("portal:in_welsh"))

        page = seen(signed_in.browser.get(reverse(f"portal:{name}", kwargs={"victim_id": signed_in.victim.pk})))

        for english in ("court", "judge", "evidence", "you ", "your "):
            assert english not in page, english

    @pytest.mark.parametrize("name", ["getting_ready", "the_room"])
    def test_stays_light_enough_for_a_cheap_phone(self, signed_in: SignedIn, name: str) -> None:
        assert len(self.page(signed_in, name)) < 60_000
