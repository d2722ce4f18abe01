"""Read a finished letter back from its bytes, quickly enough to do it for every letter (T14, performance goal P1).

A general reader takes longer than making the letter. This one knows only the few forms in which WeasyPrint writes, and
raises for anything else: a letter that cannot be read back must not leave. Tests hold it against pypdf.
"""

import dataclasses
import re
import unicodedata
import zlib

_STREAM = re.compile(rb"(\d+) 0 obj\n<<((?:[^>]|>(?!>\nstream))*)>>\nstream\n")
_LENGTH = re.compile(rb"/Length (\d+)")
_OBJECT_STREAM = re.compile(rb"/Type /ObjStm/N (\d+)/First (\d+)")
_FONT = re.compile(
    rb"/Type /Font/Subtype /Type0/BaseFont /(\S+?)/ToUnicode (\d+) 0 R/.*?/DescendantFonts \[(\d+) 0 R\]"
)
_ANY_FONT = re.compile(rb"/Type /Font(?!Descriptor)/Subtype /(\w+)")
_DESCRIPTOR = re.compile(rb"/FontDescriptor (\d+) 0 R")
_FONT_FILE = re.compile(rb"/FontFile[23]? \d+ 0 R")
_FONT_NAMES = re.compile(rb"/Font (\d+) 0 R")
_NAMED = re.compile(rb"/(\S+) (\d+) 0 R")
_LANGUAGE = re.compile(rb"/Lang \(([^)]*)\)")
_PART_LANGUAGE = re.compile(rb"/S /Art.*?/Lang \(([^)]*)\)", re.DOTALL)
_CHARACTER = re.compile(rb"<([0-9a-f]+)> <([0-9a-f]+)>")
_PAGE = re.compile(rb"/Type /Page/.*?/Contents (\d+) 0 R")
#: A change of font, the start of a piece of text, or the glyphs shown.
_SHOWN = re.compile(rb"/(\S+) [\d.]+ Tf|(BT)\n|\[([^\]]*)\] TJ|(T[j'\"*])")
_GLYPHS = re.compile(rb"<([0-9a-fA-F]+)>")
_GLYPH_DIGITS = 4


class Unreadable(Exception):
    """The bytes are not a letter as our renderer writes it. Says which part, nothing of what it holds."""


@dataclasses.dataclass(frozen=True, slots=True)
class ReadLetter:
    """What a finished letter says and how it is made."""

    #: All text in the order of the pages, with single spaces and composed accents; words broken at a hyphen joined.
    text: str
    #: (name, whether its file is embedded) of each font.
    fonts: frozenset[tuple[str, bool]]
    is_tagged: bool
    language: str
    pages: int
    #: Of the whole and of each part that names its own.
    languages: frozenset[str]


def read(pdf: bytes) -> ReadLetter:
    """Read a letter back.

    Raises:
        Unreadable: it is not in the form in which our letters are written.
    """
    streams, objects = _streams_and_objects(pdf)
    fonts = {number: found for number, body in objects.items() if (found := _FONT.search(body))}
    known = {*fonts, *(int(found[3]) for found in fonts.values())}
    if any(_ANY_FONT.search(body) for number, body in objects.items() if number not in known):
        raise Unreadable("fonts")
    maps = {number: _unicode_map(streams, int(found[2])) for number, found in fonts.items()}
    named = {name: maps[int(number)] for name, number in _font_names(objects) if int(number) in maps}
    pages = [int(found[1]) for body in objects.values() if (found := _PAGE.search(body))]
    if not pages:
        raise Unreadable("pages")
    catalogue = next((body for body in objects.values() if b"/Type /Catalog" in body), b"")
    language = _LANGUAGE.search(catalogue)
    parts = (_PART_LANGUAGE.search(body) for body in objects.values())
    named_in = {found[1].decode() for found in (language, *parts) if found is not None}
    return ReadLetter(
        text=flat(" ".join(_text(streams, number, named) for number in pages)),
        fonts=frozenset((found[1].decode(), _is_embedded(int(found[3]), objects)) for found in fonts.values()),
        is_tagged=b"/StructTreeRoot" in catalogue and b"/Marked true" in catalogue,
        language=language[1].decode() if language else "",
        pages=len(pages),
        languages=frozenset(named_in),
    )


def flat(text: str) -> str:
    """Give text on one line with composed accents, for comparing what was meant with what was printed."""
    return re.sub(r"(?<=\S-) ", "", " ".join(unicodedata.normalize("NFC", text).split()))


def _streams_and_objects(pdf: bytes) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Take the file apart: streams by number, unpacked, and the objects that the object streams hold."""
    streams: dict[int, bytes] = {}
    objects: dict[int, bytes] = {}
    position = 0
    while (found := _STREAM.search(pdf, position)) is not None:
        length = _LENGTH.search(found[2])
        if length is None or b"/Filter /FlateDecode" not in found[2]:
            raise Unreadable("stream")
        position = found.end() + int(length[1])
        try:
            unpacked = zlib.decompress(pdf[found.end() : position])
        except zlib.error as error:
            raise Unreadable("stream") from error
        streams[int(found[1])] = unpacked
        if (packed := _OBJECT_STREAM.search(found[2])) is not None:
            objects.update(_unpacked(unpacked, first=int(packed[2])))
    return streams, objects


def _unpacked(body: bytes, *, first: int) -> dict[int, bytes]:
    numbers = [int(each) for each in body[:first].split()]
    starts = [first + offset for offset in numbers[1::2]]
    return {
        number: body[start:end]
        for number, start, end in zip(numbers[::2], starts, [*starts[1:], len(body)], strict=True)
    }


def _font_names(objects: dict[int, bytes]) -> list[tuple[bytes, bytes]]:
    lists = {int(found[1]) for body in objects.values() if (found := _FONT_NAMES.search(body))}
    return [pair for number in lists for pair in _NAMED.findall(objects.get(number, b""))]


def _is_embedded(descendant: int, objects: dict[int, bytes]) -> bool:
    found = _DESCRIPTOR.search(objects.get(descendant, b""))
    return found is not None and _FONT_FILE.search(objects.get(int(found[1]), b"")) is not None


def _unicode_map(streams: dict[int, bytes], number: int) -> dict[bytes, str]:
    """Read which text each glyph stands for."""
    body = streams.get(number, b"")
    _, _, listed = body.partition(b"beginbfchar")
    if not listed or b"beginbfrange" in body:
        raise Unreadable("characters")
    return {
        glyph.lower(): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in _CHARACTER.findall(listed)
    }


def _text(streams: dict[int, bytes], number: int, fonts: dict[bytes, dict[bytes, str]]) -> str:
    """Read the text of one page: each piece between ``BT`` and ``ET`` is parted from the next by a space."""
    parts: list[str] = []
    font: dict[bytes, str] | None = None
    for name, begins, shown, other in _SHOWN.findall(streams.get(number, b"")):
        if other:
            raise Unreadable("text")
        if begins:
            parts.append(" ")
        elif name:
            font = fonts.get(name)
        else:
            parts.append(_glyphs(shown, font))
    return "".join(parts)


def _glyphs(shown: bytes, font: dict[bytes, str] | None) -> str:
    if font is None:
        raise Unreadable("font")
    digits = b"".join(_GLYPHS.findall(shown)).lower()
    glyphs = (digits[start : start + _GLYPH_DIGITS] for start in range(0, len(digits), _GLYPH_DIGITS))
    try:
        return "".join([font[glyph] for glyph in glyphs])
    except KeyError as error:
        raise Unreadable("glyph") from error
