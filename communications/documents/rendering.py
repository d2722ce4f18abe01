"""Turn a letter's words into a page: HTML for the portal, a tagged PDF for post. The only importer of WeasyPrint.

One recipient per call, an immutable context, no state between letters. Whatever the renderer only logs is a failure of
that letter here (F20), and the finished PDF is read back before anyone may send it (T14).
"""

import dataclasses
import functools
import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
import weasyprint
from django.template import Context
from django.template.engine import Engine
from django.utils.safestring import SafeString, mark_safe
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from cases.rules.vocabulary import Vocabulary
from communications.documents import reading
from communications.documents.assets import FONT_FAMILY, assets, unprintable_in
from communications.documents.context import LetterContext
from communications.documents.last_sheets import ends_in_a_few_lines, part_of
from communications.documents.leaflet_pages import with_leaflets
from communications.documents.leaflets import LeafletWords
from communications.documents.letter_sheets import closer_sheet, sheets_of
from communications.documents.page_labels import LABELS, PAIR_NOTES
from communications.documents.reading import ReadLetter
from communications.documents.words import letter_template, letters_folder
from communications.rules.letter_words import BlockKey, LetterWords, Piece
from communications.rules.print_formats import PAGES_FACTOR
from communications.rules.references import references_in
from communications.rules.typesetting import set_pieces
from communications.rules.vocabulary import Leaflet, PrintFormat

#: A letter longer than this was not written for one person to read.
MAX_PAGES = 8
#: More characters than eight pages can hold; refused before the renderer spends memory on them.
MAX_CHARACTERS = 40_000
#: How much one leaflet may add to both.
LEAFLET_PAGES, LEAFLET_CHARACTERS = 2, 8_000
_PDF_VARIANT = "pdf/ua-1"
#: WeasyPrint and the C libraries under it promise nothing about threads. A lock costs nothing: one letter, one core.
_RENDERER = threading.Lock()
_LOGGER = logging.getLogger(__name__)
#: Loggers through which the renderer reports what it could not do.
_RENDERER_LOGGERS = ("weasyprint", "fontTools")
#: Its step-by-step reports would fill the log of a worker that renders thousands of letters.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
#: The one warning that is about the machine and not about the letter; `is_font_library_complete` reports it instead.
_ABOUT_THE_MACHINE = "Using fontTools instead of HarfBuzz-Subset"


class RenderFault(Vocabulary):
    """Why a letter could not be made."""

    MISSING_GLYPH = "MISSING_GLYPH"
    RENDERER_WARNING = "RENDERER_WARNING"
    BLOCKED_ADDRESS = "BLOCKED_ADDRESS"
    TOO_LONG = "TOO_LONG"
    FOREIGN_FONT = "FOREIGN_FONT"
    WRONG_RECIPIENT = "WRONG_RECIPIENT"
    WRONG_REFERENCE = "WRONG_REFERENCE"
    OTHER_REFERENCE = "OTHER_REFERENCE"
    WRONG_CODE = "WRONG_CODE"
    NOT_TAGGED = "NOT_TAGGED"
    UNREADABLE = "UNREADABLE"


class RenderFailed(Exception):
    """One letter could not be made; all others are unaffected. The detail never holds words of the letter."""

    def __init__(self, fault: RenderFault, detail: str = "") -> None:
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)
        self.fault = fault
        self.detail = detail


@dataclasses.dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A finished letter and the proof of which bytes it is."""

    pdf: bytes
    #: SHA-256 of the bytes, in hexadecimal.
    digest: str
    pages: int
    print_format: PrintFormat = PrintFormat.STANDARD


@dataclasses.dataclass(frozen=True, slots=True)
class _ShownBlock:
    heading: str
    css_class: str
    pieces: tuple[Piece, ...]


class _ClosedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serves what `assets` holds in memory and refuses every other address without a look at network or disk."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Give the asset at ``url``, or raise."""
        asset = assets().get(url)
        if asset is None:
            raise ValueError("blocked")
        return URLFetcherResponse(url, body=asset.body, headers={"Content-Type": asset.media_type})


