"""The figures that policy may change from a day on: the tables, how a row is kept, and what none may say (TL-6).

Each begins with the defaults of its rule. A table is a row type of that rule; whatever of it is neither the entry, the
day nor the source is the value, kept as JSON. Adding a table here is all that publishing and reading it needs.
"""

import dataclasses
import datetime as dt
import typing
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from cases.rules import agreed, exposure, handovers, load
from cases.rules.dated_rows import FromADay
from communications.rules import (
    contact_plan,
    dispatch_lead,
    family_letters,
    leaflets,
    missing_letters,
    promises,
    second_reading,
    usual_wait,
    warning_signs,
)
from communications.rules.calls import ladder
from communications.rules.welsh import clock


class UnreadableRow(ValueError):
    """What was written is no row of its table; the message says which part of it and what is expected."""


Row = TypeVar("Row", bound=FromADay)
_COMMON = frozenset({"starts_on", "source"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Row]):
    """One table: the type of its rows, the rows it begins with, and what none of its rows may say."""

    #: How its rows are marked where they are kept.
    kind: str
    row: type[Row]
    #: Newest published first, as everywhere: of two rows from one day the first counts.
    defaults: tuple[Row, ...]
    #: The field of a row that names its entry; empty for a table with a single entry.
    entry: str = ""
    #: What the single entry is called.
    only: str = ""
    #: Says what is wrong with a row that its type lets through, or nothing.
    why_not: Callable[[Row], str] = lambda _: ""

    def stored(self, *, row: Row) -> tuple[str, dict[str, Any]]:
        """Return the name of the row's entry and its value as JSON (TL-6)."""
        values: dict[str, Any] = msgspec.to_builtins(row)
        key = values.pop(self.entry) if self.entry else self.only
        return key, {name: value for name, value in values.items() if name not in _COMMON}

    def read(self, *, key: str, value: object, starts_on: dt.date, source: str) -> Row:
        """Read a row as it is kept (TL-6).

        Raises:
            UnreadableRow: it is none of this table, or one that no rule could follow.
        """
        if not self.entry and key != self.only:
            raise UnreadableRow(f"{self.kind} has one entry only: {self.only}.")
        if not isinstance(value, Mapping) or set(value) != self.names():
            raise UnreadableRow(f"The value needs exactly these fields: {', '.join(sorted(self.names()))}.")
        entry = {self.entry: key} if self.entry else {}
        try:
            row = msgspec.convert({**value, **entry, "starts_on": starts_on, "source": source}, self.row)
        except msgspec.ValidationError as problem:
            raise UnreadableRow(f"{self.kind} {key}: {problem}") from problem
        if reason := self.why_not(row):
            raise UnreadableRow(f"{self.kind} {key}: {reason}")
        return row

    def names(self) -> set[str]:
        """Name the fields of a value."""
        fields = {field.name for field in dataclasses.fields(typing.cast("Any", self.row))}
        return fields - _COMMON - {self.entry}


def _below(name: str, least: int, words: str) -> Callable[[Any], str]:
    return lambda row: words if getattr(row, name) < least else ""


def _no_lead(row: dispatch_lead.ChannelLead) -> str:
    too_early = row.working_days < 0 or row.minutes < 0
    return "A channel does not send before it was asked to." if too_early else ""


def _no_rhythm(row: promises.TierRhythm) -> str:
    shortest, longest = promises.SHORTEST_OWN_RHYTHM, promises.LONGEST_OWN_RHYTHM
    return "" if shortest <= row.days <= longest else f"A rhythm is {shortest} to {longest} days."


def _no_sign(row: warning_signs.SignLimit) -> str:
    longest = warning_signs.LOOK_BACK_DAYS - 1
    is_one = row.count >= 1 and 1 <= row.days <= longest
    return "" if is_one else f"A sign needs one fact or more, within 1 to {longest} days."


def _no_reading(row: second_reading.ReadingTime) -> str:
    is_one = row.working_days >= 1 and row.minutes_left >= 0
    return "" if is_one else "A reading takes at least one working day, and leaves no less time than none."


def _no_leaflet(row: leaflets.LeafletRow) -> str:
    return "" if row.again_after_days >= 1 else "A leaflet is not sent again on the same day."


def _no_wait(row: usual_wait.WaitFigures) -> str:
    is_one = row.least_closed >= 5 and row.weight_of_wider >= 0 and row.look_back_days >= 1
    return "" if is_one and row.answer_working_days >= 1 else "Count at least five cases, over a day or more."


