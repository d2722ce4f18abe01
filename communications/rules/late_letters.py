"""Say when approved words must apologise for being late, and put the apology in (LATE-1, LATE-2).

Approval freezes words, and nobody knew then that the email would bounce, that sending would be stopped for two days or
that a print run would be missed. The apology for lateness is a standard text composed from facts; so is the right to
review, which names a last day that counts from the day the letter leaves. These two follow the day of leaving. All else
leaves as it was approved. Source: domain reference 2.4, 2.5 (``apology_late``) and golden scenario 17.
"""

import dataclasses
import datetime as dt

from communications.rules.letter_words import Block, BlockKey, LetterWords

#: LATE-2. The parts of approved words that depend on the day on which they leave. The database allows no others.
FOLLOWS_THE_DAY: tuple[BlockKey, ...] = (BlockKey.APOLOGY_LATE, BlockKey.VRR)


class NoApologyError(ValueError):
    """The template has no standard apology for this letter, so that it cannot be put in."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What is known of approved words just before they leave. Times are aware."""

    #: When they leave the building by this channel: the moment of the call, for post the posting (LATE-1).
    leaves_at: dt.datetime
    #: By when the explanation is owed; None where no obligation sets a limit (a promised update has PRO-5).
    due_at: dt.datetime | None
    #: The explanation has left already; this is a second copy of it.
    is_sent: bool
    #: The words say sorry for being late already: they were late when they were approved, or have been amended.
    apologises: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApologyDecision:
    """Whether the apology must be put in, and why; no personal data."""

    is_owed: bool
    reason: str


def apology_for(*, leaving: Leaving) -> ApologyDecision:
    """Say whether words that leave now must be given the apology for lateness (LATE-1).

    What counts is the moment of leaving, not that of approval. A bounced email was not sent, so the letter posted in
    its place is late when it is posted after the deadline.
    """
    if leaving.due_at is None:
        return ApologyDecision(is_owed=False, reason="No time limit applies")
    if leaving.is_sent:
        return ApologyDecision(is_owed=False, reason="The explanation has already left")
    if leaving.leaves_at <= leaving.due_at:
        return ApologyDecision(is_owed=False, reason="It leaves in time")
    if leaving.apologises:
        return ApologyDecision(is_owed=False, reason="It apologises already")
    return ApologyDecision(is_owed=True, reason="It leaves after its deadline and was approved before")


def says_sorry(*, words: LetterWords) -> bool:
    """Say whether words hold an apology for lateness, the standard one or one that staff wrote."""
    block = words.block(BlockKey.APOLOGY_LATE)
    return block is not None and bool(block.text.strip())


def follow_the_day(*, approved: LetterWords, late: LetterWords, order: tuple[BlockKey, ...]) -> LetterWords:
    """Give approved words with the apology at its place, and with the right to review as it holds on that day (LATE-2).

    ``late`` is the same template composed from the same facts for the day of leaving; ``order`` is the order of its
    blocks. Nothing is taken from ``late`` but the parts of `FOLLOWS_THE_DAY`, and the right to review only where the
    approved words have it.

    Raises:
        NoApologyError: the template gives no apology.

    """
    apology = late.block(BlockKey.APOLOGY_LATE)
    if apology is None or not apology.text.strip():
        raise NoApologyError("There is no standard apology for this letter")
    review = late.block(BlockKey.VRR)
    blocks = [
        review if block.key is BlockKey.VRR and review is not None else block
        for block in approved.blocks
        if block.key is not BlockKey.APOLOGY_LATE
    ]
    blocks.insert(_place(blocks, order=order), apology)
    return dataclasses.replace(approved, blocks=tuple(blocks))


def _place(blocks: list[Block], *, order: tuple[BlockKey, ...]) -> int:
    """Find the place of the apology: before the first block that the template has after it."""
    after = frozenset(order[order.index(BlockKey.APOLOGY_LATE) + 1 :])
    return next((place for place, block in enumerate(blocks) if block.key in after), len(blocks))
