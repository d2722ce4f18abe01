"""In the order she asked for: her sister is told, an hour later she is rung, then the letter, then the copy (V12, S2).

Given, when, then. What came of each step is recorded on the pages; the hour passes by moving the clock of the service.
"""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from accounts.roles import Role
from cases.models import WorkItem
from cases.rules.vocabulary import Agency, CaseEventKind, MayBeTold
from cases.rules.working_days import london_date
from cases.services.intake import event_work
from cases.services.intake.event_work import Happened
from communications.models import CallSeries
from communications.outbox import handlers
from communications.rules import safe_hours
from communications.rules.vocabulary import Channel, MessageState
from communications.services import dispatch
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import (
    AgencyContactFactory,
    CaseFactory,
    ChargeFactory,
    ConnectionFactory,
    ContactPointFactory,
    DecisionFactory,
    DefendantFactory,
    ObligationFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.reference import lay_reference_data
from tests.fakes.channels import ScriptedChannel
from tests.services.communications.planning import look_again
from tests.services.communications.sending import an_approved_letter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOUR = dt.timedelta(hours=1)


class Desk:
    """An officer, a person whose sister may be told when we ring, and an approved letter with hard news."""

    def __init__(self) -> None:
        lay_reference_data()
        self.now = timezone.now()
        unit = UnitFactory()
        self.officer = staff_with(Role.VLU_OFFICER, unit, full_name="Robin Writer")
        case = CaseFactory(unit=unit, urn="06AA1234526")
        person = PersonFactory(full_name="Rhian Hughes", preferred_name="Ms Hughes")
        SafeContactProfileFactory(person=person, preferred_method="EMAIL", uses_portal=True)
        ContactPointFactory(person=person, mobile=True, value="+447700900456", key="+447700900456")
        ContactPointFactory(person=person, value="rhian@example.org")
        self.victim = VictimFactory(case=case, person=person, officer=self.officer, in_contact_since=self.now.date())
        ChargeFactory(defendant=DefendantFactory(case=case), concerning=[self.victim])
        sister = PersonFactory(full_name="Megan Hughes")
        ContactPointFactory(person=sister, mobile=True, value="+447700900111", key="+447700900111")
        ConnectionFactory(
            victim=self.victim,
            person=sister,
            kind="CLOSE_RELATIVE",
            relationship="sister",
            may_be_told=MayBeTold.DATES_ONLY,
            is_primary=False,
        )

    def approve_a_letter(self) -> None:
        """Approve a letter that is due in five days and hand it to dispatch."""
        decided_at = self.now - 5 * HOUR
        decision = DecisionFactory(case=self.victim.case, decided_at=decided_at, recorded_at=decided_at)
        due_at = self.now + dt.timedelta(days=5)
        owed = ObligationFactory(victim=self.victim, decision=decision, due_at=due_at, due_on=due_at.date())
        self.letter = an_approved_letter(
            obligation=owed, is_hard_news=True, approved_at=self.now, opened_at=self.now - HOUR
        )
        actor = actors.staff(user=self.officer, at=self.now)
        self.message = dispatch.queue(communication_id=self.letter.pk, actor=actor, at=self.now)[0]

    def take_news(self, kind: CaseEventKind) -> WorkItem:
        """Take an event of the case in; return the work that it raises."""
        actor = actors.staff(user=self.officer, at=self.now)
        happened = Happened(
            subject="case-event:1",
            name="1",
            case_id=self.victim.case_id,
            kind=kind,
            plea=None,
            charge_ids=(),
            occurred_at=self.now,
        )
        event_work.raise_for(happened=[happened], actor=actor, at=self.now)
        return WorkItem.objects.get(victim=self.victim, state="OPEN")

    def workers_look(self, *, at: dt.datetime) -> str:
        """Let the workers look at every message; say how the letter stands."""
        self.message = look_again(self.message, at=at)
        return str(self.message.state)


@pytest.fixture
def desk(transactional_db, monkeypatch, settings):
    # The journey is made at any hour of the day: what is quiet is tried in the tests of the rule.
    monkeypatch.setattr(safe_hours, "QUIET_FROM", dt.time.max)
    monkeypatch.setattr(safe_hours, "QUIET_UNTIL", dt.time.min)
    monkeypatch.setattr(safe_hours, "QUIET_DAYS", frozenset())
    # Nor does hard news wait for a better day here: that has tests of its own.
    monkeypatch.setattr("communications.rules.bad_news.NewsHours.forbid", lambda _self, *, at: False)
    monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
    ScriptedChannel.reset()
    settings.SENDER_EMAIL = settings.SENDER_TEXT = f"{ScriptedChannel.__module__}.{ScriptedChannel.__name__}"
    yield Desk()
    ScriptedChannel.reset()


@pytest.mark.parametrize(
    "visitor", [{}, {"width": 375, "scripts": False}], indirect=True, ids=["desk", "375 without scripts"]
)
def test_news_about_her_safety_is_rung_at_once_and_the_officer_goes_where_nobody_answers(visitor, desk):
    # Given a colleague who spoke with her this morning, and bail that has changed
    AgencyContactFactory(
        victim=desk.victim,
        agency=Agency.CPS,
        contact_on=london_date(at=desk.now),
        told="The day of the next hearing.",
        recorded_at=desk.now - HOUR,
        recorded_by=f"staff:{desk.officer.pk}",
    )
    item = desk.take_news(CaseEventKind.BAIL_CHANGE)

    # When the officer opens the work, the steps stand in their order and the first is next
    visitor.signs_in_as(desk.officer)
    visitor.goes_to(reverse("workspace:work-item", args=[item.pk]))
    visitor.sees("Ring each safe number now: no text before it, and no wait between the calls.")
    visitor.sees("At once, if the first call does not reach them.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.presses("Ring them about this")

    # Then whoever rings reads first who was in touch today and what they said, and nothing makes them wait
    visitor.sees("There is other contact with them today")
    visitor.sees("Said: “The day of the next hearing.” (Robin Writer)")
    visitor.sees("News about safety never waits.")
    visitor.does_not_see("Not before")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()

    # When nobody answers, the officer in the case is next at once
    visitor.picks("outcome", "NO_ANSWER")
    visitor.presses("Record the call")
    visitor.sees("Ask the officer in the case to tell them in person now")

    # When she answers the next call and is told, the work is done
    visitor.picks("identity", "BIRTH_AND_ADDRESS")
    visitor.presses("Record that it is them")
    visitor.sees("Tell them what changed, and what keeps them safe")
    visitor.picks("outcome", "INFORMED")
    visitor.fills(told="Bail changed, and what he must not do.")
    visitor.presses("Record the call")
    visitor.goes_to(reverse("workspace:work-item", args=[item.pk]))
    visitor.sees("They were told on the phone")
    visitor.finds_the_page_accessible()
    assert WorkItem.objects.get(pk=item.pk).state == "DONE"


@pytest.mark.parametrize(
    "visitor", [{}, {"width": 375, "scripts": False}], indirect=True, ids=["desk", "375 without scripts"]
)
def test_her_sister_is_told_then_she_is_rung_then_the_letter_leaves_then_the_copy(visitor, desk, monkeypatch):
    # Given somebody who wants her sister to be told an hour before we ring with a decision that hurts
    visitor.signs_in_as(desk.officer)
    visitor.goes_to(reverse("workspace:agreed", args=[desk.victim.case_id, desk.victim.pk]))
    visitor.follows("In which order they are told")
    visitor.sees("The letter comes first.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.page.get_by_role("link", name="Change how they are told: A decision that hurts").click()
    visitor.picks("order", "call")
    visitor.presses("Record")
    visitor.sees("Select who is told first, or nobody")
    visitor.finds_the_page_accessible()
    visitor.page.get_by_label("Megan Hughes (sister)").check()
    visitor.picks("lead", "60")
    visitor.picks("copy", "yes")
    visitor.finds_no_sideways_scrolling()
    visitor.presses("Record")
    visitor.sees("Megan Hughes is told an hour before.")
    visitor.finds_the_page_accessible()

    # When a letter with such news is approved
    desk.approve_a_letter()
    assert desk.workers_look(at=desk.now) == MessageState.QUEUED

    # Then telling her sister is the next piece of work, and the letter says why it waits
    visitor.goes_to(reverse("workspace:work"))
    visitor.sees("Tell a supporter before the call")
    visitor.goes_to(reverse("workspace:letter", args=[desk.letter.pk]))
    visitor.sees("What happens next, and why")
    visitor.sees("They asked that somebody is there when we ring.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.follows("Go to the calls")
    visitor.page.get_by_role("button", name="Tell them first").click()
    visitor.sees("+447700900111")
    visitor.sees("Say nothing of what it is about.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.presses("Record")
    visitor.sees("Select what came of it")
    visitor.finds_the_page_accessible()
    visitor.picks("outcome", "TOLD")
    visitor.presses("Record")
    visitor.sees("They know that we will ring.")
    visitor.sees("Not before")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    assert desk.workers_look(at=desk.now + HOUR / 2) == MessageState.QUEUED
    assert ScriptedChannel.sent == []

    # When an hour has passed, she is rung and told
    later = desk.now + HOUR + dt.timedelta(minutes=5)
    monkeypatch.setattr(timezone, "now", lambda: later)
    visitor.signs_in_as(desk.officer)
    visitor.goes_to(reverse("workspace:call", args=[CallSeries.objects.get().pk]))
    visitor.does_not_see("Not before")
    visitor.picks("identity", "BIRTH_AND_ADDRESS")
    visitor.presses("Record that it is them")
    visitor.picks("outcome", "INFORMED")
    visitor.fills(told="What was decided, and why.")
    visitor.presses("Record the call")
    visitor.sees("Call recorded. What remains is to write to them.")
    visitor.finds_the_page_accessible()

    # Then the letter leaves with its copy, and the plan is done
    assert desk.workers_look(at=later) == MessageState.ACCEPTED
    assert len(ScriptedChannel.sent) == 1
    assert desk.letter.messages.get(channel=Channel.PORTAL).state == MessageState.ACCEPTED
    visitor.goes_to(reverse("workspace:letter", args=[desk.letter.pk]))
    visitor.sees("It has left.")
    visitor.sees("They can read it online.")
    visitor.finds_the_page_accessible()
    assert not WorkItem.objects.filter(kind="TELL_SUPPORTER", state="OPEN").exists()
