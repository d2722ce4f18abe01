"""What letters say in Welsh: every type and block has its Welsh, from the same facts, with nothing left in English."""

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from cases.rules.vocabulary import Addressee, JourneyStage, Language, ReviewText, TestFailed
from communications.documents import support
from communications.documents.leaflets import newest_version
from communications.documents.words import UNFILLED, compose, letter_template, published_templates
from communications.rules.leaflets import BEHIND
from communications.rules.letter_words import BlockKey
from communications.rules.support import SupportFacts
from communications.rules.vocabulary import LetterType
from communications.rules.welsh.translations import FREE_TEXT
from tests.letters.regenerate import EXPECTED_WELSH
from tests.letters.samples import BY_READER, KEPT, a_letter, everything_at_once, kept_name, version_of
from tests.letters.test_words import ALL_LETTERS, sentences
from tests.letters.welsh_samples import a_welsh_letter, in_welsh

#: Everyday English words that are not also Welsh words. Names and addresses hold none of them.
ENGLISH = re.compile(
    r"\b(?:the|and|you|your|we|our|is|are|was|were|have|has|will|would|this|that|with|from|about|which|they|it|my|not|"
    r"can|please|court|case|police|letter|charge|decision|of|to|for|be|if|who|what|when|by)\b",
    re.IGNORECASE,
)
#: Values that are names or addresses and stay as they are.
NAMES = re.compile(r"\S+@\S+|www\.\S+|1 Example Street|Morgan’s Bakery")
#: What a letter to a reader of Welsh must not call our offices and their towns.
ENGLISH_NAMES = re.compile(r"Cardiff|Victim Liaison|Complaints|PO Box|Crown Prosecution|\bCPS\b")
NUMBERS = re.compile(r"\d[\d:]*")


#: ``i y`` is ``i’r``, ``yw y`` is ``yw’r``, ``i eich`` is ``i’ch``; a value may stand where an article begins it.
UNCONTRACTED = re.compile(r"\b(?:(?:i|o|a|â|gyda|na) (?:y|yr|eich|ein)|yw (?:y|yr)) ", re.IGNORECASE)
ROOT = Path(__file__).parents[2]


