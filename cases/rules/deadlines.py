"""When a duty falls due, computed once from the decision and explained; a change of facts may only shorten it."""

import datetime as dt
from dataclasses import dataclass

from cases.rules import time_limits
from cases.rules.case_rules import CaseRules
from cases.rules.vocabulary import LimitKind
from cases.rules.working_days import CountedDay, WorkingDayCalendar, end_of_day, london_date

DEADLINE_RULE = "DL-1"
SHORTEN_RULE = "DL-2"
RECOUNT_RULE = "DL-3"


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDeadline:
    """When a duty falls due, and why."""

    limit_kind: LimitKind
    #: The limit's number, in the unit of the limit (working days for every VCL limit).
    limit_value: int
    #: When the clock started: the decision.
    decided_at: dt.datetime
    #: The last London date on which dispatch is on time.
    due_on: dt.date
    #: 23:59:59 London time on that date.
    due_at: dt.datetime
    #: Every day from day 0 to the due date, counted or why not.
    days: tuple[CountedDay, ...]
    reasons: tuple[str, ...]
    calendar_version: str
    rule_id: str
    rule_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputation:
    """What became of a deadline when something changed."""

    #: The deadline now in force: the new one, or the old one unchanged.
    deadline: DutyDeadline
    is_changed: bool
    reasons: tuple[str, ...]
    rule_id: str
    rule_version: str


def duty_deadline(
    *, limit_kind: LimitKind, decided_at: dt.datetime, rules: CaseRules, calendar: WorkingDayCalendar
) -> DutyDeadline:
    """Compute when a duty falls due (DL-1; domain.md 2.4).

    The clock starts when the decision is made, not when anyone is told of it. The London date of the decision is day
    0; the limit in force on that date applies; due is the end of the last day, London time.

    Raises:
        NaiveInstant: when `decided_at` has no time zone.
        NoLimitInForce: when no limit of the kind is in force on the decision date.
        BeyondHorizon: when the calendar does not reach that far.
    """
    start = london_date(at=decided_at)
    applied = time_limits.apply_limit(
        limit=rules.limits.in_force(kind=limit_kind, on=start), start=start, calendar=calendar
    )
    return DutyDeadline(
        limit_kind=limit_kind,
        limit_value=applied.limit.value,
        decided_at=decided_at,
        due_on=applied.due_on,
        due_at=end_of_day(due_on=applied.due_on),
        days=applied.days,
        reasons=applied.reasons,
        calendar_version=calendar.version,
        rule_id=DEADLINE_RULE,
        rule_version=rules.version,
    )


def shorten(
    *, current: DutyDeadline, limit_kind: LimitKind, rules: CaseRules, calendar: WorkingDayCalendar
) -> Recomputation:
    """Compute the deadline again after a fact about the victim changed; take it only if it is earlier (DL-2).

    A ground of enhanced rights found after the decision shortens the limit while the letter has not gone; a ground
    that falls away never lengthens it (domain.md 2.4).

    Raises:
        NoLimitInForce: when no limit of the kind is in force on the decision date.
        BeyondHorizon: when the calendar does not reach that far.
    """
    new = duty_deadline(limit_kind=limit_kind, decided_at=current.decided_at, rules=rules, calendar=calendar)
    if new.due_at < current.due_at:
        return Recomputation(
            deadline=new,
            is_changed=True,
            reasons=(f"The deadline is now earlier: {limit_kind.label}.", *new.reasons),
            rule_id=SHORTEN_RULE,
            rule_version=rules.version,
        )
    return Recomputation(
        deadline=current,
        is_changed=False,
        reasons=("The deadline stays: a change of facts never makes it later.",),
        rule_id=SHORTEN_RULE,
        rule_version=rules.version,
    )


def recount(*, current: DutyDeadline, rules: CaseRules, calendar: WorkingDayCalendar) -> Recomputation:
    """Compute the deadline again for a newly published calendar or limit, and say how it moved (DL-3).

    A bank holiday that is proclaimed late moves deadlines to the true date, earlier or later. This happens only by an
    explicit recomputation that leaves a trail, never as a side effect of reading (failure F25).

    Raises:
        NoLimitInForce: when no limit of the kind is in force on the decision date.
        BeyondHorizon: when the calendar does not reach that far.
    """
    new = duty_deadline(limit_kind=current.limit_kind, decided_at=current.decided_at, rules=rules, calendar=calendar)
    if new.due_on == current.due_on:
        return Recomputation(
            deadline=current,
            is_changed=False,
            reasons=(f"The deadline is the same under calendar {calendar.version}.",),
            rule_id=RECOUNT_RULE,
            rule_version=rules.version,
        )
    direction = "earlier" if new.due_on < current.due_on else "later"
    why = (
        f"Counted again with calendar {calendar.version}, the deadline is {direction}: "
        f"{new.due_on.isoformat()} instead of {current.due_on.isoformat()}."
    )
    return Recomputation(
        deadline=new,
        is_changed=True,
        reasons=(why, *new.reasons),
        rule_id=RECOUNT_RULE,
        rule_version=rules.version,
    )
