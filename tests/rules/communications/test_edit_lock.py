"""Who is writing a letter at this moment (LOCK-1, LOCK-2)."""

import datetime as dt

import pytest

from communications.rules.edit_lock import HOLDS_FOR, Lock, LockStanding, held, standing

AT = dt.datetime(2026, 3, 26, 11, 0, tzinfo=dt.UTC)
LOCK = Lock(holder="staff:1", since=AT, until=AT + HOLDS_FOR)
TICK = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("lock", "who", "at", "expected"),
    [
        (None, "staff:1", AT, LockStanding.FREE),
        (LOCK, "staff:1", AT, LockStanding.MINE),
        (LOCK, "staff:2", AT, LockStanding.THEIRS),
        (LOCK, "staff:2", AT + HOLDS_FOR - TICK, LockStanding.THEIRS),
        (LOCK, "staff:2", AT + HOLDS_FOR, LockStanding.FREE),
        (LOCK, "staff:1", AT + HOLDS_FOR, LockStanding.FREE),
    ],
)
def test_lock_1_ends_by_itself_at_the_very_instant(lock, who, at, expected):
    assert standing(lock=lock, who=who, at=at) is expected


def test_lock_2_a_save_renews_the_hold_and_keeps_since_when():
    later = AT + dt.timedelta(minutes=4)

    assert held(lock=LOCK, who="staff:1", at=later) == Lock(holder="staff:1", since=AT, until=later + HOLDS_FOR)


@pytest.mark.parametrize(("lock", "who"), [(None, "staff:2"), (LOCK, "staff:2")])
def test_lock_2_a_new_holder_holds_since_now(lock, who):
    assert held(lock=lock, who=who, at=AT) == Lock(holder="staff:2", since=AT, until=AT + HOLDS_FOR)


def test_lock_2_an_ended_hold_begins_anew():
    late = AT + HOLDS_FOR

    assert held(lock=LOCK, who="staff:1", at=late).since == late
