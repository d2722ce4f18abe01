"""When a phone may ring or buzz: the hours a person agreed to, and the quiet ones of everybody (SAFE-5).

Times are London's. Source: domain reference 11.3; peers.md 3, leap 8, rows V13 and V14.
"""

import dataclasses
import datetime as dt
from typing import Protocol

from cases.rules.working_days import LONDON
from communications.rules.bad_news import NewsHours

#: SAFE-5. Nobody's phone rings or buzzes on our account outside these London hours, whatever their windows say.
QUIET_FROM = dt.time(20, 0)
QUIET_UNTIL = dt.time(8, 0)
#: SAFE-5. Days on which nothing unasked for arrives: (month, day).
QUIET_DAYS: frozenset[tuple[int, int]] = frozenset({(12, 24), (12, 25)})
#: SAFE-5. How far ahead the next safe time is looked for, in days.
LOOK_AHEAD = 62


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Hours of some weekdays, London time. ``until`` is not included; 00:00 means the end of the day."""

    #: 0 is Monday.
    days: frozenset[int]
    since: dt.time
    until: dt.time

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError("A window has weekdays from 0 (Monday) to 6")
        if self.until != dt.time(0, 0) and self.until <= self.since:
            raise ValueError("A window ends after it begins, on the same day")

    def contains(self, *, at: dt.datetime) -> bool:
        """Say whether a London time lies inside."""
        ends_with_the_day = self.until == dt.time(0, 0)
        return at.weekday() in self.days and self.since <= at.time() and (ends_with_the_day or at.time() < self.until)


class AgreedHours(Protocol):
    """What a person agreed to, as far as hours go; a safe-contact profile has it."""

    @property
    def windows(self) -> tuple[Window, ...]:
        """Windows in which a phone may ring or buzz; empty means at any time that is not quiet."""

    @property
    def avoid(self) -> tuple[Window, ...]:
        """Windows to avoid."""

    @property
    def avoid_dates(self) -> frozenset[dt.date]:
        """London dates to avoid."""


def next_safe_time(
    *, profile: AgreedHours, since: dt.datetime, hard_news: NewsHours | None = None
) -> dt.datetime | None:
    """Return the first aware instant from ``since`` on at which a phone may ring or buzz (SAFE-5).

    With ``hard_news``, one at which hard news may arrive too (BAD-1, BAD-2). None when there is none within 62 days.
    Times are London's, so the nights on which the clocks change come out right.
    """
    local = since.astimezone(LONDON)
    if _is_good_time(profile=profile, hard_news=hard_news, at=local):
        return since
    for offset in range(LOOK_AHEAD + 1):
        day = local.date() + dt.timedelta(days=offset)
        for start in _possible_starts(profile):
            candidate = dt.datetime.combine(day, start, tzinfo=LONDON)
            if candidate >= since and _is_good_time(profile=profile, hard_news=hard_news, at=candidate):
                return candidate
    return None


def last_safe_time(*, profile: AgreedHours, until: dt.datetime) -> dt.datetime | None:
    """Return the aware instant, no later than ``until``, before which a phone may ring or buzz for the last time.

    That is ``until`` itself while such a time runs, else the end of the last one before it; None when there is none
    within 62 days (SAFE-5).
    """
    local = until.astimezone(LONDON)
    a_moment = dt.timedelta(microseconds=1)
    if is_safe_time(profile=profile, at=local - a_moment):
        return until
    for offset in range(LOOK_AHEAD + 1):
        day = local.date() - dt.timedelta(days=offset)
        for end in _possible_ends(profile):
            candidate = dt.datetime.combine(day, end, tzinfo=LONDON)
            if candidate <= until and is_safe_time(profile=profile, at=candidate - a_moment):
                return candidate
    return None


def _possible_ends(profile: AgreedHours) -> list[dt.time]:
    """List when a safe time can end, the latest first: the night begins, a window closes, or one to avoid opens.

    Midnight ends nothing: the night has begun long before it.
    """
    ends = {QUIET_FROM, *(window.until for window in profile.windows), *(window.since for window in profile.avoid)}
    return sorted(ends - {dt.time(0, 0)}, reverse=True)


def _possible_starts(profile: AgreedHours) -> list[dt.time]:
    """List when a safe time can begin: the night ends, a window opens, or one to avoid closes."""
    starts = {QUIET_UNTIL, *(window.since for window in profile.windows), *(window.until for window in profile.avoid)}
    return sorted(starts)


def _is_good_time(*, profile: AgreedHours, hard_news: NewsHours | None, at: dt.datetime) -> bool:
    return is_safe_time(profile=profile, at=at) and (hard_news is None or not hard_news.forbid(at=at))


def is_safe_time(*, profile: AgreedHours, at: dt.datetime) -> bool:
    """Say whether a phone may ring or buzz at a London time (SAFE-5)."""
    if not QUIET_UNTIL <= at.time() < QUIET_FROM:
        return False
    if (at.month, at.day) in QUIET_DAYS or at.date() in profile.avoid_dates:
        return False
    if any(window.contains(at=at) for window in profile.avoid):
        return False
    return not profile.windows or any(window.contains(at=at) for window in profile.windows)
