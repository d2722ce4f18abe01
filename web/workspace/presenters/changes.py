"""What changed between two versions of a letter, as the pages show it: words that came, and words that went."""

import dataclasses
from collections.abc import Iterable

from communications.rules.letter_words import Block
from communications.rules.word_changes import BlockChange, ChangeKind, Run, block_changes
from web.workspace.presenters.letter import BLOCKS

#: Characters of unchanged words shown on either side of a change; the rest is left out.
_AROUND = 160


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownRun:
    """Words that stayed, came or went."""

    text: str
    is_added: bool
    is_removed: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownChange:
    """One part of the letter that differs."""

    key: str
    heading: str
    #: From the record: nobody wrote it.
    is_locked: bool
    runs: tuple[ShownRun, ...]


def changed_parts(*, before: Iterable[Block], after: Iterable[Block]) -> list[ShownChange]:
    """List the parts that differ, each with its changes in the words around them."""
    return [_shown(change) for change in block_changes(before=before, after=after) if change.is_changed]


def _shown(change: BlockChange) -> ShownChange:
    last = len(change.runs) - 1
    return ShownChange(
        key=change.key.value,
        heading=BLOCKS[change.key],
        is_locked=change.is_locked,
        runs=tuple(
            ShownRun(
                text=_cut(run, is_first=place == 0, is_last=place == last),
                is_added=run.kind is ChangeKind.ADDED,
                is_removed=run.kind is ChangeKind.REMOVED,
            )
            for place, run in enumerate(change.runs)
        ),
    )


def _cut(run: Run, *, is_first: bool, is_last: bool) -> str:
    """Shorten long words that stayed, so that the changes are not lost among them."""
    text = run.text
    if run.kind is not ChangeKind.SAME:
        return text
    if is_first:
        return text if len(text) <= _AROUND else f"… {text[-_AROUND:].partition(' ')[2]}"
    if is_last:
        return text if len(text) <= _AROUND else f"{text[:_AROUND].rpartition(' ')[0]} …"
    if len(text) <= 2 * _AROUND:
        return text
    return f"{text[:_AROUND].rpartition(' ')[0]} … {text[-_AROUND:].partition(' ')[2]}"
