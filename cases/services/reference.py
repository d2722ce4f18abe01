"""Publishes dated reference data and hands it to the pure rules as frozen values. Rows are published, never edited."""

import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

from django.db import transaction
from django.db.models import BigIntegerField, JSONField, QuerySet, Value

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.written import Given, Written
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import CalendarVersion, NonWorkingDay, RuleRow
from cases.rules import bank_holidays, stored_rules
from cases.rules.case_rules import CaseRules
from cases.rules.stored_rules import PublishableRow, RuleKind, StoredRow
from cases.rules.working_days import WorkingDayCalendar


class NothingPublished(LookupError):
    """No calendar or no rules have been published; run ``manage.py load_reference_data``."""


class UnableToPublish(ValueError):
    """What was to be published contradicts itself or what is in force; nothing was written."""


Frozen = TypeVar("Frozen")
#: What was read inside the block of `read_once` that is being run, by what was asked for.
_READ: ContextVar[dict[Hashable, Any] | None] = ContextVar("reference_read", default=None)


#: What was read lately by this process, with when; a value of few kinds at a time.
_RECENT: dict[Hashable, tuple[dt.datetime, Any]] = {}
_RECENT_FOR = dt.timedelta(minutes=1)


@contextmanager
def read_once() -> Iterator[None]:
    """Read each piece of reference data once inside this block, and hand the same frozen value to all that asks.

    For one use case, or one run of a command: everything that it computes then rests on one version of the rules. The
    block ends with what it has read; nothing is kept for the next one. Publishing inside it begins anew.
    """
    if _READ.get() is not None:
        yield
        return
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def read(*, key: Hashable, by: Callable[[], Frozen]) -> Frozen:
    """Return a frozen value of reference data, read once inside a block of `read_once` and each time outside of it."""
    known = _READ.get()
    if known is None:
        return by()
    if key not in known:
        known[key] = by()
    return cast("Frozen", known[key])


def recent(*, key: Hashable, at: dt.datetime, by: Callable[[], Frozen]) -> Frozen:
    """Return a frozen value of reference data that may be up to a minute old, for what is asked with every event.

    ``at`` is now. What another process publishes holds for such an answer a minute later; what this one publishes, at
    once.
    """
    known = _RECENT.get(key)
    if known is None or not dt.timedelta() <= at - known[0] < _RECENT_FOR:
        _RECENT.clear()
        known = _RECENT[key] = (at, by())
    return cast("Frozen", known[1])


def forget() -> None:
    """Read anew what is asked for next: something has been published."""
    _RECENT.clear()
    known = _READ.get()
    if known is not None:
        known.clear()


def load_calendar() -> WorkingDayCalendar:
    """Return the newest published calendar of England and Wales. Two queries.

    Raises:
        NothingPublished: there is none yet.
    """
    return read(key="calendar", by=_calendar)


def _calendar() -> WorkingDayCalendar:
    newest = _NEWEST_CALENDAR.first()
    if newest is None:
        raise NothingPublished("No calendar of bank holidays has been published")
    titles = dict(_NON_WORKING_DAYS.tuples(calendar=newest.pk))
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
    rules = read(key=("rules", on), by=lambda: stored_rules.read_rules(rows=read(key="rule rows", by=_rows), on=on))
    if rules is None:
        raise NothingPublished(f"No time limits are in force on {on.isoformat()}")
    return rules


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
    forget()
    audit.record(
        actor=actor,
        verb=Verb.PUBLISHED,
        subject=calendar,
        at=at,
        detail={"known_from": known_from, "known_to": known_to, "holidays": len(holidays)},
    )
    return calendar, True


def proposed_calendar(*, holidays: Mapping[dt.date, str]) -> tuple[Mapping[dt.date, str], dt.date, dt.date]:
    """Lay a list of bank holidays over the calendar in force: (holidays, known from, known to). Writes nothing.

    Raises:
        UnreadableHolidays: the list is empty, leaves out a year or leaves a gap to the calendar in force.
    """
    if CalendarVersion.objects.exists():
        return bank_holidays.merge(current=load_calendar(), holidays=holidays)
    return (holidays, *bank_holidays.whole_years(holidays=holidays))


