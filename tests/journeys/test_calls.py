"""A call series to a letter: nobody is reached in time, the clock of the letter wins, and nothing is lost (L3 to L6).

Given, when, then; with and without scripts. Every state of the page is checked for accessibility, at a desk and on a
narrow screen. The clock is the real one, so the safe hours and what was recorded are chosen around it.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.roles import Role
from cases.models import ContactPoint, Obligation, WorkItem
from communications.models import CallSeries, ContactAttempt, IdentityCheck
from communications.rules import safe_hours
from communications.services import call_steps
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DecisionFactory,
    DefendantFactory,
    ObligationFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import CommunicationFactory
from tests.factories.reference import lay_reference_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONDON = ZoneInfo("Europe/London")
NO_SCRIPTS = {"scripts": False}
WORDS = [{"key": "opening", "heading": "", "text": "Dear Ms Hughes\n\nI am writing to tell you.", "locked": False}]


class Desk:
    """An officer, a person who wants to be rung on her mobile, and a letter that is owed to her in three days."""

    def __init__(self) -> None:
        lay_reference_data()
        now = timezone.now()
        unit = UnitFactory()
        self.officer = staff_with(Role.VLU_OFFICER, unit, full_name="Robin Writer")
        case = CaseFactory(unit=unit, urn="06AA1234526")
        person = PersonFactory(full_name="Rhian Hughes", preferred_name="Ms Hughes", access_needs="Speak slowly")
        SafeContactProfileFactory(
            person=person, preferred_method="MOBILE", must_not_know="Her former partner", code_phrase="blue kettle"
        )
        self.mobile = ContactPointFactory(person=person, mobile=True, value="+447700900456", key="+447700900456")
        self.victim = VictimFactory(case=case, person=person, officer=self.officer, risk_level="HIGH")
        ChargeFactory(defendant=DefendantFactory(case=case), concerning=[self.victim])
        decided_at = now - dt.timedelta(hours=5)
        decision = DecisionFactory(case=case, decided_at=decided_at, recorded_at=decided_at)
        due_at = now + dt.timedelta(days=3)
        self.owed = ObligationFactory(victim=self.victim, decision=decision, due_at=due_at, due_on=due_at.date())
        self.letter = CommunicationFactory(victim=self.victim, obligation=self.owed, due_at=due_at, words=WORDS)

    @property
    def series(self) -> CallSeries:
        """The only series."""
        return CallSeries.objects.get()

    def open_work(self) -> list[str]:
        """Kinds of the open items that stand for the series."""
        return list(WorkItem.objects.filter(key__startswith="calls:", state="OPEN").values_list("kind", flat=True))


@pytest.fixture
def desk(transactional_db, monkeypatch):
    # The journey is made at any hour of the day: what is quiet is tried in the tests of the rule.
    monkeypatch.setattr(safe_hours, "QUIET_FROM", dt.time.max)
    monkeypatch.setattr(safe_hours, "QUIET_UNTIL", dt.time.min)
    monkeypatch.setattr(safe_hours, "QUIET_DAYS", frozenset())
    return Desk()


def begins_to_ring(visitor, desk):
    visitor.signs_in_as(desk.officer)
    visitor.goes_to(f"/staff/cases/{desk.victim.case_id}/people/{desk.victim.pk}/calls/")
    visitor.finds_the_page_accessible()
    visitor.picks("about", str(desk.owed.pk))
    visitor.presses("Go on to the call")


class TestFromCallsToALetter:
    @pytest.mark.parametrize("visitor", [{}, NO_SCRIPTS], indirect=True, ids=["with scripts", "without scripts"])
    def test_three_calls_reach_nobody_and_what_remains_is_to_write(self, visitor, desk):
        # Given somebody whom an officer begins to ring about a decision
        begins_to_ring(visitor, desk)
        visitor.sees("Ring Ms Hughes")
        visitor.sees("Must not learn that we are in touch: Her former partner")
        visitor.sees("Send a text before the call")
        visitor.sees("+447700900456")
        assert desk.open_work() == ["CALL_VICTIM"]

        # When three calls reach nobody, each recorded on the page that was open
        for number in (1, 2, 3):
            visitor.picks("outcome", "NO_ANSWER")
            visitor.presses("Record the call")
            visitor.sees(f"Call {number}: no answer")

        # Then what remains is to write, and it stays on the list until the letter has left
        visitor.sees("Three calls reached nobody who could be told.")
        assert desk.open_work() == ["WRITE_AFTER_CALLS"]
        assert Obligation.objects.get().state == "OPEN"
        visitor.goes_to("/staff/")
        visitor.sees("Write to the victim after calls")

        Obligation.objects.update(state="MET", met_at=timezone.now())
        call_steps.keep_watch(at=timezone.now())
        visitor.goes_to(f"/staff/calls/{desk.series.pk}/")
        visitor.sees("These calls have ended: it was sent to them in writing.")
        assert desk.open_work() == []
        visitor.does_not_see("+447700900456")

    @pytest.mark.parametrize("visitor", [{}, NO_SCRIPTS], indirect=True, ids=["with scripts", "without scripts"])
    def test_nothing_is_told_before_identity_and_nothing_typed_is_lost(self, visitor, desk):
        # Given a call that was picked up
        begins_to_ring(visitor, desk)
        visitor.sees("Tell them nothing about the case")
        visitor.does_not_see("Then tell them")
        visitor.does_not_see("They may ask")

        # When the officer records that they told something, without having made sure who it is
        visitor.picks("outcome", "INFORMED")
        visitor.fills(told="What was decided, and why.", notes="She is with her sister.")
        visitor.presses("Record the call")

        # Then the page says what is missing, and everything typed is still there
        visitor.sees("Select how you checked who they are: nothing is told before that")
        visitor.finds_the_page_accessible()
        assert not ContactAttempt.objects.exists()
        assert visitor.page.input_value('[name="notes"]') == "She is with her sister."

        # When identity is recorded during the call
        visitor.picks("identity", "AGREED_WORDS")
        visitor.presses("Record that it is them")
        visitor.sees("that it is them (agreed words).")
        visitor.does_not_see("Tell them nothing about the case")
        visitor.sees("Then tell them")
        visitor.sees("They may ask")
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        assert IdentityCheck.objects.count() == 1
        assert visitor.page.input_value('[name="told"]') == "What was decided, and why."

        # Then the call is recorded with it, and the letter is still owed
        visitor.presses("Record the call")
        visitor.sees("Call recorded. What remains is to write to them.")
        visitor.sees("Identity checked: agreed words.")
        assert ContactAttempt.objects.get().identity == IdentityCheck.objects.get()
        assert desk.open_work() == ["WRITE_AFTER_CALLS"]

    def test_a_wrong_number_is_not_rung_again(self, visitor, desk):
        begins_to_ring(visitor, desk)

        visitor.picks("outcome", "WRONG_NUMBER")
        visitor.presses("Record the call")

        visitor.sees("Call recorded. What remains is to write to them.")
        visitor.sees("Nobody has checked that this address or number is safe.")
        visitor.does_not_see("+447700900456")
        assert not ContactPoint.objects.get(superseded_at__isnull=True).is_safe

    @pytest.mark.parametrize("visitor", [{}, {"width": 375}, {"width": 320}], indirect=True, ids=["desk", "375", "320"])
    def test_is_accessible_and_fits_every_screen(self, visitor, desk):
        begins_to_ring(visitor, desk)

        for closed in visitor.page.locator("details").all():
            closed.evaluate("element => element.open = true")
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        visitor.presses("Record the call")
        visitor.sees("Select what came of the call")
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()

    def test_reads_warnings_before_numbers_before_the_form(self, visitor, desk):
        begins_to_ring(visitor, desk)

        read = visitor.page.inner_text("main")
        places = [
            read.index(words)
            for words in (
                "High risk",
                "Send a text before the call",
                "Numbers",
                "First make sure who it is",
                "Tell them nothing about the case",
                "The call",
            )
        ]
        assert places == sorted(places)
