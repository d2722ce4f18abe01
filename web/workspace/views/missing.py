"""Take up a letter that is missing: open what a decision owes and nobody opened, or start what has no draft (W12)."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from cases import policies
from cases.rules.case_rules import NoRouteInForce
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import DecisionCode, ObligationState
from cases.rules.working_days import BeyondHorizon
from cases.selectors import records, reviews
from cases.services.duty_checks import AlreadyOpened, NothingOwed
from cases.services.reference import NothingPublished
from communications.rules.vocabulary import LetterType
from communications.selectors import missing_letters as selector
from communications.services import missing_letters, review_missing
from web import formatting
from web.components import Row
from web.middleware import actor_of
from web.workspace.guards import looked_at, missing_is_404
from web.workspace.pages import page

_UNKNOWN_LIMIT = (
    "Nothing was opened: the time limits or bank holidays for this decision are not known. Ask the administrator"
)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def owed_unopened(request: HttpRequest, decision_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Open the letter that a decision owes a victim and that nobody opened; its clock starts at the decision."""
    actor, now = actor_of(request), timezone.now()
    found = selector.owed_unopened(viewer=actor, decision_id=decision_id, victim_id=victim_id)
    case = found.decision.case
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=case)
    problem = ""
    if request.method == "POST":
        try:
            owed = missing_letters.open_letter(decision_id=decision_id, victim_id=victim_id, actor=actor, at=now)
        except AlreadyOpened:
            messages.success(request, "Somebody else opened this letter first.")
            return redirect("workspace:case-decisions", case_id=case.pk)
        except NothingOwed:
            problem = "By the facts as they are now nothing is owed. This leaves your list by itself"
        except (NoRouteInForce, NoLimitInForce, BeyondHorizon, NothingPublished):
            problem = _UNKNOWN_LIMIT
        else:
            due = formatting.date_time_words(owed.due_at)
            messages.success(request, f"Letter opened. It is due by {due}, counted from the decision.")
            return redirect("workspace:case-decisions", case_id=case.pk)
    looked_at(request, found.decision, case_id=case.pk, victim_ids=[victim_id], at=now)
    context = {
        "heading": "Open a letter that is missing",
        "why": "By the rules this decision owes this person a letter, and none was opened.",
        "clock": "The clock started when the decision was made. A letter that is late by now will apologise.",
        "button": "Open the letter",
        "problem": problem,
        "is_open": not found.is_opened,
        "case_id": case.pk,
        "rows": [
            Row(key="Victim", value=found.victim.person.full_name),
            Row(key="Decision", value=DecisionCode(found.decision.code).label),
            Row(key="Decided", value=formatting.date_time_words(found.decision.decided_at)),
        ],
    }
    return page(request, "workspace/missing_letter.html", context, section="workspace:work")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def owed_unwritten(request: HttpRequest, obligation_id: uuid.UUID) -> HttpResponse:
    """Start the letter of something owed that has none."""
    actor, now = actor_of(request), timezone.now()
    owed = records.visible_obligation(viewer=actor, obligation_id=obligation_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=owed.case)
    problem = ""
    if request.method == "POST":
        try:
            letter = missing_letters.start_letter(obligation_id=obligation_id, actor=actor, at=now)
        except NothingOwed:
            problem = "No letter is to be written for this now: it was sent, replaced or settled meanwhile"
        except BeyondHorizon:
            problem = _UNKNOWN_LIMIT
        else:
            return redirect("workspace:letter", letter_id=letter.pk)
    looked_at(request, owed, case_id=owed.case_id, victim_ids=[owed.victim_id], at=now)
    context = {
        "heading": "Start a letter that is missing",
        "why": "This letter is owed, and nobody is writing it.",
        "clock": "",
        "button": "Start the letter",
        "problem": problem,
        "is_open": owed.state == ObligationState.OPEN
        and (not owed.is_blocked or owed.letter_type == LetterType.PROVISIONAL_STOP),
        "case_id": owed.case_id,
        "rows": [
            Row(key="Victim", value=owed.victim.person.full_name),
            Row(key="Decision", value=DecisionCode(owed.decision.code).label),
            Row(key="Due", value=formatting.date_time_words(owed.due_at)),
        ],
    }
    return page(request, "workspace/missing_letter.html", context, section="workspace:work")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def review_unwritten(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """Start the letter about a review that is owed and that nobody has."""
    actor, now = actor_of(request), timezone.now()
    asked = reviews.visible_review(viewer=actor, review_id=review_id).request
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=asked.case)
    problem = ""
    if request.method == "POST":
        try:
            letter = review_missing.start(request_id=review_id, actor=actor, at=now)
        except review_missing.NotMissing:
            problem = "No letter about this review is missing: it was started, or they were told, meanwhile"
        except (NoLimitInForce, BeyondHorizon, NothingPublished):
            problem = _UNKNOWN_LIMIT
        else:
            return redirect("workspace:letter", letter_id=letter.pk)
    looked_at(request, asked, case_id=asked.case_id, victim_ids=[asked.victim_id], at=now)
    context = {
        "heading": "Start a letter about a review",
        "why": "Somebody asked for a review. What they are owed by now is in no letter, and nobody told them.",
        "clock": "Its time counts from the day on which they asked. A letter that is late by now will apologise.",
        "button": "Start the letter",
        "problem": problem,
        "is_open": not problem and review_missing.is_missing(request_id=review_id),
        "case_id": asked.case_id,
        "rows": [
            Row(key="Victim", value=asked.victim.person.full_name),
            Row(key="Decision", value=DecisionCode(asked.decision.code).label),
            Row(key="Asked on", value=formatting.date_words(asked.received_on)),
        ],
    }
    return page(request, "workspace/missing_letter.html", context, section="workspace:work")
