"""Who may see or change which case: the permission held where the case lies, RASSO-restricted cases included."""

import uuid

from accounts import policies
from accounts.actors import Actor, ActorKind
from accounts.permissions import Permission
from cases.models import Case, Victim

_NOT_THEIRS = uuid.UUID(int=0)


def can(*, actor: Actor, permission: Permission, case: Case) -> bool:
    """Whether the actor holds the permission for this case."""
    return policies.has_permission(
        actor=actor, permission=permission, area=case.area_id, unit=case.unit_id, restricted=is_restricted(case=case)
    )


def require(*, actor: Actor, permission: Permission, case: Case) -> None:
    """Refuse unless ``can`` says yes.

    Raises:
        accounts.policies.NotPermitted: the actor may not; views answer 404, so that the case is not confirmed.
    """
    policies.require(
        actor=actor, permission=permission, area=case.area_id, unit=case.unit_id, restricted=is_restricted(case=case)
    )


def require_own_or_here(*, actor: Actor, own: Permission, permission: Permission, victim: Victim) -> None:
    """Refuse unless the person signed in to the portal does what is ``own`` to their record, or staff may do it here.

    For what a person may do for themselves and staff may take down for them: one door, whoever comes through it.

    Raises:
        accounts.policies.NotPermitted: neither is so.
    """
    if actor.kind is ActorKind.VICTIM:
        policies.require(actor=actor, permission=own, victim_id=victim.pk)
        return
    require(actor=actor, permission=permission, case=victim.case)


def require_for_person(*, actor: Actor, permission: Permission, case: Case, person_id: uuid.UUID) -> None:
    """Refuse unless the actor holds the permission for this case, or is the very person whom it concerns.

    One door for both sides: staff record what a person told them, and on the portal the person says it themselves.
    Somebody who is signed in to the portal chooses for themselves and nobody else, a relative not for the victim, and
    only in the case to which they were invited.

    Raises:
        accounts.policies.NotPermitted: the actor is neither.
    """
    if actor.kind is not ActorKind.VICTIM:
        require(actor=actor, permission=permission, case=case)
        return
    own_records = Victim.objects.filter(pk=actor.victim_id or _NOT_THEIRS, case=case)
    is_self = actor.person_id == person_id and own_records.exists()
    policies.require(
        actor=actor,
        permission=Permission.CHOOSE_OWN_CONTACT,
        victim_id=actor.victim_id if is_self else _NOT_THEIRS,
    )


def is_restricted(*, case: Case) -> bool:
    """Whether only people who work on restricted cases may open it: RASSO cases, and those marked so."""
    return case.is_rasso or case.is_restricted
