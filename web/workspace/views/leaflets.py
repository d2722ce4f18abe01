"""The leaflets of one letter: read them, leave one out, add one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from cases import policies
from communications.selectors import letters
from communications.services import drafting, edit_locks, workshop
from communications.services import leaflets as service
from web.components import ErrorLink
from web.middleware import actor_of
from web.workspace.forms.leaflets import LeafletForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import leaflets as presenter
from web.workspace.presenters import welsh as welsh_presenter

_REFUSALS: dict[type[Exception], str] = {
    drafting.NotWritable: "The letter is no longer in writing, so nothing was changed",
    edit_locks.HeldByAnother: "Somebody else is writing this letter at the moment, so nothing was changed",
    service.NothingToChange: "Somebody changed this already. See below how it stands now",
}


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def letter_leaflets(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Show which leaflets go with a letter, with their words, and take what its writer changes."""
    actor, now = actor_of(request), timezone.now()
    letter = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    may_change = letter.state in drafting.WRITABLE and policies.can(
        actor=actor, permission=Permission.WRITE_LETTER, case=letter.case
    )
    if request.method == "POST":
        policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=letter.case)
    today = workshop.letter_today(communication=letter, at=now)
    form = LeafletForm(posted(request), pack=today.pack)
    refused: list[ErrorLink] = []
    if request.method == "POST" and form.is_valid():
        try:
            service.choose(
                communication_id=letter_id,
                leaflet=form.leaflet,
                is_enclosed=form.is_enclosed,
                reason=form.cleaned_data["reason"],
                actor=actor,
                at=now,
            )
        except (drafting.NotWritable, edit_locks.HeldByAnother, service.NothingToChange) as problem:
            refused = [ErrorLink(text=_REFUSALS[type(problem)])]
        else:
            messages.success(request, "Changed. It counts for this letter only.")
            return redirect("workspace:letter-leaflets", letter_id=letter_id)
    looked_at(request, letter, case_id=letter.case_id, victim_ids=[letter.victim_id], at=now)
    leaflets = workshop.leaflets_of(communication=letter, today=today)
    checks = service.welsh_checks(letter=letter, words=leaflets)
    context = {
        "letter_id": letter_id,
        "identity": case_presenter.identity(letter.case),
        "rows": presenter.rows(today.pack),
        "leaflets": presenter.shown(leaflets),
        "checks": welsh_presenter.leaflet_lines(checks),
        "is_unchecked": None in checks.values(),
        "form": form if may_change or request.method == "POST" else None,
        "refused": [*refused, *form.error_links] if request.method == "POST" else [],
    }
    return page(request, "workspace/letter_leaflets.html", context, section="workspace:cases")
