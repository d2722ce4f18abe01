"""Writing to the person who looks after the case, and reading the answers. Nothing typed is lost on the way."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from communications.services import correspondence, portal_reading
from communications.services.own_record import NotThere
from communications.services.portal_sessions import Visitor
from web.formatting import london_date
from web.portal import access, presenters_messages
from web.portal.forms import MessageForm


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
def messages(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show what was written and answered, and take in a new message."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    at = timezone.now()
    form = MessageForm(request.POST) if request.method == "POST" else MessageForm(initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            correspondence.write(
                actor=viewer, text=answers["text"], key=answers["key"], tells_what_happened=form.tells, at=at
            )
        except correspondence.MayTellWhatHappened:
            form.ask_whether_it_tells_what_happened()
        except correspondence.UnableToTake:
            form.add_error("text", _("Write your message"))
        except correspondence.TooManyMessages:
            form.add_error(
                "text", _("You have sent many messages today. Your words are still here: please telephone us")
            )
        else:
            return redirect("portal:message_sent", victim_id=victim_id)
    try:
        opened = portal_reading.open_messages(viewer=viewer, at=at)
    except NotThere as missing:
        raise Http404 from missing
    context = {"form": form, "page": presenters_messages.page(opened, today=london_date(at=at)), "victim_id": victim_id}
    return render(request, "portal/messages.html", context)


@require_safe
@access.for_visitors
def message_sent(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say that the message has arrived and by when it will be answered."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    at = timezone.now()
    try:
        opened = portal_reading.open_messages(viewer=viewer, at=at)
    except NotThere as missing:
        raise Http404 from missing
    page = presenters_messages.page(opened, today=london_date(at=at))
    if not page.thread:
        return redirect("portal:messages", victim_id=victim_id)
    return render(request, "portal/message_sent.html", {"page": page, "newest": page.thread[0], "victim_id": victim_id})
