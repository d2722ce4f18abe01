"""Count what the gate finds, misses and finds in vain in the corpus, for each rule by itself. There is no total.

A total would be read as one mark for quality; a writer is helped or annoyed by each check on its own.
"""

import dataclasses
from collections.abc import Iterable

from tests.gate_corpus.corpus import CorpusLetter


@dataclasses.dataclass(slots=True)
class Measure:
    """One rule's figures over some letters."""

    rule: str
    #: Faults that were found, and those that were missed.
    hits: int = 0
    misses: int = 0
    #: Findings where there is no fault.
    in_vain: int = 0

    @property
    def precision(self) -> float:
        """Of what it finds, how much is a fault; 1 when it finds nothing."""
        return self.hits / (self.hits + self.in_vain) if self.hits + self.in_vain else 1.0

    @property
    def recall(self) -> float:
        """Of the faults, how many it finds; 1 when there are none."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 1.0


def measure(letters: Iterable[CorpusLetter]) -> dict[str, Measure]:
    """Count for each rule, in the order of their numbers."""
    found: dict[str, Measure] = {}
    for letter in letters:
        for fault in letter.faults:
            one = found.setdefault(fault.rule, Measure(fault.rule))
            if any(fault.is_found_by(finding) for finding in letter.found):
                one.hits += 1
            else:
                one.misses += 1
        for finding in letter.found:
            if not any(fault.is_found_by(finding) for fault in letter.faults):
                found.setdefault(finding.rule, Measure(finding.rule)).in_vain += 1
    return dict(sorted(found.items(), key=lambda item: int(item[0].removeprefix("GATE-"))))


def slips(letters: Iterable[CorpusLetter]) -> list[str]:
    """List every miss and every finding in vain, to look at."""
    lines: list[str] = []
    for letter in letters:
        lines += [
            f"{letter.name}: missed {fault.rule} {_words(letter, fault.block, fault.start, fault.end)!r}"
            for fault in letter.faults
            if not any(fault.is_found_by(finding) for finding in letter.found)
        ]
        lines += [
            f"{letter.name}: in vain {finding.rule} {finding.level} {finding.block}: {finding.words!r} ({finding.why})"
            for finding in letter.found
            if not any(fault.is_found_by(finding) for fault in letter.faults)
        ]
    return lines


def _words(letter: CorpusLetter, key: object, start: int, end: int) -> str:
    return next((block.text[start:end] for block in letter.words.blocks if block.key == key), "")
