"""A victim looks at their dates, gets ready for court and tells us what would help, in both languages (V25).

Given, when, then; wide and narrow.
"""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import MeasureRecord
from cases.rules.vocabulary import JourneyStage
from communications.models import VictimMessage
from tests.factories.cases import HearingFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import invitation_code, make_victim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 375}


class Court:
    """A victim whose trial has a date; screens were asked for."""

    def __init__(self) -> None:
        lay_reference_data()
        now = timezone.now()
        self.victim = make_victim(stage=JourneyStage.TRIAL_PREP)
        for kind, days, vacated in (("Trial", 30, False), ("Pre-Trial Review", 9, False), ("Mention", 3, True)):
            HearingFactory(
                case=self.victim.case,
                kind=kind,
                starts_at=(now + dt.timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0),
                court_name="Exampletown Crown Court",
                is_vacated=vacated,
            )
        MeasureRecord.objects.create(
            victim=self.victim,
            measure="SCREENS",
            step="ASKED",
            taken_on=now.date(),
            recorded_at=now,
            recorded_by="staff:1",
        )
        self.code = invitation_code(self.victim, at=now)

    def address(self, name: str) -> str:
        return reverse(f"portal:{name}", kwargs={"victim_id": self.victim.pk})


@pytest.fixture
def court(transactional_db) -> Court:
    return Court()


def checks(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


@pytest.mark.parametrize("visitor", [{}, NARROW], indirect=True, ids=["wide", "narrow"])
def test_from_the_dates_to_what_would_help(visitor, court: Court) -> None:
    # Given a victim who looks at their dates
    visitor.is_let_in(court.code)
    visitor.goes_to(court.address("dates"))
    visitor.sees("Last check before the trial")
    visitor.sees("This hearing will not take place on this day. We are sorry")
    visitor.sees("You need to come if you were asked to give evidence.")
    checks(visitor)

    # When they get ready and look at the room
    visitor.follows("Getting ready for court")
    visitor.sees("The day, hour by hour")
    checks(visitor)
    visitor.follows("Who is in the courtroom, with a drawing")
    visitor.sees("The legal adviser")
    assert visitor.page.locator("svg.vcs-plan").count() == 2
    checks(visitor)

    # And tell us what would help
    visitor.goes_to(court.address("help_for_you"))
    visitor.sees("We have asked the court. It has still to decide.")
    checks(visitor)
    visitor.presses("Send")
    visitor.sees("Choose what would help you, or write it in your own words")
    checks(visitor)
    visitor.picks("measures", "SUPPORTER")
    visitor.presses("Send")

    # Then their contact has it as a message with a date
    visitor.sees("We have your message")
    assert "Somebody beside you" in VictimMessage.objects.get().text


@pytest.mark.parametrize("visitor", [{}, NARROW], indirect=True, ids=["wide", "narrow"])
def test_in_welsh_every_page_is_accessible(visitor, court: Court) -> None:
    visitor.is_let_in(court.code)
    visitor.goes_to(reverse("portal:in_welsh"))

    for name, words in (
        ("dates", "Dyddiadau yn y llys"),
        ("getting_ready", "Y diwrnod, fesul awr"),
        ("the_room", "Y rheithgor"),
        ("help_for_you", "Nid yw wedi penderfynu eto."),
    ):
        visitor.goes_to(court.address(name))
        visitor.sees(words)
        checks(visitor)
