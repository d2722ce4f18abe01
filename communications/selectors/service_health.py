"""How the service itself stands: what /health reports. Numbers and names of sweeps only; nothing about a person."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Q

from cases.models import CalendarVersion
from communications.models import OutboxMessage, Promise, SendingControl
from communications.rules.vocabulary import Channel, MessageState, PromiseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How the outbox stands."""

    #: Age of the oldest message that could have left, or None when nothing waits.
    oldest_waiting: dt.timedelta | None
    #: Whether a person has stopped all sending.
    is_stopped: bool


def sending(*, at: dt.datetime) -> Sending:
    """Say how long the oldest message has been waiting past its time, and whether sending is stopped."""
    oldest = (
        OutboxMessage.objects.filter(
            state__in=[MessageState.QUEUED, MessageState.RENDERED], held_for_volume=False, not_before__lte=at
        )
        .order_by("not_before")
        .values_list("not_before", flat=True)
        .first()
    )
    switch = SendingControl.objects.filter(channel="").order_by("-id").values_list("is_stopped", flat=True).first()
    return Sending(oldest_waiting=at - oldest if oldest else None, is_stopped=bool(switch))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What has not left by one channel."""

    channel: str
    #: Due and not yet sent.
    waiting: int
    #: It is not known whether these left; they wait to be looked up, or for a person.
    undecided: int
    #: Put aside for a person.
    held: int


def waiting_by_channel(*, at: dt.datetime) -> list[Waiting]:
    """Count what has not left, by channel; one query over the indexes of what is open."""
    rows = (
        OutboxMessage.objects.filter(
            state__in=[MessageState.QUEUED, MessageState.RENDERED, MessageState.AMBIGUOUS, MessageState.HELD]
        )
        .values("channel")
        .annotate(
            waiting=Count("id", filter=Q(state__in=[MessageState.QUEUED, MessageState.RENDERED], not_before__lte=at)),
            undecided=Count("id", filter=Q(state=MessageState.AMBIGUOUS)),
            held=Count("id", filter=Q(state=MessageState.HELD)),
        )
        .order_by("channel")
    )
    return [
        Waiting(
            channel=Channel(row["channel"]).label,
            waiting=row["waiting"],
            undecided=row["undecided"],
            held=row["held"],
        )
        for row in rows
    ]


def oldest_overdue_promise(*, today: dt.date) -> dt.date | None:
    """Return the date of the oldest open promise whose day has passed, or None."""
    return (
        Promise.objects.filter(state=PromiseState.OPEN, due_on__lt=today)
        .order_by("due_on")
        .values_list("due_on", flat=True)
        .first()
    )


def calendar_known_to() -> dt.date | None:
    """Return the last day that the published calendar knows, or None when none is published."""
    return CalendarVersion.objects.order_by("-id").values_list("known_to", flat=True).first()


def unapplied_migrations() -> int:
    """Count the migrations of the code that the database has not seen."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def newest_migrations() -> dict[str, str]:
    """Return the newest applied migration of each of our apps: the schema version that /info reports."""
    executor = MigrationExecutor(connection)
    ours = {"accounts", "audit", "cases", "communications", "triage"}
    # Sorted by app and number, so that the last of an app wins.
    return {app: name for app, name in sorted(executor.loader.applied_migrations) if app in ours}
