"""The promise ledger's rules: rhythm, next date, what keeps a promise, when to warn and apologise (PRO-1 to PRO-7).

No source sets an interval for "no change" updates; 28 and 14 days are ours (domain reference 2.11). Dates are London
dates. Source: peers.md 3, leap 1 and rows V6 to V9.
"""

import dataclasses
import datetime as dt

from cases.rules.working_days import WorkingDayCalendar
from communications.rules.vocabulary import PromiseState, Purpose

#: PRO-2. Weekly to two-monthly.
SHORTEST_OWN_RHYTHM = 7
LONGEST_OWN_RHYTHM = 56
#: PRO-5. Working days.
WARNING_LEAD = 2
GRACE = 1
NEW_DATE_AFTER_APOLOGY = 5

#: PRO-4. Purposes that tell the person something about the case. A code, an invitation, a bare notice, an
#: acknowledgement or an apology does not keep a promise of an update.
SUBSTANTIVE_PURPOSES: frozenset[Purpose] = frozenset(
    {
        Purpose.VCL_LETTER,
        Purpose.CHARGING_DECISION,
        Purpose.PROVISIONAL_DECISION,
        Purpose.NO_CHANGE_UPDATE,
        Purpose.CORRECTION,
        Purpose.REVIEW_ANSWER,
    }
)


class RhythmOutOfRangeError(ValueError):
    """A person may choose between a week and two months."""


class NoRhythmError(LookupError):
    """No row gives any rhythm on this date."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TierRhythm:
    """How many days pass between updates for a triage tier, from ``starts_on`` until a later row replaces it."""

    #: Key of the triage tier as the rule set names it. Not a service tier.
    tier: str
    #: Calendar days.
    days: int
    starts_on: dt.date
    source: str


_OURS = "No source sets an interval; domain reference 2.11"
_EVER = dt.date(2021, 4, 1)

#: The rows the service starts with.
DEFAULT_RHYTHMS: tuple[TierRhythm, ...] = (
    TierRhythm(tier="NOT_ALIGNED", days=28, starts_on=_EVER, source=_OURS),
    TierRhythm(tier="UNIVERSAL", days=28, starts_on=_EVER, source=_OURS),
    TierRhythm(tier="ENHANCED", days=14, starts_on=_EVER, source=_OURS),
    TierRhythm(tier="RASSO", days=14, starts_on=_EVER, source=_OURS),
    TierRhythm(tier="BEREAVED_FAMILY", days=14, starts_on=_EVER, source=_OURS),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The rhythm in force for one person, and why."""

    #: Calendar days between updates.
    days: int
    #: For the record and for staff: the tier's rhythm, or the person's own.
    basis: str


def own_rhythm(*, days: int) -> int:
    """Return the rhythm a person chose, in calendar days, if they may choose it (PRO-2).

    Raises:
        RhythmOutOfRangeError: outside 7 to 56 days.

    """
    if not SHORTEST_OWN_RHYTHM <= days <= LONGEST_OWN_RHYTHM:
        raise RhythmOutOfRangeError(
            f"Choose between {SHORTEST_OWN_RHYTHM} and {LONGEST_OWN_RHYTHM} days between updates"
        )
    return days


def rhythm_for(*, tier: str, own_days: int | None, rows: tuple[TierRhythm, ...], on: dt.date) -> Rhythm:
    """Return the rhythm of one person on a London date: their own if they chose one, else their tier's (PRO-1, PRO-2).

    ``rows`` are newest published first: of two from one day the later published counts.

    A tier that no row names (a pilot tier, say) gets the shortest rhythm in force: hearing too often is the lesser
    harm.

    Raises:
        RhythmOutOfRangeError: the person's own rhythm is outside 7 to 56 days.
        NoRhythmError: no row has started.

    """
    if own_days is not None:
        return Rhythm(days=own_rhythm(days=own_days), basis="own rhythm")
    started = sorted((row for row in reversed(rows) if row.starts_on <= on), key=lambda row: row.starts_on)
    in_force = {row.tier: row.days for row in started}
    if not in_force:
        raise NoRhythmError(f"No rhythm is in force on {on.isoformat()}")
    if tier in in_force:
        return Rhythm(days=in_force[tier], basis=f"tier {tier}")
    return Rhythm(days=min(in_force.values()), basis=f"tier {tier}: shortest rhythm")


