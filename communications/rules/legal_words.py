"""The legal terms that one letter uses, each with plain words, for the reader (TERM-1).

The gate asks whoever writes a letter to explain a term beside its first use. Here the reader finds all of them again in
one place, from the same glossary: someone who reads a letter for the third time looks for one word.
Source: domain reference 8.1 rule 1 and 8.3; peers.md 4.2 (read a letter); issue 4, point 4.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from cases.rules.vocabulary import Language
from communications.rules.gate.glossary import GLOSSARY
from communications.rules.letter_words import BlockKey, LetterWords
from communications.rules.welsh import legal_words as welsh

#: Blocks with addresses, numbers and names, in which no term is used as a term.
_NO_PROSE = frozenset(
    {
        BlockKey.PRIVATE_MARKING,
        BlockKey.NAME_FORM,
        BlockKey.SUPPORT_LOCAL_FIRST,
        BlockKey.CONTACT_NAMED,
        BlockKey.SIGN_OFF,
        BlockKey.CHECK_IT_IS_US,
        BlockKey.COMPLAINT_ROUTE,
    }
)


class LegalWord(NamedTuple):
    """A term as the letter writes it, and what it means."""

    used: str
    plain: str


def legal_words_of(*, words: LetterWords) -> tuple[LegalWord, ...]:
    """List the legal terms of one side of a letter in the order in which they are read, each once (TERM-1).

    A term within a longer one ("plea" within "basis of plea") is not listed beside it; two forms of a
    term are one. A language without a glossary has none.
    """
    # In one line, because a term may run over the end of one; blocks stay apart.
    text = "\n".join(" ".join(block.text.split()) for block in words.blocks if block.key not in _NO_PROSE)
    terms = _terms(words.language)
    uses = sorted(
        # Of two terms with the same words the later one in the glossary is the more particular.
        (use.start(), -use.end(), -number)
        for number, (pattern, _) in enumerate(terms)
        for use in pattern.finditer(text)
    )
    shown: dict[int, LegalWord] = {}
    read_to = 0
    for start, minus_end, minus_number in uses:
        if start < read_to:
            continue
        read_to = -minus_end
        word = LegalWord(used=_as_read(text[start:read_to]), plain=terms[-minus_number][1])
        shown.setdefault(-minus_number, word)
    return tuple(shown.values())


def _terms(language: Language) -> Sequence[tuple[re.Pattern[str], str]]:
    if language is Language.CY:
        return [(term.pattern, term.plain) for term in welsh.TERMS]
    return [(term.pattern, term.plain) for term in GLOSSARY] if language is Language.EN else []


def _as_read(used: str) -> str:
    """Write a term as an entry of a list: with a capital letter."""
    return used[:1].upper() + used[1:]
