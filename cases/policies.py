"""Who may see or change which case: the permission held where the case lies, RASSO-restricted cases included."""

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from cases.models import Case


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


def is_restricted(*, case: Case) -> bool:
    """Whether only people who work on restricted cases may open it: RASSO cases, and those marked so."""
    return case.is_rasso or case.is_restricted
