"""May this actor do this, here? The one place that answers; whatever is not allowed in words is refused."""

import dataclasses
import uuid

from django.db.models import Q

from accounts.actors import Actor, ActorKind, Grant
from accounts.models import Area, Unit
from accounts.permissions import Permission
from accounts.roles import Reach

#: Whoever reaches one victim's record only, whatever their role reaches.
_BOUND_TO_ONE = frozenset({ActorKind.VICTIM, ActorKind.SUPPORTER})


class NotPermitted(Exception):
    """The actor may not do this here. Its text holds codes and ids only, so it may be logged."""

    def __init__(self, *, actor: Actor, permission: Permission, is_about_an_object: bool) -> None:
        super().__init__(f"{actor.label} lacks {permission.value}")
        self.actor = actor
        self.permission = permission
        #: Whether the refusal concerned a particular case or unit: its existence must then not be confirmed (404).
        self.is_about_an_object = is_about_an_object


def has_permission(
    *,
    actor: Actor,
    permission: Permission,
    area: Area | str | None = None,
    unit: Unit | uuid.UUID | None = None,
    restricted: bool = False,
    victim_id: uuid.UUID | None = None,
) -> bool:
    """Whether ``actor`` holds ``permission`` for something that belongs to ``area`` and ``unit``.

    ``area`` and ``unit`` are those of the case (or its key: an Area's code, a unit's id). Leaving both out asks for
    the permission everywhere, which only national roles and processes hold: forgetting them refuses too much, never
    too little. ``restricted`` is whether the case is RASSO-restricted. ``victim_id`` is the victim whose record is
    meant, needed for a person signed in to the portal, who is allowed their own (or that of the person they stand
    beside) and nothing else.
    """
    if actor.kind is ActorKind.SYSTEM:
        return permission in actor.process_permissions
    if actor.kind in _BOUND_TO_ONE and (victim_id is None or victim_id != actor.victim_id):
        return False
    unit_id = unit.pk if isinstance(unit, Unit) else unit
    if area is None and isinstance(unit, Unit):
        area = unit.area_id
    area_code = area.pk if isinstance(area, Area) else area
    return any(
        permission in grant.role.definition.permissions
        and _reaches(grant, area_code=area_code, unit_id=unit_id, restricted=restricted)
        for grant in actor.grants
    )


def require(
    *,
    actor: Actor,
    permission: Permission,
    area: Area | str | None = None,
    unit: Unit | uuid.UUID | None = None,
    restricted: bool = False,
    victim_id: uuid.UUID | None = None,
) -> None:
    """Refuse unless ``has_permission`` says yes.

    Raises:
        NotPermitted: the actor may not. Views turn it into 404 when it is about somebody's case, else 403.
    """
    if not has_permission(
        actor=actor, permission=permission, area=area, unit=unit, restricted=restricted, victim_id=victim_id
    ):
        is_about_an_object = area is not None or unit is not None or victim_id is not None
        raise NotPermitted(actor=actor, permission=permission, is_about_an_object=is_about_an_object)


def _reaches(grant: Grant, *, area_code: str | None, unit_id: uuid.UUID | None, restricted: bool) -> bool:
    """Whether a role held in one place reaches a case that lies in another."""
    if restricted and not grant.works_on_restricted:
        return False
    if _is_national(grant) and (not restricted or grant.role.definition.works_on_restricted):
        return True
    if _is_national(grant) or _is_area_wide(grant):
        # A national role held in a RASSO unit opens the restricted cases of that unit's Area, not of the country.
        return area_code is not None and grant.area_code == area_code
    return unit_id is not None and grant.unit_id == unit_id


def _is_national(grant: Grant) -> bool:
    """Whether the role is held everywhere. A machine client bound to an Area is not, whatever its role reaches."""
    definition = grant.role.definition
    return definition.reach is Reach.NATIONAL and (definition.for_staff or grant.area_code is None)


def _is_area_wide(grant: Grant) -> bool:
    """Whether the role is held in a whole Area."""
    return grant.role.definition.reach is not Reach.UNIT


