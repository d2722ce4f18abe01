"""Our quick reader of finished letters says what pypdf says, and refuses whatever it does not know (T14, P1)."""

import dataclasses
import re
import zlib

import pytest

from cases.rules.vocabulary import Language
from communications.documents import complaint_letter, invitation_letter, leaflets, reading
from communications.documents.rendering import RenderFailed, RenderFault, pdf_from_html, render_pair, render_pdf
from communications.rules.vocabulary import Leaflet, LetterType, PrintFormat
from tests.letters import test_complaint_letter, test_invitation_letter
from tests.letters.pdfs import fonts_in, independent_text_of
from tests.letters.samples import a_letter, everything_at_once
from tests.letters.welsh_samples import a_welsh_letter

NAMES = ("Ms Nguyễn Thị Ước", "Mr Łukasz Żółć", "Ms Sŵyn Gŷr-Ó’Néill", "Mr Efflam Fifield")


def a_pdf(letter_type: LetterType = LetterType.NO_CHANGE_UPDATE, **changes: object) -> bytes:
    words, context = a_letter(letter_type, **changes)
    return render_pdf(words=words, context=context).pdf


def repacked(pdf: bytes, old: bytes, new: bytes) -> bytes:
    """The same file with other words inside each packed stream that holds ``old``."""

    def put(match: re.Match[bytes]) -> bytes:
        body = zlib.decompress(match[2])
        packed = zlib.compress(body.replace(old, new))
        head = re.sub(rb"/Length \d+", b"/Length %d" % len(packed), match[1])
        return head + packed + b"\nendstream"

    return re.sub(rb"(<<[^\n]*>>\nstream\n)(.*?)\nendstream", put, pdf, flags=re.DOTALL)


class TestRead:
    @pytest.mark.parametrize("letter_type", LetterType)
    def test_agrees_with_an_independent_reader_about_every_letter(self, letter_type):
        words, context = everything_at_once(letter_type)
        pdf = render_pdf(words=words, context=context).pdf

        letter = reading.read(pdf)

        assert letter.text == independent_text_of(pdf)
        assert letter.fonts == fonts_in(pdf)
        assert (letter.is_tagged, letter.language) == (True, "en")

    @pytest.mark.parametrize("name", NAMES)
    def test_agrees_about_the_names_that_people_have(self, name):
        pdf = a_pdf(recipient_name=name, salutation_name=name)

        assert name in reading.read(pdf).text
        assert reading.read(pdf).text == independent_text_of(pdf)

    @pytest.mark.parametrize("print_format", PrintFormat)
    @pytest.mark.parametrize("behind", [(Leaflet.RIGHTS, Leaflet.COURT, Leaflet.CHILDREN), ()])
    def test_agrees_about_a_pair_with_what_stands_before_and_behind_it(self, print_format, behind):
        sides = [
            (words, dataclasses.replace(context, print_format=print_format))
            for words, context in (a_welsh_letter(LetterType.CHARGING_DECISION), a_letter(LetterType.CHARGING_DECISION))
        ]
        with_it = tuple(
            leaflets.compose(leaflet=each, context=context, letter_type=LetterType.CHARGING_DECISION)
            for each in (Leaflet.EASY_READ, *behind)
            for _, context in sides
        )
        pdf = render_pair(sides=tuple(sides), leaflets=with_it).pdf

        assert reading.read(pdf).text == independent_text_of(pdf)
        assert reading.read(pdf).fonts == fonts_in(pdf)

    @pytest.mark.parametrize("language", [Language.EN, Language.CY])
    def test_agrees_about_the_letters_that_are_of_no_type(self, language):
        invitation = invitation_letter.render(context=test_invitation_letter.a_context(language=language))
        side = {Language.EN: test_complaint_letter.ENGLISH, Language.CY: test_complaint_letter.WELSH}[language]
        answer = complaint_letter.render(context=test_complaint_letter.a_context(sides=(side,)))

        for made in (invitation, answer):
            assert reading.read(made.pdf).text == independent_text_of(made.pdf)

    def test_sees_a_font_that_is_not_ours(self):
        html = "<html lang=en><title>t</title><style>p { font-family: 'DejaVu Sans', sans-serif }</style><p>x</p>"

        with pytest.raises(RenderFailed) as failed:
            pdf_from_html(html=html)

        assert failed.value.fault is RenderFault.FOREIGN_FONT


class TestUnreadable:
    @pytest.mark.parametrize(
        ("old", "new", "part"),
        [
            (b"beginbfchar", b"beginsomething", "characters"),
            (b"] TJ", b"] TJ (x) Tj", "text"),
            (b"/Type /Font/Subtype /Type0", b"/Type /Font/Subtype /Type3", "fonts"),
            (b"/Type /Page/", b"/Type /Leaf/", "pages"),
            (b"<0001>0", b"<fffe>0", "glyph"),
        ],
    )
    def test_is_whatever_is_written_in_another_way(self, old, new, part):
        pdf = repacked(a_pdf(), old, new)

        with pytest.raises(reading.Unreadable, match=part):
            reading.read(pdf)

    def test_is_a_page_set_in_a_font_that_is_not_listed(self):
        pdf = repacked(a_pdf(), b" 16 Tf", b"X 16 Tf")

        with pytest.raises(reading.Unreadable, match="font"):
            reading.read(pdf)

    @pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n", b"not a PDF at all"])
    def test_is_what_is_no_letter(self, pdf):
        with pytest.raises(reading.Unreadable):
            reading.read(pdf)

    def test_is_a_file_that_was_damaged(self):
        pdf = a_pdf()
        start = pdf.index(b"stream\n") + 30

        with pytest.raises(reading.Unreadable, match="stream"):
            reading.read(pdf[:start] + b"\x00" * 40 + pdf[start + 40 :])

    def test_is_a_stream_packed_in_another_way(self):
        pdf = a_pdf().replace(b"/Filter /FlateDecode", b"/Filter /LZWDecode  ")

        with pytest.raises(reading.Unreadable, match="stream"):
            reading.read(pdf)

    def test_fails_that_letter_alone(self, monkeypatch):
        words, context = a_letter(LetterType.NO_CHANGE_UPDATE)
        monkeypatch.setattr(reading, "_PAGE", re.compile(b"never"))

        with pytest.raises(RenderFailed) as failed:
            render_pdf(words=words, context=context)

        assert failed.value.fault is RenderFault.UNREADABLE
