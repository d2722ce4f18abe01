"""A device that a person unlocks instead of typing six digits: added, used at the door, and taken away (V1, PORT-9)."""

import json
import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from communications.rules.portal_proof import Need
from communications.services import portal_passkeys
from communications.services.portal_sessions import Visitor
from communications.services.portal_sign_in import TooOften, WrongCode
from web.portal import access, presenters_passkeys
from web.portal.forms import ComeInForm
from web.portal.forms_passkeys import UnlockedForm


@require_POST
@login_not_required
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask the browser, after a sign-in number was typed, for a device of whoever that is; the same for anybody."""
    form = ComeInForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/come_in.html", {"form": form})
    browser = access.browser_of(request)
    planted = HttpResponse()
    if not browser:
        browser = access.mark_browser(planted)
    try:
        asked = portal_passkeys.ask_at_the_door(
            typed=form.cleaned_data["code"],
            browser=browser,
            address=access.address_of(request),
            at=timezone.now(),
        )
    except TooOften:
        return render(request, "portal/too_often.html", status=429)
    response = render(request, "portal/unlock.html", {"asked": json.dumps(asked)})
    response.cookies.update(planted.cookies)
    return response


@require_POST
@login_not_required
def unlocked(request: HttpRequest) -> HttpResponse:
    """Sign the browser in with the device that answered."""
    form = UnlockedForm(request.POST)
    if form.is_valid():
        try:
            signed_in = portal_passkeys.sign_in(
                answer=form.cleaned_data["answer"],
                browser=access.browser_of(request),
                address=access.address_of(request),
                device=access.device_of(request),
                at=timezone.now(),
            )
        except WrongCode:
            pass
        else:
            return access.let_in(request, signed_in, to="portal:choose")
    return render(request, "portal/not_unlocked.html")


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def add_device(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Say what adding a device means, and for whom it is not safe; then take the device in."""
    now = timezone.now()
    form = UnlockedForm(request.POST if request.method == "POST" else None)
    has_failed = request.method == "POST"
    try:
        if form.is_valid():
            portal_passkeys.add(
                visitor=visitor, answer=form.cleaned_data["answer"], device=access.device_of(request), at=now
            )
            return render(request, "portal/device_added.html")
        asked = portal_passkeys.ask_to_add(visitor=visitor, at=now)
    except portal_passkeys.NotAdded:
        asked = portal_passkeys.ask_to_add(visitor=visitor, at=now)
    except portal_passkeys.TooMany:
        return render(request, "portal/add_device.html", {"is_full": True})
    return render(request, "portal/add_device.html", {"asked": json.dumps(asked), "has_failed": has_failed})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
def devices(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """List the devices of a person and take one away. Needs no digits: it takes access away and gives none."""
    if request.method == "POST":
        try:
            passkey_id = uuid.UUID(request.POST.get("device", ""))
        except ValueError:
            return redirect("portal:devices")
        portal_passkeys.remove(visitor=visitor, passkey_id=passkey_id, at=timezone.now())
        return redirect("portal:devices")
    found = portal_passkeys.devices(visitor=visitor)
    return render(request, "portal/devices.html", {"devices": presenters_passkeys.devices(found)})
