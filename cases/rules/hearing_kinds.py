"""What a hearing is for, read from the words of the court, and how it stands for a person who reads of it.

Courts write the kind of a hearing as text. What nobody recognises is "a hearing", never a guess.
"""

import datetime as dt
from dataclasses import dataclass

from cases.rules.vocabulary import HearingKind, HearingStanding

KIND_RULE = "HEAR-1"
SHOWN_RULE = "HEAR-2"

#: HEAR-1. Words of courts, the telling ones first: a pre-trial review is no trial, a committal for sentence no sentence
#: hearing. Sources: domain reference 7 (hearing types), CPS prototype document 5.4.
_WORDS: tuple[tuple[HearingKind, tuple[str, ...]], ...] = (
    (HearingKind.PLEA_AND_PREPARATION, ("ptph", "plea and trial", "plea & trial", "plea hearing", "pcmh")),
    (HearingKind.PRE_TRIAL_REVIEW, ("pre-trial", "pre trial", "pretrial", "ptr")),
    (HearingKind.GROUND_RULES, ("ground rules", "grh")),
    (HearingKind.RECORDED_EVIDENCE, ("section 28", "s28", "s.28", "s 28", "pre-recorded", "prerecorded")),
    (HearingKind.FACTS_AFTER_GUILTY_PLEA, ("newton",)),
    (HearingKind.APPEAL, ("appeal",)),
    (HearingKind.SENT_FOR_SENTENCE, ("committal for sentence", "committed for sentence", "committal")),
    (HearingKind.SENTENCE, ("sentenc",)),
    (HearingKind.BAIL, ("bail", "custody time")),
    (HearingKind.CASE_MANAGEMENT, ("case management", "case progression", "fcmh", "further case", "directions")),
    (HearingKind.FIRST, ("first hearing", "first appearance", "initial hearing", "sending hearing")),
    (HearingKind.APPLICATION, ("application",)),
    (HearingKind.TRIAL, ("trial",)),
    (HearingKind.MENTION, ("mention",)),
)

#: HEAR-2. A hearing of these kinds tells that somebody was found or pleaded guilty, or that a result is challenged.
TELLS_A_RESULT = frozenset(
    {
        HearingKind.FACTS_AFTER_GUILTY_PLEA,
        HearingKind.SENTENCE,
        HearingKind.SENT_FOR_SENTENCE,
        HearingKind.APPEAL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingFacts:
    """What is known about one hearing."""

    #: The court's own words.
    kind: str
    #: Aware; None where only a week is known, or nothing.
    starts_at: dt.datetime | None
    week_commencing: dt.date | None
    is_provisional: bool
    is_vacated: bool
    #: The court gave it this date instead of another one that the person may have known.
    was_moved: bool


def kind_of(*, words: str) -> HearingKind:
    """Read what a hearing is for from the words of the court (HEAR-1)."""
    text = f" {words.lower().strip()} "
    for kind, signs in _WORDS:
        if any(sign in text for sign in signs):
            return kind
    return HearingKind.OTHER


def shown_kind(*, words: str, is_news_untold: bool) -> HearingKind:
    """Say as what a person reads of a hearing: one that tells a result is only "a hearing" until they were told.

    ``is_news_untold``: a plea, a verdict or a sentence in their case waits for a person to tell them (HEAR-2, PORT-2).
    """
    kind = kind_of(words=words)
    return HearingKind.OTHER if is_news_untold and kind in TELLS_A_RESULT else kind


def standing(
    *, facts: HearingFacts, is_decision_untold: bool, is_case_over: bool, at: dt.datetime, today: dt.date
) -> HearingStanding:
    """Say how a hearing stands, seen from an aware instant and its London date (HEAR-2).

    While a decision waits for its letter, a hearing to come may not take place: neither that it will nor that it will
    not is said before the letter; the person is asked to ring before they make plans. A past one stays past. Once they
    know that the case was stopped or has finished, nobody is to plan for a day that the court has not yet taken back.
    """
    is_over = _is_over(facts, at=at, today=today)
    if is_decision_untold and not is_over:
        return HearingStanding.ASK_FIRST
    if facts.is_vacated:
        return HearingStanding.VACATED
    if is_over:
        return HearingStanding.PAST
    if is_case_over:
        return HearingStanding.CASE_OVER
    if facts.starts_at is None and facts.week_commencing is None:
        return HearingStanding.TO_BE_FIXED
    if facts.is_provisional:
        return HearingStanding.NOT_CONFIRMED
    return HearingStanding.MOVED if facts.was_moved else HearingStanding.COMING


def _is_over(facts: HearingFacts, *, at: dt.datetime, today: dt.date) -> bool:
    if facts.starts_at is not None:
        return facts.starts_at < at
    return facts.week_commencing is not None and facts.week_commencing + dt.timedelta(days=7) <= today
