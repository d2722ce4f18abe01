"""What the page about help lists for what somebody picked (HELP-1, HELP-2; S5)."""

import pytest

from cases.rules.urn import FORCES
from cases.rules.vocabulary import Language
from communications.documents.support import directory_for, support_rows
from communications.rules.help_near import AgeGroup, HelpKind, HelpWish, facts_of
from communications.rules.support import NEVER_FOR_VICTIMS, list_services


def names(**wish: object) -> list[str]:
    return [each.name for each in list_services(rows=support_rows(), facts=facts_of(wish=HelpWish(**wish)))]


class TestListedServices:
    """HELP-1."""

    @pytest.mark.parametrize("kind", HelpKind)
    @pytest.mark.parametrize("force", ["", *FORCES])
    def test_always_hold_one_local_way_and_one_for_everyone_and_none_for_people_who_harm(self, kind, force):
        found = names(kind=kind, force=force)

        assert "Victim Support" in found
        assert len(set(found)) == len(found)
        assert not {name.lower() for name in found} & NEVER_FOR_VICTIMS
        assert list_services(rows=support_rows(), facts=facts_of(wish=HelpWish(kind=kind, force=force)))[0].is_local

    @pytest.mark.parametrize(
        ("kind", "service"),
        [
            (HelpKind.SEXUAL, "Rape Crisis 24/7 line"),
            (HelpKind.PARTNER_OR_FAMILY, "National Domestic Abuse Helpline"),
            (HelpKind.PARTNER_OR_FAMILY, "Men’s Advice Line"),
            (HelpKind.CHILDHOOD, "NAPAC"),
            (HelpKind.STALKING, "National Stalking Helpline"),
            (HelpKind.HATE, "Stop Hate UK"),
            (HelpKind.HONOUR, "Karma Nirvana"),
            (HelpKind.EXPLOITED, "Modern Slavery Helpline"),
            (HelpKind.DEATH, "The Homicide Service"),
            (HelpKind.DEATH, "Samaritans"),
        ],
    )
    def test_hold_those_for_the_kind_of_help_before_the_one_for_everyone(self, kind, service):
        found = names(kind=kind)

        assert service in found
        assert found.index(service) < found.index("Victim Support")

    def test_hold_nothing_for_another_kind(self):
        assert "Rape Crisis 24/7 line" not in names()
        assert "The Homicide Service" not in names(kind=HelpKind.HATE)

    def test_leave_nobody_out_for_want_of_room(self):
        assert len(names(kind=HelpKind.SEXUAL, force="60", age=AgeGroup.TO_18, is_lgbt=True)) > 5


class TestFacts:
    """HELP-2."""

    def test_of_a_place_in_wales_lead_to_its_line(self):
        assert names(kind=HelpKind.PARTNER_OR_FAMILY, force="62")[0] == "Live Fear Free"

    @pytest.mark.parametrize("force", ["01", "48"])
    def test_of_london_lead_to_its_service_and_not_to_the_one_that_each_place_has(self, force):
        found = names(force=force)

        assert found[0] == "London Victim and Witness Service"
        assert "The victims’ service for your area" not in found

    def test_of_a_place_with_a_service_of_its_own_lead_there(self):
        assert names(force="52")[0] == "Lighthouse Victim Care"

    def test_of_no_place_lead_to_the_way_to_find_one(self):
        assert names()[0] == "The victims’ service for your area"

    def test_of_an_age_add_and_take_away_what_is_for_it(self):
        assert "Childline" in names(age=AgeGroup.UNDER_16)
        assert "Rape Crisis 24/7 line" not in names(kind=HelpKind.SEXUAL, age=AgeGroup.UNDER_16)
        assert {"Childline", "Rape Crisis 24/7 line"} <= set(names(kind=HelpKind.SEXUAL, age=AgeGroup.TO_18))
        assert "Hourglass" in names(age=AgeGroup.OVER_60)
        assert "Childline" not in names(age=AgeGroup.ADULT)

    def test_add_services_for_lgbt_people_where_somebody_asks_for_them(self):
        assert "Galop" in names(is_lgbt=True)
        assert "Galop" not in names()


class TestDirectory:
    def test_is_in_the_language_of_the_page(self):
        facts = facts_of(wish=HelpWish(kind=HelpKind.PARTNER_OR_FAMILY, force="60"))
        english, welsh = (directory_for(facts=facts, language=language) for language in (Language.EN, Language.CY))

        assert [each.phone for each in english] == [each.phone for each in welsh]
        assert (english[0].name, welsh[0].name) == ("Live Fear Free", "Byw Heb Ofn")
        assert all(one.offers != other.offers for one, other in zip(english, welsh, strict=True))
        assert welsh[0].languages == {"en", "cy"}
