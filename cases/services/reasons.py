"""Sends the reasons of a decision back to the prosecutor, and adds what was missing. Rows are only ever added (W5).

The decision itself never changes, and neither does the clock of its letter: late information does not make a letter
less late (domain.md 2.4).
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Case, Decision, Obligation, ReasonsReturn, ReasonsSupplement
from cases.rules.reasons import ReasonsGiven, answer_due, require_of_stage
from cases.rules.vocabulary import MissingReason, ObligationState, WorkKind
from cases.selectors import reasons as selector
from cases.services import reference, work


class AlreadySentBack(Exception):
    """The reasons were sent back before and still wait for the prosecutor."""


class AlreadySupplemented(Exception):
    """Somebody else supplemented them first."""


class NothingWaits(Exception):
    """No letter about this decision is still to be written, so that nothing is missing any more."""


class SaysNothing(ValueError):
    """What is missing was not named, or nothing was supplemented."""


@transaction.atomic
def send_back(
    *, decision_id: uuid.UUID, missing: Iterable[MissingReason], words: str, actor: Actor, at: dt.datetime
) -> ReasonsReturn:
    """Say that no letter can be written from the reasons of a decision; the prosecutor's unit gets work with a date.

    The date is before the letter's own clock, which goes on (REAS-4). Counted for managers by the month in which the
    unit was told of the decision.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        SaysNothing: nothing is named as missing, or not in words.
        NothingWaits: no letter about this decision is open.
        AlreadySentBack: they wait for the prosecutor already.
        BeyondHorizon: the calendar does not reach the date.
    """
    decision = _locked(decision_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=decision.case)
    codes = [code.value for code in MissingReason if code in set(missing)]
    if not codes or not words.strip():
        raise SaysNothing("Say what is missing")
    due = (
        Obligation.objects.filter(decision=decision, state=ObligationState.OPEN)
        .order_by("due_at")
        .values_list("due_at", flat=True)
        .first()
    )
    if due is None:
        raise NothingWaits("No letter about this decision is still to be written")
    trail = selector.trails(decisions=[decision])[decision.pk]
    if trail.waiting is not None:
        raise AlreadySentBack("The reasons wait for the prosecutor already")
    returned = ReasonsReturn.objects.create(
        decision=decision,
        number=len(trail.returns) + 1,
        missing=codes,
        words=words.strip(),
        due_at=answer_due(at=at, letter_due_at=due, calendar=reference.load_calendar()),
        returned_at=at,
        returned_by=actor.label,
    )
    work.raise_item(
        kind=WorkKind.REASONS_WANTED,
        key=work_key(return_id=returned.pk),
        summary="The letter cannot be written from the reasons that were given: say what is missing",
        actor=actor,
        at=at,
        case=decision.case,
        about=f"reasons:{returned.pk}",
        due_at=returned.due_at,
    )
    audit.record(
        actor=actor,
        verb=Verb.SENT_BACK,
        subject=returned,
        at=at,
        case_id=decision.case_id,
        detail={"decision": decision.pk, "number": returned.number},
    )
    return returned


@transaction.atomic
def supplement(*, return_id: uuid.UUID, given: ReasonsGiven, actor: Actor, at: dt.datetime) -> ReasonsSupplement:
    """Add what was missing from the reasons of a decision. A part left empty stays as it was (REAS-3).

    Raises:
        NotPermitted: the actor may not record decisions of this case.
        ReasonOfAnotherStage: a specific reason does not belong to the stage that was not met.
        SaysNothing: every part is empty.
        AlreadySupplemented: somebody else did.
    """
    returned = ReasonsReturn.objects.get(pk=return_id)
    decision = _locked(returned.decision_id)
    policies.require(actor=actor, permission=Permission.RECORD_DECISION, case=decision.case)
    require_of_stage(test_failed=given.test_failed, specific=given.specific)
    texts = (given.reasons, given.new_information, given.victim_views, given.what_continues, given.sensitivities)
    if not given.specific and not any(text.strip() for text in texts):
        raise SaysNothing("Say what was missing")
    if ReasonsSupplement.objects.filter(answers=returned).exists():
        raise AlreadySupplemented("Somebody else supplemented these reasons first")
    added = ReasonsSupplement.objects.create(
        answers=returned,
        decision=decision,
        test_failed=given.test_failed,
        specific_reasons=[reason.value for reason in given.specific],
        reasons=given.reasons.strip(),
        new_information=given.new_information.strip(),
        victim_views=given.victim_views.strip(),
        what_continues=given.what_continues.strip(),
        sensitivities=given.sensitivities.strip(),
        supplemented_at=at,
        supplemented_by=actor.label,
    )
    work.settle(key=work_key(return_id=returned.pk), outcome="Supplemented", actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=Verb.SUPPLEMENTED,
        subject=added,
        at=at,
        case_id=decision.case_id,
        detail={"decision": decision.pk, "number": returned.number},
    )
    return added


def work_key(*, return_id: uuid.UUID) -> str:
    """Name the item of work that asks the prosecutor's unit to supplement reasons."""
    return f"reasons:{return_id}"


def _locked(decision_id: uuid.UUID) -> Decision:
    """Read a decision under the lock of its case, as recording one takes it: two people at once follow each other."""
    decision = Decision.objects.get(pk=decision_id)
    decision.case = (
        Case.objects.select_for_update(no_key=True, of=("self",))
        .select_related("area", "unit")
        .get(pk=decision.case_id)
    )
    return decision
