"""Staff find a case by the beginnings of a name's words or of a reference, whatever they type."""

import pytest

from accounts import actors
from accounts.roles import Role
from cases.selectors import records
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import CaseFactory, PersonFactory, VictimFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def officer(unit):
    user = staff_with(Role.VLU_OFFICER, unit)
    return actors.staff(user=user, at=user.memberships.get().granted_at)


def victim_named(name, unit, urn):
    return VictimFactory(case=CaseFactory(unit=unit, urn=urn), person=PersonFactory(full_name=name))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Rhian Hughes", "Rhian Hughes"),
        ("Rhian Hughes", "hughes rhi"),
        ("Siân O'Brien-Jones", "O'Brien"),
        ("Siân O'Brien-Jones", "jones"),
        ("Siân O'Brien-Jones", "siâ"),
    ],
)
def test_a_case_is_found_by_the_beginnings_of_the_words_of_a_name(officer, unit, name, words):
    victim = victim_named(name, unit, "06AA1234526")
    victim_named("Morgan Price", unit, "06AA7654326")

    assert records.search_cases(viewer=officer, words=words).cases == [victim.case]


@pytest.mark.parametrize("words", ["06AA1234526", "06aa 1234", "06AA1234526/1"])
def test_a_case_is_found_by_the_beginning_of_its_reference(officer, unit, words):
    victim = victim_named("Rhian Hughes", unit, "06AA1234526")
    victim_named("Morgan Price", unit, "45BB7654326")

    assert records.search_cases(viewer=officer, words=words).cases == [victim.case]


@pytest.mark.parametrize("words", ["Hughes Morgan", "///", "' | !x:*", "\\'\\ & (", "   "])
def test_words_that_fit_nobody_find_nothing_and_signs_are_no_commands(officer, unit, words):
    victim_named("Rhian Hughes", unit, "06AA1234526")
    victim_named("Morgan Price", unit, "06AA7654326")

    assert records.search_cases(viewer=officer, words=words).cases == []


def test_a_case_that_fits_in_both_ways_and_by_two_victims_is_found_once(officer, unit):
    victim = victim_named("06AA1234526 Limited", unit, "06AA1234526")
    VictimFactory(case=victim.case, person=PersonFactory(full_name="06AA1234526 Holdings"))

    assert records.search_cases(viewer=officer, words="06AA1234526").cases == [victim.case]


def test_whole_words_come_before_mere_beginnings(officer, unit):
    jo = victim_named("Jo Hughes", unit, "06AA1234526")
    joanne = victim_named("Joanne Hughes", unit, "06AA7654326")

    assert records.search_cases(viewer=officer, words="Jo Hughes").cases == [jo.case]
    assert records.search_cases(viewer=officer, words="Joan Hughes").cases == [joanne.case]


def test_a_name_of_another_area_does_not_stop_the_search_for_beginnings(officer, unit):
    victim_named("Jo Hughes", UnitFactory(area=AreaFactory(code="ELSEWHERE")), "06AA1234526")
    joanne = victim_named("Joanne Hughes", unit, "06AA7654326")

    assert records.search_cases(viewer=officer, words="Jo Hughes").cases == [joanne.case]


def test_more_than_is_shown_or_looked_through_is_said(officer, unit, monkeypatch):
    for number in range(3):
        victim_named("Rhian Hughes", unit, f"06AA000000{number}")

    assert records.search_cases(viewer=officer, words="Hughes").is_all

    monkeypatch.setattr(records, "SEARCH_LIMIT", 2)
    assert not records.search_cases(viewer=officer, words="Hughes").is_all
    assert len(records.search_cases(viewer=officer, words="Hughes").cases) == 2

    monkeypatch.setattr(records, "SEARCH_LIMIT", 50)
    monkeypatch.setattr(records, "SEARCHED_THROUGH", 2)
    assert not records.search_cases(viewer=officer, words="Hughes").is_all
    assert not records.search_cases(viewer=officer, words="06AA").is_all
