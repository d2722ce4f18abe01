"""A letter as the checks read it: its blocks with sentences, and with the words that nobody of us chose masked.

Masks keep every character in its place. What the victim said, in quotation marks, is theirs and is not judged. In a
letter to somebody else the victim's name and pronouns are marked, so that "Ella failed" is found like "you failed".
"""

import dataclasses
import functools
import re

from communications.rules.gate.findings import Finding, FindingLevel, Span
from communications.rules.gate.sentences import Sentence, sentences_of
from communications.rules.letter_requirements import ContentFacts
from communications.rules.letter_words import Block, BlockKey, LetterWords
from communications.rules.record_facts import Pronoun

#: Stand for each letter of the victim's name or pronoun, of "his" or "her", and of what is quoted.
THEM, THEIRS, QUOTED = "\ue000", "\ue001", "\ue002"
_QUOTE = re.compile(r"[“\"][^”\"\n]*[”\"]")
_THEY_SAID = re.compile(
    r"\b(?:said|says|told|wrote|asked|described|explained|put it|called (?:it|him|her|them)|words|statement|"
    r"shouted|heard|texted|message)\b",
    re.IGNORECASE,
)
#: How far before or after a quotation its speaker is looked for.
_SPEAKER_REACH = 70
_PRONOUNS = {Pronoun.SHE: ("she", "her"), Pronoun.HE: ("he", "his"), Pronoun.THEY: ("they", "their")}
_MIN_NAME = 2


@dataclasses.dataclass(frozen=True, slots=True)
class ReadBlock:
    """One block, split and masked once for all checks."""

    block: Block
    #: The text with masks and straight apostrophes; each character stands where it stood.
    masked: str
    sentences: tuple[Sentence, ...]

    @property
    def key(self) -> BlockKey:
        """What the block is for."""
        return self.block.key

    @property
    def text(self) -> str:
        """The words as they were written."""
        return self.block.text

    def sentence_at(self, place: int) -> Sentence:
        """Give the sentence in which a character stands."""
        return next(each for each in reversed(self.sentences) if each.start <= place)

    def finding(self, rule: str, level: FindingLevel, span: tuple[int, int], *, why: str, fix: str) -> Finding:
        """Report the words at a place of this block."""
        start, end = span
        return Finding(
            rule=rule,
            level=level,
            block=self.key,
            span=Span(start, end),
            words=self.text[start:end],
            why=why,
            fix=fix,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class ReadLetter:
    """Everything the checks look at."""

    words: LetterWords
    facts: ContentFacts
    blocks: tuple[ReadBlock, ...]

    @property
    def open_blocks(self) -> tuple[ReadBlock, ...]:
        """The blocks in which staff write. The locked ones are ours, and are reviewed with their templates."""
        return tuple(each for each in self.blocks if not each.block.is_locked)

    def block(self, key: BlockKey) -> ReadBlock | None:
        """Find a block by what it is for."""
        return next((each for each in self.blocks if each.key is key), None)


def read(*, words: LetterWords, facts: ContentFacts) -> ReadLetter:
    """Split and mask a letter's blocks for the checks."""
    names = _names_of_victim(facts)
    blocks = tuple(
        ReadBlock(block=block, masked=_masked(block.text, names, facts), sentences=sentences_of(block.text))
        for block in words.blocks
    )
    return ReadLetter(words=words, facts=facts, blocks=blocks)


def stop(rule: str, block: BlockKey | None, *, why: str, fix: str) -> Finding:
    """Report that something is missing and that the letter cannot go without it."""
    return Finding(rule=rule, level=FindingLevel.STOP, block=block, why=why, fix=fix)


def _names_of_victim(facts: ContentFacts) -> tuple[str, ...]:
    """Name the victim as a letter to somebody else may: full name, parts of it, and the relation."""
    if not facts.record.is_about_someone_else:
        return ()
    parts = (facts.victim_name, *facts.victim_name.split(), facts.record.victim_relation)
    return tuple(sorted((each for each in set(parts) if len(each) > _MIN_NAME), key=len, reverse=True))


def _masked(text: str, names: tuple[str, ...], facts: ContentFacts) -> str:
    masked = text.replace("’", "'").replace("\u2018", "'")
    masked = _QUOTE.sub(
        lambda match: QUOTED * len(match.group()) if _is_theirs(masked, match) else match.group(), masked
    )
    if names:
        wanted = "|".join(re.escape(name.replace("’", "'")) for name in names)
        masked = re.sub(rf"(?<!\w)(?:{wanted})(?!\w)", lambda match: THEM * len(match.group()), masked)
    subject, possessive = _PRONOUNS.get(facts.record.pronoun, ("", ""))
    if names and subject:
        masked = _word(subject).sub(lambda match: THEM * len(match.group()), masked)
        masked = _word(possessive).sub(lambda match: THEIRS * len(match.group()), masked)
    return masked


def _is_theirs(text: str, quote: re.Match[str]) -> bool:
    """Whether somebody is named as having said it: the words are quoted, not ours."""
    before = text[max(0, quote.start() - _SPEAKER_REACH) : quote.start()]
    after = text[quote.end() : quote.end() + _SPEAKER_REACH // 2]
    return (
        _THEY_SAID.search(before) is not None
        or re.match(r",? (?:you|he|she|they) (?:said|told|wrote)", after) is not None
    )


@functools.cache
def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{word}\b", re.IGNORECASE)
