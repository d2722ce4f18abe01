"""The ledger of the Victims' Code: under each of the 12 rights what was owed to one person, done, or is outstanding.

Worked out from what that person has been told, and from nothing else: a decision whose letter has not arrived does not
stand here. What other agencies owe is named without saying whether they did it, because this service cannot know.
Source: domain reference 4.1 to 4.5; peers.md leap 14, V24.
"""

import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Iterator

from cases.rules.vocabulary import JourneyStage, VpsStatus

LEDGER_RULE = "CODE-1"
STANDING_RULE = "CODE-2"

_BEFORE_COURT = frozenset({JourneyStage.REPORTED, JourneyStage.INVESTIGATION, JourneyStage.CPS_REVIEW})
_AFTER_VERDICT = frozenset({JourneyStage.VERDICT, JourneyStage.SENTENCE, JourneyStage.APPEAL, JourneyStage.CLOSED})


class CodeRight(enum.IntEnum):
    """The 12 rights of the Victims' Code, by their numbers (domain.md 4.2)."""

    UNDERSTAND = 1
    RECORDED = 2
    REPORTING = 3
    SUPPORT = 4
    COMPENSATION = 5
    PROGRESS = 6
    STATEMENT = 7
    TRIAL = 8
    OUTCOME = 9
    EXPENSES = 10
    OFFENDER = 11
    COMPLAINT = 12


class Standing(enum.Enum):
    """How one thing owed stands, worst first."""

    OVERDUE = "OVERDUE"
    LATE = "LATE"
    WAITING = "WAITING"
    OPEN = "OPEN"
    DONE = "DONE"
    OTHERS = "OTHERS"
    NOT_NOW = "NOT_NOW"


class Item(enum.Enum):
    """One thing owed, said in a sentence of its own."""

    NEEDS_KNOWN = "NEEDS_KNOWN"
    NEEDS_NOT_ASKED = "NEEDS_NOT_ASKED"
    CRIME_RECORDED = "CRIME_RECORDED"
    TOLD_WHAT_FOLLOWS = "TOLD_WHAT_FOLLOWS"
    SUPPORT_NAMED = "SUPPORT_NAMED"
    SUPPORT_REFERRED = "SUPPORT_REFERRED"
    COMPENSATION_TOLD = "COMPENSATION_TOLD"
    COMPENSATION_EXPLAINED = "COMPENSATION_EXPLAINED"
    DECISION_TOLD = "DECISION_TOLD"
    DECISION_TOLD_LATE = "DECISION_TOLD_LATE"
    REVIEW_OPEN = "REVIEW_OPEN"
    REVIEW_ANSWERED = "REVIEW_ANSWERED"
    REVIEW_ANSWERED_LATE = "REVIEW_ANSWERED_LATE"
    REVIEW_WAITING = "REVIEW_WAITING"
    REVIEW_OVERDUE = "REVIEW_OVERDUE"
    UPDATE_PROMISED = "UPDATE_PROMISED"
    UPDATE_MISSED = "UPDATE_MISSED"
    MESSAGE_ANSWERED = "MESSAGE_ANSWERED"
    MESSAGE_ANSWERED_LATE = "MESSAGE_ANSWERED_LATE"
    MESSAGE_WAITING = "MESSAGE_WAITING"
    MESSAGE_OVERDUE = "MESSAGE_OVERDUE"
    POLICE_NEWS = "POLICE_NEWS"
    STATEMENT_MADE = "STATEMENT_MADE"
    STATEMENT_DECLINED = "STATEMENT_DECLINED"
    STATEMENT_IN_HAND = "STATEMENT_IN_HAND"
    STATEMENT_OFFERED_BY_POLICE = "STATEMENT_OFFERED_BY_POLICE"
    MEETING_OFFERED = "MEETING_OFFERED"
    MEETING_ARRANGED = "MEETING_ARRANGED"
    #: Its day has passed, and nobody has written down yet whether it was held.
    MEETING_UNRECORDED = "MEETING_UNRECORDED"
    MEETING_HELD = "MEETING_HELD"
    HEARINGS_TOLD = "HEARINGS_TOLD"
    TRIAL_NOT_YET = "TRIAL_NOT_YET"
    TRIAL_OVER = "TRIAL_OVER"
    TRIAL_NONE = "TRIAL_NONE"
    OUTCOME_TOLD = "OUTCOME_TOLD"
    OUTCOME_NOT_YET = "OUTCOME_NOT_YET"
    OUTCOME_NONE = "OUTCOME_NONE"
    EXPENSES_PAID = "EXPENSES_PAID"
    PROPERTY_RETURNED = "PROPERTY_RETURNED"
    OFFENDER_TOLD = "OFFENDER_TOLD"
    OFFENDER_NOT_YET = "OFFENDER_NOT_YET"
    OFFENDER_NONE = "OFFENDER_NONE"
    COMPLAINT_POSSIBLE = "COMPLAINT_POSSIBLE"
    COMPLAINT_ANSWERED = "COMPLAINT_ANSWERED"
    COMPLAINT_ANSWERED_LATE = "COMPLAINT_ANSWERED_LATE"
    COMPLAINT_WAITING = "COMPLAINT_WAITING"
    COMPLAINT_OVERDUE = "COMPLAINT_OVERDUE"


