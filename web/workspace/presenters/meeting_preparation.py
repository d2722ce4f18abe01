"""What goes before and after a meeting as its page shows it: times, needs, company, questions, and the notes."""

import dataclasses
import datetime as dt

from django.urls import reverse

from communications.models import MeetingSlot, MeetingWishes
from communications.rules.meeting_words import (
    MeetingCompanion,
    MeetingFormat,
    MeetingPlace,
    MeetingState,
    MeetingSupport,
    MeetingWay,
)
from communications.rules.meetings import MAY_CHOOSE, MAY_PREPARE
from communications.selectors.meetings import MeetingRecord
from web import formatting
from web.components import Link, Row

ABOUT_TIMES = (
    "They choose one in the portal, or tell us by telephone. Choosing a time says yes to the meeting. "
    "Offer only times at which whoever leads the meeting is free."
)
ABOUT_NOTES = (
    "They read these words in the portal. The full notes stay on CMS. A correction is released as new notes; "
    "the earlier ones stay beneath it."
)
_AFTER = frozenset({MeetingState.HELD, MeetingState.NOTES_SENT})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownTime:
    """A time that stands open."""

    text: str
    take_back_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownPreparation:
    """The part of a meeting's page about what goes before and after it."""

    times: tuple[ShownTime, ...]
    wishes: tuple[Row, ...]
    questions: tuple[Row, ...]
    notes: tuple[Row, ...]
    links: tuple[Link, ...]


def present(record: MeetingRecord, *, may_arrange: bool, at: dt.datetime) -> ShownPreparation:
    """Show the times that can be chosen, what the person told us, and the notes they can read."""
    meeting = record.meeting
    return ShownPreparation(
        times=tuple(
            ShownTime(
                text=_time_words(slot),
                take_back_href=reverse("workspace:meeting-take-back", args=[meeting.pk, slot.pk])
                if may_arrange
                else "",
            )
            for slot in _open(record, at=at)
        ),
        wishes=_wishes(record.wishes),
        questions=tuple(
            Row(key=formatting.date_time_words(each.asked_at), value=tuple(each.text.splitlines()))
            for each in record.questions
        ),
        notes=tuple(
            Row(
                key=f"Released {formatting.date_time_words(each.released_at)}",
                value=tuple(line for line in each.text.splitlines() if line),
            )
            for each in record.notes
        ),
        links=_links(record, at=at) if may_arrange else (),
    )


def open_times(record: MeetingRecord, *, at: dt.datetime) -> list[tuple[str, str]]:
    """Offer each time that can be chosen now."""
    return [(str(slot.pk), _time_words(slot)) for slot in _open(record, at=at)]


def times_words(count: int) -> str:
    """Count times."""
    return formatting.count_words(count, "time")


def wishes_answers(wishes: MeetingWishes | None) -> dict[str, object]:
    """Give what was said last, to begin a change from."""
    if wishes is None:
        return {"seen": 0}
    names = ("companions", "companion_note", "needs", "needs_note")
    return {"seen": wishes.number, **{name: getattr(wishes, name) for name in names}}


def _open(record: MeetingRecord, *, at: dt.datetime) -> list[MeetingSlot]:
    if record.meeting.state not in MAY_CHOOSE:
        return []
    return [slot for slot in record.slots if slot.taken_at is None and slot.ended_at is None and slot.starts_at > at]


def _time_words(slot: MeetingSlot) -> str:
    on = formatting.weekday_words(formatting.london_date(at=slot.starts_at))
    where = [MeetingPlace(slot.place).label] if slot.place else []
    parts = [f"{on} at {formatting.time_words(slot.starts_at)}", MeetingFormat(slot.format).label.lower(), *where]
    return ", ".join([*parts, slot.place_detail] if slot.place_detail else parts)


def _wishes(wishes: MeetingWishes | None) -> tuple[Row, ...]:
    if wishes is None:
        return ()
    company = [MeetingCompanion(one).label for one in wishes.companions] + [wishes.companion_note]
    needs = [MeetingSupport(one).label for one in wishes.needs] + [wishes.needs_note]
    rows = [
        Row(key="Comes with them", value=tuple(filter(None, company)) or "Nobody"),
        Row(key="Needs", value=tuple(filter(None, needs)) or "Nothing special"),
    ]
    if wishes.times_note:
        rows.append(Row(key="Times that suit them", value=tuple(wishes.times_note.splitlines())))
    said = f"{formatting.date_time_words(wishes.said_at)}, by {MeetingWay(wishes.way).label.lower()}"
    return (*rows, Row(key="Said", value=said))


def _links(record: MeetingRecord, *, at: dt.datetime) -> tuple[Link, ...]:
    state, found = MeetingState(record.meeting.state), []
    if state in MAY_CHOOSE:
        found.append(("Offer times to choose from", "meeting-times"))
        if _open(record, at=at):
            found.append(("Record the time they chose", "meeting-choose"))
    if state in MAY_PREPARE:
        found.append(("Write down what they need and who comes", "meeting-wishes"))
        found.append(("Write down a question", "meeting-question"))
    if state in _AFTER:
        found.append(("Correct the notes" if record.notes else "Release the notes to the portal", "meeting-release"))
    return tuple(Link(text=text, href=reverse(f"workspace:{name}", args=[record.meeting.pk])) for text, name in found)
