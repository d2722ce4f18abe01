"""Letters in large print (V21): the same words in 18 point, and the address still behind the window."""

import dataclasses
import io
from collections import Counter

import pytest
from pypdf import PdfReader

from cases.rules.vocabulary import Language
from communications.documents import invitation_letter, rendering
from communications.documents.rendering import (
    MAX_PAGES,
    RenderFailed,
    RenderFault,
    pdf_from_html,
    render_pair,
    render_pdf,
)
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import LetterType, PrintFormat
from tests.letters.pdfs import fonts_in, text_of
from tests.letters.samples import a_letter
from tests.letters.test_invitation_letter import CODE, a_context
from tests.letters.welsh_samples import a_welsh_letter

MM = 72 / 25.4


def in_large_print(letter):
    words, context = letter
    return words, dataclasses.replace(context, print_format=PrintFormat.LARGE_PRINT)


def pieces_of(pdf: bytes) -> list[tuple[str, float, float, float]]:
    """Every run of text of the first page: what it says, its size in points, and where it stands from the top left."""
    found = []
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    height = float(page.mediabox.height)

    def visit(text, cm, tm, font, size):
        if text.strip():
            scale = abs(tm[3] * cm[3]) or abs(tm[0] * cm[0])
            x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
            y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            found.append((text.strip(), size * scale, x, height - y))

    page.extract_text(visitor_text=visit)
    return found


def sizes_of(pdf: bytes) -> dict[str, float]:
    return {text: round(size, 1) for text, size, _, _ in pieces_of(pdf)}


@pytest.fixture(scope="module")
def letter():
    return a_letter(LetterType.DISCONTINUE_ALL)


@pytest.fixture(scope="module")
def usual(letter):
    words, context = letter
    return render_pdf(words=words, context=context)


@pytest.fixture(scope="module")
def large(letter):
    words, context = in_large_print(letter)
    return render_pdf(words=words, context=context)


