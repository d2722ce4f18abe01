"""Say by when a handover is answered, who is told of a new contact, and how long it is shown (HO-1 to HO-3; L8, V18).

No source sets a time; two working days and eight weeks are ours. Changing officers broke trust where nobody said why
(peers.md 3, row L8), and more than half of all victims had no direct contact (row V18).
"""

import dataclasses
import datetime as dt

from cases.rules.dated_rows import newest
from cases.rules.working_days import WorkingDayCalendar

#: HO-3. Calendar days for which the online page says that the contact changed.
SHOWN_DAYS = 56


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTime:
    """Within how many working days a handover is answered, from ``starts_on`` until a later row replaces it."""

    working_days: int
    starts_on: dt.date
    source: str


#: HO-1. The row the service starts with.
DEFAULT_TIMES: tuple[AnswerTime, ...] = (
    AnswerTime(
        working_days=2,
        starts_on=dt.date(2021, 4, 1),
        source="No source sets a time; short, because a victim between two officers is easily nobody’s",
    ),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """How it stands between us and a victim when their contact changes."""

    had_officer: bool
    #: Contact has begun, or something has been sent: they know the name of the one before.
    has_heard: bool
    #: Somebody is recorded who may be kept informed and wants to be, and the case goes on.
    reader_wants_contact: bool


def answer_due_on(*, offered_on: dt.date, times: tuple[AnswerTime, ...], calendar: WorkingDayCalendar) -> dt.date:
    """Return the London date by which a handover is answered; the day after, a manager decides (HO-1).

    ``times`` are newest published first: of two rows from one day the later published counts.

    Raises:
        BeyondHorizon: the calendar does not reach that far.
    """
    time = newest(rows=times, on=offered_on) or times[-1]
    return calendar.add(day=offered_on, n=time.working_days)


def is_told(facts: ContactFacts) -> bool:
    """Say whether a victim is written to about their new contact (HO-2).

    Whoever had somebody before, has heard from us and wants to. Others learn who it is from the first letter they get.
    """
    return facts.had_officer and facts.has_heard and facts.reader_wants_contact


def is_still_shown(*, changed_on: dt.date, today: dt.date) -> bool:
    """Say whether the online page still tells that the contact changed (HO-3). London dates."""
    return (today - changed_on).days <= SHOWN_DAYS
