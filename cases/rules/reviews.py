"""Whether a person may ask for a review of a decision on a day, and which stage their request begins with.

The rule never turns anybody away. What it cannot say yes to by itself goes to a person, with what the rule would say.
"""

import datetime as dt
from dataclasses import dataclass

from cases.rules.enhanced_rights import age_on
from cases.rules.facts import VictimFacts
from cases.rules.provisional_stop import ProvisionalClock
from cases.rules.review_eligibility import ReviewWindows, request_standing
from cases.rules.review_stages import ASK_AGAIN_STATES
from cases.rules.vocabulary import (
    RequestStanding,
    ReviewAsker,
    ReviewStageKind,
    ReviewState,
    ReviewText,
    VictimKind,
)

ASKER_RULE = "RR-6"
REQUEST_RULE = "RR-7"
STILL_PROVISIONAL_RULE = "PS-3"
FINAL_DECISION_RULE = "PS-4"

_ADULT = 18
#: The texts with which a victim may ask the CPS for a review of this decision.
REVIEWABLE = frozenset({ReviewText.STANDARD, ReviewText.NO_RESTART, ReviewText.EXPEDITED_PILOT})

_STANDING_REASONS = {
    RequestStanding.IN_TIME: "This is within the ordinary time for asking.",
    RequestStanding.LATE_BUT_ACCEPTED: "The ordinary time for asking has passed, and the request is accepted all the "
    "same: the outer window is open.",
    RequestStanding.EXCEPTIONAL_ONLY: "The outer window has passed: it can be accepted only for an exceptional reason.",
}
_NOT_REVIEWABLE = {
    ReviewText.POLICE_SCHEME: "The police decided: they have a review scheme of their own, and the person should be "
    "told how to reach it.",
    ReviewText.ALREADY_OFFERED: "The review was offered before the decision became final. It has been answered, or the "
    "time for asking has passed: it can be accepted only for an exceptional reason.",
    ReviewText.NONE: "The decision does not give this person a right to review.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskerFacts:
    """As whom somebody asks, and what is known of them."""

    asker: ReviewAsker
    #: Somebody has seen the victim's written authority for them.
    has_written_authority: bool = False
    #: A suspect or defendant of the case, or living with one; None when nobody has asked. Of no matter for a victim.
    is_suspect_or_lives_with_suspect: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswer:
    """What the rule says to a request made on a day. Only a plain yes is taken without a person's word."""

    #: The request can be taken as it is.
    is_plain: bool
    #: Where it falls in the windows; None when no window applies or none has begun.
    standing: RequestStanding | None
    #: With which stage it begins, once it is taken.
    first_stage: ReviewStageKind
    #: How a person who does not take it would close it.
    otherwise: ReviewState
    reasons: tuple[str, ...]
    rule_id: str
    rule_version: str


def may_ask(*, asker: AskerFacts, victim: VictimFacts, on: dt.date) -> tuple[bool, str]:
    """Say whether this person may ask for this victim on the London date `on`, and why (RR-6; domain.md 3.4).

    The victim; a close relative of somebody who died; a parent or guardian of somebody under 18; a spokesperson of
    somebody who cannot communicate; a business's named contact; anybody with written authority. Nobody who is, lives
    with or may be a suspect, other than the victim in person, is taken at their word.
    """
    if asker.asker is ReviewAsker.VICTIM:
        if victim.is_deceased:
            return False, "The victim has died: a close relative may ask."
        return True, "The victim may ask in person."
    if asker.is_suspect_or_lives_with_suspect is True:
        return False, "They are a suspect in the case, or live with one: a manager must look before anything is said."
    may, why = _for_the_victim(asker.asker, victim, on=on)
    if may and asker.is_suspect_or_lives_with_suspect is None and asker.asker is not ReviewAsker.BUSINESS_CONTACT:
        return False, f"{why} Nobody has asked yet whether they are, or live with, a suspect."
    if not may and asker.has_written_authority:
        return asker.is_suspect_or_lives_with_suspect is False, (
            "They have the victim’s written authority."
            if asker.is_suspect_or_lives_with_suspect is False
            else "They have the victim’s written authority. Nobody has asked yet whether they are, or live with, a "
            "suspect."
        )
    return may, why


def _for_the_victim(asker: ReviewAsker, victim: VictimFacts, *, on: dt.date) -> tuple[bool, str]:
    """Say whether this sort of person may ask for this victim without written authority."""
    if asker is ReviewAsker.CLOSE_RELATIVE:
        if victim.is_deceased:
            return True, "A close relative of somebody who has died may ask."
        return False, "The victim is alive: a relative needs the victim’s written authority."
    if asker is ReviewAsker.PARENT_GUARDIAN:
        if _is_child(victim, on=on):
            return True, "A parent or guardian of somebody under 18 may ask."
        return False, "The victim is not known to be under 18: a parent needs the victim’s written authority."
    if asker is ReviewAsker.SPOKESPERSON:
        if victim.lacks_capacity is True:
            return True, "A spokesperson of somebody who cannot communicate may ask."
        return False, "It is not recorded that the victim cannot communicate: written authority is needed."
    if asker is ReviewAsker.BUSINESS_CONTACT:
        if victim.kind is VictimKind.BUSINESS:
            return True, "The named contact of a business may ask."
        return False, "The victim is a person, not a business."
    return False, "A representative needs the victim’s written authority."


def _is_child(victim: VictimFacts, *, on: dt.date) -> bool:
    if victim.date_of_birth is None:
        return victim.is_marked_child
    return age_on(born_on=victim.date_of_birth, on=on) < _ADULT


def assess_request(
    *,
    text: ReviewText,
    windows: ReviewWindows | None,
    provisional: ProvisionalClock | None,
    asker: AskerFacts,
    victim: VictimFacts,
    on: dt.date,
    rule_version: str,
) -> RequestAnswer:
    """Answer a request for review made on the London date `on` (RR-7; domain.md 3.1 to 3.5).

    `text` is the right that the rule gave for this victim and decision (RR-1). `windows` is None while the decision
    has not been communicated: whoever has heard of it another way may ask already. `provisional` is the clock of a
    provisional stop, in whose place there are no windows (PS-2); after its last day a person looks, because the
    decision may have become final. A request about the final decision after it comes too late, and a person looks for
    an exceptional reason (PS-5).
    """
    may, why_asker = may_ask(asker=asker, victim=victim, on=on)
    is_reviewable = text in REVIEWABLE
    standing, why_when = _standing(text, windows, provisional, on=on)
    is_open = standing is not RequestStanding.EXCEPTIONAL_ONLY
    is_too_late = text is ReviewText.ALREADY_OFFERED or (is_reviewable and not is_open)
    reasons = (why_when, why_asker) if is_reviewable else (_NOT_REVIEWABLE[text], why_asker)
    return RequestAnswer(
        is_plain=is_reviewable and is_open and may,
        standing=standing,
        first_stage=first_stage(text=text),
        otherwise=ReviewState.OUT_OF_TIME if is_too_late else ReviewState.NOT_QUALIFYING,
        reasons=reasons,
        rule_id=REQUEST_RULE,
        rule_version=rule_version,
    )


def first_stage(*, text: ReviewText) -> ReviewStageKind:
    """Say with which stage a review begins: before the final decision in the pilot, else local resolution (RR-7)."""
    if text is ReviewText.EXPEDITED_PILOT:
        return ReviewStageKind.EXPEDITED_REVIEW
    return ReviewStageKind.LOCAL_RESOLUTION


def _standing(
    text: ReviewText, windows: ReviewWindows | None, provisional: ProvisionalClock | None, *, on: dt.date
) -> tuple[RequestStanding | None, str]:
    if text not in REVIEWABLE:
        return None, ""
    if text is ReviewText.EXPEDITED_PILOT and provisional is not None:
        if on <= provisional.response_due_on:
            return RequestStanding.IN_TIME, "The decision is provisional, and the time for answering it has not passed."
        return (
            RequestStanding.EXCEPTIONAL_ONLY,
            "The time for answering the provisional decision has passed: check whether the decision is final.",
        )
    if windows is None:
        return RequestStanding.IN_TIME, "The letter has not left yet, so no time for asking has begun to run."
    standing = request_standing(windows=windows, requested_on=on)
    return standing, _STANDING_REASONS[standing]


def is_still_provisional(*, response_due_on: dt.date | None, states: tuple[ReviewState, ...], on: dt.date) -> bool:
    """Say whether a provisional stop keeps back the letter about a final one on the London date `on` (PS-3).

    While the victim may still ask, or a request has not been answered, the decision must not be treated as final
    (domain.md 3.5). `response_due_on` is None when the victim has not been told yet; `states` are those of every
    request for this victim and provisional decision.
    """
    if any(state in {ReviewState.REQUESTED, ReviewState.EXPEDITED_REVIEW} for state in states):
        return True
    if any(state in {ReviewState.UPHELD, ReviewState.OVERTURNED} for state in states):
        return False
    return response_due_on is None or on <= response_due_on


def is_final_decision_due(*, response_due_on: dt.date | None, states: tuple[ReviewState, ...], on: dt.date) -> bool:
    """Say whether a prosecutor is to record the final decision after a provisional stop (PS-4; domain.md 3.5).

    Once the last day for answering it has passed and nobody asked. Where a review was asked for, its outcome says what
    follows (RR-10); a request that was taken back, or not taken, does not count. `response_due_on` is None when the
    victim has not been told yet; `on` is a London date.
    """
    asked = frozenset(states) - ASK_AGAIN_STATES
    return not asked and response_due_on is not None and on > response_due_on
