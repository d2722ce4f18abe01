"""The stop switch and the held batch: for administrators, who can halt all sending within seconds (F26)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import policies
from accounts.actors import Actor
from accounts.permissions import Permission
from communications.selectors import service_health
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
    """Show whether sending runs and what is held, and do one of the four things about it."""
    actor, at = actor_of(request), timezone.now()
    policies.require(actor=actor, permission=Permission.HALT_SENDING)
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
    return render(request, "dashboards/sending.html", _context(request, form, problem), status=422 if problem else 200)


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


def _context(request: HttpRequest, form: ReasonForm, problem: str) -> dict[str, Any]:
    at = timezone.now()
    stopped = sending_control.stopped_channels()
    held = sending_control.held_batch()
    waiting = service_health.waiting_by_channel(at=at)
    return {
        "navigation": navigation_of(actor_of(request), current="dashboards:sending"),
        "form": form,
        "problem": problem,
        "is_stopped": bool(stopped),
        "state": Tag(text="Stopped", colour="red") if stopped else Tag(text="Running", colour="green"),
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
