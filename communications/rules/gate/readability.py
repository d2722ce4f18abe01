"""Whether the words can be read with ease: length of sentences and reading ease (GATE-8; domain reference 8.2).

Only what staff wrote is measured; the fixed parts are measured with their templates. The figures are for the writer's
eye and are stored nowhere: a letter that is easy to read is not for that a kind one.
"""

from collections.abc import Iterator

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.letter import ReadLetter
from communications.rules.gate.sentences import Sentence, reading_ease

RULE = "GATE-8"
#: Words in a sentence: more are advised against, and far more are warned of.
LONG_SENTENCE, VERY_LONG_SENTENCE = 30, 40
MEAN_SENTENCE = 18
LEAST_EASE, TOO_HARD = 60, 45
#: With fewer words and sentences the formulas say nothing.
_LEAST_WORDS, _LEAST_SENTENCES = 80, 4


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find long sentences, and words that are hard to read on the whole."""
    every: list[Sentence] = []
    for block in letter.open_blocks:
        every += (each for each in block.sentences if each.length > 1)
        for sentence in block.sentences:
            if sentence.length > LONG_SENTENCE:
                yield block.finding(
                    RULE,
                    FindingLevel.WARN if sentence.length > VERY_LONG_SENTENCE else FindingLevel.ADVISE,
                    (sentence.start, sentence.end),
                    why=f"This sentence has {sentence.length} words. By its end its beginning is forgotten.",
                    fix="Make two or three sentences of it, one thought in each.",
                )
    words = sum(each.length for each in every)
    if words < _LEAST_WORDS or len(every) < _LEAST_SENTENCES:
        return
    ease = reading_ease(every)
    if ease < LEAST_EASE:
        yield _whole(
            FindingLevel.WARN if ease < TOO_HARD else FindingLevel.ADVISE,
            "Many readers will find these words hard.",
            "Use shorter words and shorter sentences, as you would say it on the telephone.",
        )
    if words / len(every) > MEAN_SENTENCE:
        yield _whole(
            FindingLevel.ADVISE,
            f"A sentence has {words / len(every):.0f} words on average.",
            f"Aim at {MEAN_SENTENCE} words or fewer.",
        )


def _whole(level: FindingLevel, why: str, fix: str) -> Finding:
    return Finding(rule=RULE, level=level, block=None, why=why, fix=fix)
