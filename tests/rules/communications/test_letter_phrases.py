"""Facts turned into plain words: what happened, when, what stopped and what goes on."""

import datetime as dt

import pytest

from cases.rules.vocabulary import Addressee, JourneyStage, Language, OffenceCategory
from communications.rules.letter_phrases import (
    AWAITED,
    READ_FOR_SOMEBODY,
    ChargeWords,
    fits_reader,
    format_needs,
    hearing,
    names_a_charge,
    paragraphs,
    what_it_is_about,
    when,
)


def charge(plain: str = "", *, title: str = "Theft", category: str = "THEFT_FRAUD", **changes: object) -> ChargeWords:
    fields = {"happened_on": dt.date(2026, 3, 3), "defendant": "one", "state": "STOPPED", **changes}
    return ChargeWords(plain=plain, title=title, category=category, **fields)


class TestWhatItIsAbout:
    def test_uses_the_words_that_a_person_chose(self):
        words = what_it_is_about(about=(charge("the theft of your ring"),), others=(), replacements=())

        assert words.allegation == "the theft of your ring"
        assert words.stopped_part == "the charge about the theft of your ring"
        assert words.allegation_when == "on 3 March 2026"

    def test_says_each_thing_once(self):
        one, two, three = charge("the theft"), charge("the theft"), charge("the damage")

        words = what_it_is_about(about=(one, two, three), others=(charge("the assault"),), replacements=())

        assert words.allegation == "the theft, the damage and the assault"
        assert words.stopped_part == "the charge about the theft and the charge about the damage"
        assert words.continuing_part == "the charge about the assault"

    @pytest.mark.parametrize("category", OffenceCategory)
    def test_without_such_words_never_describes_more_than_the_kind(self, category):
        words = what_it_is_about(about=(charge(category=category),), others=(), replacements=())

        assert words.allegation.endswith("reported to the police") or words.allegation.startswith("the ")
        assert "rape" not in words.allegation
        assert "sexual" not in words.allegation

    @pytest.mark.parametrize("state", ["ALLEGED", "NOT_CHARGED"])
    def test_speaks_of_an_allegation_before_charge(self, state):
        words = what_it_is_about(
            about=(charge(state=state),), others=(charge("the damage", state=state),), replacements=()
        )

        assert words.stopped_part == "the allegation of theft"
        assert words.continuing_part == "the damage"

    def test_speaks_of_the_court_lists_words_after_charge(self):
        words = what_it_is_about(about=(charge(title="Common assault"),), others=(), replacements=())

        assert words.stopped_part == "the charge of common assault"
        assert words.charge_words == "common assault"

    def test_names_what_takes_the_place_of_a_charge(self):
        words = what_it_is_about(about=(charge(title="Robbery"),), others=(), replacements=(charge(title="Theft"),))

        assert words.new_part == words.continuing_part == "the charge of theft"

    def test_names_what_goes_on_beside_what_took_its_place(self):
        words = what_it_is_about(
            about=(charge(title="Robbery"),), others=(charge("the damage"),), replacements=(charge(title="Theft"),)
        )

        assert words.new_part == "the charge of theft"
        assert words.continuing_part == "the charge of theft and the charge about the damage"

    def test_tells_two_people_apart_without_a_name_where_the_words_are_the_same(self):
        words = what_it_is_about(
            about=(charge("the robbery"),), others=(charge("the robbery", defendant="two"),), replacements=()
        )

        assert words.stopped_part == "the case against one of the people involved"
        assert words.continuing_part == "the rest of the case"

    def test_keeps_the_same_words_where_it_is_the_same_person(self):
        words = what_it_is_about(about=(charge("the robbery"),), others=(charge("the robbery"),), replacements=())

        assert words.stopped_part == words.continuing_part == "the charge about the robbery"

    def test_of_nothing_says_nothing_wrong(self):
        words = what_it_is_about(about=(), others=(), replacements=())

        assert (words.allegation, words.allegation_when, words.stopped_part) == ("", "", "")
        assert words.continuing_part == "the rest of the case"


