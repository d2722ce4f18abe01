"""Who is writing a letter at this moment. A lock is taken by writing, never by looking, and ends by itself.

A lock keeps two people from writing at cross purposes; it is not what keeps words safe. Words are safe because a save
names the words it started from, and because whatever cannot be saved is kept beside the letter.
"""

import dataclasses
import datetime as dt
import enum

#: A lock ends this long after the last save, by hand or by the page.
HOLDS_FOR = dt.timedelta(minutes=10)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Somebody's hold on the words of a letter."""

    #: The label of the actor who writes.
    holder: str
    #: Aware instants: since when, and until when unless they save again.
    since: dt.datetime
    until: dt.datetime


class LockStanding(enum.Enum):
    """How a lock stands for one person at one moment."""

    FREE = "free"
    MINE = "mine"
    THEIRS = "theirs"


def standing(*, lock: Lock | None, who: str, at: dt.datetime) -> LockStanding:
    """Say whether ``who`` may write at an aware instant: nobody holds it, they do, or somebody else does (LOCK-1).

    At the very instant at which it ends, a lock has ended.

    Source: issue 3 A.6; peers.md W13.
    """
    if lock is None or at >= lock.until:
        return LockStanding.FREE
    return LockStanding.MINE if lock.holder == who else LockStanding.THEIRS


def held(*, lock: Lock | None, who: str, at: dt.datetime) -> Lock:
    """Give the lock as it stands once ``who`` has written: renewed where it was theirs, else new (LOCK-2)."""
    is_mine = lock is not None and standing(lock=lock, who=who, at=at) is LockStanding.MINE
    since = lock.since if lock is not None and is_mine else at
    return Lock(holder=who, since=since, until=at + HOLDS_FOR)
