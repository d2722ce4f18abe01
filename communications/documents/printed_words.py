"""Letters of our own that are no drafts: their words in a file per language, in parts, each filled in on its own.

``templates/letters/<name>/<version>/<language>.txt``: ``== part | Heading`` opens a part. A value never opens another,
and a part whose words come to nothing is left out. A heading without words is for what the page puts beneath it.
"""

import dataclasses
import functools
import re
from collections.abc import Mapping
from pathlib import Path

from django.template import Context, Template
from django.template.engine import Engine

from cases.rules.vocabulary import Language
from communications.documents.words import UNFILLED, NoWords, letters_folder
from communications.rules.letter_words import Piece, tidy
from communications.rules.typesetting import set_pieces

_PART = re.compile(r"^== (?P<part>[a-z-]+)(?: \| (?P<heading>.+))?$", re.MULTILINE)
_ENGINE = Engine(autoescape=False, loaders=[("django.template.loaders.locmem.Loader", {})], string_if_invalid=UNFILLED)


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """One part of a letter, filled in."""

    css_class: str
    heading: str
    text: str = dataclasses.field(repr=False)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Give the paragraphs and lists."""
        return set_pieces(self.text)


def sections_of(
    *, letter: str, version: str, language: Language, variables: Mapping[str, object]
) -> tuple[Section, ...]:
    """Fill in the words of a letter in one language.

    Raises:
        NoWords: there are none in this language; English is never put in place of Welsh.
    """
    context = Context(dict(variables), autoescape=False)
    filled = (
        (Section(css_class=part, heading=heading, text=tidy(template.render(context))), template)
        for part, heading, template in _parts(letter, version, language)
    )
    return tuple(section for section, template in filled if section.text or not template.source.strip())


@functools.cache
def _parts(letter: str, version: str, language: Language) -> tuple[tuple[str, str, Template], ...]:
    """Read the words of a language once: (part, heading, template) in the order of the letter."""
    path = letters_folder() / letter / version / f"{language.value.lower()}.txt"
    if not path.exists():
        raise NoWords(_name(path))
    source = path.read_text("utf-8")
    marks = list(_PART.finditer(source))
    ends = [mark.start() for mark in marks[1:]] + [len(source)]
    return tuple(
        (mark["part"], mark["heading"] or "", Template(source[mark.end() : end], engine=_ENGINE))
        for mark, end in zip(marks, ends, strict=True)
    )


def _name(path: Path) -> str:
    return path.relative_to(letters_folder()).as_posix()