class TestFitsReader:
    @pytest.mark.parametrize(
        ("plain", "fits"),
        [
            ("the way you were treated", False),
            ("the burglary at your home", False),
            ("The bag that was yours", False),
            ("what your daughter told you", False),
            ("the way Ella was treated", True),
            ("what happened to your daughter at the club", True),
            ("the fall of your step-son’s bicycle", True),
            ("the collision in which your relative died", True),
            ("the fire by the youth club", True),
            ("", True),
        ],
    )
    def test_holds_of_words_that_do_not_make_a_victim_of_whoever_reads_for_one(self, plain, fits):
        assert fits_reader(plain=plain, is_their_own=False) is fits
        assert fits_reader(plain=plain, is_their_own=True)

    def test_a_business_and_a_victim_told_through_somebody_read_their_own(self):
        assert Addressee.BUSINESS_CONTACT not in READ_FOR_SOMEBODY
        assert Addressee.VIA_POLICE not in READ_FOR_SOMEBODY
        assert {Addressee.PARENT_GUARDIAN, Addressee.SPOKESPERSON, Addressee.BEREAVED_FAMILY_VIA_FLO} == (
            READ_FOR_SOMEBODY
        )


class TestNamesACharge:
    @pytest.mark.parametrize(
        ("said", "expected"),
        [
            ((), False),
            (("the case against one of the people involved", "the rest of the case"), False),
            (("the case against the first man", "Charges of theft go on."), True),
            (("the charge of theft",), True),
        ],
    )
    def test_is_true_where_the_word_stands(self, said, expected):
        assert names_a_charge(said=said) is expected


class TestWhen:
    @pytest.mark.parametrize(
        ("days", "said"),
        [
            ((), ""),
            ((dt.date(2026, 3, 3),), "on 3 March 2026"),
            ((dt.date(2026, 3, 3), dt.date(2026, 3, 3)), "on 3 March 2026"),
            ((dt.date(2026, 3, 3), dt.date(2025, 1, 9)), "between 9 January 2025 and 3 March 2026"),
        ],
    )
    def test_names_one_day_or_the_first_and_the_last(self, days, said):
        assert when(days=days) == said


class TestHearing:
    @pytest.mark.parametrize(
        ("kind", "court", "said"),
        [
            ("Trial", "Cardiff Crown Court", "the trial at Cardiff Crown Court"),
            ("First hearing", "Cardiff Magistrates' Court", "a hearing at Cardiff Magistrates' Court"),
            ("Plea and Trial Preparation", "Cardiff Crown Court", "a hearing at Cardiff Crown Court"),
            ("Pre-trial review", "", "a hearing"),
            ("Sentencing", "Cardiff Crown Court", "the sentencing hearing at Cardiff Crown Court"),
        ],
    )
    def test_is_named_plainly(self, kind, court, said):
        assert hearing(kind=kind, court=court) == said


class TestFormatNeeds:
    @pytest.mark.parametrize(
        ("formats", "language", "other", "said"),
        [
            ((), Language.EN, "", ()),
            (("LARGE_PRINT", "NO_SUCH", "READ_TO_ME"), Language.EN, "", ("someone to read it to you",)),
            ((), Language.CY, "", ()),
            ((), Language.OTHER, "Polish", ("a translation into Polish",)),
            ((), Language.OTHER, "", ("a translation",)),
        ],
    )
    def test_are_said_in_words(self, formats, language, other, said):
        assert format_needs(formats=formats, language=language, other_language=other) == said


class TestParagraphs:
    def test_are_parted_by_empty_lines_and_joined_within(self):
        assert paragraphs("One\r\ntwo\r\n\r\n\r\n Three  four \n") == ("One two", "Three four")

    def test_of_nothing_are_none(self):
        assert paragraphs(" \n\n ") == ()


class TestAwaited:
    def test_is_worded_for_every_stage(self):
        assert set(AWAITED) == set(JourneyStage)

    @pytest.mark.parametrize("stage", JourneyStage)
    def test_blames_nobody(self, stage):
        assert not any(word in AWAITED[stage] for word in ("late", "slow", "delay", "backlog"))
