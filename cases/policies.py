"""Who may see or change which case: the permission held where the case lies, RASSO-restricted cases included."""

from accounts import policies
from accounts.actors import Actor, ActorKind
from accounts.permissions import Permission
from cases.models import Case, Victim


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


def is_restricted(*, case: Case) -> bool:
    """Whether only people who work on restricted cases may open it: RASSO cases, and those marked so."""
    return case.is_rasso or case.is_restricted
