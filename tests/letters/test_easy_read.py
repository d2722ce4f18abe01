"""The easy-read page before a letter: its words in both languages, and where it stands (EASY-1, EASY-2)."""

import dataclasses
import functools
import io
import re

import pytest
from pypdf import PdfReader

from cases.rules.vocabulary import Addressee, Language, ReviewText, TestFailed
from communications.documents.assets import unprintable_in
from communications.documents.leaflets import compose
from communications.documents.reading import flat
from communications.documents.rendering import render_pair, render_pdf
from communications.documents.words import UNFILLED, NoWords
from communications.rules.gate.sentences import reading_ease, sentences_of
from communications.rules.letter_requirements import KEEPING_IN_TOUCH
from communications.rules.letter_words import BlockKey
from communications.rules.neutral_words import revealing_words
from communications.rules.vocabulary import Leaflet, LetterType, PrintFormat
from tests.letters.pdfs import fonts_in, text_of
from tests.letters.samples import BY_READER, a_letter
from tests.letters.welsh_samples import a_welsh_letter

EVERY = [pytest.param(each, id=each.value) for each in LetterType]
BOTH = [Language.EN, Language.CY]
#: About twelve words (issue 3 A.3); Welsh counts small words that English joins or leaves out.
MOST_WORDS = {Language.EN: 12, Language.CY: 13}
SORRY_IT_IS_LATE = {Language.EN: "This letter is late.", Language.CY: "Mae’r llythyr hwn yn hwyr."}
QUESTIONS = {
    Language.EN: (
        "What is this letter about?",
        "What was decided?",
        "What does that mean?",
        "What can you do?",
        "Who can help you?",
    ),
    Language.CY: (
        "Am beth mae’r llythyr hwn?",
        "Beth a benderfynwyd?",
        "Beth mae hynny’n ei olygu?",
        "Beth allwch chi ei wneud?",
        "Pwy all eich helpu?",
    ),
}
#: Circumstances in which the page says something else.
VARIANTS = {
    "with a meeting": {"is_meeting_offered": True},
    "with a review that cannot restart": {"review_text": ReviewText.NO_RESTART},
    "with a review before it is final": {"review_text": ReviewText.EXPEDITED_PILOT, "review_stage": "EXPEDITED_REVIEW"},
    "with the last review": {"review_stage": "INDEPENDENT_REVIEW", "review_further_days": 0},
    "without what is optional": {
        "review_text": ReviewText.NONE,
        "review_stage": "",
        "decided_on": None,
        "next_event": "",
        "next_event_on": None,
        "next_event_told_by": "",
        "next_update_on": None,
        "awaited": "",
        "support": (),
        "missed_on": None,
        "corrected_letter_on": None,
        "former_contact": "",
        "agreed_in_full": False,
        "review_further_days": 0,
    },
    "after early evidence": {"test_failed": TestFailed.THRESHOLD, "review_refused": "POLICE_SCHEME"},
    "late and after a mistake": {"is_late": True, "late_reason": "x", "earlier_error": "x"},
    "out of time": {"test_failed": TestFailed.PUBLIC_INTEREST, "review_refused": "OUT_OF_TIME"},
}
EACH_VARIANT = [pytest.param(changes, id=name) for name, changes in VARIANTS.items()]


@functools.cache
def as_usual(language, letter_type):
    """The complete letter of this type: frozen, and therefore one for all that ask for it."""
    return (a_letter if language is Language.EN else a_welsh_letter)(letter_type)


def letter_in(language, letter_type, **changes):
    words, context = as_usual(language, letter_type)
    return words, dataclasses.replace(context, **changes)


def page_in(language, letter_type, **changes):
    _, context = letter_in(language, letter_type, **changes)
    return compose(leaflet=Leaflet.EASY_READ, context=context, letter_type=letter_type)


def sentences_in(page):
    """Every sentence of the page's own; what stands in a list is a value of the record."""
    own = [line for section in page.sections for line in section.text.split("\n") if line and not line.startswith("- ")]
    return [sentence for line in own for sentence in re.split(r"(?<=[.?!:])\s+", line)]


def shape(page):
    return [[(piece.is_list, len(piece.lines)) for piece in section.pieces] for section in page.sections]