def holds_anywhere(*, actor: Actor, permission: Permission) -> bool:
    """Whether the actor holds the permission in at least one place: for pages that list, and for showing a menu entry.

    Says nothing about any one case; the list itself must start from ``scope_of``.
    """
    if actor.kind is ActorKind.SYSTEM:
        return permission in actor.process_permissions
    return any(permission in grant.role.definition.permissions for grant in actor.grants)


def require_anywhere(*, actor: Actor, permission: Permission) -> None:
    """Refuse unless ``holds_anywhere`` says yes.

    Raises:
        NotPermitted: the actor holds it nowhere.
    """
    if not holds_anywhere(actor=actor, permission=permission):
        raise NotPermitted(actor=actor, permission=permission, is_about_an_object=False)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where an actor holds one permission. Empty means nowhere."""

    #: Everywhere, for cases that are not restricted.
    is_national: bool = False
    #: Everywhere, restricted cases included.
    is_national_for_restricted: bool = False
    #: Areas whose unrestricted cases are reached.
    area_codes: frozenset[str] = frozenset()
    #: Areas whose restricted cases are reached too.
    restricted_area_codes: frozenset[str] = frozenset()
    #: Units whose unrestricted cases are reached.
    unit_ids: frozenset[uuid.UUID] = frozenset()
    #: Units whose restricted cases are reached too.
    restricted_unit_ids: frozenset[uuid.UUID] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether the permission is held nowhere."""
        return self == Scope()

    def as_filter(self, *, area: str, unit: str, is_restricted: Q) -> Q:
        """Return the condition that keeps the rows this scope reaches.

        ``area`` and ``unit`` are the lookup paths of the row's Area code and unit id, for example
        ``case__area_id``; ``is_restricted`` is the condition that a row belongs to a restricted case. An empty scope
        keeps nothing.
        """
        if self.is_national_for_restricted:
            return ~Q(pk__in=[])
        reached = Q(pk__in=[])
        if self.restricted_area_codes:
            reached |= Q(**{f"{area}__in": sorted(self.restricted_area_codes)})
        if self.restricted_unit_ids:
            reached |= Q(**{f"{unit}__in": sorted(self.restricted_unit_ids)})
        if self.is_national:
            return reached | ~is_restricted
        unrestricted = Q(pk__in=[])
        if self.area_codes:
            unrestricted |= Q(**{f"{area}__in": sorted(self.area_codes)})
        if self.unit_ids:
            unrestricted |= Q(**{f"{unit}__in": sorted(self.unit_ids)})
        return reached | (unrestricted & ~is_restricted)


def scope_of(*, actor: Actor, permission: Permission) -> Scope:
    """Return where the actor holds the permission, for selectors that list cases and their parts.

    A person signed in to the portal has no scope at all: their selectors start from their own victim record.
    """
    if actor.kind is ActorKind.SYSTEM and permission in actor.process_permissions:
        return Scope(is_national=True, is_national_for_restricted=True)
    if actor.kind in _BOUND_TO_ONE:
        return Scope()
    holding = [grant for grant in actor.grants if permission in grant.role.definition.permissions]
    national = [grant for grant in holding if _is_national(grant)]
    by_area = [grant for grant in holding if not _is_national(grant) and _is_area_wide(grant)]
    by_unit = [grant for grant in holding if not _is_national(grant) and not _is_area_wide(grant)]
    return Scope(
        is_national=bool(national),
        is_national_for_restricted=any(grant.role.definition.works_on_restricted for grant in national),
        area_codes=frozenset(grant.area_code for grant in by_area if grant.area_code is not None),
        restricted_area_codes=frozenset(
            grant.area_code
            for grant in [*by_area, *national]
            if grant.works_on_restricted and grant.area_code is not None
        ),
        unit_ids=frozenset(grant.unit_id for grant in by_unit if grant.unit_id is not None),
        restricted_unit_ids=frozenset(
            grant.unit_id for grant in by_unit if grant.works_on_restricted and grant.unit_id is not None
        ),
    )
