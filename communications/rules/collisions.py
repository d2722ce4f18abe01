"""Tell whether contacts with one person on one day collide, and which of them waits (COL-1 to COL-3).

Police, the witness care unit and we must not ring the same person on the same day with different facts: a person who
is told two dates by two agencies believes neither. The rule never weighs a person, only the contacts of a day.

Source: peers.md row L15, S6 and section 3, leap 17; domain reference 1 (row 11), 5.5.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable

from cases.rules.vocabulary import Agency, AgencyContactWay, ChargeState, ToldOutcome

#: For so many days what another agency told is compared with our record, unless it has told something newer.
LOOK_BACK_DAYS = 14


class Sort(enum.StrEnum):
    """What we are about to do."""

    CALL = "CALL"
    #: An update that says how the case stands and on which no time limit of the law runs.
    ROUTINE_UPDATE = "ROUTINE_UPDATE"
    #: A letter that is owed by law.
    OWED_LETTER = "OWED_LETTER"
    #: Any other letter, or an answer to what they wrote: it does not wait, and whoever sends it must know.
    OTHER_LETTER = "OTHER_LETTER"
    #: News on which somebody's safety depends: bail, an order, an escape.
    SAFETY_NEWS = "SAFETY_NEWS"


class Verdict(enum.StrEnum):
    """What follows for what we are about to do."""

    #: Nothing stands against it.
    CLEAR = "CLEAR"
    #: It goes; whoever does it must know.
    MIND = "MIND"
    #: Not on this day.
    WAIT = "WAIT"
    #: Not before a person has settled with the agency which of the facts is right.
    SETTLE = "SETTLE"


class OwnSort(enum.StrEnum):
    """A contact of our own on the day, to come or recorded by anybody, in the order in which they are shown."""

    #: A call agreed for the day, a meeting on it, a letter that leaves or has left.
    CALL = "CALL"
    MEETING = "MEETING"
    LETTER = "LETTER"
    #: A call in which somebody spoke with them, and one in which nobody did.
    SPOKEN = "SPOKEN"
    TRIED = "TRIED"
    MET = "MET"
    #: What they wrote to us, and what we answered.
    WROTE = "WROTE"
    ANSWERED = "ANSWERED"
    #: Police, an adviser or a liaison officer handed a letter over, or said what it says.
    HANDED_OVER = "HANDED_OVER"
    #: They read a letter on their online page.
    READ = "READ"


#: What is no word of ours to them: whoever is about to get in touch must know, and nothing waits for it.
_KNOWN_ONLY = frozenset({OwnSort.TRIED, OwnSort.WROTE, OwnSort.READ})


class Matter(enum.StrEnum):
    """Which fact differs."""

    HEARING = "HEARING"
    OUTCOME = "OUTCOME"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OthersContact:
    """A contact of another agency that was not called off."""

    agency: Agency
    is_made: bool
    way: AgencyContactWay
    #: London date and wall-clock time.
    on: dt.date
    time: dt.time | None = None
    told_hearing_on: dt.date | None = None
    told_outcome: ToldOutcome | None = None
    #: What else was told, in the words of whoever recorded it; empty where they noted nothing.
    said: str = dataclasses.field(default="", repr=False)
    #: The label of whoever recorded it.
    by: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnContact:
    """A contact of our own on the day, besides the one we are about to make."""

    sort: OwnSort
    #: London wall-clock time; None for what has none.
    time: dt.time | None = None
    #: What was said, in the words of whoever recorded it; empty where they noted nothing.
    said: str = dataclasses.field(default="", repr=False)
    #: The label of whoever made or recorded it; empty where it goes by itself.
    by: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """What is known about one person and one London day."""

    day: dt.date
    others: tuple[OthersContact, ...] = ()
    own: tuple[OwnContact, ...] = ()
    #: London dates on which a hearing of the case is listed, and Mondays of the weeks in which one is.
    hearing_days: frozenset[dt.date] = frozenset()
    hearing_weeks: frozenset[dt.date] = frozenset()
    #: How the case stands for this person; empty where no charge is known to concern them.
    outcomes: frozenset[ToldOutcome] = frozenset()
    #: London date by which it must leave, by law or because it was promised; None where nothing runs.
    must_leave_by: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A fact that another agency tells otherwise than our record has it."""

    agency: Agency
    matter: Matter
    #: The day on which they told it or will.
    on: dt.date
    their_day: dt.date | None = None
    their_outcome: ToldOutcome | None = None
    #: Hearings that our record lists from the day on, earliest first.
    our_days: tuple[dt.date, ...] = ()
    our_weeks: tuple[dt.date, ...] = ()
    our_outcomes: tuple[ToldOutcome, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Collision:
    """What stands against a contact, what follows and why, in words without personal data."""

    verdict: Verdict
    others: tuple[OthersContact, ...] = ()
    own: tuple[OwnContact, ...] = ()
    differences: tuple[Difference, ...] = ()
    why: str = ""
    #: London date before which it does not go; None where it may go.
    wait_until: dt.date | None = None

    @property
    def is_held_back(self) -> bool:
        """Whether it may not go now."""
        return self.verdict in {Verdict.WAIT, Verdict.SETTLE}


SAFETY_NEVER_WAITS = "News about safety never waits."
TIME_LIMIT_WINS = "A time limit of the law runs: it goes all the same."
LETTER_GOES = "It does not wait. Make sure that it says the same."
UPDATE_GOES = "They have not heard from us today: the update goes."
PROMISE_WINS = "It was promised by today: it goes all the same, so that the promise is kept."
UPDATE_WAITS = "They hear from somebody else today: a routine update waits until tomorrow."
SETTLE_FIRST = "They were told something that differs from our record: settle first which is right."
RING_LATER = "Ring another day if it can wait, or say at once that you know of the other contact."
RING_AFTER_SETTLING = "Settle with the agency which is right before you ring."
RING_IN_TIME = "The time limit ends: ring all the same, and tell only what you have checked."


def assess(*, sort: Sort, facts: DayFacts) -> Collision:
    """Say whether a contact collides with others on a London day, and what follows (COL-1, COL-2).

    Another agency's contact on the day collides, made or planned, and so does one of our own, whoever recorded it; a
    fact that differs collides on whichever day it was told (COL-3). A routine update waits for no call in vain, and for
    nothing that they read or wrote. A call is never forbidden, but whoever rings is told first; a routine
    update waits a day, or for a person where facts differ; what is owed by law and news about safety never wait. A
    promised day is kept unless the facts differ.
    """
    others = tuple(one for one in facts.others if one.on == facts.day)
    differs = differences(facts=facts)
    if not others and not facts.own and not differs:
        return Collision(verdict=Verdict.CLEAR)
    verdict, why = _VERDICTS[sort](facts, differs)
    return Collision(
        verdict=verdict,
        others=others,
        own=facts.own,
        differences=differs,
        why=why,
        wait_until=facts.day + dt.timedelta(days=1) if verdict is Verdict.WAIT else None,
    )


def differences(*, facts: DayFacts) -> tuple[Difference, ...]:
    """List the facts that another agency tells otherwise than our record has them, newest first (COL-3).

    Of each agency the newest word about a matter counts. A hearing before the day is no longer compared, and how the
    case stands only where our record says it for this person.
    """
    told = sorted(_recent(facts), key=lambda one: (one.on, one.time or dt.time.min), reverse=True)
    found: list[Difference] = []
    heard: set[tuple[Agency, Matter]] = set()
    for one in told:
        if one.told_hearing_on is not None and (one.agency, Matter.HEARING) not in heard:
            heard.add((one.agency, Matter.HEARING))
            found += _other_hearing(one, facts)
        if one.told_outcome is not None and (one.agency, Matter.OUTCOME) not in heard:
            heard.add((one.agency, Matter.OUTCOME))
            found += _other_outcome(one, facts)
    return tuple(found)


def outcomes_of(*, states: Iterable[ChargeState]) -> frozenset[ToldOutcome]:
    """Say how a case stands for a person, from the states of the charges that concern them (COL-3).

    After a conviction the case also goes on, until sentence; a replaced charge says nothing by itself.
    """
    found: set[ToldOutcome] = set()
    for state in states:
        if state.continues:
            found.add(ToldOutcome.GOES_ON)
        if state in _OUTCOMES:
            found.add(_OUTCOMES[state])
    return frozenset(found)


_OUTCOMES: dict[ChargeState, ToldOutcome] = {
    ChargeState.CONVICTED: ToldOutcome.CONVICTED,
    ChargeState.ACQUITTED: ToldOutcome.ACQUITTED,
    ChargeState.NOT_CHARGED: ToldOutcome.STOPPED,
    ChargeState.STOPPED: ToldOutcome.STOPPED,
    ChargeState.NO_EVIDENCE: ToldOutcome.STOPPED,
    ChargeState.LIES_ON_FILE: ToldOutcome.STOPPED,
    ChargeState.COURT_ENDED: ToldOutcome.STOPPED,
}


def _recent(facts: DayFacts) -> list[OthersContact]:
    earliest = facts.day - dt.timedelta(days=LOOK_BACK_DAYS)
    return [one for one in facts.others if earliest <= one.on <= facts.day]


def _other_hearing(one: OthersContact, facts: DayFacts) -> list[Difference]:
    day = one.told_hearing_on
    if day is None or day < facts.day or day in facts.hearing_days:
        return []
    if day - dt.timedelta(days=day.weekday()) in facts.hearing_weeks:
        return []
    this_week = facts.day - dt.timedelta(days=facts.day.weekday())
    return [
        Difference(
            agency=one.agency,
            matter=Matter.HEARING,
            on=one.on,
            their_day=day,
            our_days=tuple(sorted(each for each in facts.hearing_days if each >= facts.day)),
            our_weeks=tuple(sorted(each for each in facts.hearing_weeks if each >= this_week)),
        )
    ]


def _other_outcome(one: OthersContact, facts: DayFacts) -> list[Difference]:
    if not facts.outcomes or one.told_outcome in facts.outcomes:
        return []
    return [
        Difference(
            agency=one.agency,
            matter=Matter.OUTCOME,
            on=one.on,
            their_outcome=one.told_outcome,
            our_outcomes=tuple(sorted(facts.outcomes)),
        )
    ]


def _is_due(facts: DayFacts) -> bool:
    return facts.must_leave_by is not None and facts.must_leave_by <= facts.day


def _is_heard_from(facts: DayFacts) -> bool:
    """Say whether they hear from anybody on the day: not by a call in vain, nor by what they read or wrote."""
    return any(one.on == facts.day for one in facts.others) or any(one.sort not in _KNOWN_ONLY for one in facts.own)


def _of_call(facts: DayFacts, differs: tuple[Difference, ...]) -> tuple[Verdict, str]:
    if _is_due(facts):
        return Verdict.MIND, RING_IN_TIME
    return Verdict.MIND, RING_AFTER_SETTLING if differs else RING_LATER


def _of_update(facts: DayFacts, differs: tuple[Difference, ...]) -> tuple[Verdict, str]:
    if differs:
        return Verdict.SETTLE, SETTLE_FIRST
    if not _is_heard_from(facts):
        return Verdict.MIND, UPDATE_GOES
    return (Verdict.MIND, PROMISE_WINS) if _is_due(facts) else (Verdict.WAIT, UPDATE_WAITS)


def _of_owed_letter(_facts: DayFacts, _differs: tuple[Difference, ...]) -> tuple[Verdict, str]:
    return Verdict.MIND, TIME_LIMIT_WINS


def _of_other_letter(_facts: DayFacts, _differs: tuple[Difference, ...]) -> tuple[Verdict, str]:
    return Verdict.MIND, LETTER_GOES


def _of_safety_news(_facts: DayFacts, _differs: tuple[Difference, ...]) -> tuple[Verdict, str]:
    return Verdict.MIND, SAFETY_NEVER_WAITS


_VERDICTS = {
    Sort.CALL: _of_call,
    Sort.ROUTINE_UPDATE: _of_update,
    Sort.OWED_LETTER: _of_owed_letter,
    Sort.OTHER_LETTER: _of_other_letter,
    Sort.SAFETY_NEWS: _of_safety_news,
}
