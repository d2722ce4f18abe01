"""Which right-to-review text a letter carries, and the windows for asking; computed, never typed in as free text."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cases.rules import provisional_stop, scope, time_limits
from cases.rules.case_rules import CaseRules
from cases.rules.facts import ChargeFacts, DecisionFacts, VictimFacts
from cases.rules.vocabulary import (
    DecisionCode,
    DecisionMaker,
    LimitKind,
    RequestStanding,
    ReviewText,
)
from cases.rules.working_days import CountedDay, WorkingDayCalendar, london_date

REVIEW_TEXT_RULE = "RR-1"
REVIEW_WINDOW_RULE = "RR-3"
REQUEST_STANDING_RULE = "RR-4"
ALREADY_OFFERED_RULE = "PS-5"

#: The scheme began on this day; decisions before it can never be reviewed (domain.md 3.1). A fact of the past.
SCHEME_BEGAN_ON = dt.date(2013, 6, 5)

_TEXTS = {
    DecisionCode.NFA_EVIDENTIAL: (ReviewText.STANDARD, "The CPS decided not to charge."),
    DecisionCode.NFA_PUBLIC_INTEREST: (ReviewText.STANDARD, "The CPS decided not to charge."),
    DecisionCode.NFA_PARTIAL: (ReviewText.STANDARD, "The CPS decided not to charge, and nothing else goes on."),
    DecisionCode.DISCONTINUE_ALL: (ReviewText.STANDARD, "The CPS discontinued everything for this victim."),
    DecisionCode.WITHDRAW_ALL: (ReviewText.STANDARD, "The CPS withdrew everything for this victim."),
    DecisionCode.LIE_ON_FILE_ALL: (
        ReviewText.STANDARD,
        "All charges lie on file; the remedy needs leave of the court, so its wording is to be confirmed.",
    ),
    DecisionCode.NO_EVIDENCE_ALL: (
        ReviewText.NO_RESTART,
        "No evidence was offered, so the case cannot restart: a review can bring an explanation and an apology.",
    ),
}
_OFFERED_BEFORE = (
    "The review was offered with the provisional decision, before this one became final: the letter says so, and does "
    "not offer it anew."
)
_OFFERED_ABOUT_ANOTHER = (
    "A review was offered before about a provisional decision to offer no evidence, and this is another decision: "
    "check which right applies."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEligibility:
    """Which text about the right to review the letter carries. A person confirms it; an override needs a reason."""

    text: ReviewText
    #: A person must look, because the facts leave doubt.
    needs_person: bool
    reasons: tuple[str, ...]
    rule_id: str
    rule_version: str

    @property
    def qualifies(self) -> bool:
        """Whether the victim may ask the CPS for a review of this decision."""
        return self.text in {ReviewText.STANDARD, ReviewText.NO_RESTART, ReviewText.EXPEDITED_PILOT}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWindows:
    """Until when a victim may ask for a review, London dates."""

    #: When the decision was communicated; day 0 of both windows.
    communicated_on: dt.date
    #: Last day of the ordinary window.
    ask_by: dt.date
    #: Last day of the outer window; later requests are exceptional.
    accepted_until: dt.date
    reasons: tuple[str, ...]
    rule_id: str
    rule_version: str
    #: Every day of the ordinary window, and why it did or did not count.
    days: tuple[CountedDay, ...] = ()


def assess_review_eligibility(
    *, decision: DecisionFacts, victim: VictimFacts, charges: Iterable[ChargeFacts], rules: CaseRules
) -> ReviewEligibility:
    """Say which right-to-review text the letter to this victim carries (RR-1, RR-2; domain.md 3.1a).

    First that fits: the police decided, the court decided, a provisional stop, an out-of-court disposal, the victim
    withdrew, anything goes on for this victim; then by decision code. NFA_PARTIAL is a decision not to charge like the
    others and gets its text only when nothing goes on for this victim. A provisional stop brings the expedited review
    only in a pilot Area and a RASSO case (PS-1), and the final decision after it does not bring it anew (PS-5).
    Decisions before 5 June 2013 bring none.
    """
    known = tuple(charges)
    text, reasons, needs_person = _text(decision, victim, known, rules)
    proposed_code, why_proposed = scope.propose_code(victim=victim, decision=decision, charges=known)
    if proposed_code is not None and decision.maker is DecisionMaker.CPS:
        needs_person = True
        reasons = (*reasons, f"{why_proposed} The code {proposed_code.label} may fit better.")
    return ReviewEligibility(
        text=text, needs_person=needs_person, reasons=reasons, rule_id=REVIEW_TEXT_RULE, rule_version=rules.version
    )


def follows_provisional_stop(*, decision: DecisionFacts, victim: VictimFacts) -> bool:
    """Say whether a review was offered to this victim before this decision became final (PS-5; domain.md 3.5).

    Where no evidence is offered after it, the letter carries the "already offered" text. A decision of another kind was
    not what the review was about: it keeps its own text, and a person looks. A provisional stop that a review
    overturned does not count, for the case went on.
    """
    return victim.provisional_stop_at is not None and victim.provisional_stop_at <= decision.decided_at


def communicated_on(
    *, dispatched_at: dt.datetime, told_orally_on: dt.date | None, corrected_at: dt.datetime | None = None
) -> dt.date:
    """Give the day on which the windows start: dispatch, or the day the victim was told orally if earlier (RR-3).

    Where what they were told of the right or its last day was wrong, the windows start when the correction left, never
    earlier than the first letter (domain.md 3.2, 3.7).

    Raises:
        NaiveInstant: when an instant has no time zone.
    """
    dispatched_on = london_date(at=dispatched_at)
    if corrected_at is not None:
        return max(dispatched_on, london_date(at=corrected_at))
    return dispatched_on if told_orally_on is None else min(dispatched_on, told_orally_on)


def review_windows(
    *, communicated_on: dt.date, decided_at: dt.datetime, rules: CaseRules, calendar: WorkingDayCalendar
) -> ReviewWindows:
    """Compute until when the victim may ask (RR-3; domain.md 3.2): ordinary window in working days, outer in months.

    The limits in force on the London date of the decision apply; both windows start on `communicated_on`, day 0.

    Raises:
        NaiveInstant: when `decided_at` has no time zone.
        NoLimitInForce: when no limit is in force on the decision date.
        BeyondHorizon: when the calendar does not reach that far.
    """
    on = london_date(at=decided_at)
    ordinary = time_limits.apply_limit(
        limit=rules.limits.in_force(kind=LimitKind.VRR_REQUEST, on=on), start=communicated_on, calendar=calendar
    )
    outer = time_limits.apply_limit(
        limit=rules.limits.in_force(kind=LimitKind.VRR_OUTER, on=on), start=communicated_on, calendar=calendar
    )
    return ReviewWindows(
        communicated_on=communicated_on,
        ask_by=ordinary.due_on,
        accepted_until=outer.due_on,
        reasons=(*ordinary.reasons, *outer.reasons),
        rule_id=REVIEW_WINDOW_RULE,
        rule_version=rules.version,
        days=ordinary.days,
    )


def request_standing(*, windows: ReviewWindows, requested_on: dt.date) -> RequestStanding:
    """Say where a request of the London date `requested_on` falls (RR-4; domain.md 3.2).

    The last day of each window counts. A late request is still accepted; after the outer window only exceptionally.
    """
    if requested_on <= windows.ask_by:
        return RequestStanding.IN_TIME
    if requested_on <= windows.accepted_until:
        return RequestStanding.LATE_BUT_ACCEPTED
    return RequestStanding.EXCEPTIONAL_ONLY


def _text(
    decision: DecisionFacts, victim: VictimFacts, charges: tuple[ChargeFacts, ...], rules: CaseRules
) -> tuple[ReviewText, tuple[str, ...], bool]:
    """Answer in the order of domain.md 3.1a: (text, reasons, whether a person must look)."""
    if decision.maker is DecisionMaker.COURT:
        return ReviewText.NONE, ("The court decided, not the CPS.",), False
    if decision.maker is DecisionMaker.POLICE or decision.code is DecisionCode.POLICE_DECISION:
        return ReviewText.POLICE_SCHEME, ("The police decided: their own review scheme applies.",), False
    if london_date(at=decision.decided_at) < SCHEME_BEGAN_ON:
        return ReviewText.NONE, ("The decision was made before the scheme began on 5 June 2013.",), False
    if decision.code is DecisionCode.PROVISIONAL_STOP:
        gate = provisional_stop.assess_provisional_gate(decision=decision, victim=victim, charges=charges, rules=rules)
        return ReviewText.EXPEDITED_PILOT if gate.is_pilot_case else ReviewText.NONE, gate.reasons, gate.needs_person
    if decision.code is DecisionCode.OUT_OF_COURT_DISPOSAL:
        return ReviewText.NONE, ("An out-of-court disposal is outside the scheme.",), False
    if decision.is_because_victim_withdrew or decision.code is DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL:
        return ReviewText.NONE, ("The case stopped because the victim asked for it or withdrew support.",), False
    if decision.code not in _TEXTS:
        return ReviewText.NONE, (f"{decision.code.label}: not a decision that ends everything.",), False
    answer = scope.anything_continues_for(victim=victim, charges=charges, after=decision)
    if answer.continues is not False:
        return ReviewText.NONE, answer.reasons, answer.continues is None
    text, why = _TEXTS[decision.code]
    if not follows_provisional_stop(decision=decision, victim=victim):
        return text, (*answer.reasons, why), False
    if text is ReviewText.NO_RESTART:
        return ReviewText.ALREADY_OFFERED, (*answer.reasons, _OFFERED_BEFORE), False
    return text, (*answer.reasons, why, _OFFERED_ABOUT_ANOTHER), True