_STANDING: dict[Item, Standing] = {
    **dict.fromkeys((Item.REVIEW_OPEN, Item.COMPLAINT_POSSIBLE), Standing.OPEN),
    **dict.fromkeys(
        (
            Item.NEEDS_KNOWN, Item.SUPPORT_NAMED, Item.COMPENSATION_EXPLAINED, Item.DECISION_TOLD,
            Item.REVIEW_ANSWERED, Item.MESSAGE_ANSWERED, Item.STATEMENT_MADE, Item.STATEMENT_DECLINED,
            Item.MEETING_OFFERED, Item.MEETING_ARRANGED, Item.MEETING_UNRECORDED,
            Item.MEETING_HELD, Item.COMPLAINT_ANSWERED,
        ),
        Standing.DONE,
    ),
    **dict.fromkeys(
        (
            Item.DECISION_TOLD_LATE,
            Item.REVIEW_ANSWERED_LATE,
            Item.MESSAGE_ANSWERED_LATE,
            Item.COMPLAINT_ANSWERED_LATE,
        ),
        Standing.LATE,
    ),
    **dict.fromkeys(
        (
            Item.NEEDS_NOT_ASKED, Item.REVIEW_WAITING, Item.UPDATE_PROMISED, Item.MESSAGE_WAITING,
            Item.COMPLAINT_WAITING, Item.STATEMENT_IN_HAND,
        ),
        Standing.WAITING,
    ),
    **dict.fromkeys(
        (Item.REVIEW_OVERDUE, Item.UPDATE_MISSED, Item.MESSAGE_OVERDUE, Item.COMPLAINT_OVERDUE), Standing.OVERDUE
    ),
    **dict.fromkeys(
        (
            Item.CRIME_RECORDED, Item.TOLD_WHAT_FOLLOWS, Item.SUPPORT_REFERRED, Item.COMPENSATION_TOLD,
            Item.POLICE_NEWS,
            Item.STATEMENT_OFFERED_BY_POLICE, Item.HEARINGS_TOLD, Item.OUTCOME_TOLD, Item.EXPENSES_PAID,
            Item.PROPERTY_RETURNED, Item.OFFENDER_TOLD,
        ),
        Standing.OTHERS,
    ),
    **dict.fromkeys(
        (
            Item.TRIAL_NOT_YET, Item.TRIAL_OVER, Item.TRIAL_NONE, Item.OUTCOME_NOT_YET, Item.OUTCOME_NONE,
            Item.OFFENDER_NOT_YET, Item.OFFENDER_NONE,
        ),
        Standing.NOT_NOW,
    ),
}  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DecisionKept:
    """A decision that a letter has told. All dates are London dates."""

    letter_id: uuid.UUID
    due_on: dt.date
    told_on: dt.date
    limit_working_days: int
    #: Until when a review may be asked for, where one may and none was; None otherwise.
    review_until: dt.date | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Something asked of us, with its day: a stage of a review, a message."""

    asked_on: dt.date
    due_on: dt.date
    #: None until the person was told.
    answered_on: dt.date | None
    #: The letter with the answer, where there is one to read here.
    letter_id: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeetingKept:
    """A meeting that was offered to the person."""

    offered_on: dt.date
    starts_on: dt.date | None
    is_held: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFacts:
    """What the ledger rests on: only what the person has been told."""

    today: dt.date
    #: Where the case stands as the person has been told; None while a letter about a decision is on its way.
    stage: JourneyStage | None
    #: The London date on which somebody last asked what the person needs; None where nobody did.
    needs_asked_on: dt.date | None
    #: Whether a language, an interpreter or a format is recorded.
    has_needs: bool
    #: The newest letter to the person that names people who can help, and when it left.
    support_letter: tuple[uuid.UUID, dt.date] | None
    decisions: tuple[DecisionKept, ...]
    reviews: tuple[Answering, ...]
    messages: tuple[Answering, ...]
    meetings: tuple[MeetingKept, ...]
    #: When they hear from us next, and a promise that was missed and not made good.
    promised_on: dt.date | None
    missed_on: dt.date | None
    vps: VpsStatus
    #: Working days for news of a hearing, and of an outcome, from when the Witness Care Unit hears of it: dated rows.
    #: None where no row is in force.
    hearing_news_days: int | None
    outcome_news_days: int | None
    #: Answers to complaints that were asked for, those taken back left out.
    complaints: tuple[Answering, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger."""

    right: CodeRight
    item: Item
    #: By when it is or was owed, and when it was done; London dates, None where there is none.
    due_on: dt.date | None = None
    done_on: dt.date | None = None
    #: Working days that the Code, or our own row of limits, allows for it.
    working_days: int | None = None
    #: The letter that shows it.
    letter_id: uuid.UUID | None = None

    @property
    def standing(self) -> Standing:
        """Say how it stands (CODE-2)."""
        return _STANDING[self.item]


