"""Pages that come in between for safety: how to leave quickly, on a new device, and six digits once more."""

import json

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from communications.services import portal_passkeys, portal_sessions, portal_step_up
from communications.services.portal_sessions import Visitor
from communications.services.portal_sign_in import WrongCode
from web.portal import access
from web.portal.forms_passkeys import UnlockedForm
from web.portal.forms_safety import OnceMoreForm


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors_unwarned
def how_to_leave(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Say, before a new kind of device shows anything, how to leave and what stays behind; go on once it was read."""
    to = access.way_back(request)
    if request.method == "POST":
        portal_sessions.note_warned(visitor=visitor, at=timezone.now())
        return redirect(to)
    return render(request, "portal/how_to_leave.html", {"to": to})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
def once_more(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Send six digits once more and take them in, then go on to where the person was going, with what they had typed.

    Nothing is sent before they ask for it: a page of somebody else's that leads here must not make a telephone ring.
    """
    to = access.way_back(request)
    # The browser sends a kept form again, as it was, to the page that it was meant for.
    on = HttpResponseRedirect(to, preserve_request=access.is_kept_form(request))
    step = request.POST.get("once-more-step", "")
    form, problem = None, ""
    if step == "confirm":
        form = OnceMoreForm(request.POST)
        if form.is_valid() and _is_proved(form, visitor):
            return on
    elif step == "unlocked":
        if _is_unlocked(request, visitor):
            return on
        problem = "not-unlocked"
    elif step == "send":
        problem = _sent(visitor)
        form = None if problem else OnceMoreForm()
    context = {"to": to, "problem": problem, "form": form, **access.kept_form(request)}
    if portal_passkeys.devices(visitor=visitor):
        context["has_devices"] = True
        if step in {"unlock", "unlocked"}:
            context["asked"] = json.dumps(portal_passkeys.ask_again(visitor=visitor, at=timezone.now()))
    return render(request, "portal/once_more.html", context)


def _is_proved(form: OnceMoreForm, visitor: Visitor) -> bool:
    try:
        portal_step_up.prove(visitor=visitor, typed=form.cleaned_data["code"], at=timezone.now())
    except WrongCode:
        form.add_error("code", _("Enter the six digits we sent you most recently, or ask for new ones"))
        return False
    return True


def _is_unlocked(request: HttpRequest, visitor: Visitor) -> bool:
    form = UnlockedForm({"answer": request.POST.get("once-more-answer", "")})
    if not form.is_valid():
        return False
    try:
        portal_passkeys.prove(visitor=visitor, answer=form.cleaned_data["answer"], at=timezone.now())
    except WrongCode:
        return False
    return True


def _sent(visitor: Visitor) -> str:
    """Send six digits; return why not, or nothing."""
    try:
        portal_step_up.ask_again(visitor=visitor, at=timezone.now())
    except portal_step_up.TooManyCodes:
        return "too-often"
    except portal_step_up.UnableToSend:
        return "nowhere"
    return ""
