"""Who staff are, for pages that say who did something."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q

from accounts.models import StaffUser, UnitKind, UnitMembership
from accounts.permissions import Permission
from accounts.roles import Reach, Role


def names_of(labels: Iterable[str]) -> dict[str, str]:
    """Turn actor labels such as ``staff:<id>`` into the names of members of staff: one query.

    Labels of processes, clients and victims are left out: what a page calls those is the page's choice.
    """
    ids: dict[uuid.UUID, str] = {}
    for label in labels:
        kind, _, key = label.partition(":")
        if kind != "staff":
            continue
        try:
            ids[uuid.UUID(key)] = label
        except ValueError:
            continue
    return {ids[pk]: name for pk, name in StaffUser.objects.filter(pk__in=ids).values_list("pk", "full_name")}


def member_of_staff(*, user_id: uuid.UUID) -> StaffUser:
    """Return a member of staff, leavers too, for pages that name them.

    Raises:
        StaffUser.DoesNotExist: there is none.
    """
    return StaffUser.objects.get(pk=user_id)


def roles_of(*, user: StaffUser, at: dt.datetime) -> list[tuple[str, str]]:
    """List (role, unit) in words for the memberships of a member of staff in force at an aware instant."""
    rows = (
        UnitMembership.objects.filter(user=user, granted_at__lte=at)
        .filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at))
        .order_by("unit__name", "role")
        .values_list("role", "unit__name")
    )
    known = {role.value: role.label for role in Role}
    return [(known.get(role, role), unit) for role, unit in rows]


def staff_who_may(
    *, permission: Permission, area_code: str, unit_id: uuid.UUID, restricted: bool, at: dt.datetime
) -> list[StaffUser]:
    """List the staff who hold a permission for a case of this Area and unit at an aware instant, by name: one query.

    As `accounts.policies.has_permission` answers for each of them, so that nobody is offered a case they may not open.
    """
    held = Q()
    for role in Role:
        definition = role.definition
        if not definition.for_staff or permission not in definition.permissions:
            continue
        here = Q(memberships__role=role.value)
        if restricted and not definition.works_on_restricted:
            here &= Q(memberships__unit__kind=UnitKind.RASSO.value)
        if definition.reach is Reach.UNIT:
            here &= Q(memberships__unit_id=unit_id)
        elif definition.reach is Reach.AREA or (restricted and not definition.works_on_restricted):
            here &= Q(memberships__unit__area_id=area_code)
        held |= here
    in_force = Q(memberships__granted_at__lte=at) & (
        Q(memberships__ended_at__isnull=True) | Q(memberships__ended_at__gt=at)
    )
    if not held:
        return []
    return list(StaffUser.objects.filter(in_force & held, is_active=True).distinct().order_by("full_name", "id"))


def contact_of(*, label: str) -> tuple[str, str]:
    """Return the email and the telephone of a member of staff by their actor label; empty for anybody else."""
    kind, _, key = label.partition(":")
    try:
        user_id = uuid.UUID(key)
    except ValueError:
        return "", ""
    if kind != "staff":
        return "", ""
    return StaffUser.objects.filter(pk=user_id).values_list("email", "phone").first() or ("", "")
