"""A supporter's pages: everybody they stand beside, and of each what that person agreed to. One call each (S3, S6).

Whatever is not agreed to, has ended or is of somebody else does not exist here; which of them it is, no page says.
"""

import functools
import uuid
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.rules.portal_proof import Need
from communications.services import supported_dates, supported_letters, supported_list, supported_person
from communications.services.portal_sessions import Visitor
from communications.services.supported_letters import CannotBeMade
from communications.services.supported_record import NotShown
from web.formatting import page_language
from web.portal import access, presenters_supported

Params = ParamSpec("Params")


def _not_shown_is_404(
    view: Callable[Concatenate[HttpRequest, Visitor, Params], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Visitor, Params], HttpResponse]:
    """Answer 404 for what was not agreed to, has ended, is somebody else's or cannot be made: never which."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, visitor: Visitor, /, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
        try:
            return view(request, visitor, *args, **kwargs)
        except (NotShown, CannotBeMade) as missing:
            raise Http404 from missing

    return guarded


@require_safe
@access.for_visitors
@_not_shown_is_404
def people(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """List everybody whom the supporter is shown something of, what is next first (S3)."""
    only_attention = request.GET.get(presenters_supported.SHOW) == presenters_supported.ATTENTION
    number = presenters_supported.read_number(request.GET)
    opened = supported_list.open_list(visitor=visitor, only_attention=only_attention, number=number, at=timezone.now())
    return render(request, "portal/supporting.html", {"page": presenters_supported.list_page(opened)})


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
@_not_shown_is_404
def person(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show the least about one person, and where their case stands if they agreed to that (S6)."""
    viewer = access.supporter_for(request, visitor, victim_id=victim_id)
    opened = supported_person.open_person(viewer=viewer, at=timezone.now(), language=page_language())
    return render(request, "portal/supported.html", {"page": presenters_supported.person_page(opened)})


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
@_not_shown_is_404
def dates(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show the hearings and meetings of one person."""
    viewer = access.supporter_for(request, visitor, victim_id=victim_id)
    opened = supported_dates.open_dates(viewer=viewer, at=timezone.now())
    return render(request, "portal/supported_dates.html", {"page": presenters_supported.dates_page(opened)})


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
@_not_shown_is_404
def hearing_calendar(
    request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, hearing_id: uuid.UUID
) -> HttpResponse:
    """Hand over a calendar entry that says "Appointment" and nothing else."""
    viewer = access.supporter_for(request, visitor, victim_id=victim_id)
    text = supported_dates.hearing_calendar(
        viewer=viewer, hearing_id=hearing_id, language=page_language(), at=timezone.now()
    )
    return access.calendar_entry(text)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
@_not_shown_is_404
def meeting_calendar(
    request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, meeting_id: uuid.UUID
) -> HttpResponse:
    """Hand over the same for a meeting."""
    viewer = access.supporter_for(request, visitor, victim_id=victim_id)
    text = supported_dates.meeting_calendar(
        viewer=viewer, meeting_id=meeting_id, language=page_language(), at=timezone.now()
    )
    return access.calendar_entry(text)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
@_not_shown_is_404
def letters(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """List the letters of one person that a supporter is shown (SHOW-4)."""
    viewer = access.supporter_for(request, visitor, victim_id=victim_id)
    opened = supported_letters.open_letters(viewer=viewer, at=timezone.now())
    return render(request, "portal/supported_letters.html", {"page": presenters_supported.letters_page(opened)})


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
@_not_shown_is_404
def letter(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Show one letter; it stays as unread as it was."""
    viewer = access.supporter_for(request, visitor, victim_id=victim_id)
    opened = supported_letters.open_letter(viewer=viewer, letter_id=letter_id, at=timezone.now())
    return render(request, "portal/supported_letter.html", {"page": presenters_supported.letter_page(opened)})


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
@_not_shown_is_404
def copy(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Hand over one letter as a PDF without an address, under a name that says nothing."""
    viewer = access.supporter_for(request, visitor, victim_id=victim_id)
    content = supported_letters.copy_letter(viewer=viewer, letter_id=letter_id, at=timezone.now())
    return access.pdf_copy(content)
