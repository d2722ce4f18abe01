"""The rights under the Victims' Code: the ledger of this person, and what compensation, statement and complaint are."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.rules.code_guides import Topic, guide
from communications.services import code_ledger
from communications.services.own_record import NotThere
from communications.services.portal_sessions import Visitor
from web.formatting import page_language
from web.portal import access, presenters_rights


@require_safe
@access.for_visitors
def rights(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show under each of the 12 rights what was owed, done and is outstanding."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        opened = code_ledger.open_ledger(viewer=viewer, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    page = presenters_rights.page(opened, victim_id=victim_id)
    return render(request, "portal/rights.html", {"page": page, "victim_id": victim_id})


@require_safe
@access.for_visitors
def compensation(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Explain compensation in full."""
    return _explained(request, visitor, victim_id, Topic.COMPENSATION)


@require_safe
@access.for_visitors
def statement(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Explain the Victim Personal Statement in full."""
    return _explained(request, visitor, victim_id, Topic.STATEMENT)


@require_safe
@access.for_visitors
def complaining(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Explain how a complaint differs from a review, and how to make one."""
    return _explained(request, visitor, victim_id, Topic.COMPLAINT)


def _explained(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, topic: Topic) -> HttpResponse:
    access.actor_for(request, visitor, victim_id=victim_id)
    context = {
        "guide": guide(topic=topic, language=page_language(), limits=code_ledger.guide_limits(at=timezone.now())),
        "is_about_complaints": topic is Topic.COMPLAINT,
        "victim_id": victim_id,
    }
    return render(request, "portal/explained.html", context)