class TestWords:
    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("letter_type", EVERY)
    @pytest.mark.parametrize("changes", EACH_VARIANT)
    def test_leave_no_gap_and_keep_every_question(self, letter_type, language, changes):
        page = page_in(language, letter_type, **changes)

        text = page.as_text()
        assert UNFILLED not in text
        assert not any(mark in text for mark in ("{", "}", "==", "[[", "None"))
        assert unprintable_in(text) == frozenset()
        headings = [section.heading for section in page.sections]
        assert [each for each in headings if each in QUESTIONS[language]] == list(QUESTIONS[language])
        assert all(each.endswith("?") for each in headings)

    @pytest.mark.parametrize("letter_type", EVERY)
    @pytest.mark.parametrize("changes", EACH_VARIANT)
    def test_say_the_same_under_the_same_headings_in_both_languages(self, letter_type, changes):
        english, welsh = (page_in(language, letter_type, **changes) for language in BOTH)

        assert shape(english) == shape(welsh)
        assert english.title != welsh.title

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("letter_type", EVERY)
    @pytest.mark.parametrize("changes", EACH_VARIANT)
    def test_are_short_sentences_one_on_each_line(self, letter_type, language, changes):
        sentences = sentences_in(page_in(language, letter_type, **changes))

        long = [each for each in sentences if len(each.split()) > MOST_WORDS[language]]
        assert long == []
        assert sum(len(each.split()) for each in sentences) / len(sentences) <= 8

    @pytest.mark.parametrize("letter_type", EVERY)
    def test_are_easier_to_read_than_the_letter(self, letter_type):
        page = page_in(Language.EN, letter_type)
        words, _ = letter_in(Language.EN, letter_type)

        ease = reading_ease([each for line in sentences_in(page) for each in sentences_of(line)])
        of_letter = reading_ease([each for block in words.blocks for each in sentences_of(block.text)])
        assert ease >= 85
        assert ease > of_letter

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("letter_type", EVERY)
    def test_name_the_contact_and_say_that_the_letter_can_be_read_to_them(self, letter_type, language):
        page = page_in(language, letter_type)
        _, context = letter_in(language, letter_type)

        text = page.as_text()
        assert context.contact.name in text
        assert context.contact.phone in text
        assert all(service.name in text for service in context.support)
        reads = "Your contact can read the letter to you." if language is Language.EN else "ddarllen y llythyr i chi."
        assert reads in text

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("letter_type", EVERY)
    def test_hold_nothing_that_staff_wrote_in_their_own_words(self, letter_type, language):
        own = "Words of staff that stand only in the letter."
        page = page_in(
            language,
            letter_type,
            reasons=(own,),
            acknowledgement=own,
            victim_views=own,
            new_information=own,
            late_reason=own,
            earlier_error=own,
            what_continues=own,
            said_rightly=own,
            said_wrongly=own,
            meeting_purpose=own,
            is_meeting_offered=True,
            agreed_people=(own,),
            agreed_times=(own,),
        )

        assert own not in page.as_text()

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("letter_type", EVERY)
    def test_offer_a_review_exactly_where_the_letter_offers_it(self, letter_type, language):
        words, context = letter_in(language, letter_type)
        by = context.variables()["review_request_by_day"]

        assert (by in page_in(language, letter_type).as_text()) is (by in words.as_text())

    @pytest.mark.parametrize("language", BOTH)
    def test_say_until_when_and_how_to_ask(self, language):
        _, context = letter_in(language, LetterType.NFA_EVIDENTIAL)
        text = page_in(language, LetterType.NFA_EVIDENTIAL).as_text()

        named = context.variables()
        assert all(
            str(named[each]) in text
            for each in (
                "review_request_by_day",
                "review_outer_on",
                "review_email",
                "review_address",
                "our_reference",
                "next_update_on_day",
                "allegation",
            )
        )

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("letter_type", EVERY)
    def test_easy_3_say_sorry_exactly_where_the_letter_is_late(self, letter_type, language):
        """A letter that is owed by no day has no apology for being late, and its page has none either."""
        late, in_time = (
            page_in(language, letter_type, is_late=is_late, late_reason="", earlier_error="").as_text()
            for is_late in (True, False)
        )
        make = a_letter if language is Language.EN else a_welsh_letter
        letter, _ = make(letter_type, is_late=True)
        owed = letter.block(BlockKey.APOLOGY_LATE)
        is_owed = owed is not None and bool(owed.text)

        assert SORRY_IT_IS_LATE[language] not in in_time
        if is_owed:
            assert late.count(SORRY_IT_IS_LATE[language]) == 1

    @pytest.mark.parametrize("language", BOTH)
    def test_easy_3_say_sorry_for_a_mistake_without_the_words_of_staff(self, language):
        page = page_in(language, LetterType.DISCONTINUE_ALL, is_late=False, earlier_error="We named the wrong street.")

        said = {Language.EN: "We made a mistake before this.", Language.CY: "Gwnaethom gamgymeriad cyn hyn."}
        assert said[language] in page.as_text()
        assert SORRY_IT_IS_LATE[language] not in page.as_text()

    @pytest.mark.parametrize("letter_type", sorted(KEEPING_IN_TOUCH))
    def test_about_keeping_in_touch_say_nothing_of_what_happened(self, letter_type):
        _, context = letter_in(Language.EN, letter_type)

        assert context.allegation not in page_in(Language.EN, letter_type).as_text()

    @pytest.mark.parametrize("language", BOTH)
    def test_have_a_title_that_tells_nothing(self, language):
        assert revealing_words(page_in(language, LetterType.CHARGING_DECISION).title) == frozenset()

    @pytest.mark.parametrize("reader", [each for each in BY_READER if each is not Addressee.VICTIM])
    @pytest.mark.parametrize("letter_type", EVERY)
    def test_never_tell_somebody_else_that_it_happened_to_them(self, letter_type, reader):
        _, context = a_letter(letter_type, reader=reader)

        text = compose(leaflet=Leaflet.EASY_READ, context=context, letter_type=letter_type).as_text()
        assert "You told us that you did not want" not in text
        assert "You do not have to go to court" not in text
        assert UNFILLED not in text
        assert ("We are very sorry about the death of your son, Adam." in text) is (
            reader is Addressee.BEREAVED_FAMILY_VIA_FLO
        )

    def test_are_not_put_into_english_for_want_of_another_language(self):
        _, context = letter_in(Language.EN, LetterType.DISCONTINUE_ALL)
        other = dataclasses.replace(context, language=Language.OTHER)

        with pytest.raises(NoWords):
            compose(leaflet=Leaflet.EASY_READ, context=other, letter_type=LetterType.DISCONTINUE_ALL)


