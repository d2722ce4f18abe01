"""Why a person may or may not ask for a review of a decision, as one code for each reason that they may be given.

The engine (`cases.rules.review_eligibility`) answers once, when the decision is recorded, and its answer is kept. This
names the reason behind the kept answer, so that the person reads it in plain words; it never answers anew.
"""

import datetime as dt

from cases.rules.review_eligibility import SCHEME_BEGAN_ON
from cases.rules.vocabulary import DecisionCode, DecisionMaker, ReviewText, ReviewWhy
from cases.rules.working_days import london_date

REVIEW_WHY_RULE = "RR-11"

_MAY: dict[DecisionCode, ReviewWhy] = {
    DecisionCode.NFA_EVIDENTIAL: ReviewWhy.NOT_CHARGED,
    DecisionCode.NFA_PUBLIC_INTEREST: ReviewWhy.NOT_CHARGED,
    DecisionCode.NFA_PARTIAL: ReviewWhy.NOT_CHARGED,
    DecisionCode.LIE_ON_FILE_ALL: ReviewWhy.LEFT_ON_FILE,
}
_ENDS_EVERYTHING = frozenset(
    {
        *_MAY,
        DecisionCode.DISCONTINUE_ALL,
        DecisionCode.WITHDRAW_ALL,
        DecisionCode.NO_EVIDENCE_ALL,
    }
)


def why_of(
    *, text: ReviewText, code: DecisionCode, maker: DecisionMaker, withdrew: bool, decided_at: dt.datetime
) -> ReviewWhy:
    """Name the reason for the kept answer ``text`` about one victim and decision (RR-11; domain.md 3.1, 3.1a).

    In the order of the engine: who decided, the age of the scheme, provisional, out of court, withdrawn support, and
    last whether anything goes on. A decision that ends everything and yet brings no review means that something else
    goes on for this victim.
    ``withdrew`` is whether the case stopped because the victim asked for it; ``decided_at`` is aware.

    Raises:
        NaiveInstant: ``decided_at`` has no time zone.
    """
    if text is ReviewText.EXPEDITED_PILOT:
        return ReviewWhy.NOT_FINAL
    if text is ReviewText.NO_RESTART:
        return ReviewWhy.NO_EVIDENCE
    if text is ReviewText.STANDARD:
        return _MAY.get(code, ReviewWhy.STOPPED)
    if text is ReviewText.ALREADY_OFFERED:
        return ReviewWhy.OFFERED_BEFORE
    if text is ReviewText.POLICE_SCHEME:
        return ReviewWhy.POLICE_DECIDED
    return _why_not(code, maker, withdrew=withdrew, decided_at=decided_at)


def _why_not(code: DecisionCode, maker: DecisionMaker, *, withdrew: bool, decided_at: dt.datetime) -> ReviewWhy:
    if maker is DecisionMaker.COURT or code is DecisionCode.COURT_ENDED:
        return ReviewWhy.COURT_DECIDED
    if london_date(at=decided_at) < SCHEME_BEGAN_ON:
        return ReviewWhy.BEFORE_SCHEME
    if code is DecisionCode.PROVISIONAL_STOP:
        return ReviewWhy.NOT_FINAL_NO_SCHEME
    if code is DecisionCode.OUT_OF_COURT_DISPOSAL:
        return ReviewWhy.OUT_OF_COURT
    if withdrew or code is DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL:
        return ReviewWhy.SUPPORT_WITHDRAWN
    if code in {DecisionCode.DECISION_TO_CHARGE, DecisionCode.ALTER_UP}:
        return ReviewWhy.CHARGED
    return ReviewWhy.SOMETHING_GOES_ON if code in _ENDS_EVERYTHING else ReviewWhy.CASE_GOES_ON
