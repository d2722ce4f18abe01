"""Check the words of a letter before it may be approved: everything owed is in it, and nothing that must not be.

Each check names what it found, where, why it matters and how to put it right, by its rule in the register (GATE-1 to
GATE-24, FAM-5). It reads the words block by block, so that it finds a part however much staff have changed around it. A
stop stands against approval whatever anybody says; a warning stands until the words change or somebody says why they
stay.
"""

from collections.abc import Callable, Iterator

from cases.rules.vocabulary import Language
from communications.rules.gate import (
    apology,
    circumstances,
    dates,
    legal_terms,
    meeting,
    names,
    parts,
    phrases,
    readability,
    record,
    relatives,
    review,
    support_lines,
)
from communications.rules.gate.findings import Finding, Findings, in_order
from communications.rules.gate.letter import ReadLetter, read
from communications.rules.letter_requirements import ContentFacts
from communications.rules.letter_words import LetterWords

#: In the order in which a writer reads their findings within one level.
CHECKS: tuple[Callable[[ReadLetter], Iterator[Finding]], ...] = (
    parts.find,
    review.find,
    meeting.find,
    support_lines.find,
    apology.find,
    names.find,
    relatives.find,
    record.find,
    dates.find,
    phrases.find,
    circumstances.find,
    legal_terms.find,
    readability.find,
)
#: Those that hold in any language. The others read English words and would find faults in Welsh that are none.
IN_ANY_LANGUAGE: tuple[Callable[[ReadLetter], Iterator[Finding]], ...] = (
    parts.find,
    review.find,
    support_lines.find,
    names.defendant_in_opening,
    relatives.find,
    record.references,
    record.numbers,
)


def check(*, words: LetterWords, facts: ContentFacts, answered: frozenset[str] = frozenset()) -> Findings:
    """Hold a letter's words against the record. A letter with a stop cannot be approved by anyone.

    ``answered`` are the keys of the warnings for which somebody gave a reason.

    Source: domain reference 2.5, 3.1a, 8.1 to 8.3; peers.md W6; rule ids GATE-1 to GATE-24, FAM-5.
    """
    letter = read(words=words, facts=facts)
    checks = CHECKS if words.language is Language.EN else IN_ANY_LANGUAGE
    return Findings(items=in_order([finding for each in checks for finding in each(letter)]), answered=answered)
