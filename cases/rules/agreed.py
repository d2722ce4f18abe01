"""Say what has not been settled with a victim yet, and why each of it matters (ONB-1 to ONB-3; row L7).

Nothing here stops contact: what is owed is owed whether or not everything is settled. It says what to ask next. Source:
peers.md 3 row L7 and 4.6; domain.md 11.3; the CPS application document 1.5 and 1.6, in which nothing is compulsory and
much is never asked.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from cases.rules.dated_rows import newest
from cases.rules.vocabulary import AgreedPoint
from cases.rules.working_days import WorkingDayCalendar

#: ONB-1. What is missing, and what happens to a person when it is.
_WORDS: dict[AgreedPoint, tuple[str, str]] = {
    AgreedPoint.OFFICER: (
        "Nobody is named as their contact",
        "They have a right to one person whom they can ask, and without one their work is nobody’s.",
    ),
    AgreedPoint.METHOD: (
        "They have not been asked how they want to be reached",
        "We would choose for them, and may choose the way they fear.",
    ),
    AgreedPoint.SAFE_POINT: (
        "No address or number is known to be safe",
        "Nothing can be sent to them: whatever is owed will wait for a person, or be late.",
    ),
    AgreedPoint.TIMES: (
        "They have not been asked which times suit them and which to avoid",
        "A call at the wrong time can be heard by the person they are afraid of.",
    ),
    AgreedPoint.NEEDS: (
        "They have not been asked about language, interpreter, formats and access",
        "A letter that they cannot read tells them nothing.",
    ),
    AgreedPoint.RISK: (
        "The risk of domestic abuse is not recorded",
        "Whoever writes or rings next must know how careful to be.",
    ),
    AgreedPoint.STATEMENT: (
        "They have not been asked about a Victim Personal Statement",
        "It is their right to say in court what the crime did to them, and it is lost when nobody asks in time.",
    ),
    AgreedPoint.SUPPORTERS: (
        "They have not been asked who else we may speak to",
        "Without their consent nobody may be told anything, not even somebody who helps them.",
    ),
    AgreedPoint.RHYTHM: (
        "They have not been asked how often they want to hear from us",
        "Too seldom feels like being forgotten, and too often keeps the wound open.",
    ),
    AgreedPoint.PLAN: (
        "They have not been asked in which order they want to be told",
        "Some want a person to ring before a letter comes, and somebody beside them when it does.",
    ),
    AgreedPoint.SUMMARY: (
        "They have not been given what was agreed",
        "They can only hold us to what they have in their hands.",
    ),
}


#: ONB-3. What the paper in their hands speaks of. Risk, statement and the order in which they are told are settled with
#: them, and do not stand in it.
ON_THE_PAPER = frozenset(AgreedPoint) - {
    AgreedPoint.SUMMARY,
    AgreedPoint.RISK,
    AgreedPoint.STATEMENT,
    AgreedPoint.PLAN,
}


@dataclasses.dataclass(frozen=True, slots=True)
class PaperStanding:
    """Whether somebody has in their hands what was agreed, and what has been agreed otherwise since."""

    #: Aware; as of when the paper says what was agreed. None where they have none.
    given_at: dt.datetime | None
    #: In the order in which staff ask.
    changed: tuple[AgreedPoint, ...]

    @property
    def is_current(self) -> bool:
        """Whether they have it, and it still says what holds."""
        return self.given_at is not None and not self.changed


def paper_standing(
    *, given_at: dt.datetime | None, settled: Mapping[AgreedPoint, dt.datetime], profile_at: dt.datetime | None
) -> PaperStanding:
    """Say whether a paper given at an aware instant still holds (ONB-3).

    ``settled`` says when each thing was settled last, ``profile_at`` when how to reach them was last written down: that
    counts as the way itself. Only what stands on the paper makes it out of date.
    """
    if given_at is None:
        return PaperStanding(given_at=None, changed=())
    latest = {point: at for point, at in settled.items() if point in ON_THE_PAPER}
    if profile_at is not None:
        latest[AgreedPoint.METHOD] = max(profile_at, latest.get(AgreedPoint.METHOD, profile_at))
    changed = tuple(point for point in AgreedPoint if point in latest and latest[point] > given_at)
    return PaperStanding(given_at=given_at, changed=changed)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AgreedFacts:
    """What is known about the beginnings of contact with one victim."""

    has_officer: bool
    has_method: bool
    #: Something can be sent somewhere safe: to them, or to the person through whom they chose to be told.
    has_safe_point: bool
    has_known_risk: bool
    #: What they were asked, whatever they answered: "any time" and "nobody" are answers too.
    asked: frozenset[AgreedPoint]
    #: They have in their hands what was agreed, and nothing on it has been agreed otherwise since (ONB-3).
    has_current_summary: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not settled, in words, and why it matters."""

    point: AgreedPoint
    words: str
    why: str


def missing_for(facts: AgreedFacts) -> tuple[Missing, ...]:
    """List what is not settled with a victim, in the order in which to ask (ONB-1).

    An officer, a way, a safe address and a risk level are facts and count as such, wherever they came from. For the
    rest it counts that somebody asked: an empty field does not say whether the answer is no.
    """
    known = {
        AgreedPoint.OFFICER: facts.has_officer,
        AgreedPoint.METHOD: facts.has_method,
        AgreedPoint.SAFE_POINT: facts.has_safe_point,
        AgreedPoint.RISK: facts.has_known_risk or AgreedPoint.RISK in facts.asked,
        AgreedPoint.SUMMARY: facts.has_current_summary,
    }
    return tuple(Missing(point, *_WORDS[point]) for point in AgreedPoint if not known.get(point, point in facts.asked))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SettlingTime:
    """Within how many working days everything is settled, from ``starts_on`` until a later row replaces it."""

    working_days: int
    starts_on: dt.date
    source: str


#: ONB-2. The row the service starts with.
DEFAULT_TIMES: tuple[SettlingTime, ...] = (
    SettlingTime(
        working_days=5,
        starts_on=dt.date(2021, 4, 1),
        source="No source sets a time; the CPS prototype proposes 5 working days for a first task (1.17)",
    ),
)


def days_to_settle(*, times: tuple[SettlingTime, ...], on: dt.date) -> int:
    """Return the number of working days in force on a London date (ONB-2).

    ``times`` are newest published first: of two rows from one day the later published counts.
    """
    return (newest(rows=times, on=on) or times[-1]).working_days


def settled_by(*, began_on: dt.date, days: int, calendar: WorkingDayCalendar) -> dt.date:
    """Return the London date by which everything is settled, counted from the first day of contact (ONB-2).

    Raises:
        BeyondHorizon: the calendar does not reach that far.
    """
    return calendar.add(day=began_on, n=days)


def began_until(*, today: dt.date, days: int, calendar: WorkingDayCalendar) -> dt.date:
    """Return the latest first day of contact of whom everything should be settled before today (ONB-2).

    Raises:
        BeyondHorizon: the calendar does not reach back.
    """
    return calendar.subtract(day=today, n=days + 1)
