"""What letters say to somebody to whom it did not happen: nothing that holds for the victim alone is said of them."""

import re

import pytest

from cases.rules.vocabulary import Addressee, JourneyStage, Language, TestFailed
from communications.documents.leaflets import compose
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Leaflet, LetterType
from tests.letters.samples import BY_READER, a_letter
from tests.letters.welsh_samples import a_welsh_letter

OTHERS = tuple(reader for reader in BY_READER if reader is not Addressee.VICTIM)
GIVE = {Language.EN: a_letter, Language.CY: a_welsh_letter}
#: "You" said of the person who was hurt, who is called to court, or who told of it. "Neither Ella nor you" and "you, or
#: people who work with you" mean the reader.
OF_THE_VICTIM = {
    Language.EN: re.compile(
        r"(?<!nor )you will (?:not )?have to go to court|(?<!nor )you would not normally need to be|"
        r"you may (?:then )?be asked to give evidence|what you need\b|(?:that|is) you told the police|"
        r"you were (?:not believed|treated|hurt|attacked)|believed? you\b(?! and)|been like for you\b|"
        r"happened to you\b|on you\b|your safety|you do not have to go to court|you do not normally need to be|"
        r"ask you what you know",
        re.IGNORECASE,
    ),
    Language.CY: re.compile(
        r"rhaid i chi fynd i’r llys|angen i chi fod yno fel arfer|gofynnir i chi roi tystiolaeth|ei angen arnoch|"
        r"wnaethoch chi ddweud wrth yr heddlu|i chi ddweud wrth yr heddlu|cawsoch (?:chi )?eich trin|"
        r"nid oes rhaid i chi fynd i’r llys|oes angen i chi fod yno|gofyn beth a wyddoch|"
        r"yn eich credu\b(?! chi a)|brofiad fu hyn i chi\b|ddigwyddodd i chi\b|eich diogelwch",
        re.IGNORECASE,
    ),
}
#: Of a child or somebody else who is spoken for, the same holds for these.
OF_WHO_IS_SPOKEN_FOR = {
    Language.EN: re.compile(r"a criticism of you\.|your story|thinks less of you"),
    Language.CY: re.compile(r"yn feirniadaeth ohonoch chi\.|adrodd eich hanes|llai ohonoch chi"),
}
SPOKEN_FOR = {Addressee.PARENT_GUARDIAN, Addressee.SPOKESPERSON}
#: Parts that a template says only at times; what staff write is left out.
AT_TIMES = {
    "reasons": (),
    "victim_views": "",
    "after_non_attendance": True,
    "is_meeting_offered": True,
    "stage": JourneyStage.CHARGED,
}


def said(letter_type, reader, language, **changes):
    words, _ = GIVE[language](letter_type, reader=reader, **{**AT_TIMES, **changes})
    return words


@pytest.mark.parametrize("language", GIVE)
@pytest.mark.parametrize("reader", OTHERS)
class TestWhatHoldsForTheVictimAlone:
    def test_is_never_said_to_somebody_else(self, reader, language):
        for letter_type in LetterType:
            text = said(letter_type, reader, language).as_text()

            assert OF_THE_VICTIM[language].findall(text) == [], letter_type
            if reader in SPOKEN_FOR:
                assert OF_WHO_IS_SPOKEN_FOR[language].findall(text) == [], letter_type

    def test_is_never_said_on_their_easy_read_page(self, reader, language):
        for letter_type in LetterType:
            _, context = GIVE[language](letter_type, reader=reader, **AT_TIMES)
            text = compose(leaflet=Leaflet.EASY_READ, context=context, letter_type=letter_type).as_text()

            assert OF_THE_VICTIM[language].findall(text) == [], letter_type

    def test_is_not_said_either_when_hurtful_words_are_put_right(self, reader, language):
        hurt = {"correction_reasons": ("HURTFUL_WORDS",), "said_wrongly": "", "said_rightly": ""}
        text = said(LetterType.CORRECTION, reader, language, **hurt).as_text()

        assert OF_THE_VICTIM[language].findall(text) == []


@pytest.mark.parametrize("language", GIVE)
def test_the_victim_is_told_what_holds_for_them(language):
    """The words that the sweep looks for are the words of the templates."""
    charged = said(LetterType.CHARGING_DECISION, Addressee.VICTIM, language).as_text()
    stopped = said(LetterType.DISCONTINUE_ALL, Addressee.VICTIM, language).as_text()

    assert len(OF_THE_VICTIM[language].findall(charged)) >= 3
    assert len(OF_THE_VICTIM[language].findall(stopped)) >= 3


