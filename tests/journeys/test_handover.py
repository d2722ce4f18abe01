"""A victim goes from one officer to another and is told who and why (L8, V18, M4; issue 3 C: a handover).

Given, when, then. The same is done without scripts and on a narrow telephone; every page is checked for accessibility.
"""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from communications.models import Communication, OutboxMessage
from communications.services import new_contact
from tests.factories.accounts import staff_with
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    DefendantFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.reference import lay_reference_data
from tests.journeys.test_portal import Victim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [{}, {"scripts": False}, {"width": 375}]


@pytest.fixture
def victim(transactional_db) -> Victim:
    lay_reference_data()
    return Victim()


def checks(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


class TestAHandover:
    @pytest.mark.parametrize("visitor", WAYS, indirect=True, ids=["desk", "without scripts", "narrow"])
    def test_is_offered_accepted_and_told(self, visitor, victim):
        # Given somebody in contact with an officer who is leaving
        row, unit = victim.row, victim.row.case.unit
        leaving = staff_with(Role.VLU_OFFICER, unit, full_name="Nia Rees")
        staying = staff_with(Role.VLU_OFFICER, unit, full_name="Owen Price")
        row.officer, row.in_contact_since = leaving, timezone.localdate() - dt.timedelta(days=60)
        row.save()
        ChargeFactory(defendant=DefendantFactory(case=row.case), concerning=[row])
        SafeContactProfileFactory(person=row.person, never_post=True, must_not_know="Her neighbour")

        # When she offers them to a colleague
        visitor.signs_in_as(leaving)
        visitor.goes_to(f"{reverse('workspace:victims')}?whose=MINE")
        visitor.follows("Change")
        visitor.sees("Hand over")
        visitor.sees("Must not learn that we are in touch: Her neighbour")
        checks(visitor)
        visitor.presses("Offer")
        visitor.sees("Select an officer")
        checks(visitor)
        visitor.page.select_option('[name="officer"]', str(staying.pk))
        visitor.picks("reason", "LEAVING")
        visitor.fills(note="Prefers to be rung after six")
        visitor.presses("Offer")
        visitor.sees("Until then nothing changes")
        checks(visitor)

        # And he reads what matters, cannot refuse without a reason, and accepts
        visitor.signs_in_as(staying)
        visitor.goes_to(reverse("workspace:work"))
        visitor.follows("Answer a handover")
        checks(visitor)
        visitor.presses("Read and answer it")
        visitor.sees("Prefers to be rung after six")
        visitor.sees("Must not learn that we are in touch: Her neighbour")
        checks(visitor)
        visitor.picks("answer", "decline")
        visitor.presses("Answer")
        visitor.sees("Enter why you cannot be their contact")
        checks(visitor)
        visitor.picks("answer", "accept")
        visitor.presses("Answer")
        visitor.sees("You are their contact now")
        checks(visitor)
        visitor.goes_to(f"{reverse('workspace:victims')}?whose=MINE")
        visitor.sees("My victims (1)")

        # Then the letter that says who and why goes by itself, and the online page says the same
        assert new_contact.write(at=timezone.now()) == 1
        assert OutboxMessage.objects.filter(communication=Communication.objects.get(purpose="NEW_CONTACT")).exists()
        visitor.is_let_in(victim.code)
        visitor.goes_to(victim.home)
        visitor.sees("Your contact is Owen Price")
        visitor.sees("Before, it was Nia Rees. Nia Rees is leaving our team.")
        checks(visitor)


class TestSharingOut:
    @pytest.mark.parametrize("visitor", WAYS, indirect=True, ids=["desk", "without scripts", "narrow"])
    def test_of_the_people_of_somebody_who_is_ill(self, visitor, victim):
        # Given an officer who is ill, with two people, one of whom a colleague takes over in this moment
        unit = victim.row.case.unit
        ill, free = (staff_with(Role.VLU_OFFICER, unit, full_name=name) for name in ("Nia Rees", "Owen Price"))
        manager = staff_with(Role.VLU_MANAGER, unit, full_name="Morgan Manager")
        people = [
            VictimFactory(
                case=CaseFactory(unit=unit),
                person=PersonFactory(full_name=name),
                officer=ill,
                in_contact_since=timezone.localdate(),
            )
            for name in ("Rhian Hughes", "Tomos Novak")
        ]

        # When the manager sees who carries what, and chooses whom to give to whom
        visitor.signs_in_as(manager)
        visitor.goes_to(reverse("dashboards:load"))
        visitor.sees("Load of officers")
        checks(visitor)
        visitor.follows("Nia Rees")
        visitor.sees("Share out the people of Nia Rees")
        visitor.presses("Continue")
        visitor.sees("Select at least one")
        checks(visitor)
        for person in people:
            visitor.picks("chosen", str(person.pk))
        visitor.page.select_option('[name="officer"]', str(free.pk))
        visitor.picks("reason", "AWAY")
        visitor.fills(note="She is ill until further notice")
        people[1].officer = manager
        people[1].save()
        visitor.presses("Continue")
        visitor.sees("Check your answers")
        visitor.sees("1 person left out, and why")
        checks(visitor)
        visitor.presses("Change your answers")
        assert visitor.page.input_value('[name="note"]') == "She is ill until further notice"
        visitor.presses("Continue")
        visitor.presses("Give them to this officer")

        # Then the page says who went and who stayed, and why
        visitor.sees("1 person now with Owen Price")
        visitor.sees("Somebody else is their contact by now")
        checks(visitor)
        people[0].refresh_from_db()
        assert people[0].officer == free


class TestLeave:
    @pytest.mark.parametrize("visitor", WAYS, indirect=True, ids=["desk", "without scripts", "narrow"])
    def test_is_recorded_and_the_colleague_is_named_to_the_victim(self, visitor, victim, today):
        # Given an officer with one person, and a colleague
        unit = victim.row.case.unit
        away, cover = (staff_with(Role.VLU_OFFICER, unit, full_name=name) for name in ("Nia Rees", "Owen Price"))
        victim.row.officer, victim.row.in_contact_since = away, today
        victim.row.save()

        # When she records a week of leave
        visitor.signs_in_as(away)
        visitor.goes_to(reverse("workspace:account"))
        visitor.follows("Your leave, and who stands in")
        visitor.presses("Record leave")
        visitor.sees("Enter the first day away")
        checks(visitor)
        last = today + dt.timedelta(days=6)
        for name, on in (("starts_on", today), ("ends_on", last)):
            visitor.fills(**{f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)})
        visitor.page.select_option('[name="cover"]', str(cover.pk))
        visitor.presses("Record leave")
        visitor.sees("Owen Price stands in")
        checks(visitor)

        # Then he finds the person among his own, and the person reads whom to ask
        visitor.signs_in_as(cover)
        visitor.goes_to(f"{reverse('workspace:victims')}?whose=MINE")
        visitor.sees("My victims (1)")
        visitor.sees("Away: Owen Price covers until")
        checks(visitor)
        visitor.is_let_in(victim.code)
        visitor.goes_to(victim.home)
        visitor.sees("Until then, ask Owen Price.")
        checks(visitor)
