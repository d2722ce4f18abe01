"""Help with giving evidence: what can be asked for, how it stands, and a way to tell us what would help."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communications.rules.portal_proof import Need
from communications.services import correspondence, portal_measures
from communications.services.own_record import NotThere
from communications.services.portal_sessions import Visitor
from web.portal import access, presenters_measures
from web.portal.forms_measures import HelpForm


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def help_for_you(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show what can help and how it stands, and take in the person's own words as a message to their contact."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    at = timezone.now()
    form = HelpForm(request.POST) if request.method == "POST" else HelpForm(initial={"key": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            correspondence.write(
                actor=viewer, text=form.words, key=form.cleaned_data["key"], tells_what_happened=form.tells, at=at
            )
        except correspondence.MayTellWhatHappened:
            form.ask_whether_it_tells_what_happened()
        except correspondence.UnableToTake:
            form.add_error("text", _("Use fewer words, or telephone us"))
        except correspondence.TooManyMessages:
            form.add_error(
                "text", _("You have sent many messages today. Your words are still here: please telephone us")
            )
        else:
            return redirect("portal:message_sent", victim_id=victim_id)
    try:
        opened = portal_measures.open_measures(viewer=viewer, at=at)
    except NotThere as missing:
        raise Http404 from missing
    context = {"form": form, "page": presenters_measures.page(opened), "victim_id": victim_id}
    return render(request, "portal/help_for_you.html", context)
