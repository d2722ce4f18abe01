"""What stands first on a supporter's list, what needs attention, and which letters they are shown (SHOW-4, SHOW-5).

A supporter with many people looks for what is next and for what we owe. A letter is theirs to read after the person it
is for; one with hard news only once the person has opened it or somebody has talked with them about it; one that says
how the person is reached, never.
Source: peers.md rows S3 and S6, and V29; domain reference 11.3 [R].
"""

import dataclasses
import datetime as dt
import enum

from communications.rules.vocabulary import Purpose

#: SHOW-5. Days from today within which what is next needs attention.
SOON = dt.timedelta(days=7)
#: SHOW-5. Days before the end of a consent from which the person can be asked to agree anew.
ENDS_SOON = dt.timedelta(days=14)
#: SHOW-4. Letters that say where and when somebody can safely be reached, or by which code they come in.
_NEVER = frozenset({Purpose.WHAT_WE_AGREED, Purpose.PORTAL_INVITATION, Purpose.PORTAL_CODE})


class Attention(enum.StrEnum):
    """SHOW-5. Why a line of the list needs attention."""

    WE_ARE_LATE = "WE_ARE_LATE"
    SOON = "SOON"
    ENDS_SOON = "ENDS_SOON"
    CHANGED = "CHANGED"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What a line of the list is sorted by. All days are London dates."""

    #: By when the person hears from us; None where no date is promised.
    promised_on: dt.date | None
    #: A promise that we missed and have not made good.
    missed_on: dt.date | None
    #: The next hearing or meeting that the supporter is shown.
    date_on: dt.date | None
    #: The last day of the consent.
    ends_on: dt.date
    #: Something that they are shown changed since they last opened the person's page, or they never did.
    has_changed: bool

    @property
    def next_on(self) -> dt.date | None:
        """The earliest day that stands on the line; None where there is none."""
        return min((day for day in (self.promised_on, self.date_on) if day is not None), default=None)


def attention(*, facts: LineFacts, today: dt.date) -> tuple[Attention, ...]:
    """Say why a line needs attention on a London date, the gravest first; nothing for most (SHOW-5)."""
    found = (
        (facts.missed_on is not None, Attention.WE_ARE_LATE),
        (facts.next_on is not None and facts.next_on - today <= SOON, Attention.SOON),
        (facts.ends_on - today <= ENDS_SOON, Attention.ENDS_SOON),
        (facts.has_changed, Attention.CHANGED),
    )
    return tuple(why for is_so, why in found if is_so)


def place(*, facts: LineFacts) -> tuple[bool, dt.date]:
    """Give the place of a line in the list: what we owe first, then by what is next, last who has nothing (SHOW-5)."""
    return (facts.missed_on is None, facts.missed_on or facts.next_on or dt.date.max)


def is_letter_shown(
    *, purpose: Purpose, is_readable: bool, is_hard_news: bool, was_opened: bool, was_told_by_person: bool
) -> bool:
    """Say whether a supporter who is shown letters is shown this one (SHOW-4).

    ``is_readable`` is whether the person may read it here (PORT-2); ``was_opened`` whether they have.
    """
    if purpose in _NEVER or not is_readable:
        return False
    return not is_hard_news or was_opened or was_told_by_person
