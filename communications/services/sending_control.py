"""The stop switch and the volume guard: how people stop a mistake while it is happening (F26).

The stop switch is asked at every claim and again just before every call, so that it works within seconds. The volume
guard holds whatever was queued in a burst far above the usual until a second person, not the one who queued it, lets
it go. Both leave a trace; neither ever changes what a message says or to whom.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from communications.models import OutboxMessage, SendingControl
from communications.rules.vocabulary import Channel, MessageState
from communications.services import statements

#: How long back a burst reaches, and over how long the usual is measured.
BURST_WINDOW = dt.timedelta(hours=1)
USUAL_OVER = dt.timedelta(days=28)
_WAITING = (MessageState.QUEUED, MessageState.RENDERED)


class AlreadySwitched(Exception):
    """The switch already stands where it was asked to stand."""


class SecondPersonNeeded(Exception):
    """Whoever queued a held batch cannot also let it go."""


@dataclass(frozen=True, slots=True)
class HeldBatch:
    """Messages that wait for a second person."""

    messages: int
    queued_from: dt.datetime
    queued_until: dt.datetime
    usual_per_hour: int


def is_stopped(*, channel: Channel) -> bool:
    """Say whether sending by this channel is stopped, by its own switch or by the switch for all."""
    return channel in stopped_channels()


def stopped_channels() -> frozenset[Channel]:
    """Return the channels by which nothing may leave right now."""
    newest = SendingControl.objects.order_by("channel", "-id").distinct("channel").values_list("channel", "is_stopped")
    switches = dict(newest)
    if switches.get("", False):
        return frozenset(Channel)
    return frozenset(Channel(channel) for channel, stopped in switches.items() if channel and stopped)


def halt(*, actor: Actor, reason: str, at: dt.datetime, channel: Channel | None = None) -> SendingControl:
    """Stop sending by one channel, or by all when none is named. Works within seconds; what has left has left.

    Raises:
        NotPermitted: the actor may not.
        AlreadySwitched: it is stopped already.

    """
    return _switch(actor=actor, reason=reason, at=at, channel=channel, stop=True)


def resume(*, actor: Actor, reason: str, at: dt.datetime, channel: Channel | None = None) -> SendingControl:
    """Let sending go on.

    Raises:
        NotPermitted: the actor may not.
        AlreadySwitched: it is not stopped.

    """
    return _switch(actor=actor, reason=reason, at=at, channel=channel, stop=False)


def guard_volume() -> int:
    """Hold what was queued in a burst far above the usual; return how many messages were put on hold.

    Far above means more than `settings.VOLUME_GUARD_TIMES` times the 95th percentile of the busy hours of four weeks,
    and never fewer than `settings.VOLUME_GUARD_FLOOR` messages. Messages that a second person has let go are neither
    counted nor held again. One count over an index and, only in a burst, one update: cheap enough for every drain.
    """
    limit = volume_limit()
    [(queued,)] = statements.rows(
        "select count(*) from (select 1 from communications_outboxmessage "
        " where queued_at > now() - %(window)s and volume_released_at is null limit %(most)s) burst",
        {"window": BURST_WINDOW, "most": limit + 1},
    )
    if queued <= limit:
        return 0
    return statements.execute(
        "update communications_outboxmessage set held_for_volume = true "
        " where queued_at > now() - %(window)s and volume_released_at is null and not held_for_volume "
        "   and state in ('QUEUED', 'RENDERED')",
        {"window": BURST_WINDOW},
    )


def volume_limit() -> int:
    """Return how many messages an hour may be queued before the guard steps in."""
    [(usual,)] = statements.rows(
        "select percentile_disc(0.95) within group (order by queued) from communications_volumehour "
        " where queued > 0 and hour_at > now() - %(over)s",
        {"over": USUAL_OVER},
    )
    return max(int(settings.VOLUME_GUARD_FLOOR), int(settings.VOLUME_GUARD_TIMES) * int(usual or 0))


def measure_volume() -> int:
    """Count what was queued in each of the last completed hours; safe to repeat. Return the hours counted.

    Held batches do not count as usual: else a mistake made once would be usual the next time.
    """
    hours = statements.execute(
        "insert into communications_volumehour (hour_at, queued) "
        "select date_trunc('hour', queued_at), count(*) from communications_outboxmessage "
        " where queued_at >= date_trunc('hour', now()) - interval '48 hours' "
        "   and queued_at < date_trunc('hour', now()) and not held_for_volume and volume_released_at is null "
        " group by 1 on conflict (hour_at) do update set queued = excluded.queued"
    )
    statements.execute(
        "delete from communications_volumehour where hour_at < now() - 2 * %(over)s::interval", {"over": USUAL_OVER}
    )
    return hours


def held_batch() -> HeldBatch | None:
    """Describe what waits for a second person; None when nothing does."""
    held = OutboxMessage.objects.filter(held_for_volume=True, state__in=_WAITING).order_by("queued_at")
    first = held.first()
    if first is None:
        return None
    totals = held.aggregate(messages=Count("pk"), last=Max("queued_at"))
    return HeldBatch(
        messages=totals["messages"],
        queued_from=first.queued_at,
        queued_until=totals["last"],
        usual_per_hour=volume_limit(),
    )


@transaction.atomic
def release_batch(*, actor: Actor, reason: str, at: dt.datetime) -> int:
    """Let the held batch go; return how many messages it held.

    Raises:
        NotPermitted: the actor may not.
        SecondPersonNeeded: the actor queued some of it.

    """
    policies.require(actor=actor, permission=Permission.HALT_SENDING)
    held = OutboxMessage.objects.filter(held_for_volume=True, state__in=_WAITING)
    if held.filter(queued_by=actor.label).exists():
        raise SecondPersonNeeded("Somebody else must let these messages go")
    released = held.update(held_for_volume=False, volume_released_at=at, volume_released_by=actor.label)
    _record(actor, Verb.RELEASED, at=at, reason=reason, count=released)
    return released


@transaction.atomic
def cancel_batch(*, actor: Actor, reason: str, at: dt.datetime) -> int:
    """Cancel the held batch: it was a mistake. Return how many messages will never be sent.

    What they were to explain stays owed: each letter stays on its work list, and its page asks for another way.

    Raises:
        NotPermitted: the actor may not.

    """
    policies.require(actor=actor, permission=Permission.HALT_SENDING)
    cancelled = OutboxMessage.objects.filter(held_for_volume=True, state__in=_WAITING).update(
        state=MessageState.CANCELLED, state_changed_at=at, reason="Cancelled: queued by mistake"
    )
    _record(actor, Verb.CANCELLED, at=at, reason=reason, count=cancelled)
    return cancelled


def _switch(*, actor: Actor, reason: str, at: dt.datetime, channel: Channel | None, stop: bool) -> SendingControl:
    policies.require(actor=actor, permission=Permission.HALT_SENDING)
    name = channel.value if channel is not None else ""
    with transaction.atomic(), connection.cursor() as cursor:
        # Two people at one switch: the second sees what the first did.
        cursor.execute("lock table communications_sendingcontrol in share row exclusive mode")
        newest = SendingControl.objects.filter(channel=name).order_by("-id").first()
        if (newest is not None and newest.is_stopped) == stop:
            raise AlreadySwitched("It already stands that way")
        switch = SendingControl.objects.create(
            channel=name, is_stopped=stop, reason=reason[:300], switched_at=at, switched_by=actor.label
        )
        verb = Verb.HALTED if stop else Verb.RESUMED
        audit.record(actor=actor, verb=verb, subject=switch, at=at, reason=reason, detail={"channel": name or "ALL"})
    return switch


def _record(actor: Actor, verb: Verb, *, at: dt.datetime, reason: str, count: int) -> None:
    audit.record(
        actor=actor, verb=verb, subject=("held-batch", at.isoformat()), at=at, reason=reason, detail={"messages": count}
    )
