"""Recording that an officer or adviser has told the person what a letter says (W10, B.10)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.rules.vocabulary import WorkKind
from communications.models import Telling
from tests.factories.cases import WorkItemFactory
from tests.factories.communications import CommunicationFactory, TellingFactory
from tests.web.portal.test_reading import WORDS
from tests.web.workspace.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]


@pytest.fixture
def letter(victim):
    """A letter that left to the liaison officer two days ago."""
    return CommunicationFactory(
        victim=victim, sent=True, sent_at=NOW - dt.timedelta(days=2), channel="INTERMEDIARY_EMAIL", words=WORDS
    )


def told(letter) -> str:
    return reverse("workspace:letter-told", args=[letter.pk])


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def answer(client, letter, *, day: int, month: int = 3, **changes):
    date = {"told_on_day": str(day), "told_on_month": str(month), "told_on_year": "2026"}
    return client.post(told(letter), {**date, **changes}, follow=True)


def test_is_asked_with_what_was_handed_over(as_writer, letter) -> None:
    page = text(as_writer.get(told(letter)))

    assert f"Has {letter.recipient.full_name} been told?" in page
    assert letter.reference in page
    assert "9 March 2026 at 10am" in page


def test_the_day_is_recorded(as_writer, letter) -> None:
    page = text(answer(as_writer, letter, day=10, note="They want to meet us."))

    assert "Recorded that they have been told." in page
    assert "10 March 2026" in page
    assert Telling.objects.get().note == "They want to meet us."


@pytest.mark.parametrize("day", [8, 12])
def test_a_day_that_cannot_be_says_which_can_and_keeps_the_note(as_writer, letter, day) -> None:
    response = answer(as_writer, letter, day=day, note="My own words")

    assert text(response).count("The date must be between 9 March 2026, when the letter left, and today") == 2
    assert "My own words" in response.content.decode()
    assert not Telling.objects.exists()


def test_the_letter_leads_to_it_and_later_says_when(as_writer, letter) -> None:
    page = reverse("workspace:letter", args=[letter.pk])
    assert told(letter) in as_writer.get(page).content.decode()

    TellingFactory(communication=letter)

    assert told(letter) not in as_writer.get(page).content.decode()
    assert "10 March 2026" in text(as_writer.get(page))


def test_the_work_leads_to_it_and_cannot_be_finished_by_hand(as_writer, letter) -> None:
    item = WorkItemFactory(
        kind=WorkKind.TELL_THROUGH_INTERMEDIARY, case=letter.case, victim=letter.victim, raised_at=NOW,
        about=f"communication:{letter.pk}",
    )  # fmt: skip

    page = as_writer.get(reverse("workspace:work-item", args=[item.pk])).content.decode()

    assert told(letter) in page
    assert "Finish" not in page


def test_what_is_answered_or_went_straight_to_the_person_leads_to_the_letter(as_writer, letter, victim) -> None:
    TellingFactory(communication=letter)
    straight = CommunicationFactory(victim=victim, sent=True, sent_at=NOW, channel="EMAIL")

    for each in (letter, straight):
        assert as_writer.get(told(each))["Location"] == reverse("workspace:letter", args=[each.pk])


def test_is_not_there_for_others(as_stranger, letter) -> None:
    assert as_stranger.get(told(letter)).status_code == 404


def test_a_look_leaves_a_trace(as_writer, letter) -> None:
    as_writer.get(told(letter))

    assert AuditEvent.objects.filter(verb="VIEWED", victim_id=letter.victim_id).count() == 1
