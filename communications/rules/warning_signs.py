"""Notice early that somebody may be losing touch with us, by named signs, each with a caring thing to do (SIGN-1 to 3).

A sign is a fact with a date, never a score: nothing is added up, nobody is ranked, and a sign changes neither tier nor
rhythm nor what is owed. It says to staff what would help, and most signs are of what we did. It is never shown to the
person, nor to those who only read a case.

Source: peers.md row L12 and section 3, leap 15; domain reference 5.5, 11.3. The thresholds are dated rows.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from cases.rules.dated_rows import newest
from cases.rules.vocabulary import Language, Vocabulary
from communications.rules.dates_in_words import in_words


class WarningSignal(Vocabulary):
    """What may say that somebody is losing touch, in the order in which signs are shown."""

    ASKED_TO_STOP = "ASKED_TO_STOP"
    PROMISE_MISSED = "PROMISE_MISSED"
    LONG_SILENCE = "LONG_SILENCE"
    CALLS_MISSED = "CALLS_MISSED"
    LETTERS_UNREAD = "LETTERS_UNREAD"
    MEETING_DECLINED = "MEETING_DECLINED"
    SUPPORT_WORKER_GONE = "SUPPORT_WORKER_GONE"
    HEARING_MOVED = "HEARING_MOVED"
    MEASURES_UNDECIDED = "MEASURES_UNDECIDED"


#: Signs of what has not come for so many days; all others are of what happened within so many days.
WAITING = frozenset({WarningSignal.LETTERS_UNREAD, WarningSignal.MEASURES_UNDECIDED, WarningSignal.LONG_SILENCE})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignLimit:
    """From how many times on, and within or after how many days, a sign is one; from ``starts_on`` on."""

    signal: WarningSignal
    count: int
    days: int
    starts_on: dt.date
    source: str


#: Nothing older is looked at (days): the longest threshold that may be published.
LOOK_BACK_DAYS = 366
_SINCE = dt.date(2021, 4, 1)
_OURS = "No source sets a number; ours, to be confirmed with liaison officers"
_LEAP = "Victim service study, leap 15; the days are ours, to be confirmed"
#: SIGN-2. The rows the service starts with.
DEFAULT_LIMITS: tuple[SignLimit, ...] = tuple(
    SignLimit(signal=signal, count=count, days=days, starts_on=_SINCE, source=source)
    for signal, count, days, source in (
        (WarningSignal.ASKED_TO_STOP, 1, 28, _OURS),
        (WarningSignal.PROMISE_MISSED, 1, 56, _OURS),
        (WarningSignal.LONG_SILENCE, 1, 14, _LEAP),
        (WarningSignal.CALLS_MISSED, 3, 60, _LEAP),
        (WarningSignal.LETTERS_UNREAD, 2, 14, _LEAP),
        (WarningSignal.MEETING_DECLINED, 1, 28, _LEAP),
        (WarningSignal.SUPPORT_WORKER_GONE, 1, 28, _LEAP),
        (WarningSignal.HEARING_MOVED, 2, 90, _LEAP),
        (WarningSignal.MEASURES_UNDECIDED, 1, 28, _OURS),
    )
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignFacts:
    """What is known about one person in contact with us: for each sign the London dates it rests on.

    Calls count since somebody was last reached. Silence begins on the day on which, by the rhythm of the person, we
    should have been in touch at the latest; it has no date while updates are paused at their wish.
    """

    today: dt.date
    dates: Mapping[WarningSignal, tuple[dt.date, ...]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign, why it is one, since when, and what would help."""

    signal: WarningSignal
    reason: str
    since: dt.date
    action: str


