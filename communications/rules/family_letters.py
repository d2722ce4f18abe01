"""When the others of a bereaved family are told: after the main contact, and not long after (FAM-3, FAM-4, FAM-6).

What is owed by law is owed once, to the main contact. Nobody else of the family may learn of it first, by a letter of
ours or by word of mouth, and nobody who wants to know is left to hear it from strangers.
Source: domain.md 2.9 (through the liaison officer); the CPS application document 1.16; the number of days is ours.
"""

import dataclasses
import datetime as dt

from cases.rules.dated_rows import newest
from cases.rules.vocabulary import RelativeWay
from cases.rules.working_days import WorkingDayCalendar, end_of_day, london_date
from communications.rules.portal_reading import readable_from
from communications.rules.vocabulary import Channel


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TellingTime:
    """Within how many working days the others are told, from ``starts_on`` until a later row replaces it."""

    working_days: int
    starts_on: dt.date
    source: str


#: FAM-4. The row the service starts with.
DEFAULT_TIMES: tuple[TellingTime, ...] = (
    TellingTime(
        working_days=2,
        starts_on=dt.date(2021, 4, 1),
        source="No source sets a time; short, because news of a death in court travels fast",
    ),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FirstLetter:
    """How it stands with the letter to the main contact. Aware instants."""

    #: None while it has not left, or where it came back.
    sent_at: dt.datetime | None
    channel: Channel
    #: When it was recorded that whoever handed it over has told them; None while nobody has said so.
    told_at: dt.datetime | None


def may_others_be_told(*, first: FirstLetter, due_at: dt.datetime, at: dt.datetime) -> bool:
    """Say whether the others may learn of a decision at an aware instant (FAM-3).

    Once the main contact has been told: by whoever handed the letter over, or by a letter that has had time to arrive
    (PORT-2). After ``due_at`` the clock says so: the others are not left waiting because nobody confirmed the first.
    """
    arrived_at = readable_from(
        sent_at=first.sent_at, published_at=None, channel=first.channel, is_hard_news=True, told_at=first.told_at
    )
    return at > due_at or (arrived_at is not None and arrived_at <= at)


def is_letter_owed(*, way: RelativeWay, is_settled: bool, has_letter: bool) -> bool:
    """Say whether a relative's own letter is to be begun now, without waiting for anybody to think of it (FAM-6).

    Whoever is to be told by a letter of their own, has not been told, and has none in writing or on its way.
    """
    return way is RelativeWay.OWN_LETTER and not is_settled and not has_letter


def others_due_at(*, left_at: dt.datetime, times: tuple[TellingTime, ...], calendar: WorkingDayCalendar) -> dt.datetime:
    """Return by when the others are told: the end of a working day after the first letter left (FAM-4).

    ``times`` are newest published first: of two rows from one day the later published counts.

    Raises:
        BeyondHorizon: the calendar does not reach that far.
    """
    left_on = london_date(at=left_at)
    row = newest(rows=times, on=left_on) or times[-1]
    return end_of_day(due_on=calendar.add(day=left_on, n=row.working_days))
