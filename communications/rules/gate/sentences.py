"""Split text into sentences and words, with their places, and count what readability formulas count.

Own code on purpose: the packages that do this count hyphenation points, fetch word lists or keep no places, and a
finding must know where its words stand.
"""

import dataclasses
import re
from collections.abc import Iterable

#: Letters, digits and what may stand inside a word: hyphen and apostrophe, in either form.
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_BREAK = re.compile(r"(?<=[.!?])[\"”’')]*\s+(?=[\"“\u2018'(]?[A-Z0-9À-Þ])")
#: Full stops that end no sentence.
_ABBREVIATED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|No|v|e\.g|i\.e|a\.m|p\.m)|\b[A-Z])\.$")
_VOWELS = re.compile(r"[aeiouyâêîôûŵŷáéíóú]+")
_LIST_MARK = "- "


@dataclasses.dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or list item and where it stands."""

    start: int
    end: int
    text: str

    @property
    def length(self) -> int:
        """How many words it has."""
        return len(WORD.findall(self.text))


def sentences_of(text: str) -> tuple[Sentence, ...]:
    """Split a block's text. A line break ends a sentence: paragraphs and list items stand alone."""
    found: list[Sentence] = []
    start = 0
    for line in text.split("\n"):
        mark = len(_LIST_MARK) if line.startswith(_LIST_MARK) else 0
        begin = mark
        for gap in _BREAK.finditer(line, mark):
            if not _ABBREVIATED.search(line, begin, gap.start()):
                found.append(Sentence(start + begin, start + gap.start(), line[begin : gap.start()]))
                begin = gap.end()
        if line[begin:].strip():
            found.append(Sentence(start + begin, start + len(line), line[begin:]))
        start += len(line) + 1
    return tuple(found)


def syllables(word: str) -> int:
    """Count syllables the way readability formulas do: groups of vowels, a silent e or ed less."""
    word = word.lower()
    groups = len(_VOWELS.findall(word))
    is_silent = (word.endswith("e") and not word.endswith(("le", "ee"))) or re.search(
        r"[^aeioutdy]ed$", word
    ) is not None
    return max(1, groups - is_silent)


def reading_ease(found: Iterable[Sentence]) -> float:
    """Compute the Flesch reading ease of some sentences, at least one; above 60 most people read with ease."""
    counted = tuple(found)
    words = [word for each in counted for word in WORD.findall(each.text)]
    return 206.835 - 1.015 * len(words) / len(counted) - 84.6 * sum(map(syllables, words)) / len(words)