def render_pdf(
    *, words: LetterWords, context: LetterContext, leaflets: tuple[LeafletWords, ...] = ()
) -> RenderedLetter:
    """Make the PDF of one letter to one recipient: tagged (PDF/UA-1), our font embedded, read back before it is given.

    The ``leaflets`` lie behind it, each on a page of its own; an easy-read page among them stands before it.

    Raises:
        RenderFailed: a character the font lacks, anything the renderer warned about, more than `MAX_PAGES` pages, a
            font that is not ours, or a finished PDF that does not name this recipient and this reference and no other.
    """
    greeting = words.block(BlockKey.NAME_FORM)
    if greeting is None or context.salutation_name not in greeting.text:
        raise RenderFailed(RenderFault.WRONG_RECIPIENT)
    page = render_frame(words=words, context=context)
    frame = _frame_version(words)
    pdf, letter = pdf_from_html(
        html=with_leaflets(page, leaflets, contexts=(context,)),
        frame_version=frame,
        print_format=context.print_format,
        leaflets=_weight(leaflets),
    )
    _require_leaflets(letter, leaflets)
    require_own_reference(letter, recipient_name=context.recipient_name, our_reference=context.our_reference)
    return RenderedLetter(
        pdf=pdf, digest=hashlib.sha256(pdf).hexdigest(), pages=letter.pages, print_format=context.print_format
    )


def render_pair(
    *, sides: tuple[tuple[LetterWords, LetterContext], ...], leaflets: tuple[LeafletWords, ...] = ()
) -> RenderedLetter:
    """Make one PDF of a letter in several languages, in the order given: each on pages of its own, tagged with its own.

    The ``leaflets`` lie behind both sides, in the order given; easy-read pages among them stand before both.

    Raises:
        RenderFailed: as `render_pdf`, for each side; or a part of the finished PDF is not tagged with its language.
    """
    (words, context), *_ = sides
    for side, facts in sides:
        greeting = side.block(BlockKey.NAME_FORM)
        if greeting is None or facts.salutation_name not in greeting.text:
            raise RenderFailed(RenderFault.WRONG_RECIPIENT)
    frame = _frame_version(words)
    page = frame_page(
        frame_version=frame,
        variables={
            "title": context.our_reference,
            "office": context.office,
            "address": (context.recipient_name, *context.address_lines),
            "our_reference": context.our_reference,
            "parts": [_part(side, facts) for side, facts in sides],
        },
    )
    pdf, letter = pdf_from_html(
        html=with_leaflets(page, leaflets, contexts=tuple(facts for _, facts in sides)),
        frame_version=frame,
        sides=len(sides),
        print_format=context.print_format,
        leaflets=_weight(leaflets),
    )
    _require_leaflets(letter, leaflets)
    require_own_reference(letter, recipient_name=context.recipient_name, our_reference=context.our_reference)
    if letter.languages != {side.language.value.lower() for side, _ in sides}:
        raise RenderFailed(RenderFault.NOT_TAGGED)
    for side, _ in sides:
        greeting = side.block(BlockKey.NAME_FORM)
        if greeting is None or reading.flat(greeting.text) not in letter.text:
            raise RenderFailed(RenderFault.WRONG_RECIPIENT)
    return RenderedLetter(
        pdf=pdf, digest=hashlib.sha256(pdf).hexdigest(), pages=letter.pages, print_format=context.print_format
    )


def _weight(leaflets: tuple[LeafletWords, ...]) -> int:
    """Count what goes with a letter, by the paper that it takes: easy read takes as much as two leaflets."""
    return sum(2 if leaflet.leaflet is Leaflet.EASY_READ else 1 for leaflet in leaflets)


def _require_leaflets(letter: ReadLetter, leaflets: tuple[LeafletWords, ...]) -> None:
    """Refuse a finished PDF that lacks the title of a leaflet that goes with it."""
    if any(reading.flat(leaflet.title) not in letter.text for leaflet in leaflets):
        raise RenderFailed(RenderFault.UNREADABLE, "a leaflet is missing")


def _part(words: LetterWords, context: LetterContext) -> dict[str, object]:
    marking = words.block(BlockKey.PRIVATE_MARKING)
    return {
        "lang": words.language.value.lower(),
        "labels": {**LABELS[words.language], "pair": PAIR_NOTES[words.language]},
        "marking": marking.text if marking else "",
        "letter_on": context.variables()["letter_on"],
        "blocks": [block for block in _shown(words) if block.css_class != "private-marking"],
    }


