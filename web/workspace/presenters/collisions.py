"""Other contacts of a person as the pages show them: what stands against ringing or writing today, and all of them."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.urls import reverse

from accounts.selectors import names_of
from cases.models import AgencyContact
from cases.rules.vocabulary import Agency, AgencyContactStage, AgencyContactWay, ToldOutcome
from communications.rules.collisions import Collision, Difference, Matter, OthersContact, OwnContact, OwnSort, Verdict
from web import formatting
from web.components import Row, Tag
from web.formatting import LONDON
from web.workspace import words

_OWN: dict[OwnSort, str] = {
    OwnSort.CALL: "We: a call agreed for {when}",
    OwnSort.MEETING: "We: a meeting {when}",
    OwnSort.LETTER: "We: a letter that leaves {when}",
    OwnSort.SPOKEN: "We: spoke with them on the telephone {when}",
    OwnSort.TRIED: "We: rang {when} and did not reach them",
    OwnSort.MET: "We: met them {when}",
    OwnSort.WROTE: "They: wrote to us {when}",
    OwnSort.ANSWERED: "We: answered their message {when}",
    OwnSort.HANDED_OVER: "A letter of ours was handed over, or told to them, {when}",
    OwnSort.READ: "They: read a letter on their online page {when}",
}
_TODAY = "today"
#: What was said is quoted so far; the rest stands where it was recorded.
_QUOTED = 200
_TITLES: dict[bool, str] = {
    True: "They were told something that differs from our record",
    False: "There is other contact with them {when}",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownContact:
    """One contact of another agency."""

    id: uuid.UUID
    title: str
    rows: tuple[Row, ...]
    tag: Tag
    #: Where it is called off; empty where it cannot be any more.
    call_off_href: str


def note(collision: Collision, *, when: str = _TODAY) -> dict[str, object] | None:
    """Say before a contact who else is in touch, when and what was said; None where nothing stands against it.

    ``when`` is the day in words, for a contact that is planned for another one.
    """
    if collision.verdict is Verdict.CLEAR:
        return None
    names = names_of([*(one.by for one in collision.others), *(one.by for one in collision.own)])
    lines = [
        *map(_difference, collision.differences),
        *(_other(one, names, when) for one in collision.others),
        *(_own(one, names, when) for one in collision.own),
    ]
    return {
        "title": _TITLES[bool(collision.differences)].format(when=when),
        "lines": [*lines, collision.why],
        "kind": "warning" if collision.differences or collision.is_held_back else "information",
    }


def contacts(found: Iterable[AgencyContact], *, names: dict[str, str], may_change: bool) -> list[ShownContact]:
    """Show every contact of others that is recorded, in the order given."""
    return [_contact(row, names=names, may_change=may_change) for row in found]


def labels(found: Iterable[AgencyContact]) -> list[str]:
    """List who recorded the contacts."""
    return [label for row in found for label in (row.recorded_by, row.called_off_by) if label]


def _contact(row: AgencyContact, *, names: dict[str, str], may_change: bool) -> ShownContact:
    is_off = row.called_off_at is not None
    rows = [
        Row(key="How", value=AgencyContactWay(row.way).label),
        Row(
            key="Hearing told",
            value=formatting.weekday_words(row.told_hearing_on) if row.told_hearing_on else "None",
        ),
        Row(
            key="How the case stands",
            value=ToldOutcome(row.told_outcome).label if row.told_outcome else "Nothing said, or not known",
        ),
        Row(
            key="Recorded",
            value=f"{formatting.date_time_words(row.recorded_at)}, {words.who(row.recorded_by, names)}",
        ),
    ]
    if row.told:
        rows.insert(3, Row(key="What else", value=row.told))
    if row.called_off_at is not None:
        off = f"{formatting.date_time_words(row.called_off_at)}, {words.who(row.called_off_by, names)}"
        rows.append(Row(key="Called off", value=off))
    at_time = f" at {_time(row.contact_time)}" if row.contact_time else ""
    return ShownContact(
        id=row.pk,
        title=f"{Agency(row.agency).label}, {formatting.weekday_words(row.contact_on)}{at_time}",
        rows=tuple(rows),
        tag=_tag(row),
        call_off_href="" if is_off or not may_change else _call_off(row),
    )


def _tag(row: AgencyContact) -> Tag:
    if row.called_off_at is not None:
        return Tag(text="Called off", colour="grey")
    is_made = row.stage == AgencyContactStage.MADE
    return Tag(text="Made", colour="green") if is_made else Tag(text="Planned")


def _call_off(row: AgencyContact) -> str:
    return reverse("workspace:call-off-contact", args=[row.case_id, row.victim_id, row.pk])


def _difference(one: Difference) -> str:
    agency = one.agency.label
    if one.matter is Matter.HEARING and one.their_day is not None:
        ours = [formatting.weekday_words(day) for day in one.our_days]
        ours += [f"the week of {formatting.date_words(week)}" for week in one.our_weeks]
        return (
            f"{agency}: a hearing on {formatting.weekday_words(one.their_day)}. "
            f"Our record: {formatting.and_list(ours) or 'no hearing is listed'}."
        )
    theirs = one.their_outcome.label.lower() if one.their_outcome is not None else ""
    return f"{agency}: {theirs}. Our record: {formatting.and_list([each.label.lower() for each in one.our_outcomes])}."


def _other(one: OthersContact, names: dict[str, str], when: str) -> str:
    at_time = f" at {_time(one.time)}" if one.time else ""
    line = f"{one.agency.label}: {one.way.label.lower()} {when}{at_time}, {'made' if one.is_made else 'planned'}."
    return f"{line}{_said(one.said)}{_recorded(one.by, names)}"


def _own(one: OwnContact, names: dict[str, str], when: str) -> str:
    at_time = f" at {_time(one.time)}" if one.time else ""
    return f"{_OWN[one.sort].format(when=when)}{at_time}.{_said(one.said)}{_recorded(one.by, names)}"


def _said(said: str) -> str:
    text = " ".join(said.split())
    if not text:
        return ""
    return f" Said: “{text}”" if len(text) <= _QUOTED else f" Said: “{text[:_QUOTED].rstrip()}…”"


def _recorded(by: str, names: dict[str, str]) -> str:
    return f" ({words.who(by, names)})" if by else ""


def _time(time: dt.time) -> str:
    return formatting.time_words(dt.datetime.combine(dt.date(2000, 1, 1), time, tzinfo=LONDON))
