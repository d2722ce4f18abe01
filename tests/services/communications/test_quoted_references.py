"""Whoever rings and gives the reference of their letter, as it asks them to, is found by it."""

import uuid

import pytest

from accounts import actors
from accounts.roles import Role
from cases.models import VictimStanding
from cases.selectors import records
from communications.selectors import victim_list
from communications.selectors.quoted_references import victims_quoted
from communications.services.complaint_letters import reference_of
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import CaseFactory, VictimFactory
from tests.factories.communications import CommunicationFactory, ComplaintFactory
from tests.services.communications.ledger import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter():
    victim = VictimFactory(case=CaseFactory(unit=UnitFactory()))
    VictimFactory(case=victim.case)
    return CommunicationFactory(victim=victim, reference="VCS-7K2M-9QXD")


def officer_of(unit):
    return actors.staff(user=staff_with(Role.VLU_OFFICER, unit), at=AT)


@pytest.mark.parametrize("said", ["VCS-7K2M-9QXD", "vcs7k2m9qxd", " VCS 7K2M 9QXD "])
def test_the_letter_leads_to_its_case_and_to_the_one_victim_it_is_about(letter, said):
    quoted = victims_quoted(words=said)

    assert quoted == {(letter.case_id, letter.victim_id)}


@pytest.mark.parametrize("said", ["VCS-7K2M-9QXC", "VCS-7K2M", "7K2M", "Hughes", "VCC-7K2M9QXD"])
def test_anything_else_leads_nowhere(letter, said):
    assert victims_quoted(words=said) == frozenset()


def test_a_letter_that_was_numbered_without_the_second_stroke_is_found_too(letter):
    other = CommunicationFactory(victim=letter.victim, reference="VCS-00000001")

    assert victims_quoted(words="VCS-0000-0001") == {(other.case_id, other.victim_id)}


def test_the_answer_to_a_complaint_leads_to_who_complained():
    complaint = ComplaintFactory()

    assert victims_quoted(words=reference_of(complaint)) == {(complaint.case_id, complaint.victim_id)}
    assert victims_quoted(words=f"VCC-{uuid.UUID(int=1).hex[:8]}") == frozenset()


def test_staff_find_by_it_what_is_theirs_to_see_and_nothing_else(letter):
    quoted = {letter.case_id}
    stranger = officer_of(UnitFactory(area=AreaFactory(code="WESSEX")))

    found = records.search_cases(viewer=officer_of(letter.case.unit), words=letter.reference, quoted=quoted)

    assert (found.cases, found.is_all) == ([letter.case], True)
    assert records.search_cases(viewer=stranger, words=letter.reference, quoted=quoted).cases == []


def test_of_two_victims_of_a_case_the_one_of_the_letter_is_listed(letter):
    for victim in letter.case.victims.all():
        VictimStanding.objects.get_or_create(pk=victim.pk)

    found = victim_list.search_victims(viewer=officer_of(letter.case.unit), words="vcs 7k2m 9qxd", at=AT)

    assert [line.victim for line in found.lines] == [letter.victim]
