"""Publishes dated reference data and hands it to the pure rules as frozen values. Rows are published, never edited."""

import dataclasses
import datetime as dt
import enum
import hashlib
import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import JSONField, Value

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import CalendarVersion, NonWorkingDay, RuleRow
from cases.rules import bank_holidays
from cases.rules.case_rules import CaseRules, ChargingRouteRule, PilotArea
from cases.rules.dated_rows import is_in_force
from cases.rules.offence_rules import OffenceRule, OffenceRuleTable
from cases.rules.time_limits import TimeLimit, TimeLimitTable
from cases.rules.vocabulary import (
    ChargingRoute,
    HateStrand,
    LimitKind,
    LimitUnit,
    OffenceCategory,
    OffenceFlag,
    PilotScheme,
    Teller,
)
from cases.rules.working_days import WorkingDayCalendar

_CATEGORY = "category"
_STRAND = "strand"


class RuleKind(enum.StrEnum):
    """Which table of the case rules a stored row belongs to."""

    TIME_LIMIT = "TIME_LIMIT"
    PILOT_AREA = "PILOT_AREA"
    OFFENCE_RULE = "OFFENCE_RULE"
    CHARGING_ROUTE = "CHARGING_ROUTE"


class NothingPublished(LookupError):
    """No calendar or no rules have been published; run ``manage.py load_reference_data``."""


class UnableToPublish(ValueError):
    """What was to be published contradicts itself or what is in force; nothing was written."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One value of one entry from a day to a day, as read back from the published rows."""

    kind: RuleKind
    key: str
    value: Mapping[str, Any]
    starts_on: dt.date
    ends_on: dt.date | None
    source: str


def load_calendar() -> WorkingDayCalendar:
    """Return the newest published calendar of England and Wales. Two queries.

    Raises:
        NothingPublished: there is none yet.
    """
    newest = CalendarVersion.objects.order_by("-published_at", "-id").first()
    if newest is None:
        raise NothingPublished("No calendar of bank holidays has been published")
    titles = dict(NonWorkingDay.objects.filter(calendar=newest).values_list("day", "name"))
    return bank_holidays.build_calendar(
        holidays=titles,
        known_from=newest.known_from,
        known_to=newest.known_to,
        version=calendar_version_name(calendar=newest),
    )


def calendar_version_name(*, calendar: CalendarVersion) -> str:
    """Name a published calendar as deadlines store it, for example ``ew-2026-11-21-3``."""
    return f"ew-{calendar.published_at:%Y-%m-%d}-{calendar.pk}"


def load_rules(*, on: dt.date) -> CaseRules:
    """Return all published case rules; their version names what is in force on the London date ``on``. One query.

    The value holds every dated row, so it answers for other days too. Its version is a digest of what is in force on
    ``on`` and changes only when that changes: two answers with one version rest on the same rows.

    Raises:
        NothingPublished: no time limit is in force on that day.
        ContradictoryRows: the published rows contradict each other (publishing does not allow that).
    """
    entries = _entries()
    in_force = [entry for entry in entries if is_in_force(row=entry, on=on)]
    if not any(entry.kind is RuleKind.TIME_LIMIT for entry in in_force):
        raise NothingPublished(f"No time limits are in force on {on.isoformat()}")
    return _case_rules(entries, version=_version(in_force))