class TestGoingToCourt:
    @pytest.mark.parametrize(
        ("reader", "english", "welsh"),
        [
            (Addressee.VICTIM, "you will not have to go to court", "ni fydd rhaid i chi fynd i’r llys"),
            (Addressee.PARENT_GUARDIAN, "neither Ella nor you will have to", "rhaid i Ella nac i chi fynd i’r llys"),
            (Addressee.SPOKESPERSON, "neither Yusuf nor you will have to", "rhaid i Yusuf nac i chi fynd i’r llys"),
            (Addressee.BUSINESS_CONTACT, "nobody from Morgan’s Bakery will", "rhaid i neb o Morgan’s Bakery fynd"),
        ],
    )
    @pytest.mark.parametrize(
        "letter_type",
        [
            LetterType.DISCONTINUE_ALL,
            LetterType.WITHDRAW_ALL,
            LetterType.NO_EVIDENCE_ALL,
            LetterType.LIE_ON_FILE_ALL,
            LetterType.STOPPED_AFTER_VICTIM_WITHDRAWAL,
        ],
    )
    def test_is_over_for_whoever_might_have_had_to(self, letter_type, reader, english, welsh):
        for language, words in ((Language.EN, english), (Language.CY, welsh)):
            text = said(letter_type, reader, language).block(BlockKey.DECISION_PLAIN).text
            assert words.lower() in text.lower()

    @pytest.mark.parametrize("language", GIVE)
    def test_is_no_burden_that_a_family_is_relieved_of(self, language):
        text = said(LetterType.DISCONTINUE_ALL, Addressee.BEREAVED_FAMILY_VIA_FLO, language).as_text()

        assert ("nothing more will happen in court" if language is Language.EN else "ni fydd dim byd arall") in text

    @pytest.mark.parametrize(
        ("reader", "words"),
        [
            (Addressee.VICTIM, "You may then be asked to give evidence."),
            (Addressee.PARENT_GUARDIAN, "Ella may then be asked to give evidence."),
            (Addressee.SPOKESPERSON, "Yusuf may then be asked to give evidence."),
            (Addressee.BUSINESS_CONTACT, "You, or people who work with you, may then be asked"),
            (Addressee.BEREAVED_FAMILY_VIA_FLO, "If you are one of them, you will be told"),
        ],
    )
    def test_to_give_evidence_is_said_of_who_may_have_to(self, reader, words):
        assert words in said(LetterType.CHARGING_DECISION, reader, Language.EN).block(BlockKey.WHAT_CONTINUES).text


class TestWhatADecisionDoesNotMean:
    """A high bar explains a stop for want of evidence, and no other (domain reference 2.2, 2.5)."""

    WHY = {
        "bar": {Language.EN: "a high bar", Language.CY: "safon uchel"},
        "response": {Language.EN: "There was enough evidence", Language.CY: "Roedd digon o dystiolaeth"},
        "verdict": {Language.EN: "has given no verdict", Language.CY: "wedi rhoi dyfarniad"},
    }

    @pytest.mark.parametrize("language", GIVE)
    @pytest.mark.parametrize(
        ("letter_type", "test_failed", "why"),
        [
            (LetterType.NFA_EVIDENTIAL, TestFailed.EVIDENTIAL, "bar"),
            (LetterType.DISCONTINUE_ALL, TestFailed.EVIDENTIAL, "bar"),
            (LetterType.NFA_EVIDENTIAL, TestFailed.THRESHOLD, "bar"),
            (LetterType.NFA_PUBLIC_INTEREST, TestFailed.PUBLIC_INTEREST, "response"),
            (LetterType.DISCONTINUE_ALL, TestFailed.PUBLIC_INTEREST, "response"),
            (LetterType.STOP_SOME, TestFailed.PUBLIC_INTEREST, "response"),
            (LetterType.LIE_ON_FILE_ALL, TestFailed.NONE, "verdict"),
            (LetterType.LIE_ON_FILE_SOME, TestFailed.EVIDENTIAL, "verdict"),
            (LetterType.DISCONTINUE_ALL, TestFailed.NONE, ""),
        ],
    )
    def test_is_explained_by_why_it_was_made(self, letter_type, test_failed, why, language):
        for reader in BY_READER:
            words = said(letter_type, reader, language, test_failed=test_failed)
            text = words.block(BlockKey.NOT_A_FINDING).text

            assert [key for key, given in self.WHY.items() if re.search(given[language], text)] == [why] * bool(why)

    @pytest.mark.parametrize("language", GIVE)
    @pytest.mark.parametrize(
        ("letter_type", "test_failed", "is_bar"),
        [
            (LetterType.NFA_EVIDENTIAL, TestFailed.EVIDENTIAL, True),
            (LetterType.DISCONTINUE_ALL, TestFailed.THRESHOLD, True),
            (LetterType.DISCONTINUE_ALL, TestFailed.PUBLIC_INTEREST, False),
            (LetterType.LIE_ON_FILE_ALL, TestFailed.EVIDENTIAL, False),
            (LetterType.REVIEW_UPHELD, TestFailed.NONE, False),
        ],
    )
    def test_is_explained_so_on_the_easy_read_page_too(self, letter_type, test_failed, is_bar, language):
        _, context = GIVE[language](letter_type, test_failed=test_failed)
        text = compose(leaflet=Leaflet.EASY_READ, context=context, letter_type=letter_type).as_text()

        assert (("A court must be sure" if language is Language.EN else "Rhaid i lys fod yn sicr") in text) is is_bar


