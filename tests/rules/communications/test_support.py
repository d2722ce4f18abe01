"""Which support services a letter names: SUP-1 (domain.md 9.1)."""

import pytest

from communications.rules.support import MOST_SERVICES, NotForVictims, ServiceRow, SupportFacts, choose_services

GENERAL = ServiceRow(name="General line", offers="help for everyone")
LOCAL = ServiceRow(name="Local service", offers="help nearby", areas=frozenset({"WESSEX"}))
ANYWHERE = ServiceRow(name="Find your local service", offers="help nearby", areas=frozenset({"*"}))
OF_THE_FORCE = ServiceRow(name="Service of the force", offers="help nearby", forces=frozenset({"55"}))


def national(name: str, **facts: object) -> ServiceRow:
    return ServiceRow(**{"name": name, "offers": "help", **facts})


def chosen(*rows: ServiceRow, **facts: object) -> list[str]:
    about = SupportFacts(**{"area": "WESSEX", **facts})
    return [row.name for row in choose_services(rows=rows, facts=about)]


class TestChooseServices:
    def test_sup_1_names_local_services_first_and_one_for_everyone_last(self):
        matched = national("Matched", categories=frozenset({"BURGLARY"}))

        assert chosen(GENERAL, matched, LOCAL, categories=frozenset({"BURGLARY"})) == [
            "Local service",
            "Matched",
            "General line",
        ]

    def test_sup_1_names_at_most_five(self):
        matched = [national(f"Matched {n}", categories=frozenset({"BURGLARY"})) for n in range(9)]

        names = chosen(GENERAL, LOCAL, *matched, categories=frozenset({"BURGLARY"}))

        assert len(names) == MOST_SERVICES
        assert (names[0], names[-1]) == ("Local service", "General line")

    def test_leaves_out_services_of_other_areas_crimes_and_strands(self):
        elsewhere = ServiceRow(name="Elsewhere", offers="help", areas=frozenset({"NORTH_WEST"}))
        other_crime = national("Other crime", categories=frozenset({"ROBBERY"}))
        other_strand = national("Other strand", strands=frozenset({"RACE"}))

        assert chosen(GENERAL, elsewhere, other_crime, other_strand) == ["General line"]

    def test_matches_a_strand_as_well_as_a_crime(self):
        by_strand = national("By strand", strands=frozenset({"RACE"}), categories=frozenset({"ROBBERY"}))

        assert chosen(by_strand, strands=frozenset({"RACE"})) == ["By strand"]

    def test_a_service_of_this_area_or_force_takes_the_place_of_the_general_one(self):
        assert chosen(ANYWHERE) == ["Find your local service"]
        assert chosen(ANYWHERE, LOCAL) == ["Local service"]
        assert chosen(ANYWHERE, OF_THE_FORCE, force="55") == ["Service of the force"]

    @pytest.mark.parametrize(
        ("group", "facts", "is_named"),
        [
            ("UNDER_19", {"age": 18}, True),
            ("UNDER_19", {"age": 19}, False),
            ("UNDER_19", {"age": None}, False),
            ("ADULT", {"age": 15}, False),
            ("ADULT", {"age": 16}, True),
            ("ADULT", {"age": None}, True),
            ("OVER_60", {"age": 59}, False),
            ("OVER_60", {"age": 60}, True),
            ("OVER_60", {"age": None}, False),
            ("BEREAVED", {"is_bereaved": True}, True),
            ("BEREAVED", {}, False),
            ("ADULT", {"age": 40, "is_bereaved": True}, False),
        ],
    )
    def test_sup_1_matches_the_person(self, group, facts, is_named):
        row = national("For a group", groups=frozenset({group}))

        assert (chosen(row, **facts) == ["For a group"]) is is_named

    @pytest.mark.parametrize("name", ["Respect phoneline", "Stop It Now", "respect"])
    def test_sup_1_refuses_a_service_for_people_who_harm(self, name):
        with pytest.raises(NotForVictims):
            national(name)