def next_due(
    *, after: dt.date, days: int, calendar: WorkingDayCalendar, paused_until: dt.date | None = None
) -> dt.date:
    """Return the date to promise: ``days`` calendar days on, or the last working day before that (PRO-3).

    Somebody must be there to keep it, so it is always a working day, and never later than the rhythm allows. Updates
    that the person paused start again on the first working day from ``paused_until`` on. Always after ``after``.

    Raises:
        BeyondHorizon: the calendar does not reach that far.

    """
    day = after + dt.timedelta(days=days)
    if paused_until is not None and paused_until > day:
        return calendar.next(after=paused_until - dt.timedelta(days=1))
    if calendar.is_working_day(day=day):
        return day
    earlier = calendar.subtract(day=day, n=1)
    # Around Christmas a week's rhythm could otherwise fall back to today.
    return earlier if earlier > after else calendar.next(after=day)


def is_substantive(*, purpose: Purpose) -> bool:
    """Say whether a communication of this purpose keeps a next-update promise (PRO-4)."""
    return purpose in SUBSTANTIVE_PURPOSES


def warn_from(*, due_on: dt.date, calendar: WorkingDayCalendar) -> dt.date:
    """Return the first day on which the officer's list shows the promise: two working days before (PRO-5).

    Raises:
        BeyondHorizon: the calendar does not reach back.

    """
    return calendar.subtract(day=due_on, n=WARNING_LEAD)


def warned_until(*, today: dt.date, calendar: WorkingDayCalendar) -> dt.date:
    """Return the latest due date that must be on a list today: two working days ahead (PRO-5).

    Raises:
        BeyondHorizon: the calendar does not reach that far.

    """
    return calendar.add(day=today, n=WARNING_LEAD)


def missed_before(*, today: dt.date, calendar: WorkingDayCalendar) -> dt.date:
    """Return the latest due date whose grace has run out today (PRO-5).

    Grace is one working day after the due date; the apology goes on the working day after that. A promise due on
    Friday may still be kept on Monday and is missed on Tuesday.

    Raises:
        BeyondHorizon: the calendar does not reach back.

    """
    # On a day off nothing new is missed: the answer is the last working day's.
    last_working_day = today if calendar.is_working_day(day=today) else calendar.subtract(day=today, n=1)
    return calendar.subtract(day=last_working_day, n=GRACE + 1)


def state_when_kept(*, due_on: dt.date, contact_on: dt.date) -> PromiseState:
    """Return how a promise stands after substantive contact on a London date (PRO-6)."""
    return PromiseState.KEPT if contact_on <= due_on else PromiseState.KEPT_LATE


def state_on(
    *, due_on: dt.date, contact_on: dt.date | None, today: dt.date, calendar: WorkingDayCalendar
) -> PromiseState:
    """Return how a promise stands today: open, kept, kept late or missed (PRO-6).

    Contact after the grace does not undo a missed promise.

    Raises:
        BeyondHorizon: the calendar does not reach the dates.

    """
    if contact_on is not None and contact_on <= last_day_of_grace(due_on=due_on, calendar=calendar):
        return state_when_kept(due_on=due_on, contact_on=contact_on)
    return PromiseState.MISSED if due_on <= missed_before(today=today, calendar=calendar) else PromiseState.OPEN


def state_when_taken_back(*, due_on: dt.date, next_due_on: dt.date | None, is_next_untouched: bool) -> PromiseState:
    """Return how a promise stands when the contact that had kept it turns out not to have arrived (PRO-7).

    It is open again, with the date that the person was given, and the promise opened after it (``next_due_on``, None
    where there is none) gives way: the letter that named that date was never read. Where the later promise is nearer,
    or has itself gone on (kept, missed, agreed anew), that one stands, and this one is only not counted as kept.
    """
    if next_due_on is None or (is_next_untouched and due_on <= next_due_on):
        return PromiseState.OPEN
    return PromiseState.REPLACED


def last_day_of_grace(*, due_on: dt.date, calendar: WorkingDayCalendar) -> dt.date:
    """Return the last day on which contact still keeps the promise, late (PRO-5).

    Raises:
        BeyondHorizon: the calendar does not reach that far.

    """
    return calendar.add(day=due_on, n=GRACE)


def new_date_after_apology(*, apologised_on: dt.date, calendar: WorkingDayCalendar) -> dt.date:
    """Return the date promised in the apology: five working days on, whatever the rhythm (PRO-5).

    Raises:
        BeyondHorizon: the calendar does not reach that far.

    """
    return calendar.add(day=apologised_on, n=NEW_DATE_AFTER_APOLOGY)
