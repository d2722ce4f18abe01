"""Whether the services that a letter names are for this crime, person and place, and for victims (GATE-16).

Source: domain reference 9.1. Lines for people who harm are never named to a victim, in any block, by name or number.
"""

import re
from collections.abc import Iterator

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.letter import ReadLetter

#: Services for people worried about what they themselves do.
_FOR_PEOPLE_WHO_HARM = re.compile(
    r"\brespect (?:phone ?line|helpline|line)\b|\bthe respect (?:service|charity)\b|\bstop it now\b|"
    r"0808[ -]?802[ -]?4040|0808[ -]?1000[ -]?900|"
    r"\b(?:perpetrator|offender|abuser)s?[’']? (?:programmes?|services?|helplines?|support)\b|"
    r"\bprogrammes? for (?:people who|men who) (?:harm|abuse)\b",
    re.IGNORECASE,
)
#: Short names are words of every day ("Refuge", "Women's Aid"): they are looked for as written.
_MIN_NAME = 5


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find services for people who harm anywhere; in what staff wrote, those for another crime, person or place."""
    for block in letter.blocks:
        for match in _FOR_PEOPLE_WHO_HARM.finditer(block.text):
            yield block.finding(
                "GATE-16",
                FindingLevel.STOP,
                match.span(),
                why="This service is for people who harm others. A victim must never be sent there.",
                fix="Take it out. The letter names services for this person already.",
            )
    for block in letter.open_blocks:
        for name in letter.facts.record.unfit_services:
            place = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", block.text) if len(name) >= _MIN_NAME else None
            if place is not None:
                yield block.finding(
                    "GATE-16",
                    FindingLevel.WARN,
                    place.span(),
                    why="This service is for another kind of crime, another person or another part of the country.",
                    fix="Take it out, or name one of the services at the end of the letter.",
                )
