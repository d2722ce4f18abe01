"""Three questions after a contact, never about what happened: when they are asked, and what of them is shown.

Whether somebody was understood and treated well is theirs to say, and nobody may trace an answer back to them: answers
are only ever counted. Source: peers.md V27 and M9; domain reference 14 (cells under 5 are hidden); issue 4, point 12.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from cases.rules.vocabulary import Vocabulary
from communications.rules.contact_store import CallSaid, ContactKind, MeetingSaid
from communications.rules.small_counts import LEAST_SHOWN, shown_parts

#: So long after a contact it is asked about; later, few would remember.
ASKED_FOR = dt.timedelta(days=30)
_SPOKEN = frozenset({CallSaid.TOLD_DECISION, CallSaid.TOLD_UPDATE, CallSaid.ANOTHER_TIME, CallSaid.IN_WRITING})


class FeedbackQuestion(Vocabulary):
    """What is asked. None of it is about the crime."""

    CLEAR = "CLEAR"
    TREATED_WELL = "TREATED_WELL"
    KNOWS_NEXT = "KNOWS_NEXT"


class FeedbackAnswer(Vocabulary):
    """What may be answered; not to answer is always possible."""

    YES = "YES"
    PARTLY = "PARTLY"
    NO = "NO"


class HelpWanted(Vocabulary):
    """Whether a person should get in touch."""

    NONE = "NONE"
    WHEN_IT_SUITS = "WHEN_IT_SUITS"
    SOON = "SOON"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How many answered one question, and what."""

    answers: int
    #: Answer -> count, None for one that is hidden; None in all where so few answered that nothing is shown.
    counts: Mapping[FeedbackAnswer, int | None] | None


def may_be_asked(
    *,
    kind: ContactKind,
    on: dt.date,
    today: dt.date,
    call: CallSaid | None = None,
    meeting: MeetingSaid | None = None,
    has_been_read: bool = False,
) -> bool:
    """Whether a person may say how a contact was, on a London date (FEED-1).

    Asked are a letter that was read, a call in which we spoke and a meeting that took place, for thirty days.
    """
    if not on <= today <= on + ASKED_FOR:
        return False
    if kind is ContactKind.LETTER:
        return has_been_read
    return call in _SPOKEN or meeting is MeetingSaid.TOOK_PLACE


def shares_of(counts: Mapping[FeedbackAnswer, int]) -> Shares:
    """Say what was answered, unless so few did, or gave one answer, that somebody could be known by it (FEED-2)."""
    answers = sum(counts.values())
    if answers < LEAST_SHOWN:
        return Shares(answers=answers, counts=None)
    return Shares(answers=answers, counts=shown_parts(counts={each: counts.get(each, 0) for each in FeedbackAnswer}))
