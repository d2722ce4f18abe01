"""A victim reads everything that was said in one place, in English and in Welsh (V19, V21, V22).

At a desk and on a telephone; every page is checked against axe's rules for WCAG 2.2 AA where it is reached.
"""

import datetime as dt
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from communications.rules.calls.vocabulary import CallAnswer, CallOutcome
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Channel, MessageState, Purpose
from tests.factories.communications import (
    CallSeriesFactory,
    CommunicationFactory,
    ContactAttemptFactory,
    MeetingFactory,
    MessageAnswerFactory,
    OutboxMessageFactory,
    RenderedDocumentFactory,
    VictimMessageFactory,
)
from tests.factories.reference import lay_reference_data
from tests.journeys.test_portal import Victim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)
WORDS = [
    {"key": BlockKey.OPENING.value, "heading": "", "text": "Dear Sam", "locked": False},
    {"key": BlockKey.STAGE_NOW.value, "heading": "Where your case is", "locked": False,
     "text": "The trial was adjourned.\n\n- There is a new jury.\n- The defendant is on bail until then."},
]  # fmt: skip


@pytest.fixture
def victim(transactional_db) -> Victim:
    """Somebody with whom a lot was said over two months."""
    lay_reference_data()
    found = Victim()
    now = timezone.now()
    letter = CommunicationFactory(
        victim=found.row, sent=True, sent_at=now - 33 * DAY, channel=Channel.EMAIL, words=WORDS,
        purpose=Purpose.NEW_CONTACT,
    )  # fmt: skip
    RenderedDocumentFactory(communication=letter)
    for number, (outcome, answer) in enumerate(
        [(CallOutcome.NO_ANSWER, CallAnswer.NOBODY), (CallOutcome.ASKED_FOR_ANOTHER_TIME, CallAnswer.PERSON)]
    ):
        at = now - (20 - number) * DAY
        series = CallSeriesFactory(victim=found.row, about=f"update-{number}")
        ContactAttemptFactory(
            series=series, called_at=at, called_on=at.date(), outcome=outcome, who_answered=answer, logged_at=at
        )
    message = VictimMessageFactory(
        victim=found.row, received_at=now - 9 * DAY, answered=True, settled_at=now - 8 * DAY
    )  # fmt: skip
    MessageAnswerFactory(message=message, written_at=now - 8 * DAY)
    MeetingFactory(victim=found.row, arranged=True, starts_at=now + 3 * DAY)
    OutboxMessageFactory(
        communication=None, purpose=Purpose.NEWS_NOTICE, channel=Channel.TEXT, state=MessageState.DELIVERED,
        contact_point=found.row.person.contact_points.get(kind="MOBILE"), dispatched_at=now - 8 * DAY,
        template_values={"victim_id": str(found.row.pk)},
    )  # fmt: skip
    return found


def checks(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


class TestLettersAndMessages:
    @pytest.mark.parametrize("visitor", [{}, {"width": 375}], indirect=True, ids=["desk", "telephone"])
    def test_are_found_in_one_list_and_read_in_both_languages(self, visitor, victim):
        visitor.is_let_in(victim.code)
        visitor.goes_to(victim.home)
        visitor.follows("All letters and messages")
        visitor.sees("A meeting is arranged")
        visitor.sees("We could not talk with you then.")
        checks(visitor)

        visitor.follows("Calls")
        visitor.does_not_see("A meeting is arranged")
        checks(visitor)

        letters = reverse("portal:letters", kwargs={"victim_id": victim.row.pk})
        visitor.goes_to(letters)
        visitor.follows("Your new contact")
        visitor.sees("Words in this letter, explained")
        visitor.page.get_by_text("Words in this letter, explained").click()
        visitor.sees("twelve members of the public")
        checks(visitor)

        visitor.presses("I did not understand this")
        visitor.sees("You do not have to write anything.")
        checks(visitor)
        visitor.presses("Please explain this to me")
        visitor.sees("We will explain it in other words by the end of")
        checks(visitor)

        visitor.goes_to(f"{reverse('portal:in_welsh')}?back={letters}")
        visitor.sees("Llythyrau a negeseuon")
        visitor.sees("Ceisiom eich ffonio")
        checks(visitor)

    @pytest.mark.parametrize("visitor", [{}, {"width": 375}], indirect=True, ids=["desk", "telephone"])
    def test_are_taken_away_as_one_file(self, visitor, victim, tmp_path):
        visitor.is_let_in(victim.code)
        visitor.goes_to(reverse("portal:letters", kwargs={"victim_id": victim.row.pk}))
        visitor.follows("How was this for you?")
        visitor.sees("Were we kind and respectful?")
        checks(visitor)
        visitor.picks("clear", "PARTLY")
        visitor.picks("help_wanted", "SOON")
        visitor.presses("Send")
        visitor.sees("Somebody will get in touch with you by the end of")
        checks(visitor)

        visitor.goes_to(reverse("portal:letters", kwargs={"victim_id": victim.row.pk}))
        visitor.follows("Take a copy of everything")
        visitor.sees("Take it only on a device that nobody else uses.")
        checks(visitor)

        with visitor.page.expect_download() as download:
            visitor.presses("Take the copy")
        copy = tmp_path / download.value.suggested_filename
        download.value.save_as(copy)
        with zipfile.ZipFile(copy) as archive:
            archive.extractall(tmp_path / "copy")
        visitor.page.goto((tmp_path / "copy" / "start.html").as_uri())
        visitor.sees("We tried to ring you")
        checks(visitor)
        visitor.follows("Your new contact")
        visitor.sees("There is a new jury.")
        checks(visitor)

    @pytest.mark.parametrize("visitor", [{"scripts": False}], indirect=True, ids=["without-scripts"])
    def test_are_narrowed_and_read_without_scripts(self, visitor, victim):
        visitor.is_let_in(victim.code)
        visitor.goes_to(reverse("portal:letters", kwargs={"victim_id": victim.row.pk}))
        visitor.follows("Texts and emails")

        visitor.sees("We told you that there was something new")
        visitor.does_not_see("You rang us")