def render_html(*, words: LetterWords) -> SafeString:
    """Give the letter's words as an HTML fragment for the portal, from the same blocks and template as the PDF.

    The private marking belongs to an envelope and is left out.
    """
    shown = [block for block in _shown(words) if block.css_class != "private-marking"]
    template = _page_engine(_frame_version(words)).get_template("words.html")
    return mark_safe(template.render(Context({"blocks": shown})))


def render_frame(*, words: LetterWords, context: LetterContext) -> str:
    """Give the whole letter as an HTML page, the form from which the PDF is made. Every value is escaped here."""
    marking = words.block(BlockKey.PRIVATE_MARKING)
    variables: dict[str, object] = {
        "lang": words.language.value.lower(),
        "title": f"{context.our_reference}",
        "office": context.office,
        "marking": marking.text if marking else "",
        "address": (context.recipient_name, *context.address_lines),
        "letter_on": context.variables()["letter_on"],
        "our_reference": context.our_reference,
        "blocks": [block for block in _shown(words) if block.css_class != "private-marking"],
    }
    return frame_page(frame_version=_frame_version(words), variables=variables)


def frame_page(*, frame_version: str, variables: dict[str, object]) -> str:
    """Put a letter's blocks into the page of a version; every value is escaped here."""
    return str(_page_engine(frame_version).get_template("frame.html").render(Context(variables)))


def require_own_reference(
    letter: ReadLetter, *, recipient_name: str, our_reference: str, may_name: frozenset[str] = frozenset()
) -> None:
    """Refuse a finished PDF that does not name this person and this reference, or another, or is not tagged (T14).

    ``may_name`` are other references of the same person, which the words may speak of.

    Raises:
        RenderFailed: which of these it is.
    """
    if reading.flat(recipient_name) not in letter.text:
        raise RenderFailed(RenderFault.WRONG_RECIPIENT)
    if reading.flat(our_reference) not in letter.text:
        raise RenderFailed(RenderFault.WRONG_REFERENCE)
    if references_in(letter.text) - may_name - {our_reference}:
        raise RenderFailed(RenderFault.OTHER_REFERENCE)
    if not letter.is_tagged or not letter.language:
        raise RenderFailed(RenderFault.NOT_TAGGED)


def pdf_from_html(
    *,
    html: str,
    frame_version: str = "v1",
    sides: int = 1,
    print_format: PrintFormat = PrintFormat.STANDARD,
    leaflets: int = 0,
    may_be_set_closer: bool = False,
) -> tuple[bytes, ReadLetter]:
    """Turn a finished page into PDF bytes, and read them back. Reaches neither the network nor the disk.

    ``sides`` is in how many languages the letter says what it says: each may be as long as a letter may be. In large
    print the same words take more pages, and may. ``leaflets`` is how many lie behind it. A letter in large print, or
    one that ``may_be_set_closer``, is laid out a second time, a little closer, where a last sheet would hold a few
    lines alone and that spares the sheet. Of letters made by the thousand that would take too long.

    Raises:
        RenderFailed: see `render_pdf`.
    """
    if len(html) > MAX_CHARACTERS * sides + LEAFLET_CHARACTERS * leaflets:
        raise RenderFailed(RenderFault.TOO_LONG, f"{len(html)} characters")
    _refuse_unprintable(html)
    with _RENDERER, _warnings_are_failures():
        styles, closer, fonts = _styles(frame_version, print_format)
        source = weasyprint.HTML(string=html, url_fetcher=_fetcher(), media_type="print")
        document = source.render(stylesheets=styles, font_config=fonts, presentational_hints=False)
        if (may_be_set_closer or print_format is PrintFormat.LARGE_PRINT) and ends_in_a_few_lines(document):
            again = source.render(stylesheets=[*styles, closer], font_config=fonts, presentational_hints=False)
            document = again if len(again.pages) < len(document.pages) else document
        pages = len(document.pages)
        if pages > (MAX_PAGES * sides + LEAFLET_PAGES * leaflets) * PAGES_FACTOR[print_format]:
            raise RenderFailed(RenderFault.TOO_LONG, f"{pages} pages")
        pdf: bytes = document.write_pdf(
            pdf_variant=_PDF_VARIANT, custom_metadata=False, finisher=_name_languages_of_parts
        )
    return pdf, _read(pdf)


