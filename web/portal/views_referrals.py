"""Being put in touch with a support service: agree, check, sent; how it stands; stop it, or let it leave no trace (S5).

The service that somebody picks in the directory comes in the body of the request and stands in no address. What they
asked for before changes nothing of what these pages ask, so that nobody finds out by asking (REF-5).
"""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from communications.models import Referral
from communications.rules.portal_proof import Need
from communications.rules.referrals import ReferralReason
from communications.services import portal_referrals
from communications.services import referrals as service
from communications.services.own_record import NotThere
from communications.services.portal_referrals import OpenAsking
from communications.services.portal_sessions import Visitor
from web.formatting import london_date
from web.portal import access
from web.portal import presenters_referrals as presenter
from web.portal.forms_referrals import ReferralForm

#: What the buttons of the pages send; the directory begins with the service alone.
_SEND, _CHANGE, _BEGIN = "send", "change", "begin"


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def ask(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Ask what the service may be told and how it may get in touch; then everything once more; then it is sent."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    opened = _opened(viewer)
    step = request.POST.get("step", "")
    is_sent = request.method == "POST" and step != _BEGIN
    page = presenter.ask_page(opened)
    form = ReferralForm(
        request.POST if is_sent else None,
        services=presenter.service_choices(opened),
        ways=presenter.way_choices(opened),
        may_leave_message=page.may_leave_message,
        initial={"key": uuid.uuid4().hex, "service": request.POST.get("service", "")},
    )
    around = {"page": page, "victim_id": victim_id}
    if is_sent and step != _CHANGE and form.is_valid():
        if step != _SEND:
            context = {"rows": presenter.check_rows(form, opened=opened), "kept": form.kept, **around}
            return render(request, "portal/referral_check.html", context)
        if _is_asked(form, viewer, victim_id):
            return redirect("portal:referral_sent", victim_id=victim_id)
    return render(request, "portal/referral_ask.html", {"form": form, **around})


def _is_asked(form: ReferralForm, viewer: Actor, victim_id: uuid.UUID) -> bool:
    """Make the one call; what is against it is said on the form."""
    try:
        service.ask(
            victim_id=victim_id,
            person_id=viewer.person_id or uuid.UUID(int=0),
            consent=form.consent,
            key=form.cleaned_data["key"],
            actor=viewer,
            at=timezone.now(),
        )
    except service.NoSuchService:
        form.add_error("service", _("Choose another service"))
    except service.NoSafeWay:
        form.add_error("way", _("This is not a safe way any more. Choose another one, or telephone us"))
    except service.AskByTelephone:
        form.add_error(None, _("Please telephone us, so that we can talk about it first"))
    except service.TooManyAsked:
        form.add_error(None, _("You have asked for many services today. Please telephone us"))
    else:
        return True
    return False


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def sent(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say what happens next. The page is the same for everybody, whatever they asked for and whether they did."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    context = {"page": presenter.ask_page(_opened(viewer)), "victim_id": victim_id}
    return render(request, "portal/referral_sent.html", context)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def referrals(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show how each stands that shows online."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    now = timezone.now()
    try:
        opened = portal_referrals.open_referrals(viewer=viewer, at=now)
    except NotThere as missing:
        raise Http404 from missing
    page = presenter.referrals_page(opened, victim_id=victim_id, today=london_date(at=now))
    return render(request, "portal/referrals.html", {"page": page, "victim_id": victim_id})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def stop(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Ask once whether it is meant, then end the consent at once."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    _require_shown(viewer, referral_id)
    if request.method == "POST":
        try:
            service.withdraw(
                referral_id=referral_id, reason=ReferralReason.PERSON_ASKED, actor=viewer, at=timezone.now()
            )
        except Referral.DoesNotExist:
            raise Http404 from None
        return redirect("portal:referrals", victim_id=victim_id)
    return render(request, "portal/referral_stop.html", {"victim_id": victim_id})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def hide(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, referral_id: uuid.UUID) -> HttpResponse:
    """Ask once whether it is meant, then let it leave no trace here."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    _require_shown(viewer, referral_id)
    if request.method == "POST":
        try:
            service.hide(referral_id=referral_id, actor=viewer, at=timezone.now())
        except Referral.DoesNotExist:
            raise Http404 from None
        return redirect("portal:referrals", victim_id=victim_id)
    return render(request, "portal/referral_hide.html", {"victim_id": victim_id})


def _opened(viewer: Actor) -> OpenAsking:
    try:
        return portal_referrals.open_asking(viewer=viewer, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing


def _require_shown(viewer: Actor, referral_id: uuid.UUID) -> None:
    """Answer 404 for another's, and for what leaves no trace: the two are not told apart.

    Raises:
        Http404: it does not show to this person.
    """
    if not portal_referrals.is_shown(viewer=viewer, referral_id=referral_id):
        raise Http404
