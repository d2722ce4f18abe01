"""The guides' words in both languages: alike in shape, easy to read, and no word of law unexplained (issue 4, 10)."""

import re

import pytest

from cases.rules.vocabulary import Language
from communications.documents import guides
from communications.documents.guides import every_guide, guide_words
from communications.documents.words import BrokenTemplate, NoWords
from communications.rules.gate import legal_terms, phrases
from communications.rules.gate.letter import read
from communications.rules.gate.sentences import reading_ease, sentences_of
from communications.rules.guides import Guide
from communications.rules.letter_words import Block, BlockKey, LetterWords
from communications.rules.vocabulary import LetterType
from tests.letters.samples import a_letter, the_facts

EVERY = [pytest.param(guide, id=guide.value) for guide in Guide]
BOTH = [Language.EN, Language.CY]
#: English words that no Welsh sentence holds.
ENGLISH = re.compile(r"\b(the|and|you|your|with|what|which|this|that|court|police)\b", re.IGNORECASE)


def text_of(guide, language):
    words = guide_words(guide=guide, language=language)
    parts = (f"{each.heading}\n\n{each.text}" if each.heading else each.text for each in words.sections)
    return "\n\n".join(parts)


class TestWords:
    @pytest.mark.parametrize("guide", EVERY)
    def test_have_the_same_sections_in_both_languages(self, guide):
        english, welsh = (guide_words(guide=guide, language=language) for language in BOTH)

        def shape(words):
            return [
                (bool(each.heading), [(piece.kind, piece.is_list and len(piece.lines)) for piece in each.pieces])
                for each in words.sections
            ]

        assert shape(english) == shape(welsh)
        assert (english.title, english.summary) != (welsh.title, welsh.summary)

    @pytest.mark.parametrize("guide", EVERY)
    def test_are_easy_to_read_in_short_sentences(self, guide):
        """GATE-8: a reading ease of 70 is read with ease at 12 to 13 years, which is grade 7."""
        every = [each for each in sentences_of(text_of(guide, Language.EN)) if each.length > 1]

        assert max(each.length for each in every) <= 30
        assert sum(each.length for each in every) / len(every) <= 14
        assert reading_ease(every) > 70

    @pytest.mark.parametrize("guide", EVERY)
    def test_explain_every_legal_word_and_hold_nothing_that_blames_or_chills(self, guide):
        """GATE-2, GATE-7 and the phrases of the gate."""
        words, context = a_letter(LetterType.NFA_EVIDENTIAL)
        block = Block(key=BlockKey.REASON_SPECIFIC, heading="", text=text_of(guide, Language.EN), is_locked=False)
        letter = LetterWords(
            letter_type=words.letter_type,
            language=Language.EN,
            template_version=words.template_version,
            blocks=(block,),
        )

        held = read(words=letter, facts=the_facts(words, context))
        found = [*phrases.find(held), *legal_terms.find(held)]

        assert [(each.words, each.why) for each in found] == []

    @pytest.mark.parametrize("guide", EVERY)
    def test_in_welsh_hold_no_english(self, guide):
        assert ENGLISH.findall(text_of(guide, Language.CY)) == []

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("guide", EVERY)
    def test_name_no_telephone_number_but_that_of_an_emergency(self, guide, language):
        """Numbers change: they stand in the directory of services and nowhere else."""
        assert set(re.findall(r"\d{3,}", text_of(guide, language))) <= {"999"}

    @pytest.mark.parametrize("language", BOTH)
    def test_have_titles_of_their_own(self, language):
        titles = [words.title for words in every_guide(language=language)]

        assert len(set(titles)) == len(titles) == len(Guide)


class TestFiles:
    @pytest.fixture
    def folder(self, settings, tmp_path):
        settings.BASE_DIR = tmp_path
        guides.guide_words.cache_clear()
        yield tmp_path / "templates" / "guides" / "trial"
        guides.guide_words.cache_clear()

    def test_that_are_not_there_are_said_by_name(self, folder):
        with pytest.raises(NoWords, match=r"trial/cy\.txt"):
            guide_words(guide=Guide.TRIAL, language=Language.CY)

    @pytest.mark.parametrize(
        "source", ["no title\n", "title: A\nsummary: b\n\nno section\n", "title: A\nsummary: b\n\noutside\n\n== A\nb\n"]
    )
    def test_that_do_not_follow_the_format_are_refused_by_name(self, folder, source):
        folder.mkdir(parents=True)
        (folder / "en.txt").write_text(source)

        with pytest.raises(BrokenTemplate, match=r"trial/en\.txt"):
            guide_words(guide=Guide.TRIAL, language=Language.EN)