class TestTheWordCharge:
    MEANING = {Language.EN: "formal accusation", Language.CY: "honiad ffurfiol"}

    @pytest.mark.parametrize("language", GIVE)
    @pytest.mark.parametrize("letter_type", [LetterType.STOP_SOME, LetterType.LIE_ON_FILE_SOME])
    @pytest.mark.parametrize("is_named", [True, False])
    def test_is_explained_where_the_letter_uses_it(self, letter_type, is_named, language):
        words = said(letter_type, Addressee.VICTIM, language, names_a_charge=is_named)

        assert (self.MEANING[language] in words.block(BlockKey.DECISION_PLAIN).text) is is_named

    def test_does_not_stand_between_what_lies_on_file_and_its_name(self):
        _, context = a_letter(LetterType.LIE_ON_FILE_ALL)
        page = compose(leaflet=Leaflet.EASY_READ, context=context, letter_type=LetterType.LIE_ON_FILE_ALL)

        assert "all the charges aside.\nThe law calls this" in page.as_text()

    @pytest.mark.parametrize("letter_type", [LetterType.ALTER_DOWN, LetterType.ALTER_UP])
    def test_is_what_changed_and_not_the_meaning_of_the_word(self, letter_type):
        text = said(letter_type, Addressee.VICTIM, Language.EN).block(BlockKey.DECISION_PLAIN).text

        assert "deals with. Until now there was the charge of" in text
        assert "The law treats the new charge as" in text


@pytest.mark.parametrize("language", GIVE)
class TestLeaflets:
    def test_about_court_is_for_the_child_and_not_for_the_parent_who_reads_it(self, language):
        first = "This page is for Ella" if language is Language.EN else "Mae’r dudalen hon ar gyfer Ella"

        for reader, is_for_another in ((Addressee.PARENT_GUARDIAN, True), (Addressee.VICTIM, False)):
            _, context = GIVE[language](LetterType.STOP_SOME, reader=reader)
            text = compose(leaflet=Leaflet.COURT, context=context, letter_type=LetterType.STOP_SOME).as_text()
            assert (first in text) is is_for_another

    def test_for_a_family_name_each_moment_for_a_meeting_by_itself(self, language):
        _, context = GIVE[language](LetterType.STOP_SOME, reader=Addressee.BEREAVED_FAMILY_VIA_FLO)
        words = compose(leaflet=Leaflet.BEREAVED, context=context, letter_type=LetterType.STOP_SOME)
        (moments,) = (each.lines for section in words.sections[2:3] for each in section.pieces if each.is_list)

        assert len(moments) == 5
        assert [("before the trial" in each or "cyn y treial" in each) for each in moments].index(True) == 1


@pytest.mark.parametrize("language", GIVE)
class TestSupportAndOtherForms:
    def test_says_once_that_a_service_is_near(self, language):
        text = said(LetterType.NFA_EVIDENTIAL, Addressee.VICTIM, language).block(BlockKey.SUPPORT_LOCAL_FIRST).text

        assert "(in your area)" not in text
        assert "(yn eich ardal)" not in text

    def test_promises_what_is_needed_whether_it_is_one_thing_or_several(self, language):
        needs = ("large print", "a Polish translation")
        text = said(LetterType.NFA_EVIDENTIAL, Addressee.VICTIM, language, format_needs=needs)

        assert ("What you do not have yet" if language is Language.EN else "hyn nad yw gennych eto") in (
            text.block(BlockKey.TRANSLATION).text
        )
