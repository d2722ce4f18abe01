"""Mutations, joinings and set phrases of composed Welsh (CYM-1 to CYM-3)."""

import dataclasses
import datetime as dt

import pytest

from accounts.models import UnitKind
from cases.rules.vocabulary import JourneyStage, OffenceCategory
from communications.rules import letter_phrases
from communications.rules.letter_phrases import ChargeWords
from communications.rules.status_words import StatusWords
from communications.rules.welsh import grammar, names, phrases, stages


def a_charge(**changes: object) -> ChargeWords:
    facts: dict[str, object] = {
        "plain": "",
        "title": "Lladrad",
        "category": OffenceCategory.ROBBERY,
        "happened_on": None,
        "defendant": "1",
        "state": "CHARGED",
    }
    return ChargeWords(**{**facts, **changes})  # type: ignore[arg-type]


class TestGrammar:
    """CYM-1."""

    @pytest.mark.parametrize(
        ("radical", "mutated"),
        [
            ("lladrad", "ladrad"),
            ("twyll", "dwyll"),
            ("cipio", "gipio"),
            ("poeri", "boeri"),
            ("bwrgleriaeth", "fwrgleriaeth"),
            ("dwyn", "ddwyn"),
            ("gyrru’n beryglus", "yrru’n beryglus"),
            ("masnachu pobl", "fasnachu pobl"),
            ("rhwystro", "rwystro"),
            ("chwythu", "chwythu"),
            ("ymosod", "ymosod"),
            ("Gwneud", "Wneud"),
            ("", ""),
        ],
    )
    def test_the_soft_mutation_changes_nine_sounds_and_no_others(self, radical: str, mutated: str) -> None:
        assert grammar.soft(words=radical) == mutated

    @pytest.mark.parametrize(
        ("radical", "mutated"), [("twyll", "thwyll"), ("cipio", "chipio"), ("poeri", "phoeri"), ("dwyn", "dwyn")]
    )
    def test_the_aspirate_mutation_changes_three_sounds(self, radical: str, mutated: str) -> None:
        assert grammar.aspirate(words=radical) == mutated

    @pytest.mark.parametrize(
        ("words", "joined"),
        [
            ((), ""),
            (("y lladrad",), "y lladrad"),
            (("y lladrad", "yr ymosodiad"), "y lladrad a’r ymosodiad"),
            (("dwyn", "ymosod"), "dwyn ac ymosod"),
            (("dwyn", "twyll"), "dwyn a thwyll"),
            (("dwyn", "", "dwyn", "twyll", "aflonyddu"), "dwyn, twyll ac aflonyddu"),
        ],
    )
    def test_and_is_said_as_welsh_says_it(self, words: tuple[str, ...], joined: str) -> None:
        assert grammar.joined(words=words) == joined


