"""The legal words of one letter with their plain meaning (TERM-1)."""

import pytest

from cases.rules.vocabulary import Language
from communications.rules.gate.glossary import GLOSSARY
from communications.rules.legal_words import legal_words_of
from communications.rules.letter_words import Block, BlockKey, LetterWords
from communications.rules.vocabulary import LetterType
from communications.rules.welsh import legal_words as welsh


def words(*texts: str, language=Language.EN, key=BlockKey.OPENING) -> LetterWords:
    return LetterWords(
        letter_type=LetterType.DISCONTINUE_ALL,
        language=language,
        template_version="",
        blocks=tuple(Block(key, "", text, False) for text in texts),
    )


def used(letter: LetterWords) -> list[str]:
    return [word.used for word in legal_words_of(words=letter)]


class TestLegalWordsOf:
    """TERM-1."""

    def test_lists_each_term_once_in_the_order_in_which_it_is_read(self):
        letter = words("The jury did not agree.", "The defendant is on bail. The jury goes home. The plea was guilty.")

        assert used(letter) == ["Jury", "Defendant", "Bail", "Plea"]

    def test_says_it_in_the_words_of_the_glossary(self):
        (word,) = legal_words_of(words=words("The jury did not agree."))

        assert word.plain == next(term.plain for term in GLOSSARY if term.name == "jury")

    def test_lists_the_longer_of_two_terms_that_overlap(self):
        (word,) = legal_words_of(words=words("He gave a basis of plea."))

        assert (word.used, word.plain) == ("Basis of plea", "what the person admits and what not")

    def test_a_shorter_term_that_stands_alone_later_is_listed_too(self):
        assert used(words("He gave a basis of plea. The plea was guilty.")) == ["Basis of plea", "Plea"]

    def test_writes_a_term_that_runs_over_two_lines_in_one(self):
        assert used(words("It was adjourned. There is no realistic\nprospect of conviction.")) == [
            "Adjourned",
            "Realistic prospect of conviction",
        ]

    def test_leaves_out_addresses_and_names(self):
        assert used(words("Jury Street 1", key=BlockKey.SIGN_OFF)) == []

    def test_a_letter_in_everyday_words_has_none(self):
        assert used(words("We are sorry that this took so long.")) == []

    def test_knows_the_terms_of_a_letter_in_welsh(self):
        letter = words("Bydd y rheithgor yn penderfynu. Mesurau arbennig yw’r enw ar hyn.", language=Language.CY)

        found = legal_words_of(words=letter)

        assert [word.used for word in found] == ["Rheithgor", "Mesurau arbennig"]
        assert found[0].plain.startswith("deuddeg aelod o’r cyhoedd")

    def test_another_language_has_no_glossary(self):
        assert used(words("The jury.", language=Language.OTHER)) == []


class TestTheWelshGlossary:
    @pytest.mark.parametrize("term", welsh.TERMS, ids=lambda term: term.pattern.pattern[10:40])
    def test_explains_in_other_words(self, term):
        assert term.pattern.search(term.plain) is None

    def test_knows_the_right_to_review_as_our_letters_write_it(self):
        letter = words("Cynllun Hawl Dioddefwyr i Adolygiad yw’r enw ar hyn.", language=Language.CY)

        assert used(letter) == ["Hawl Dioddefwyr i Adolygiad"]
