"""Until when a letter says that a review may be asked for. Reads only."""

import datetime as dt

from cases.models import Decision, Obligation
from cases.rules import provisional_stop, review_eligibility
from cases.rules.facts import DecisionFacts
from cases.rules.vocabulary import ReviewText
from cases.rules.working_days import london_date
from cases.selectors import facts as case_facts
from cases.services import reference
from communications.models import LetterCorrection
from communications.rules.letter_requirements import OFFERED_REVIEW_TEXTS


def of(
    *, obligation: Obligation | None, correction: LetterCorrection | None, leaves_at: dt.datetime
) -> tuple[dt.date | None, dt.date | None]:
    """Compute until when a review may be asked for, from the day on which the letter would leave.

    ``correction`` is what the letter corrects, where it does: only where it says so the time counts anew (CORR-3).
    Returns the London date by which to ask and the last on which it is still accepted; None where there is none.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach them.
        NothingPublished: no time limit is in force.
    """
    if obligation is None or ReviewText(obligation.review_text) not in OFFERED_REVIEW_TEXTS:
        return None, None
    decision = obligation.decision
    rules = reference.load_rules(on=london_date(at=decision.decided_at))
    calendar = reference.load_calendar()
    communicated_on = _communicated_on(obligation, correction, leaves_at=leaves_at)
    if obligation.review_text == ReviewText.EXPEDITED_PILOT:
        clock = provisional_stop.provisional_clock(
            decision=_decision_facts(decision),
            communicated_on=communicated_on,
            requested_on=None,
            rules=rules,
            calendar=calendar,
        )
        return clock.response_due_on, None
    windows = review_eligibility.review_windows(
        communicated_on=communicated_on, decided_at=decision.decided_at, rules=rules, calendar=calendar
    )
    return windows.ask_by, windows.accepted_until


def _communicated_on(obligation: Obligation, correction: LetterCorrection | None, *, leaves_at: dt.datetime) -> dt.date:
    """Give the London date from which the letter counts; a correction of something else keeps the known dates."""
    if correction is None or correction.restarts_review or obligation.met_at is None:
        return london_date(at=leaves_at)
    return review_eligibility.communicated_on(
        dispatched_at=obligation.met_at, told_orally_on=None, corrected_at=obligation.review_counts_from_at
    )


def _decision_facts(decision: Decision) -> DecisionFacts:
    charge_ids = decision.decision_charges.values_list("charge_id", flat=True)
    return case_facts.decision_facts(decision=decision, charge_ids=charge_ids)
