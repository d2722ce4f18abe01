"""The list of victims, finding one, and giving one to an officer."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.permissions import Permission
from accounts.policies import holds_anywhere
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.rules.vocabulary import HandoverReason
from cases.selectors import records
from cases.services import allocation
from communications.rules.vocabulary import ListName
from communications.selectors import saved_views, victim_list
from communications.selectors.work_lines import Place
from communications.services import sharing_out
from web.middleware import actor_of
from web.workspace import saving
from web.workspace.forms.answers import FindVictimForm
from web.workspace.forms.contact import AllocateForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import handovers, people
from web.workspace.presenters import victims as presenter


@require_http_methods(["GET", "HEAD", "POST"])
def victims(request: HttpRequest) -> HttpResponse:
    """Show whoever waits longest first. What was searched for travels in the body, never in an address."""
    actor, now = actor_of(request), timezone.now()
    chosen, order = presenter.read_filter(request.GET), presenter.read_order(request.GET)
    pairs = presenter.pairs_of(chosen)
    view_form = saving.view_form(request, pairs)
    done = saving.answered(
        request, view_form, list_name=ListName.VICTIMS, pairs=pairs, base=reverse("workspace:victims"), at=now
    )
    if done is not None:
        return done
    is_search = request.method == "POST" and request.POST.get("answer") == "search"
    find = FindVictimForm(request.POST if is_search else None)
    found = None
    if is_search and find.is_valid():
        found = victim_list.search_victims(viewer=actor, words=find.cleaned_data["words"], at=now)
        audit.record(
            actor=actor, verb=Verb.SEARCHED, subject=("page", "victims"), at=now, detail={"found": len(found.lines)}
        )
    shown = victim_list.victims_for(
        viewer=actor,
        at=now,
        chosen=chosen,
        order=order,
        after=Place.parse(request.GET.get("after", "")),
        before=Place.parse(request.GET.get("before", "")),
    )
    may_allocate = holds_anywhere(actor=actor, permission=Permission.ALLOCATE_VICTIM)
    saved = saved_views.views_of(viewer=actor, list_name=ListName.VICTIMS)
    audit.record_list(
        actor=actor,
        subject=("page", "victims"),
        at=now,
        shown=[(line.victim.case_id, line.victim.pk) for line in (found or shown).lines],
    )
    context = {
        "list": presenter.present(
            page=shown,
            chosen=chosen,
            order=order,
            saved=saved,
            may_allocate=may_allocate,
            may_see_signs=holds_anywhere(actor=actor, permission=Permission.LOG_CONTACT),
            at=now,
        ),
        "found_heading": presenter.found_heading(found) if found is not None else "",
        "cards": presenter.found_cards(found, may_allocate=may_allocate, at=now) if found is not None else None,
        "bulk_href": presenter.bulk_href(chosen)
        if holds_anywhere(actor=actor, permission=Permission.WRITE_LETTER)
        else "",
        "find": find,
        "view_form": view_form,
        "errors": [*find.error_links, *(view_form.error_links if view_form else [])],
    }
    return page(request, "workspace/victims.html", context, section="workspace:victims")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def allocate(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Say which officer is a victim's contact from now on; their open work goes with them."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    policies.require(actor=actor, permission=Permission.ALLOCATE_VICTIM, case=record.case)
    officers = {str(officer.pk): officer for officer in allocation.officers_for(case=record.case, at=now)}
    current = known.victim.officer
    form = AllocateForm(
        posted(request),
        officers=presenter.officer_choices(officers.values()),
        nobody=presenter.NOBODY,
        has_contact=current is not None,
        initial={"officer": str(current.pk) if current else "", "seen": str(current.pk) if current else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = _named(form, victim_id, officers.get(form.cleaned_data["officer"]), actor=actor, at=now)
        except (allocation.ChangedMeanwhile, allocation.UnableToHold) as refused:
            form.add_error("officer", str(refused))
        else:
            messages.success(request, done)
            return redirect("workspace:case-people", case_id=case_id)
    looked_at(request, known.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": known.victim.person.full_name,
        "officer": current.full_name if current else "",
        "back": people.back_to(case_id),
        "form": form,
    }
    return page(request, "workspace/allocate.html", context, section="workspace:victims")


def _named(
    form: AllocateForm, victim_id: uuid.UUID, officer: StaffUser | None, *, actor: Actor, at: dt.datetime
) -> str:
    """Make the one call: where one contact takes the place of another, the person is told; return what to say."""
    answers = form.cleaned_data
    seen = answers["seen"]
    if officer is not None and seen is not None and officer.pk != seen and answers.get("change"):
        changed = sharing_out.give(
            victim_id=victim_id,
            seen_officer_id=seen,
            to_officer=officer,
            reason=HandoverReason(answers["change"]),
            note=answers["reason"],
            actor=actor,
            at=at,
        )
        return handovers.given_words(changed)
    allocation.allocate(
        victim_id=victim_id, officer=officer, seen_officer_id=seen, reason=answers["reason"], actor=actor, at=at
    )
    return "Recorded. Their open work goes with them."
