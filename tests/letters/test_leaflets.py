"""The leaflets' words in both languages, and their pages behind a letter (W4)."""

import dataclasses
import functools
import json
from pathlib import Path

import pytest

from cases.rules.vocabulary import Language
from communications.documents import leaflets
from communications.documents.assets import unprintable_in
from communications.documents.leaflets import compose, published_leaflets
from communications.documents.rendering import render_pair, render_pdf
from communications.documents.words import UNFILLED, BrokenTemplate, NoWords
from communications.rules.gate import legal_terms, phrases
from communications.rules.gate.letter import read
from communications.rules.gate.sentences import reading_ease, sentences_of
from communications.rules.leaflets import BEHIND, TELLING_OF_THE_CRIME
from communications.rules.letter_words import Block, BlockKey, LetterWords
from communications.rules.neutral_words import revealing_words
from communications.rules.support import NEVER_FOR_VICTIMS
from communications.rules.vocabulary import Leaflet, LetterType, PrintFormat
from tests.letters.pdfs import fonts_in, text_of
from tests.letters.samples import a_letter, the_facts
from tests.letters.welsh_samples import a_welsh_letter

EVERY = [pytest.param(leaflet, id=leaflet.value) for leaflet in BEHIND]
BOTH = [Language.EN, Language.CY]
#: What each published version says, by its digest. A version never changes: other words are another version.
DIGESTS = Path(__file__).parent / "leaflet_digests.json"


def context_in(of, **changes):
    make = a_letter if of is Language.EN else a_welsh_letter
    _, context = make(LetterType.NFA_EVIDENTIAL)
    return dataclasses.replace(context, **changes)


def leaflet_in(leaflet, language, **changes):
    return compose(leaflet=leaflet, context=context_in(language, **changes), letter_type=LetterType.NFA_EVIDENTIAL)


class TestWords:
    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("leaflet", EVERY)
    @pytest.mark.parametrize("is_meeting_offered", [True, False])
    def test_leave_no_gap_and_no_mark_and_can_all_be_printed(self, leaflet, language, is_meeting_offered):
        text = leaflet_in(leaflet, language, is_meeting_offered=is_meeting_offered).as_text()

        assert UNFILLED not in text
        assert not any(mark in text for mark in ("{", "}", "==", "[["))
        assert unprintable_in(text) == frozenset()

    @pytest.mark.parametrize("leaflet", EVERY)
    def test_have_the_same_sections_in_both_languages(self, leaflet):
        english, welsh = (leaflet_in(leaflet, language) for language in BOTH)

        def shape(words):
            return [
                (bool(each.heading), [(piece.kind, piece.is_list and len(piece.lines)) for piece in each.pieces])
                for each in words.sections
            ]

        assert shape(english) == shape(welsh)
        assert english.title != welsh.title

    @pytest.mark.parametrize("leaflet", EVERY)
    def test_are_easy_to_read_in_short_sentences(self, leaflet):
        """GATE-8."""
        every = [
            sentence
            for section in leaflet_in(leaflet, Language.EN).sections
            for sentence in sentences_of(section.text)
            if sentence.length > 1
        ]

        assert max(sentence.length for sentence in every) <= 30
        assert sum(sentence.length for sentence in every) / len(every) <= 18
        assert reading_ease(every) > 70

    @pytest.mark.parametrize("leaflet", EVERY)
    def test_explain_every_legal_word_and_hold_nothing_that_blames_or_chills(self, leaflet):
        """GATE-2, GATE-7 and the phrases of the gate."""
        words, context = a_letter(LetterType.NFA_EVIDENTIAL)
        sections = leaflet_in(leaflet, Language.EN).sections
        own = "\n\n".join(f"{each.heading}\n\n{each.text}" for each in sections if each.heading != "Who can help you")
        block = Block(key=BlockKey.REASON_SPECIFIC, heading="", text=own, is_locked=False)
        letter = LetterWords(
            letter_type=words.letter_type,
            language=Language.EN,
            template_version=words.template_version,
            blocks=(block,),
        )

        found = [*phrases.find(read(words=letter, facts=the_facts(words, context)))]
        found += legal_terms.find(read(words=letter, facts=the_facts(words, context)))

        assert [(each.words, each.why) for each in found] == []

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("leaflet", EVERY)
    def test_name_no_service_for_people_who_harm(self, leaflet, language):
        text = leaflet_in(leaflet, language).as_text().lower()

        assert not any(name in text for name in NEVER_FOR_VICTIMS - {"respect"})

    @pytest.mark.parametrize("leaflet", EVERY)
    def test_name_the_services_and_the_contact_of_the_letter_and_no_others(self, leaflet):
        """Telephone numbers stand in the directory and in the record, never in a leaflet's own words."""
        text = leaflet_in(leaflet, Language.EN, support=(), contact=context_in(Language.EN).contact).as_text()

        digits = "".join(text.split()).replace(context_in(Language.EN).contact.phone.replace(" ", ""), "")
        assert not any(digits[n : n + 6].isdigit() for n in range(len(digits)))
        assert context_in(Language.EN).contact.name in text

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("leaflet", sorted(TELLING_OF_THE_CRIME))
    def test_of_a_crime_have_a_title_that_does_not_name_it(self, leaflet, language):
        assert revealing_words(leaflet_in(leaflet, language).title) == frozenset()

    def test_published_never_change(self):
        """F21: add a new version, and its digest to leaflet_digests.json."""
        assert {file.name: file.digest for file in published_leaflets()} == json.loads(DIGESTS.read_text())

    def test_are_not_put_into_english_for_want_of_another_language(self):
        with pytest.raises(NoWords):
            compose(
                leaflet=Leaflet.COURT,
                context=context_in(Language.EN, language=Language.OTHER),
                letter_type=LetterType.NFA_EVIDENTIAL,
            )

    def test_come_back_from_storage_as_they_were(self):
        words = leaflet_in(Leaflet.COURT, Language.CY)

        stored = json.loads(json.dumps(words.as_json()))
        again = leaflets.LeafletWords.from_json(
            stored, leaflet=Leaflet.COURT, version=words.version, language=Language.CY
        )
        assert again == words


