"""Special measures of a victim: one door that records a step, checks that it follows, and says what is to be done."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import MeasureRecord, Victim
from cases.rules import measures as rules
from cases.rules import time_limits
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import LimitKind, MeasureStep, SpecialMeasure, WorkKind
from cases.rules.working_days import BeyondHorizon, end_of_day, london_date
from cases.services import reference, work


class NotPossible(ValueError):
    """What was entered contradicts what is known; ``field`` names the answer."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@transaction.atomic
def record(
    *,
    victim_id: uuid.UUID,
    measure: SpecialMeasure,
    step: MeasureStep,
    taken_on: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> MeasureRecord:
    """Record a step about one special measure; ``taken_on`` is a London date, today or earlier (MEAS-1, V25).

    What the court decided becomes work: a person tells them before any page does. Recording that ends it.

    Raises:
        NotPermitted: the actor may not enter facts of this case.
        StepDoesNotFollow: somebody else has recorded another step, or it does not follow.
        NotPossible: the date lies in the future or before the step before it.
    """
    victim = Victim.objects.select_for_update(of=("self",), no_key=True).select_related("case", "officer")
    found = victim.get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.ENTER_CASE_FACTS, case=found.case)
    last = MeasureRecord.objects.filter(victim=found, measure=measure).order_by("-id").first()
    rules.require_follows(last=MeasureStep(last.step) if last else None, step=step)
    if taken_on > london_date(at=at):
        raise NotPossible("taken_on", "The date must be today or in the past")
    if last is not None and taken_on < last.taken_on:
        raise NotPossible("taken_on", "The date must not be before the step before it")
    row = MeasureRecord.objects.create(
        victim=found, measure=measure, step=step, taken_on=taken_on, recorded_at=at, recorded_by=actor.label
    )
    audit.record(
        actor=actor,
        verb=Verb.CREATED,
        subject=row,
        at=at,
        case_id=found.case_id,
        victim_id=found.pk,
        detail={"step": step.value},
    )
    _say_what_is_next(row, victim=found, actor=actor, at=at)
    return row


def agreed_at_meeting(
    *, victim_id: uuid.UUID, measures: tuple[SpecialMeasure, ...], actor: Actor, at: dt.datetime
) -> None:
    """Record for each measure that we will ask the court, where nothing is under way. In the caller's transaction."""
    for measure in measures:
        last = MeasureRecord.objects.filter(victim_id=victim_id, measure=measure).order_by("-id").first()
        before = MeasureStep(last.step) if last else None
        if MeasureStep.WILL_ASK in rules.FOLLOWS[before]:
            record(
                victim_id=victim_id,
                measure=measure,
                step=MeasureStep.WILL_ASK,
                taken_on=london_date(at=at),
                actor=actor,
                at=at,
            )


def work_key(*, victim_id: uuid.UUID, measure: SpecialMeasure) -> str:
    """Name the open item of work that asks to tell a victim what the court decided on a measure."""
    return f"measure:{victim_id}:{measure.value}"


def _say_what_is_next(row: MeasureRecord, *, victim: Victim, actor: Actor, at: dt.datetime) -> None:
    key = work_key(victim_id=victim.pk, measure=SpecialMeasure(row.measure))
    if row.step == MeasureStep.TOLD:
        work.settle(key=key, outcome="They were told", actor=actor, at=at)
    elif row.step in rules.UNTOLD:
        work.raise_item(
            kind=WorkKind.SPECIAL_MEASURES_NEWS,
            key=key,
            summary="The court decided on help with giving evidence. Tell them, then record it: their page follows.",
            actor=actor,
            at=at,
            case=victim.case,
            victim=victim,
            due_at=_due_at(at=at),
        )


def _due_at(*, at: dt.datetime) -> dt.datetime | None:
    today = london_date(at=at)
    try:
        limit = reference.load_rules(on=today).limits.in_force(kind=LimitKind.SPECIAL_MEASURES_NEWS, on=today)
        applied = time_limits.apply_limit(limit=limit, start=today, calendar=reference.load_calendar())
    except (reference.NothingPublished, NoLimitInForce, BeyondHorizon):
        return None
    return end_of_day(due_on=applied.due_on)
