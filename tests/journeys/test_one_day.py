"""One day of an officer: who else is in touch, who may be losing touch, and routine updates to several (L12, L13, L15).

Given, when, then; checked for accessibility on each page, at a desk and on a telephone without scripts.
"""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from cases.models import AgencyContact
from cases.rules.vocabulary import JourneyStage
from cases.rules.working_days import london_date
from communications.models import Communication
from communications.services import warning_signs
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DefendantFactory,
    HearingFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import CallSeriesFactory, ContactAttemptFactory, PromiseFactory
from tests.factories.reference import lay_reference_data, lay_templates

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TELEPHONE = {"width": 375, "scripts": False}
BOTH = pytest.mark.parametrize("visitor", [{}, TELEPHONE], indirect=True, ids=["desk", "telephone without scripts"])


class Day:
    """An officer and two people whose updates are due: one who can be written to, one to whom nothing is safe."""

    def __init__(self) -> None:
        lay_reference_data()
        lay_templates()
        self.now = timezone.now()
        self.today = london_date(at=self.now)
        self.unit = UnitFactory()
        self.officer = staff_with(Role.VLU_OFFICER, self.unit, full_name="Robin Writer")
        self.rhian = self._somebody("Rhian Hughes")
        self.grace = self._somebody("Grace Eze")
        self.grace.person.contact_points.update(is_safe=False)

    def _somebody(self, name):
        began = self.today - dt.timedelta(days=60)
        case = CaseFactory(unit=self.unit, stage=JourneyStage.TRIAL_PREP, stage_since=began, opened_on=began)
        victim = VictimFactory(
            case=case, person=PersonFactory(full_name=name), officer=self.officer, in_contact_since=began
        )
        ChargeFactory(defendant=DefendantFactory(case=case), concerning=[victim])
        ContactPointFactory(person=victim.person)
        SafeContactProfileFactory(person=victim.person)
        due_on = self.today + dt.timedelta(days=3)
        PromiseFactory(victim=victim, due_on=due_on, made_at=self.now - dt.timedelta(days=21))
        return victim


@pytest.fixture
def day(transactional_db):
    return Day()


@BOTH
def test_routine_updates_go_to_whom_they_may_and_say_why_not_to_others(visitor, day):
    # Given two people of hers whose updates are due, to one of whom no way is safe
    visitor.signs_in_as(day.officer)
    visitor.goes_to(f"{reverse('workspace:victims')}?whose=MINE")
    visitor.follows("Send routine updates to several people")
    visitor.sees("Nothing is sent before you say so.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()

    # When she forgets to choose, and then chooses both
    visitor.presses("Continue")
    visitor.sees("Select at least one person")
    visitor.finds_the_page_accessible()
    visitor.page.check(f'[name=people][value="{day.rhian.pk}"]')
    visitor.page.check(f'[name=people][value="{day.grace.pk}"]')
    visitor.presses("Continue")

    # Then she reads who gets it and who does not and why, before anything is sent
    visitor.sees("Check who gets the update")
    visitor.sees("No way to write to them is safe now.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    assert not Communication.objects.exists()

    # And sends it, once
    visitor.presses("Send the updates")
    visitor.sees("1 update is on the way.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    assert Communication.objects.get().victim == day.rhian


@BOTH
def test_what_witness_care_told_stands_before_the_call_with_what_may_be_wrong(visitor, day):
    # Given somebody whom nobody has reached three times, and a hearing in three weeks
    ContactPointFactory(person=day.rhian.person, mobile=True)
    series = CallSeriesFactory(victim=day.rhian, opened_at=day.now, next_from=day.now)
    for days in (5, 4, 3):
        on = day.now - dt.timedelta(days=days)
        ContactAttemptFactory(series=series, called_on=london_date(at=on), called_at=on, logged_at=on)
    HearingFactory(case=day.rhian.case, starts_at=day.now + dt.timedelta(days=21))
    warning_signs.look(at=day.now)
    visitor.signs_in_as(day.officer)
    visitor.goes_to(reverse("workspace:agency-contacts", args=[day.rhian.case_id, day.rhian.pk]))
    visitor.sees("Nothing stands against getting in touch today.")

    # When witness care says that it told her another day
    told = day.today + dt.timedelta(days=28)
    visitor.picks("agency", "WITNESS_CARE")
    visitor.picks("stage", "MADE")
    visitor.picks("way", "PHONE")
    visitor.fills(
        told_hearing_on_day=str(told.day), told_hearing_on_month=str(told.month), told_hearing_on_year=str(told.year)
    )
    visitor.presses("Record it")
    visitor.sees("Select how they said that the case stands, or that they said nothing")
    visitor.finds_the_page_accessible()
    visitor.picks("told_outcome", "GOES_ON")
    visitor.presses("Record it")
    visitor.sees("Recorded. Whoever rings or writes to them sees it first.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
    assert AgencyContact.objects.get().told_hearing_on == told

    # Then whoever rings sees it first, beside what may be making her lose touch
    visitor.goes_to(reverse("workspace:call", args=[series.pk]))
    visitor.sees("They were told something that differs from our record")
    visitor.sees("Settle with the agency which is right before you ring.")
    visitor.sees("3 calls in a row reached nobody")
    visitor.sees("Do not ring more often.")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()

    # And finds her in the list of victims by that sign
    visitor.goes_to(f"{reverse('workspace:victims')}?whose=MINE&sign=CALLS_MISSED")
    visitor.sees("My victims (1)")
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()
