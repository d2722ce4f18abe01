"""Record that the person was told by whoever hands a letter over in our place."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from cases import policies
from communications.selectors import letters
from communications.services import tellings
from web import formatting
from web.middleware import actor_of
from web.workspace.forms.tellings import ToldForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import said


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def told(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Show to whom the letter went and when, and take the day on which the person was told."""
    actor, now = actor_of(request), timezone.now()
    letter = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    policies.require(actor=actor, permission=Permission.DO_WORK, case=letter.case)
    if not said.awaits_telling(letter):
        return redirect("workspace:letter", letter_id=letter_id)
    form = ToldForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            tellings.confirm(
                communication_id=letter_id, told_on=answers["told_on"], note=answers["note"], actor=actor, at=now
            )
        except tellings.WrongDay:
            sent_on = formatting.date_words(formatting.london_date(at=letter.sent_at or now))
            form.add_error("told_on", f"The date must be between {sent_on}, when the letter left, and today")
        else:
            messages.success(request, "Recorded that they have been told.")
            return redirect("workspace:letter", letter_id=letter_id)
    looked_at(request, letter, case_id=letter.case_id, victim_ids=[letter.victim_id], at=now)
    context = {
        "letter_id": letter_id,
        "identity": case_presenter.identity(letter.case),
        "name": letter.recipient.full_name if letter.recipient is not None else letter.victim.person.full_name,
        "rows": said.handed_over_rows(letter),
        "form": form,
    }
    return page(request, "workspace/told.html", context, section="workspace:work")