def welsh_sources() -> dict[str, str]:
    """Every file in which Welsh words of ours stand, with its words."""
    files = [
        *(path for path in (ROOT / "templates").rglob("*.txt") if "cy" in (path.stem, path.parent.name)),
        *(ROOT / "communications" / "rules" / "welsh").glob("*.py"),
    ]
    sources = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in files}
    with (ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po").open("rb") as file:
        said = (message.string for message in read_po(file, locale="cy"))
        pages = [each for one in said for each in ([one] if isinstance(one, str) else one)]
    return {**sources, "pages": "\n".join(pages)}


def placeholders(source: str) -> list[str]:
    """List the values a block prints, in no order: Welsh puts them elsewhere in the sentence."""
    return sorted(re.findall(r"{{ *([a-z_.]+)", source))


def conditions(source: str) -> set[str]:
    return set(re.findall(r"{% (?:el)?if ([^%]+) %}", source))


#: Every version of every letter: those that were sent before can be made anew, and are read.
VERSIONS = sorted({(each.letter_type, each.version) for each in published_templates()})


def compared(letter_type: LetterType, version: str):
    english = letter_template(letter_type=letter_type, version=version, language=Language.EN)
    welsh = letter_template(letter_type=letter_type, version=version, language=Language.CY)
    return english, welsh


def without_names(text: str) -> str:
    return NAMES.sub("", text)


class TestEveryTemplateHasItsWelsh:
    @pytest.mark.parametrize(("letter_type", "version"), VERSIONS)
    def test_with_the_same_blocks_in_the_same_order_locked_alike(self, letter_type, version):
        english, welsh = compared(letter_type, version)

        assert [(each.key, each.is_locked, bool(each.heading)) for each in welsh.blocks] == [
            (each.key, each.is_locked, bool(each.heading)) for each in english.blocks
        ]

    @pytest.mark.parametrize(("letter_type", "version"), VERSIONS)
    def test_that_prints_the_same_values_block_by_block(self, letter_type, version):
        english, welsh = compared(letter_type, version)

        for one, other in zip(english.blocks, welsh.blocks, strict=True):
            assert set(placeholders(other.source)) <= set(placeholders(one.source)) | {"victim_name"}, one.key
            assert set(placeholders(one.source)) <= set(placeholders(other.source)), one.key

    @pytest.mark.parametrize(("letter_type", "version"), VERSIONS)
    def test_that_asks_the_same_questions_of_the_record(self, letter_type, version):
        english, welsh = compared(letter_type, version)

        for one, other in zip(english.blocks, welsh.blocks, strict=True):
            assert conditions(other.source) == conditions(one.source), one.key

    @pytest.mark.parametrize(("letter_type", "version"), VERSIONS)
    def test_and_no_template_holds_english(self, letter_type, version):
        _, welsh = compared(letter_type, version)
        said = [f"{each.heading} {re.sub(r'{[{%].*?[%}]}', ' ', each.source)}" for each in welsh.blocks]

        assert [ENGLISH.findall(without_names(text)) for text in said if ENGLISH.search(without_names(text))] == []


class TestKeptWelsh:
    @pytest.mark.parametrize(("letter_type", "reader"), KEPT)
    def test_of_every_letter_is_what_the_templates_say(self, letter_type, reader):
        words, _ = a_welsh_letter(letter_type, reader=reader)

        kept = (EXPECTED_WELSH / kept_name(letter_type, reader)).read_text("utf-8")

        assert words.as_text() == kept, "reviewed change of words? run: python -m tests.letters.regenerate"

    def test_has_no_file_without_a_letter(self):
        assert {path.name for path in EXPECTED_WELSH.iterdir()} == {kept_name(*each) for each in KEPT}


class TestEveryWelshLetter:
    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_has_the_blocks_of_the_english_one(self, letter_type, reader):
        english, _ = a_letter(letter_type, reader=reader)
        welsh, _ = a_welsh_letter(letter_type, reader=reader)

        assert [each.key for each in welsh.blocks] == [each.key for each in english.blocks]

    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_holds_no_english(self, letter_type, reader):
        words, _ = a_welsh_letter(letter_type, reader=reader)

        assert ENGLISH.findall(without_names(words.as_text())) == []
        assert ENGLISH_NAMES.findall(words.as_text()) == []

    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_leaves_no_gap_and_no_doubled_space(self, letter_type, reader):
        words, _ = a_welsh_letter(letter_type, reader=reader)
        text = words.as_text()

        assert UNFILLED not in text
        assert FREE_TEXT not in text
        assert not re.search(r"  | \.|\.\.|,,| ,|\(\)|: \.", text)

    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_names_the_same_numbers_dates_and_references(self, letter_type, reader):
        english, _ = a_letter(letter_type, reader=reader)
        welsh, _ = a_welsh_letter(letter_type, reader=reader)

        for one, other in zip(english.blocks, welsh.blocks, strict=True):
            assert sorted(NUMBERS.findall(other.text)) == sorted(NUMBERS.findall(one.text)), one.key

    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_contracts_what_welsh_contracts(self, letter_type, reader):
        words, _ = a_welsh_letter(letter_type, reader=reader)

        assert UNCONTRACTED.findall(words.as_text()) == []

    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_has_no_sentence_longer_than_thirty_five_words(self, letter_type, reader):
        """Welsh takes a few more words than English for the same."""
        words, _ = a_welsh_letter(letter_type, reader=reader)
        prose = "\n".join(
            each.text
            for each in words.blocks
            if each.key not in {BlockKey.SUPPORT_LOCAL_FIRST, BlockKey.CONTACT_NAMED, BlockKey.SIGN_OFF}
        )

        assert [each for each in sentences(prose) if len(each.split()) > 35] == []

    @pytest.mark.parametrize("letter_type", LetterType)
    def test_has_every_optional_part_that_the_english_has(self, letter_type):
        english, context = everything_at_once(letter_type)
        welsh = compose(letter_type=letter_type, context=in_welsh(context), version=version_of(letter_type))

        assert [each.key for each in welsh.blocks] == [each.key for each in english.blocks]
        assert ENGLISH.findall(without_names(welsh.as_text())) == []
        assert "ddrwg gennyf" in welsh.blocks[2].text

    @pytest.mark.parametrize("stage", JourneyStage)
    def test_says_where_the_case_is_at_every_stage(self, stage):
        _, english = a_letter(LetterType.NO_CHANGE_UPDATE)
        context = dataclasses.replace(in_welsh(english), stage=stage)
        version = version_of(LetterType.NO_CHANGE_UPDATE)
        words = compose(letter_type=LetterType.NO_CHANGE_UPDATE, context=context, version=version)
        text = words.block(BlockKey.STAGE_NOW).text

        assert ENGLISH.findall(text) == []
        assert context.allegation in text


class TestAllOurWelsh:
    def test_contracts_what_welsh_contracts_in_letters_leaflets_messages_and_pages(self):
        sources = welsh_sources()

        assert len(sources) > 100
        assert {name: found for name, text in sources.items() if (found := UNCONTRACTED.findall(text))} == {}


class TestRightToReviewInWelsh:
    def test_says_how_by_when_and_what_it_can_do(self):
        words, _ = a_welsh_letter(LetterType.DISCONTINUE_ALL)
        text = words.block(BlockKey.VRR).text

        assert all(
            part in text
            for part in (
                "Hawl Dioddefwyr i Adolygiad",
                "review@example.org",
                "erbyn dydd Llun 13 Ebrill 2026",
                "hyd at 27 Mehefin 2026",
                "gellir ailgychwyn yr achos",
            )
        )

    def test_is_not_mentioned_where_there_is_none(self):
        words, _ = a_welsh_letter(LetterType.DISCONTINUE_ALL, review_text=ReviewText.NONE)

        assert "adolygiad" not in words.as_text().lower()

    def test_says_that_a_case_with_a_verdict_cannot_restart(self):
        words, _ = a_welsh_letter(LetterType.NO_EVIDENCE_ALL)

        assert "ni all yr achos hwn ailgychwyn" in words.block(BlockKey.VRR_LIMIT_NOTE).text
        assert "gellir ailgychwyn" not in words.as_text()

    @pytest.mark.parametrize("failed", [each for each in TestFailed if each is not TestFailed.NONE])
    def test_says_which_question_was_answered_with_no(self, failed):
        words, _ = a_welsh_letter(LetterType.NFA_EVIDENTIAL, test_failed=failed)
        english, _ = a_letter(LetterType.NFA_EVIDENTIAL, test_failed=failed)

        assert words.block(BlockKey.TEST_APPLIED) is not None
        assert english.block(BlockKey.TEST_APPLIED) is not None


class TestTheReader:
    @pytest.mark.parametrize(
        ("reader", "said"),
        [
            (Addressee.VICTIM, "yr hyn a ddigwyddodd i chi"),
            (Addressee.PARENT_GUARDIAN, "yr hyn a ddigwyddodd i’ch merch, Ella"),
            (Addressee.SPOKESPERSON, "yr hyn a ddigwyddodd i’ch brawd, Yusuf"),
            (Addressee.BEREAVED_FAMILY_VIA_FLO, "am farwolaeth eich mab, Adam"),
            (Addressee.BUSINESS_CONTACT, "ein person cyswllt yn Morgan’s Bakery"),
        ],
    )
    def test_is_spoken_to_as_who_they_are(self, reader, said):
        words, _ = a_welsh_letter(LetterType.NFA_EVIDENTIAL, reader=reader)

        assert said in words.block(BlockKey.OPENING).text

    def test_is_always_called_chi(self):
        for letter_type in LetterType:
            for reader in BY_READER:
                words, _ = a_welsh_letter(letter_type, reader=reader)
                assert not re.search(r"\b(?:ti|dy|wyt|rwyt)\b", words.as_text())

    def test_reads_dates_in_welsh(self):
        _, english = a_letter(LetterType.DISCONTINUE_ALL)
        context = dataclasses.replace(in_welsh(english), letter_on=dt.date(2026, 1, 2))

        assert context.variables()["letter_on"] == "2 Ionawr 2026"
        assert context.variables()["letter_on_day"] == "dydd Gwener 2 Ionawr 2026"


class TestAdvisers:
    """ISVA and IDVA: by the name that the courts' own Welsh forms use, and by no other."""

    def test_have_one_name_in_letters_leaflets_and_on_pages(self):
        newest = [
            letter_template(letter_type=each, version=version_of(each), language=Language.CY) for each in LetterType
        ]
        folder = settings.BASE_DIR / "templates" / "leaflets"
        leaflets = [folder / each.value.lower() / f"v{newest_version(leaflet=each)}" / "cy.txt" for each in BEHIND]
        pages = settings.BASE_DIR / "locale" / "cy" / "LC_MESSAGES" / "django.po"
        said = "\n".join(
            (
                *(block.source for template in newest for block in template.blocks),
                *(path.read_text("utf-8") for path in (*leaflets, pages)),
                a_welsh_letter(LetterType.WHAT_WE_AGREED)[0].as_text(),
            )
        )

        assert len(re.findall(r"[Cc]ynghorydd Trais (?:Rhywiol|Domestig) Annibynnol", said)) >= 6
        assert re.findall(r"(?i)\w*ynghorydd annibynnol ar \w+|ymgynghorydd trais \w+", said) == []


class TestSupportServices:
    @pytest.mark.parametrize("row", support.support_rows(), ids=lambda row: row.name)
    def test_are_all_described_in_welsh(self, row):
        assert row.name_cy
        assert row.offers_cy
        assert bool(row.hours_cy) is bool(row.hours)
        assert ENGLISH.findall(row.offers_cy) == []

    def test_are_the_same_services_in_both_languages(self):
        facts = SupportFacts(area="CYMRU_WALES", categories=frozenset({"DOMESTIC_ABUSE"}))
        english = support.services_for(facts=facts)
        welsh = support.services_for(facts=facts, language=Language.CY)

        assert [(each.phone, each.website, each.is_local) for each in welsh] == [
            (each.phone, each.website, each.is_local) for each in english
        ]
        assert "Byw Heb Ofn" in {each.name for each in welsh}
        assert "Live Fear Free" not in {each.name for each in welsh}
