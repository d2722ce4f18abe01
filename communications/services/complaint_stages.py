"""The clock of each stage of a complaint, the work that it raises, and what the trail says of it (COMP-1, COMP-4)."""

import datetime as dt
from collections.abc import Iterable

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import LimitKind, WorkKind
from cases.rules.working_days import end_of_day
from cases.services import reference, work
from communications.models import Complaint, ComplaintStage
from communications.rules import complaints as rules
from communications.rules.complaints import FIRST, SECOND, ComplaintAbout

_ANSWER = {
    FIRST: "Look into a complaint and answer it. Whoever had a part in it cannot.",
    SECOND: "They are not satisfied with the first answer. Somebody more senior looks again.",
}


def further_until(*, stage: ComplaintStage) -> dt.date | None:
    """Give the last London date on which a second answer may be asked for; None before the person was told."""
    return _counted(stage.told_on, LimitKind.COMPLAINT_FURTHER) if stage.number == FIRST else None


def assessor_until(*, stage: ComplaintStage) -> dt.date | None:
    """Give the last London date for going to the Independent Assessor, once the second answer was told."""
    return _counted(stage.told_on, LimitKind.COMPLAINT_ASSESSOR) if stage.number == SECOND else None


def if_made_on(*, day: dt.date, number: int = FIRST) -> rules.StageClock:
    """Say by when a stage that is asked for on a London date is acknowledged and answered (COMP-1).

    Raises:
        BeyondHorizon, NothingPublished, NoLimitInForce: a clock cannot be counted.
    """
    limits = reference.load_rules(on=day).limits
    kind = LimitKind.COMPLAINT_ANSWER if number == FIRST else LimitKind.COMPLAINT_SECOND_ANSWER
    return rules.stage_clock(
        asked_on=day,
        acknowledge=limits.in_force(kind=LimitKind.COMPLAINT_ACKNOWLEDGE, on=day),
        answer=limits.in_force(kind=kind, on=day),
        calendar=reference.load_calendar(),
    )


def _counted(since: dt.date | None, kind: LimitKind) -> dt.date | None:
    if since is None:
        return None
    limit = reference.load_rules(on=since).limits.in_force(kind=kind, on=since)
    return rules.last_day(told_on=since, limit=limit, calendar=reference.load_calendar())


def open_stage(
    *, complaint: Complaint, number: int, asked_on: dt.date, said: str, late_reason: str, actor: Actor, at: dt.datetime
) -> ComplaintStage:
    """Begin a stage with its dates and the work that they mean, in the caller's transaction (COMP-1).

    Raises:
        BeyondHorizon, NothingPublished, NoLimitInForce: a clock cannot be counted.
    """
    clock = if_made_on(day=asked_on, number=number)
    stage = ComplaintStage.objects.create(
        complaint=complaint, number=number, asked_on=asked_on, said=said, late_reason=late_reason,
        acknowledge_due_on=clock.acknowledge_on, answer_due_on=clock.answer_on, explanation=list(clock.reasons),
        rule_version=reference.load_rules(on=asked_on).version, opened_at=at, opened_by=actor.label,
    )  # fmt: skip
    unsafe = complaint.about == ComplaintAbout.PRIVACY
    first = (
        "They say that something was not private or not safe. Check first how we reach them."
        if unsafe
        else "They have complained. Read it, and let them know that we have it and who looks at it."
    )
    for kind, name, summary, due_on in (
        (WorkKind.COMPLAINT_ACKNOWLEDGE, "acknowledge", first, stage.acknowledge_due_on),
        (WorkKind.COMPLAINT_ANSWER, "answer", _ANSWER[number], stage.answer_due_on),
    ):
        key = work_key(name=name, stage=stage)
        work.raise_item(
            kind=kind, key=key, summary=summary, actor=actor, at=at, case=complaint.case, victim=complaint.victim,
            about=f"complaint:{complaint.pk}", due_at=end_of_day(due_on=due_on),
            is_for_manager=kind is WorkKind.COMPLAINT_ANSWER,
        )  # fmt: skip
        # A complaint may be about their own contact: it is the unit's, and nobody's by name.
        work.hand_over(key=key, officer=None)
    return stage


def record(
    *, complaint: Complaint, verb: Verb, stage: ComplaintStage, actor: Actor, at: dt.datetime, **detail: str
) -> None:
    """Write into the trail what was done about a stage, in the caller's transaction; details are codes, no words."""
    audit.record(
        actor=actor, verb=verb, subject=complaint, at=at, case_id=complaint.case_id, victim_id=complaint.victim_id,
        detail={"stage": stage.number, **detail},
    )  # fmt: skip


def settle_work(*, stage: ComplaintStage, names: Iterable[str], outcome: str, actor: Actor, at: dt.datetime) -> None:
    """Close the work of a stage by these names, in the caller's transaction."""
    for name in names:
        work.settle(key=work_key(name=name, stage=stage), outcome=outcome, actor=actor, at=at)


def work_key(*, name: str, stage: ComplaintStage) -> str:
    """Name the work of a stage: to ``acknowledge``, to ``answer``, to ``tell``; warned of at ``half``, ``overdue``."""
    return f"complaint-{name}:{stage.pk}"
