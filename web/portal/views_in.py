"""Coming in and going out. Every answer to a stranger is the same; leaving works from everywhere and at once."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communications.rules.portal_proof import Need
from communications.services import portal_sessions, portal_sign_in
from communications.services.portal_sessions import Visitor
from web.components import Column
from web.portal import access
from web.portal.forms import ComeInForm, OneTimeCodeForm


@require_safe
@login_not_required
def front_door(_request: HttpRequest) -> HttpResponse:
    """Lead whoever knows only the name of the service to the place for people outside it; staff know their address."""
    return redirect("portal:start")


@require_safe
@login_not_required
def start(request: HttpRequest) -> HttpResponse:
    """Say what a person needs in order to begin, and nothing that gives away what this is about."""
    return render(request, "portal/start.html")


@require_safe
@login_not_required
def safety(request: HttpRequest) -> HttpResponse:
    """Explain, before anything is shown, how to leave quickly and what leaving cannot undo."""
    return render(request, "portal/safety.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def come_in(request: HttpRequest) -> HttpResponse:
    """Ask for the code or the number; whatever is typed, go on to the next step."""
    form = ComeInForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "portal/come_in.html", {"form": form})
    response = redirect("portal:code")
    browser = access.browser_of(request) or access.mark_browser(response)
    try:
        portal_sign_in.ask_for_code(
            typed=form.cleaned_data["code"],
            browser=browser,
            address=access.address_of(request),
            at=timezone.now(),
        )
    except portal_sign_in.TooOften:
        return render(request, "portal/too_often.html", status=429)
    return response


@require_safe
@login_not_required
def unable_to_come_in(request: HttpRequest) -> HttpResponse:
    """Say what to do when no digits come, the number is lost, or the phone is in other hands (V33)."""
    return render(request, "portal/unable_to_come_in.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def one_time_code(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits and sign the browser in."""
    form = OneTimeCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            signed_in = portal_sign_in.confirm(
                typed=form.cleaned_data["code"],
                browser=access.browser_of(request),
                device=access.device_of(request),
                address=access.address_of(request),
                at=timezone.now(),
            )
        except portal_sign_in.WrongCode:
            form.add_error("code", _("Enter the six digits we sent you most recently, or go back and ask again"))
        else:
            to = "portal:your_number" if signed_in.is_first_time else "portal:choose"
            return access.let_in(request, signed_in, to=to)
    return render(request, "portal/code.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def another_number(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Give the person another number, because somebody may have seen the one they have."""
    if request.method != "POST":
        return render(request, "portal/another_number.html")
    portal_sessions.change_number(visitor=visitor, at=timezone.now())
    return redirect("portal:your_number")


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def your_number(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show the number with which the person comes back."""
    return render(request, "portal/your_number.html", {"number": portal_sessions.sign_in_number(visitor=visitor)})


@require_safe
@login_not_required
def leave_quickly(request: HttpRequest) -> HttpResponse:
    """End the session, empty what the browser kept, and go to a page about something else.

    A link, because it must work at once and without JavaScript. It can end nothing but the visitor's own session, so
    that somebody else's page leading here does no more than sign them out.
    """
    portal_sessions.leave(token=access.token_of(request), at=timezone.now())
    response = redirect(settings.PORTAL_EXIT_URL)
    access.forget(response)
    response["Clear-Site-Data"] = access.CLEAR_SITE_DATA
    return response


@require_POST
@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and say so."""
    portal_sessions.leave(token=access.token_of(request), at=timezone.now())
    response = redirect("portal:signed_out")
    access.forget(response)
    response["Clear-Site-Data"] = access.CLEAR_SITE_DATA
    return response


@require_safe
@login_not_required
def signed_out(request: HttpRequest) -> HttpResponseBase:
    """Say that nothing is open any more. Also where a page goes by itself when its time is up."""
    response = render(request, "portal/signed_out.html")
    response["Clear-Site-Data"] = access.CLEAR_SITE_DATA
    return response


@require_safe
@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement of the portal."""
    return render(request, "portal/accessibility.html")


@require_safe
@login_not_required
def cookies(request: HttpRequest) -> HttpResponse:
    """Say which cookies the portal sets, and that there are no others."""
    return render(
        request,
        "portal/cookies.html",
        {
            "columns": [Column(text=_("Name")), Column(text=_("What it is for")), Column(text=_("How long it lasts"))],
            "rows": [
                [
                    settings.PORTAL_COOKIE_NAME,
                    _("Keeps you signed in"),
                    _("15 minutes after your last click, 2 hours at most"),
                ],
                [
                    f"{settings.PORTAL_COOKIE_NAME}_browser",
                    _("Lets a code work only where you asked for it"),
                    _("2 hours"),
                ],
                [settings.CSRF_COOKIE_NAME, _("Makes sure that a form was sent from this page"), _("1 year")],
                [settings.LANGUAGE_COOKIE_NAME, _("Keeps the language you chose"), _("Until you close the browser")],
            ],
        },
    )


@require_safe
@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about a person who uses the portal, and who sees it."""
    return render(request, "portal/privacy.html")
