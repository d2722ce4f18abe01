"""Phrases that hurt, blame or puzzle, why they do, and what to write instead (domain.md 8.2). Data for the check."""

import dataclasses
import re

from cases.rules.vocabulary import Vocabulary


class FindingLevel(Vocabulary):
    """How much a finding weighs. A stop cannot be overridden; a warning can, with a reason."""

    STOP = "STOP"
    WARN = "WARN"


@dataclasses.dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase to look for in what staff wrote."""

    pattern: re.Pattern[str]
    level: FindingLevel
    #: Why it should not be sent, in words for the writer.
    why: str
    #: What to write instead.
    fix: str


def _phrase(pattern: str, level: FindingLevel, why: str, fix: str) -> Phrase:
    return Phrase(pattern=re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), level=level, why=why, fix=fix)


#: GATE-2. The first three are never sent. Order is the order in which the writer sees them.
PHRASES: tuple[Phrase, ...] = (
    _phrase(
        "dropped|dropping the (?:case|charges?)",
        FindingLevel.STOP,
        "It sounds as if the case did not matter.",
        "Write “stopped” or “not taken forward”.",
    ),
    _phrase(
        r"alleged (?:victims?|incidents?|offences?)",
        FindingLevel.STOP,
        "It tells the reader that we doubt them.",
        "Write “you”, and “what you told the police about”.",
    ),
    _phrase("complainants?", FindingLevel.STOP, "It puts the reader at a distance.", "Write “you”."),
    _phrase(
        r"(?:you|he|she|they) (?:did not|will not|would not|failed to|\w+n['\u2019]t) (?:attend|come to court)",
        FindingLevel.WARN,
        "It blames the person for how the case ended.",
        "Only if it is true: “without evidence from you we could not show the court …”.",
    ),
    _phrase(
        r"(?:you|he|she|they) (?:failed|refused|neglected) to",
        FindingLevel.WARN,
        "It blames.",
        "Use a neutral verb for what happened.",
    ),
    _phrase(
        r"inconsisten(?:t|cy|cies)",
        FindingLevel.WARN,
        "It sounds as if the person was not believed.",
        "Name the problem with the evidence in neutral words.",
    ),
    _phrase(
        r"unreliable|not credible|lack(?:s|ed|ing)? credibility",
        FindingLevel.WARN,
        "It is a judgement about the person.",
        "Write about “the evidence as a whole”.",
    ),
    _phrase(
        r"you delayed|delay(?:ed)? in reporting|late report(?:ing)?",
        FindingLevel.WARN,
        "It blames the person for when they came forward.",
        "Leave it out, or explain what the law says about time.",
    ),
    _phrase(
        r"your behaviou?r|what you were wearing|intoxicated|drunk",
        FindingLevel.WARN,
        "It points at the person instead of at what was done.",
        "Leave it out unless the law makes it essential, and then ask your manager.",
    ),
    _phrase(
        r"not in the public interest",
        FindingLevel.WARN,
        "On its own it is baffling and can hurt.",
        "Say which facts made a prosecution the wrong response.",
    ),
    _phrase(
        r"unfortunately|regrettably",
        FindingLevel.WARN,
        "A stock word is not sympathy.",
        "Say what may be hard for this person, and why.",
    ),
    _phrase(
        r"in relation to you", FindingLevel.WARN, "It turns a person into a file.", "Write “what happened to you on …”."
    ),
    _phrase(r"case (?:is |was |has been )?closed", FindingLevel.WARN, "It dismisses.", "Write “stopped” or “ended”."),
    _phrase(
        r"pursuant|hereinafter|aforementioned|insufficient evidence to afford",
        FindingLevel.WARN,
        "Few readers know these words.",
        "Say it in everyday words.",
    ),
    _phrase("please be advised", FindingLevel.WARN, "It sounds like an office.", "Write “I am writing to tell you”."),
)
