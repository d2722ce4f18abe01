"""Compose leaflets from their versioned files, in the language of the letter they go with. Reads files, never a row.

``templates/leaflets/<leaflet>/v<N>/<language>.txt``: a title, the version of the shared parts, then sections.
``== Heading`` opens one, ``@ name`` takes a shared part. Each section is a template of its own, filled from the frozen
values of the letter, so that a leaflet names the same contact and the same services as the letter beside it.

The easy-read page has a text for each kind of letter: ``templates/leaflets/easy_read/<text>/v<N>/<language>.txt``, with
parts of its own in ``templates/leaflets/easy_read/parts``.
"""

import dataclasses
import functools
import hashlib
import re
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.template import Context, Template
from django.template.engine import Engine

from cases.rules.vocabulary import Language
from communications.documents.context import LetterContext
from communications.documents.words import UNFILLED, BrokenTemplate, NoWords
from communications.rules.easy_read import EasyText, text_for
from communications.rules.leaflets import BEHIND
from communications.rules.letter_words import Piece, tidy
from communications.rules.typesetting import set_pieces
from communications.rules.vocabulary import Leaflet, LetterType

_HEAD = re.compile(r"\Atitle: (?P<title>.+)\nparts: (?P<parts>v\d+)\n\n")
_MARK = re.compile(r"^(?:==(?: (?P<heading>.+))?|@ (?P<part>[a-z]+))$", re.MULTILINE)
_ENGINE = Engine(autoescape=False, loaders=[("django.template.loaders.locmem.Loader", {})], string_if_invalid=UNFILLED)


@dataclasses.dataclass(frozen=True, slots=True)
class LeafletSection:
    """One section of a leaflet, filled in."""

    heading: str
    text: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Give the paragraphs and lists."""
        return set_pieces(self.text)


@dataclasses.dataclass(frozen=True, slots=True)
class LeafletWords:
    """The words of one leaflet as they go with one letter."""

    leaflet: Leaflet
    version: int
    language: Language
    title: str
    sections: tuple[LeafletSection, ...]

    def as_text(self) -> str:
        """Give the whole leaflet as plain text, its title first."""
        parts = [f"{each.heading}\n\n{each.text}" if each.heading else each.text for each in self.sections]
        return "\n\n".join((self.title, *parts))

    def as_json(self) -> dict[str, Any]:
        """Give the words in the shape in which they are frozen."""
        return {"title": self.title, "sections": [[each.heading, each.text] for each in self.sections]}

    @classmethod
    def from_json(cls, stored: dict[str, Any], *, leaflet: Leaflet, version: int, language: Language) -> Self:
        """Read a leaflet back from the shape in which it is frozen."""
        sections = tuple(LeafletSection(heading, text) for heading, text in stored["sections"])
        return cls(leaflet=leaflet, version=version, language=language, title=stored["title"], sections=sections)


@dataclasses.dataclass(frozen=True, slots=True)
class LeafletFile:
    """One version of a leaflet as its files define it."""

    leaflet: Leaflet
    version: int
    language: Language
    title: str
    sections: tuple[tuple[str, Template], ...]
    #: SHA-256 over every file that decides what it says.
    digest: str
    #: Which text of the easy-read page; None for a leaflet.
    text: EasyText | None = None

    @property
    def key(self) -> str:
        """Name the leaflet, and of the easy-read page its text: ``COURT``, ``EASY_READ/CHARGED``."""
        return _key(self.leaflet, self.text)

    @property
    def name(self) -> str:
        """Name the version: ``COURT/v1/en``, ``EASY_READ/CHARGED/v1/cy``."""
        return f"{self.key}/v{self.version}/{self.language.value.lower()}"


def compose(
    *, leaflet: Leaflet, context: LetterContext, letter_type: LetterType, version: int | None = None
) -> LeafletWords:
    """Compose a leaflet for the reader of one letter, in the language of its context; the newest version unless told.

    ``letter_type`` is the letter it goes with: the easy-read page follows it.

    Raises:
        NoWords: there is none in this version and language. English is never put in place of Welsh.
    """
    text = text_for(letter_type=letter_type) if leaflet is Leaflet.EASY_READ else None
    number = newest_version(leaflet=leaflet, text=text) if version is None else version
    file = leaflet_file(leaflet=leaflet, version=number, language=context.language, text=text)
    variables = Context({**context.variables(), "letter_type": letter_type.value}, autoescape=False)
    filled = (LeafletSection(heading, tidy(template.render(variables))) for heading, template in file.sections)
    return LeafletWords(
        leaflet=leaflet,
        version=number,
        language=context.language,
        title=file.title,
        sections=tuple(section for section in filled if section.text),
    )


def key_of(*, leaflet: Leaflet, letter_type: LetterType) -> str:
    """Name a leaflet as it goes with a letter of some type, as its published versions are named."""
    return _key(leaflet, text_for(letter_type=letter_type) if leaflet is Leaflet.EASY_READ else None)


def _key(leaflet: Leaflet, text: EasyText | None) -> str:
    return leaflet.value if text is None else f"{leaflet.value}/{text.value}"


def title_of(*, leaflet: Leaflet, language: Language = Language.EN) -> str:
    """Give the title of a leaflet's newest version."""
    return leaflet_file(leaflet=leaflet, version=newest_version(leaflet=leaflet), language=language).title


