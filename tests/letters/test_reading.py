"""Our quick reader of finished letters says what pypdf says, and refuses whatever it does not know (T14, P1)."""

import re
import zlib

import pytest

from communications.documents import reading
from communications.documents.rendering import RenderFailed, RenderFault, pdf_from_html, render_pdf
from communications.rules.vocabulary import LetterType
from tests.letters.pdfs import fonts_in, text_of
from tests.letters.samples import a_letter, everything_at_once

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

        assert letter.text == text_of(pdf)
        assert letter.fonts == fonts_in(pdf)
        assert (letter.is_tagged, letter.language) == (True, "en")

    @pytest.mark.parametrize("name", NAMES)
    def test_agrees_about_the_names_that_people_have(self, name):
        pdf = a_pdf(recipient_name=name, salutation_name=name)

        assert name in reading.read(pdf).text
        assert reading.read(pdf).text == text_of(pdf)

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