class TestFiles:
    @pytest.fixture
    def folder(self, settings, tmp_path):
        settings.BASE_DIR = tmp_path
        leaflets.leaflet_file.cache_clear()
        leaflets.newest_version.cache_clear()
        yield tmp_path / "templates" / "leaflets"
        leaflets.leaflet_file.cache_clear()
        leaflets.newest_version.cache_clear()

    def test_that_are_not_there_are_said_by_name(self, folder):
        with pytest.raises(NoWords, match="COURT"):
            leaflets.newest_version(leaflet=Leaflet.COURT)

    @pytest.mark.parametrize("source", ["no title\n", "title: A\nparts: v1\n\ntext outside\n\n== A\nb\n"])
    def test_that_do_not_follow_the_format_are_refused_by_name(self, folder, source):
        path = folder / "court" / "v1" / "en.txt"
        path.parent.mkdir(parents=True)
        path.write_text(source)

        with pytest.raises(BrokenTemplate, match=r"court/v1/en\.txt"):
            leaflets.leaflet_file(leaflet=Leaflet.COURT, version=1, language=Language.EN)


@functools.cache
def pages_of_a_pair_alone():
    sides = (a_welsh_letter(LetterType.NFA_EVIDENTIAL), a_letter(LetterType.NFA_EVIDENTIAL))
    return render_pair(sides=sides).pages


class TestPages:
    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("leaflet", EVERY)
    def test_each_takes_one_page_behind_the_letter(self, leaflet, language):
        sides = (a_welsh_letter(LetterType.NFA_EVIDENTIAL), a_letter(LetterType.NFA_EVIDENTIAL))

        made = render_pair(sides=sides, leaflets=(leaflet_in(leaflet, language),))

        assert made.pages == pages_of_a_pair_alone() + 1
        assert leaflet_in(leaflet, language).title in text_of(made.pdf)

    def test_say_with_which_letter_they_came(self):
        words, context = a_letter(LetterType.NFA_EVIDENTIAL)

        text = text_of(
            render_pdf(words=words, context=context, leaflets=(leaflet_in(Leaflet.RIGHTS, Language.EN),)).pdf
        )

        assert "This comes with our letter of 27 March 2026." in text

    def test_behind_a_pair_stand_in_both_languages_in_our_font(self):
        sides = (a_welsh_letter(LetterType.NFA_EVIDENTIAL), a_letter(LetterType.NFA_EVIDENTIAL))
        behind = tuple(leaflet_in(Leaflet.COURT, language) for language in (Language.CY, Language.EN))

        made = render_pair(sides=sides, leaflets=behind)

        text = text_of(made.pdf)
        assert text.index("Os byddwch yn mynd i’r llys") < text.index("If you go to court")
        assert "Mae hwn yn dod gyda’n llythyr dyddiedig 27 Mawrth 2026." in text
        assert all(is_embedded for _, is_embedded in fonts_in(made.pdf))

    def test_grow_in_large_print_with_the_letter(self):
        words, context = a_letter(LetterType.NFA_EVIDENTIAL, print_format=PrintFormat.LARGE_PRINT)
        every = tuple(leaflet_in(leaflet, Language.EN) for leaflet in BEHIND)[:4]

        made = render_pdf(words=words, context=context, leaflets=every)

        assert made.print_format is PrintFormat.LARGE_PRINT
        assert made.pages > render_pdf(words=words, context=context).pages + 4

    def test_cannot_bring_marks_of_a_page_into_it(self):
        words, context = a_letter(LetterType.NFA_EVIDENTIAL)
        leaflet = leaflet_in(
            Leaflet.COURT, Language.EN, contact=dataclasses.replace(context.contact, role="<b>Officer</b> & friend")
        )

        assert "<b>Officer</b> & friend" in text_of(render_pdf(words=words, context=context, leaflets=(leaflet,)).pdf)
