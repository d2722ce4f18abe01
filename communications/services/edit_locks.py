"""Hold the words of a letter while somebody writes, so that two people do not write at cross purposes (W13)."""

import datetime as dt

from accounts.actors import Actor
from communications.models import Communication, EditLock
from communications.rules.edit_lock import Lock, LockStanding, held, standing


class HeldByAnother(Exception):
    """Somebody else is writing this letter at the moment; nothing was saved."""


def lock_of(*, communication: Communication) -> Lock | None:
    """Return the lock on a letter, ended or not; None when nobody ever wrote in it."""
    row = EditLock.objects.filter(communication=communication).first()
    return Lock(holder=row.held_by, since=row.held_at, until=row.until) if row is not None else None


def hold(*, communication: Communication, actor: Actor, at: dt.datetime) -> None:
    """Take or renew the lock for whoever writes now. The caller has locked the communication.

    Raises:
        HeldByAnother: somebody else holds it.
    """
    lock = lock_of(communication=communication)
    if standing(lock=lock, who=actor.label, at=at) is LockStanding.THEIRS:
        raise HeldByAnother("Somebody else is writing this letter")
    _put(communication, held(lock=lock, who=actor.label, at=at))


def take(*, communication: Communication, actor: Actor, at: dt.datetime) -> None:
    """Take the lock, whoever holds it. The caller locked the communication, asked permission and keeps the trail."""
    _put(communication, held(lock=None, who=actor.label, at=at))


def release(*, communication: Communication, at: dt.datetime) -> None:
    """End the lock: the letter has gone to its reader, or somebody has finished with it."""
    EditLock.objects.filter(communication=communication, until__gt=at, held_at__lte=at).update(until=at)


def _put(communication: Communication, lock: Lock) -> None:
    EditLock.objects.update_or_create(
        communication=communication,
        defaults={"held_at": lock.since, "held_by": lock.holder, "until": lock.until},
    )
