"""What changed between two versions of a letter, word by word, so that a reader sees it without comparing (VER-2).

Words are what stands between spaces, with the space behind them: a changed full stop is a changed word, which is how
people read, and a space alone is no change. Nothing is left out: the runs that stayed and those that came give the
later text again.
"""

import dataclasses
import difflib
import enum
import re
from collections.abc import Iterable, Iterator

from communications.rules.letter_words import Block, BlockKey

_WORD = re.compile(r"\S+\s*|\s+")


class ChangeKind(enum.Enum):
    """What became of a run of words."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """Words next to each other that share one fate."""

    kind: ChangeKind
    text: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BlockChange:
    """One part of a letter in two versions. A part that only one of them has is added or removed as a whole."""

    key: BlockKey
    is_locked: bool
    runs: tuple[Run, ...]

    @property
    def is_changed(self) -> bool:
        """Whether any word of it differs."""
        return any(run.kind is not ChangeKind.SAME for run in self.runs)


def changes(*, before: str, after: str) -> tuple[Run, ...]:
    """Say which words stayed, came and went from one text to the next; what went stands before what came (VER-2)."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = difflib.SequenceMatcher(a=[word.rstrip(" ") for word in old], b=[word.rstrip(" ") for word in new])
    return tuple(
        run
        for what, from_old, to_old, from_new, to_new in matcher.get_opcodes()
        for run in _runs(old[from_old:to_old], new[from_new:to_new], is_same=what == "equal")
    )


def _runs(old: list[str], new: list[str], *, is_same: bool) -> Iterator[Run]:
    """Give the runs of one stretch: the same words, or what went and then what came."""
    if is_same:
        yield Run(ChangeKind.SAME, "".join(new))
        return
    if old:
        yield Run(ChangeKind.REMOVED, "".join(old))
    if new:
        yield Run(ChangeKind.ADDED, "".join(new))


def block_changes(*, before: Iterable[Block], after: Iterable[Block]) -> tuple[BlockChange, ...]:
    """Compare two versions of a letter part by part, in the order of the later one; parts that went come last (VER-2).

    Source: issue 3 A.6; peers.md W8.
    """
    old = {block.key: block for block in before}
    new = {block.key: block for block in after}
    return tuple(
        BlockChange(
            key=key,
            is_locked=(new.get(key) or old[key]).is_locked,
            runs=changes(
                before=old[key].text if key in old else "",
                after=new[key].text if key in new else "",
            ),
        )
        for key in [*new, *(key for key in old if key not in new)]
    )
