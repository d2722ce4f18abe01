"""What stands in the list of what has happened, and in which order (HIST-1, V2).

Only what the reader was told or could see for themselves: a stage of the case, an explanation that has reached them, a
talk in which they were told something, a meeting that took place, a promise that we missed, another contact, and that
they asked for a review or complained. What a decision was is said by its letter, never by this list.
Source: peers.md V2 and 4.2 (headed list, newest first); domain reference 11.3.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable


class HappenedKind(enum.StrEnum):
    """What sort of thing happened; of one day they stand in this order."""

    EXPLAINED = "EXPLAINED"
    TOLD_BY_TELEPHONE = "TOLD_BY_TELEPHONE"
    REVIEW_ASKED = "REVIEW_ASKED"
    COMPLAINED = "COMPLAINED"
    MET = "MET"
    PROMISE_MISSED = "PROMISE_MISSED"
    CONTACT_CHANGED = "CONTACT_CHANGED"
    STAGE = "STAGE"


_RANKS = {kind: rank for rank, kind in enumerate(HappenedKind)}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPlace:
    """Where a page of the list begins: after this day, sort and key. Nothing personal."""

    #: London date.
    on: dt.date
    kind: HappenedKind
    key: str

    def __str__(self) -> str:
        """Write it as it stands in an address."""
        return f"{self.on.isoformat()}~{_RANKS[self.kind]}~{self.key}"

    @classmethod
    def parse(cls, text: str) -> "HistoryPlace | None":
        """Read a place from an address; None when it is not one."""
        day, _, rest = text.partition("~")
        number, _, key = rest.partition("~")
        try:
            on, rank = dt.date.fromisoformat(day), int(number)
        except ValueError:
            return None
        if not 0 <= rank < len(_RANKS) or not key or len(key) > 60:
            return None
        return cls(on=on, kind=list(HappenedKind)[rank], key=key)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened."""

    kind: HappenedKind
    #: London date.
    on: dt.date
    #: Tells it from others of its sort: of a letter, a call and so on.
    key: str
    #: Of a stage: the reviewed sentence; else empty.
    words: str = ""

    @property
    def place(self) -> HistoryPlace:
        """Say where it stands in the list."""
        return HistoryPlace(on=self.on, kind=self.kind, key=self.key)


def newest_first(
    *, found: Iterable[Happened], after: HistoryPlace | None, size: int
) -> tuple[tuple[Happened, ...], bool]:
    """Give one page of the list and whether anything comes after it (HIST-1).

    Newest first, of one day in the order of the sorts; the same place never gives the same thing twice.
    """
    ordered = sorted(found, key=_order)
    rest = [each for each in ordered if after is None or _order(each) > _place_order(after)]
    return tuple(rest[:size]), len(rest) > size


def _order(each: Happened) -> tuple[int, int, str]:
    return _place_order(each.place)


def _place_order(place: HistoryPlace) -> tuple[int, int, str]:
    return (-place.on.toordinal(), _RANKS[place.kind], place.key)
