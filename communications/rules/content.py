"""Check the words of a letter before it may be approved: everything owed is in it, and nothing that must not be.

Rule ids: GATE-1 what a letter must contain (decision table C, domain.md 2.5); GATE-2 phrases (8.2); GATE-3 the right to
review exactly where it applies (3.1a, 3.7). The check names what it found, why it matters and how to put it right. It
reads the words block by block, so that it finds a part however much staff have changed around it. Reading age, glossary
and sampling join here when the letter workshop comes: each is one more function over the same words and facts.
"""

import dataclasses
import re
from collections.abc import Iterator

from communications.rules.letter_requirements import OFFERED_REVIEW_TEXTS, ContentFacts, required_blocks
from communications.rules.letter_words import BlockKey, LetterWords
from communications.rules.phrases import PHRASES, FindingLevel
from communications.rules.references import references_in

#: Fewer words than this cannot be a reason written for one person.
MIN_REASON_WORDS = 25
#: Fewer words than this are a stock phrase.
MIN_FEELING_WORDS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right, or to think about."""

    level: FindingLevel
    #: The block it is in, or should be in; None for the whole letter.
    block: BlockKey | None
    #: The words it is about, empty when something is missing.
    words: str
    why: str
    fix: str


@dataclasses.dataclass(frozen=True, slots=True)
class Findings:
    """What the check found, stops first."""

    items: tuple[Finding, ...]

    @property
    def stops(self) -> tuple[Finding, ...]:
        """Findings that nobody can override."""
        return tuple(item for item in self.items if item.level is FindingLevel.STOP)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that a writer may override with a reason."""
        return tuple(item for item in self.items if item.level is FindingLevel.WARN)

    @property
    def is_approvable(self) -> bool:
        """Whether nothing stands against approval."""
        return not self.stops


def check(*, words: LetterWords, facts: ContentFacts) -> Findings:
    """Hold a letter's words against the record. A letter with a stop cannot be approved by anyone.

    Source: domain reference 2.5, 3.1a, 8.1 and 8.2; rule ids GATE-1, GATE-2 and GATE-3.
    """
    found = [
        *_missing(words, facts),
        *_locked(words, facts),
        *_opening(words, facts),
        *_too_short(words),
        *_review_where_none(words, facts),
        *_unfilled(words),
        *_wrong_case(words, facts),
        *_support_and_contact(facts),
        *_unprintable(facts),
        *_phrases(words),
    ]
    order = list(FindingLevel)
    return Findings(items=tuple(sorted(found, key=lambda item: order.index(item.level))))


def _stop(block: BlockKey | None, words: str, why: str, fix: str) -> Finding:
    return Finding(level=FindingLevel.STOP, block=block, words=words, why=why, fix=fix)


def _missing(words: LetterWords, facts: ContentFacts) -> Iterator[Finding]:
    for requirement in required_blocks(facts):
        block = words.block(requirement.key)
        if block is None or not block.text.strip():
            yield _stop(requirement.key, "", requirement.why, requirement.fix)


def _locked(words: LetterWords, facts: ContentFacts) -> Iterator[Finding]:
    """Locked blocks say what the rules and today's facts say, word for word."""
    expected = {block.key: block for block in facts.expected}
    for block in words.blocks:
        if block.is_locked and block != expected.pop(block.key, None):
            yield _stop(
                block.key,
                block.text,
                "These words are fixed and differ from what the rules and the record give.",
                "Compose the letter again.",
            )
    for block in expected.values():
        yield _stop(block.key, "", "The record calls for this part.", "Compose the letter again.")


_OPENING_BLOCKS = (BlockKey.APOLOGY_LATE, BlockKey.APOLOGY_ERROR, BlockKey.OPENING, BlockKey.DECISION_PLAIN)
_DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]+(?: \d{4})?|\b[A-Z][a-z]+ \d{4}")
_MIN_NAME = 3


def _opening(words: LetterWords, facts: ContentFacts) -> Iterator[Finding]:
    """No defendant is named before the decision has been explained. A name shared with the reader's side is not one."""
    own = {part for name in (facts.recipient_name, facts.salutation_name, facts.victim_name) for part in name.split()}
    parts = {part for name in facts.defendant_names for part in name.split() if len(part) >= _MIN_NAME}
    names = {*(name for name in facts.defendant_names if name.strip()), *(parts - own)}
    for key in _OPENING_BLOCKS:
        block = words.block(key)
        text = _DATE.sub("", block.text) if block else ""
        for name in sorted(names):
            if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                yield _stop(
                    key,
                    name,
                    "The opening names a person who is accused. Seeing the name first can hurt.",
                    "Write “the suspect” or “the defendant”, or leave the person out.",
                )


