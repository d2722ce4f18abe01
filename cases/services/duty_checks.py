"""Asks the rules again what decisions owe where nothing was opened, and opens what is owed after all (W12)."""

import contextlib
import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Case, Decision, DutyCheck, Obligation, Victim
from cases.rules.case_rules import NoRouteInForce
from cases.rules.time_limits import NoLimitInForce
from cases.rules.working_days import BeyondHorizon, london_date
from cases.selectors import facts
from cases.services import decisions, reference
from cases.services.decisions import VictimDuty
from cases.services.reference import NothingPublished


class AlreadyOpened(Exception):
    """Somebody else opened what was owed first."""


class NothingOwed(Exception):
    """By the rules and the facts of now nothing is owed to this victim for this decision."""


def check_some(*, limit: int, actor: Actor, at: dt.datetime) -> int:
    """Ask the rules about up to `limit` decisions with a victim for whom nothing was opened; return how many.

    Newest first. Each answer is kept with the mark of the facts it rests on, read before the facts themselves, so that
    a change in between is seen the next time. Answering twice gives the same: several may do it at once.
    """
    found = list(_unanswered().select_related("case").order_by("-recorded_at", "id")[:limit])
    for decision in found:
        _check(decision, actor=actor, at=at)
    return len(found)


@transaction.atomic
def open_owed(*, decision_id: uuid.UUID, victim_id: uuid.UUID, actor: Actor, at: dt.datetime) -> VictimDuty:
    """Open the obligation that a decision owes a victim and that nobody opened; its clock starts at the decision.

    Locks the case, as recording a decision does, so that two people at once open one.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        AlreadyOpened: there is one by now.
        NothingOwed: the rules say that none is owed, or a later decision corrects this one.
        NoRouteInForce, NoLimitInForce, BeyondHorizon, NothingPublished: the published rows do not reach to it.
    """
    decision = Decision.objects.get(pk=decision_id)
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("area").get(pk=decision.case_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=case)
    victim = Victim.objects.select_related("person", "officer").get(pk=victim_id, case=case)
    decision.case = victim.case = case
    if Obligation.objects.filter(decision=decision, victim=victim).exists():
        raise AlreadyOpened("This letter has been opened")
    if decision.corrected_by.exists():
        raise NothingOwed("A later decision corrects this one")
    answer = _answers(decision, [victim])[victim.pk]
    if answer.deadline is None:
        raise NothingOwed("Nothing is owed to this victim for this decision")
    opened = decisions.open_for(decision=decision, answer=answer, actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=Verb.OPENED,
        subject=opened.obligation or decision,
        at=at,
        case_id=case.pk,
        victim_id=victim.pk,
    )
    return opened


def _unanswered() -> "QuerySet[Decision]":
    """Find decisions in force with a victim for whom there is neither an obligation nor an answer of these facts."""
    opened = Obligation.objects.filter(decision=OuterRef(OuterRef("pk")), victim=OuterRef("pk"))
    answered = DutyCheck.objects.filter(
        decision=OuterRef(OuterRef("pk")), victim=OuterRef("pk"), facts_as_of=OuterRef("case__facts_changed_at")
    )
    without = Victim.objects.filter(case=OuterRef("case")).filter(~Exists(opened), ~Exists(answered))
    corrected = Decision.objects.filter(corrects=OuterRef("pk"))
    return Decision.objects.filter(~Exists(corrected), Exists(without))


def _check(decision: Decision, *, actor: Actor, at: dt.datetime) -> None:
    as_of = decision.case.facts_changed_at
    opened = Obligation.objects.filter(decision=decision).values("victim_id")
    victims = list(
        Victim.objects.filter(case=decision.case)
        .exclude(pk__in=opened)
        .select_related("person", "officer")
        .order_by("id")
    )
    answers: dict[uuid.UUID, VictimDuty] = {}
    # Where no published row reaches to the decision nobody can say that nothing is owed: a person must look.
    with contextlib.suppress(NothingPublished, NoRouteInForce, NoLimitInForce, BeyondHorizon):
        answers = _answers(decision, victims)
    DutyCheck.objects.bulk_create(
        [
            DutyCheck(
                decision=decision,
                victim=victim,
                is_owed=answer is None or answer.duty.letter_owed,
                due_at=answer.deadline.due_at if answer is not None and answer.deadline is not None else None,
                facts_as_of=as_of,
                checked_at=at,
                checked_by=actor.label,
            )
            for victim, answer in ((victim, answers.get(victim.pk)) for victim in victims)
        ],
        update_conflicts=True,
        unique_fields=["decision", "victim"],
        update_fields=["is_owed", "due_at", "facts_as_of", "checked_at", "checked_by"],
    )


def _answers(decision: Decision, victims: list[Victim]) -> dict[uuid.UUID, VictimDuty]:
    """Ask the rules of the day of the decision, in a constant number of queries for all victims."""
    known = facts.case_facts(case=decision.case)
    charge_ids = decision.decision_charges.order_by("charge_id").values_list("charge_id", flat=True)
    asked = facts.decision_facts(decision=decision, charge_ids=charge_ids)
    rules = reference.load_rules(on=london_date(at=decision.decided_at))
    calendar = reference.load_calendar()
    return {
        victim.pk: decisions.answer_for(
            victim=victim,
            victim_facts=known.victims[victim.pk],
            asked=asked,
            charges=known.charges,
            no_meeting_because=decision.meeting_not_appropriate_reason,
            rules=rules,
            calendar=calendar,
        )
        for victim in victims
    }
