"""“I did not understand this” beside every letter and update (V27)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actors
from accounts.roles import Role
from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import Communication, VictimMessage
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Channel, Purpose
from communications.services import correspondence
from tests.factories.accounts import staff_with
from tests.factories.cases import PersonFactory
from tests.factories.communications import CommunicationFactory, TemplateVersionFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, make_victim

pytestmark = pytest.mark.django_db
WORDS = [
    {"key": BlockKey.OPENING.value, "heading": "", "text": "Dear Sam", "locked": False},
    {"key": BlockKey.DECISION_PLAIN.value, "heading": "Our decision", "text": "We stopped.", "locked": False},
    {"key": BlockKey.STAGE_NOW.value, "heading": "What is next", "text": "Nothing.", "locked": False},
]


@pytest.fixture(autouse=True)
def _reference(db) -> None:
    lay_reference_data()


@pytest.fixture
def letter(signed_in) -> Communication:
    return letter_to(signed_in.victim)


def letter_to(victim, **changes) -> Communication:
    values = {"victim": victim, "sent": True, "sent_at": NOW - dt.timedelta(days=10), "channel": Channel.POST,
              "words": WORDS, "purpose": Purpose.NO_CHANGE_UPDATE, **changes}  # fmt: skip
    return CommunicationFactory(**values)


def address(letter, name="not_clear") -> str:
    return reverse(f"portal:{name}", kwargs={"victim_id": letter.victim_id, "letter_id": letter.pk})


def seen(response) -> str:
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def say(signed_in, letter, **answers):
    return signed_in.browser.post(address(letter), {"part": "", "own_words": "", **answers})


class TestSaying:
    def test_takes_one_press(self, signed_in, letter):
        response = say(signed_in, letter)

        message = VictimMessage.objects.get()
        assert response["Location"] == address(letter, "letter")
        assert message.text == "I did not understand your letter of 1 March 2026."
        assert (message.unclear_letter, message.unclear_part) == (letter, "")

    def test_keeps_the_part_and_the_words(self, signed_in, letter):
        say(signed_in, letter, part=BlockKey.DECISION_PLAIN.value, own_words="What did you stop?")

        message = VictimMessage.objects.get()
        assert message.unclear_part == BlockKey.DECISION_PLAIN.value
        assert message.text.endswith("I mean this part: Our decision.\n\nWhat did you stop?")

    def test_is_work_for_the_contact_by_the_day_we_promise(self, signed_in, letter):
        say(signed_in, letter)

        item = WorkItem.objects.get(kind=WorkKind.ANSWER_MESSAGE)
        assert item.summary.startswith("They did not understand a letter of ours.")
        assert item.due_at is not None

    def test_stands_on_the_letter_with_the_day_by_which_we_explain_it(self, signed_in, letter):
        say(signed_in, letter)
        page = seen(signed_in.browser.get(address(letter, "letter")))

        assert "You told us on 11 March 2026 that this letter is not clear. We are sorry." in page
        assert re.search(r"We will explain it in other words by the end of \w+ \d+ March 2026\.", page)
        assert "I did not understand this" not in page

    def test_twice_is_once_while_we_owe_an_explanation(self, signed_in, letter):
        say(signed_in, letter)
        say(signed_in, letter, own_words="Again.")

        assert VictimMessage.objects.count() == 1

    def test_again_after_our_explanation_is_a_new_question_and_then_we_talk(self, signed_in, letter):
        officer = staff_with(Role.VLU_OFFICER, letter.case.unit)
        for number in range(4):
            say(signed_in, letter)
            waiting = VictimMessage.objects.filter(standing="WAITING").first()
            if waiting is None:
                break
            actor = actors.staff(user=officer, at=NOW)
            correspondence.answer(message_id=waiting.pk, text="It means this.", answers_seen=0, actor=actor, at=NOW)
            page = seen(signed_in.browser.get(address(letter, "letter")))
            assert "We explained it on 11 March 2026. " in page
            assert ("It is still not clear" in page) is (number < 2)

        assert VictimMessage.objects.count() == 3
        assert "If it is still not clear, please ring us" in page

    def test_words_that_tell_what_happened_are_asked_about_first_and_kept(self, signed_in, letter):
        """MSG-3: what belongs with the police is not lost in a question about a letter."""
        words = "He hit me again and I have photos on my phone."
        asked = say(signed_in, letter, own_words=words)
        assert "Before we send it, one question." in seen(asked)
        assert words in asked.content.decode()
        assert not VictimMessage.objects.exists()

        unanswered = say(signed_in, letter, own_words=words, tells_what_happened="")
        assert "Select yes if your words tell what happened" in seen(unanswered)

        say(signed_in, letter, own_words=words, tells_what_happened="yes")
        assert VictimMessage.objects.get().tells_what_happened
        assert WorkItem.objects.filter(kind=WorkKind.FORWARD_TO_POLICE).exists()

    def test_a_flood_ends_with_the_words_kept(self, signed_in, letter, monkeypatch):
        monkeypatch.setattr(correspondence, "MOST_IN_A_DAY", 0)
        page = say(signed_in, letter, own_words="What did you stop?")

        assert "please telephone us" in seen(page)
        assert "What did you stop?" in page.content.decode()

    def test_too_many_words_are_kept_and_nothing_is_sent(self, signed_in, letter):
        page = say(signed_in, letter, own_words="a" * 5_000)

        assert page.status_code == 200
        assert not VictimMessage.objects.exists()

    def test_of_a_letter_in_welsh_names_its_parts_in_welsh(self, signed_in):
        welsh = TemplateVersionFactory(language="CY")
        side = [{**WORDS[1], "heading": "Ein penderfyniad", "text": "Rhoesom y gorau iddi."}]
        pair = letter_to(
            signed_in.victim,
            template=TemplateVersionFactory(),
            template_cy=welsh,
            words_cy=side,
            context_cy={"a": 1},
        )
        signed_in.browser.get(reverse("portal:in_welsh"))
        page = seen(signed_in.browser.get(address(pair)))
        assert "Ein penderfyniad" in page
        assert "Pa ran nad oedd yn glir?" in page

        say(signed_in, pair, part=BlockKey.DECISION_PLAIN.value)
        assert VictimMessage.objects.get().text.startswith("Nid wyf wedi deall eich llythyr dyddiedig 1 Mawrth 2026.")

    def test_has_a_title_that_says_nothing(self, signed_in, letter):
        page = signed_in.browser.get(address(letter)).content.decode()

        assert page.split("<title>")[1].startswith("Not clear ")


class TestWhoMayNot:
    def test_a_stranger_to_the_letter(self, signed_in):
        for letter in (letter_to(make_victim()), letter_to(signed_in.victim, recipient=PersonFactory())):
            own = reverse("portal:not_clear", kwargs={"victim_id": signed_in.victim.pk, "letter_id": letter.pk})
            assert signed_in.browser.get(own).status_code == 404
            assert signed_in.browser.post(own, {"part": ""}).status_code == 404

    def test_before_the_letter_may_be_read(self, signed_in):
        letter = letter_to(signed_in.victim, sent_at=NOW - dt.timedelta(days=1))

        assert signed_in.browser.get(address(letter)).status_code == 404

    def test_of_hard_news_that_was_not_opened(self, signed_in):
        """V29: the headings of such a letter would tell what it says."""
        letter = letter_to(signed_in.victim, is_hard_news=True)
        assert signed_in.browser.get(address(letter)).status_code == 404

        signed_in.browser.get(f"{address(letter, 'letter')}?now=1")
        assert signed_in.browser.get(address(letter)).status_code == 200


class TestStaff:
    def test_see_which_letter_and_which_part(self, signed_in, letter, client):
        say(signed_in, letter, part=BlockKey.STAGE_NOW.value)
        client.force_login(staff_with(Role.VLU_OFFICER, letter.case.unit))
        message = VictimMessage.objects.get()

        inbox = client.get(reverse("workspace:inbox")).content.decode()
        page = client.get(reverse("workspace:message", args=[message.pk])).content.decode()

        assert "Letter not clear" in inbox
        assert letter.reference in page
        assert reverse("workspace:letter", args=[letter.pk]) in page
        assert "Explain it in other words." in page
