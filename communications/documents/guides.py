"""Read the guides from their files: what everybody may know about how a case goes. No case, no person, no values.

``templates/guides/<guide>/<language>.txt``: a title, one line that says what it is about, then sections. ``== Heading``
opens one; the first may do without a heading.
"""

import dataclasses
import functools
import re
from pathlib import Path

from django.conf import settings

from cases.rules.vocabulary import Language
from communications.documents.words import BrokenTemplate, NoWords
from communications.rules.guides import Guide
from communications.rules.letter_words import Piece, pieces

_HEAD = re.compile(r"\Atitle: (?P<title>.+)\nsummary: (?P<summary>.+)\n\n")
_MARK = re.compile(r"^==(?: (?P<heading>.+))?$", re.MULTILINE)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GuideSection:
    """One section of a guide."""

    heading: str
    text: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Give the paragraphs and lists."""
        return pieces(self.text)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class GuideWords:
    """One guide in one language."""

    guide: Guide
    language: Language
    title: str
    #: What it is about, in one line.
    summary: str
    sections: tuple[GuideSection, ...]


@functools.cache
def guide_words(*, guide: Guide, language: Language) -> GuideWords:
    """Read a guide once.

    Raises:
        NoWords: it is not there in this language. English is never put in place of Welsh.
        BrokenTemplate: the file does not follow the format.
    """
    path = _folder() / guide.value.lower() / f"{language.value.lower()}.txt"
    name = path.relative_to(_folder()).as_posix()
    if not path.exists():
        raise NoWords(name)
    source = path.read_text("utf-8")
    head = _HEAD.match(source)
    marks = list(_MARK.finditer(source))
    if head is None or not marks or source[head.end() : marks[0].start()].strip():
        raise BrokenTemplate(f"{name}: begin with a title, a summary and a section")
    ends = [mark.start() for mark in marks[1:]] + [len(source)]
    return GuideWords(
        guide=guide,
        language=language,
        title=head["title"],
        summary=head["summary"],
        sections=tuple(
            GuideSection(heading=mark["heading"] or "", text=source[mark.end() : end].strip("\n"))
            for mark, end in zip(marks, ends, strict=True)
        ),
    )


def every_guide(*, language: Language) -> tuple[GuideWords, ...]:
    """Read all guides of one language, in their order.

    Raises:
        NoWords: one is not there in this language.
    """
    return tuple(guide_words(guide=guide, language=language) for guide in Guide)


def _folder() -> Path:
    base: Path = settings.BASE_DIR
    return base / "templates" / "guides"
