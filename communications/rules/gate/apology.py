"""Whether a letter that owes an apology really apologises, without an "if" (GATE-14; domain reference 2.5)."""

import re
from collections.abc import Iterator

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.letter import ReadLetter
from communications.rules.letter_words import BlockKey

_SORRY = re.compile(
    r"\b(?:sorry|apologi[sz]e|apologies|apology)\b(?! (?:if|that you (?:feel|felt|think)))", re.IGNORECASE
)


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find a part that should apologise, for being late or for a mistake, and does not."""
    for key in (BlockKey.APOLOGY_LATE, BlockKey.APOLOGY_ERROR):
        block = letter.block(key)
        if block is not None and block.text.strip() and not _SORRY.search(block.text):
            yield block.finding(
                "GATE-14",
                FindingLevel.STOP,
                (0, len(block.text)),
                why="Something went wrong on our side, and these words do not say sorry for it.",
                fix="Begin with “I am sorry that …”, and say what went wrong. No “if”.",
            )
