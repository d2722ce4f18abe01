"""Which support services a letter names (SUP-1; domain.md 9.1)."""

import dataclasses
import re

import pytest

from cases.rules.vocabulary import HateStrand, OffenceCategory
from communications.documents.support import services_for, support_rows
from communications.rules.support import (
    MOST_SERVICES,
    NEVER_FOR_VICTIMS,
    NotForVictims,
    ServiceRow,
    SupportFacts,
    choose_services,
    unfit_services,
)

AREAS = (
    "CYMRU_WALES", "EAST_MIDLANDS", "EAST_OF_ENGLAND", "LONDON_NORTH", "LONDON_SOUTH", "MERSEY_CHESHIRE", "NORTH_EAST",
    "NORTH_WEST", "SOUTH_EAST", "SOUTH_WEST", "THAMES_AND_CHILTERN", "WESSEX", "WEST_MIDLANDS",
    "YORKSHIRE_AND_HUMBERSIDE",
)  # fmt: skip


def names(**facts: object) -> list[str]:
    return [service.name for service in services_for(facts=SupportFacts(**{"area": "NORTH_WEST", **facts}))]


def of(*categories: str) -> frozenset[str]:
    return frozenset(categories)


class TestChosenServices:
    @pytest.mark.parametrize("area", AREAS)
    @pytest.mark.parametrize("category", OffenceCategory)
    @pytest.mark.parametrize("age", [None, 12, 17, 30, 71])
    def test_are_local_first_one_for_everyone_last_and_never_too_many(self, area, category, age):
        chosen = services_for(facts=SupportFacts(area=area, categories=of(category), age=age))

        assert 2 <= len(chosen) <= MOST_SERVICES
        is_local = [service.is_local for service in chosen]
        assert is_local == sorted(is_local, reverse=True)
        assert is_local[0]
        assert chosen[-1].name == "Victim Support"
        assert len({service.name for service in chosen}) == len(chosen)

    @pytest.mark.parametrize(
        ("category", "service"),
        [
            ("RAPE_RASSO", "Rape Crisis 24/7 line"),
            ("SEXUAL_OTHER", "Rape Crisis 24/7 line"),
            ("DOMESTIC_ABUSE", "National Domestic Abuse Helpline"),
            ("HONOUR_BASED", "Karma Nirvana"),
            ("STALKING_HARASSMENT", "National Stalking Helpline"),
            ("MODERN_SLAVERY", "Modern Slavery Helpline"),
            ("CHILD_ABUSE", "NAPAC"),
        ],
    )
    def test_match_the_crime(self, category, service):
        assert service in names(categories=of(category), age=40)
        assert service not in names(categories=of("BURGLARY"), age=40)

    @pytest.mark.parametrize(
        ("strand", "service"), [("SEXUAL_ORIENTATION", "Galop"), ("TRANSGENDER", "Galop"), ("RACE", "Stop Hate UK")]
    )
    def test_match_the_strand_of_a_hate_crime(self, strand, service):
        assert strand in set(HateStrand)
        assert service in names(categories=of("HATE_CRIME"), strands=of(strand))

    def test_name_childline_below_nineteen_and_no_adult_service(self):
        assert "Childline" in names(categories=of("SEXUAL_OTHER"), age=18)
        assert "Childline" not in names(categories=of("SEXUAL_OTHER"), age=19)
        assert "Childline" not in names(categories=of("SEXUAL_OTHER"), age=None)
        assert "NAPAC" not in names(categories=of("CHILD_ABUSE"), age=15)

    def test_name_a_service_for_older_people_from_sixty(self):
        assert "Hourglass" in names(categories=of("THEFT_FRAUD"), age=60)
        assert "Hourglass" not in names(categories=of("THEFT_FRAUD"), age=59)

    def test_for_a_bereaved_family_are_not_those_for_a_victims_age(self):
        chosen = names(categories=of("HOMICIDE"), age=12, is_bereaved=True)

        assert "The Homicide Service" in chosen
        assert "Childline" not in chosen

    def test_put_live_fear_free_first_in_wales(self):
        assert names(area="CYMRU_WALES", categories=of("DOMESTIC_ABUSE"), age=40)[0] == "Live Fear Free"
        assert names(area="CYMRU_WALES", categories=of("BURGLARY"), age=40)[0] != "Live Fear Free"
        assert "Live Fear Free" not in names(area="WESSEX", categories=of("DOMESTIC_ABUSE"), age=40)

    def test_name_the_service_of_the_persons_own_force_in_place_of_the_general_one(self):
        chosen = names(area="SOUTH_WEST", force="52", categories=of("BURGLARY"))

        assert chosen == ["Lighthouse Victim Care", "Victim Support"]
        assert (
            names(area="SOUTH_WEST", force="50", categories=of("BURGLARY"))[0] == "The victims’ service for your area"
        )


class TestRows:
    @pytest.mark.parametrize("name", sorted(NEVER_FOR_VICTIMS))
    def test_for_people_who_harm_are_refused(self, name):
        with pytest.raises(NotForVictims):
            ServiceRow(name=name.title(), offers="help")

    def test_of_the_list_hold_no_number_for_people_who_harm(self):
        assert not any("8024040" in row.phone.replace(" ", "") for row in support_rows())

    def test_of_the_list_say_how_to_reach_the_service_or_through_whom(self):
        assert all(row.phone or row.website or "Liaison Officer" in row.offers for row in support_rows())

    def test_of_the_list_have_numbers_that_can_be_dialled(self):
        assert all(re.fullmatch(r"[0-9 ]*", row.phone) for row in support_rows())

    def test_without_a_fitting_local_one_leave_only_national_ones(self):
        national = tuple(row for row in support_rows() if not row.is_local)

        chosen = choose_services(rows=national, facts=SupportFacts(area="WESSEX", categories=of("BURGLARY")))

        assert [row.is_local for row in chosen] == [False]

    def test_are_values(self):
        with pytest.raises(dataclasses.FrozenInstanceError):
            support_rows()[0].name = "x"


class TestUnfitServices:
    """What the letter gate looks for in words that staff changed: help for another crime, person or place."""

    def test_are_all_those_that_would_not_be_chosen_for_this_person(self) -> None:
        rows = support_rows()
        facts = SupportFacts(area="NORTH_WEST", categories=of("BURGLARY"), age=41)

        unfit = unfit_services(rows=rows, facts=facts)

        assert {"Rape Crisis 24/7 line", "Karma Nirvana", "National Stalking Helpline"} <= set(unfit)
        assert set(unfit).isdisjoint(service.name for service in choose_services(rows=rows, facts=facts))
        assert len(set(unfit)) == len(unfit)

    def test_do_not_include_help_for_this_very_crime(self) -> None:
        unfit = unfit_services(
            rows=support_rows(), facts=SupportFacts(area="NORTH_WEST", categories=of("RAPE_RASSO"), age=41)
        )

        assert "Rape Crisis 24/7 line" not in unfit
