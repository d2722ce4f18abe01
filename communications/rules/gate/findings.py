"""What the gate found in a letter: one thing to put right or to think about, where it stands, why, and what to do.

Three levels. A stop is never overridden; a warning may be, with a reason that is kept; advice binds nobody. There is no
score: a number would be read as quality, and a letter can be easy to read and still hurt.
"""

import dataclasses
import hashlib

from cases.rules.vocabulary import Vocabulary
from communications.rules.letter_words import BlockKey


class FindingLevel(Vocabulary):
    """How much a finding weighs, heaviest first."""

    STOP = "STOP"
    WARN = "WARN"
    ADVISE = "ADVISE"


#: A reason of fewer characters says nothing to whoever reads the trail.
LEAST_REASON = 10


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Span:
    """Where words stand in the text of their block: first character, and the one after the last."""

    start: int
    end: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to put right, or to think about."""

    #: The rule of the register that found it, for example ``GATE-7``.
    rule: str
    level: FindingLevel
    #: The block it is in, or should be in; None for the whole letter.
    block: BlockKey | None
    #: Where the words stand in the block; None when something is missing.
    span: Span | None = None
    #: The words it is about, empty when something is missing.
    words: str = ""
    why: str
    fix: str

    @property
    def key(self) -> str:
        """Name what is found by rule, part and words, so that a reason given for it holds while the words stay."""
        about = "|".join((self.rule, self.block.value if self.block else "", " ".join(self.words.casefold().split())))
        return hashlib.sha256(about.encode()).hexdigest()[:16]


@dataclasses.dataclass(frozen=True, slots=True)
class Findings:
    """What the gate found, the heaviest first, and which warnings somebody has answered with a reason (GATE-24)."""

    items: tuple[Finding, ...]
    #: Keys of the warnings for which a reason is on record.
    answered: frozenset[str] = frozenset()

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Findings that nobody can override."""
        return self._of(FindingLevel.STOP)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that stand in the way until somebody changes the words or says why they stay."""
        return tuple(item for item in self._of(FindingLevel.WARN) if item.key not in self.answered)

    @property
    def kept(self) -> tuple[Finding, ...]:
        """Warnings that somebody answered with a reason."""
        return tuple(item for item in self._of(FindingLevel.WARN) if item.key in self.answered)

    @property
    def advice(self) -> tuple[Finding, ...]:
        """Findings that only advise."""
        return self._of(FindingLevel.ADVISE)

    @property
    def is_approvable(self) -> bool:
        """Whether nothing stands against approval: no stop, and no warning without a reason (GATE-24)."""
        return not self.stops and not self.warnings

    def _of(self, level: FindingLevel) -> tuple[Finding, ...]:
        return tuple(item for item in self.items if item.level is level)


def in_order(found: list[Finding]) -> tuple[Finding, ...]:
    """Sort findings: stops first, then warnings, then advice; the order of finding within a level. Doubles go."""
    levels = list(FindingLevel)
    once = dict.fromkeys(found)
    return tuple(sorted(once, key=lambda item: levels.index(item.level)))
