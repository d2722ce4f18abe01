"""A victim and a meeting in the portal: the offer, a time, what they need, a question, and the notes afterwards (V26).

Given, when, then; wide, narrow and without scripts. The officer's part is done in the workspace.
"""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from cases.rules.vocabulary import JourneyStage
from communications.models import Meeting, MeetingSlot
from communications.rules.meeting_words import MeetingState
from tests.factories.accounts import staff_with
from tests.factories.communications import MeetingFactory, MeetingSlotFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import invitation_code, make_victim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW = {"width": 375}
NO_SCRIPTS = {"scripts": False}
NOTES = "We talked about the day in court.\n\nWe agreed to ask the court for screens."


class Offer:
    """A victim whose case goes to trial, to whom a meeting was offered with two times."""

    def __init__(self) -> None:
        lay_reference_data()
        self.now = timezone.now()
        self.victim = make_victim(stage=JourneyStage.TRIAL_PREP)
        self.officer = staff_with(Role.VLU_OFFICER, self.victim.case.unit, full_name="Alex Officer")
        self.victim.officer = self.officer
        self.victim.save()
        self.meeting = MeetingFactory(
            victim=self.victim, offered=True, offered_on=self.now.date() - dt.timedelta(days=2)
        )
        self.slots = [
            MeetingSlotFactory(
                meeting=self.meeting,
                starts_at=(self.now + dt.timedelta(days=days)).replace(hour=13, minute=0, second=0, microsecond=0),
                offered_at=self.now,
                place_detail="Room 4",
            )
            for days in (7, 8)
        ]
        self.code = invitation_code(self.victim, at=self.now)

    def address(self, name: str = "meeting") -> str:
        return reverse(f"portal:{name}", kwargs={"victim_id": self.victim.pk, "meeting_id": self.meeting.pk})


@pytest.fixture
def offer(transactional_db) -> Offer:
    return Offer()


def checks(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


class TestAnOfferedMeeting:
    @pytest.mark.parametrize(
        "visitor", [{}, NARROW, NO_SCRIPTS], indirect=True, ids=["wide", "narrow", "without scripts"]
    )
    def test_from_the_offer_to_the_notes(self, visitor, offer: Offer) -> None:
        # Given a victim who comes in and finds that they are asked something
        visitor.is_let_in(offer.code)
        visitor.goes_to(reverse("portal:meetings", kwargs={"victim_id": offer.victim.pk}))
        visitor.sees("For you to answer")
        checks(visitor)
        visitor.follows("A meeting before the trial")
        visitor.sees("Nothing in the case depends on your answer")
        checks(visitor)

        # When they press on without an answer, they are told what to do
        visitor.presses("Choose a time or answer")
        visitor.presses("Send")
        visitor.sees("Select what you would like to do")
        checks(visitor)

        # And when their first time is taken back before they send it, they are told and can choose another
        first, second = offer.slots
        visitor.picks("answer", str(first.pk))
        MeetingSlot.objects.filter(pk=first.pk).update(ended_at=timezone.now(), ended_by="staff:1")
        visitor.presses("Send")
        visitor.sees("That time is no longer free.")
        checks(visitor)
        visitor.picks("answer", str(second.pk))
        visitor.presses("Send")

        # Then the meeting has a time
        visitor.sees("Your time is booked.")
        visitor.sees("This meeting has a time and a place.")
        visitor.sees("Room 4")
        checks(visitor)

        # And they say what they need and what they want to ask
        visitor.follows("Tell us what you need and who comes with you")
        visitor.picks("companions", "FAMILY_OR_FRIEND")
        visitor.picks("needs", "BREAKS")
        checks(visitor)
        visitor.presses("Send")
        visitor.sees("Thank you. We will see to it.")
        visitor.follows("Send us questions beforehand")
        checks(visitor)
        visitor.fills(text="Where can I wait?")
        visitor.presses("Send")
        visitor.sees("We have your question.")
        assert Meeting.objects.get().support == ["BREAKS"]

        # When the meeting has taken place and the officer has released the notes
        Meeting.objects.update(
            state=MeetingState.HELD,
            starts_at=timezone.now() - dt.timedelta(hours=3),
            duration_minutes=45,
            did_counsel_attend=False,
            is_eligible_for_expenses=True,
            research_consent="NO",
        )
        visitor.signs_in_as(offer.officer)
        visitor.goes_to(reverse("workspace:meeting", args=[offer.meeting.pk]))
        visitor.sees("Where can I wait?")
        visitor.follows("Release the notes to the portal")
        visitor.finds_the_page_accessible()
        visitor.fills(text=NOTES)
        visitor.presses("Release the notes")
        visitor.sees("Notes released.")
        visitor.finds_the_page_accessible()

        # Then the victim reads them
        visitor.goes_to(offer.address())
        visitor.sees("Notes of the meeting")
        visitor.sees("We agreed to ask the court for screens.")
        checks(visitor)

    def test_in_welsh_every_page_is_accessible(self, visitor, offer: Offer) -> None:
        visitor.is_let_in(offer.code)
        visitor.goes_to(reverse("portal:in_welsh"))

        for name in ("meeting", "meeting_choose", "meeting_needs", "meeting_questions"):
            visitor.goes_to(offer.address(name))
            visitor.sees("Cyfarfod cyn y treial")
            checks(visitor)
