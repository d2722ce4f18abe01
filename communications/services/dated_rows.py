"""Rows of the communications rules that policy may change: how long a channel takes, how often people hear from us.

They begin with the defaults of the rules and are replaced from a day on by published rows, which are never edited.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import RuleRow
from cases.rules.agreed import DEFAULT_TIMES as DEFAULT_SETTLING_TIMES
from cases.rules.agreed import SettlingTime
from cases.rules.handovers import DEFAULT_TIMES as DEFAULT_HANDOVER_TIMES
from cases.rules.handovers import AnswerTime
from cases.rules.load import DEFAULT_LIMITS, DEFAULT_MINUTES, LoadLimit, TierMinutes
from cases.rules.vocabulary import ServiceTier
from cases.services import reference
from communications.rules.calls.ladder import DEFAULT_LADDERS, CallLadder, NotALadder, Rung
from communications.rules.calls.vocabulary import CallPurpose, CallStep
from communications.rules.dispatch_lead import DEFAULT_LEADS, ChannelLead
from communications.rules.missing_letters import DEFAULT_IDLE_LIMITS, IdleLimit
from communications.rules.promises import DEFAULT_RHYTHMS, LONGEST_OWN_RHYTHM, SHORTEST_OWN_RHYTHM, TierRhythm
from communications.rules.vocabulary import Channel
from communications.rules.welsh.clock import DEFAULT_TIMES, TranslationTime

_LEAD = "CHANNEL_LEAD"
_RHYTHM = "UPDATE_RHYTHM"
_TRANSLATION = "TRANSLATION_TIME"
_IDLE = "IDLE_DRAFT"
_LADDER = "CALL_LADDER"
_SETTLING = "SETTLING_TIME"
_HANDOVER = "HANDOVER_TIME"
_MINUTES = "LOAD_MINUTES"
_LIMIT = "LOAD_LIMIT"

_Row = TypeVar("_Row")


class UnableToPublishRow(ValueError):
    """The row says something that cannot be applied."""


def _newest_first(kind: str, of: Callable[[RuleRow], _Row], defaults: tuple[_Row, ...]) -> tuple[_Row, ...]:
    """Read the published rows of a kind, newest first, and behind them those with which the rules begin."""
    return (*map(of, RuleRow.objects.filter(kind=kind).order_by("-published_at", "-id")), *defaults)


def channel_leads() -> tuple[ChannelLead, ...]:
    """Return every lead, newest published first: of two from one day the later published counts. One query."""
    return reference.read(key=_LEAD, by=lambda: _newest_first(_LEAD, _channel_lead, DEFAULT_LEADS))


def _channel_lead(row: RuleRow) -> ChannelLead:
    return ChannelLead(
        channel=Channel(row.key),
        cut_off=dt.time.fromisoformat(row.value["cut_off"]) if row.value["cut_off"] else None,
        working_days=int(row.value["working_days"]),
        posted_by=dt.time.fromisoformat(row.value["posted_by"]),
        minutes=int(row.value["minutes"]),
        starts_on=row.starts_on,
        source=row.source,
    )


def rhythms() -> tuple[TierRhythm, ...]:
    """Return every rhythm, oldest published first: of two from one day the later published counts. One query."""
    return reference.read(
        key=_RHYTHM,
        by=lambda: tuple(reversed(_newest_first(_RHYTHM, _rhythm, tuple(reversed(DEFAULT_RHYTHMS))))),
    )


def _rhythm(row: RuleRow) -> TierRhythm:
    return TierRhythm(tier=row.key, days=int(row.value["days"]), starts_on=row.starts_on, source=row.source)


def translation_times() -> tuple[TranslationTime, ...]:
    """Return how long a translation takes, newest published first: of two from one day the later published counts."""
    return reference.read(key=_TRANSLATION, by=lambda: _newest_first(_TRANSLATION, _translation_time, DEFAULT_TIMES))


def _translation_time(row: RuleRow) -> TranslationTime:
    return TranslationTime(working_days=int(row.value["working_days"]), starts_on=row.starts_on, source=row.source)


def idle_limits() -> tuple[IdleLimit, ...]:
    """Return after how long a draft may lie with nobody on it, newest published first. One query."""
    return reference.read(key=_IDLE, by=lambda: _newest_first(_IDLE, _idle_limit, DEFAULT_IDLE_LIMITS))


def _idle_limit(row: RuleRow) -> IdleLimit:
    return IdleLimit(working_hours=int(row.value["working_hours"]), starts_on=row.starts_on, source=row.source)


def settling_times() -> tuple[SettlingTime, ...]:
    """Return within how many working days everything is settled with a victim, newest published first. One query."""
    return reference.read(key=_SETTLING, by=lambda: _newest_first(_SETTLING, _settling_time, DEFAULT_SETTLING_TIMES))


def _settling_time(row: RuleRow) -> SettlingTime:
    return SettlingTime(working_days=int(row.value["working_days"]), starts_on=row.starts_on, source=row.source)


def handover_times() -> tuple[AnswerTime, ...]:
    """Return within how many working days a handover is answered, newest published first. One query."""
    return reference.read(key=_HANDOVER, by=lambda: _newest_first(_HANDOVER, _handover_time, DEFAULT_HANDOVER_TIMES))


def _handover_time(row: RuleRow) -> AnswerTime:
    return AnswerTime(working_days=int(row.value["working_days"]), starts_on=row.starts_on, source=row.source)


def load_minutes() -> tuple[TierMinutes, ...]:
    """Return how long a person of each service is expected to take a month, newest published first. One query."""
    return reference.read(key=_MINUTES, by=lambda: _newest_first(_MINUTES, _tier_minutes, DEFAULT_MINUTES))


def _tier_minutes(row: RuleRow) -> TierMinutes:
    return TierMinutes(
        tier=ServiceTier(row.key),
        minutes=int(row.value["minutes"]),
        starts_on=row.starts_on,
        source=row.source,
    )


def load_limits() -> tuple[LoadLimit, ...]:
    """Return how many hours a month an officer can give, newest published first. One query."""
    return reference.read(key=_LIMIT, by=lambda: _newest_first(_LIMIT, _load_limit, DEFAULT_LIMITS))


def _load_limit(row: RuleRow) -> LoadLimit:
    return LoadLimit(hours=int(row.value["hours"]), starts_on=row.starts_on, source=row.source)


@transaction.atomic
def publish_load_minutes(*, minutes: TierMinutes, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish how many minutes a month a person of one service is expected to take, from a day on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: nothing or less.

    """
    if minutes.minutes < 1:
        raise UnableToPublishRow("Nobody takes no time at all")
    value = {"minutes": minutes.minutes}
    return _publish(_MINUTES, minutes.tier.value, value, minutes.starts_on, minutes.source, actor=actor, at=at)


