"""What the glossary says of one legal term (domain reference 8.3)."""

import dataclasses
import re


@dataclasses.dataclass(frozen=True, slots=True)
class Term:
    """One legal term."""

    name: str
    #: Every form in which it is used as a legal term, and none in which it is an everyday word.
    pattern: re.Pattern[str]
    #: Plain words for the reader.
    plain: str
    #: Words by which an explanation beside the term is known, in any wording.
    explained: re.Pattern[str]


def term(*, name: str, forms: str, plain: str, explained: str) -> Term:
    """Describe a term. ``forms`` and ``explained`` are patterns, matched whatever the case of the letters."""
    return Term(
        name=name,
        pattern=re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])", re.IGNORECASE),
        plain=plain,
        explained=re.compile(explained, re.IGNORECASE),
    )
