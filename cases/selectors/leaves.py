"""Who stands in for whom: conditions for lists, the cover of one officer, and an officer's leaves (L8, COV-1)."""

import datetime as dt
import uuid

from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery, UUIDField

from accounts import policies as account_policies
from accounts.actors import Actor
from accounts.models import StaffUser, UnitKind, UnitMembership
from accounts.permissions import Permission
from accounts.selectors import staff_who_may
from accounts.written import Given, Written
from cases.models import OfficerLeave


def in_force(*, on: dt.date | Given) -> "QuerySet[OfficerLeave]":
    """Start from the leaves of a London date that were not called off: first and last day count (COV-1)."""
    return OfficerLeave.objects.filter(starts_on__lte=on, ends_on__gte=on, ended_at__isnull=True)


def theirs_or_covered(*, officer_id: uuid.UUID, path: str, on: dt.date) -> Q:
    """Return the condition that something is an officer's, or that of somebody for whom they stand in. One query.

    ``path`` leads from the row to the officer's id, for example ``victim__officer_id``. Whom they cover is read first,
    so that a long list is still entered by its index of officers.
    """
    covered = in_force(on=on).filter(cover=officer_id).values_list("officer_id", flat=True)
    return Q(**{f"{path}__in": [officer_id, *covered]})


def cover_name(*, path: str, on: dt.date) -> Subquery:
    """Return who stands in for the officer of a row, by name, as a part of the row's own query; null for nobody."""
    return Subquery(in_force(on=on).filter(officer=OuterRef(path)).values("cover__full_name")[:1])


def cover_until(*, path: str, on: dt.date) -> Subquery:
    """Return until when somebody stands in for the officer of a row, as a part of the row's own query."""
    return Subquery(in_force(on=on).filter(officer=OuterRef(path)).values("ends_on")[:1])


def stand_in_for(*, officer: StaffUser, on: dt.date) -> StaffUser:
    """Return who is there for an officer on a London date: their cover while they are away, else themselves. One query.

    A cover who has left the service stands in for nobody.
    """
    leave = _COVER.first(officer=officer.pk, on=on)
    return leave.cover if leave is not None else officer


def _cover() -> "QuerySet[OfficerLeave]":
    away = in_force(on=Given("on", DateField())).filter(officer=Given("officer", UUIDField()))
    return away.filter(cover__is_active=True).select_related("cover").order_by("pk")[:1]


_COVER = Written(_cover)


def leaves_of(*, officer: StaffUser, on: dt.date) -> tuple[OfficerLeave, ...]:
    """List the leaves of an officer that are not over and were not called off, the next first. One query."""
    found = OfficerLeave.objects.filter(officer=officer, ends_on__gte=on, ended_at__isnull=True)
    return tuple(found.select_related("cover").order_by("starts_on"))


def covered_by(*, officer: StaffUser, on: dt.date) -> tuple[OfficerLeave, ...]:
    """List for whom an officer stands in, now or later, the next first. One query."""
    found = OfficerLeave.objects.filter(cover=officer, ends_on__gte=on, ended_at__isnull=True)
    return tuple(found.select_related("officer").order_by("starts_on"))


def units_of(*, officer: StaffUser, at: dt.datetime) -> tuple[UnitMembership, ...]:
    """List in which units an officer works at an aware instant. One query."""
    found = UnitMembership.objects.filter(user=officer, granted_at__lte=at).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at)
    )
    return tuple(found.select_related("unit").order_by("unit__name", "role"))


def may_record(*, actor: Actor, officer: StaffUser, at: dt.datetime) -> bool:
    """Whether somebody may record an officer's leave: their own, or that of staff whose people they may give away."""
    places = units_of(officer=officer, at=at)
    if actor.identifier == str(officer.pk):
        return any(
            account_policies.has_permission(
                actor=actor, permission=Permission.MAKE_PROMISE, area=each.unit.area_id, unit=each.unit_id,
                restricted=each.unit.kind == UnitKind.RASSO,
            )
            for each in places
        )  # fmt: skip
    return any(
        account_policies.has_permission(
            actor=actor, permission=Permission.ALLOCATE_VICTIM, area=each.unit.area_id, unit=each.unit_id,
            restricted=each.unit.kind == UnitKind.RASSO,
        )
        for each in places
    )  # fmt: skip


def covers_for(*, officer: StaffUser, at: dt.datetime) -> list[StaffUser]:
    """List, by name, who may keep in touch with people in every unit of an officer: one query for each unit."""
    found: dict[uuid.UUID, StaffUser] | None = None
    for unit in {each.unit for each in units_of(officer=officer, at=at)}:
        here = {
            each.pk: each
            for each in staff_who_may(
                permission=Permission.MAKE_PROMISE,
                area_code=unit.area_id,
                unit_id=unit.pk,
                restricted=unit.kind == UnitKind.RASSO,
                at=at,
            )
        }
        found = here if found is None else {pk: one for pk, one in found.items() if pk in here}
    return sorted(
        (one for pk, one in (found or {}).items() if pk != officer.pk), key=lambda one: (one.full_name, str(one.pk))
    )
