"""What of a letter a person must put into Welsh, and whether it still fits the English (PAIR-1).

Standard sentences come ready in Welsh. What staff wrote has a slot: a whole block, or a phrase of the record that our
sentences carry. A translation belongs to the exact English it was made from, so that a change of the English is seen
and an unchanged text is never translated twice.
"""

import dataclasses
import hashlib
from collections.abc import Mapping

from cases.rules.vocabulary import Vocabulary
from communications.rules.letter_words import Block, BlockKey, LetterWords, tidy

_OPEN_MARK = "[[i’w gyfieithu"
#: Stands for a free text of staff inside a standard sentence: the whole block is then for a person.
FREE_TEXT = f"{_OPEN_MARK}]]"
#: What a translator sees in the place of a mark, and must not leave.
GAP = "[…]"


class SlotState(Vocabulary):
    """Whether a slot has its Welsh."""

    MISSING = "MISSING"
    #: There is Welsh, for English that has changed since.
    STALE = "STALE"
    READY = "READY"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A few words of the record that stand inside our sentences."""

    #: Says which phrase it is, the same from draft to draft: ``plain:<charge>``, ``role``.
    name: str
    english: str
    #: Its Welsh where the rules know it; None where a person must say it.
    standard: str | None
    #: What the translator must know to make it fit.
    hint: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Something that a person puts into Welsh."""

    #: ``block:<key>`` or ``phrase:<name>``.
    name: str
    #: The block it is, or None for a phrase that may stand in several.
    block: BlockKey | None
    english: str
    #: The Welsh of exactly this English; empty when there is none.
    welsh: str
    state: SlotState
    #: The Welsh of an earlier English, or what of the block is ready; to begin from.
    begin_from: str = ""
    hint: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What has been translated in a case."""

    #: Welsh by the digest of its English.
    by_digest: Mapping[str, str] = dataclasses.field(default_factory=dict)
    #: The newest Welsh of each slot of this letter, whatever English it was made from.
    newest: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WelshSide:
    """The Welsh words of a letter as far as they are there, and every slot."""

    words: LetterWords
    slots: tuple[Slot, ...]

    @property
    def is_ready(self) -> bool:
        """Whether no slot waits for a person."""
        return all(slot.state is SlotState.READY for slot in self.slots)

    @property
    def waiting(self) -> tuple[Slot, ...]:
        """The slots that wait for a person."""
        return tuple(slot for slot in self.slots if slot.state is not SlotState.READY)


def digest_of(*, english: str) -> str:
    """Name an English text by what it says: tidied, so that a change of blanks at the ends is none."""
    return hashlib.sha256(tidy(english).encode()).hexdigest()


def mark_for(*, phrase: str) -> str:
    """Give the mark that stands in Welsh sentences for a phrase without Welsh."""
    return f"{_OPEN_MARK}: {phrase}]]"


def has_mark(*, text: str) -> bool:
    """Say whether a text still has a place for words that nobody has put into Welsh."""
    return _OPEN_MARK in text or GAP in text


def resolved(*, phrases: tuple[Phrase, ...], memory: Memory) -> dict[str, str]:
    """Give each phrase in Welsh: as the rules know it, as a person translated it, or as a mark (PAIR-1)."""
    return {phrase.name: _welsh_of(phrase, memory) for phrase in phrases}


def _welsh_of(phrase: Phrase, memory: Memory) -> str:
    if not phrase.english.strip():
        return ""
    if phrase.standard is not None:
        return phrase.standard
    return memory.by_digest.get(digest_of(english=phrase.english)) or mark_for(phrase=phrase.name)


def welsh_side(
    *,
    english: LetterWords,
    standard_english: LetterWords,
    standard_welsh: LetterWords,
    headings: Mapping[BlockKey, str],
    phrases: tuple[Phrase, ...],
    carried: frozenset[str],
    memory: Memory,
) -> WelshSide:
    """Put the Welsh side of a letter together, block by block, and list what a person must translate (PAIR-1).

    ``english`` is the letter as it stands; ``standard_english`` and ``standard_welsh`` are what the templates make of
    the same facts; ``headings`` are those of the Welsh template; ``carried`` names the phrases that the Welsh sentences
    of this letter carry. A block that staff left as the template gave it, and that holds nothing of theirs, is ready.
    """
    blocks: list[Block] = []
    slots = [_phrase_slot(phrase, memory) for phrase in phrases if phrase.standard is None and phrase.name in carried]
    for block in english.blocks:
        ready = standard_welsh.block(block.key)
        if _is_standard(block, standard_english.block(block.key), ready) and ready is not None:
            # Which phrase is missing is for the slots; a reader of the preview sees only that one is.
            blocks.append(dataclasses.replace(ready, text=FREE_TEXT.join(_between_marks(ready.text))))
            continue
        slot = _block_slot(block, standard_english.block(block.key), ready, memory)
        text = slot.welsh or FREE_TEXT
        blocks.append(Block(key=block.key, heading=headings.get(block.key, ""), text=text, is_locked=block.is_locked))
        slots.append(slot)
    return WelshSide(words=dataclasses.replace(standard_welsh, blocks=tuple(blocks)), slots=tuple(slots))


def _is_standard(block: Block, standard: Block | None, ready: Block | None) -> bool:
    """Say whether the Welsh of a block is what the template gives: nothing in it is of a person's own words."""
    if ready is None:
        return False
    if block.is_locked or not block.text:
        return True
    return standard is not None and standard.text == block.text and FREE_TEXT not in ready.text


def _block_slot(block: Block, standard: Block | None, ready: Block | None, memory: Memory) -> Slot:
    name = f"block:{block.key.value}"
    found = memory.by_digest.get(digest_of(english=block.text), "")
    begin_from = memory.newest.get(name, "")
    # What the template gives is of use only where staff left its sentences as they are.
    if not begin_from and ready is not None and standard is not None and standard.text == block.text:
        begin_from = _with_gaps(ready.text)
    return Slot(
        name=name,
        block=block.key,
        english=block.text,
        welsh=found,
        state=_state(found, name, memory),
        begin_from="" if found else begin_from,
    )


def _phrase_slot(phrase: Phrase, memory: Memory) -> Slot:
    name = f"phrase:{phrase.name}"
    found = memory.by_digest.get(digest_of(english=phrase.english), "")
    return Slot(
        name=name,
        block=None,
        english=phrase.english,
        welsh=found,
        state=_state(found, name, memory),
        begin_from="" if found else memory.newest.get(name, ""),
        hint=phrase.hint,
    )


def _state(found: str, name: str, memory: Memory) -> SlotState:
    if found:
        return SlotState.READY
    return SlotState.STALE if memory.newest.get(name) else SlotState.MISSING


def _with_gaps(text: str) -> str:
    """Show what of a block is ready, with a gap for each place that a person must fill."""
    shown = GAP.join(_between_marks(text))
    return "" if shown.strip() == GAP else shown


def _between_marks(text: str) -> list[str]:
    first, *others = text.split(_OPEN_MARK)
    return [first, *(part.partition("]]")[2] for part in others)]