class TestPages:
    @pytest.mark.parametrize("letter_type", EVERY)
    def test_stand_before_the_letter_under_the_address(self, letter_type):
        words, context = letter_in(Language.EN, letter_type)
        page = page_in(Language.EN, letter_type)

        made = render_pdf(words=words, context=context, leaflets=(page,))

        text = text_of(made.pdf)
        greeting = text.index(f"Dear {context.salutation_name}")
        assert text.index(page.title) < greeting
        # What shows through the window of the envelope stands on the first sheet, and on the letter itself.
        assert text.index(context.recipient_name) < text.index("Page 1 of") < greeting
        assert text.count(context.address_lines[0]) == 2
        assert made.pages <= 8
        assert all(is_embedded for _, is_embedded in fonts_in(made.pdf))

    @pytest.mark.parametrize("letter_type", [LetterType.ACKNOWLEDGEMENT, LetterType.ALTER_UP])
    def test_keep_everybody_who_can_help_on_one_sheet(self, letter_type):
        words, context = letter_in(Language.EN, letter_type)

        made = render_pdf(words=words, context=context, leaflets=(page_in(Language.EN, letter_type),))

        sheets = [flat(page.extract_text()) for page in PdfReader(io.BytesIO(made.pdf)).pages]
        (sheet,) = [text for text in sheets if "Who can help you?" in text]
        assert context.contact.phone in sheet
        assert context.contact.hours in sheet
        assert "call 999" in sheet

    @pytest.mark.parametrize("letter_type", EVERY)
    def test_in_welsh_are_printed_with_every_letter(self, letter_type):
        sides = tuple(letter_in(language, letter_type) for language in (Language.CY, Language.EN))
        page = page_in(Language.CY, letter_type)

        text = text_of(render_pair(sides=sides, leaflets=(page,)).pdf)

        assert text.index(page.title) < text.index(f"Annwyl {sides[0][1].salutation_name}")

    @pytest.mark.parametrize("print_format", PrintFormat)
    def test_of_a_pair_stand_before_both_sides_and_leaflets_behind(self, print_format):
        sides = tuple(
            letter_in(language, LetterType.NFA_EVIDENTIAL, print_format=print_format)
            for language in (Language.CY, Language.EN)
        )
        pages = tuple(page_in(language, LetterType.NFA_EVIDENTIAL) for language in (Language.CY, Language.EN))
        _, context = sides[-1]
        behind = compose(leaflet=Leaflet.RIGHTS, context=context, letter_type=LetterType.NFA_EVIDENTIAL)

        text = text_of(render_pair(sides=sides, leaflets=(pages[0], pages[1], behind)).pdf)

        order = [pages[0].title, pages[1].title, "Annwyl Ms Hughes", "Dear Ms Hughes", behind.title]
        assert [text.index(each) for each in order] == sorted(text.index(each) for each in order)

    def test_cannot_bring_marks_of_a_page_into_it(self):
        words, context = a_letter(LetterType.NFA_EVIDENTIAL)
        context = dataclasses.replace(context, allegation="<b>a friend</b> & others")
        page = compose(leaflet=Leaflet.EASY_READ, context=context, letter_type=LetterType.NFA_EVIDENTIAL)

        assert "<b>a friend</b> & others" in text_of(render_pdf(words=words, context=context, leaflets=(page,)).pdf)
