"""Read finished PDFs: with the service's own quick reader, and with pypdf, the independent one it is held against."""

import io
import re
import unicodedata

from pypdf import PdfReader

from communications.documents import reading


def text_of(pdf: bytes) -> str:
    """The text of all pages, white space as one space, accents composed, words broken at a hyphen joined.

    Read as the service reads it back, which raises for whatever it does not know. `tests/letters/test_reading.py` holds
    this against `independent_text_of` for every letter and every kind of page; pypdf takes most of the time that making
    the letter takes.
    """
    return reading.read(pdf).text


def independent_text_of(pdf: bytes) -> str:
    """The same text as pypdf reads it."""
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"(?<=\S-) ", "", " ".join(unicodedata.normalize("NFC", pages).split()))


def fonts_in(pdf: bytes) -> set[tuple[str, bool]]:
    """The fonts as (name, whether the font's file is embedded), by pypdf."""
    found = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for each in page["/Resources"]["/Font"].values():
            font = each.get_object()
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            is_embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found.add((font["/BaseFont"].removeprefix("/"), is_embedded))
    return found
