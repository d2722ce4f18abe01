"""How we keep in touch: everything that a person has chosen, how often they hear from us and by which way (V9, V11)."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from cases.services.people import Seen
from communications.rules.own_choices import NewsKind
from communications.rules.portal_proof import Need
from communications.services import own_choices, promises
from communications.services.own_choices import OpenChoices
from communications.services.portal_sessions import Visitor
from web.portal import access
from web.portal import presenters_choices as presenter
from web.portal.forms_choices import PAUSE, USUAL, ChoiceForm, PauseForm, RhythmForm, WaysForm


def opened(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> tuple[Actor, OpenChoices]:
    """Open the choices of whoever is signed in.

    Raises:
        Http404: the record is not theirs.
    """
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        return viewer, own_choices.open_choices(viewer=viewer, at=timezone.now())
    except own_choices.NotThere as missing:
        raise Http404 from missing


def version_of(found: OpenChoices) -> str:
    """Name the version of the choices that a page shows; empty where there is none."""
    profile = found.choices.profile
    return str(profile.pk) if profile is not None else ""


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def choices(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show everything that somebody has chosen, and where to change it."""
    _viewer, found = opened(request, visitor, victim_id)
    context = {
        "groups": presenter.groups(found, victim_id=victim_id),
        "reader": presenter.reader_of(found),
        "victim_id": victim_id,
    }
    return render(request, "portal/choices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def often(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Ask how often somebody wants to hear from us."""
    viewer, found = opened(request, visitor, victim_id)
    profile = found.choices.profile
    own = profile.rhythm_days if profile is not None else None
    form = RhythmForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": version_of(found), "often": str(own or USUAL)},
        choices=presenter.rhythm_choices(profile),
    )
    is_answered = form.is_bound and form.is_valid()
    if is_answered and _is_rhythm_saved(form, viewer, found, days=form.days, until=found.choices.paused_until):
        return redirect("portal:often_saved", victim_id=victim_id)
    context = {"holds": presenter.rhythm_words(profile), "promised": presenter.promised_words(found.choices)}
    return _question(request, "portal/choices_often.html", form, found, victim_id, context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def pause(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Ask whether somebody wants a break from updates, or wants them again."""
    viewer, found = opened(request, visitor, victim_id)
    profile = found.choices.profile
    until = found.choices.paused_until
    form = PauseForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": version_of(found), "pause": PAUSE if until else None, "until": until},
    )
    if form.is_bound and form.is_valid():
        days = profile.rhythm_days if profile is not None else None
        if _is_rhythm_saved(form, viewer, found, days=days, until=form.paused_until):
            return redirect("portal:often_saved", victim_id=victim_id)
    return _question(
        request, "portal/choices_pause.html", form, found, victim_id, {"holds": presenter.pause_words(found.choices)}
    )


def _is_rhythm_saved(
    form: RhythmForm | PauseForm, viewer: Actor, found: OpenChoices, *, days: int | None, until: dt.date | None
) -> bool:
    """Make the one call; put what the service refuses beside the question."""
    try:
        own_choices.choose_rhythm(
            actor=viewer, rhythm_days=days, paused_until=until, seen=Seen(form.seen_version), at=timezone.now()
        )
    except own_choices.ChangedMeanwhile:
        form.show_as_changed(seen=version_of(found))
    except promises.NotInContact:
        form.add_error(None, _("We have not promised you a date, so there is nothing to change. Please ask us."))
    except promises.RhythmOutOfRangeError:
        form.add_error("often", _("Choose one of these answers"))
    except promises.UnableToPromise:
        form.add_error("until", _("Enter a day after today and within one year"))
    else:
        return True
    return False


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def often_saved(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say the new date, and what comes all the same."""
    _viewer, found = opened(request, visitor, victim_id)
    profile = found.choices.profile
    context = {
        "rhythm": presenter.rhythm_words(profile),
        "pause": presenter.pause_words(found.choices),
        "is_paused": found.choices.paused_until is not None,
        "promised": presenter.promised_words(found.choices),
        "victim_id": victim_id,
    }
    return render(request, "portal/choices_often_saved.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def ways(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Ask by which way somebody wants each kind of news."""
    viewer, found = opened(request, visitor, victim_id)
    profile = found.choices.profile
    form = WaysForm(
        request.POST if request.method == "POST" else None,
        initial={
            "seen": version_of(found),
            **{kind.value: (getattr(profile, kind.value) if profile is not None else "") or USUAL for kind in NewsKind},
        },
        choices=presenter.way_choices(found.choices),
    )
    if form.is_bound and form.is_valid():
        try:
            own_choices.choose_ways(actor=viewer, ways=form.ways, seen=Seen(form.seen_version), at=timezone.now())
        except own_choices.ChangedMeanwhile:
            form.show_as_changed(seen=version_of(found))
        except own_choices.WayClosed:
            form.add_error(None, _("One of these ways is not open any more. Choose again."))
        else:
            return redirect("portal:ways_saved", victim_id=victim_id)
    context = {"is_closed": presenter.is_any_way_closed(found.choices)}
    return _question(request, "portal/choices_ways.html", form, found, victim_id, context)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def ways_saved(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say what holds from now on."""
    _viewer, found = opened(request, visitor, victim_id)
    context = {"rows": presenter.way_rows(found.choices), "victim_id": victim_id}
    return render(request, "portal/choices_ways_saved.html", context)


def _question(
    request: HttpRequest,
    template: str,
    form: ChoiceForm,
    found: OpenChoices,
    victim_id: uuid.UUID,
    context: Mapping[str, object],
) -> HttpResponse:
    shared = {"form": form, "reader": presenter.reader_of(found), "victim_id": victim_id}
    return render(request, template, {**shared, **context})
