"""What a person can see and do for their own safety here: who has looked, plainer pages, other devices signed out."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from audit.looks import LookPlace
from communications.rules.portal_proof import Need
from communications.services import portal_looks, portal_sessions
from communications.services.own_record import NotThere
from communications.services.portal_sessions import Visitor
from web.portal import access, presenters_looks


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def looks(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """List who has looked at the record, by role and reason, newest first."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    after = LookPlace.parse(request.GET.get("after", ""))
    try:
        opened = portal_looks.open_looks(viewer=viewer, after=after, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    page = presenters_looks.page(opened, victim_id=victim_id, after=after)
    return render(request, "portal/looks.html", {"page": page, "victim_id": victim_id})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
def your_safety(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Offer what a person can do here for their safety, and do it. Reads nothing of the case.

    Needs no code: what is done here takes access away and gives none.
    """
    access.actor_for(request, visitor, victim_id=victim_id)
    here = reverse("portal:your_safety", kwargs={"victim_id": victim_id})
    return _safety(request, visitor, here=here, of={"victim_id": victim_id})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
def supporting_safety(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Offer a supporter the same for their own safety. Reads nothing of anybody."""
    if not visitor.is_supporter:
        raise Http404
    return _safety(request, visitor, here=reverse("portal:supporting_safety"), of={})


def _safety(request: HttpRequest, visitor: Visitor, *, here: str, of: dict[str, uuid.UUID]) -> HttpResponse:
    now = timezone.now()
    match request.POST.get("do"):
        case "leave-elsewhere":
            portal_sessions.leave_elsewhere(visitor=visitor, at=now)
        case "plainer" | "named" as wish:
            portal_sessions.set_discreet(visitor=visitor, is_discreet=wish == "plainer", at=now)
        case _:
            others = portal_sessions.open_elsewhere(visitor=visitor, at=now)
            context = {"others": others, "is_discreet": visitor.is_discreet, **of}
            return render(request, "portal/your_safety.html", context)
    return redirect(here)
