"""Complaining: say what went wrong, check, send, follow it, ask for somebody more senior, take it back (V27, M11).

Reading a complaint needs a recent code. Whoever takes it back or takes it further must have typed one just now: a
partner who holds the phone could otherwise end in the person's name what the person has asked of us.
"""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from cases.rules.time_limits import NoLimitInForce
from cases.rules.working_days import BeyondHorizon
from cases.services.reference import NothingPublished
from communications.models import Complaint
from communications.rules.accounts_of_events import may_tell_what_happened
from communications.rules.complaints import ComplaintAbout, Further, is_about_a_decision
from communications.rules.portal_proof import Need
from communications.selectors.portal import PortalContact
from communications.services import complaints as acts
from communications.services import portal_complaints
from communications.services.correspondence import MayTellWhatHappened, TooManyMessages, UnableToTake
from communications.services.own_record import NotThere
from communications.services.portal_complaints import OwnComplaint
from communications.services.portal_sessions import Visitor
from web.formatting import london_date, weekday_words
from web.portal import access, presenters_complaints
from web.portal.forms_complaints import ComplaintForm, FurtherForm
from web.portal.presenters_complaints import ComplaintPage

#: What the buttons of the pages send.
_SEND, _CHANGE = "send", "change"
#: In the address of the form: what it is about, chosen beforehand.
_CAUSE = "cause"
_NO_DATES = (BeyondHorizon, NothingPublished, NoLimitInForce)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def complaints(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """List what the person complained of, with where each complaint is."""
    viewer, at = access.actor_for(request, visitor, victim_id=victim_id), timezone.now()
    try:
        opened = portal_complaints.open_complaints(viewer=viewer, at=at)
    except NotThere as missing:
        raise Http404 from missing
    cards = presenters_complaints.cards(opened.complaints, victim_id=victim_id, today=london_date(at=at))
    return render(request, "portal/complaints.html", {"cards": cards, "victim_id": victim_id})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def complaint_make(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Take in a complaint: what it is about and their words, then everything once more to check, then it is sent."""
    viewer, at = access.actor_for(request, visitor, victim_id=victim_id), timezone.now()
    try:
        opened = portal_complaints.open_form(viewer=viewer, at=at)
    except NotThere as missing:
        raise Http404 from missing
    except _NO_DATES:
        return redirect("portal:messages", victim_id=victim_id)
    causes = presenters_complaints.cause_choices(opened.causes)
    form = ComplaintForm(
        request.POST if request.method == "POST" else None,
        causes=causes,
        initial={"key": uuid.uuid4().hex, "cause": request.GET.get(_CAUSE, "")},
    )
    around = {
        "victim_id": victim_id,
        "answer_by": weekday_words(opened.if_made_now.answer_on),
        "contact": opened.contact.present_name or opened.contact.unit_name,
        "phone": opened.contact.phone,
    }
    step = request.POST.get("step", "")
    if request.method == "POST" and step != _CHANGE and form.is_valid():
        if form.tells is None and may_tell_what_happened(text=form.cleaned_data["text"]):
            form.ask_whether_it_tells_what_happened()
        elif step != _SEND:
            return _check(request, form, causes=dict(causes), around=around)
        elif (made := _made(form, viewer)) is not None:
            return redirect("portal:complaint_sent", victim_id=victim_id, complaint_id=made.pk)
    return render(request, "portal/complaint_make.html", {"form": form, **around})


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def complaint_sent(
    request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, complaint_id: uuid.UUID
) -> HttpResponse:
    """Say that the complaint has arrived, who answers it and by when."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    page = _page(viewer, victim_id=victim_id, complaint_id=complaint_id)
    context = {"page": page, "victim_id": victim_id, "complaint_id": complaint_id}
    return render(request, "portal/complaint_sent.html", context)


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def complaint(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, complaint_id: uuid.UUID) -> HttpResponse:
    """Show where a complaint is, until when and who answers it, and each answer."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    page = _page(viewer, victim_id=victim_id, complaint_id=complaint_id)
    return render(request, "portal/complaint.html", {"page": page, "victim_id": victim_id})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def complaint_further(
    request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, complaint_id: uuid.UUID
) -> HttpResponse:
    """Take in that the person wants somebody more senior to look, after the first answer."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    form = FurtherForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.go_further(
                complaint_id=complaint_id, said=form.cleaned_data["said"], late_reason="", actor=viewer,
                at=timezone.now(),
            )  # fmt: skip
        except Complaint.DoesNotExist:
            raise Http404 from None
        except acts.NotNow:
            return redirect("portal:complaint", victim_id=victim_id, complaint_id=complaint_id)
        except _NO_DATES:
            form.add_error(None, _("We cannot work out the dates at this moment. Please telephone your contact"))
        else:
            return redirect("portal:complaint_sent", victim_id=victim_id, complaint_id=complaint_id)
    own, _contact = _opened(viewer, complaint_id)
    if own.further is not Further.MAY:
        return redirect("portal:complaint", victim_id=victim_id, complaint_id=complaint_id)
    context = {"form": form, "victim_id": victim_id, "complaint_id": complaint_id}
    return render(request, "portal/complaint_further.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def complaint_stop(
    request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, complaint_id: uuid.UUID
) -> HttpResponse:
    """Take a complaint back, once the person has said so on a page of its own."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    if request.method == "POST":
        try:
            acts.withdraw(complaint_id=complaint_id, actor=viewer, at=timezone.now())
        except Complaint.DoesNotExist:
            raise Http404 from None
        except acts.DoneMeanwhile:
            pass  # It was answered or taken back meanwhile: its page says which.
        return redirect("portal:complaint", victim_id=victim_id, complaint_id=complaint_id)
    page = _page(viewer, victim_id=victim_id, complaint_id=complaint_id)
    if not page.stop_href:
        return redirect("portal:complaint", victim_id=victim_id, complaint_id=complaint_id)
    context = {"page": page, "victim_id": victim_id, "complaint_id": complaint_id}
    return render(request, "portal/complaint_stop.html", context)


def _check(
    request: HttpRequest, form: ComplaintForm, *, causes: dict[str, str], around: dict[str, object]
) -> HttpResponse:
    """Show everything once more before it is sent; a complaint about a decision names the review first (COMP-5)."""
    answers = form.cleaned_data
    about, cause = ComplaintAbout(answers["about"]), answers.get("cause", "")
    kept = {"key": answers["key"], "about": about.value, "cause": cause, "text": answers["text"]}
    if form.tells is not None:
        kept["tells_what_happened"] = "yes" if form.tells else "no"
    rows = presenters_complaints.check_rows(
        about=about, cause=causes.get(cause, ""), text=answers["text"], tells=form.tells
    )
    context = {"rows": rows, "kept": kept, "is_about_a_decision": is_about_a_decision(about=about), **around}
    return render(request, "portal/complaint_check.html", context)


def _made(form: ComplaintForm, viewer: Actor) -> Complaint | None:
    """Make the one call; None where the form says why not. Nothing typed is lost."""
    answers = form.cleaned_data
    try:
        return portal_complaints.make(
            viewer=viewer,
            about=ComplaintAbout(answers["about"]),
            text=answers["text"],
            cause=answers.get("cause", ""),
            key=answers["key"],
            tells_what_happened=form.tells,
            at=timezone.now(),
        )
    except MayTellWhatHappened:
        form.ask_whether_it_tells_what_happened()
    except acts.NoSuchCause:
        form.add_error("cause", _("Choose one of the options"))
    except UnableToTake:
        form.add_error("text", _("Write what went wrong"))
    except TooManyMessages:
        form.add_error(
            "text", _("You have complained several times today. Your words are still here: please telephone us")
        )
    except _NO_DATES:
        form.add_error(None, _("We cannot work out the dates at this moment. Please telephone your contact"))
    return None


def _opened(viewer: Actor, complaint_id: uuid.UUID) -> tuple[OwnComplaint, PortalContact]:
    try:
        return portal_complaints.open_complaint(viewer=viewer, complaint_id=complaint_id, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing


def _page(viewer: Actor, *, victim_id: uuid.UUID, complaint_id: uuid.UUID) -> ComplaintPage:
    own, contact = _opened(viewer, complaint_id)
    return presenters_complaints.page(own, contact, victim_id=victim_id, today=london_date(at=timezone.now()))
