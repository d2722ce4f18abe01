"""Parts from which the phrase patterns are built, and the shape of a phrase."""

import dataclasses
import re

from communications.rules.gate.findings import FindingLevel
from communications.rules.gate.letter import THEIRS, THEM

#: The reader, or the victim in a letter to somebody else (masked).
YOU = rf"(?:\byou|{THEM}+)"
YOUR = rf"(?:\byour|{THEIRS}+|{THEM}+'s?)"
#: Words put in between that change nothing. No two of them match the same word: that would take for ever to fail.
BETWEEN = (
    r"(?:\s+(?:ever|even|yet|then|always|also|again|once|just|still|twice|both|have|had|has|been|\w{2,}ly|in the end|"
    r"all|at (?:any|no) (?:time|point|stage)|at all|on \w+ occasions?)\b)*"
)
NOT = r"(?:(?:did|do|does|would|will|were|was|had|have|has|are|is)(?:\s+not|n't)|won't|never|no longer|not)"
#: What the process asks of people, so that "you did not ..." before it blames.
TAKE_PART = (
    r"(?:attend(?:ed|ing)?|appear(?:ed|ing)?\b|c[oa]m(?:e|ing)(?: along| back)? (?:to (?:the )?(?:court|trial|"
    r"hearing|police|station|"
    r"interview|meeting|identification)|forward)|turn(?:ed|ing)? up|show(?:ed|n|ing)? up|engag(?:e|ed|ing)|"
    r"co-?operat(?:e|ed|ing)|assist(?:ed|ing)?|support(?:ed|ing)? (?:the|a|our|this|any) (?:\w+ )?(?:prosecution|case|"
    r"investigation|charge|police)|(?:g[ia]ve|given|giving|provid(?:e|ed|ing)|ma[dk](?:e|ing)|sign(?:ed|ing)?|"
    r"suppl(?:y|ied)) "
    r"(?:\w+ ){0,4}(?:statement|evidence|account|interview|information|details)|(?:respond|repl(?:y|ied)|reply|"
    r"answer|return)"
    r"(?:ed|ing)?(?: to)? (?:our|us|the police|the officers?|my|any|phone|telephone|calls?|messages?|letters?|"
    r"\w+ calls?)|"
    r"(?:stay|keep|kept) in (?:touch|contact)|hand(?:ed)? over your (?:phone|mobile|telephone|device))"
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A phrase to look for in what staff wrote."""

    rule: str
    pattern: re.Pattern[str]
    level: FindingLevel
    #: Why it should not be sent, in words for the writer.
    why: str
    #: What to write instead.
    fix: str
    #: The phrase does no harm in a sentence (and what follows it) that holds this.
    unless: re.Pattern[str] | None = None
    #: The same, but looked for before the words only, from the beginning of the sentence before.
    unless_before: re.Pattern[str] | None = None
    #: The phrase is meant only in a sentence that holds this.
    only_with: re.Pattern[str] | None = None
    passes_if_reassuring: bool = False


def regex(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that does not mind capitals."""
    return re.compile(pattern, re.IGNORECASE)


def phrase(
    rule: str,
    level: FindingLevel,
    pattern: str,
    why: str,
    fix: str,
    *,
    unless: str = "",
    unless_before: str = "",
    only_with: str = "",
    passes_if_reassuring: bool = False,
) -> Phrase:
    """Make a phrase; every pattern begins at the beginning of a word."""
    return Phrase(
        rule=rule,
        pattern=regex(rf"(?<!\w)(?:{pattern})"),
        level=level,
        why=why,
        fix=fix,
        unless=regex(unless) if unless else None,
        unless_before=regex(unless_before) if unless_before else None,
        only_with=regex(only_with) if only_with else None,
        passes_if_reassuring=passes_if_reassuring,
    )
