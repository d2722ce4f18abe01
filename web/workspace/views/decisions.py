"""Record a decision; confirm or reject one that the court feed proposes."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from cases import policies
from cases.models import DecisionProposal
from cases.rules.vocabulary import DecisionCode, DecisionMaker
from cases.rules.working_days import BeyondHorizon
from cases.selectors import records
from cases.services.decisions import ConflictingDecision, DecidedInFuture, RecordedDecision, UnknownCharge
from cases.services.reference import NothingPublished
from cases.services.replacements import UnusableReplacement
from communications.services import duties
from web import formatting
from web.middleware import actor_of
from web.workspace.forms.decisions import DecisionForm, RejectProposalForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def record_decision(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Record what was decided. One form, one call; everything owed follows in the same transaction."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    policies.require(actor=actor, permission=Permission.RECORD_DECISION, case=record.case)
    form = DecisionForm(
        posted(request),
        charges=[each.charge for each in record.charges],
        now=now,
        initial={"key": f"form:{uuid.uuid4()}", "made_by": DecisionMaker.CPS.value, "meeting": "yes"},
    )
    if request.method == "POST" and form.is_valid():
        recorded = _try(form, lambda: duties.record_decision(case_id=case_id, entry=form.entry(), actor=actor, at=now))
        if recorded is not None:
            messages.success(request, _recorded_words(recorded))
            return redirect("workspace:case-decisions", case_id=case_id)
    looked_at(request, record.case, case_id=case_id, victim_ids=[row.victim.pk for row in record.victims], at=now)
    context = {
        "form": form,
        "identity": case_presenter.identity(record.case),
        "case_id": case_id,
        "victims": formatting.and_list([row.victim.person.full_name for row in record.victims]),
    }
    return page(request, "workspace/record_decision.html", context, section="workspace:cases")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def proposal(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """Answer a decision that the court feed proposes: confirm it, corrected if need be, or reject it with a reason."""
    actor, now = actor_of(request), timezone.now()
    proposed = records.visible_proposal(viewer=actor, proposal_id=proposal_id)
    policies.require(actor=actor, permission=Permission.RECORD_DECISION, case=proposed.case)
    record = records.case_record(viewer=actor, case_id=proposed.case_id)
    answer = request.POST.get("answer", "")
    form = DecisionForm(
        request.POST if answer == "confirm" else None,
        charges=[each.charge for each in record.charges],
        now=now,
        initial=_suggested(proposed),
    )
    reject_form = RejectProposalForm(request.POST if answer == "reject" else None, prefix="reject")
    if answer == "confirm" and form.is_valid():
        recorded = _try(
            form,
            lambda: duties.confirm_proposal(proposal_id=proposal_id, entry=form.entry(), actor=actor, at=now),
        )
        if recorded is not None:
            messages.success(request, _recorded_words(recorded))
            return redirect("workspace:case-decisions", case_id=proposed.case_id)
    if answer == "reject" and reject_form.is_valid():
        try:
            duties.reject_proposal(
                proposal_id=proposal_id, reason=reject_form.cleaned_data["reason"], actor=actor, at=now
            )
        except duties.AlreadyAnswered:
            reject_form.add_error(None, "Somebody else answered this proposal first")
        else:
            messages.success(request, "Proposal rejected. Nothing is sent.")
            return redirect("workspace:case", case_id=proposed.case_id)
    looked_at(request, proposed, case_id=proposed.case_id, victim_ids=[row.victim.pk for row in record.victims], at=now)
    context = {
        "form": reject_form if answer == "reject" else form,
        "confirm_form": form,
        "reject_form": reject_form,
        "identity": case_presenter.identity(record.case),
        "case_id": proposed.case_id,
        "proposed": DecisionCode(proposed.code).label,
        "why": proposed.why,
        "decided": formatting.date_time_words(proposed.decided_at),
        "is_open": proposed.state == "OPEN",
    }
    return page(request, "workspace/proposal.html", context, section="workspace:cases")


def _suggested(proposed: DecisionProposal) -> dict[str, object]:
    """Fill the form with what the feed suggests; a person may correct all of it."""
    local = proposed.decided_at.astimezone(formatting.LONDON)
    return {
        "key": f"proposal:{proposed.pk}",
        "code": proposed.code,
        "made_by": proposed.made_by,
        "decided_on": local.date(),
        "decided_time": formatting.time_words(proposed.decided_at),
        "charges": [str(charge.pk) for charge in proposed.charges.all()],
        "meeting": "yes",
    }


def _try(form: DecisionForm, call: Callable[[], RecordedDecision]) -> RecordedDecision | None:
    """Make the one call; put what the service refuses beside the field it is about."""
    try:
        return call()
    except DecidedInFuture:
        form.add_error("decided_on", "The date of the decision must be in the past")
    except UnknownCharge:
        form.add_error("charges", "Select charges of this case")
    except UnusableReplacement:
        form.add_error("replaced_by", "Select another charge of this case, or name a new one")
    except ConflictingDecision:
        form.add_error(None, "This decision was already recorded with other answers. Open the case to see it")
    except NothingPublished:
        form.add_error("decided_on", "No time limits are known for this day. Check the date of the decision")
    except BeyondHorizon:
        form.add_error(
            None,
            "The bank holidays for the due date are not known yet, so nothing was recorded. "
            "Ask the administrator to load them",
        )
    except duties.AlreadyAnswered:
        form.add_error(None, "Somebody else answered this proposal first")
    return None


def _recorded_words(recorded: RecordedDecision) -> str:
    if not recorded.is_new:
        return "This decision was already recorded. Nothing was recorded twice."
    owed: list[dt.datetime] = [duty.obligation.due_at for duty in recorded.duties if duty.obligation is not None]
    if not owed:
        return "Decision recorded. No letter is owed for it."
    first = formatting.weekday_words(formatting.london_date(at=min(owed)))
    return f"Decision recorded. {formatting.count_words(len(owed), 'letter')} owed, the first by {first}."
