"""Sending: the stop switch and the held batch for administrators (F26), and for managers what waits for a person."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from communications.selectors import deliveries, service_health
from communications.selectors.work_lines import Sort
from communications.services import sending_control
from web import formatting
from web.components import Column, Tag
from web.dashboards.navigation import navigation_of
from web.forms.base import GovukForm
from web.forms.fields import LongTextField
from web.middleware import actor_of

#: What a person can do here, and the words of its button.
ACTIONS = {
    "halt": "Stop all sending now",
    "resume": "Let sending go on",
    "release": "Let the held messages go",
    "cancel": "Cancel the held messages",
}


class ReasonForm(GovukForm):
    """Why; it stands in the trail."""

    reason = LongTextField(
        label="Reason", missing="Enter why", hint="It is kept with your name.", max_length=300, rows=2, counted=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sending(request: HttpRequest) -> HttpResponse:
    """Show whether sending runs and what waits for a person; let administrators stop it and settle a held batch."""
    actor, at = actor_of(request), timezone.now()
    may_halt = policies.has_permission(actor=actor, permission=Permission.HALT_SENDING)
    if request.method == "POST" or not may_halt:
        policies.require_anywhere(
            actor=actor,
            permission=Permission.HALT_SENDING if request.method == "POST" else Permission.VIEW_PERFORMANCE,
        )
    form = ReasonForm(request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            _do(request.POST.get("action", ""), actor=actor, reason=reason, at=at)
        except (sending_control.AlreadySwitched, sending_control.SecondPersonNeeded, UnknownAction) as error:
            problem = str(error)
        else:
            return redirect("dashboards:sending")
    context = _context(request, form, problem) if may_halt else _manager_context(request)
    return render(request, "dashboards/sending.html", context, status=422 if problem else 200)


class UnknownAction(ValueError):
    """The form was sent without one of the four actions."""


def _do(action: str, *, actor: Actor, reason: str, at: dt.datetime) -> None:
    acts: dict[str, Callable[..., object]] = {
        "halt": sending_control.halt,
        "resume": sending_control.resume,
        "release": sending_control.release_batch,
        "cancel": sending_control.cancel_batch,
    }
    if action not in acts:
        raise UnknownAction("Choose what to do with one of the buttons")
    acts[action](actor=actor, reason=reason, at=at)


def _manager_context(request: HttpRequest) -> dict[str, Any]:
    """Show whether sending runs and what waits for a person, with the way to it; nothing to press."""
    stopped = sending_control.stopped_channels()
    rows = deliveries.waiting_for_a_person(viewer=actor_of(request))
    may_open = policies.holds_anywhere(actor=actor_of(request), permission=Permission.VIEW_WORK)
    return {
        "navigation": navigation_of(actor_of(request), current="dashboards:sending"),
        "is_stopped": bool(stopped),
        "state": Tag(text="Stopped", colour="red") if stopped else Tag(text="Running", colour="green"),
        "person_columns": [
            Column(text="Area"),
            Column(text="Undecided", is_numeric=True),
            Column(text="Held", is_numeric=True),
            Column(text="Without a way", is_numeric=True),
        ],
        "person_rows": [[row.area, f"{row.undecided:,}", f"{row.held:,}", f"{row.no_way:,}"] for row in rows],
        "person_href": f"{reverse('workspace:work')}?sort={Sort.DELIVERY}" if rows and may_open else "",
    }


def _context(request: HttpRequest, form: ReasonForm, problem: str) -> dict[str, Any]:
    at = timezone.now()
    held = sending_control.held_batch()
    waiting = service_health.waiting_by_channel(at=at)
    return {
        **_manager_context(request),
        "form": form,
        "problem": problem,
        "actions": ACTIONS,
        "held": held,
        "held_since": formatting.date_time_words(held.queued_from) if held else "",
        "waiting_columns": [
            Column(text="Channel"),
            Column(text="Due and waiting", is_numeric=True),
            Column(text="Undecided", is_numeric=True),
            Column(text="Held for a person", is_numeric=True),
        ],
        "waiting_rows": [[row.channel, f"{row.waiting:,}", f"{row.undecided:,}", f"{row.held:,}"] for row in waiting],
    }