class TestNames:
    """CYM-2."""

    @pytest.mark.parametrize(
        ("english", "welsh"),
        [
            ("Cardiff Crown Court", "Llys y Goron Caerdydd"),
            ("Crown Court at Mold", "Llys y Goron Yr Wyddgrug"),
            ("Cwmbran Magistrates’ Court", "Llys Ynadon Cwmbrân"),
            ("Luton Magistrates' Court", "Llys Ynadon Luton"),
            ("Caernarfon Justice Centre", "Canolfan Cyfiawnder Caernarfon"),
            ("The Old Hall", None),
            ("", None),
        ],
    )
    def test_a_court_has_its_welsh_name_or_none(self, english: str, welsh: str | None) -> None:
        assert names.court(english=english) == welsh

    def test_the_welsh_that_the_court_gave_goes_before_ours(self) -> None:
        assert names.court(english="Cardiff Crown Court", welsh="Llys y Goron yng Nghaerdydd") == (
            "Llys y Goron yng Nghaerdydd"
        )

    @pytest.mark.parametrize(
        ("english", "welsh"),
        [
            ("Monday to Friday, 9am to 5pm", "dydd Llun i ddydd Gwener, 9am i 5pm"),
            ("Monday to Friday, 9am to 4:30pm", "dydd Llun i ddydd Gwener, 9am i 4:30pm"),
            ("Saturday and Sunday, 10am to noon", "dydd Sadwrn a dydd Sul, 10am i 12 canol dydd"),
            ("Wednesday, 9 am to 1 pm", "dydd Mercher, 9 am i 1 pm"),
            ("day and night", "ddydd a nos"),
            ("weekdays", None),
            ("Monday to Friday, by appointment", None),
            ("", None),
        ],
    )
    def test_opening_hours_are_said_in_welsh_or_left_to_a_person(self, english: str, welsh: str | None) -> None:
        assert names.hours(english=english) == welsh

    def test_an_area_of_england_is_named_after_a_comma_and_wales_without(self) -> None:
        assert names.office(area_code="CYMRU_WALES") == "Gwasanaeth Erlyn y Goron Cymru"
        assert names.office(area_code="WEST_MIDLANDS") == "Gwasanaeth Erlyn y Goron, Gorllewin Canolbarth Lloegr"
        assert names.office(area_code="ELSEWHERE") is None

    @pytest.mark.parametrize(
        ("english", "area", "welsh"),
        [
            ("Cymru-Wales Victim Liaison Unit", ("CYMRU_WALES", "Cymru-Wales"), "Uned Cyswllt Dioddefwyr Cymru"),
            ("Wessex Victim Liaison Team", ("WESSEX", "Wessex"), "Tîm Cyswllt Dioddefwyr, Wessex"),
            ("The Harbour Team", ("WESSEX", "Wessex"), None),
            ("Wessex Victim Liaison Unit", ("CYMRU_WALES", "Cymru-Wales"), None),
            ("Elsewhere Victim Liaison Unit", ("ELSEWHERE", "Elsewhere"), None),
        ],
    )
    def test_a_unit_is_named_with_its_area_or_not_at_all(
        self, english: str, area: tuple[str, str], welsh: str | None
    ) -> None:
        code, name = area

        assert names.unit(english=english, area_code=code, area_name=name) == welsh

    def test_every_kind_of_unit_that_the_public_meets_has_its_welsh_name(self) -> None:
        said = {
            names.unit(english=f"Wessex {kind.public_label}", area_code="WESSEX", area_name="Wessex")
            for kind in UnitKind
        }

        assert None not in said
        assert len(said) == len(UnitKind)

    @pytest.mark.parametrize(
        ("english", "welsh"),
        [
            (
                "Victim Liaison Unit, PO Box 100, Cardiff CF10 9ZZ",
                "Uned Cyswllt Dioddefwyr, Blwch Post 100, Caerdydd CF10 9ZZ",
            ),
            ("Complaints, 1 Example Street, Swansea, SA1 1AA", "Cwynion, 1 Example Street, Abertawe, SA1 1AA"),
            # The post would look for Liverpool, and for a street in the middle of Cardiff.
            ("1 Chester Road, Liverpool L1 1AA", "1 Chester Road, Liverpool L1 1AA"),
            ("", ""),
        ],
    )
    def test_an_address_of_ours_is_in_welsh_as_far_as_the_post_knows_it(self, english: str, welsh: str) -> None:
        assert names.address(english=english) == welsh

    def test_roles_and_relations_are_known_or_left_to_a_person(self) -> None:
        assert names.role(english="Victim Liaison Officer") == "Swyddog Cyswllt Dioddefwyr"
        assert names.role(english="Head of Something New") is None
        assert names.relation(english="your daughter") == "eich merch"
        assert names.relation(english="your lodger") is None


