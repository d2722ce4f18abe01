"""Keep other relatives of a family out of the letter to one of them: each learns only what is theirs (FAM-5).

The words that staff wrote to the family's main contact stand in the letters of the others too. A name of somebody else
of the family in them may say what that person told us, where they live or how they took it.
"""

import re
from collections.abc import Iterator

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.letter import ReadLetter

RULE = "FAM-5"


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find every name of another relative in what staff wrote in one relative's own letter."""
    for block in letter.open_blocks:
        for name in letter.facts.record.never_named:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", block.text):
                yield block.finding(
                    RULE,
                    FindingLevel.STOP,
                    match.span(),
                    why="This names another relative. What is theirs is not told to the rest of the family.",
                    fix="Take the name out, and what only concerns that person.",
                )