def publish_bank_holidays(
    *, holidays: Mapping[dt.date, str], source: str, actor: Actor, at: dt.datetime
) -> tuple[CalendarVersion, bool]:
    """Publish a list of bank holidays laid over the calendar in force; return the calendar and whether it is new.

    Raises:
        NotPermitted: the actor may not publish.
        UnreadableHolidays: the list is empty, leaves out a year or leaves a gap to the calendar in force.
    """
    merged, known_from, known_to = proposed_calendar(holidays=holidays)
    return publish_calendar(
        holidays=merged, known_from=known_from, known_to=known_to, source=source, actor=actor, at=at
    )


@transaction.atomic
def publish(*, rows: Sequence[PublishableRow], actor: Actor, at: dt.datetime) -> list[RuleRow]:
    """Publish time limits, pilot Areas, offence rules and charging routes; all of them or none.

    Each holds from its ``starts_on`` on and replaces what was in force from that day, until a row that starts later.
    One that starts on the same day as an earlier one corrects it; both stay in the history. A row with a last day also
    publishes its end, unless another row of the entry begins on the day after.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublish: a last day lies before its first, or the rows would overlap or leave a gap.
    """
    try:
        stored = [part for row in rows for part in stored_rules.stored_rows(row=row)]
    except ValueError as error:
        raise UnableToPublish(str(error)) from error
    taken = {
        (kind, key, starts_on)
        for kind, key, starts_on in [
            *RuleRow.objects.values_list("kind", "key", "starts_on"),
            *((part.kind.value, part.key, part.starts_on) for part in stored if part.value is not None),
        ]
    }
    needed = [part for part in stored if part.value is not None or (part.kind, part.key, part.starts_on) not in taken]
    return publish_rows(rows=needed, actor=actor, at=at)


@transaction.atomic
def publish_rows(*, rows: Sequence[StoredRow], actor: Actor, at: dt.datetime) -> list[RuleRow]:
    """Publish rows as they are stored, for the administration site; all of them or none.

    Raises:
        NotPermitted: the actor may not publish.
        UnableToPublish: a row is not one the rules can read, or the rows would contradict each other.
    """
    policies.require(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    if len({(row.kind, row.key, row.starts_on) for row in rows}) < len(rows):
        raise UnableToPublish("One entry and day is given twice")
    published = RuleRow.objects.bulk_create(
        RuleRow(
            kind=row.kind.value,
            key=row.key,
            value=Value(None, JSONField()) if row.value is None else dict(row.value),
            starts_on=row.starts_on,
            source=row.source,
            published_at=at,
            published_by=actor.label,
        )
        for row in rows
    )
    forget()
    try:
        stored_rules.read_rules(rows=_rows())
    except ValueError as error:
        raise UnableToPublish(str(error)) from error
    audit.record_each(
        actor=actor,
        verb=Verb.PUBLISHED,
        subjects={row: {"kind": row.kind, "key": row.key, "starts_on": row.starts_on} for row in published},
        at=at,
    )
    return published


def why_not(*, rows: Sequence[StoredRow]) -> str | None:
    """Say why these rows could not be published beside those that are, or None when they could. Writes nothing."""
    try:
        stored_rules.read_rules(rows=[*_rows(), *rows])
    except ValueError as error:
        return str(error)
    return None


def published_entries() -> frozenset[tuple[str, str]]:
    """List (kind, key) of every entry that was ever published. One query."""
    return frozenset(RuleRow.objects.values_list("kind", "key"))


def _rows() -> list[StoredRow]:
    """Read the published rows of the case rules in order of publication. One query."""
    return [
        StoredRow(kind=RuleKind(kind), key=key, value=value, starts_on=starts_on, source=source)
        for kind, key, value, starts_on, source in _RULE_ROWS.tuples()
    ]


def _rule_rows() -> "QuerySet[RuleRow, Any]":
    found = RuleRow.objects.filter(kind__in=[kind.value for kind in RuleKind]).order_by("published_at", "id")
    return found.values_list("kind", "key", "value", "starts_on", "source")


def _non_working_days() -> "QuerySet[NonWorkingDay, Any]":
    return NonWorkingDay.objects.filter(calendar=Given("calendar", BigIntegerField())).values_list("day", "name")


_RULE_ROWS, _NON_WORKING_DAYS = Written(_rule_rows), Written(_non_working_days)
_NEWEST_CALENDAR = Written(lambda: CalendarVersion.objects.order_by("-published_at", "-id")[:1])
