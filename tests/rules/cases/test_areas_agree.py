"""The Areas of the bundled list, of the pilots and of the police forces are the same Areas (domain.md 6.1)."""

import csv

from cases.rules.defaults import default_pilot_areas
from cases.rules.police_areas import AREA_OF_FORCE, area_of_force
from cases.rules.urn import FORCES
from tests.rules.cases.conftest import BUNDLED

LISTED = {
    row["code"]: row for row in csv.DictReader((BUNDLED.parent / "areas.csv").read_text(encoding="utf-8").splitlines())
}


class TestAreas:
    def test_are_the_14_and_cps_direct(self):
        assert len(LISTED) == 15
        assert [code for code, row in LISTED.items() if row["is_direct"] == "yes"] == ["CPS_DIRECT"]

    def test_of_the_pilots_are_listed(self):
        assert {pilot.area for pilot in default_pilot_areas()} <= set(LISTED)

    def test_of_every_force_are_listed(self):
        assert set(AREA_OF_FORCE.values()) <= set(LISTED)

    def test_every_known_force_but_the_two_in_two_areas_has_one(self):
        assert {FORCES[force] for force in set(FORCES) - set(AREA_OF_FORCE)} == {"Metropolitan", "City of London"}

    def test_of_a_force_are_found_by_its_code(self):
        assert area_of_force(force="45") == "SOUTH_EAST"
        assert area_of_force(force="01") is None
