"""The letter gate: time for one two-page letter, of which a writer waits on every save (W6)."""

from bench import harness
from communications.rules.gate.check import check
from communications.rules.vocabulary import LetterType
from tests.letters.samples import a_letter, the_facts


def lines(size: harness.Size) -> list[harness.Line]:
    """Time the check of a whole letter, from its words and record to its findings; no database is asked."""
    words, context = a_letter(LetterType.DISCONTINUE_ALL, is_meeting_offered=True)
    facts = the_facts(words, context)
    return [
        harness.milliseconds(
            goal="W6 letter gate, one letter",
            bar=50,
            work=lambda: check(words=words, facts=facts),
            repeats=max(15, size.blocks),
            note=f"{len(words.as_text().split()):,} words, two pages",
        )
    ]
