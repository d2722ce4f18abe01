"""Getting ready for court: the days before, the day itself, afterwards; and who is where in the courtroom."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communications.services.portal_sessions import Visitor
from web.portal import access, presenters_ready


@require_safe
@access.for_visitors
def getting_ready(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say what happens before, on and after a day in court, hour by hour."""
    access.actor_for(request, visitor, victim_id=victim_id)
    return render(request, "portal/getting_ready.html", {"hours": presenters_ready.hours(), "victim_id": victim_id})


@require_safe
@access.for_visitors
def the_room(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Draw who sits where in a magistrates' court and in the Crown Court, and say the same in words."""
    access.actor_for(request, visitor, victim_id=victim_id)
    return render(request, "portal/the_room.html", {"rooms": presenters_ready.rooms(), "victim_id": victim_id})
