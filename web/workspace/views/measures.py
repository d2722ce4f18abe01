"""Special measures of a victim: what was asked for and how it stands, and the form that records a step (V25)."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.selectors import names_of
from cases import policies
from cases.rules.measures import StepDoesNotFollow
from cases.rules.vocabulary import MeasureStep, SpecialMeasure
from cases.selectors import measures as selector
from cases.selectors import records
from cases.services import measures as service
from web import formatting
from web.components import Row
from web.middleware import actor_of
from web.workspace import words
from web.workspace.forms.measures import MeasureForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import meetings as meeting_presenter


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def measures(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Show every step about the special measures of a victim, and record a further one."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    may_record = policies.can(actor=actor, permission=Permission.ENTER_CASE_FACTS, case=record.case)
    form = MeasureForm(posted(request))
    if request.method == "POST" and form.is_valid():
        answers = form.cleaned_data
        try:
            service.record(
                victim_id=victim_id,
                measure=SpecialMeasure(answers["measure"]),
                step=MeasureStep(answers["step"]),
                taken_on=answers["taken_on"],
                actor=actor,
                at=now,
            )
        except StepDoesNotFollow:
            form.add_error("step", "This does not follow what is recorded about it. Look at the list first")
        except service.NotPossible as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, "Recorded.")
            return redirect("workspace:measures", case_id=case_id, victim_id=victim_id)
    found = selector.measures_of(viewer=actor, victim=known.victim)
    names = names_of([row.recorded_by for row in found])
    looked_at(request, known.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": known.victim.person.full_name,
        "back_href": meeting_presenter.meetings_href(case_id, victim_id),
        "rows": [
            Row(
                key=SpecialMeasure(row.measure).label,
                value=(
                    f"{MeasureStep(row.step).label}, {formatting.date_words(row.taken_on)}",
                    f"Recorded {formatting.date_time_words(row.recorded_at)}, by {words.who(row.recorded_by, names)}",
                ),
            )
            for row in found
        ],
        "form": form if may_record else None,
    }
    return page(request, "workspace/measures.html", context, section="workspace:cases")
