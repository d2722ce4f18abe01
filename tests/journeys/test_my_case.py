"""A victim reads where the case stands, what has happened and each charge, and chooses the words (V2 to V6, V32, V34).

At a desk and on a telephone, in English and in Welsh; every page is checked against axe's rules for WCAG 2.2 AA.
"""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import DecisionCharge
from cases.rules.vocabulary import JourneyStage
from communications.rules.vocabulary import Channel, Purpose
from tests.factories.cases import (
    ChargeFactory,
    DecisionFactory,
    DefendantFactory,
    ObligationFactory,
    SafeContactProfileFactory,
)
from tests.factories.communications import CommunicationFactory, MeetingFactory
from tests.factories.reference import lay_reference_data
from tests.journeys.test_portal import WORDS, Victim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)
PHONE = {"width": 375}
#: A screen of 1280 by 1024 at 400%.
ENLARGED = {"width": 320, "height": 256}


@pytest.fixture
def victim(transactional_db) -> Victim:
    """Somebody whose case came to the Crown Court, with two defendants; the charge against one of them was stopped."""
    lay_reference_data()
    found = Victim()
    now = timezone.now()
    case = found.row.case
    stages = (JourneyStage.CPS_REVIEW, JourneyStage.CHARGED, JourneyStage.FIRST_HEARING, JourneyStage.SENT_TO_CROWN,
              JourneyStage.PTPH, JourneyStage.TRIAL_PREP)  # fmt: skip
    for number, stage in enumerate(stages):
        case.stage, case.stage_since = stage, (now - (200 - 30 * number) * DAY).date()
        case.save()
    first, second = (DefendantFactory(case=case) for _ in range(2))
    ChargeFactory(
        defendant=first, concerning=[found.row], charged_on=(now - 170 * DAY).date(),
        plain_description="The charge about what happened on the bus",
    )  # fmt: skip
    ended = ChargeFactory(
        defendant=second, concerning=[found.row], charged_on=(now - 170 * DAY).date(), state="STOPPED",
        plain_description="The charge about what was taken from you",
    )  # fmt: skip
    decision = DecisionFactory(case=case, decided_at=now - 12 * DAY, recorded_at=now - 12 * DAY, code="STOP_SOME")
    DecisionCharge.objects.create(decision=decision, charge=ended, state_before="CHARGED", state_after="STOPPED")
    duty = ObligationFactory(
        victim=found.row, decision=decision, state="MET", met_at=now - 11 * DAY, due_at=now - 5 * DAY
    )
    CommunicationFactory(
        victim=found.row, obligation=duty, sent=True, sent_at=now - 11 * DAY, channel=Channel.POST,
        purpose=Purpose.VCL_LETTER, words=WORDS, is_hard_news=True, first_read_at=now - 5 * DAY,
    )  # fmt: skip
    MeetingFactory(victim=found.row, offered=True, offered_on=(now - 4 * DAY).date())
    SafeContactProfileFactory(person=found.row.person, confirmed_on=(now - 120 * DAY).date())
    return found


def comes_home(visitor, victim) -> None:
    visitor.is_let_in(victim.code)
    visitor.goes_to(victim.home)
    visitor.sees("Where things are now")


def checks(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


class TestMyCase:
    @pytest.mark.parametrize("visitor", [{}, PHONE], indirect=True, ids=["desk", "phone"])
    def test_is_read_step_by_step_and_in_the_words_that_the_person_chose(self, visitor, victim):
        comes_home(visitor, victim)
        visitor.sees("Tell us whether you want to meet us")
        visitor.sees("Ask for a decision to be looked at again")
        visitor.sees("The move to the Crown Court")
        checks(visitor)

        visitor.follows("What has happened so far")
        visitor.sees("We explained a decision to you in a letter.")
        checks(visitor)
        visitor.follows("Back")

        visitor.follows("The charges, one by one")
        visitor.sees("Defendant 1")
        visitor.sees("Not going on")
        visitor.sees("Going on")
        checks(visitor)

        visitor.follows("Choose the words we use")
        checks(visitor)
        visitor.picks("accused", "PERSON_ACCUSED")
        visitor.picks("own_word", "SURVIVOR")
        visitor.presses("Save")
        visitor.sees("We have noted your choice.")
        checks(visitor)
        visitor.goes_to(reverse("portal:charges", kwargs={"victim_id": victim.row.pk}))
        visitor.sees("Person accused 1")
        visitor.does_not_see("efendant")

    @pytest.mark.parametrize("visitor", [{}, PHONE], indirect=True, ids=["desk", "phone"])
    def test_stands_still_while_it_is_drawn(self, visitor, victim):
        comes_home(visitor, victim)

        for name in ("home", "letters", "dates", "choices", "rights"):
            visitor.goes_to(reverse(f"portal:{name}", kwargs={"victim_id": victim.row.pk}))
            visitor.finds_that_nothing_moved()

    @pytest.mark.parametrize("visitor", [ENLARGED], indirect=True, ids=["at 400%"])
    def test_is_gone_through_by_keyboard_four_times_enlarged(self, visitor, victim):
        comes_home(visitor, victim)

        for name in ("home", "letters", "dates", "choices", "rights", "messages", "safe"):
            visitor.goes_to(reverse(f"portal:{name}", kwargs={"victim_id": victim.row.pk}))
            visitor.finds_no_sideways_scrolling()
            visitor.goes_through_it_by_keyboard()

    @pytest.mark.parametrize("visitor", [{}, PHONE], indirect=True, ids=["desk", "phone"])
    def test_is_read_in_welsh_as_well(self, visitor, victim):
        comes_home(visitor, victim)
        # On a phone the way there lies behind the menu.
        visitor.goes_to(reverse("portal:in_welsh"))
        visitor.goes_to(victim.home)
        visitor.sees("Ble mae pethau nawr")
        checks(visitor)

        visitor.follows("Y cyhuddiadau, fesul un")
        visitor.sees("Diffynnydd 1")
        checks(visitor)
        visitor.follows("Yn ôl")
        visitor.follows("Beth sydd wedi digwydd hyd yn hyn")
        checks(visitor)

    @pytest.mark.parametrize("visitor", [{"scripts": False}], indirect=True, ids=["plain"])
    def test_needs_no_scripts(self, visitor, victim):
        comes_home(visitor, victim)
        visitor.follows("The charges, one by one")
        visitor.sees("Not going on")
        visitor.follows("Choose the words we use")
        visitor.picks("accused", "PERSON_ACCUSED")
        visitor.picks("own_word", "NO_WORD")
        visitor.presses("Save")
        visitor.sees("We have noted your choice.")
