"""Whom each officer looks after: counts for sharing work out, and the people of one officer (L16, M4)."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Count, Q, QuerySet

from accounts import selectors as accounts
from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from cases import policies
from cases.models import Victim, VictimStanding
from cases.rules.vocabulary import ServiceTier

#: People of one officer shown together.
PEOPLE_LIMIT = 200

_RESTRICTED = Q(is_rasso=True) | Q(is_restricted=True)
_RESTRICTED_CASE = Q(case__is_rasso=True) | Q(case__is_restricted=True)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfficerPeople:
    """How many people an officer looks after, by service."""

    officer: StaffUser
    people: dict[ServiceTier, int]


def people_by_officer(*, viewer: Actor, at: dt.datetime) -> tuple[OfficerPeople, ...]:
    """Count the people each officer keeps in touch with, of those whom the viewer may give away, by name.

    Officers of the viewer's units who look after nobody stand there too: they are who has room.

    Raises:
        NotPermitted: the viewer may give nobody away.
    """
    require_anywhere(actor=viewer, permission=Permission.ALLOCATE_VICTIM)
    scope = scope_of(actor=viewer, permission=Permission.ALLOCATE_VICTIM)
    counted = (
        VictimStanding.objects.filter(is_live=True, officer_id__isnull=False)
        .filter(scope.as_filter(area="area_code", unit="unit_id", is_restricted=_RESTRICTED))
        .order_by()
        .values("officer_id", "service_tier")
        .annotate(people=Count("pk"))
    )
    people: dict[uuid.UUID, dict[ServiceTier, int]] = {}
    for row in counted:
        officer_id: uuid.UUID = row["officer_id"]  # type: ignore[assignment] # none without an officer is counted
        people.setdefault(officer_id, {})[ServiceTier(row["service_tier"])] = row["people"]
    officers = {officer.pk: officer for officer in StaffUser.objects.filter(pk__in=people)}
    for grant in viewer.grants:
        if grant.area_code is None or grant.unit_id is None:
            continue
        if Permission.ALLOCATE_VICTIM in grant.role.definition.permissions:
            found = accounts.staff_who_may(
                permission=Permission.MAKE_PROMISE,
                area_code=grant.area_code,
                unit_id=grant.unit_id,
                restricted=False,
                at=at,
            )
            officers |= {officer.pk: officer for officer in found}
    ordered = sorted(officers.values(), key=lambda officer: (officer.full_name, str(officer.pk)))
    return tuple(OfficerPeople(officer=officer, people=people.get(officer.pk, {})) for officer in ordered)


def people_of(*, viewer: Actor, officer_id: uuid.UUID) -> tuple[Victim, ...]:
    """List the people of one officer whom the viewer may give away, by name, at most ``PEOPLE_LIMIT``. One query.

    Raises:
        NotPermitted: the viewer may give nobody away.
    """
    require_anywhere(actor=viewer, permission=Permission.ALLOCATE_VICTIM)
    found = _givable(viewer, permission=Permission.ALLOCATE_VICTIM).filter(officer=officer_id, standing__is_live=True)
    return tuple(found.order_by("person__full_name", "pk")[:PEOPLE_LIMIT])


def receivers_for(*, victims: tuple[Victim, ...], at: dt.datetime) -> dict[uuid.UUID, StaffUser]:
    """Find who may be the contact of at least one of these people: one query for each unit and kind of case."""
    kinds = {(each.case.area_id, each.case.unit_id, policies.is_restricted(case=each.case)) for each in victims}
    found: dict[uuid.UUID, StaffUser] = {}
    for area_code, unit_id, restricted in sorted(kinds, key=str):
        found |= {
            officer.pk: officer
            for officer in accounts.staff_who_may(
                permission=Permission.MAKE_PROMISE, area_code=area_code, unit_id=unit_id, restricted=restricted, at=at
            )
        }
    return found


def chosen_people(*, viewer: Actor, victim_ids: list[uuid.UUID]) -> tuple[Victim, ...]:
    """Read the chosen people whose case the viewer may read, by name; the others are not named to them. One query."""
    found = _givable(viewer, permission=Permission.VIEW_CASE).filter(pk__in=victim_ids)
    return tuple(found.order_by("person__full_name", "pk"))


def _givable(viewer: Actor, *, permission: Permission) -> "QuerySet[Victim]":
    scope = scope_of(actor=viewer, permission=permission)
    return Victim.objects.filter(
        scope.as_filter(area="case__area_id", unit="case__unit_id", is_restricted=_RESTRICTED_CASE)
    ).select_related("case", "person", "officer")
