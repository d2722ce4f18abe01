"""Which letters belong together because one corrects the other, and whose words hold now (CORR-7). Knows no person."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """That one letter corrects another."""

    wrong: uuid.UUID
    letter: uuid.UUID
    #: Aware; when the correcting letter left. None while it has not.
    left_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One letter of a chain."""

    letter: uuid.UUID
    #: The letter that it corrects; None for the first of all.
    corrects: uuid.UUID | None
    #: When the latest letter that corrects it left; None while its own words hold.
    corrected_at: dt.datetime | None


def chain(*, of: uuid.UUID, corrections: Iterable[Correcting]) -> tuple[ChainLink, ...]:
    """List the letters that belong together with one, the newest first (CORR-7).

    Everything that corrects the first letter, or a correction of it, however often: what is still in writing stands on
    top, then what left, the latest first; the first letter of all is the last. Nothing for a letter without either.

    Source: issue 3 A.7; peers.md W14.
    """
    known = {each.letter: each for each in corrections}
    first = of
    while first in known:
        first = known[first].wrong
    found = _after(first, known)
    if not found:
        return ()
    return tuple(
        ChainLink(
            letter=letter,
            corrects=known[letter].wrong if letter in known else None,
            corrected_at=max(
                (each.left_at for each in known.values() if each.wrong == letter and each.left_at is not None),
                default=None,
            ),
        )
        for letter in (*(each.letter for each in found), first)
    )


def later(*, of: uuid.UUID, corrections: Iterable[Correcting]) -> tuple[Correcting, ...]:
    """List what has left to put a letter right, or to put right what did, the newest first (CORR-7).

    The first of them holds the words that count; nothing for a letter whose own words hold.
    """
    found = _after(of, {each.letter: each for each in corrections})
    return tuple(each for each in found if each.left_at is not None)


def _after(first: uuid.UUID, known: dict[uuid.UUID, Correcting]) -> list[Correcting]:
    """List what came of a letter: what has not left first, then the newest first."""
    found: list[Correcting] = []
    reached = {first}
    while more := [each for each in known.values() if each.wrong in reached and each.letter not in reached]:
        found += more
        reached |= {each.letter for each in more}
    # What corrects another was written after it, also where both are said to have left at one instant.
    found.reverse()
    waiting = [each for each in found if each.left_at is None]
    left = sorted(
        ((each.left_at, each) for each in found if each.left_at is not None), key=lambda pair: pair[0], reverse=True
    )
    return [*waiting, *(each for _, each in left)]
