"""The sections of the managers' and operators' pages, shown to those who may use them."""

from django.urls import reverse

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import holds_anywhere
from web.components import Link

_SECTIONS = (
    ("Work", "/staff/", (Permission.VIEW_WORK, Permission.IMPORT_CASES)),
    ("Timeliness", "dashboards:timeliness", (Permission.VIEW_PERFORMANCE,)),
    ("Missing letters", "dashboards:missing", (Permission.VIEW_PERFORMANCE,)),
    ("Notifications", "dashboards:notifications", (Permission.VIEW_PERFORMANCE,)),
    ("Corrections", "dashboards:corrections", (Permission.VIEW_PERFORMANCE,)),
    ("Complaints", "dashboards:complaints", (Permission.VIEW_PERFORMANCE,)),
    ("What people told us", "dashboards:feedback", (Permission.VIEW_PERFORMANCE,)),
    ("Who is on the phone", "dashboards:identity", (Permission.VIEW_PERFORMANCE,)),
    ("Support services", "dashboards:referrals", (Permission.VIEW_PERFORMANCE,)),
    ("Load", "dashboards:load", (Permission.ALLOCATE_VICTIM,)),
    ("Sending", "dashboards:sending", (Permission.VIEW_PERFORMANCE,)),
)


def navigation_of(actor: Actor, *, current: str) -> list[Link]:
    """List the sections this actor may use; ``current`` is the route of the one being looked at."""
    return [
        Link(text=text, href=route if route.startswith("/") else reverse(route), is_current=route == current)
        for text, route, permissions in _SECTIONS
        if any(holds_anywhere(actor=actor, permission=permission) for permission in permissions)
    ]
