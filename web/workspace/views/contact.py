"""Working with one person: begin contact, their contact points and their rights."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from cases import policies
from cases.rules.vocabulary import ContactPointKind, ServiceTier
from cases.selectors import records
from cases.selectors.records import CaseRecord, VictimRecord
from cases.services import allocation, contact_points
from cases.services.people import RightsChange
from communications.services import duties, onboarding
from web.middleware import actor_of
from web.workspace.forms.contact import BeginContactForm, ContactPointForm, RightsForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import people
from web.workspace.reached import Reached, whom

_ANSWERS = {"yes": True, "no": False, "unknown": None}


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def begin(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Begin contact with a victim: their officer, the service, the first promise and the first letter."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    policies.require(actor=actor, permission=Permission.ENTER_CASE_FACTS, case=record.case)
    officers = allocation.officers_for(case=record.case, at=now)
    form = BeginContactForm(
        posted(request),
        officers=[(str(officer.pk), f"{officer.full_name}, {officer.job_title}") for officer in officers],
        initial={"service_tier": known.victim.service_tier},
    )
    if request.method == "POST" and form.is_valid():
        chosen = next(officer for officer in officers if str(officer.pk) == form.cleaned_data["officer"])
        try:
            beginning = onboarding.start_contact(
                victim_id=victim_id,
                officer=chosen,
                service_tier=ServiceTier(form.cleaned_data["service_tier"]),
                actor=actor,
                at=now,
            )
        except onboarding.AlreadyInContact as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, people.beginning_words(beginning))
            return redirect("workspace:case-people", case_id=case_id)
    return _shown(request, "workspace/begin_contact.html", record, known, form, now)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def add_point(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, connection_id: uuid.UUID | None = None
) -> HttpResponse:
    """Add an address or number of the victim, or of a relative; the same one again replaces the version before."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    reached = whom(case=record.case, known=known, connection_id=connection_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=record.case)
    form = ContactPointForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            contact_points.add_contact_point(
                case_id=case_id,
                person_id=reached.person.pk,
                kind=ContactPointKind(form.cleaned_data["kind"]),
                value=form.cleaned_data["value"],
                is_safe=form.cleaned_data["is_safe"],
                may_leave_voicemail=form.cleaned_data["may_leave_voicemail"],
                source="VICTIM" if reached.connection is None else "RELATIVE",
                actor=actor,
                at=now,
            )
        except contact_points.UnusableContactPoint as refused:
            form.add_error("value", str(refused))
        else:
            messages.success(request, "Recorded. Whatever has not been sent yet is checked against it.")
            return reached.to_contact()
    return _shown(request, "workspace/contact_point.html", record, known, form, now, reached=reached)


@require_POST
@missing_is_404
def end_point(
    request: HttpRequest,
    case_id: uuid.UUID,
    victim_id: uuid.UUID,
    point_id: uuid.UUID,
    connection_id: uuid.UUID | None = None,
) -> HttpResponse:
    """Stop using an address or number."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    reached = whom(case=record.case, known=record.victim(victim_id), connection_id=connection_id)
    contact_points.withdraw_contact_point(case_id=case_id, contact_point_id=point_id, actor=actor, at=now)
    messages.success(request, "It is not used any more.")
    return reached.to_contact()


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def rights(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Record grounds of enhanced rights as they become known; open clocks are counted again and only ever shortened."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    policies.require(actor=actor, permission=Permission.ENTER_CASE_FACTS, case=record.case)
    form = RightsForm(posted(request), initial=people.rights_answers(known.victim))
    if request.method == "POST" and form.is_valid():
        moved = duties.change_rights(
            victim_id=victim_id,
            change=RightsChange(
                is_vulnerable=_ANSWERS[form.cleaned_data["is_vulnerable"]],
                is_intimidated=_ANSWERS[form.cleaned_data["is_intimidated"]],
                is_persistently_targeted=_ANSWERS[form.cleaned_data["is_persistently_targeted"]],
            ),
            actor=actor,
            at=now,
        )
        messages.success(request, people.rights_words(moved))
        return redirect("workspace:case-people", case_id=case_id)
    return _shown(request, "workspace/rights.html", record, known, form, now)


def _shown(
    request: HttpRequest,
    template: str,
    record: CaseRecord,
    known: VictimRecord,
    form: Any,
    at: dt.datetime,
    *,
    reached: Reached | None = None,
) -> HttpResponse:
    case_id, victim_id = record.case.pk, known.victim.pk
    looked_at(request, known.victim, case_id=case_id, victim_ids=[victim_id], at=at)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": (reached.person if reached is not None else known.victim.person).full_name,
        "back": reached.back if reached is not None else people.back_to(case_id),
        "form": form,
    }
    return page(request, template, context, section="workspace:cases")
