"""“How was this for you?”: three questions after a contact, optional, once (V27, M9)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from communications.rules.contact_store import ContactKind
from communications.services import feedback
from communications.services.portal_sessions import Visitor
from web.formatting import date_words, weekday_words
from web.portal import access
from web.portal.forms_feedback import FeedbackForm


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
def how_was_it(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Ask the three questions about one contact; thank for the answers, or say that nothing is asked (any more)."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    kind, subject = _about(request)
    form = FeedbackForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "victim_id": victim_id}
    try:
        if form.is_valid():
            given = feedback.give(
                actor=viewer,
                kind=kind,
                subject=subject,
                answers=form.answers,
                help_wanted=form.help_wanted,
                at=timezone.now(),
            )
            context["contact_by"] = weekday_words(given.contact_by) if given.contact_by is not None else ""
            return render(request, "portal/feedback_given.html", context)
        contact = feedback.contact_of(viewer=viewer, kind=kind, subject=subject, at=timezone.now())
    except feedback.NotAsked:
        return render(request, "portal/feedback_none.html", context)
    context |= {"kind": contact.kind.value, "day": date_words(contact.on)}
    return render(request, "portal/feedback.html", context)


def _about(request: HttpRequest) -> tuple[ContactKind, str]:
    """Read from the address which contact it is about; what is none leads to "nothing is asked"."""
    name, _, subject = request.GET.get("about", "").partition("-")
    kind = next((each for each in ContactKind if each.value == name.upper()), ContactKind.NOTICE)
    return kind, subject[:40]