class TestLargePrint:
    def test_says_the_same_words(self, letter, usual, large):
        _, context = letter

        def said(pdf):
            """Every word but those at the foot of each page."""
            return Counter(word for word in text_of(pdf).split() if word not in {context.our_reference, "Page", "of"})

        differing = (said(large.pdf) - said(usual.pdf)) | (said(usual.pdf) - said(large.pdf))
        assert all(word.isdigit() for word in differing)
        assert large.pages > usual.pages

    def test_has_no_letter_under_16_point_but_the_address_behind_the_window(self, letter, large):
        _, context = letter
        address = {context.recipient_name, *context.address_lines}

        small = {text for text, size in sizes_of(large.pdf).items() if size < 16}

        assert small
        assert all(any(line in text for line in address) for text in small)

    def test_is_set_in_18_point_where_the_usual_letter_is_in_12(self, letter, usual, large):
        words, _ = letter
        line = words.block(BlockKey.NAME_FORM).text

        assert sizes_of(large.pdf)[line] == pytest.approx(18, abs=0.2)
        assert sizes_of(usual.pdf)[line] == pytest.approx(12, abs=0.2)

    def test_keeps_the_address_where_the_window_is(self, letter, usual, large):
        _, context = letter

        def first_line(pdf):
            return next((x, y) for text, _, x, y in pieces_of(pdf) if text.startswith(context.recipient_name))

        (x, y), (usual_x, usual_y) = first_line(large.pdf), first_line(usual.pdf)
        assert x == pytest.approx(usual_x, abs=1)
        assert y == pytest.approx(usual_y, abs=MM)

    def test_keeps_everything_else_out_of_the_window_even_when_the_sheet_slips(self, letter, large):
        """The window shows 39.5 to 66.3 mm from the top and up to 120 mm from the left, and slips by 5 mm."""
        _, context = letter
        address = {context.recipient_name, *context.address_lines}

        inside = [
            text
            for text, size, x, y in pieces_of(large.pdf)
            if y - size * 0.8 > 34.5 * MM and y < 71.3 * MM and x < 125 * MM
        ]

        assert [text for text in inside if text.split("\n")[0] not in address] == []

    def test_uses_our_font_upright_and_says_so_of_itself(self, large):
        assert large.print_format is PrintFormat.LARGE_PRINT
        assert all(is_embedded and "Italic" not in name for name, is_embedded in fonts_in(large.pdf))

    def test_of_a_pair_sets_both_languages_large(self):
        english = in_large_print(a_letter(LetterType.DISCONTINUE_ALL))
        welsh = in_large_print(a_welsh_letter(LetterType.DISCONTINUE_ALL))

        made = render_pair(sides=(welsh, english))

        assert made.print_format is PrintFormat.LARGE_PRINT
        assert sizes_of(made.pdf)[welsh[0].block(BlockKey.NAME_FORM).text] == pytest.approx(18, abs=0.2)

    @pytest.mark.parametrize("letter_type", LetterType)
    def test_fits_every_type_of_letter(self, letter_type):
        words, context = in_large_print(a_letter(letter_type))

        assert render_pdf(words=words, context=context).pages <= MAX_PAGES

    def test_may_have_three_times_the_pages_and_no_more(self, letter):
        words, context = letter
        long = words.with_text(
            key=BlockKey.REASON_SPECIFIC, text="\n\n".join(["A sentence about what the police found there. " * 9] * 22)
        )
        assert render_pdf(words=long, context=context).pages <= MAX_PAGES
        made = render_pdf(words=long, context=dataclasses.replace(context, print_format=PrintFormat.LARGE_PRINT))
        assert MAX_PAGES < made.pages <= 3 * MAX_PAGES

        too_long = words.with_text(
            key=BlockKey.REASON_SPECIFIC, text="\n\n".join(["A sentence about what the police found there. " * 9] * 80)
        )
        with pytest.raises(RenderFailed) as refused:
            render_pdf(words=too_long, context=dataclasses.replace(context, print_format=PrintFormat.LARGE_PRINT))
        assert refused.value.fault is RenderFault.TOO_LONG


class TestLastSheet:
    """It is not for two lines: they are set a little closer and find room on the sheet before."""

    @staticmethod
    def pages(lines: int, **how: object) -> int:
        body = "".join(f"<section><p>line {line}</p></section>" for line in range(lines))
        html = f"<!doctype html><html lang=en><head><title>t</title></head><body>{body}</body></html>"
        _, made = pdf_from_html(html=html, **how)
        return made.pages

    @pytest.mark.parametrize(("print_format", "unasked"), [(PrintFormat.LARGE_PRINT, 1), (PrintFormat.STANDARD, 2)])
    def test_is_spared_where_it_would_hold_a_few_lines(self, print_format, unasked, monkeypatch):
        """Letters that are made by the thousand are left as they fall, unless that is asked for."""
        how = {"print_format": print_format, "may_be_set_closer": True}
        with monkeypatch.context() as patched:
            patched.setattr(rendering, "ends_in_a_few_lines", lambda document: False)
            most = next(lines for lines in range(10, 60) if self.pages(lines + 1, **how) > 1)

        assert self.pages(most + 1, **how) == 1
        assert self.pages(most * 3 // 2, **how) == 2
        assert self.pages(most + 1, print_format=print_format) == unasked


@pytest.mark.parametrize("language", [Language.EN, Language.CY])
def test_the_letter_with_an_invitation_is_set_large_and_still_holds_its_code_once(language):
    usual = invitation_letter.render(context=a_context(language=language))
    made = invitation_letter.render(context=a_context(language=language, print_format=PrintFormat.LARGE_PRINT))

    assert min(size for text, size in sizes_of(made.pdf).items() if "CF10" not in text and "Sample" not in text) > 10
    assert made.digest != usual.digest
    assert invitation_letter.codes_in(text_of(made.pdf)) == {CODE}
