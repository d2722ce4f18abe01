"""Reasons that a letter cannot be written from: sent back by whoever writes, supplemented by the prosecutor (W5)."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.selectors import names_of
from cases import policies
from cases.rules.vocabulary import DecisionCode, MissingReason
from cases.rules.working_days import BeyondHorizon
from cases.selectors import reasons as selector
from cases.services import reasons
from communications.models import Communication
from communications.selectors import letters
from communications.services import decision_reasons
from web import formatting
from web.components import Row
from web.middleware import actor_of
from web.workspace.forms.reasons import ReasonsReturnForm, SupplementForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import reasons as presenter


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def send_back(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Send the reasons of the decision behind a letter back to the prosecutor, with what is missing."""
    actor, now = actor_of(request), timezone.now()
    found = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=found.case)
    if found.obligation is None:
        # An update rests on no decision: there is nothing to send back.
        raise Communication.DoesNotExist
    decision = found.obligation.decision
    form = ReasonsReturnForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            returned = reasons.send_back(
                decision_id=decision.pk,
                missing=[MissingReason(code) for code in form.cleaned_data["missing"]],
                words=form.cleaned_data["words"],
                actor=actor,
                at=now,
            )
        except reasons.AlreadySentBack:
            form.add_error(None, "The reasons were sent back already and wait for the prosecutor")
        except reasons.NothingWaits:
            form.add_error(None, "Nothing is owed for this decision any more")
        except BeyondHorizon:
            form.add_error(None, "The bank holidays are not known yet, so no date could be set. Ask the administrator")
        else:
            wanted = formatting.date_time_words(returned.due_at)
            messages.success(request, f"Sent back. The prosecutor is asked to answer by {wanted}.")
            return redirect("workspace:letter", letter_id=letter_id)
    trail = selector.trails(decisions=[decision])[decision.pk]
    looked_at(request, found, case_id=found.case_id, victim_ids=[found.victim_id], at=now)
    context = {
        "form": form if trail.waiting is None or form.is_bound else None,
        "letter_id": letter_id,
        "rows": [
            Row(key="Decision", value=DecisionCode(decision.code).label),
            *presenter.given_rows(selector.now_of(decision=decision, trail=trail)),
        ],
        "due": formatting.date_time_words(found.due_at) if found.due_at else "",
        "waiting": presenter.waiting_words(trail),
    }
    return page(request, "workspace/reasons_back.html", context, section="workspace:cases")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def supplement(request: HttpRequest, return_id: uuid.UUID) -> HttpResponse:
    """Add what was missing from the reasons; the decision itself stays as it was recorded."""
    actor, now = actor_of(request), timezone.now()
    returned = selector.visible_return(viewer=actor, return_id=return_id)
    decision = returned.decision
    policies.require(actor=actor, permission=Permission.RECORD_DECISION, case=decision.case)
    trail = selector.trails(decisions=[decision])[decision.pk]
    is_open = trail.waiting is not None and trail.waiting.pk == returned.pk
    form = SupplementForm(posted(request), now=selector.now_of(decision=decision, trail=trail))
    if request.method == "POST" and is_open and form.is_valid():
        try:
            decision_reasons.supplement(return_id=return_id, given=form.given(), actor=actor, at=now)
        except reasons.AlreadySupplemented:
            form.add_error(None, "Somebody else added to these reasons first")
        else:
            messages.success(request, "Added. The letter takes it up, and its writer is told.")
            return redirect("workspace:case-decisions", case_id=decision.case_id)
    victims = selector.victims_owed(decision=decision)
    looked_at(request, returned, case_id=decision.case_id, victim_ids=[victim.pk for victim in victims], at=now)
    names = names_of([returned.returned_by])
    context = {
        "form": form if is_open else None,
        "case_id": decision.case_id,
        "rows": presenter.return_rows(returned, names),
        "decision": DecisionCode(decision.code).label,
        "victims": formatting.and_list([victim.person.full_name for victim in victims]),
    }
    return page(request, "workspace/reasons_supplement.html", context, section="workspace:cases")