CHANNEL_LEADS = Table(
    kind="CHANNEL_LEAD",
    row=dispatch_lead.ChannelLead,
    defaults=dispatch_lead.DEFAULT_LEADS,
    entry="channel",
    why_not=_no_lead,
)
RHYTHMS = Table(
    kind="UPDATE_RHYTHM", row=promises.TierRhythm, defaults=promises.DEFAULT_RHYTHMS, entry="tier", why_not=_no_rhythm
)
TRANSLATION_TIMES = Table(
    kind="TRANSLATION_TIME",
    row=clock.TranslationTime,
    defaults=clock.DEFAULT_TIMES,
    only="CY",
    why_not=_below("working_days", 0, "A translation is not there before it was asked for."),
)
IDLE_LIMITS = Table(
    kind="IDLE_DRAFT",
    row=missing_letters.IdleLimit,
    defaults=missing_letters.DEFAULT_IDLE_LIMITS,
    only="DRAFT",
    why_not=_below("working_hours", 1, "A draft is left at least one working hour."),
)
#: Series that began before a row was published keep the steps of their day.
CALL_LADDERS = Table(kind="CALL_LADDER", row=ladder.CallLadder, defaults=ladder.DEFAULT_LADDERS, entry="purpose")
SETTLING_TIMES = Table(
    kind="SETTLING_TIME",
    row=agreed.SettlingTime,
    defaults=agreed.DEFAULT_TIMES,
    only="ONBOARDING",
    why_not=_below("working_days", 1, "To settle everything takes at least one working day."),
)
HANDOVER_TIMES = Table(
    kind="HANDOVER_TIME",
    row=handovers.AnswerTime,
    defaults=handovers.DEFAULT_TIMES,
    only="ANSWER",
    why_not=_below("working_days", 1, "An answer takes at least one working day."),
)
EXPOSURE_LIMITS = Table(
    kind="EXPOSURE_LIMIT",
    row=exposure.ExposureLimit,
    defaults=exposure.DEFAULT_LIMITS,
    entry="kind",
    why_not=lambda row: "" if row.files >= 0 and row.days >= 1 else "A limit is no fewer files than none, for a day.",
)
LOAD_MINUTES = Table(
    kind="LOAD_MINUTES",
    row=load.TierMinutes,
    defaults=load.DEFAULT_MINUTES,
    entry="tier",
    why_not=_below("minutes", 1, "Nobody takes no time at all."),
)
LOAD_LIMITS = Table(
    kind="LOAD_LIMIT",
    row=load.LoadLimit,
    defaults=load.DEFAULT_LIMITS,
    only="OFFICER",
    why_not=_below("hours", 1, "An officer can give at least one hour."),
)
SIGN_LIMITS = Table(
    kind="WARNING_SIGN",
    row=warning_signs.SignLimit,
    defaults=warning_signs.DEFAULT_LIMITS,
    entry="signal",
    why_not=_no_sign,
)
READING_TIMES = Table(
    kind="READING_TIME",
    row=second_reading.ReadingTime,
    defaults=second_reading.DEFAULT_TIMES,
    only="READER",
    why_not=_no_reading,
)
#: One row of everybody for each kind of news, and rows of single services beside it.
CONTACT_PLANS = Table(
    kind="CONTACT_PLAN", row=contact_plan.UsualPlan, defaults=contact_plan.DEFAULT_PLANS, entry="sort"
)
LEAFLETS = Table(
    kind="LEAFLET",
    row=leaflets.LeafletRow,
    defaults=leaflets.DEFAULT_ROWS,
    entry="leaflet",
    why_not=_no_leaflet,
)
FAMILY_TIMES = Table(
    kind="FAMILY_TIME",
    row=family_letters.TellingTime,
    defaults=family_letters.DEFAULT_TIMES,
    only="OTHERS",
    why_not=_below("working_days", 1, "To tell a family takes at least one working day."),
)
#: The least that may be spoken of is five cases, so that no range can be traced to somebody.
WAIT_FIGURES = Table(
    kind="USUAL_WAIT",
    row=usual_wait.WaitFigures,
    defaults=usual_wait.DEFAULT_FIGURES,
    only="FIGURES",
    why_not=_no_wait,
)

#: Every table, by its kind.
TABLES: Mapping[str, Table[Any]] = {
    table.kind: table
    for table in (
        CHANNEL_LEADS,
        RHYTHMS,
        TRANSLATION_TIMES,
        IDLE_LIMITS,
        CALL_LADDERS,
        SETTLING_TIMES,
        HANDOVER_TIMES,
        LOAD_MINUTES,
        LOAD_LIMITS,
        EXPOSURE_LIMITS,
        SIGN_LIMITS,
        READING_TIMES,
        CONTACT_PLANS,
        LEAFLETS,
        FAMILY_TIMES,
        WAIT_FIGURES,
    )
}
