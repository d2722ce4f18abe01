"""Find phrases that blame, doubt, chill or puzzle, however they are reworded (GATE-2, GATE-19 to GATE-22).

The patterns are built from parts (who, a negation in any tense, words put in between), so that "you did not attend",
"you never actually came to court" and "your failure to attend" are one fault. Some sentences reassure with the very
same words ("nobody is saying that you failed"), and are let pass.
"""

import re
from collections.abc import Iterator

from communications.rules.gate.blame import BLAME
from communications.rules.gate.cold import COLD
from communications.rules.gate.disbelief import DISBELIEF
from communications.rules.gate.findings import Finding
from communications.rules.gate.letter import ReadBlock, ReadLetter
from communications.rules.gate.never_sent import NEVER_SENT
from communications.rules.gate.office_words import OFFICE_WORDS
from communications.rules.gate.wording import Phrase

PHRASES: tuple[Phrase, ...] = (*NEVER_SENT, *BLAME, *DISBELIEF, *COLD, *OFFICE_WORDS)
#: What takes the harm away when it stands before the words.
_REASSURING = re.compile(
    r"\b(?:nobody|no one|nothing|never|does(?: not|n't) mean|do(?: not|n't) (?:mean|think|believe|blame)|"
    r"(?:is|are|was)(?: not|n't) (?:saying|suggesting|because|about|blaming|a (?:finding|criticism|sign))|"
    r"not (?:your|a) (?:fault|criticism))\b",
    re.IGNORECASE,
)


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find every phrase in what staff wrote. The same words under two patterns are reported once, by the first."""
    for block in letter.open_blocks:
        taken: list[tuple[int, int]] = []
        for phrase in PHRASES:
            for match in phrase.pattern.finditer(block.masked):
                span = match.span()
                if any(start < span[1] and span[0] < end for start, end in taken) or _is_let_pass(phrase, block, span):
                    continue
                taken.append(span)
                yield block.finding(phrase.rule, phrase.level, span, why=phrase.why, fix=phrase.fix)


def _is_let_pass(phrase: Phrase, block: ReadBlock, span: tuple[int, int]) -> bool:
    """Whether the sentence around it takes the harm away, or the phrase needs a context that is not there."""
    sentence = block.sentence_at(span[0])
    around = block.masked[sentence.start : sentence.end]
    before = block.masked[sentence.start : span[0]]
    if phrase.passes_if_reassuring and _REASSURING.search(before):
        return True
    if phrase.unless is not None and phrase.unless.search(block.masked, sentence.start, span[1] + _REACH):
        return True
    if phrase.unless_before is not None:
        earlier = block.sentences[max(0, block.sentences.index(sentence) - 1)]
        if phrase.unless_before.search(block.masked, earlier.start, span[0]):
            return True
    return phrase.only_with is not None and not phrase.only_with.search(around)


#: How far after the words an explanation is still looked for.
_REACH = 160
