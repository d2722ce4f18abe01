"""Stop, restart or extend the work on something owed: asked for by one person, answered by another (W3)."""

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
from cases.models import Obligation, TransitionRequest
from cases.rules.transitions import NotNow, UnfitTarget, open_to
from cases.rules.vocabulary import (
    DecisionCode,
    ExemptionReason,
    TransitionKind,
    TransitionOutcome,
    TransitionReason,
)
from cases.selectors import records
from cases.selectors import transitions as selector
from cases.services import transitions as service
from web import formatting
from web.components import Row
from web.middleware import actor_of
from web.workspace import words
from web.workspace.forms.transitions import TransitionAnswerForm, TransitionForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page

_DONE = {
    TransitionKind.STOP: "Stopped. Nothing leaves until somebody else answers. The clock goes on.",
    TransitionKind.RESTART: "Asked for. It goes on when somebody else approves.",
    TransitionKind.EXTEND: "Asked for. The new target counts when somebody else approves. The deadline stays.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def transitions(request: HttpRequest, obligation_id: uuid.UUID) -> HttpResponse:
    """Show what was changed about something owed, ask for a change, or answer one that somebody else asked for."""
    actor, now = actor_of(request), timezone.now()
    owed = records.visible_obligation(viewer=actor, obligation_id=obligation_id)
    may_ask = policies.can(actor=actor, permission=Permission.PROPOSE_EXEMPTION, case=owed.case)
    may_answer = policies.can(actor=actor, permission=Permission.APPROVE_EXEMPTION, case=owed.case)
    if not (may_ask or may_answer):
        raise NotPermitted(actor=actor, permission=Permission.PROPOSE_EXEMPTION, is_about_an_object=False)
    trail = selector.trail(obligation=owed)
    waiting = next((row for row in trail if selector.answer_of(request=row) is None), None)
    is_open = owed.state == "OPEN"
    ask_form = answer_form = None
    if waiting is not None and is_open and may_answer and waiting.requested_by != actor.label:
        answer_form = TransitionAnswerForm(posted(request))
    elif waiting is None and is_open and may_ask:
        ask_form = TransitionForm(posted(request), kinds=open_to(standing=service.standing_of(obligation=owed)))
    if request.method == "POST":
        said = ""
        if answer_form is not None and waiting is not None and answer_form.is_valid():
            said = _answer(answer_form, waiting, request)
        elif ask_form is not None and ask_form.is_valid():
            said = _ask(ask_form, owed, request)
        if said:
            messages.success(request, said)
            return redirect("workspace:case-decisions", case_id=owed.case_id)
    looked_at(request, owed, case_id=owed.case_id, victim_ids=[owed.victim_id], at=now)
    answers = [answer.answered_by for row in trail if (answer := selector.answer_of(request=row)) is not None]
    names = names_of([*(row.requested_by for row in trail), *answers])
    context = {
        "form": answer_form or ask_form,
        "is_answer": answer_form is not None,
        "is_open": is_open,
        "is_waiting": waiting is not None,
        "is_stopped": owed.is_stopped,
        "case_id": owed.case_id,
        "rows": _facts(owed),
        "trail": [_trail_row(row, names) for row in trail],
    }
    return page(request, "workspace/transitions.html", context, section="workspace:cases")


def _ask(form: TransitionForm, owed: Obligation, request: HttpRequest) -> str:
    kind, reason, to_at = form.asked
    try:
        service.ask(
            obligation_id=owed.pk,
            kind=kind,
            reason=reason,
            words=form.cleaned_data["words"],
            to_at=to_at,
            actor=actor_of(request),
            at=timezone.now(),
        )
    except UnfitTarget:
        form.add_error("target_on", "The new date must be after the present target and not in the past")
        return ""
    except NotNow:
        form.add_error(None, "Somebody else changed this meanwhile. Open the page again")
        return ""
    return _DONE[kind]


def _answer(form: TransitionAnswerForm, waiting: TransitionRequest, request: HttpRequest) -> str:
    outcome = TransitionOutcome(form.cleaned_data["outcome"])
    try:
        service.answer(
            request_id=waiting.pk,
            outcome=outcome,
            note=form.cleaned_data["note"],
            actor=actor_of(request),
            at=timezone.now(),
        )
    except service.AlreadyAnswered:
        form.add_error(None, "Somebody else answered this first")
        return ""
    return f"{outcome.label}. It is on record with both names."


def _facts(owed: Obligation) -> list[Row]:
    rows = [
        Row(key="Victim", value=owed.victim.person.full_name),
        Row(key="Decision", value=DecisionCode(owed.decision.code).label),
        Row(
            key="Statutory deadline",
            value=(formatting.date_time_words(owed.due_at), "It never moves. A letter sent after it counts as late."),
        ),
    ]
    if owed.target_at is not None:
        rows.append(Row(key="Agreed target", value=formatting.date_time_words(owed.target_at)))
    rows.append(Row(key="Now", value="Stopped: nothing leaves" if owed.is_stopped else "Going on"))
    return rows


def _trail_row(asked: TransitionRequest, names: dict[str, str]) -> Row:
    kind = TransitionKind(asked.kind)
    reason = (
        words.EXEMPTIONS[ExemptionReason(asked.reason)]
        if kind is TransitionKind.NOT_REQUIRED
        else TransitionReason(asked.reason).label
    )
    lines = [
        f"{reason}. {asked.words}",
        f"Asked for by {words.who(asked.requested_by, names)}, {formatting.date_time_words(asked.requested_at)}",
    ]
    if asked.to_at is not None:
        before, after = formatting.date_time_words(asked.from_at), formatting.date_time_words(asked.to_at)
        lines.append(f"From {before} to {after}")
    answer = selector.answer_of(request=asked)
    if answer is None:
        lines.append("Waits for somebody else to answer")
    else:
        when = formatting.date_time_words(answer.answered_at)
        outcome = TransitionOutcome(answer.outcome).label
        lines.append(f"{outcome} by {words.who(answer.answered_by, names)}, {when}. {answer.note}".strip())
    return Row(key=kind.label, value=tuple(lines))
