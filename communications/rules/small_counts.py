"""Which counts of people may be shown: none so small that whoever knows somebody could recognise them in it.

Also none from which such a count follows: a total less what is shown beside it. Source: domain reference 14 (cells
under 5 are hidden).
"""

from collections.abc import Mapping
from typing import TypeVar

_Part = TypeVar("_Part")
#: A count of people below this, and above none, is not shown.
LEAST_SHOWN = 5


def is_small(*, count: int) -> bool:
    """Say whether a count of people is so small that it is not shown; that there was nobody may be said (FEED-2)."""
    return 0 < count < LEAST_SHOWN


def shown_parts(*, counts: Mapping[_Part, int]) -> dict[_Part, int | None]:
    """Give the counts of parts that make up a total which is shown; None for each that is hidden (FEED-2).

    Where the hidden ones could be worked out from the rest, the smallest of the rest is hidden with them.
    """
    hidden = {part for part, count in counts.items() if is_small(count=count)}
    others = sorted((part for part, count in counts.items() if count and part not in hidden), key=counts.__getitem__)
    while hidden and others and (len(hidden) == 1 or is_small(count=sum(counts[part] for part in hidden))):
        hidden.add(others.pop(0))
    return {part: None if part in hidden else count for part, count in counts.items()}


def shown_of(*, count: int, whole: int) -> int | None:
    """Give how many of a whole that is shown; None where that, or how many of it are left, is too few (FEED-2)."""
    return None if is_small(count=count) or is_small(count=whole - count) else count
