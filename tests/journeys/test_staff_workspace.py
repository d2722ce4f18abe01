"""Staff at their desks: a decision becomes a letter that leaves, in a browser, on every page and in every state.

Given, when, then. The same journey is made without scripts; every page is checked for accessibility as it opens and in
its error state, at a desk and on a screen 320 pixels wide.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from accounts.roles import Role
from cases.models import Decision
from cases.rules.vocabulary import DecisionCode, TestFailed, WorkKind
from cases.services.decisions import DecisionEntry
from communications.models import Communication, DeliveryAttempt, OutboxMessage
from communications.services import consequences, duties, reconciliation
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DecisionProposalFactory,
    DefendantFactory,
    HearingFactory,
    InboundMessageFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
    WorkItemFactory,
)
from tests.factories.communications import OutboxMessageFactory
from tests.factories.reference import lay_reference_data, lay_templates

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONDON = ZoneInfo("Europe/London")
REASONS = (
    "The camera did not record that evening, and nobody else saw what happened at the house. We looked for others."
)
FOR_HER_ALONE = "You told the police that you had locked the door that evening, and nothing we saw says otherwise."
FEELINGS = "I know that this is not what you hoped for, and I am sorry for how hard it may be to read this letter."
NARROW = {"width": 320}
NO_SCRIPTS = {"scripts": False}


class Office:
    """A liaison unit with its people and one case."""

    def __init__(self) -> None:
        lay_reference_data()
        lay_templates()
        self.unit = UnitFactory()
        self.writer = staff_with(Role.VLU_OFFICER, self.unit, full_name="Robin Writer", email="robin@example.org")
        self.manager = staff_with(Role.VLU_MANAGER, self.unit, full_name="Morgan Manager")
        self.prosecutor = staff_with(Role.PROSECUTOR, self.unit, full_name="Pat Prosecutor")
        self.case = CaseFactory(unit=self.unit, urn="06AA1234526")
        person = PersonFactory(full_name="Rhian Hughes")
        SafeContactProfileFactory(person=person, preferred_method="EMAIL", content_levels={"EMAIL": "FULL"})
        ContactPointFactory(person=person, value="rhian@example.org")
        self.victim = VictimFactory(case=self.case, person=person, officer=self.writer)
        self.charge = ChargeFactory(defendant=DefendantFactory(case=self.case), concerning=[self.victim])
        HearingFactory(case=self.case)

    def decide(self) -> Communication:
        """Record a decision of an hour ago; give the draft it opened."""
        now = timezone.now()
        entry = DecisionEntry(
            key="journey",
            code=DecisionCode.DISCONTINUE_ALL,
            decided_at=now - dt.timedelta(hours=1),
            test_failed=TestFailed.EVIDENTIAL,
            reasons=REASONS,
        )
        actor = actors.staff(user=self.prosecutor, at=now)
        duties.record_decision(case_id=self.case.pk, entry=entry, actor=actor, at=now)
        return Communication.objects.get(victim=self.victim)


@pytest.fixture
def office(transactional_db):
    return Office()


def fills_in_a_decision(visitor, office, *, code="DISCONTINUE_ALL", reasons=REASONS):
    """Answer what every decision of the prosecution about the one charge is asked; nothing is sent yet."""
    yesterday = timezone.now().astimezone(LONDON) - dt.timedelta(days=1)
    visitor.goes_to(f"/staff/cases/{office.case.pk}/decisions/record/")
    visitor.page.select_option('[name="code"]', code)
    visitor.fills(
        decided_on_day=str(yesterday.day),
        decided_on_month=str(yesterday.month),
        decided_on_year=str(yesterday.year),
        decided_time="2:30pm",
        reasons=reasons,
    )
    visitor.picks("charges", str(office.charge.pk))
    visitor.picks("test_failed", "EVIDENTIAL")
    visitor.picks("evidential_reasons", "RECORDING_NOT_THERE")
    visitor.picks("because_victim_withdrew", "no")


def records_a_decision(visitor, office):
    fills_in_a_decision(visitor, office)
    visitor.presses("Record the decision")


class TestFromDecisionToLetter:
    @pytest.mark.parametrize("visitor", [{}, NO_SCRIPTS], indirect=True, ids=["with scripts", "without scripts"])
    def test_recorded_written_sent_back_and_approved(self, visitor, office):
        # Given a prosecutor records a decision
        visitor.signs_in_as(office.prosecutor)
        records_a_decision(visitor, office)
        visitor.sees("Decision recorded. 1 letter owed")
        letter = Communication.objects.get(victim=office.victim)

        # When the writer opens the work list, writes the letter and submits it
        visitor.signs_in_as(office.writer)
        visitor.goes_to("/staff/")
        visitor.sees("Work (1)")
        visitor.follows("Write the letter")
        visitor.sees("Before it can be approved")
        visitor.fills(reason_specific=REASONS, acknowledge_feelings=FEELINGS)
        visitor.presses("Save and submit for approval")
        visitor.sees("No sentence fits this person alone.")
        visitor.fills(reason_specific=f"{REASONS} {FOR_HER_ALONE}")
        visitor.presses("Save and submit for approval")
        visitor.sees("Letter submitted for approval.")

        # And the manager sends it back once, then approves it
        visitor.signs_in_as(office.manager)
        visitor.goes_to(f"/staff/letters/{letter.pk}/")
        visitor.fills(comment="Say it a little shorter.")
        visitor.presses("Send back")
        visitor.sees("Letter sent back to its writer.")
        visitor.signs_in_as(office.writer)
        visitor.goes_to(f"/staff/letters/{letter.pk}/")
        visitor.sees("Say it a little shorter.")
        visitor.presses("Save and submit for approval")
        visitor.signs_in_as(office.manager)
        visitor.goes_to(f"/staff/letters/{letter.pk}/")
        visitor.presses("Approve and send")

        # Then it waits to be sent by the safe way
        visitor.sees("Letter approved. It goes out by itself")
        letter.refresh_from_db()
        assert letter.state == "APPROVED"
        assert letter.messages.get().channel == "EMAIL"


def held_message(office, *, undecided):
    """Approve the letter of a decision; its message waits for a person."""
    letter = office.decide()
    now = timezone.now()
    for state in ("UNDER_REVIEW", "APPROVED"):
        Communication.objects.filter(pk=letter.pk).update(state=state, approved_at=now, approved_by="staff:approver")
    letter.refresh_from_db()
    point = office.victim.person.contact_points.get()
    message = OutboxMessageFactory(communication=letter, contact_point=point, deadline=letter.due_at, queued_at=now)
    DeliveryAttempt.objects.create(
        message=message, fence=1, action="SEND", started_at=now, ended_at=now, outcome="AMBIGUOUS" if undecided else ""
    )
    OutboxMessage.objects.filter(pk=message.pk).update(
        state="HELD",
        undecided_since=now if undecided else None,
        reason="It cannot be settled whether it was sent" if undecided else "The facts of the case changed",
    )
    kind = WorkKind.UNDECIDED_DELIVERY if undecided else WorkKind.HELD_COMMUNICATION
    consequences.raise_work(message=message, kind=kind, summary="It waits for a person", at=now)
    return message


class TestSettlingAMessage:
    @pytest.mark.parametrize("visitor", [{}, NO_SCRIPTS], indirect=True, ids=["with scripts", "without scripts"])
    def test_from_the_work_list_to_another_way_by_keyboard(self, visitor, office):
        # Given a message of which nobody can say whether it was sent
        message = held_message(office, undecided=True)
        visitor.signs_in_as(office.manager)
        visitor.goes_to("/staff/")

        # When the manager opens it from the work list and answers with the keys alone
        visitor.follows("Settle whether something was delivered")
        visitor.presses("Settle it")
        visitor.sees("Was this sent?")
        visitor.page.get_by_label("Do not send it again").focus()
        visitor.page.keyboard.press("Space")
        visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.type("She was told by phone")
        visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.press("Enter")

        # Then the letter stays owed, and the next page asks for another way
        visitor.sees("Settled: it is not sent again.")
        visitor.sees("Find another way to reach Rhian Hughes")
        message.refresh_from_db()
        assert message.state == "CANCELLED"

        # And the same words go by the way that is safe today
        visitor.picks("answer", "SEND_NOW")
        visitor.fills(reason="She confirmed her address")
        visitor.presses("Do this")
        visitor.sees("The letter is on its way.")
        assert message.communication.messages.filter(state="QUEUED").count() == 1

    @pytest.mark.parametrize(
        "visitor", [{}, NARROW, {"width": 375}], indirect=True, ids=["desk", "320 pixels", "375 pixels"]
    )
    def test_every_state_of_it_is_accessible_and_fits_its_screen(self, visitor, office):
        message = held_message(office, undecided=True)
        delivery = reverse("workspace:delivery", args=[message.pk])
        visitor.signs_in_as(office.manager)

        visitor.goes_to(delivery)
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        visitor.presses("Settle it")
        assert visitor.page.title().startswith("Error: ")
        visitor.finds_the_page_accessible()
        OutboxMessage.objects.filter(pk=message.pk).update(undecided_since=None)
        visitor.goes_to(delivery)
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        visitor.picks("answer", "CANCEL")
        visitor.fills(reason="Told by phone")
        visitor.presses("Settle it")
        visitor.sees("Find another way")
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()

    @pytest.mark.parametrize("visitor", [{}, NARROW], indirect=True, ids=["desk", "320 pixels"])
    def test_what_could_not_be_taken_in_is_accessible_and_fits_its_screen(self, visitor, office):
        InboundMessageFactory(
            state="QUARANTINED",
            source="COMMON_PLATFORM",
            problems=[{"field": "", "reason": "No Area can be told from the reference"}],
            received_at=timezone.now() - dt.timedelta(hours=1),
        )
        reconciliation.inbound_not_applied(at=timezone.now())
        visitor.signs_in_as(staff_with(Role.ADMINISTRATOR, office.unit))

        visitor.goes_to("/staff/")
        visitor.follows("Settle messages that could not be taken in")
        visitor.presses("See what was not taken in")
        visitor.finds_the_page_accessible()
        visitor.finds_no_sideways_scrolling()
        visitor.presses("Do this")
        assert visitor.page.title().startswith("Error: ")
        visitor.finds_the_page_accessible()


class TestEveryPage:
    def pages(self, office, letter):
        case = f"/staff/cases/{office.case.pk}"
        item = WorkItemFactory(case=office.case, victim=office.victim, kind="DELIVERY_FAILED", due_at=timezone.now())
        proposal = DecisionProposalFactory(case=office.case)
        return [
            "/staff/", "/staff/?due=OVERDUE&sort=WRITE", "/staff/cases/", f"{case}/", f"{case}/people/",
            "/staff/victims/", "/staff/victims/?whose=MINE&promised=PASSED",
            f"{case}/people/{office.victim.pk}/officer/",
            *(
                f"{case}/people/{office.victim.pk}/agreed/{part}"
                for part in ("", "times/", "needs/", "others/", "summary/")
            ),
            f"{case}/decisions/", f"{case}/said/", f"{case}/decisions/record/",
            f"{case}/people/{office.victim.pk}/contact/", f"{case}/people/{office.victim.pk}/triage/",
            f"/staff/letters/{letter.pk}/", f"/staff/letters/{letter.pk}/preview/", f"/staff/proposals/{proposal.pk}/",
            f"/staff/owed/{letter.obligation_id}/exemption/", reverse("workspace:work-item", args=[item.pk]),
            "/staff/accessibility/", "/staff/cookies/", "/staff/privacy/", "/staff/your-account/",
            "/staff/account/2fa/", "/staff/account/logout/",
        ]  # fmt: skip

    @pytest.mark.parametrize("visitor", [{}, NARROW], indirect=True, ids=["desk", "320 pixels"])
    def test_is_accessible_and_fits_its_screen(self, visitor, office):
        letter = office.decide()
        visitor.signs_in_as(office.manager)

        for path in self.pages(office, letter):
            visitor.goes_to(path)
            visitor.finds_the_page_accessible()
            visitor.finds_no_sideways_scrolling()

    def test_is_accessible_in_its_error_state(self, visitor, office):
        letter = office.decide()
        case = f"/staff/cases/{office.case.pk}"
        forms = [
            ("/staff/cases/", "Search"),
            ("/staff/victims/", "Find"),
            ("/staff/?due=OVERDUE", "Save this view"),
            (f"{case}/people/{office.victim.pk}/officer/", "Record"),
            (f"{case}/decisions/record/", "Record the decision"),
            (f"{case}/people/{office.victim.pk}/contact/", "Record safe contact"),
            (f"{case}/people/{office.victim.pk}/triage/", "Set the tier"),
            (f"/staff/owed/{letter.obligation_id}/exemption/", "Propose it"),
            (f"/staff/letters/{letter.pk}/", "Save and submit for approval"),
        ]
        SafeContactProfileFactory(person=office.victim.person, preferred_method="")
        visitor.signs_in_as(office.manager)

        for path, button in forms:
            visitor.goes_to(path)
            if path.endswith(f"{letter.pk}/"):
                visitor.fills(reason_specific="Too short.")
            visitor.presses(button)
            assert visitor.page.title().startswith("Error: "), path
            assert visitor.page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
            visitor.finds_the_page_accessible()

    @pytest.mark.parametrize("visitor", [{}, NARROW], indirect=True, ids=["desk", "320 pixels"])
    def test_every_component_is_accessible_in_the_gallery(self, visitor, office):
        visitor.signs_in_as(office.writer)

        visitor.goes_to("/staff/components/")

        visitor.finds_the_page_accessible(headings=2)  # the panel component is one itself
        visitor.finds_no_sideways_scrolling()

    def test_is_accessible_when_there_is_no_page(self, visitor, office):
        visitor.signs_in_as(office.writer)

        visitor.goes_to("/staff/cases/00000000-0000-4000-8000-000000000000/")

        visitor.sees("Page not found")
        # The browser reports the 404 itself as a failed resource.
        visitor.problems.clear()
        visitor.finds_the_page_accessible()


class TestSigningIn:
    def test_by_keyboard_alone(self, visitor, office):
        office.writer.set_password("a long enough phrase")
        office.writer.save()
        visitor.goes_to("/staff/")
        visitor.finds_the_page_accessible()

        visitor.page.focus("#id_login")
        visitor.page.keyboard.type("robin@example.org")
        visitor.page.keyboard.press("Tab")
        visitor.page.keyboard.type("a long enough phrase")
        visitor.page.keyboard.press("Enter")
        # Not a pattern: the address of the sign-in page ends with where it leads to.
        visitor.page.wait_for_url(lambda url: "/login/" not in url)

        visitor.sees("Work (0)")

    def test_wrong_once_is_told_and_the_name_is_kept(self, visitor, office):
        visitor.goes_to("/staff/account/login/")
        visitor.fills(login="robin@example.org", password="wrong")
        visitor.presses("Sign in")

        visitor.sees("There is a problem")
        assert visitor.page.input_value("#id_login") == "robin@example.org"
        visitor.finds_the_page_accessible()


class TestKeyboard:
    def test_skip_link_comes_first_and_leads_to_the_content(self, visitor, office):
        visitor.signs_in_as(office.writer)
        visitor.goes_to("/staff/")

        visitor.page.keyboard.press("Tab")
        assert visitor.page.evaluate("document.activeElement.textContent") == "Skip to main content"
        visitor.page.keyboard.press("Enter")

        assert visitor.page.url.endswith("#main-content")

    def test_an_error_leads_to_its_field(self, visitor, office):
        visitor.signs_in_as(office.prosecutor)
        visitor.goes_to(f"/staff/cases/{office.case.pk}/decisions/record/")
        visitor.presses("Record the decision")

        visitor.follows("Select what was decided")

        assert visitor.page.evaluate("document.activeElement.id") == "id_code"
        assert not Decision.objects.exists()

    def test_filters_work_with_the_space_and_enter_keys(self, visitor, office):
        office.decide()
        visitor.signs_in_as(office.writer)
        visitor.goes_to("/staff/")

        visitor.page.focus("#filter-due")
        visitor.page.keyboard.press("Space")
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_url("**/staff/?due=OVERDUE")

        visitor.sees("Work (0)")
        visitor.follows("Clear filters")
        visitor.sees("Work (1)")
