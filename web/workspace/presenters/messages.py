"""Messages from people as staff see them: how long each has waited, by when it is answered, and everything written."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from cases.rules.working_days import WorkingDayCalendar, end_of_day
from communications.models import Communication, VictimMessage
from communications.rules.letter_words import BlockKey
from communications.rules.message_clock import working_days_waited
from communications.rules.vocabulary import MessageEnd, MessageMark, MessageStanding
from communications.selectors.correspondence import Folder, Inbox, PossibleMaterial
from web import formatting
from web.components import Link, Row, Tag
from web.workspace import words
from web.workspace.presenters.letter import BLOCKS

_FOLDERS: dict[Folder, str] = {
    Folder.WAITING: "All that wait",
    Folder.MINE: "Given to me",
    Folder.SETTLED: "Answered or ended",
}
#: Shown in the list of the inbox; enough to know what it is about.
_FIRST_WORDS = 140


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """One message of the inbox."""

    href: str
    who: str
    about: str
    first_words: str
    waited: str
    due_at: dt.datetime | None
    officer: str
    tags: tuple[Tag, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownInbox:
    """The whole page."""

    title: str
    #: What matters most: how long the oldest has waited.
    oldest: str
    folders: tuple[Link, ...]
    lines: tuple[InboxLine, ...]
    is_waiting: bool
    next_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ThreadAnswer:
    """One answer of ours."""

    who: str
    when: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ThreadEntry:
    """One message with what became of it."""

    who: str
    when: str
    text: str
    answers: tuple[ThreadAnswer, ...]
    ended: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CaseEntry:
    """A message among everything said in a case, and where it is answered."""

    entry: ThreadEntry
    href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """One message as its page shows it."""

    heading: str
    entry: ThreadEntry
    rows: tuple[Row, ...]
    tags: tuple[Tag, ...]
    due_at: dt.datetime | None
    is_waiting: bool
    #: The person themselves said that it tells what happened.
    tells_what_happened: bool
    case_href: str


def read_folder(query: QueryDict) -> Folder:
    """Read from an address which messages to list; anything else lists those that wait."""
    chosen = query.get("show", "").upper()
    return next((folder for folder in Folder if folder.value == chosen), Folder.WAITING)


def inbox(found: Inbox, *, folder: Folder, at: dt.datetime, calendar: WorkingDayCalendar) -> ShownInbox:
    """Turn a page of the inbox into what is shown at an aware instant."""
    base = reverse("workspace:inbox")
    counts = {Folder.WAITING: f" ({found.waiting:,})", Folder.MINE: f" ({found.mine:,})", Folder.SETTLED: ""}
    oldest = ""
    if found.oldest_at is not None:
        days = working_days_waited(received_at=found.oldest_at, at=at, calendar=calendar)
        oldest = f"The oldest has waited {formatting.count_words(days, 'working day')}." if days else "All came today."
    return ShownInbox(
        title=f"Messages ({found.waiting:,} waiting)",
        oldest=oldest,
        folders=tuple(
            Link(text=f"{text}{counts[each]}", href=f"{base}?show={each.value.lower()}", is_current=each is folder)
            for each, text in _FOLDERS.items()
        ),
        lines=tuple(_line(each, at=at, calendar=calendar) for each in found.messages),
        is_waiting=folder is not Folder.SETTLED,
        next_href=f"{base}?{urlencode({'show': folder.value.lower(), 'after': str(found.next)})}" if found.next else "",
    )


def message(
    written: VictimMessage, *, names: Mapping[str, str], at: dt.datetime, calendar: WorkingDayCalendar
) -> ShownMessage:
    """Turn one message into what its page shows."""
    is_waiting = written.standing == MessageStanding.WAITING
    who = written.person.full_name
    rows = [Row(key="Victim", value=written.victim.person.full_name)]
    if written.person_id != written.victim.person_id:
        rows.append(Row(key="Written by", value=who))
    rows += [
        Row(key="Came", value=formatting.date_time_words(written.received_at)),
        Row(key="Answered by", value=written.officer.full_name if written.officer else "Nobody yet"),
    ]
    if written.unclear_letter is not None:
        rows.append(_unclear(written.unclear_letter, written.unclear_part))
    if is_waiting:
        rows.append(Row(key="Waiting", value=_waited(written.received_at, at=at, calendar=calendar)))
    if written.hand_on_note:
        rows.append(Row(key="Handed on with", value=written.hand_on_note))
    if written.mark:
        rows.append(Row(key="Marked as", value=MessageMark(written.mark).label))
    return ShownMessage(
        heading=f"Message from {who}",
        entry=thread_entry(written, names=names),
        rows=tuple(rows),
        tags=_tags(written),
        due_at=end_of_day(due_on=written.answer_due_on) if is_waiting else None,
        is_waiting=is_waiting,
        tells_what_happened=written.tells_what_happened,
        case_href=reverse("workspace:case", args=[written.case_id]),
    )


def thread_entry(written: VictimMessage, *, names: Mapping[str, str]) -> ThreadEntry:
    """Turn a message and its answers into what is read one after the other."""
    ended = ""
    if written.standing == MessageStanding.CLOSED:
        who = words.who(written.settled_by, dict(names))
        ended = f"{MessageEnd(written.ended_as).label}, by {who}: {written.end_note}"
    return ThreadEntry(
        who=written.person.full_name,
        when=formatting.date_time_words(written.received_at),
        text=written.text,
        answers=tuple(
            ThreadAnswer(
                who=words.who(each.written_by, dict(names)),
                when=formatting.date_time_words(each.written_at),
                text=each.text,
            )
            for each in written.answers.all()
        ),
        ended=ended,
    )


def case_entry(written: VictimMessage, *, names: Mapping[str, str]) -> CaseEntry:
    """Turn a message into an entry of everything said in its case."""
    return CaseEntry(entry=thread_entry(written, names=names), href=reverse("workspace:message", args=[written.pk]))


MATERIAL_HEADER = ["Received", "Written by", "What it is", "Marked", "Marked by", "Passed to the police", "Words"]


def material_line(found: PossibleMaterial, *, names: Mapping[str, str]) -> list[str]:
    """Lay out one message for the list of what may have to be disclosed."""
    written = found.message
    return [
        formatting.date_time_words(written.received_at),
        written.person.full_name,
        MessageMark(written.mark).label if written.mark else "Not marked; they say that it tells what happened",
        formatting.date_time_words(written.marked_at) if written.marked_at else "",
        words.who(written.marked_by, dict(names)) if written.marked_by else "",
        formatting.date_time_words(found.passed_on_at) if found.passed_on_at else "Not yet",
        written.text,
    ]


def labels_in(messages: Iterable[VictimMessage]) -> list[str]:
    """List who did something with these messages, so that their names are read at once."""
    return [
        label
        for each in messages
        for label in (each.settled_by, *(answer.written_by for answer in each.answers.all()))
        if label
    ]


def _line(written: VictimMessage, *, at: dt.datetime, calendar: WorkingDayCalendar) -> InboxLine:
    is_waiting = written.standing == MessageStanding.WAITING
    first = " ".join(written.text.split())
    return InboxLine(
        href=reverse("workspace:message", args=[written.pk]),
        who=written.person.full_name,
        about=f"{written.victim.person.full_name} · {formatting.urn_words(written.case.urn)}",
        first_words=first if len(first) <= _FIRST_WORDS else f"{first[:_FIRST_WORDS].rsplit(' ', 1)[0]} …",
        waited=f"Waiting {_waited(written.received_at, at=at, calendar=calendar)}" if is_waiting else "",
        due_at=end_of_day(due_on=written.answer_due_on) if is_waiting else None,
        officer=written.officer.full_name if written.officer else "Nobody yet",
        tags=_tags(written),
    )


def _unclear(letter: Communication, part: str) -> Row:
    """Lead to the letter that they did not understand, and name the part (V27)."""
    on = formatting.date_words(formatting.london_date(at=letter.sent_at or letter.opened_at))
    which = f"The part “{BLOCKS[BlockKey(part)]}”" if part else "The whole letter"
    return Row(
        key="Not clear to them",
        value=(f"Our letter of {on}, {letter.reference}.", f"{which}. Explain it in other words."),
        actions=(Link(text="Open", href=reverse("workspace:letter", args=[letter.pk]), hidden_text="that letter"),),
    )


def _tags(written: VictimMessage) -> tuple[Tag, ...]:
    tags = [Tag(text="Letter not clear", colour="yellow")] if written.unclear_letter_id is not None else []
    if written.mark == MessageMark.TO_POLICE or written.tells_what_happened:
        tags.append(Tag(text="About what happened", colour="orange"))
    if written.standing != MessageStanding.WAITING:
        tags.append(Tag(text=MessageStanding(written.standing).label, colour="grey"))
    return tuple(tags)


def _waited(received_at: dt.datetime, *, at: dt.datetime, calendar: WorkingDayCalendar) -> str:
    days = working_days_waited(received_at=received_at, at=at, calendar=calendar)
    return formatting.count_words(days, "working day") if days else "since today"