def ledger(*, facts: LedgerFacts) -> tuple[Entry, ...]:
    """List every line, in the order of the rights; each right has at least one (CODE-1; domain.md 4.2, 4.4)."""
    return (
        _needs(facts),
        Entry(right=CodeRight.RECORDED, item=Item.CRIME_RECORDED),
        Entry(right=CodeRight.REPORTING, item=Item.TOLD_WHAT_FOLLOWS),
        *_support(facts),
        Entry(right=CodeRight.COMPENSATION, item=Item.COMPENSATION_TOLD),
        Entry(right=CodeRight.COMPENSATION, item=Item.COMPENSATION_EXPLAINED),
        *_progress(facts),
        _statement(facts),
        *_trial(facts),
        _outcome(facts),
        Entry(right=CodeRight.EXPENSES, item=Item.EXPENSES_PAID),
        Entry(right=CodeRight.EXPENSES, item=Item.PROPERTY_RETURNED),
        _offender(facts),
        *_complaint(facts),
    )


def _complaint(facts: LedgerFacts) -> Iterator[Entry]:
    for asked in facts.complaints:
        yield _answering(
            asked, facts.today, Item.COMPLAINT_ANSWERED, Item.COMPLAINT_ANSWERED_LATE, Item.COMPLAINT_WAITING,
            Item.COMPLAINT_OVERDUE, right=CodeRight.COMPLAINT,
        )  # fmt: skip
    yield Entry(right=CodeRight.COMPLAINT, item=Item.COMPLAINT_POSSIBLE)


def standing_of_right(*, entries: tuple[Entry, ...]) -> Standing:
    """Give the standing that sums up the lines of one right: the worst of what this service owes (CODE-2).

    What others owe, and what does not apply now, counts only where nothing of ours stands there.
    """
    order = tuple(Standing)
    return min((entry.standing for entry in entries), key=order.index)


def _needs(facts: LedgerFacts) -> Entry:
    if facts.needs_asked_on is not None or facts.has_needs:
        return Entry(right=CodeRight.UNDERSTAND, item=Item.NEEDS_KNOWN, done_on=facts.needs_asked_on)
    return Entry(right=CodeRight.UNDERSTAND, item=Item.NEEDS_NOT_ASKED)


def _support(facts: LedgerFacts) -> Iterator[Entry]:
    if facts.support_letter is not None:
        letter_id, sent_on = facts.support_letter
        yield Entry(right=CodeRight.SUPPORT, item=Item.SUPPORT_NAMED, done_on=sent_on, letter_id=letter_id)
    yield Entry(right=CodeRight.SUPPORT, item=Item.SUPPORT_REFERRED)


