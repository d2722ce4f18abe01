"""Whether every part that a letter owes is there, filled in and unchanged (GATE-1, GATE-5, GATE-18, GATE-23)."""

import re
from collections.abc import Iterator

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.gate.letter import ReadLetter, stop
from communications.rules.letter_requirements import required_blocks
from communications.rules.letter_words import BlockKey

#: Fewer words than this cannot be a reason written for one person.
MIN_REASON_WORDS = 25
#: Fewer words than this are a stock phrase.
MIN_FEELING_WORDS = 12


def find(letter: ReadLetter) -> Iterator[Finding]:
    """Find parts that are missing, too short, not filled in, changed against the rules, or that cannot be printed."""
    yield from _missing(letter)
    yield from _locked(letter)
    yield from _too_short(letter)
    yield from _unfilled(letter)
    yield from _named_contact_and_support(letter)
    yield from _unprintable(letter)


def _missing(letter: ReadLetter) -> Iterator[Finding]:
    for requirement in required_blocks(letter.facts):
        block = letter.block(requirement.key)
        if block is None or not block.text.strip():
            yield stop("GATE-1", requirement.key, why=requirement.why, fix=requirement.fix)


def _locked(letter: ReadLetter) -> Iterator[Finding]:
    """Locked blocks say what the rules and today's facts say, word for word (GATE-23)."""
    expected = {block.key: block for block in letter.facts.expected}
    for block in letter.blocks:
        if block.block.is_locked and block.block != expected.pop(block.key, None):
            yield block.finding(
                "GATE-23",
                FindingLevel.STOP,
                (0, len(block.text)),
                why="These words are fixed and differ from what the rules and the record give.",
                fix="Compose the letter again.",
            )
    for missing in expected.values():
        yield stop("GATE-23", missing.key, why="The record calls for this part.", fix="Compose the letter again.")


def _too_short(letter: ReadLetter) -> Iterator[Finding]:
    limits = ((BlockKey.REASON_SPECIFIC, MIN_REASON_WORDS), (BlockKey.ACKNOWLEDGE_FEELINGS, MIN_FEELING_WORDS))
    for key, least in limits:
        block = letter.block(key)
        if block is not None and 0 < len(block.text.split()) < least:
            yield block.finding(
                "GATE-1",
                FindingLevel.STOP,
                (0, len(block.text)),
                why="This is too short to have been written for one person.",
                fix=f"Write at least {least} words that fit only this case.",
            )


_PLACEHOLDER = re.compile(
    r"\[\[[^\]]*(?:\]\])?|\]\]|\{\{|\}\}|\{%|%\}|\bX{2,}\b|\bT\.?B\.?C\.?\b|<[A-Za-z][^>]*>|\[[A-Za-z][^\]]*\]|"
    r"_{3,}|\?{3,}|"
    r"\b(?:insert|delete as appropriate|name here|date here|to be confirmed by)\b(?= (?:name|date|reason|here|"
    r"text|details|court)|\b)",
    re.IGNORECASE,
)


def _unfilled(letter: ReadLetter) -> Iterator[Finding]:
    """Find gaps that nobody filled (GATE-5)."""
    for block in letter.blocks:
        for match in _PLACEHOLDER.finditer(block.text):
            yield block.finding(
                "GATE-5",
                FindingLevel.STOP,
                match.span(),
                why="A gap was not filled in.",
                fix="Fill it in or take it out.",
            )
        match_above = _PLACEHOLDER.search(block.block.heading)
        if match_above is not None:
            yield Finding(
                rule="GATE-5",
                level=FindingLevel.STOP,
                block=block.key,
                words=match_above.group(),
                why="A gap in the heading was not filled in.",
                fix="Compose the letter again.",
            )


def _named_contact_and_support(letter: ReadLetter) -> Iterator[Finding]:
    if not letter.facts.has_local_and_national_support:
        yield stop(
            "GATE-16",
            BlockKey.SUPPORT_LOCAL_FIRST,
            why="The letter needs at least one local and one national service.",
            fix="Add a local service for this Area and kind of crime.",
        )
    if not letter.facts.has_named_contact:
        yield stop(
            "GATE-1",
            BlockKey.CONTACT_NAMED,
            why="The letter names no person to turn to.",
            fix="Give the case a named contact.",
        )


def _unprintable(letter: ReadLetter) -> Iterator[Finding]:
    if letter.facts.unprintable:
        yield Finding(
            rule="GATE-18",
            level=FindingLevel.WARN,
            block=None,
            words=" ".join(sorted(letter.facts.unprintable)),
            why="Our letters cannot print these signs; by post the letter would be held.",
            fix="Write them in Latin letters, or send the letter another way.",
        )
