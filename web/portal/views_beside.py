"""People beside a person: who sees what and until when, choosing it, and ending it at once (S1, SHOW-1 to SHOW-3)."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from cases.models import Connection
from cases.rules.vocabulary import ConsentEnd, ConsentWay
from communications.models import RegisteredSupporter
from communications.rules.portal_proof import Need
from communications.rules.supporter_access import last_day
from communications.selectors.supporters import Beside
from communications.services import supporter_consents
from communications.services.portal_sessions import Visitor
from communications.services.supporter_consents import OpenBeside
from web.formatting import london_date
from web.portal import access
from web.portal import presenters_beside as presenter
from web.portal.forms_beside import PARTS, BesideForm

END, ASK = "end", "ask"


def _opened(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> tuple[Actor, OpenBeside]:
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        return viewer, supporter_consents.open_beside(viewer=viewer, at=timezone.now())
    except supporter_consents.NotThere as missing:
        raise Http404 from missing


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def beside(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show who sees what; end it for one of them, or ask to be rung about somebody else."""
    viewer, opened = _opened(request, visitor, victim_id)
    now = timezone.now()
    act = request.POST.get("act", "")
    if act == ASK:
        supporter_consents.ask_for_somebody(actor=viewer, at=now)
        return _saved(victim_id, "asked")
    if act == END:
        try:
            supporter_consents.end(
                victim_id=victim_id,
                connection_id=_key(request.POST.get("who", "")),
                reason=ConsentEnd.VICTIM_SAID_SO,
                actor=viewer,
                at=now,
            )
        except Connection.DoesNotExist as missing:
            raise Http404 from missing
        return _saved(victim_id, "ended")
    page = presenter.page(opened, on=london_date(at=now))
    return render(request, "portal/beside.html", {"page": page, "victim_id": victim_id})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def beside_choose(
    request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, connection_id: uuid.UUID
) -> HttpResponse:
    """Ask what one of them may see, and for how long."""
    viewer, opened = _opened(request, visitor, victim_id)
    found: Beside | None = next((each for each in opened.beside if each.connection.pk == connection_id), None)
    if found is None:
        raise Http404
    now = timezone.now()
    today = london_date(at=now)
    initial = {"parts": list(found.consent.parts)} if found.consent is not None else {}
    form = BesideForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            supporter_consents.agree(
                victim_id=victim_id,
                connection_id=connection_id,
                parts=form.chosen,
                ends_on=last_day(months=int(form.cleaned_data["months"]), on=today),
                how=ConsentWay.ONLINE,
                actor=viewer,
                at=now,
            )
        except (RegisteredSupporter.DoesNotExist, supporter_consents.NearSuspect):
            form.add_error(None, _("This has just changed, and nothing was saved. Please ask us."))
        else:
            return _saved(victim_id, "chosen")
    context = {
        "form": form,
        "least": PARTS[next(iter(PARTS))],
        "person": next(each for each in presenter.page(opened, on=today).people if each.id == connection_id),
        "victim_id": victim_id,
    }
    return render(request, "portal/beside_choose.html", context)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def beside_saved(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say what holds from now on."""
    _viewer, opened = _opened(request, visitor, victim_id)
    page = presenter.page(opened, on=london_date(at=timezone.now()))
    what = request.GET.get("what", "")
    context = {"page": page, "what": what, "victim_id": victim_id}
    return render(request, "portal/beside_saved.html", context)


def _saved(victim_id: uuid.UUID, what: str) -> HttpResponse:
    return redirect(f"{reverse('portal:beside_saved', kwargs={'victim_id': victim_id})}?what={what}")
