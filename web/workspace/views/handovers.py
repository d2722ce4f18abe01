"""Hand a victim over to another officer: the offer, and the page on which it is read and answered (L8)."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.selectors import names_of
from cases import policies
from cases.models import Handover
from cases.rules.vocabulary import HandoverReason, HandoverState
from cases.selectors import agreed as agreed_selector
from cases.selectors import handovers as selector
from cases.selectors import records
from cases.selectors.records import CaseRecord, VictimRecord
from cases.services import allocation
from cases.services import handovers as case_service
from communications.selectors import letters
from communications.services import handovers as service
from web import formatting
from web.middleware import actor_of
from web.workspace.forms import handovers as forms
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import handovers as presenter
from web.workspace.presenters import people, victims


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def hand_over(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Offer a victim to another officer; one who has no contact yet is given to one instead."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    policies.require(actor=actor, permission=Permission.ALLOCATE_VICTIM, case=record.case)
    standing = selector.open_offers().filter(victim=victim_id).first()
    if standing is not None:
        return redirect("workspace:handover", handover_id=standing.pk)
    if known.victim.officer is None:
        return redirect("workspace:allocate", case_id=case_id, victim_id=victim_id)
    officers = {
        str(officer.pk): officer
        for officer in allocation.officers_for(case=record.case, at=now)
        if officer.pk != known.victim.officer_id
    }
    form = forms.OfferHandoverForm(posted(request), officers=victims.named_choices(officers.values()))
    if request.method == "POST" and form.is_valid():
        try:
            handover = service.offer(
                victim_id=victim_id,
                to_officer=officers[form.cleaned_data["officer"]],
                reason=HandoverReason(form.cleaned_data["reason"]),
                note=form.cleaned_data["note"],
                actor=actor,
                at=now,
            )
        except (
            case_service.AlreadyOffered,
            case_service.AlreadyTheirs,
            case_service.NobodyToHandOver,
            allocation.UnableToHold,
        ) as refused:
            form.add_error("officer", str(refused))
        else:
            messages.success(request, presenter.offer_words(handover))
            return redirect("workspace:handover", handover_id=handover.pk)
    looked_at(request, known.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        **_head(record, known),
        "officer": known.victim.officer.full_name,
        "form": form,
        "shown": _shown(actor, record, known),
        "allocate_href": reverse("workspace:allocate", args=[case_id, victim_id]),
    }
    return page(request, "workspace/hand_over.html", context, section="workspace:victims")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def handover(request: HttpRequest, handover_id: uuid.UUID) -> HttpResponse:
    """Show one handover with what the record says; the receiver answers, others may take it back."""
    actor, now = actor_of(request), timezone.now()
    row = selector.visible_handover(viewer=actor, handover_id=handover_id)
    record = records.case_record(viewer=actor, case_id=row.victim.case_id)
    known = record.victim(row.victim_id)
    is_receiver = actor.identifier == str(row.to_officer_id)
    may_take_back = policies.can(actor=actor, permission=Permission.ALLOCATE_VICTIM, case=record.case)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    answering = forms.AnswerHandoverForm(request.POST if what == "answer" else None)
    taking_back = forms.WithdrawHandoverForm(request.POST if what == "withdraw" else None)
    try:
        if answering.is_valid():
            return _answered(request, row, answering, now)
        if taking_back.is_valid():
            case_service.withdraw(handover_id=row.pk, words=taking_back.cleaned_data["taken_back"], actor=actor, at=now)
            messages.success(request, "Taken back. Nothing has changed for the person.")
            return redirect("workspace:handover", handover_id=row.pk)
    except case_service.NotOpen as refused:
        (answering if what == "answer" else taking_back).add_error(None, str(refused))
        row = selector.visible_handover(viewer=actor, handover_id=handover_id)
    looked_at(request, row, case_id=row.victim.case_id, victim_ids=[row.victim_id], at=now)
    is_open = row.state == HandoverState.OFFERED
    context = {
        **_head(record, known),
        "rows": presenter.offered_rows(
            row, names=names_of(presenter.labels(row)), today=formatting.london_date(at=now)
        ),
        "shown": _shown(actor, record, known),
        # What was typed stays in sight, also where somebody else was quicker.
        "answering": answering if is_receiver and (is_open or answering.is_bound) else None,
        "taking_back": taking_back if may_take_back and not is_receiver and (is_open or taking_back.is_bound) else None,
        "is_declined": row.state == HandoverState.DECLINED and may_take_back,
        "again_href": reverse("workspace:hand-over", args=[row.victim.case_id, row.victim_id]),
        "errors": [*answering.error_links, *taking_back.error_links],
    }
    return page(request, "workspace/handover.html", context, section="workspace:victims")


def _answered(request: HttpRequest, row: Handover, form: forms.AnswerHandoverForm, at: dt.datetime) -> HttpResponse:
    actor = actor_of(request)
    if form.cleaned_data["answer"] == forms.DECLINE:
        case_service.decline(handover_id=row.pk, words=form.cleaned_data["why"], actor=actor, at=at)
        messages.success(request, "Declined. They stay with their present contact, who reads why.")
    else:
        accepted = service.accept(handover_id=row.pk, actor=actor, at=at)
        messages.success(request, presenter.accepted_words(accepted))
    return redirect("workspace:handover", handover_id=row.pk)


def _head(record: CaseRecord, known: VictimRecord) -> dict[str, object]:
    return {
        "identity": case_presenter.identity(record.case),
        "name": known.victim.person.full_name,
        "back": people.back_to(record.case.pk),
    }


def _shown(actor: Actor, record: CaseRecord, known: VictimRecord) -> presenter.ShownRecord:
    victim = known.victim
    return presenter.record(
        known,
        promise=letters.open_promises(viewer=actor, case=record.case).get(victim.pk),
        missing=agreed_selector.gaps_of([victim])[victim.pk],
        work=selector.open_work(victim_id=victim.pk),
    )
