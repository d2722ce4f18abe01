"""A bereaved family: relatives as people, one who speaks for them (B.10; issue 3 C: a bereaved family)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.roles import Role
from cases.rules.vocabulary import ConnectionKind, RelativeWish
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import CaseFactory, ConnectionFactory, PersonFactory, VictimFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.grieving import left

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAYS = [{}, {"scripts": False}, {"width": 375}]


@pytest.fixture
def bereaved(transactional_db):
    lay_reference_data()
    case = CaseFactory(unit=UnitFactory(), is_bereaved_family_case=True, urn="06AA1234526")
    return VictimFactory(case=case, person=PersonFactory(full_name="Ama Mensah", died_on=dt.date(2026, 1, 2)))


def checks(visitor) -> None:
    visitor.finds_the_page_accessible()
    visitor.finds_no_sideways_scrolling()


class TestTelling:
    @pytest.mark.parametrize("visitor", WAYS, indirect=True, ids=["desk", "without scripts", "narrow"])
    def test_the_others_beside_the_main_contact(self, visitor, transactional_db):
        # Given a letter that has left to the liaison officer, for the mother; the others have wishes of their own
        lay_reference_data()
        lay_templates()
        made = left(
            kofi=RelativeWish.THROUGH_FLO,
            yaw=RelativeWish.THROUGH_MAIN_CONTACT,
            abena=RelativeWish.BY_US,
            akua=RelativeWish.NOT_AT_ALL,
            esi=RelativeWish.NOT_ASKED,
        )
        visitor.signs_in_as(staff_with(Role.VLU_OFFICER, made.case.unit, full_name="Nia Rees"))

        # When the officer takes up the work and nobody is chosen
        visitor.goes_to(reverse("workspace:work"))
        visitor.follows("See that a relative is told")
        visitor.presses("See who of the family has been told")
        visitor.sees("Nobody has asked how they want to be told")
        visitor.sees("They asked to be told nothing")
        checks(visitor)
        visitor.presses("They have been told")
        visitor.sees("Select who has been told")
        checks(visitor)

        # And the liaison officer says of three of them that they were told, in one answer
        for name in ("Efua Mensah (main contact)", "Kofi Mensah (brother)", "Yaw Mensah (brother)"):
            visitor.page.get_by_label(name, exact=True).check()
        visitor.fills(told_on_day="27", told_on_month="3", told_on_year="2026", note="They want to meet us")
        visitor.presses("They have been told")
        visitor.sees("Recorded who has been told.")
        visitor.sees("Friday 27 March 2026")
        checks(visitor)

        # And opens the letter of the one who wants her own, which was begun when the first one left
        visitor.page.get_by_role("link", name="Open their letter").last.click()
        visitor.page.wait_for_load_state()
        visitor.sees("Abena Mensah")
        visitor.sees("The letter to the family’s main contact")
        checks(visitor)

        # Then the page of the family says how it stands with each
        visitor.goes_to(reverse("workspace:family", args=[made.case.pk, made.victim.pk]))
        visitor.sees("Kofi Mensah (brother): told on 27 March 2026")
        visitor.sees("Abena Mensah (brother): not told yet")
        visitor.sees("Akua Mensah (brother): nothing is done")
        visitor.sees("Esi Mensah (brother): ask first")
        checks(visitor)


class TestTheFamily:
    @pytest.mark.parametrize("visitor", WAYS, indirect=True, ids=["desk", "without scripts", "narrow"])
    def test_is_recorded_person_by_person(self, visitor, bereaved):
        # Given a victim who died, and the officer who looks after the family
        officer = staff_with(Role.VLU_OFFICER, bereaved.case.unit, full_name="Nia Rees")
        ConnectionFactory(
            victim=bereaved, kind=ConnectionKind.FLO, person=PersonFactory(full_name="Sergeant Dee Placeholder")
        )
        visitor.signs_in_as(officer)

        # When they record the mother, who forgets to be asked something, and the brother
        visitor.goes_to(reverse("workspace:case-people", args=[bereaved.case_id]))
        visitor.follows("The family")
        visitor.sees("No relative is recorded.")
        checks(visitor)
        visitor.follows("Add a relative")
        checks(visitor)
        visitor.fills(full_name="Efua Mensah", relationship="mother", preferred_name="Mrs Mensah")
        visitor.presses("Record it")
        visitor.sees("Select how they want to learn what is decided")
        checks(visitor)
        for name, value in (
            ("is_near_suspect", "no"), ("has_consent", "yes"), ("wish", "BY_US"), ("language", "EN"),
            ("needs_interpreter", "no"),
        ):  # fmt: skip
            visitor.picks(name, value)
        visitor.presses("Record it")
        visitor.sees("Main contact")
        visitor.follows("Add a relative")
        visitor.fills(full_name="Kofi Mensah", relationship="brother")
        for name, value in (
            ("is_near_suspect", "no"), ("has_consent", "yes"), ("wish", "THROUGH_FLO"), ("language", "OTHER"),
            ("needs_interpreter", "yes"),
        ):  # fmt: skip
            visitor.picks(name, value)
        visitor.fills(other_language="Twi")
        visitor.presses("Record it")
        visitor.sees("From the Family Liaison Officer")

        # And the family asks that he speaks for it
        visitor.follows("Choose who speaks for the family")
        checks(visitor)
        visitor.picks("reason", "FAMILY_ASKED")
        visitor.page.check('[name="relative"]')
        visitor.presses("Record it")

        # Then the page says who does, who did before, and why
        visitor.sees("Kofi Mensah instead of Efua Mensah")
        visitor.sees("The family asked for it. By Nia Rees")
        checks(visitor)
        visitor.follows("They are told nothing more")
        checks(visitor)
