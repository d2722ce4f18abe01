"""Letters and messages: one list of everything that was said (V19)."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.rules.portal_proof import Need
from communications.selectors.contact_store import StorePlace
from communications.services import portal_store
from communications.services.portal_reading import NotThere
from communications.services.portal_sessions import Visitor
from web.portal import access, presenters_letters


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def letters(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """List everything that was said between the person and us, newest first; one sort of it where they ask for one."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    kind = presenters_letters.read_kind(request.GET)
    after = StorePlace.parse(request.GET.get("after", ""))
    try:
        opened = portal_store.open_store(
            viewer=viewer, kinds=() if kind is None else (kind,), after=after, at=timezone.now()
        )
    except NotThere as missing:
        raise Http404 from missing
    page = presenters_letters.store_view(opened, victim_id=victim_id, kind=kind, after=after)
    return render(request, "portal/letters.html", {"page": page, "victim_id": victim_id})