@functools.cache
def newest_version(*, leaflet: Leaflet, text: EasyText | None = None) -> int:
    """Give the number of a leaflet's newest version; of one text of it for the easy-read page.

    Raises:
        NoWords: it has none.
    """
    numbers = [int(path.name.removeprefix("v")) for path in _folder_of(leaflet, text).glob("v*")]
    if not numbers:
        raise NoWords(leaflet.value)
    return max(numbers)


@functools.cache
def leaflet_file(*, leaflet: Leaflet, version: int, language: Language, text: EasyText | None = None) -> LeafletFile:
    """Read one version of a leaflet once.

    Raises:
        NoWords: there is no such file, nor one of a part that it takes.
        BrokenTemplate: the file does not follow the format.
    """
    path = _folder_of(leaflet, text) / f"v{version}" / f"{language.value.lower()}.txt"
    parts = (_folder() if text is None else _folder() / leaflet.value.lower()) / "parts"
    source = _read(path)
    head = _HEAD.match(source)
    if head is None:
        raise BrokenTemplate(f"{_name(path)}: begin with a title and the version of the parts")
    digest = hashlib.sha256(source.encode())
    sections: list[tuple[str, Template]] = []
    for heading, part, body in _split(source[head.end() :], name=_name(path)):
        if not part:
            sections.append((heading, Template(body, engine=_ENGINE)))
            continue
        shared = _read(parts / head["parts"] / language.value.lower() / f"{part}.txt")
        digest.update(shared.encode())
        sections += [(each, Template(words, engine=_ENGINE)) for each, _, words in _split(shared, name=part)]
    return LeafletFile(
        leaflet=leaflet,
        version=version,
        language=language,
        title=head["title"],
        sections=tuple(sections),
        digest=digest.hexdigest(),
        text=text,
    )


def published_leaflets() -> tuple[LeafletFile, ...]:
    """Read every version of every leaflet that the files hold, in a fixed order."""
    every: list[tuple[Leaflet, EasyText | None]] = [(leaflet, None) for leaflet in BEHIND]
    every += [(Leaflet.EASY_READ, text) for text in EasyText]
    return tuple(
        leaflet_file(
            leaflet=leaflet,
            version=int(path.parent.name.removeprefix("v")),
            language=Language(path.stem.upper()),
            text=text,
        )
        for leaflet, text in every
        for path in sorted(_folder_of(leaflet, text).glob("v*/*.txt"))
    )


def _split(source: str, *, name: str) -> list[tuple[str, str, str]]:
    """Split into (heading, shared part, body)."""
    marks = list(_MARK.finditer(source))
    if not marks or source[: marks[0].start()].strip():
        raise BrokenTemplate(f"{name}: text outside a section")
    ends = [mark.start() for mark in marks[1:]] + [len(source)]
    return [
        (mark["heading"] or "", mark["part"] or "", source[mark.end() : end].strip("\n"))
        for mark, end in zip(marks, ends, strict=True)
    ]


def _read(path: Path) -> str:
    if not path.exists():
        raise NoWords(_name(path))
    return path.read_text("utf-8")


def _folder() -> Path:
    base: Path = settings.BASE_DIR
    return base / "templates" / "leaflets"


def _folder_of(leaflet: Leaflet, text: EasyText | None) -> Path:
    folder = _folder() / leaflet.value.lower()
    return folder if text is None else folder / text.value.lower()


def _name(path: Path) -> str:
    return path.relative_to(_folder()).as_posix()
