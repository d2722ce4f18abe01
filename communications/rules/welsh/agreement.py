"""Hold the two sides of a letter against each other: the same days, numbers, references and names (PAIR-2).

No program can say that a translation is good. It can say that a date was mistyped, that a reference belongs to another
letter, that a name is missing or that a part was left in English; each of these hurts somebody.
"""

import dataclasses
import re
from collections import Counter

from communications.rules.gate.findings import Finding, FindingLevel
from communications.rules.letter_words import Block, BlockKey, LetterWords
from communications.rules.references import references_in
from communications.rules.welsh.translations import Slot, SlotState, WelshSide, has_mark

_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WELSH_MONTHS = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin",
    "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr",
)  # fmt: skip
_NUMBER = re.compile(r"£?\d+(?:[.,:]\d+)*")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.,;]+")
_WORD = re.compile(r"[^\W\d_]+")
#: Frequent English words that are no Welsh words.
_ENGLISH_WORDS = frozenset(
    word
    for words in (
        "the and you your we our are was were have has will would this that with from about which they not can of to",
        "for be if what when by because there their been did does should could he she him his",
    )
    for word in words.split()
)
#: From this share of such words on, and from this many, a text is held to be English.
_SHARE, _FEWEST = 0.12, 3


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PairFacts:
    """What the record says that both sides must agree on."""

    our_reference: str
    #: Everyone whom either side may name: reader, victim, contact, officers, people accused.
    names: tuple[str, ...] = ()


def check_pair(*, english: LetterWords, side: WelshSide, facts: PairFacts) -> tuple[Finding, ...]:
    """List what stands against sending the two sides of a letter as one (PAIR-1, PAIR-2). Every finding is a stop."""
    found = [_waiting(slot) for slot in side.waiting]
    waiting = {slot.block for slot in side.waiting}
    for block in english.blocks:
        other = side.words.block(block.key)
        if not block.text:
            continue
        if other is None or not other.text:
            found.append(_stop("PAIR-1", block.key, "This part has no Welsh.", "Put this part into Welsh."))
        elif block.key not in waiting and not has_mark(text=other.text):
            # One thing at a time: a wrong date is a wrong number too.
            found.extend(_compared(block, other, facts)[:1])
        elif block.key not in waiting and side.is_ready:
            found.append(
                _stop("PAIR-1", block.key, "A place in the Welsh is still empty.", "Fill the gap, or take it out.")
            )
    return tuple(found)


def _waiting(slot: Slot) -> Finding:
    if slot.state is SlotState.STALE:
        why = "The English changed after this was put into Welsh."
        finding = _stop("PAIR-1", slot.block, why, "Bring the Welsh up to date.")
        return finding if slot.block is not None else dataclasses.replace(finding, words=slot.english)
    what = "part" if slot.block is not None else "phrase"
    finding = _stop("PAIR-1", slot.block, f"This {what} has no Welsh yet.", f"Put this {what} into Welsh.")
    return finding if slot.block is not None else dataclasses.replace(finding, words=slot.english)


def _compared(english: Block, welsh: Block, facts: PairFacts) -> list[Finding]:
    found = []
    key = english.key
    if references_in(welsh.text) - {facts.our_reference}:
        found.append(_stop("PAIR-2", key, "The Welsh names another reference.", "Take out the other reference."))
    if _days(english.text, _ENGLISH_MONTHS) != _days(welsh.text, _WELSH_MONTHS):
        found.append(_stop("PAIR-2", key, "The Welsh does not name the same days.", "Compare the dates of both sides."))
    elif _numbers(english.text) != _numbers(welsh.text):
        found.append(
            _stop(
                "PAIR-2",
                key,
                "The Welsh does not hold the same numbers, amounts or times.",
                "Compare the numbers of both sides. Write numbers in figures or in words alike.",
            )
        )
    if Counter(_EMAIL.findall(english.text)) != Counter(_EMAIL.findall(welsh.text)):
        found.append(_stop("PAIR-2", key, "The Welsh does not name the same email address.", "Compare the addresses."))
    if any((name in english.text) is not (name in welsh.text) for name in facts.names if name):
        found.append(_stop("PAIR-2", key, "One side names a person whom the other does not.", "Compare the names."))
    if not welsh.is_locked and _is_english(welsh.text, english.text):
        found.append(_stop("PAIR-2", key, "The Welsh of this part is in English.", "Put this part into Welsh."))
    return found


def _days(text: str, months: tuple[str, ...]) -> Counter[tuple[str, int, str]]:
    pattern = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(months)})\b(?: (\d{{4}}))?")
    return Counter((day, months.index(month), year) for day, month, year in pattern.findall(text))


def _numbers(text: str) -> Counter[str]:
    return Counter(number.replace(":", ".") for number in _NUMBER.findall(text))


def _is_english(welsh: str, english: str) -> bool:
    words = [word.lower() for word in _WORD.findall(welsh)]
    hits = sum(word in _ENGLISH_WORDS for word in words)
    if len(words) > _FEWEST and welsh.strip() == english.strip():
        return True
    return hits >= _FEWEST and hits / len(words) > _SHARE


def _stop(rule: str, block: BlockKey | None, why: str, fix: str) -> Finding:
    return Finding(rule=rule, level=FindingLevel.STOP, block=block, why=why, fix=fix)
