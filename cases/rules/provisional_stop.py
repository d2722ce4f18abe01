"""Whether a RASSO case waits in the provisional stage of the review pilot; keeps the ordinary letter back meanwhile."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cases.rules import time_limits
from cases.rules.case_rules import CaseRules
from cases.rules.facts import ChargeFacts, DecisionFacts, VictimFacts
from cases.rules.vocabulary import DecisionCode, LimitKind, OffenceFlag, PilotScheme
from cases.rules.working_days import CountedDay, WorkingDayCalendar, london_date

PROVISIONAL_RULE = "PS-1"
PROVISIONAL_CLOCK_RULE = "PS-2"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalGate:
    """How a decision stands to the pilot."""

    #: The Area is in the pilot on the decision date and the case is RASSO for this victim.
    is_pilot_case: bool
    #: The ordinary letter that says "we have stopped" must not go.
    blocks_ordinary_letter: bool
    #: A person must look: a provisional stop was recorded where there is no pilot.
    needs_person: bool
    reasons: tuple[str, ...]
    rule_id: str
    rule_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionalClock:
    """The dates of the provisional stage, London dates."""

    #: Last day for the victim to ask for the review.
    response_due_on: dt.date
    #: Last day for the different prosecutor's answer; None while nobody has asked.
    review_due_on: dt.date | None
    reasons: tuple[str, ...]
    rule_id: str
    rule_version: str
    #: Every day of the time for asking, and why it did or did not count.
    days: tuple[CountedDay, ...] = ()


def is_rasso(*, victim: VictimFacts, charges: Iterable[ChargeFacts], on: dt.date, rules: CaseRules) -> bool:
    """Say whether any charge about this victim is RASSO: flagged so, or in an offence group that is (OF-1)."""
    groups = rules.offences.categories(flag=OffenceFlag.RASSO, on=on)
    return any(charge.is_rasso or bool(charge.categories & groups) for charge in charges if charge.concerns(victim))


def assess_provisional_gate(
    *, decision: DecisionFacts, victim: VictimFacts, charges: Iterable[ChargeFacts], rules: CaseRules
) -> ProvisionalGate:
    """Say whether the decision is a provisional stop that blocks the ordinary letter (PS-1; domain.md 3.5).

    The Area and the London date of the decision settle whether the pilot applies. Outside it there is no provisional
    stage: a provisional stop recorded there is put before a person, and no expedited review is offered.
    """
    on = london_date(at=decision.decided_at)
    in_area = rules.is_pilot(scheme=PilotScheme.EXPEDITED_REVIEW, area=decision.area, on=on)
    rasso = is_rasso(victim=victim, charges=charges, on=on, rules=rules)
    is_provisional = decision.code is DecisionCode.PROVISIONAL_STOP
    reasons = [
        "The Area is in the review pilot on the day of the decision."
        if in_area
        else "The Area is not in the review pilot on the day of the decision.",
        "The case is RASSO for this victim." if rasso else "The case is not RASSO for this victim.",
    ]
    is_pilot_case = in_area and rasso
    if is_provisional:
        reasons.append(
            "The decision is provisional: the victim may ask for a review before it becomes final."
            if is_pilot_case
            else "There is no provisional stage here: record the final decision once it is made."
        )
    return ProvisionalGate(
        is_pilot_case=is_pilot_case,
        blocks_ordinary_letter=is_provisional,
        needs_person=is_provisional and not is_pilot_case,
        reasons=tuple(reasons),
        rule_id=PROVISIONAL_RULE,
        rule_version=rules.version,
    )


def provisional_clock(
    *,
    decision: DecisionFacts,
    communicated_on: dt.date,
    requested_on: dt.date | None,
    rules: CaseRules,
    calendar: WorkingDayCalendar,
) -> ProvisionalClock:
    """Give the dates of the provisional stage: the victim's answer and the review (PS-2; domain.md 3.2 and 3.5).

    The limits in force on the London date of the decision apply. `communicated_on` is day 0 of the answer,
    `requested_on` day 0 of the review.

    Raises:
        BeyondHorizon: when the calendar does not reach that far.
        NoLimitInForce: when no limit is in force on the decision date.
    """
    on = london_date(at=decision.decided_at)
    response = time_limits.apply_limit(
        limit=rules.limits.in_force(kind=LimitKind.PROVISIONAL_RESPONSE, on=on),
        start=communicated_on,
        calendar=calendar,
    )
    reasons = response.reasons
    review_due_on = None
    if requested_on is not None:
        review = time_limits.apply_limit(
            limit=rules.limits.in_force(kind=LimitKind.VRR_PILOT_REVIEW, on=on), start=requested_on, calendar=calendar
        )
        review_due_on = review.due_on
        reasons += review.reasons
    return ProvisionalClock(
        response_due_on=response.due_on,
        review_due_on=review_due_on,
        reasons=reasons,
        rule_id=PROVISIONAL_CLOCK_RULE,
        rule_version=rules.version,
        days=response.days,
    )