def _too_short(words: LetterWords) -> Iterator[Finding]:
    limits = ((BlockKey.REASON_SPECIFIC, MIN_REASON_WORDS), (BlockKey.ACKNOWLEDGE_FEELINGS, MIN_FEELING_WORDS))
    for key, least in limits:
        block = words.block(key)
        if block is not None and 0 < len(block.text.split()) < least:
            yield _stop(
                key,
                block.text,
                "This is too short to have been written for one person.",
                f"Write at least {least} words that fit only this case.",
            )
    reason = words.block(BlockKey.REASON_SPECIFIC)
    if reason is not None and reason.text and not re.search(r"\byou(?:rs?)?\b", reason.text, re.IGNORECASE):
        yield Finding(
            level=FindingLevel.WARN,
            block=BlockKey.REASON_SPECIFIC,
            words="",
            why="The reasons never speak to the reader.",
            fix="Write to “you”, about what this person said, saw or asked.",
        )


_REVIEW_PHRASES = re.compile(
    r"right to (?:ask for a )?review|victims['\u2019] right|review scheme|\bVRR\b|ask (?:us )?for a review|"
    r"ask us to look at (?:this|the|our) decision again|request a review",
    re.IGNORECASE,
)


def _review_where_none(words: LetterWords, facts: ContentFacts) -> Iterator[Finding]:
    """Speak of a review nowhere where there is no right to one, and elsewhere only in the rule's own words (GATE-3)."""
    is_offered = facts.review_text in OFFERED_REVIEW_TEXTS
    for block in words.blocks:
        is_rules_own = is_offered and block.is_locked
        match = None if is_rules_own else _REVIEW_PHRASES.search(block.text)
        if match is not None:
            yield _stop(
                block.key,
                match.group(),
                "The right to review is only described in the rule's own words, and only where it applies.",
                "Take this sentence out.",
            )
    if not is_offered and words.block(BlockKey.VRR) is not None:
        yield _stop(
            BlockKey.VRR, "", "This decision carries no right to review.", "Compose the letter again without it."
        )


_PLACEHOLDER = re.compile(
    r"\[\[|\]\]|\{\{|\}\}|\{%|%\}|\bX{2,}\b|\bT\.?B\.?C\.?\b|<[A-Za-z][^>]*>|\[[A-Za-z][^\]]*\]|_{3,}|\?{3,}",
    re.IGNORECASE,
)


def _unfilled(words: LetterWords) -> Iterator[Finding]:
    for block in words.blocks:
        match = _PLACEHOLDER.search(f"{block.heading}\n{block.text}")
        if match is not None:
            yield _stop(block.key, match.group(), "A gap was not filled in.", "Fill it in or take it out.")


def _wrong_case(words: LetterWords, facts: ContentFacts) -> Iterator[Finding]:
    for block in words.blocks:
        for reference in sorted(references_in(block.text) - {facts.our_reference}):
            yield _stop(
                block.key,
                reference,
                "This is the reference of another letter or case.",
                "Take it out and check the rest.",
            )


def _support_and_contact(facts: ContentFacts) -> Iterator[Finding]:
    if not facts.has_local_and_national_support:
        yield _stop(
            BlockKey.SUPPORT_LOCAL_FIRST,
            "",
            "The letter needs at least one local and one national service.",
            "Add a local service for this Area and kind of crime.",
        )
    if not facts.has_named_contact:
        yield _stop(
            BlockKey.CONTACT_NAMED, "", "The letter names no person to turn to.", "Give the case a named contact."
        )


def _unprintable(facts: ContentFacts) -> Iterator[Finding]:
    if facts.unprintable:
        yield Finding(
            level=FindingLevel.WARN,
            block=None,
            words=" ".join(sorted(facts.unprintable)),
            why="Our letters cannot print these signs; by post the letter would be held.",
            fix="Write them in Latin letters, or send the letter another way.",
        )


def _phrases(words: LetterWords) -> Iterator[Finding]:
    for block in words.blocks:
        if block.is_locked:
            continue
        for phrase in PHRASES:
            match = phrase.pattern.search(block.text)
            if match is not None:
                yield Finding(level=phrase.level, block=block.key, words=match.group(), why=phrase.why, fix=phrase.fix)
