"""The steps of a series of calls: text, calls, then the written way; the statutory clock beats every wait.

Waits are minutes of real time and are then moved into the person's safe hours. A series never delays what is owed by
law: when the next call would come too late for the letter, the answer is to write now. Source: peers.md row L4;
CPS prototype document 1.7 (three calls, one text after the first) and 2; domain reference 11.3.
"""

import dataclasses
import datetime as dt

from cases.rules.dated_rows import newest
from communications.rules import safe_hours
from communications.rules.calls.outcomes import MEANINGS
from communications.rules.calls.supporters import SupporterFirst
from communications.rules.calls.vocabulary import CallOutcome, CallPurpose, CallStep
from communications.rules.safe_contact import SafeContactProfile

#: CALL-1. More calls than this would press somebody who may not want or be able to answer.
MOST_CALLS = 3


class NotALadder(ValueError):
    """The steps cannot be climbed: no call, too many, or the written way is not the last step."""


class NoLadderInForceError(LookupError):
    """No row says which steps are taken on this date."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step, and how long after the step before it."""

    step: CallStep
    #: Minutes since the step before was taken; nothing where none was.
    wait_minutes: int = 0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CallLadder:
    """The steps for one purpose, from ``starts_on`` until a later row replaces it (CALL-1)."""

    purpose: CallPurpose
    rungs: tuple[Rung, ...]
    starts_on: dt.date
    source: str

    def __post_init__(self) -> None:
        steps = [rung.step for rung in self.rungs]
        if not 1 <= steps.count(CallStep.CALL) <= MOST_CALLS:
            raise NotALadder(f"A series has one to {MOST_CALLS} calls")
        if steps.count(CallStep.WRITE) != 1 or steps[-1] is not CallStep.WRITE or CallStep.NOTHING in steps:
            raise NotALadder("The written way is the last step, and only the last")
        if CallStep.SUPPORTER in steps:
            raise NotALadder("Who is told first is the person's own wish, and no step for everybody")
        if any(rung.wait_minutes < 0 for rung in self.rungs):
            raise NotALadder("A step is not taken before the one before it")


_SOURCE = (
    "Planning values: three calls as in the CPS prototype (1.7), over agreed hours; to be confirmed with the units"
)
_EVER = dt.date(2021, 4, 1)

_WITHIN_THE_DAY = (
    Rung(step=CallStep.TEXT),
    Rung(step=CallStep.CALL, wait_minutes=30),
    Rung(step=CallStep.CALL, wait_minutes=120),
    Rung(step=CallStep.CALL, wait_minutes=180),
    Rung(step=CallStep.WRITE),
)

