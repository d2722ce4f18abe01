"""By when a letter's English must be ready so that its Welsh is there in time: the clock does not wait (PAIR-3).

The deadline of a letter counts from the decision, in whatever language it is read. Translation therefore takes its time
out of ours: the English is needed earlier. Source: peers.md 4.4 and row W2; domain reference 12.
"""

import dataclasses
import datetime as dt

from cases.rules.dated_rows import newest
from cases.rules.working_days import LONDON, WorkingDayCalendar, london_date


class NoSlotInForceError(LookupError):
    """No row says how long a translation takes on this date."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TranslationTime:
    """How long a translation takes, from ``starts_on`` until a later row replaces it."""

    working_days: int
    starts_on: dt.date
    #: Where the figure comes from.
    source: str


#: The row the service starts with.
DEFAULT_TIMES: tuple[TranslationTime, ...] = (
    TranslationTime(
        working_days=1,
        starts_on=dt.date(2021, 4, 1),
        source="Planning value: a page or two come back on the next working day; to be confirmed with the unit",
    ),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TranslationOutlook:
    """When the Welsh is needed, whether it can still be there, and why; no personal data. Times are aware."""

    #: The letter must be approved, both sides of it, before this; None when nothing has a deadline.
    welsh_needed_by: dt.datetime | None
    #: By when the English must go to whoever translates; None as above.
    english_needed_by: dt.datetime | None
    #: The time for translation that is left is shorter than one takes.
    is_short: bool
    #: The moment has passed at which both sides had to be approved.
    is_too_late: bool
    reason: str


def time_for(*, on: dt.date, times: tuple[TranslationTime, ...]) -> TranslationTime:
    """Return the newest row that has started on a London date (PAIR-3).

    Raises:
        NoSlotInForceError: there is none.
    """
    time = newest(rows=times, on=on)
    if time is None:
        raise NoSlotInForceError(f"No time for translation on {on.isoformat()}")
    return time


def outlook(
    *,
    at: dt.datetime,
    latest_safe_approval: dt.datetime | None,
    calendar: WorkingDayCalendar,
    times: tuple[TranslationTime, ...],
) -> TranslationOutlook:
    """Say by when English and Welsh are needed so that the pair leaves in time (PAIR-3).

    Raises:
        NoSlotInForceError: no row for the day.
        BeyondHorizon: the calendar does not reach back far enough.
    """
    days = time_for(on=london_date(at=at), times=times).working_days
    if latest_safe_approval is None:
        return TranslationOutlook(
            welsh_needed_by=None,
            english_needed_by=None,
            is_short=False,
            is_too_late=False,
            reason="No time limit applies; the Welsh goes with the English all the same",
        )
    english_by = _working_days_before(latest_safe_approval, days, calendar)
    is_too_late = at >= latest_safe_approval
    is_short = at > english_by
    if is_too_late:
        reason = "The last moment for approving both sides in time has passed"
    elif is_short:
        reason = f"Less is left than the {_days(days)} that a translation takes"
    else:
        reason = f"A translation takes {_days(days)}, and the letter must be approved with both sides"
    return TranslationOutlook(
        welsh_needed_by=latest_safe_approval,
        english_needed_by=english_by,
        is_short=is_short,
        is_too_late=is_too_late,
        reason=reason,
    )


def due_at(
    *,
    asked_at: dt.datetime,
    latest_safe_approval: dt.datetime | None,
    calendar: WorkingDayCalendar,
    times: tuple[TranslationTime, ...],
) -> dt.datetime:
    """Return when a translation asked for now is due: its usual time, or sooner where the letter needs it (PAIR-3).

    Never before it is asked for.

    Raises:
        NoSlotInForceError: no row for the day.
        BeyondHorizon: the calendar does not reach that far.
    """
    days = time_for(on=london_date(at=asked_at), times=times).working_days
    usual = _working_days_after(asked_at, days, calendar)
    return usual if latest_safe_approval is None else max(asked_at, min(usual, latest_safe_approval))


def may_go(*, reads_welsh: bool, has_welsh: bool, said_english_will_do: bool) -> tuple[bool, str]:
    """Say whether a letter may be approved in the languages it has, and why (PAIR-4).

    Never English alone to somebody who reads Welsh, unless they themselves said that English alone will do.
    """
    if not reads_welsh:
        return True, "The reader did not ask for Welsh"
    if has_welsh:
        return True, "It is in Welsh and in English"
    if said_english_will_do:
        return True, "The reader said that English alone will do for this letter"
    return False, "The reader asked for Welsh, and the Welsh is not there"


def _working_days_before(moment: dt.datetime, days: int, calendar: WorkingDayCalendar) -> dt.datetime:
    day = london_date(at=moment)
    return _same_time(moment, calendar.subtract(day=day, n=days) if days else day)


def _working_days_after(moment: dt.datetime, days: int, calendar: WorkingDayCalendar) -> dt.datetime:
    day = london_date(at=moment)
    return _same_time(moment, calendar.add(day=day, n=days) if days else day)


def _same_time(moment: dt.datetime, day: dt.date) -> dt.datetime:
    from_london = moment.astimezone(LONDON)
    return dt.datetime.combine(day, from_london.time(), tzinfo=LONDON)


def _days(days: int) -> str:
    return f"{days} working day" if days == 1 else f"{days} working days"