@transaction.atomic
def publish_load_limit(*, limit: LoadLimit, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish how many hours a month one officer can give to the people they look after, from a day on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: nothing or less.

    """
    if limit.hours < 1:
        raise UnableToPublishRow("An officer can give at least one hour")
    return _publish(_LIMIT, "OFFICER", {"hours": limit.hours}, limit.starts_on, limit.source, actor=actor, at=at)


@transaction.atomic
def publish_handover_time(*, time: AnswerTime, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish within how many working days a handover is answered, from a day on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: nothing or less.

    """
    if time.working_days < 1:
        raise UnableToPublishRow("An answer takes at least one working day")
    value = {"working_days": time.working_days}
    return _publish(_HANDOVER, "ANSWER", value, time.starts_on, time.source, actor=actor, at=at)


@transaction.atomic
def publish_settling_time(*, time: SettlingTime, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish within how many working days everything is settled with a victim, from a day on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: nothing or less.

    """
    if time.working_days < 1:
        raise UnableToPublishRow("To settle everything takes at least one working day")
    value = {"working_days": time.working_days}
    return _publish(_SETTLING, "ONBOARDING", value, time.starts_on, time.source, actor=actor, at=at)


@transaction.atomic
def publish_idle_limit(*, limit: IdleLimit, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish after how many working hours a draft may not lie with nobody on it, from a day on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: nothing or less.

    """
    if limit.working_hours < 1:
        raise UnableToPublishRow("A draft is left at least one working hour")
    value = {"working_hours": limit.working_hours}
    return _publish(_IDLE, "DRAFT", value, limit.starts_on, limit.source, actor=actor, at=at)


def call_ladders() -> tuple[CallLadder, ...]:
    """Return the steps of calls, newest published first: of two from one day the later published counts. One query."""
    return reference.read(key=_LADDER, by=lambda: _newest_first(_LADDER, _call_ladder, DEFAULT_LADDERS))


def _call_ladder(row: RuleRow) -> CallLadder:
    return CallLadder(
        purpose=CallPurpose(row.key),
        rungs=tuple(
            Rung(step=CallStep(rung["step"]), wait_minutes=int(rung["wait_minutes"])) for rung in row.value["rungs"]
        ),
        starts_on=row.starts_on,
        source=row.source,
    )


@transaction.atomic
def publish_ladder(
    *,
    purpose: CallPurpose,
    rungs: tuple[Rung, ...],
    starts_on: dt.date,
    source: str,
    actor: Actor,
    at: dt.datetime,
) -> RuleRow:
    """Publish the steps of calls for one purpose from a day on; series that began before keep theirs.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: the steps cannot be climbed.

    """
    try:
        CallLadder(purpose=purpose, rungs=rungs, starts_on=starts_on, source=source)
    except NotALadder as problem:
        raise UnableToPublishRow(str(problem)) from problem
    value = {"rungs": [{"step": rung.step.value, "wait_minutes": rung.wait_minutes} for rung in rungs]}
    return _publish(_LADDER, purpose.value, value, starts_on, source, actor=actor, at=at)


@transaction.atomic
def publish_translation_time(*, time: TranslationTime, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish how long a translation takes from a day on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: less than nothing.

    """
    if time.working_days < 0:
        raise UnableToPublishRow("A translation is not there before it was asked for")
    value = {"working_days": time.working_days}
    return _publish(_TRANSLATION, "CY", value, time.starts_on, time.source, actor=actor, at=at)


@transaction.atomic
def publish_lead(*, lead: ChannelLead, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish how long a channel takes from a day on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: a lead may be nothing or more, never less.

    """
    if lead.working_days < 0 or lead.minutes < 0:
        raise UnableToPublishRow("A channel does not send before it was asked to")
    value = {
        "cut_off": lead.cut_off.isoformat() if lead.cut_off else None,
        "working_days": lead.working_days,
        "posted_by": lead.posted_by.isoformat(),
        "minutes": lead.minutes,
    }
    return _publish(_LEAD, lead.channel.value, value, lead.starts_on, lead.source, actor=actor, at=at)


@transaction.atomic
def publish_rhythm(*, rhythm: TierRhythm, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish how often people of a triage tier hear from us from a day on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublishRow: the rhythm is outside a week to two months.

    """
    if not SHORTEST_OWN_RHYTHM <= rhythm.days <= LONGEST_OWN_RHYTHM:
        raise UnableToPublishRow(f"A rhythm is {SHORTEST_OWN_RHYTHM} to {LONGEST_OWN_RHYTHM} days")
    return _publish(_RHYTHM, rhythm.tier, {"days": rhythm.days}, rhythm.starts_on, rhythm.source, actor=actor, at=at)


def _publish(
    kind: str, key: str, value: dict[str, Any], starts_on: dt.date, source: str, *, actor: Actor, at: dt.datetime
) -> RuleRow:
    policies.require(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    reference.forget()
    row = RuleRow.objects.create(
        kind=kind, key=key, value=value, starts_on=starts_on, source=source, published_at=at, published_by=actor.label
    )
    audit.record(
        actor=actor, verb=Verb.PUBLISHED, subject=row, at=at, detail={"kind": kind, "key": key, "starts_on": starts_on}
    )
    return row