#: The rows the service starts with. A decision and news of the courts are told within the day, an update within three.
#: News about safety has no text before it, and its calls follow each other at once.
DEFAULT_LADDERS: tuple[CallLadder, ...] = (
    CallLadder(
        purpose=CallPurpose.TELL_DECISION,
        rungs=_WITHIN_THE_DAY,
        starts_on=_EVER,
        source=_SOURCE,
    ),
    CallLadder(
        purpose=CallPurpose.UPDATE,
        rungs=(
            Rung(step=CallStep.TEXT),
            Rung(step=CallStep.CALL, wait_minutes=30),
            Rung(step=CallStep.CALL, wait_minutes=24 * 60),
            Rung(step=CallStep.CALL, wait_minutes=24 * 60),
            Rung(step=CallStep.WRITE),
        ),
        starts_on=_EVER,
        source=_SOURCE,
    ),
    CallLadder(
        purpose=CallPurpose.COURT_NEWS,
        rungs=_WITHIN_THE_DAY,
        starts_on=_EVER,
        source=_SOURCE,
    ),
    CallLadder(
        purpose=CallPurpose.SAFETY_NEWS,
        rungs=(
            Rung(step=CallStep.CALL),
            Rung(step=CallStep.CALL),
            Rung(step=CallStep.CALL),
            Rung(step=CallStep.WRITE),
        ),
        starts_on=_EVER,
        source="Domain reference 11.3: news about safety is told at once",
    ),
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that was taken: a text queued or left out, or a call that we made."""

    step: CallStep
    #: Aware. Of a text, when it may leave; None for one that was left out for a reason, which nobody waits for.
    at: dt.datetime | None
    outcome: CallOutcome | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFacts:
    """What is known about a series now."""

    taken: tuple[Taken, ...]
    #: Told on the telephone; what is owed in writing may still be owed.
    is_told: bool
    #: Words are still owed: a letter that has not left.
    is_writing_owed: bool
    #: A number is recorded that may be rung, now or at a safe time.
    has_number: bool
    #: Why there is none, in words for staff.
    why_no_number: tuple[str, ...]
    #: Aware; when the person asked to be rung, after the last call. None where nothing was agreed.
    agreed_at: dt.datetime | None
    #: Aware; when the text before the call said that it would come. None where none did since the last call.
    announced_at: dt.datetime | None
    profile: SafeContactProfile
    #: Whether somebody beside them is told before the call (PLAN-4); None where nobody is.
    supporter: SupporterFirst | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """What to do next, from when, by when, and why."""

    kind: CallStep
    #: Aware; not earlier.
    not_before: dt.datetime
    #: Aware; the last moment at which writing still meets the deadline. None where nothing has one.
    by: dt.datetime | None
    reasons: tuple[str, ...]

    def is_due(self, *, at: dt.datetime) -> bool:
        """Say whether it may be done at an aware instant."""
        return self.not_before <= at


def ladder_for(*, purpose: CallPurpose, on: dt.date, ladders: tuple[CallLadder, ...]) -> CallLadder:
    """Return the ladder in force on a London date; of two from one day the one that stands first (CALL-1).

    Raises:
        NoLadderInForceError: there is none.
    """
    ladder = newest(rows=[one for one in ladders if one.purpose is purpose], on=on)
    if ladder is None:
        raise NoLadderInForceError(f"No ladder for {purpose.value} on {on.isoformat()}")
    return ladder


def next_step(*, series: SeriesFacts, ladder: CallLadder, now: dt.datetime, deadline: dt.datetime | None) -> NextStep:
    """Say what comes next in a series of calls (CALL-2 to CALL-4).

    ``deadline`` is the last aware moment at which a letter can still be approved in time; None where nothing is due. A
    call is made after its wait, at a safe time, and when the person asked for it; where that would be too late for the
    letter, writing comes first, whatever the ladder says. After the last call, or where nobody may be rung, what
    remains is to write. Somebody beside them is told before everything, where they asked for it and the time is left
    (PLAN-4).
    """

    def answer(kind: CallStep, *reasons: str, not_before: dt.datetime = now) -> NextStep:
        return NextStep(kind=kind, not_before=not_before, by=deadline, reasons=reasons)

    if series.is_told:
        if series.is_writing_owed:
            return answer(CallStep.WRITE, "They were told on the phone. What was decided is also owed in writing.")
        return answer(CallStep.NOTHING, "They were told on the phone.")
    last = series.taken[-1].outcome if series.taken else None
    if last is CallOutcome.ASKED_FOR_LETTER:
        return answer(CallStep.WRITE, "They asked to have it in writing instead.")
    if _must_tell_supporter(series, now=now, deadline=deadline):
        return answer(CallStep.SUPPORTER, "They asked that somebody is told first, so that they are not alone.")
    if not series.has_number:
        there_from = _with_supporter(series, now)
        why = ("There is no number that we may ring.", *series.why_no_number)
        return answer(CallStep.WRITE, *why, not_before=there_from)
    if deadline is not None and now >= deadline:
        return answer(CallStep.WRITE, "It must be written now to leave in time. It does not wait for a call.")
    rung = _next_rung(series, ladder)
    if rung.step is CallStep.WRITE:
        return answer(CallStep.WRITE, f"{_count(_calls(series))} reached nobody who could be told.")
    at = _not_before(series, rung, now=now)
    if at is None:
        return answer(CallStep.WRITE, "No safe time for a call was found in the coming two months.")
    if deadline is not None and at >= deadline:
        return answer(
            CallStep.WRITE,
            "The next call would come too late for the words in writing. Write now; the law's clock wins.",
        )
    return answer(rung.step, _why(series, rung, at=at, now=now), not_before=at)


def _must_tell_supporter(series: SeriesFacts, *, now: dt.datetime, deadline: dt.datetime | None) -> bool:
    """Say whether the supporter comes next: still to be told, and with time left for their hour before the deadline."""
    first = series.supporter
    if first is None or not first.is_waited_for:
        return False
    return deadline is None or now + first.lead < deadline


def _with_supporter(series: SeriesFacts, moment: dt.datetime) -> dt.datetime:
    """Return the moment, or the later one from which a supporter who was told is there."""
    first = series.supporter
    return moment if first is None or first.clear_from is None else max(moment, first.clear_from)


def _next_rung(series: SeriesFacts, ladder: CallLadder) -> Rung:
    """Return the first step that was neither taken nor passed."""
    texts_taken = sum(one.step is CallStep.TEXT for one in series.taken)
    calls_taken = _calls(series)
    texts = calls = 0
    for rung in ladder.rungs[:-1]:
        if rung.step is CallStep.CALL:
            calls += 1
            if calls > calls_taken:
                return rung
        else:
            texts += 1
            if texts > texts_taken and calls >= calls_taken:
                return rung
    return ladder.rungs[-1]


def _calls(series: SeriesFacts) -> int:
    return sum(one.step is CallStep.CALL and _counts(one) for one in series.taken)


def _counts(taken: Taken) -> bool:
    return taken.outcome is None or MEANINGS[taken.outcome].counts_as_try


def _not_before(series: SeriesFacts, rung: Rung, *, now: dt.datetime) -> dt.datetime | None:
    """Return when the step may be taken: after its wait, when it was agreed, and at a safe time."""
    moments = [one.at for one in series.taken if one.at is not None]
    earliest = now
    awaited = [moment for moment in (series.agreed_at, series.announced_at) if moment is not None]
    if awaited:
        earliest = max(now, *awaited)
    elif moments:
        earliest = max(now, max(moments) + dt.timedelta(minutes=rung.wait_minutes))
    earliest = _with_supporter(series, earliest)
    return safe_hours.next_safe_time(profile=series.profile, since=earliest)


def _why(series: SeriesFacts, rung: Rung, *, at: dt.datetime, now: dt.datetime) -> str:
    if _with_supporter(series, now) > now and rung.step is CallStep.CALL:
        return "Somebody beside them has been told and is to be there. Not earlier."
    if rung.step is CallStep.TEXT:
        return "A text before the call says who will ring, so that they need not pick up an unknown number."
    if series.agreed_at is not None and at >= series.agreed_at > now:
        return "They asked to be rung then."
    if series.announced_at is not None and at >= series.announced_at > now:
        return "The text says that the call comes then."
    number = _calls(series) + 1
    return f"Call {number}." if at <= now else f"Call {number}, at the next safe time after the wait."


def _count(calls: int) -> str:
    return {0: "No call", 1: "One call", 2: "Two calls"}.get(calls, "Three calls")
