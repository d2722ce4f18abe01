"""A line of the list of victims, its filters, its place and its page: values that the list is made of."""

import dataclasses
import datetime as dt
import enum

from cases.models import Handover, Hearing, Victim
from cases.rules.agreed import Missing
from cases.rules.vocabulary import ServiceTier
from communications.models import Communication, WarningSign
from communications.rules.warning_signs import WarningSignal
from communications.selectors.work_lines import Place
from triage.selectors import TierInForce


class VictimOrder(enum.StrEnum):
    """What stands first in the list."""

    #: Whoever has waited longest to hear from us.
    WAITING = "WAITING"
    #: Whoever was promised nothing, then whose promised date comes soonest.
    PROMISE = "PROMISE"


class VictimOf(enum.StrEnum):
    """Whose victims; a filter of the list."""

    MINE = "MINE"
    MY_UNITS = "MY_UNITS"
    NOBODYS = "NOBODYS"


class Promised(enum.StrEnum):
    """What they were promised; a filter of the list."""

    PASSED = "PASSED"
    WEEK = "WEEK"
    NOTHING = "NOTHING"


class Settled(enum.StrEnum):
    """Whether everything is settled with them; a filter of the list."""

    MISSING = "MISSING"
    WHOLE = "WHOLE"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VictimFilter:
    """Whom to show: any of the values within a group, all groups together; an empty group leaves nobody out."""

    whose: frozenset[VictimOf] = frozenset()
    promised: frozenset[Promised] = frozenset()
    settled: frozenset[Settled] = frozenset()
    tiers: frozenset[ServiceTier] = frozenset()
    #: Signs that last; shown and asked for by those who speak with the person only.
    signs: frozenset[WarningSignal] = frozenset()
    #: Only those who may be told that nothing has changed: an update is promised to them, and their case was neither
    #: stopped nor may be.
    may_be_unchanged: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VictimLine:
    """One victim of the list."""

    place: Place
    #: With the case, the person and the officer.
    victim: Victim
    tier: TierInForce | None
    last_contact_at: dt.datetime | None
    #: What left last; None before the first.
    last_letter: Communication | None
    #: Since when they have waited to hear from us.
    waiting_since: dt.datetime
    next_promise_on: dt.date | None
    #: The next one that is listed and not vacated; none of a case that ended, whatever is still on record.
    next_hearing: Hearing | None
    #: How many of their messages wait for an answer, and by when the first is to be answered.
    waiting_messages: int
    answer_due_on: dt.date | None
    #: What is not settled with them yet.
    missing: tuple[Missing, ...]
    #: An offer to another officer that waits for an answer.
    offered: Handover | None
    #: Who stands in for the officer while they are away, and until when; empty while they are there.
    cover_name: str
    cover_until: dt.date | None
    #: Signs that they may be losing touch; empty for a viewer who does not speak with people of the case.
    signs: tuple[WarningSign, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VictimCounts:
    """Counts of the whole list."""

    total: int
    promise_passed: int
    promised_nothing: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VictimPage:
    """One page of the list, with the counts of the whole of it."""

    lines: tuple[VictimLine, ...]
    counts: VictimCounts
    #: Where the neighbouring pages begin; None where there is none.
    previous: Place | None
    next: Place | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FoundVictims:
    """What a search found."""

    lines: tuple[VictimLine, ...]
    #: Whether that is all of it; else the words were too few.
    is_all: bool
