"""Pages about the service itself: accessibility, cookies, privacy, and the component gallery."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import StaffUser
from accounts.permissions import Permission
from accounts.policies import holds_anywhere
from accounts.selectors import roles_of
from web.components import Column, Row
from web.middleware import actor_of
from web.workspace import gallery as examples
from web.workspace.pages import page


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement of the staff pages."""
    return page(request, "workspace/accessibility.html", {})


@require_safe
@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    """Say which cookies the staff pages set."""
    context = {
        "columns": [Column(text="Name"), Column(text="What it is for"), Column(text="How long it lasts")],
        "rows": [
            [settings.SESSION_COOKIE_NAME, "Keeps you signed in", "Until you close the browser, at most 10 hours"],
            [settings.CSRF_COOKIE_NAME, "Makes sure that a form was sent from this service", "1 year"],
        ],
    }
    return page(request, "workspace/cookies.html", context)


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is recorded about the staff who use the service."""
    return page(request, "workspace/privacy.html", {})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component with its variants."""
    return page(request, "workspace/gallery.html", examples.examples())


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, in which roles, and lead to second factor, password and signing out."""
    user = request.user
    if not isinstance(user, StaffUser):
        return redirect(settings.LOGIN_URL)
    actor, now = actor_of(request), timezone.now()
    roles = roles_of(user=user, at=now)
    has_people = holds_anywhere(actor=actor, permission=Permission.MAKE_PROMISE)
    context = {
        "leave_href": reverse("workspace:leave", args=[user.pk]) if has_people else "",
        "rows": [
            Row(key="Name", value=user.full_name),
            Row(key="Email address", value=user.email),
            Row(key="Roles", value=tuple(f"{role}, {unit}" for role, unit in roles) or "None yet"),
        ],
    }
    return page(request, "workspace/account.html", context, section="account")


@require_safe
def stay(request: HttpRequest) -> HttpResponse:
    """Keep the sign-in: being asked is what keeps it, and whoever is not signed in is not answered here."""
    return HttpResponse(status=204)