def signs(*, facts: SignFacts, limits: tuple[SignLimit, ...]) -> tuple[Sign, ...]:
    """List the signs there are, in the order of their names and of no weight (SIGN-1).

    A date in the future is none yet. ``limits`` are the rows of ``limits_on``; a signal without a row is not looked at.
    """
    found = []
    rows = {row.signal: row for row in limits}
    for signal in WarningSignal:
        row = rows.get(signal)
        dates = _counting(row, facts) if row is not None else ()
        if row is not None and len(dates) >= row.count:
            found.append(Sign(signal=signal, reason=_reason(signal, dates), since=dates[0], action=ACTIONS[signal]))
    return tuple(found)


def limits_on(*, rows: tuple[SignLimit, ...], on: dt.date) -> tuple[SignLimit, ...]:
    """Return the row of each signal in force on a London date (SIGN-2).

    ``rows`` are newest published first: of two from one day the later published counts.
    """
    found = (newest(rows=[row for row in rows if row.signal is signal], on=on) for signal in WarningSignal)
    return tuple(row for row in found if row is not None)


def _counting(row: SignLimit, facts: SignFacts) -> tuple[dt.date, ...]:
    edge = facts.today - dt.timedelta(days=row.days)
    dates = sorted(facts.dates.get(row.signal, ()))
    if row.signal in WAITING:
        return tuple(on for on in dates if on <= edge)
    return tuple(on for on in dates if edge <= on <= facts.today)


def _reason(signal: WarningSignal, dates: tuple[dt.date, ...]) -> str:
    last = in_words(day=dates[-1], language=Language.EN)
    first = in_words(day=dates[0], language=Language.EN)
    return _REASONS[signal].format(count=len(dates), first=first, last=last)


_REASONS: dict[WarningSignal, str] = {
    WarningSignal.ASKED_TO_STOP: "They asked us not to get in touch, or not to ring, on {last}.",
    WarningSignal.PROMISE_MISSED: "We did not keep a promised update: the last was for {last}.",
    WarningSignal.LONG_SILENCE: "They should have heard from us by {last}, and have not.",
    WarningSignal.CALLS_MISSED: "{count} calls in a row reached nobody, the last on {last}.",
    WarningSignal.LETTERS_UNREAD: "{count} letters on their online page are unread, the first since {first}.",
    WarningSignal.MEETING_DECLINED: "They declined a meeting, or did not answer the offer of {last}.",
    WarningSignal.SUPPORT_WORKER_GONE: "Their adviser has not been beside them since {last}, and nobody has followed.",
    WarningSignal.HEARING_MOVED: "A hearing was moved {count} times, the last time on {last}.",
    WarningSignal.MEASURES_UNDECIDED: (
        "Help with giving evidence was agreed on {first}, and no decision of the court is recorded."
    ),
}

#: SIGN-3. What would help, as a thing that whoever reads it can do.
ACTIONS: dict[WarningSignal, str] = {
    WarningSignal.ASKED_TO_STOP: (
        "Respect it. Make sure that they know how to come back, and that what is owed still reaches them in the way "
        "they chose."
    ),
    WarningSignal.PROMISE_MISSED: "Say sorry yourself, not only by letter, and promise only what you can keep.",
    WarningSignal.LONG_SILENCE: (
        "Get in touch in the way that they chose, even if nothing has changed, and say why it took so long."
    ),
    WarningSignal.CALLS_MISSED: (
        "Do not ring more often. Ask their adviser or the officer in the case whether they are safe, and how they "
        "would like to hear from us."
    ),
    WarningSignal.LETTERS_UNREAD: (
        "At a safe time, ask whether the online page still works for them and is safe, and offer another way."
    ),
    WarningSignal.MEETING_DECLINED: (
        "Leave the door open: say that they may change their mind, and ask what would make it easier."
    ),
    WarningSignal.SUPPORT_WORKER_GONE: "Ask whether they want somebody else beside them, and refer them if they do.",
    WarningSignal.HEARING_MOVED: (
        "Say what the changes must have cost them, explain why, and ask what they need for the new day."
    ),
    WarningSignal.MEASURES_UNDECIDED: (
        "Ask the prosecutor what was decided about help with giving evidence, and tell them, even that it is open."
    ),
}