def _name_languages_of_parts(document: Any, pdf: Any) -> None:
    """Tag each part of a letter with its language: a screen reader must not read Welsh as if it were English.

    WeasyPrint names the language of the whole document only.
    """
    spoken = {pdf.page_references[n]: _language_of(page._page_box) for n, page in enumerate(document.pages)}
    for element in pdf.objects:
        if isinstance(element, pydyf.Dictionary) and element.get("S") == "/Art" and spoken.get(element["Pg"]):
            element["Lang"] = pydyf.String(spoken[element["Pg"]])


def _language_of(box: Any) -> str:
    """Find the language of the part that a page belongs to; empty where the letter has no parts."""
    part = part_of(box)
    return "" if part is None else str(part.get("lang", ""))


def is_font_library_complete() -> bool:
    """Say whether the HarfBuzz subset library is there. Without it letters still render, only more slowly."""
    return bool(ffi.harfbuzz_subset) and bool(ffi.harfbuzz.hb_version_atleast(4, 1, 0))


@functools.cache
def _fetcher() -> _ClosedFetcher:
    return _ClosedFetcher()


@functools.cache
def _styles(
    frame_version: str, print_format: PrintFormat
) -> tuple[list[weasyprint.CSS], weasyprint.CSS, FontConfiguration]:
    """Parse the style sheets once per process: a new font configuration per letter leaks a quarter of a megabyte.

    The second is laid over all others for a letter that is set closer.
    """
    if not is_font_library_complete():
        _LOGGER.warning("HarfBuzz subset library missing: install libharfbuzz-subset0 for quicker letters")
    fonts = FontConfiguration()
    sheets = (
        *sheets_of(frame_version=frame_version, print_format=print_format),
        closer_sheet(print_format=print_format),
    )
    *styles, closer = (
        weasyprint.CSS(string=sheet.read_text("utf-8"), url_fetcher=_fetcher(), font_config=fonts) for sheet in sheets
    )
    return styles, closer, fonts


@functools.cache
def _page_engine(frame_version: str) -> Engine:
    folder = letters_folder() / "frame" / frame_version
    return Engine(
        autoescape=True,
        loaders=[
            ("django.template.loaders.cached.Loader", [("django.template.loaders.filesystem.Loader", [str(folder)])])
        ],
    )


def _frame_version(words: LetterWords) -> str:
    _, version, _ = words.template_version.split("/")
    return letter_template(letter_type=words.letter_type, version=version, language=words.language).frame_version


def _shown(words: LetterWords) -> list[_ShownBlock]:
    return [
        _ShownBlock(heading=block.heading, css_class=block.key.value.replace("_", "-"), pieces=set_pieces(block.text))
        for block in words.blocks
        if block.text
    ]


class _Collector(logging.Handler):
    """Keeps the constant part of what the renderer logs from this thread, never the values: those may be personal."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.found: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of one warning."""
        if record.thread == self._thread and not str(record.msg).startswith(_ABOUT_THE_MACHINE):
            self.found.append(str(record.msg))


@contextmanager
def _warnings_are_failures() -> Iterator[None]:
    """Fail the letter for anything the renderer warns about, and keep the warning's values out of every log."""
    collector = _Collector()
    loggers = [logging.getLogger(name) for name in _RENDERER_LOGGERS]
    propagated = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.addHandler(collector)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, propagate in zip(loggers, propagated, strict=True):
            logger.removeHandler(collector)
            logger.propagate = propagate
    if collector.found:
        blocked = any("oad" in message for message in collector.found)
        raise RenderFailed(RenderFault.BLOCKED_ADDRESS if blocked else RenderFault.RENDERER_WARNING, collector.found[0])


def _refuse_unprintable(html: str) -> None:
    missing = unprintable_in(html)
    if missing:
        points = ", ".join(sorted(f"U+{ord(each):04X}" for each in missing))
        raise RenderFailed(RenderFault.MISSING_GLYPH, points)


def _read(pdf: bytes) -> ReadLetter:
    """Read finished bytes, and refuse a font that is not ours or not in the file.

    Raises:
        RenderFailed: such a font, or bytes that cannot be read.
    """
    try:
        letter = reading.read(pdf)
    except reading.Unreadable as error:
        raise RenderFailed(RenderFault.UNREADABLE, str(error)) from error
    ours = FONT_FAMILY.replace(" ", "-")
    for name, is_embedded in letter.fonts:
        if not is_embedded or ours not in name:
            raise RenderFailed(RenderFault.FOREIGN_FONT, name)
    return letter
