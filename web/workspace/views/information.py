"""Pages about the service itself: accessibility, cookies, privacy, and the component gallery."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from web.components import Column
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
            [settings.SESSION_COOKIE_NAME, "Keeps you signed in", "Until you close the browser, at most 8 hours"],
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
    """Lead to the person's own account: second factor, password, signing out."""
    return redirect(reverse("mfa_index"))
