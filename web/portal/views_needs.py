"""What a person needs to read, hear and come, and their own view of the help that they get (V21, V30, TRI-3)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from cases.services import agreeing
from cases.services.agreeing import Needs
from communications.rules.portal_proof import Need
from communications.services import own_choices
from communications.services.portal_sessions import Visitor
from web.portal import access, presenters_needs
from web.portal import presenters_choices as presenter
from web.portal.forms_needs import NeedsForm, pack, unpack
from web.portal.views_choices import opened


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def needs(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Ask what somebody needs, all of it on one page, as it stands now."""
    viewer, found = opened(request, visitor, victim_id)
    recorded = agreeing.needs_of(person=found.choices.person)
    session = str(visitor.session_id)
    now_seen = pack(recorded, session=session)
    form = NeedsForm(
        request.POST if request.method == "POST" else None,
        initial=presenters_needs.answers(found, recorded, seen=now_seen),
        asks_for_view=found.choices.person.pk == found.choices.victim.person_id,
    )
    if form.is_bound and form.is_valid():
        seen = unpack(form.cleaned_data["seen"], session=session)
        if seen is not None and _is_saved(form, viewer, seen):
            return redirect("portal:needs_saved", victim_id=victim_id)
        form.show_as_changed(seen=now_seen)
    context = {
        "form": form,
        "rows": presenters_needs.rows(found),
        "reader": presenter.reader_of(found),
        "victim_id": victim_id,
    }
    return render(request, "portal/choices_needs.html", context)


def _is_saved(form: NeedsForm, viewer: Actor, seen: Needs) -> bool:
    """Make the one call; say whether it was taken, or somebody else was first."""
    try:
        own_choices.choose_needs(
            actor=viewer, needs=form.needs(before=seen), own_view=form.view, seen=seen, at=timezone.now()
        )
    except own_choices.ChangedMeanwhile:
        return False
    return True


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def needs_saved(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say what follows from it."""
    _viewer, found = opened(request, visitor, victim_id)
    context = {"rows": presenters_needs.rows(found), "victim_id": victim_id}
    return render(request, "portal/choices_needs_saved.html", context)
