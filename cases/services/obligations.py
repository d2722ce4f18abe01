"""Ends an obligation by a dispatch, and opens it again when the dispatch turns out not to have been one."""

import datetime as dt
import uuid

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Obligation
from cases.rules.vocabulary import ObligationState


def meet(*, obligation_id: uuid.UUID, met_at: dt.datetime, actor: Actor, at: dt.datetime) -> bool:
    """Record that the explanation left at `met_at`; False when the obligation had ended before.

    Runs in the transaction that settles the delivery. The first dispatch counts (domain.md 2.4), so an obligation that
    is met keeps its time.
    """
    obligation = Obligation.objects.select_for_update(of=("self",), no_key=True).get(pk=obligation_id)
    if obligation.state != ObligationState.OPEN:
        return False
    obligation.state = ObligationState.MET
    obligation.met_at = met_at
    obligation.save(update_fields=["state", "met_at"])
    _record(obligation, Verb.MET, actor=actor, at=at)
    return True


def reopen(*, obligation_id: uuid.UUID, actor: Actor, at: dt.datetime) -> bool:
    """Take back that it was met: the only message that carried the explanation bounced, so it was never sent.

    False when it was not met. The deadline stays what it was. Where a later decision corrects this one, nothing is owed
    for it any more: nobody read what was wrong, and the later one is explained by its own letter (F14).
    """
    obligation = Obligation.objects.select_for_update(of=("self",), no_key=True).get(pk=obligation_id)
    if obligation.state != ObligationState.MET:
        return False
    is_corrected = obligation.decision.corrected_by.exists()
    obligation.state = ObligationState.SUPERSEDED if is_corrected else ObligationState.OPEN
    obligation.met_at = None
    obligation.save(update_fields=["state", "met_at"])
    _record(obligation, Verb.SUPERSEDED if is_corrected else Verb.OPENED, actor=actor, at=at)
    return True


def count_review_from(*, obligation_id: uuid.UUID, moment: dt.datetime | None, actor: Actor, at: dt.datetime) -> None:
    """Let the time for asking for a review count from the aware ``moment`` at which a correction left (CORR-3).

    None takes that back: then it counts from the first letter. The time at which the explanation left stays what it
    was, so that a correction improves no figure. Runs in the transaction that settles the delivery.
    """
    obligation = Obligation.objects.select_for_update(of=("self",), no_key=True).get(pk=obligation_id)
    if obligation.review_counts_from_at == moment:
        return
    obligation.review_counts_from_at = moment
    obligation.save(update_fields=["review_counts_from_at"])
    _record(obligation, Verb.CHANGED, actor=actor, at=at)


def _record(obligation: Obligation, verb: Verb, *, actor: Actor, at: dt.datetime) -> None:
    audit.record(
        actor=actor, verb=verb, subject=obligation, at=at, case_id=obligation.case_id, victim_id=obligation.victim_id
    )
