"""What managers read of the missing-letter detector: how many, in which unit, and which (W12)."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from cases.models import Decision, Obligation, Victim, WorkItem
from cases.rules.vocabulary import WorkKind, WorkState
from cases.selectors.records import cases_visible_to
from communications.rules.missing_letters import FINDINGS

PAGE_SIZE = 50
_RESTRICTED = Q(is_rasso=True) | Q(is_restricted=True)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MissingInUnit:
    """How many letters of one unit are missing, by finding."""

    unit_id: uuid.UUID
    unit: str
    area: str
    counts: dict[WorkKind, int]
    #: When the one that has waited longest was found.
    oldest_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MissingLetter:
    """One letter that is missing. The case and the work are named only to those who may open them."""

    item_id: uuid.UUID
    may_open: bool
    kind: WorkKind
    unit: str
    urn: str
    officer: str
    found_at: dt.datetime
    due_at: dt.datetime | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwedUnopened:
    """A decision of a case that the viewer may read, and a victim of that case."""

    decision: Decision
    victim: Victim
    #: Whether somebody has opened the letter meanwhile.
    is_opened: bool


def counts_by_unit(*, viewer: Actor) -> tuple[MissingInUnit, ...]:
    """Count what is missing by unit, in the order of Area and name: one query. Restricted cases count, unnamed.

    Raises:
        NotPermitted: the viewer sees no figures anywhere.
    """
    rows = (
        _visible(viewer)
        .order_by()
        .values_list("unit_id", "unit__name", "unit__area__name", "kind")
        .annotate(count=Count("pk"), oldest_at=Min("raised_at"))
        .order_by("unit__area__name", "unit__name", "unit_id", "kind")
    )
    found: dict[uuid.UUID, MissingInUnit] = {}
    for unit_id, unit, area, kind, count, oldest_at in rows:
        seen = found.get(unit_id)
        found[unit_id] = MissingInUnit(
            unit_id=unit_id,
            unit=unit,
            area=area,
            counts={**(seen.counts if seen else {}), WorkKind(kind): count},
            oldest_at=min(oldest_at, seen.oldest_at) if seen else oldest_at,
        )
    return tuple(found.values())


def letters_behind(
    *,
    viewer: Actor,
    unit_id: uuid.UUID | None,
    kind: WorkKind | None,
    after: tuple[dt.datetime, uuid.UUID] | None = None,
    limit: int = PAGE_SIZE,
) -> tuple[MissingLetter, ...]:
    """List what a count is made of, longest found first, a page at a time: one query.

    Raises:
        NotPermitted: the viewer sees no figures anywhere.
    """
    rows = _visible(viewer)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if after is not None:
        raised_at, key = after
        rows = rows.filter(raised_at__gte=raised_at).filter(Q(raised_at__gt=raised_at) | Q(pk__gt=key))
    may_open = scope_of(actor=viewer, permission=Permission.VIEW_WORK).as_filter(
        area="area_code", unit="unit_id", is_restricted=_RESTRICTED
    )
    openable = WorkItem.objects.filter(may_open, pk=OuterRef("pk"))
    chosen = (
        rows.select_related("case", "unit", "officer").annotate(may_open=Exists(openable)).order_by("raised_at", "pk")
    )
    return tuple(
        MissingLetter(
            item_id=row.pk,
            may_open=row.may_open,
            kind=WorkKind(row.kind),
            unit=row.unit.name,
            urn=row.case.urn if row.may_open and row.case else "",
            officer=row.officer.full_name if row.officer else "",
            found_at=row.raised_at,
            due_at=row.due_at,
        )
        for row in chosen[:limit]
    )


def owed_unopened(*, viewer: Actor, decision_id: uuid.UUID, victim_id: uuid.UUID) -> OwedUnopened:
    """Read a decision and the victim to whom it may owe a letter.

    Raises:
        Decision.DoesNotExist, Victim.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    decision = (
        Decision.objects.filter(case__in=cases_visible_to(viewer=viewer)).select_related("case").get(pk=decision_id)
    )
    victim = Victim.objects.select_related("person").get(pk=victim_id, case_id=decision.case_id)
    return OwedUnopened(
        decision=decision,
        victim=victim,
        is_opened=Obligation.objects.filter(decision=decision, victim=victim).exists(),
    )


def _visible(viewer: Actor) -> "QuerySet[WorkItem]":
    require_anywhere(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    rows = WorkItem.objects.filter(state=WorkState.OPEN, kind__in=[kind.value for kind in FINDINGS])
    scope = scope_of(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    if scope.is_national or scope.is_national_for_restricted:
        return rows
    return rows.filter(area_code__in=sorted(scope.area_codes | scope.restricted_area_codes))
