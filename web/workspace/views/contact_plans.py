"""The steps before a letter: tell somebody beside the person that we will ring, or leave a step out with a reason."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.rules.vocabulary import MayBeTold
from communications.rules.calls.supporters import what_to_say
from communications.selectors import calls as selectors
from communications.services import call_screen, supporters
from communications.services.contact import SeriesOver
from web.middleware import actor_of
from web.workspace.forms.contact_plan import LeaveOutForm, TellingForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import contact_plan as presenter

_OVER = "These calls have ended meanwhile. What you recorded before is kept."


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def supporter(request: HttpRequest, series_id: uuid.UUID) -> HttpResponse:
    """Show who is told before the call, what may be said and on which number, and record what came of it."""
    actor, now = actor_of(request), timezone.now()
    series = selectors.visible_series(viewer=actor, series_id=series_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=series.case)
    told = call_screen.supporter(series=series, at=now)
    if told is None or told.first.clear_from is not None:
        return redirect("workspace:call", series_id=series_id)
    form = TellingForm(posted(request), initial=TellingForm.beginning(now=now))
    if request.method == "POST" and form.is_valid():
        entry = form.entry(connection_id=told.connection.pk, now=now)
        try:
            supporters.record_telling(series_id=series_id, entry=entry, actor=actor, at=now)
        except supporters.UnusableTelling as refused:
            form.add_error({"told_at": "told_time", "there_from": "there_time"}[refused.part], str(refused))
        except (SeriesOver, supporters.NobodyToTell) as refused:
            messages.warning(request, _OVER if isinstance(refused, SeriesOver) else str(refused))
            return redirect("workspace:call", series_id=series_id)
        else:
            messages.success(request, "Recorded. What comes next is shown below.")
            return redirect("workspace:call", series_id=series_id)
    looked_at(request, series, case_id=series.case_id, victim_ids=[series.victim_id], at=now)
    if told.refused is None:
        audit.record(
            actor=actor,
            verb=Verb.REVEALED,
            subject=told.connection.person,
            at=now,
            case_id=series.case_id,
            victim_id=series.victim_id,
        )
    name = series.person.preferred_name or series.person.full_name
    context = {
        "identity": case_presenter.identity(series.case),
        "series_id": series_id,
        "name": name,
        "rows": presenter.supporter_rows(told, at=now),
        "may_tell": told.refused is None,
        "say": what_to_say(may_be_told=MayBeTold(told.connection.may_be_told), person=name),
        "form": form,
    }
    return page(request, "workspace/call_supporter.html", context, section="workspace:cases")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def leave_out(request: HttpRequest, series_id: uuid.UUID) -> HttpResponse:
    """Leave a step before the letter out, with a reason."""
    actor, now = actor_of(request), timezone.now()
    series = selectors.visible_series(viewer=actor, series_id=series_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=series.case)
    steps = presenter.steps_to_leave_out(call_screen.plan(series=series, at=now))
    form = LeaveOutForm(posted(request), steps=steps)
    if request.method == "POST" and form.is_valid():
        try:
            supporters.leave_out(
                series_id=series_id,
                step=form.left_out,
                reason=form.cleaned_data["reason"],
                actor=actor,
                at=now,
            )
        except supporters.NotLeftOut as refused:
            form.add_error("reason", str(refused))
        except SeriesOver:
            messages.warning(request, _OVER)
            return redirect("workspace:call", series_id=series_id)
        else:
            messages.success(request, "Recorded, with your reason.")
            return redirect("workspace:call", series_id=series_id)
    looked_at(request, series, case_id=series.case_id, victim_ids=[series.victim_id], at=now)
    context = {
        "identity": case_presenter.identity(series.case),
        "series_id": series_id,
        "form": form if steps or form.is_bound else None,
    }
    return page(request, "workspace/call_leave_out.html", context, section="workspace:cases")
