"""No contact, contact again, and not being sure about going on: explained first, with a person to ask (V30)."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.rules.vocabulary import ContactPointKind
from cases.services.people import Seen
from communications.rules.own_choices import Doubt
from communications.rules.portal_proof import Need
from communications.services import own_contact
from communications.services.own_choices import OpenChoices
from communications.services.portal_sessions import Visitor
from web.formatting import date_words, london_date, weekday_words
from web.portal import access
from web.portal import presenters_choices as presenter
from web.portal.forms_choices import ChoiceForm
from web.portal.forms_stopping import PAUSE, DoubtForm, PlacesForm, StopForm
from web.portal.views_choices import opened, version_of

_PHONES = {ContactPointKind.MOBILE, ContactPointKind.HOME_PHONE}


def _opted_out(found: OpenChoices) -> bool:
    profile = found.choices.profile
    return profile is not None and profile.opted_out_at is not None


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def stop(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Ask whether somebody wants no contact, and offer a break and a person first."""
    viewer, found = opened(request, visitor, victim_id)
    if _opted_out(found):
        return redirect("portal:start_again", victim_id=victim_id)
    form = StopForm(request.POST if request.method == "POST" else None, initial={"seen": version_of(found)})
    if form.is_bound and form.is_valid():
        if form.cleaned_data["wish"] == PAUSE:
            return redirect("portal:pause", victim_id=victim_id)
        try:
            own_contact.stop(actor=viewer, seen=Seen(form.seen_version), at=timezone.now())
        except own_contact.ChangedMeanwhile:
            form.show_as_changed(seen=version_of(found))
        else:
            return redirect("portal:start_again", victim_id=victim_id)
    context = {"form": form, "reader": presenter.reader_of(found), "victim_id": victim_id}
    return render(request, "portal/choices_stop.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def start_again(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say that there is no contact and since when, and take in that it is wanted again."""
    viewer, found = opened(request, visitor, victim_id)
    profile = found.choices.profile
    if profile is None or profile.opted_out_at is None:
        return redirect("portal:choices", victim_id=victim_id)
    form = ChoiceForm(request.POST if request.method == "POST" else None, initial={"seen": version_of(found)})
    if form.is_bound and form.is_valid():
        try:
            own_contact.start_again(actor=viewer, seen=Seen(form.seen_version), at=timezone.now())
        except own_contact.ChangedMeanwhile:
            form.show_as_changed(seen=version_of(found))
        else:
            return redirect("portal:often_saved", victim_id=victim_id)
    context = {
        "form": form,
        "since": date_words(london_date(at=profile.opted_out_at)),
        "reader": presenter.reader_of(found),
        "victim_id": victim_id,
    }
    return render(request, "portal/choices_start_again.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def places(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Ask which places have changed or are not safe any more; the new one is asked for by a person (CHO-7)."""
    viewer, found = opened(request, visitor, victim_id)
    form = PlacesForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        own_contact.ask_to_change_places(
            actor=viewer, changed=form.kinds("changed"), unsafe=form.kinds("unsafe"), at=timezone.now()
        )
        return redirect("portal:places_said", victim_id=victim_id)
    context = {"form": form, "reader": presenter.reader_of(found), "victim_id": victim_id}
    return render(request, "portal/choices_places.html", context)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def places_said(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say who asks for the new place and by when, and what is not used any more."""
    _viewer, found = opened(request, visitor, victim_id)
    item = found.choices.places
    if item is None or item.due_at is None:
        return redirect("portal:places", victim_id=victim_id)
    context = {
        "by": weekday_words(london_date(at=item.due_at)),
        "is_late": timezone.now() > item.due_at,
        "has_phone": any(point.is_safe and point.kind in _PHONES for point in found.choices.points),
        "reader": presenter.reader_of(found),
        "victim_id": victim_id,
    }
    return render(request, "portal/choices_places_said.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def doubt(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Explain what can happen when somebody does not want to go on, and offer a person."""
    viewer, found = opened(request, visitor, victim_id)
    form = DoubtForm(request.POST if request.method == "POST" else None, initial={"seen": version_of(found)})
    if form.is_bound and form.is_valid():
        own_contact.say_doubt(actor=viewer, doubt=Doubt(form.cleaned_data["doubt"]), at=timezone.now())
        return redirect("portal:doubt_said", victim_id=victim_id)
    context = {"form": form, "reader": presenter.reader_of(found), "victim_id": victim_id}
    return render(request, "portal/choices_doubt.html", context)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def doubt_said(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say who speaks with them and by when, and that nothing has changed by it."""
    _viewer, found = opened(request, visitor, victim_id)
    item = found.choices.doubt
    if item is None or item.due_at is None:
        return redirect("portal:doubt", victim_id=victim_id)
    context = {
        "by": weekday_words(london_date(at=item.due_at)),
        "is_late": timezone.now() > item.due_at,
        "is_rung": not _opted_out(found),
        "reader": presenter.reader_of(found),
        "victim_id": victim_id,
    }
    return render(request, "portal/choices_doubt_said.html", context)