def _progress(facts: LedgerFacts) -> Iterator[Entry]:
    right = CodeRight.PROGRESS
    for each in facts.decisions:
        item = Item.DECISION_TOLD if each.told_on <= each.due_on else Item.DECISION_TOLD_LATE
        yield Entry(
            right=right, item=item, due_on=each.due_on, done_on=each.told_on, letter_id=each.letter_id,
            working_days=each.limit_working_days,
        )  # fmt: skip
        if each.review_until is not None and facts.today <= each.review_until:
            yield Entry(right=right, item=Item.REVIEW_OPEN, due_on=each.review_until, letter_id=each.letter_id)
    for asked in facts.reviews:
        yield _answering(
            asked, facts.today, Item.REVIEW_ANSWERED, Item.REVIEW_ANSWERED_LATE, Item.REVIEW_WAITING,
            Item.REVIEW_OVERDUE,
        )  # fmt: skip
    for asked in facts.messages:
        yield _answering(
            asked, facts.today, Item.MESSAGE_ANSWERED, Item.MESSAGE_ANSWERED_LATE, Item.MESSAGE_WAITING,
            Item.MESSAGE_OVERDUE,
        )  # fmt: skip
    if facts.missed_on is not None:
        yield Entry(right=right, item=Item.UPDATE_MISSED, due_on=facts.missed_on)
    if facts.promised_on is not None:
        yield Entry(right=right, item=Item.UPDATE_PROMISED, due_on=facts.promised_on)
    yield Entry(right=right, item=Item.POLICE_NEWS)


def _answering(
    asked: Answering, today: dt.date, done: Item, late: Item, waiting: Item, overdue: Item, *,
    right: CodeRight = CodeRight.PROGRESS,
) -> Entry:  # fmt: skip
    if asked.answered_on is not None:
        item = done if asked.answered_on <= asked.due_on else late
    else:
        item = waiting if today <= asked.due_on else overdue
    return Entry(right=right, item=item, due_on=asked.due_on, done_on=asked.answered_on, letter_id=asked.letter_id)


def _statement(facts: LedgerFacts) -> Entry:
    item = {
        VpsStatus.RECEIVED: Item.STATEMENT_MADE,
        VpsStatus.DECLINED: Item.STATEMENT_DECLINED,
        VpsStatus.OFFERING_SUPPORT: Item.STATEMENT_IN_HAND,
        VpsStatus.NEEDS_UPDATE: Item.STATEMENT_IN_HAND,
        VpsStatus.NOT_RECEIVED: Item.STATEMENT_OFFERED_BY_POLICE,
    }[facts.vps]
    return Entry(right=CodeRight.STATEMENT, item=item)


def _trial(facts: LedgerFacts) -> Iterator[Entry]:
    right = CodeRight.TRIAL
    for each in facts.meetings:
        if each.is_held and each.starts_on is not None:
            yield Entry(right=right, item=Item.MEETING_HELD, done_on=each.starts_on)
        elif each.starts_on is not None:
            item = Item.MEETING_ARRANGED if facts.today <= each.starts_on else Item.MEETING_UNRECORDED
            yield Entry(right=right, item=item, due_on=each.starts_on, done_on=each.offered_on)
        else:
            yield Entry(right=right, item=Item.MEETING_OFFERED, done_on=each.offered_on)
    if facts.stage is None or facts.stage in _BEFORE_COURT:
        yield Entry(right=right, item=Item.TRIAL_NOT_YET)
    elif facts.stage is JourneyStage.STOPPED:
        yield Entry(right=right, item=Item.TRIAL_NONE)
    elif facts.stage in _AFTER_VERDICT:
        yield Entry(right=right, item=Item.TRIAL_OVER)
    else:
        yield Entry(right=right, item=Item.HEARINGS_TOLD, working_days=facts.hearing_news_days)


def _outcome(facts: LedgerFacts) -> Entry:
    right = CodeRight.OUTCOME
    if facts.stage is JourneyStage.STOPPED:
        return Entry(right=right, item=Item.OUTCOME_NONE)
    if facts.stage in _AFTER_VERDICT:
        return Entry(right=right, item=Item.OUTCOME_TOLD, working_days=facts.outcome_news_days)
    return Entry(right=right, item=Item.OUTCOME_NOT_YET, working_days=facts.outcome_news_days)


def _offender(facts: LedgerFacts) -> Entry:
    if facts.stage is JourneyStage.STOPPED:
        return Entry(right=CodeRight.OFFENDER, item=Item.OFFENDER_NONE)
    if facts.stage in _AFTER_VERDICT:
        return Entry(right=CodeRight.OFFENDER, item=Item.OFFENDER_TOLD)
    return Entry(right=CodeRight.OFFENDER, item=Item.OFFENDER_NOT_YET)
