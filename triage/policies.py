"""Who may see a triage card and who may set another tier: whoever may do so for the case."""

from accounts.actors import Actor
from accounts.permissions import Permission
from cases import policies
from cases.models import Victim


def can_override(*, actor: Actor, victim: Victim) -> bool:
    """Whether the actor may set another tier for this victim than the rules say."""
    return policies.can(actor=actor, permission=Permission.OVERRIDE_TRIAGE, case=victim.case)


def require_override(*, actor: Actor, victim: Victim) -> None:
    """Refuse unless ``can_override`` says yes.

    Raises:
        accounts.policies.NotPermitted: the actor may not.
    """
    policies.require(actor=actor, permission=Permission.OVERRIDE_TRIAGE, case=victim.case)


def require_view(*, actor: Actor, victim: Victim) -> None:
    """Refuse unless the actor may read the victim's case.

    Raises:
        accounts.policies.NotPermitted: the actor may not; views answer 404.
    """
    policies.require(actor=actor, permission=Permission.VIEW_CASE, case=victim.case)
