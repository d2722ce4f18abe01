"""No further action in a RASSO case, with the meeting; and the eight points of a bereaved family (issue 3 C, L9, L11).

Given, when, then. The same is done without scripts; every page is checked for accessibility.
"""

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from accounts.models import UnitKind
from accounts.roles import Role, SystemProcess
from cases.models import WorkItem
from communications.models import Meeting, OutboxMessage
from communications.rules.meeting_words import MeetingState
from communications.rules.vocabulary import MessageState
from communications.services import consequences, intake
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import CaseFactory, DecisionFactory, ObligationFactory, PersonFactory, VictimFactory
from tests.factories.communications import CommunicationFactory, MeetingFactory, OutboxMessageFactory
from tests.factories.reference import lay_reference_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NO_SCRIPTS = {"scripts": False}


class RassoUnit:
    """A RASSO unit with its officer and one person whose case is not taken further."""

    def __init__(self, **case: object) -> None:
        lay_reference_data()
        self.unit = UnitFactory(kind=UnitKind.RASSO)
        self.officer = staff_with(Role.VLO_RASSO, self.unit, full_name="Rae Officer", email="rae@example.org")
        self.case = CaseFactory(unit=self.unit, urn="06AA1234526", **{"is_rasso": True, **case})
        self.victim = VictimFactory(
            case=self.case,
            person=PersonFactory(full_name="Rhian Hughes", born_on=dt.date(1990, 1, 1)),
            officer=self.officer,
        )

    def letter_leaves(self) -> None:
        """Let the letter leave that explains the decision and offers a meeting."""
        now = timezone.now()
        decision = DecisionFactory(case=self.case, code="NFA_EVIDENTIAL")
        owed = ObligationFactory(victim=self.victim, decision=decision, meeting_offer=True)
        letter = CommunicationFactory(victim=self.victim, obligation=owed, approved=True)
        message = OutboxMessageFactory(communication=letter, content_level="FULL")
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.SENDING)
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.ACCEPTED, accepted_at=now)
        with transaction.atomic():
            consequences.meet(communication_id=letter.pk, at=now)


@pytest.fixture
def unit(transactional_db):
    return RassoUnit()


def types_a_day(visitor, name: str, on: dt.date) -> None:
    visitor.fills(**{f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)})


class TestAMeeting:
    @pytest.mark.parametrize("visitor", [{}, NO_SCRIPTS], indirect=True, ids=["with scripts", "without scripts"])
    def test_from_the_letter_that_offers_it_to_what_was_agreed(self, visitor, unit, today):
        # Given a letter about no further action that offers a meeting has left
        unit.letter_leaves()
        visitor.signs_in_as(unit.officer)
        visitor.goes_to("/staff/")
        visitor.follows("Record the answer to an offered meeting")
        visitor.presses("Open the meeting")
        visitor.sees("Inform victim about charging decision")
        visitor.finds_the_page_accessible()

        # When she says yes
        visitor.presses("Record the answer")
        visitor.presses("Record the answer")
        visitor.sees("Select what they said")
        visitor.picks("step", "ACCEPT")
        visitor.picks("way", "ISVA")
        types_a_day(visitor, "responded_on", today)
        visitor.presses("Record the answer")
        visitor.sees("Answer recorded.")

        # And the officer arranges it and checks the answers
        visitor.presses("Arrange the meeting")
        types_a_day(visitor, "starts_on", today + dt.timedelta(days=7))
        visitor.fills(starts_time="2:30pm", place_detail="Room 4")
        visitor.picks("format", "IN_PERSON")
        visitor.picks("place", "CPS")
        visitor.picks("attendees", "ISVA")
        visitor.presses("Continue")
        visitor.sees("Check your answers")
        visitor.finds_the_page_accessible()
        visitor.presses("Arrange the meeting")
        visitor.sees("Meeting arranged.")
        visitor.sees("Download the calendar file")

        # And the meeting takes place
        Meeting.objects.update(starts_at=timezone.now() - dt.timedelta(hours=2))
        visitor.presses("Record what came of it")
        visitor.sees("may have to be disclosed to the defence")
        visitor.picks("took_place", "yes")
        visitor.fills(duration_minutes="45")
        for name, value in (
            ("did_counsel_attend", "no"),
            ("is_eligible_for_expenses", "yes"),
            ("research_consent", "NO"),
            ("did_speak_of_events", "yes"),
        ):
            visitor.picks(name, value)
        visitor.presses("Continue")
        visitor.presses("Record the outcome")

        # Then the police are to be told what she said, and she is to get the notes
        visitor.sees("Tell the officer in the case and the disclosure officer")
        visitor.finds_the_page_accessible()
        visitor.presses("Record that the notes were sent")
        types_a_day(visitor, "to_victim_on", today)
        visitor.presses("Record it")
        visitor.sees("Notes sent")
        assert Meeting.objects.get().state == MeetingState.NOTES_SENT
        assert WorkItem.objects.get(state="OPEN").kind == "MEETING_ACTION"


class TestAPleaOfNotGuilty:
    def test_puts_the_offer_and_the_news_on_the_list(self, visitor, unit):
        # Given a defendant pleads not guilty in a RASSO case
        now = timezone.now()
        event = {
            "event_id": "plea-1",
            "occurred_at": (now - dt.timedelta(hours=2)).isoformat(),
            "recorded_at": (now - dt.timedelta(hours=1)).isoformat(),
            "source": "CMS",
            "case_urn": "06AA1234526",
            "kind": "PLEA",
            "payload": {"plea": "NOT_GUILTY"},
        }
        intake.receive_events(events=[event], actor=actors.system(SystemProcess.CASE_IMPORT), at=now)

        # When the officer opens the list
        visitor.signs_in_as(unit.officer)
        visitor.goes_to("/staff/")
        visitor.sees("Offer a meeting")
        visitor.follows("Tell them about a plea")

        # Then the page says what happened, what to tell and what is next
        visitor.sees("Not guilty")
        visitor.sees("What comes next")
        visitor.finds_the_page_accessible()
        visitor.fills(outcome="Told her by phone, with her ISVA beside her")
        visitor.presses("Finish")
        visitor.sees("Work finished: tell them about a plea.")


class TestABereavedFamily:
    def test_sees_the_eight_points_and_what_was_offered_at_each(self, visitor, transactional_db):
        # Given a family that was offered a meeting after the charging decision
        unit = RassoUnit(is_rasso=False, is_bereaved_family_case=True)
        MeetingFactory(victim=unit.victim, offered=True, purpose="CHARGING_DECISION", family_point="AFTER_CHARGE")

        # When the officer looks at the meetings
        visitor.signs_in_as(unit.officer)
        visitor.goes_to(reverse("workspace:meetings", args=[unit.case.pk, unit.victim.pk]))

        # Then every point is there, and the next can be begun from it
        visitor.sees("When the family is offered a meeting")
        visitor.sees("On reconsideration after acquittal")
        visitor.finds_the_page_accessible()
        visitor.follows("With the trial advocate")
        visitor.picks("origin", "VICTIM_REQUESTED")
        visitor.presses("Record the meeting")
        visitor.sees("Meeting recorded.")
        assert Meeting.objects.get(family_point="WITH_ADVOCATE").purpose == "PRE_TRIAL"
