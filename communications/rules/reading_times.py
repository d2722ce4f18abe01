"""When somebody is helped to read hard news: a time they chose, who rings, and who is with them (WHEN-1 to WHEN-3).

The letter has left already, so that no clock of ours waits for the choice: it stays where it is and can be read at any
moment. What is chosen is when we ring, or remind the person without saying of what. Source: peers.md row V29 and
section 3, leap 12; row S2 for who is beside them.
"""

import dataclasses
import datetime as dt

from cases.rules.vocabulary import Vocabulary
from cases.rules.working_days import LONDON
from communications.rules.bad_news import NewsHours
from communications.rules.safe_hours import AgreedHours, next_safe_time

#: WHEN-1. Whoever is to ring needs to see it first.
NOTICE = dt.timedelta(hours=2)
#: WHEN-2. So many calendar days ahead, at most.
LONGEST_AHEAD = 14
#: WHEN-2. So many calendar days stay for thinking about a review, where the decision can be looked at again.
KEPT_FOR_REVIEW = 7


class DayPart(Vocabulary):
    """A part of a working day, in London."""

    MORNING = "MORNING"
    AFTERNOON = "AFTERNOON"
    LATE_AFTERNOON = "LATE_AFTERNOON"


#: From when and until when a part goes; the end is not part of it. All of them are hours in which somebody is here.
HOURS_OF: dict[DayPart, tuple[dt.time, dt.time]] = {
    DayPart.MORNING: (dt.time(9), dt.time(12)),
    DayPart.AFTERNOON: (dt.time(12), dt.time(15)),
    DayPart.LATE_AFTERNOON: (dt.time(15), dt.time(17)),
}


class ReadingHelp(Vocabulary):
    """What we do at the time that was chosen."""

    CALL = "CALL"
    REMINDER = "REMINDER"
    #: The person took the choice back.
    NOTHING = "NOTHING"


class CallBy(Vocabulary):
    """Who rings."""

    CONTACT = "CONTACT"
    COLLEAGUE = "COLLEAGUE"


class Beside(Vocabulary):
    """Who is with the person when we ring."""

    NOBODY = "NOBODY"
    SOMEBODY = "SOMEBODY"
    SUPPORTER = "SUPPORTER"


class NotAChoice(ValueError):
    """The parts of a choice do not fit together."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSlot:
    """One part of one day on which we can ring or remind."""

    #: London date.
    day: dt.date
    part: DayPart

    @property
    def starts_at(self) -> dt.datetime:
        """Return its aware beginning."""
        return dt.datetime.combine(self.day, HOURS_OF[self.part][0], tzinfo=LONDON)

    @property
    def ends_at(self) -> dt.datetime:
        """Return its aware end."""
        return dt.datetime.combine(self.day, HOURS_OF[self.part][1], tzinfo=LONDON)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChoice:
    """What a person chose for one letter (WHEN-3)."""

    slot: ReadingSlot
    help: ReadingHelp
    #: Who rings, and who is with them; None for a reminder, which asks nobody.
    by: CallBy | None = None
    beside: Beside | None = None

    def __post_init__(self) -> None:
        if self.help is ReadingHelp.NOTHING:
            raise NotAChoice("What is taken back has no time")
        has_call = self.help is ReadingHelp.CALL
        if has_call != (self.by is not None) or has_call != (self.beside is not None):
            raise NotAChoice("Who rings, and who is there, is asked for a call and for nothing else")


def last_day(*, today: dt.date, ask_by: dt.date | None) -> dt.date:
    """Return the last London date that can be chosen (WHEN-2).

    ``ask_by`` is the last day on which the decision of the letter can be asked to be looked at again; None where there
    is no such right. Time to think stays before it. Where less than that is left, it is tomorrow; never after the day
    itself.
    """
    latest = today + dt.timedelta(days=LONGEST_AHEAD)
    if ask_by is None or ask_by < today:
        return latest
    in_good_time = ask_by - dt.timedelta(days=KEPT_FOR_REVIEW)
    return min(latest, ask_by, max(in_good_time, today + dt.timedelta(days=1)))


def slots(*, at: dt.datetime, until: dt.date, hours: NewsHours, agreed: AgreedHours) -> tuple[ReadingSlot, ...]:
    """List the times that can be chosen at an aware instant, to the end of a London date (WHEN-1).

    Working days only; not late before days off, not on the eve of court or in it, and none in which no phone of the
    person may ring.
    """
    today = at.astimezone(LONDON).date()
    days = (today + dt.timedelta(days=ahead) for ahead in range((until - today).days + 1))
    every = (ReadingSlot(day=day, part=part) for day in days for part in DayPart)
    return tuple(slot for slot in every if _is_open(slot, at=at, hours=hours, agreed=agreed))


def _is_open(slot: ReadingSlot, *, at: dt.datetime, hours: NewsHours, agreed: AgreedHours) -> bool:
    last_minute = slot.ends_at - dt.timedelta(minutes=1)
    if slot.starts_at < at + NOTICE or slot.day in hours.court_days:
        return False
    if hours.forbid(at=slot.starts_at) or hours.forbid(at=last_minute):
        return False
    safe_from = next_safe_time(profile=agreed, since=slot.starts_at)
    return safe_from is not None and safe_from < slot.ends_at