@transaction.atomic
def publish_calendar(
    *,
    holidays: Mapping[dt.date, str],
    known_from: dt.date,
    known_to: dt.date,
    source: str,
    actor: Actor,
    at: dt.datetime,
) -> tuple[CalendarVersion, bool]:
    """Publish a calendar of bank holidays (date to title); return it and whether it is new.

    What is already published is returned unchanged. Deadlines already computed stay as they are until they are
    counted again explicitly (``cases.services.recounts``).

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublish: the calendar contradicts itself, or would know less of the future than the one in force.
    """
    policies.require(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    try:
        bank_holidays.build_calendar(holidays=holidays, known_from=known_from, known_to=known_to, version="proposed")
    except ValueError as error:
        raise UnableToPublish(str(error)) from error
    newest = CalendarVersion.objects.order_by("-published_at", "-id").first()
    if newest is not None:
        if known_to < newest.known_to:
            raise UnableToPublish(f"The calendar in force already reaches to {newest.known_to.isoformat()}")
        stored = dict(NonWorkingDay.objects.filter(calendar=newest).values_list("day", "name"))
        if stored == dict(holidays) and (newest.known_from, newest.known_to) == (known_from, known_to):
            return newest, False
    calendar = CalendarVersion.objects.create(
        known_from=known_from, known_to=known_to, source=source, published_at=at, published_by=actor.label
    )
    NonWorkingDay.objects.bulk_create(
        NonWorkingDay(calendar=calendar, day=day, name=title) for day, title in sorted(holidays.items())
    )
    audit.record(
        actor=actor,
        verb=Verb.PUBLISHED,
        subject=calendar,
        at=at,
        detail={"known_from": known_from, "known_to": known_to, "holidays": len(holidays)},
    )
    return calendar, True


def publish_bank_holidays(
    *, holidays: Mapping[dt.date, str], source: str, actor: Actor, at: dt.datetime
) -> tuple[CalendarVersion, bool]:
    """Publish a list of bank holidays laid over the calendar in force; return the calendar and whether it is new.

    Raises:
        NotPermitted: the actor may not publish.
        UnreadableHolidays: the list is empty, leaves out a year or leaves a gap to the calendar in force.
    """
    if CalendarVersion.objects.exists():
        merged, known_from, known_to = bank_holidays.merge(current=load_calendar(), holidays=holidays)
    else:
        merged, (known_from, known_to) = holidays, bank_holidays.whole_years(holidays=holidays)
    return publish_calendar(
        holidays=merged, known_from=known_from, known_to=known_to, source=source, actor=actor, at=at
    )


def publish_time_limit(*, limit: TimeLimit, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish a time limit from ``limit.starts_on`` on; it replaces the one in force from that day.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublish: the rows would overlap or leave a gap.
    """
    return _publish(
        kind=RuleKind.TIME_LIMIT,
        key=limit.kind.value,
        value={"value": limit.value, "unit": limit.unit.value},
        starts_on=limit.starts_on,
        ends_on=limit.ends_on,
        source=limit.source,
        actor=actor,
        at=at,
    )


def publish_pilot_area(*, pilot: PilotArea, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish that a scheme runs in an Area from ``pilot.starts_on`` to ``pilot.ends_on``, both included.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublish: the last day lies before the first.
    """
    return _publish(
        kind=RuleKind.PILOT_AREA,
        key=pilot_key(pilot=pilot),
        value={"runs": True},
        starts_on=pilot.starts_on,
        ends_on=pilot.ends_on,
        source=pilot.source,
        actor=actor,
        at=at,
    )


def publish_offence_rule(*, rule: OffenceRule, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish what follows from an offence group or hate strand from ``rule.starts_on`` on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublish: the last day lies before the first.
    """
    return _publish(
        kind=RuleKind.OFFENCE_RULE,
        key=offence_key(rule=rule),
        value={"applies": True},
        starts_on=rule.starts_on,
        ends_on=rule.ends_on,
        source=rule.source,
        actor=actor,
        at=at,
    )


def publish_charging_route(*, route: ChargingRouteRule, actor: Actor, at: dt.datetime) -> RuleRow:
    """Publish who tells victims of charging decisions taken by a route from ``route.starts_on`` on.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublish: the rows would leave a gap.
    """
    return _publish(
        kind=RuleKind.CHARGING_ROUTE,
        key=route.route.value,
        value={"teller": route.teller.value},
        starts_on=route.starts_on,
        ends_on=route.ends_on,
        source=route.source,
        actor=actor,
        at=at,
    )


def pilot_key(*, pilot: PilotArea) -> str:
    """Name the entry of a scheme in an Area among the published rows."""
    return f"{pilot.scheme.value}:{pilot.area}"


def offence_key(*, rule: OffenceRule) -> str:
    """Name the entry of a flag and its offence group or hate strand among the published rows."""
    return f"{rule.flag.value}:{_CATEGORY if rule.category is not None else _STRAND}:{rule.subject}"


@transaction.atomic
def publish_row(
    *,
    kind: RuleKind,
    key: str,
    value: Mapping[str, Any] | None,
    starts_on: dt.date,
    source: str,
    actor: Actor,
    at: dt.datetime,
) -> RuleRow:
    """Publish one row as stored: ``value`` holds from ``starts_on`` on; None ends the entry with the day before.

    For the administration site. A row that starts on the same day as an earlier one corrects it; both stay in the
    history.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublish: the key or the value is not one the rules can read, or the rows would contradict each other.
    """
    policies.require(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    row = RuleRow.objects.create(
        kind=kind.value,
        key=key,
        value=Value(None, JSONField()) if value is None else dict(value),
        starts_on=starts_on,
        source=source,
        published_at=at,
        published_by=actor.label,
    )
    try:
        _case_rules(_entries(), version="proposed")
    except (ValueError, KeyError, TypeError) as error:
        raise UnableToPublish(f"{kind.value} {key}: {error}") from error
    audit.record(
        actor=actor,
        verb=Verb.PUBLISHED,
        subject=row,
        at=at,
        detail={"kind": kind.value, "key": key, "starts_on": starts_on, "is_end": value is None},
    )
    return row


def published_keys() -> frozenset[tuple[str, str]]:
    """List (kind, key) of every entry that was ever published. One query."""
    return frozenset(RuleRow.objects.values_list("kind", "key"))


@transaction.atomic
def _publish(
    *,
    kind: RuleKind,
    key: str,
    value: Mapping[str, Any],
    starts_on: dt.date,
    ends_on: dt.date | None,
    source: str,
    actor: Actor,
    at: dt.datetime,
) -> RuleRow:
    """Publish a row and, when it has a last day, the end of the entry on the day after."""
    if ends_on is not None and ends_on < starts_on:
        raise UnableToPublish(f"{kind.value} {key}: the last day lies before the first")
    row = publish_row(kind=kind, key=key, value=value, starts_on=starts_on, source=source, actor=actor, at=at)
    if ends_on is not None:
        after = ends_on + dt.timedelta(days=1)
        if not RuleRow.objects.filter(kind=kind.value, key=key, starts_on=after).exists():
            publish_row(kind=kind, key=key, value=None, starts_on=after, source=source, actor=actor, at=at)
    return row


def _entries() -> list[_Entry]:
    """Turn the published rows into values with a first and last day; a later publication of one start wins."""
    starts: dict[tuple[RuleKind, str], dict[dt.date, RuleRow]] = defaultdict(dict)
    rows = RuleRow.objects.filter(kind__in=[kind.value for kind in RuleKind]).order_by("published_at", "id")
    for row in rows:
        starts[RuleKind(row.kind), row.key][row.starts_on] = row
    entries = []
    for (kind, key), by_start in sorted(starts.items()):
        ordered = [by_start[day] for day in sorted(by_start)]
        for row, following in itertools.zip_longest(ordered, ordered[1:]):
            if row.value is not None:
                entries.append(
                    _Entry(
                        kind=kind,
                        key=key,
                        value=row.value,
                        starts_on=row.starts_on,
                        ends_on=None if following is None else following.starts_on - dt.timedelta(days=1),
                        source=row.source,
                    )
                )
    return entries


def _version(in_force: Sequence[_Entry]) -> str:
    """Name a set of rows by its youngest start and a digest of its content; at most 40 characters."""
    content = [[entry.kind.value, entry.key, entry.value, entry.starts_on.isoformat()] for entry in in_force]
    youngest = max(entry.starts_on for entry in in_force)
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
    return f"{youngest.isoformat()}.{digest}"


def _case_rules(entries: Iterable[_Entry], *, version: str) -> CaseRules:
    """Build the frozen value; every row is checked on the way."""
    by_kind: dict[RuleKind, list[_Entry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    return CaseRules(
        version=version,
        limits=TimeLimitTable.of(rows=map(_time_limit, by_kind[RuleKind.TIME_LIMIT])),
        offences=OffenceRuleTable(rows=tuple(map(_offence_rule, by_kind[RuleKind.OFFENCE_RULE]))),
        pilots=tuple(map(_pilot_area, by_kind[RuleKind.PILOT_AREA])),
        routes=tuple(map(_charging_route, by_kind[RuleKind.CHARGING_ROUTE])),
    )


def _time_limit(entry: _Entry) -> TimeLimit:
    return TimeLimit(
        kind=LimitKind(entry.key),
        value=entry.value["value"],
        unit=LimitUnit(entry.value["unit"]),
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        source=entry.source,
    )


def _pilot_area(entry: _Entry) -> PilotArea:
    scheme, area = entry.key.split(":")
    return PilotArea(
        scheme=PilotScheme(scheme), area=area, starts_on=entry.starts_on, ends_on=entry.ends_on, source=entry.source
    )


def _offence_rule(entry: _Entry) -> OffenceRule:
    flag, subject, name = entry.key.split(":")
    if subject not in {_CATEGORY, _STRAND}:
        raise ValueError("an offence rule is about a category or a strand")
    return OffenceRule(
        flag=OffenceFlag(flag),
        category=OffenceCategory(name) if subject == _CATEGORY else None,
        strand=HateStrand(name) if subject == _STRAND else None,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        source=entry.source,
    )


def _charging_route(entry: _Entry) -> ChargingRouteRule:
    return ChargingRouteRule(
        route=ChargingRoute(entry.key),
        teller=Teller(entry.value["teller"]),
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        source=entry.source,
    )
