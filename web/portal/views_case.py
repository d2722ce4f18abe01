"""My case: the first page, and which record it is about. One call each, every look in the trail."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.services import portal_reading
from communications.services.portal_reading import NotThere
from communications.services.portal_sessions import Visitor
from web.formatting import page_language
from web.portal import access, presenters_case


@require_safe
@access.for_visitors
def choose(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Go to the one record a person has, or let them choose among several."""
    if len(visitor.victim_ids) == 1:
        return redirect("portal:home", victim_id=visitor.victim_ids[0])
    return render(request, "portal/choose.html", {"links": presenters_case.case_links(visitor.victim_ids)})


@require_safe
@access.for_visitors
def home(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say what has happened, what is next, who has it, when the person hears from us and what they can do."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        opened = portal_reading.open_case(viewer=viewer, language=page_language(), at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    return render(request, "portal/home.html", {"page": presenters_case.home_page(opened), "victim_id": victim_id})
