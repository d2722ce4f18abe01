"""Who may take a letter that was handed to a second reader, and by when they should have read it.

The reader's own deadline must leave the writer time to amend and the letter time to leave: it lies before the latest
safe approval, never on it. The figures are dated rows.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable

from cases.rules.dated_rows import newest
from cases.rules.vocabulary import Vocabulary
from cases.rules.working_days import LONDON, WorkingDayCalendar, london_date
from communications.rules.letter_words import pieces

#: The grades that read letters, the highest first: Head, Senior Victim Service Manager, Victim Service Manager.
GRADES = ("D", "B3", "B2")


class ReadingOutcome(Vocabulary):
    """How a request for a second reading ended."""

    APPROVED = "APPROVED"
    SENT_BACK = "SENT_BACK"
    #: The writer took the letter back before anybody had decided.
    TAKEN_BACK = "TAKEN_BACK"
    #: The letter is not needed any more, or something newer takes its place.
    CLOSED = "CLOSED"


class CommentAnswer(Vocabulary):
    """How a comment beside the words was answered."""

    #: The words that it is about were changed.
    AMENDED = "AMENDED"
    #: The writer or the reader said that it is settled.
    SETTLED = "SETTLED"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTime:
    """How long a second reader has, and how much time is kept free after it, from ``starts_on`` on."""

    working_days: int
    #: Minutes between the reading and the latest safe approval, for amendments and a second look.
    minutes_left: int
    starts_on: dt.date
    source: str


#: READ-1. The row the service starts with.
DEFAULT_TIMES: tuple[ReadingTime, ...] = (
    ReadingTime(
        working_days=1,
        minutes_left=120,
        starts_on=dt.date(2021, 4, 1),
        source="Planning value: a day is kept for reading in the five of a letter; nothing outside names a time",
    ),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadingDue:
    """By when a second reader should have read, and why then."""

    at: dt.datetime
    #: Plain sentences, for the page.
    reasons: tuple[str, ...]


def reading_due(
    *,
    asked_at: dt.datetime,
    latest_safe_approval: dt.datetime | None,
    times: tuple[ReadingTime, ...],
    calendar: WorkingDayCalendar,
) -> ReadingDue:
    """Say by when a second reader should have read a letter handed over at an aware instant (READ-1).

    So many working days as the row in force names, at the same London time; earlier where that would leave less than
    its minutes before the latest safe approval, and half of the time that is left where even that is short. Where the
    latest safe approval has passed, at once. ``times`` are newest published first: of two rows from one day the later
    published counts.

    Source: issue 3 A.6; peers.md W8.

    Raises:
        BeyondHorizon: the calendar does not reach the next working day.
    """
    local = asked_at.astimezone(LONDON)
    day = london_date(at=asked_at)
    time = newest(rows=times, on=day) or times[-1]
    usual_day = calendar.add(day=day, n=time.working_days)
    usual = dt.datetime.combine(usual_day, local.time().replace(microsecond=0), tzinfo=LONDON)
    days = "One working day" if time.working_days == 1 else f"{time.working_days} working days"
    if latest_safe_approval is None:
        return ReadingDue(at=usual, reasons=(f"{days} to read it; the letter itself has no deadline.",))
    left = latest_safe_approval - asked_at
    if left <= dt.timedelta():
        return ReadingDue(at=asked_at, reasons=("The latest safe approval has passed: read it at once.",))
    wanted = dt.timedelta(minutes=time.minutes_left)
    free = min(wanted, left / 2)
    latest = (latest_safe_approval - free).replace(microsecond=0)
    if usual <= latest:
        return ReadingDue(at=usual, reasons=(f"{days} to read it; that leaves time to amend it.",))
    if free == wanted:
        minutes = f"{time.minutes_left} minutes before the latest safe approval, to leave time to amend it."
        return ReadingDue(at=latest, reasons=(minutes,))
    return ReadingDue(at=latest, reasons=("Half of the time that is left before the latest safe approval.",))


def may_take(*, asked_grade: str, asked_person: str, grade: str, person: str) -> bool:
    """Say whether somebody may decide about a letter that was handed to a grade or a person (READ-2).

    ``asked_grade`` and ``asked_person`` are empty where nobody in particular was asked; ``grade`` is empty for staff
    without one. The person asked may; so may anybody of the grade asked for or a higher one, so that leave and sickness
    hold nothing up. A request to a person without a grade, or to nobody in particular, is open to whoever may approve.
    """
    if not asked_grade or person == asked_person:
        return True
    return grade in GRADES and GRADES.index(grade) <= GRADES.index(asked_grade)


def paragraphs(*, text: str) -> tuple[str, ...]:
    """Cut a part of a letter into the paragraphs and lists that a comment can be about (READ-3)."""
    return tuple("\n".join(piece.lines) for piece in pieces(text))


def place_of(*, quote: str, text: str) -> int | None:
    """Find the paragraph that a comment is about among the words of today; None when they changed (READ-3).

    ``quote`` is the paragraph as it was when the comment was made; an empty quote is about the whole part and has no
    place in it.
    """
    found: Iterable[str] = paragraphs(text=text)
    return next((number for number, each in enumerate(found) if each == quote), None)
