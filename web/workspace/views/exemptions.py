"""Nothing need be sent: proposed with a coded reason by one person, approved or refused by another."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.policies import NotPermitted
from accounts.selectors import names_of
from cases import policies
from cases.models import Obligation
from cases.rules.vocabulary import DecisionCode, ExemptionReason
from cases.selectors import records
from communications.services import exemptions
from web import formatting
from web.components import Row
from web.forms.base import GovukForm
from web.middleware import actor_of
from web.workspace import words
from web.workspace.forms.answers import ExemptionAnswerForm, ExemptionForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def exemption(request: HttpRequest, obligation_id: uuid.UUID) -> HttpResponse:
    """Propose that nothing need be sent, or answer such a proposal."""
    actor, now = actor_of(request), timezone.now()
    owed = records.visible_obligation(viewer=actor, obligation_id=obligation_id)
    proposed = records.exemption_proposal(obligation=owed)
    may_approve = policies.can(actor=actor, permission=Permission.APPROVE_EXEMPTION, case=owed.case)
    may_propose = policies.can(actor=actor, permission=Permission.PROPOSE_EXEMPTION, case=owed.case)
    if not (may_approve or may_propose):
        raise NotPermitted(actor=actor, permission=Permission.PROPOSE_EXEMPTION, is_about_an_object=False)
    is_answer = proposed is not None and may_approve and proposed.proposed_by != actor.label
    form: GovukForm
    if is_answer and proposed is not None:
        form = ExemptionAnswerForm(posted(request), initial={"reason": _reason_in(proposed.summary)})
    else:
        form = ExemptionForm(posted(request))
    is_offered = owed.state == "OPEN" and (is_answer or (proposed is None and may_propose))
    if request.method == "POST" and is_offered and form.is_valid():
        said = _act(form, owed, request, is_answer=is_answer)
        if said:
            messages.success(request, said)
            return redirect("workspace:case-decisions", case_id=owed.case_id)
    looked_at(request, owed, case_id=owed.case_id, victim_ids=[owed.victim_id], at=now)
    names = names_of([proposed.proposed_by] if proposed else [])
    context = {
        "form": form if is_offered else None,
        "is_answer": is_answer,
        "is_open": owed.state == "OPEN",
        "case_id": owed.case_id,
        "proposed": proposed.summary if proposed else "",
        "proposed_by": f"{words.who(proposed.proposed_by, names)}, {formatting.date_time_words(proposed.proposed_at)}"
        if proposed
        else "",
        "rows": [
            Row(key="Victim", value=owed.victim.person.full_name),
            Row(key="Decision", value=DecisionCode(owed.decision.code).label),
            Row(key="Due", value=formatting.date_time_words(owed.due_at)),
        ],
    }
    return page(request, "workspace/exemption.html", context, section="workspace:cases")


def _act(form: GovukForm, owed: Obligation, request: HttpRequest, *, is_answer: bool) -> str:
    """Make the one call; return what to say, or nothing when the service refused."""
    actor, now = actor_of(request), timezone.now()
    answers = form.cleaned_data
    try:
        if not is_answer:
            exemptions.ask(
                obligation_id=owed.pk,
                reason=ExemptionReason(answers["reason"]),
                note=answers["note"],
                actor=actor,
                at=now,
            )
            return "Proposed. The letter stays owed until a manager approves."
        if answers["answer"] == "refuse":
            exemptions.refuse(obligation_id=owed.pk, note=answers["note"], actor=actor, at=now)
            return "Refused. The letter is owed as before."
        exemptions.approve(
            obligation_id=owed.pk,
            reason=ExemptionReason(answers["reason"]),
            note=answers["note"],
            actor=actor,
            at=now,
        )
    except exemptions.AlreadyEnded:
        form.add_error(None, "Nothing is owed here any more: it was sent, replaced or settled meanwhile")
        return ""
    except exemptions.NeedsSecondPerson:
        form.add_error(None, "Somebody other than the person who proposed it must approve")
        return ""
    return "Approved. Nothing is sent, and the reason is on record."


def _reason_in(summary: str) -> str:
    """Find the coded reason that a proposal names, so that the approver need not choose it again."""
    return next((reason.value for reason in ExemptionReason if f'"{reason.label}"' in summary), "")
