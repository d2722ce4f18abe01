"""Watches provisional stops: once nobody may ask for a review any more, a prosecutor is asked to decide (PS-4).

The service ends no case by itself. What becomes final is recorded by a prosecutor, and its letter tells the victim.
"""

import contextlib
import datetime as dt
import uuid

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts import actors
from accounts.actors import Actor
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Obligation, ReviewRequest, WorkItem
from cases.rules import reviews
from cases.rules.reviews import AskerFacts
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import ObligationState, ReviewAsker, ReviewState, ReviewText, WorkKind, WorkState
from cases.rules.working_days import BeyondHorizon, london_date
from cases.services import reference, review_rights, work

#: Provisional stops looked at in one sweep.
BATCH = 500
_ACTOR = actors.system(SystemProcess.DEADLINES)
_STEM = "provisional-passed:"


def work_key(*, obligation_id: uuid.UUID) -> str:
    """Name the work item that asks for the final decision after a provisional stop."""
    return f"{_STEM}{obligation_id}"


def look(*, at: dt.datetime) -> int:
    """Ask for the final decision wherever the time for answering a provisional stop has passed; return how often.

    Also closes what was asked and is no longer wanted: the decision is recorded, or somebody asked for a review after
    all. Safe to run twice, at once, late or killed: each stop is locked by itself and asked about once.
    """
    _close(at=at)
    key = Concat(Value(_STEM), Cast(OuterRef("pk"), CharField()))
    waiting = Obligation.objects.filter(
        ~Exists(WorkItem.objects.filter(key=key)),
        ~Exists(_decided_later(OuterRef("victim_id"), OuterRef("decided_at"))),
        review_text=ReviewText.EXPEDITED_PILOT,
        state=ObligationState.MET,
    )
    raised = 0
    for obligation_id in list(waiting.order_by("met_at", "id").values_list("id", flat=True)[:BATCH]):
        with contextlib.suppress(BeyondHorizon, NoLimitInForce, reference.NothingPublished):
            raised += _ask(obligation_id, actor=_ACTOR, at=at)
    return raised


def _close(*, at: dt.datetime) -> None:
    """Close what was asked about a stop that a prosecutor has decided, or of which a review was asked for after all."""
    for item in WorkItem.objects.filter(key__startswith=_STEM, state=WorkState.OPEN).order_by("id")[:BATCH]:
        obligation = Obligation.objects.get(pk=item.key.removeprefix(_STEM))
        is_decided = _decided_later(obligation.victim_id, obligation.decided_at).exists()
        open_requests = ReviewRequest.objects.filter(
            victim_id=obligation.victim_id,
            decision_id=obligation.decision_id,
            state__in=[ReviewState.REQUESTED, ReviewState.EXPEDITED_REVIEW],
        )
        if is_decided:
            work.settle(key=item.key, outcome="The final decision is recorded", actor=_ACTOR, at=at)
        elif open_requests.exists():
            work.settle(key=item.key, outcome="A review was asked for after all", actor=_ACTOR, at=at)


def _decided_later(victim_id: uuid.UUID | OuterRef, decided_at: dt.datetime | OuterRef) -> "QuerySet[Obligation]":
    return Obligation.objects.filter(victim_id=victim_id, decided_at__gt=decided_at)


@reference.read_once()
@transaction.atomic
def _ask(obligation_id: uuid.UUID, *, actor: Actor, at: dt.datetime) -> bool:
    obligation = (
        Obligation.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("case", "victim__officer", "decision")
        .filter(pk=obligation_id)
        .first()
    )
    if obligation is None or WorkItem.objects.filter(key=work_key(obligation_id=obligation_id)).exists():
        return False
    on = london_date(at=at)
    right = review_rights.right_of(obligation=obligation, asker=AskerFacts(asker=ReviewAsker.VICTIM), on=on)
    states = ReviewRequest.objects.filter(victim=obligation.victim, decision=obligation.decision)
    if not reviews.is_final_decision_due(
        response_due_on=right.ordinary_window_ends_on,
        states=tuple(map(ReviewState, states.values_list("state", flat=True))),
        on=on,
    ):
        return False
    work.raise_item(
        kind=WorkKind.REVIEW_FOLLOW_UP,
        key=work_key(obligation_id=obligation_id),
        summary="The time for answering the provisional decision has passed and nobody asked for a review. A "
        "prosecutor records the final decision, and its letter tells the victim.",
        actor=actor,
        at=at,
        case=obligation.case,
        victim=obligation.victim,
        about=f"obligation:{obligation.pk}",
    )
    audit.record(
        actor=actor, verb=Verb.WARNED, subject=obligation, at=at, case_id=obligation.case_id,
        victim_id=obligation.victim_id,
    )  # fmt: skip
    return True
