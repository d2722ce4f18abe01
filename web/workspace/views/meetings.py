"""Meetings of one victim: the list, the beginning of one, one meeting, what it agreed and its calendar file."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from accounts.selectors import names_of
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.rules.vocabulary import Language
from cases.selectors import records
from communications.rules.calendar_file import calendar_file
from communications.rules.meeting_words import (
    MeetingState,
    MeetingStep,
)
from communications.selectors import meetings as selector
from communications.services import meeting_actions
from communications.services import meetings as service
from web.middleware import actor_of
from web.workspace.forms import meetings as forms
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import meeting_preparation as preparation
from web.workspace.presenters import meetings as presenter
from web.workspace.presenters import people
from web.workspace.views import meeting_pages as pages

#: What a calendar shows as the length of a meeting; nobody is held to it.
_SHOWN_LENGTH = dt.timedelta(hours=1)


@require_safe
@missing_is_404
def meetings(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """List the meetings of a victim; for a bereaved family also the eight points at which one is offered."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    found = selector.meetings_of(viewer=actor, victim=known.victim)
    start_href = presenter.meetings_href(case_id, victim_id) + "start/"
    looked_at(request, known.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": known.victim.person.full_name,
        "back": people.back_to(case_id),
        "measures_href": reverse("workspace:measures", args=[case_id, victim_id]),
        "meetings": presenter.listed(found),
        "checklist": presenter.family_checklist(found, start_href=start_href)
        if record.case.is_bereaved_family_case
        else [],
        "start_href": start_href
        if policies.can(actor=actor, permission=Permission.ARRANGE_MEETING, case=record.case)
        else "",
    }
    return page(request, "workspace/meetings.html", context, section="workspace:cases")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def start(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Begin a meeting: asked for, offered, to be offered, or not offered and why."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    policies.require(actor=actor, permission=Permission.ARRANGE_MEETING, case=record.case)
    form = forms.StartMeetingForm(
        posted(request),
        is_family=record.case.is_bereaved_family_case,
        initial={"about": request.GET.get("about", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            meeting = service.start(victim_id=victim_id, start=form.start, actor=actor, at=now)
        except (service.AlreadyActive, service.NotPossible) as refused:
            pages.refuse(form, refused)
        else:
            messages.success(request, "Meeting recorded.")
            return redirect("workspace:meeting", meeting_id=meeting.pk)
    looked_at(request, known.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": known.victim.person.full_name,
        "title": "Record a meeting",
        "button": "Record the meeting",
        "back_href": presenter.meetings_href(case_id, victim_id),
        "back_text": "Back to the meetings",
        "form": form,
        "under_way": presenter.listed(selector.meetings_of(viewer=actor, victim=known.victim))
        if form.non_field_errors()
        else [],
    }
    return page(request, "workspace/meeting_step.html", context, section="workspace:cases")


@require_safe
@missing_is_404
def meeting(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Show one meeting with what is next, what was agreed and what happened to it; made to be printed too."""
    actor, now = actor_of(request), timezone.now()
    record = selector.meeting_record(viewer=actor, meeting_id=meeting_id)
    pages.look(request, record, now)
    labels = [change.changed_by for change in record.changes] + [one.done_by for one in record.actions if one.done_by]
    may_arrange = policies.can(actor=actor, permission=Permission.ARRANGE_MEETING, case=record.meeting.case)
    context = {
        **pages.head(record),
        "shown": presenter.present(record, may_arrange=may_arrange, names=names_of(labels)),
        "preparation": preparation.present(record, may_arrange=may_arrange, at=now),
        "warning": presenter.DISCLOSURE_WARNING,
    }
    return page(request, "workspace/meeting.html", context, section="workspace:cases")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def add_action(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Record something that the meeting agreed."""
    actor, now = actor_of(request), timezone.now()
    record = selector.meeting_record(viewer=actor, meeting_id=meeting_id)
    policies.require(actor=actor, permission=Permission.ARRANGE_MEETING, case=record.meeting.case)
    form = forms.MeetingActionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            meeting_actions.add(meeting_id=meeting_id, **form.cleaned_data, actor=actor, at=now)
        except service.NotPossible as refused:
            pages.refuse(form, refused)
        else:
            messages.success(request, "Recorded, and put on the list of work.")
            return redirect("workspace:meeting", meeting_id=meeting_id)
    return pages.step_page(request, record, form, title="What was agreed", button="Add it", now=now)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def action_done(request: HttpRequest, action_id: uuid.UUID) -> HttpResponse:
    """Record that something agreed was done."""
    actor, now = actor_of(request), timezone.now()
    record = selector.record_of_action(viewer=actor, action_id=action_id)
    policies.require(actor=actor, permission=Permission.ARRANGE_MEETING, case=record.meeting.case)
    action = next(one for one in record.actions if one.pk == action_id)
    form = forms.ActionDoneForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            meeting_actions.finish(action_id=action_id, outcome=form.cleaned_data["outcome"], actor=actor, at=now)
        except (meeting_actions.AlreadyDone, service.NotPossible) as refused:
            pages.refuse(form, refused)
        else:
            messages.success(request, "Recorded as done.")
            return redirect("workspace:meeting", meeting_id=record.meeting.pk)
    return pages.step_page(
        request, record, form, title="Record what was done", button="Record it", now=now, intro=action.what
    )


@require_safe
@missing_is_404
def calendar(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Give the calendar file of an arranged meeting: an appointment that says nothing about what it is."""
    actor, now = actor_of(request), timezone.now()
    record = selector.meeting_record(viewer=actor, meeting_id=meeting_id)
    arranged = record.meeting
    if arranged.state != MeetingState.ARRANGED or arranged.starts_at is None:
        raise Http404
    audit.record(
        actor=actor,
        verb=Verb.EXPORTED,
        subject=arranged,
        at=now,
        case_id=arranged.case_id,
        victim_id=arranged.victim_id,
    )
    text = calendar_file(
        uid=arranged.pk,
        starts_at=arranged.starts_at,
        ends_at=arranged.starts_at + _SHOWN_LENGTH,
        place=arranged.calendar_place,
        version=sum(change.step == MeetingStep.RESCHEDULE for change in record.changes),
        at=now,
        is_welsh=arranged.person.language == Language.CY,
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response
