"""Dates: the hearings of the person's case, and a calendar entry that says nothing."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.rules.portal_proof import Need
from communications.services import portal_hearings
from communications.services.own_record import NotThere
from communications.services.portal_sessions import Visitor
from web.formatting import page_language
from web.portal import access, presenters_dates


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def dates(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show each hearing: when, where, what it is for, and whether the person needs to come."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        opened = portal_hearings.open_hearings(viewer=viewer, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    context = {"page": presenters_dates.page(opened, victim_id=victim_id), "victim_id": victim_id}
    return render(request, "portal/dates.html", context)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def calendar(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, hearing_id: uuid.UUID) -> HttpResponse:
    """Hand over a calendar entry that says "Appointment" and nothing else."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        text = portal_hearings.hearing_calendar(
            viewer=viewer, hearing_id=hearing_id, language=page_language(), at=timezone.now()
        )
    except NotThere as missing:
        raise Http404 from missing
    return access.calendar_entry(text)
