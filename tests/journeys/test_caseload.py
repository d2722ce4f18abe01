"""A liaison officer and the people she keeps in touch with, in a browser: who waits longest, and who is nobody's yet.

Given, when, then; checked for accessibility on each page, at a desk and on a telephone.
"""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.roles import Role
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import CaseFactory, HearingFactory, PersonFactory, VictimFactory
from tests.factories.communications import CommunicationFactory, PromiseFactory
from tests.factories.reference import lay_reference_data

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TELEPHONE = {"width": 375, "scripts": False}


class Caseload:
    """An officer, her manager, and three people: one who waits for a broken promise, one heard lately, one nobody's."""

    def __init__(self) -> None:
        lay_reference_data()
        now = timezone.now()
        self.unit = UnitFactory()
        self.officer = staff_with(Role.VLU_OFFICER, self.unit, full_name="Robin Writer", job_title="Liaison Officer")
        self.manager = staff_with(Role.VLU_MANAGER, self.unit, full_name="Morgan Manager")
        since = now.date() - dt.timedelta(days=60)
        waits = PersonFactory(
            full_name="Rhian Hughes", preferred_name="Ms Hughes", language="CY", needs_interpreter=True,
            formats=["LARGE_PRINT"],
        )  # fmt: skip
        self.waits = VictimFactory(
            case=CaseFactory(unit=self.unit), person=waits, officer=self.officer, in_contact_since=since
        )
        PromiseFactory(victim=self.waits, due_on=now.date() - dt.timedelta(days=3))
        HearingFactory(case=self.waits.case, starts_at=now + dt.timedelta(days=12), kind="Trial")
        self.lately = VictimFactory(
            case=CaseFactory(unit=self.unit),
            person=PersonFactory(full_name="Tomasz Cole"),
            officer=self.officer,
            in_contact_since=since,
        )
        PromiseFactory(victim=self.lately, due_on=now.date() + dt.timedelta(days=9))
        CommunicationFactory(victim=self.lately, approved=True, state="SENT", sent_at=now - dt.timedelta(days=5))
        self.nobodys = VictimFactory(
            case=CaseFactory(unit=self.unit), person=PersonFactory(full_name="Grace Eze"), in_contact_since=since
        )


@pytest.fixture
def caseload(transactional_db):
    return Caseload()


@pytest.mark.parametrize("visitor", [{}, TELEPHONE], indirect=True, ids=["desk", "telephone without scripts"])
def test_from_nobodys_to_the_officer_who_then_sees_who_waits_longest(visitor, caseload):
    # Given a person whose contact is nobody yet
    visitor.signs_in_as(caseload.manager)
    visitor.goes_to("/staff/victims/?whose=NOBODYS")
    visitor.sees("Victims without an officer (1)")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()

    # When the manager gives her to an officer
    visitor.follows("Give to an officer")
    visitor.finds_the_page_accessible()
    visitor.page.select_option('[name="officer"]', str(caseload.officer.pk))
    visitor.fills(reason="Lives near the office.")
    visitor.presses("Record")
    visitor.sees("Recorded. Their open work goes with them.")

    # Then the officer sees her among her own, those who wait longest first
    visitor.signs_in_as(caseload.officer)
    visitor.goes_to("/staff/")
    visitor.follows("My victims")
    visitor.sees("My victims (3)")
    visitor.sees("1 promised date passed and 1 person without a promised date")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    assert "Tomasz Cole" in visitor.page.locator(".govuk-summary-card__title").last.inner_text()

    # And finds whoever waits for a broken promise, and keeps the view
    visitor.page.check("[name=promised][value=PASSED]")
    visitor.presses("Apply filters")
    visitor.sees("My victims (1)")
    visitor.sees("Overdue by 3 days")
    visitor.fills(name="Broken promises")
    visitor.presses("Save this view")
    visitor.sees("Saved. You find this view above the filters.")
    visitor.finds_the_page_accessible()


@pytest.mark.parametrize("visitor", [{}, TELEPHONE], indirect=True, ids=["desk", "telephone without scripts"])
def test_what_is_missing_is_asked_one_thing_at_a_time_and_given_to_the_person(visitor, caseload):
    # Given a person with whom nothing is settled
    visitor.signs_in_as(caseload.officer)
    visitor.goes_to(f"/staff/cases/{caseload.waits.case_id}/people/{caseload.waits.pk}/agreed/")
    visitor.sees("What we have agreed with Ms Hughes")
    visitor.sees("10 things are missing.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()

    # When the officer asks for times to avoid, forgets the day of the week, and puts it right
    visitor.follows("Times that suit and times to avoid")
    visitor.picks("sort", "avoid")
    visitor.fills(since="3pm", until="6pm")
    visitor.page.get_by_role("button", name="Add", exact=True).click()
    visitor.sees("Select at least one day")
    visitor.finds_the_page_accessible()
    visitor.picks("days", "4")
    visitor.page.get_by_role("button", name="Add", exact=True).click()
    visitor.sees("Fridays, 3pm to 6pm")
    visitor.finds_no_sideways_scrolling()
    visitor.presses("This is what they said")
    visitor.sees("9 things are missing.")

    # And gives her what was agreed
    visitor.follows("What we agreed, given to them")
    visitor.sees("Ways, times and names are left out")
    visitor.follows("They want them written out")
    visitor.sees("They read Welsh, and a part of this has no Welsh yet.")
    visitor.sees("I do not ring or send a message at these times:")
    visitor.sees("Fridays, 3pm to 6pm")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    visitor.picks("how", "IN_PERSON")
    visitor.presses("Record that they have it")

    # Then only the rest is missing, until something on the paper changes: it is offered again, and sent
    visitor.sees("8 things are missing.")
    visitor.follows("Who else we may speak to")
    visitor.presses("This is everybody")
    visitor.sees("What they have is out of date")
    visitor.finds_the_page_accessible()
    visitor.follows("Send it again, or give it to them when you meet")
    visitor.presses("Send it")
    visitor.sees("Select whether the ways, times and names may stand in it")
    visitor.finds_the_page_accessible()
    visitor.picks("detail", "short")
    visitor.presses("Send it")

    # And because a promised update is overdue, the officer is asked to tell them both together
    visitor.sees("It cannot go by itself. What is missing is on your list of work.")
    visitor.finds_no_sideways_scrolling()
