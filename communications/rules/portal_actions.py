"""What a person can do on their first page, apart from what is only for them to know; derived from the record (V4).

Nothing here is a duty of theirs: nobody has to read a letter or answer an offer, and the words of the page say so.
Source: peers.md V4, 1.9 (two classes of alert, each with its day) and 3, leap 8 (details confirmed every 90 days).
"""

import dataclasses
import datetime as dt
import enum
import uuid

#: Safe ways to reach somebody are asked about again after this many calendar days (peers.md 3, leap 8).
CONFIRM_AFTER = dt.timedelta(days=90)
#: A last day no further away than this is said in the one banner of the page.
BANNER_WITHIN = dt.timedelta(days=14)


class ActionKind(enum.StrEnum):
    """What a line of the page is about."""

    ASK_FOR_REVIEW = "ASK_FOR_REVIEW"
    ANSWER_MEETING = "ANSWER_MEETING"
    READ_HARD_LETTER = "READ_HARD_LETTER"
    READ_LETTER = "READ_LETTER"
    CONFIRM_CONTACT = "CONFIRM_CONTACT"
    #: From here on only for their information.
    REVIEW_ASKED = "REVIEW_ASKED"
    MEETING_ARRANGED = "MEETING_ARRANGED"
    MEETING_AGREED = "MEETING_AGREED"
    CONTACT_AWAY = "CONTACT_AWAY"
    CONTACT_CHANGED = "CONTACT_CHANGED"


TO_DO = (
    ActionKind.ASK_FOR_REVIEW,
    ActionKind.ANSWER_MEETING,
    ActionKind.READ_HARD_LETTER,
    ActionKind.READ_LETTER,
    ActionKind.CONFIRM_CONTACT,
)
_ORDER = list(ActionKind)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnreadLetter:
    """A letter that may be read here and was not yet."""

    id: uuid.UUID
    #: London date.
    sent_on: dt.date
    is_hard_news: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFacts:
    """A decision that may be looked at again, which the person has been told of."""

    #: The last London date of the ordinary time for asking.
    ask_by: dt.date
    #: The London date on which they asked; None while they have not.
    asked_on: dt.date | None


class MeetingStanding(enum.StrEnum):
    """How a meeting stands for the person who is invited."""

    OFFERED = "OFFERED"
    AGREED = "AGREED"
    ARRANGED = "ARRANGED"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """A meeting that is offered, agreed or arranged."""

    standing: MeetingStanding
    #: London date of the offer, or of the meeting once it has a time.
    on: dt.date


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ActionFacts:
    """What the record holds about one reader."""

    unread: tuple[UnreadLetter, ...] = ()
    reviews: tuple[ReviewFacts, ...] = ()
    meetings: tuple[MeetingFacts, ...] = ()
    #: London date on which they last said how we may reach them safely; None where they were never asked.
    confirmed_on: dt.date | None = None
    #: Whether we keep such details of them at all.
    has_contact_details: bool = False
    #: London date until which their contact is away; None while the contact is there.
    contact_away_until: dt.date | None = None
    #: London date on which their contact changed lately; None where it did not.
    contact_changed_on: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One line of the page."""

    kind: ActionKind
    #: The letter it is about; None for everything else.
    letter_id: uuid.UUID | None = None
    #: A London date that its words name: of the letter, the meeting, the request or the change.
    on: dt.date | None = None
    #: The last London date for it; None where there is no hurry.
    until: dt.date | None = None

    @property
    def is_to_do(self) -> bool:
        """Whether there is something that they can do."""
        return self.kind in TO_DO


def actions(*, facts: ActionFacts, today: dt.date) -> tuple[Action, ...]:
    """List what a person can do and what is for them to know, the nearest last day first (ACT-1).

    A last day counts as long as it has not passed; after it, and once they asked or answered, the line is information
    or nothing. Of unread letters each has its line, newest first.
    """
    found = [*_letters(facts), *_reviews(facts, today), *_meetings(facts, today)]
    if facts.has_contact_details and _is_to_confirm(facts.confirmed_on, today):
        found.append(Action(kind=ActionKind.CONFIRM_CONTACT))
    if facts.contact_away_until is not None:
        found.append(Action(kind=ActionKind.CONTACT_AWAY, on=facts.contact_away_until))
    if facts.contact_changed_on is not None:
        found.append(Action(kind=ActionKind.CONTACT_CHANGED, on=facts.contact_changed_on))
    return tuple(sorted(found, key=_place))


def banner(*, found: tuple[Action, ...], today: dt.date) -> Action | None:
    """Choose the one line that the banner of the page says: the nearest last day, if it is near (ACT-2)."""
    for action in found:
        if action.is_to_do and action.until is not None and action.until - today <= BANNER_WITHIN:
            return action
    return None


def _place(action: Action) -> tuple[bool, dt.date, int]:
    return (not action.is_to_do, action.until or dt.date.max, _ORDER.index(action.kind))


def _letters(facts: ActionFacts) -> list[Action]:
    return [
        Action(
            kind=ActionKind.READ_HARD_LETTER if letter.is_hard_news else ActionKind.READ_LETTER,
            letter_id=letter.id,
            on=letter.sent_on,
        )
        for letter in sorted(facts.unread, key=lambda each: each.sent_on, reverse=True)
    ]


def _reviews(facts: ActionFacts, today: dt.date) -> list[Action]:
    found = []
    for review in facts.reviews:
        if review.asked_on is not None:
            found.append(Action(kind=ActionKind.REVIEW_ASKED, on=review.asked_on))
        elif today <= review.ask_by:
            found.append(Action(kind=ActionKind.ASK_FOR_REVIEW, until=review.ask_by))
    return found


def _meetings(facts: ActionFacts, today: dt.date) -> list[Action]:
    found = []
    for meeting in facts.meetings:
        if meeting.standing is MeetingStanding.OFFERED:
            found.append(Action(kind=ActionKind.ANSWER_MEETING, on=meeting.on))
        elif meeting.standing is MeetingStanding.AGREED:
            found.append(Action(kind=ActionKind.MEETING_AGREED, on=meeting.on))
        elif meeting.on >= today:
            found.append(Action(kind=ActionKind.MEETING_ARRANGED, on=meeting.on))
    return found


def _is_to_confirm(confirmed_on: dt.date | None, today: dt.date) -> bool:
    return confirmed_on is None or today - confirmed_on > CONFIRM_AFTER
