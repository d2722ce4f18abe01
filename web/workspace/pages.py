"""What every staff page shares: who looks, what time it is, and the way to the sections they may use."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.permissions import Permission
from accounts.policies import holds_anywhere
from web.components import Link
from web.middleware import actor_of, session_ends

#: (words, route, permissions of which one shows it) in the order of the navigation.
_SECTIONS = (
    ("Work", "workspace:work", (Permission.VIEW_WORK, Permission.IMPORT_CASES)),
    ("Victims", "workspace:victims", (Permission.VIEW_CASE,)),
    ("Messages", "workspace:inbox", (Permission.ANSWER_MESSAGE,)),
    ("Letters to read", "workspace:readings", (Permission.APPROVE_LETTER,)),
    ("Cases", "workspace:cases", (Permission.VIEW_CASE,)),
    ("Performance", "dashboards:timeliness", (Permission.VIEW_PERFORMANCE,)),
)


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, section: str = "", status: int = 200
) -> HttpResponse:
    """Render a page of the workspace with its navigation; `section` is the route of the section it belongs to."""
    actor = actor_of(request)
    navigation = [
        _to_own_victims(is_current=route == section)
        if route == "workspace:victims" and holds_anywhere(actor=actor, permission=Permission.MAKE_PROMISE)
        else Link(text=words, href=reverse(route), is_current=route == section)
        for words, route, permissions in _SECTIONS
        if any(holds_anywhere(actor=actor, permission=permission) for permission in permissions)
    ]
    if request.user.is_authenticated:
        navigation.append(Link(text="Your account", href=reverse("workspace:account"), is_current=section == "account"))
    # Pages of several forms gather their errors; their title says so as that of a page with one form does.
    has_errors = bool(context.get("errors"))
    shared = {"navigation": navigation, "session_ends": session_ends(request), "has_errors": has_errors}
    return render(request, template, {**shared, **context}, status=status)


def _to_own_victims(*, is_current: bool) -> Link:
    """Lead those who are somebody's contact to their own victims first; the filters lead on to all."""
    return Link(text="My victims", href=f"{reverse('workspace:victims')}?whose=MINE", is_current=is_current)
