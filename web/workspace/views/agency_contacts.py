"""Who else is in touch with a victim: police, witness care and others, what they tell, and whether it collides."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from accounts.selectors import names_of
from cases import policies
from cases.selectors import records
from cases.services import agency_contacts as service
from communications.selectors import collisions as selectors
from communications.services import collisions
from web.middleware import actor_of
from web.workspace.forms.agency_contacts import FAULT_FIELDS, AgencyContactForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import collisions as presenter
from web.workspace.presenters import people

_GONE = "Somebody has called this contact off already."


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def agency_contacts(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Show the contacts of others with a victim, what stands against ringing today, and record another contact."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    may_change = policies.can(actor=actor, permission=Permission.LOG_CONTACT, case=record.case)
    if request.method == "POST":
        policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=record.case)
    form = AgencyContactForm(posted(request), initial=AgencyContactForm.beginning(now=now))
    if request.method == "POST" and form.is_valid():
        try:
            service.record(victim_id=victim_id, entry=form.entry(), actor=actor, at=now)
        except service.UnusableContact as refused:
            for fault in refused.faults:
                form.add_error(FAULT_FIELDS[fault.part], fault.words)
        else:
            messages.success(request, "Recorded. Whoever rings or writes to them sees it first.")
            return redirect("workspace:agency-contacts", case_id=case_id, victim_id=victim_id)
    looked_at(request, known.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    found = selectors.contacts_of(victim=known.victim)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": known.victim.person.full_name,
        "back": people.back_to(case_id),
        "note": presenter.note(collisions.of_day(victim=known.victim, at=now)),
        "contacts": presenter.contacts(found, names=names_of(presenter.labels(found)), may_change=may_change),
        "form": form if may_change else None,
    }
    return page(request, "workspace/agency_contacts.html", context, section="workspace:cases")


@require_POST
@missing_is_404
def call_off(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, contact_id: uuid.UUID) -> HttpResponse:
    """Record that a contact does not take place, or was recorded by mistake."""
    actor, now = actor_of(request), timezone.now()
    records.case_record(viewer=actor, case_id=case_id).victim(victim_id)
    try:
        service.call_off(victim_id=victim_id, contact_id=contact_id, actor=actor, at=now)
    except service.AlreadyCalledOff:
        messages.success(request, _GONE)
    else:
        messages.success(request, "Called off. It stays in the record and stands against nothing any more.")
    return redirect("workspace:agency-contacts", case_id=case_id, victim_id=victim_id)
