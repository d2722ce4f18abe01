"""The stages of a review: what may follow what, by when an answer is owed, who may look, and what can come of it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cases.rules import time_limits
from cases.rules.case_rules import CaseRules
from cases.rules.vocabulary import (
    DecisionCode,
    Involvement,
    LimitKind,
    ReviewOutcome,
    ReviewStageKind,
    ReviewState,
    ReviewText,
)
from cases.rules.working_days import CountedDay, WorkingDayCalendar, end_of_day

TRANSITION_RULE = "RR-8"
STAGE_CLOCK_RULE = "RR-5"
FRESH_RULE = "RR-9"
OUTCOME_RULE = "RR-10"

#: RR-8. Every step that a request may take (domain.md 3.3, 3.5); the database refuses any other. Judicial review is
#: outside the scheme. A local answer is left, or taken further, by the person who asked.
REVIEW_TRANSITIONS: frozenset[tuple[ReviewState, ReviewState]] = frozenset(
    {
        (ReviewState.REQUESTED, ReviewState.LOCAL_RESOLUTION),
        (ReviewState.REQUESTED, ReviewState.EXPEDITED_REVIEW),
        (ReviewState.REQUESTED, ReviewState.OUT_OF_TIME),
        (ReviewState.REQUESTED, ReviewState.NOT_QUALIFYING),
        (ReviewState.REQUESTED, ReviewState.WITHDRAWN),
        (ReviewState.LOCAL_RESOLUTION, ReviewState.LOCAL_ANSWERED),
        (ReviewState.LOCAL_RESOLUTION, ReviewState.OVERTURNED),
        (ReviewState.LOCAL_RESOLUTION, ReviewState.WRONG_NO_REMEDY),
        (ReviewState.LOCAL_RESOLUTION, ReviewState.WITHDRAWN),
        (ReviewState.LOCAL_ANSWERED, ReviewState.INDEPENDENT_REVIEW),
        (ReviewState.WRONG_NO_REMEDY, ReviewState.INDEPENDENT_REVIEW),
        (ReviewState.INDEPENDENT_REVIEW, ReviewState.UPHELD),
        (ReviewState.INDEPENDENT_REVIEW, ReviewState.OVERTURNED),
        (ReviewState.INDEPENDENT_REVIEW, ReviewState.WRONG_NO_REMEDY),
        (ReviewState.INDEPENDENT_REVIEW, ReviewState.WITHDRAWN),
        (ReviewState.EXPEDITED_REVIEW, ReviewState.UPHELD),
        (ReviewState.EXPEDITED_REVIEW, ReviewState.OVERTURNED),
        (ReviewState.EXPEDITED_REVIEW, ReviewState.WITHDRAWN),
    }
)
#: States in which an answer is owed, so that nobody can ask for the same decision to be reviewed a second time.
OPEN_STATES: frozenset[ReviewState] = frozenset(
    {
        ReviewState.REQUESTED,
        ReviewState.LOCAL_RESOLUTION,
        ReviewState.INDEPENDENT_REVIEW,
        ReviewState.EXPEDITED_REVIEW,
    }
)
#: States after which the same person may ask anew: nobody looked at the decision.
ASK_AGAIN_STATES: frozenset[ReviewState] = frozenset(
    {ReviewState.OUT_OF_TIME, ReviewState.NOT_QUALIFYING, ReviewState.WITHDRAWN}
)
STATE_OF_STAGE: dict[ReviewStageKind, ReviewState] = {
    ReviewStageKind.LOCAL_RESOLUTION: ReviewState.LOCAL_RESOLUTION,
    ReviewStageKind.INDEPENDENT_REVIEW: ReviewState.INDEPENDENT_REVIEW,
    ReviewStageKind.EXPEDITED_REVIEW: ReviewState.EXPEDITED_REVIEW,
}
LIMIT_OF_STAGE: dict[ReviewStageKind, LimitKind] = {
    ReviewStageKind.LOCAL_RESOLUTION: LimitKind.VRR_LOCAL,
    ReviewStageKind.INDEPENDENT_REVIEW: LimitKind.VRR_INDEPENDENT,
    ReviewStageKind.EXPEDITED_REVIEW: LimitKind.VRR_PILOT_REVIEW,
}


class UnknownStep(ValueError):
    """A request in this state cannot take this step (RR-8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageClock:
    """By when the answer of one stage is owed, and why."""

    limit_value: int
    #: Day 0, a London date: the day on which the person asked for this stage.
    started_on: dt.date
    due_on: dt.date
    #: 23:59:59 London time on that date.
    due_at: dt.datetime
    days: tuple[CountedDay, ...]
    reasons: tuple[str, ...]
    calendar_version: str
    rule_id: str
    rule_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What part a member of staff had, as the record says. `who` is the label of an actor."""

    who: str
    involvement: Involvement


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleOutcome:
    """An outcome that a reviewer may record, and what it means for the case."""

    outcome: ReviewOutcome
    means: str


def require_step(*, before: ReviewState, after: ReviewState) -> None:
    """Refuse a step that is not in the table (RR-8).

    Raises:
        UnknownStep: the request cannot go from the one state to the other.
    """
    if (before, after) not in REVIEW_TRANSITIONS:
        raise UnknownStep(f"A request that is {before.value} cannot become {after.value}")


def stage_clock(
    *, kind: ReviewStageKind, started_on: dt.date, rules: CaseRules, calendar: WorkingDayCalendar
) -> StageClock:
    """Compute by when a stage is answered (RR-5; domain.md 3.2). The limit in force when it was asked for applies.

    Day 0 is the day on which the request reached us, not the one on which somebody was given it: our own delay is no
    reason for a later answer.

    Raises:
        NoLimitInForce: no limit is in force on that date.
        BeyondHorizon: the calendar does not reach that far.
    """
    limit = rules.limits.in_force(kind=LIMIT_OF_STAGE[kind], on=started_on)
    applied = time_limits.apply_limit(limit=limit, start=started_on, calendar=calendar)
    return StageClock(
        limit_value=limit.value,
        started_on=started_on,
        due_on=applied.due_on,
        due_at=end_of_day(due_on=applied.due_on),
        days=applied.days,
        reasons=applied.reasons,
        calendar_version=calendar.version,
        rule_id=STAGE_CLOCK_RULE,
        rule_version=rules.version,
    )


def acknowledge_by(*, asked_on: dt.date, rules: CaseRules, calendar: WorkingDayCalendar) -> dt.datetime:
    """Say by when whoever asked has it in writing that we have their request, and what happens with it (RR-14).

    Counted from the London date on which they asked, also where a person must look before it is taken. Aware instant.

    Source: domain.md 3.2; no limit is published for the CPS, so the row is a planning value.

    Raises:
        NoLimitInForce, BeyondHorizon: as `stage_clock`.
    """
    limit = rules.limits.in_force(kind=LimitKind.VRR_ACKNOWLEDGE, on=asked_on)
    return end_of_day(due_on=time_limits.apply_limit(limit=limit, start=asked_on, calendar=calendar).due_on)


def refusal_due_at(*, asked_on: dt.date, rules: CaseRules, calendar: WorkingDayCalendar) -> dt.datetime:
    """Say by when somebody is told that their request is not taken: as soon as a first answer would be owed (RR-14).

    Raises:
        NoLimitInForce, BeyondHorizon: as `stage_clock`.
    """
    first = stage_clock(kind=ReviewStageKind.LOCAL_RESOLUTION, started_on=asked_on, rules=rules, calendar=calendar)
    return first.due_at


def why_not_fresh(*, reviewer: str, parts: Iterable[Part]) -> tuple[str, ...]:
    """List why this person cannot look at the decision afresh; empty when the record knows of no part (RR-9).

    Nobody who made, explained or approved the decision, or had a part in an earlier stage (domain.md 3.3 [S18]).
    Advice that no record shows is asked of the reviewer.
    """
    found = {part.involvement for part in parts if part.who == reviewer}
    return tuple(involvement.label for involvement in Involvement if involvement in found)


def possible_outcomes(*, stage: ReviewStageKind, text: ReviewText, code: DecisionCode) -> tuple[PossibleOutcome, ...]:
    """List what can come of a stage for this decision (RR-10; domain.md 3.1, 3.3, 3.5).

    Where no evidence was offered the case cannot start again, so overturning is not among them. A provisional decision
    is not final, so nothing about it is past remedy.
    """
    if stage is ReviewStageKind.EXPEDITED_REVIEW:
        return (
            PossibleOutcome(
                outcome=ReviewOutcome.OVERTURNED,
                means="The case goes on. We write to tell the victim; no letter about a stop is sent.",
            ),
            PossibleOutcome(
                outcome=ReviewOutcome.UPHELD,
                means="The case is to be stopped. A prosecutor records the final decision, and its letter tells the "
                "victim.",
            ),
        )
    further = (
        " The person may still ask for an independent review." if stage is ReviewStageKind.LOCAL_RESOLUTION else ""
    )
    upheld = PossibleOutcome(outcome=ReviewOutcome.UPHELD, means=f"The decision was right and stands.{further}")
    no_remedy = PossibleOutcome(
        outcome=ReviewOutcome.WRONG_BUT_NO_REMEDY,
        means="The decision was wrong, and the case cannot be brought back. We explain and apologise.",
    )
    if text is ReviewText.NO_RESTART:
        return upheld, no_remedy
    return upheld, PossibleOutcome(outcome=ReviewOutcome.OVERTURNED, means=_overturning(code)), no_remedy


def _overturning(code: DecisionCode) -> str:
    if code is DecisionCode.LIE_ON_FILE_ALL:
        return "The decision was wrong. We ask the court for permission to go on with the charges."
    if code in {DecisionCode.NFA_EVIDENTIAL, DecisionCode.NFA_PUBLIC_INTEREST, DecisionCode.NFA_PARTIAL}:
        return "The decision was wrong. A prosecutor decides about a charge; check first that no time limit has passed."
    return "The decision was wrong. The case can be started again; check first that no time limit has passed."


def is_possible(*, outcome: ReviewOutcome, stage: ReviewStageKind, text: ReviewText, code: DecisionCode) -> bool:
    """Say whether this outcome can come of this stage for this decision (RR-10)."""
    return any(each.outcome is outcome for each in possible_outcomes(stage=stage, text=text, code=code))


def state_after(*, stage: ReviewStageKind, outcome: ReviewOutcome) -> ReviewState:
    """Give the state in which an outcome leaves the request (RR-8)."""
    if outcome is ReviewOutcome.OVERTURNED:
        return ReviewState.OVERTURNED
    if outcome is ReviewOutcome.WRONG_BUT_NO_REMEDY:
        return ReviewState.WRONG_NO_REMEDY
    return ReviewState.LOCAL_ANSWERED if stage is ReviewStageKind.LOCAL_RESOLUTION else ReviewState.UPHELD
