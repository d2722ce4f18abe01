"""Reading: each letter, rights in short. One call each, every look in the trail."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from communications.rules.portal_proof import Need
from communications.services import correspondence, portal_reading
from communications.services.own_record import NotThere
from communications.services.portal_reading import CannotBeMade, UnopenedLetter
from communications.services.portal_sessions import Visitor
from web.formatting import london_date, page_language
from web.portal import access, presenters, presenters_letters, presenters_reading


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def letter(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Show one letter; one with hard news only once the person has said that now is the time.

    The button of that question takes in that they want to be rung first.
    """
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    if request.method == "POST":
        return _ring_first(viewer, victim_id=victim_id, letter_id=letter_id)
    wants_it_now = presenters.NOW in request.GET
    at = timezone.now()
    try:
        opened = portal_reading.open_letter(
            viewer=viewer,
            letter_id=letter_id,
            wants_it_now=wants_it_now,
            at=at,
            language=page_language(),
        )
    except NotThere as missing:
        raise Http404 from missing
    if isinstance(opened, UnopenedLetter):
        unopened = presenters.unopened_page(opened, victim_id=victim_id)
        return render(request, "portal/letter_unopened.html", {"page": unopened, "victim_id": victim_id})
    page = presenters.letter_page(opened, victim_id=victim_id)
    not_clear = presenters_letters.not_clear_note(
        opened.questions, victim_id=victim_id, letter_id=letter_id, today=london_date(at=at)
    )
    context = {
        "page": page,
        "not_clear": not_clear,
        "chosen": presenters_reading.chosen_time(opened.chosen, contact=None, victim_id=victim_id),
        "victim_id": victim_id,
        "letter_id": letter_id,
    }
    return render(request, "portal/letter.html", context)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def leaflet(
    request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, letter_id: uuid.UUID, number: int
) -> HttpResponse:
    """Show a leaflet that came with a letter. Its address is a number: a name would tell what happened (T8)."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        opened = portal_reading.open_leaflet(viewer=viewer, letter_id=letter_id, number=number, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    page = presenters.leaflet_page(opened, victim_id=victim_id, letter_id=letter_id, number=number)
    return render(request, "portal/leaflet.html", {"page": page, "victim_id": victim_id})


def _ring_first(viewer: Actor, *, victim_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    try:
        correspondence.ask_to_be_rung(actor=viewer, letter_id=letter_id, at=timezone.now())
    except correspondence.NoSuchLetter as missing:
        raise Http404 from missing
    except correspondence.TooManyMessages:
        return redirect("portal:messages", victim_id=victim_id)
    return redirect("portal:message_sent", victim_id=victim_id)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def download(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Hand over the PDF of one letter, under a name that says nothing."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        content = portal_reading.download_letter(viewer=viewer, letter_id=letter_id, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    return access.pdf_copy(content)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def large_print(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Hand over one letter as a PDF in large print, to anybody who asks for it."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        content = portal_reading.download_in_large_print(viewer=viewer, letter_id=letter_id, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    except CannotBeMade:
        context = {"victim_id": victim_id, "letter_id": letter_id}
        return render(request, "portal/no_large_print.html", context, status=422)
    return access.pdf_copy(content)