class TestPhrases:
    """CYM-3."""

    def test_every_stage_says_what_is_awaited_exactly_where_the_english_does(self) -> None:
        assert set(phrases.AWAITED) == set(JourneyStage)
        for stage in JourneyStage:
            assert bool(phrases.AWAITED[stage]) is bool(letter_phrases.AWAITED[stage])
            assert phrases.AWAITED[stage].startswith(("", "i", "am"))

    def test_every_stage_and_what_stands_before_a_letter_have_all_their_words(self) -> None:
        assert set(stages.STAGES) == set(JourneyStage)
        for words in (*stages.STAGES.values(), stages.BEFORE_THE_LETTER):
            assert set(words) == {field.name for field in dataclasses.fields(StatusWords)}
            assert all(words.values())

    @pytest.mark.parametrize("category", OffenceCategory)
    def test_what_happened_is_named_with_its_article(self, category: OffenceCategory) -> None:
        charge = a_charge(category=category)
        welsh = phrases.what_it_is_about(about=(charge,), others=(), replacements=())
        english = letter_phrases.what_it_is_about(about=(charge,), others=(), replacements=())

        assert welsh.allegation.startswith(("y ", "yr "))
        # Where English says no more than that something was reported, Welsh says no more either.
        assert ("reported to the police" in english.allegation) is ("i’r heddlu" in welsh.allegation)

    def test_charges_are_named_by_their_welsh_title_with_the_right_mutation(self) -> None:
        words = phrases.what_it_is_about(
            about=(a_charge(), a_charge(title="Twyll")),
            others=(a_charge(title="Ymosodiad cyffredin"),),
            replacements=(),
        )

        assert words.stopped_part == "y cyhuddiad o ladrad a’r cyhuddiad o dwyll"
        assert words.continuing_part == "y cyhuddiad o ymosodiad cyffredin"
        assert words.charge_words == "lladrad a thwyll"
        assert words.new_part == "cyhuddiad arall"

    def test_what_took_the_place_of_a_charge_goes_on_beside_the_others(self) -> None:
        words = phrases.what_it_is_about(
            about=(a_charge(title="Lladrad"),),
            others=(a_charge(title="Ymosodiad cyffredin"),),
            replacements=(a_charge(title="Dwyn"),),
        )

        assert words.new_part == "y cyhuddiad o ddwyn"
        assert words.continuing_part == "y cyhuddiad o ddwyn a’r cyhuddiad o ymosodiad cyffredin"

    def test_what_a_person_put_into_words_goes_before_the_title(self) -> None:
        charged = a_charge(plain="y fwrgleriaeth yn eich cartref")
        reported = a_charge(plain="y fwrgleriaeth yn eich cartref", state="ALLEGED")

        assert phrases.what_it_is_about(about=(charged,), others=(), replacements=()).stopped_part == (
            "y cyhuddiad ynghylch y fwrgleriaeth yn eich cartref"
        )
        assert phrases.what_it_is_about(about=(reported,), others=(), replacements=()).stopped_part == (
            "y fwrgleriaeth yn eich cartref"
        )

    def test_two_people_charged_alike_are_told_apart_without_names(self) -> None:
        words = phrases.what_it_is_about(
            about=(a_charge(defendant="1"),), others=(a_charge(defendant="2"),), replacements=()
        )

        assert words.stopped_part == "yr achos yn erbyn un o’r bobl dan sylw"
        assert words.continuing_part == "gweddill yr achos"

    def test_days_are_said_in_welsh(self) -> None:
        one, other = dt.date(2024, 3, 1), dt.date(2025, 5, 2)

        assert phrases.when(days=()) == ""
        assert phrases.when(days=(one,)) == "ar 1 Mawrth 2024"
        assert phrases.when(days=(other, one)) == "rhwng 1 Mawrth 2024 a 2 Mai 2025"

    @pytest.mark.parametrize(
        ("kind", "court", "said"),
        [
            ("Trial", "Llys y Goron Caerdydd", "y treial yn Llys y Goron Caerdydd"),
            ("Pre-trial review", "Llys Ynadon Abertawe", "gwrandawiad yn Llys Ynadon Abertawe"),
            (
                "Sentence",
                "Canolfan Cyfiawnder Caernarfon",
                "y gwrandawiad dedfrydu yng Nghanolfan Cyfiawnder Caernarfon",
            ),
            ("Mention", "", "gwrandawiad"),
        ],
    )
    def test_a_hearing_is_named_as_the_english_names_it(self, kind: str, court: str, said: str) -> None:
        assert phrases.hearing(kind=kind, court=court) == said

    def test_other_forms_are_named_and_welsh_is_not_one_of_them(self) -> None:
        assert phrases.format_needs(formats=("LARGE_PRINT", "BSL")) == ("fersiwn mewn Iaith Arwyddion Prydain",)


def test_the_officer_who_brings_a_letter_is_named_in_welsh() -> None:
    assert phrases.told_by_officer(name="Sgt Ifan Sample") == "Sgt Ifan Sample, eich Swyddog Cyswllt Teuluol,"
