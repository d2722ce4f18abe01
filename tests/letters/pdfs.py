"""Read PDFs with pypdf: an independent reader, against which the service's own quick one is held."""

import io
import re
import unicodedata

from pypdf import PdfReader


def text_of(pdf: bytes) -> str:
    """The text of all pages, white space as one space, accents composed, words broken at a hyphen joined."""
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"(?<=\S-) ", "", " ".join(unicodedata.normalize("NFC", pages).split()))


def fonts_in(pdf: bytes) -> set[tuple[str, bool]]:
    """The fonts as (name, whether the font's file is embedded)."""
    found = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for each in page["/Resources"]["/Font"].values():
            font = each.get_object()
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            is_embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found.add((font["/BaseFont"].removeprefix("/"), is_embedded))
    return found
