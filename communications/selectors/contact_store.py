"""Everything that was said between a person and us about one case, newest first, a page at a time (V19).

Letters, calls, short notices, messages and meetings stand in tables of their own. Each is read from the same place on,
one page of it at most, and the rows are merged: the number of queries does not depend on how much there is. A place is
a moment, the rank of the table and a key, so that nothing is shown twice or left out where two things share a moment.
Nothing is read here of what staff noted, of numbers, addresses or who else was there.
"""

import dataclasses
import datetime as dt
import heapq
import uuid
from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from accounts.actors import Actor
from cases.rules.working_days import london_date
from communications.models import (
    ContactAttempt,
    Meeting,
    MessageAnswer,
    OutboxMessage,
    PortalInvitation,
    VictimMessage,
)
from communications.rules.calls.vocabulary import CallDirection, CallOutcome, CallPurpose
from communications.rules.contact_store import CallSaid, ContactKind, MeetingSaid, call_said, meeting_said
from communications.rules.meeting_words import MeetingState
from communications.rules.vocabulary import Channel, MessageState, Purpose
from communications.selectors import portal
from communications.selectors.portal import PortalLetter

#: Entries on one page.
PAGE = 25
#: Short messages of our own that are no letter. Codes to sign in are left out: they would bury the rest.
_NOTICES = (Purpose.NEWS_NOTICE, Purpose.CALL_NOTICE, Purpose.PORTAL_INVITATION)
_LEFT = (MessageState.ACCEPTED, MessageState.DISPATCHED, MessageState.DELIVERED)
_MEETINGS = (MeetingState.ARRANGED, MeetingState.HELD, MeetingState.NOTES_SENT, MeetingState.NOT_HELD)
_LAST = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
_NOBODY = uuid.UUID(int=0)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StorePlace:
    """Where a page of the list begins: after this moment, table and key. Nothing personal."""

    order_at: dt.datetime
    rank: int
    key: str

    def __str__(self) -> str:
        return f"{self.order_at.astimezone(dt.UTC).isoformat()}~{self.rank}~{self.key}"

    @classmethod
    def parse(cls, text: str) -> "StorePlace | None":
        """Read a place from an address; None when it is not one."""
        moment, _, rest = text.partition("~")
        number, _, key = rest.partition("~")
        try:
            order_at, rank = dt.datetime.fromisoformat(moment), int(number)
            _ = _SOURCES[rank].key(key) if 0 <= rank < len(_SOURCES) else int("")
        except ValueError:
            return None
        return cls(order_at=order_at, rank=rank, key=key) if order_at.tzinfo else None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StoreEntry:
    """One thing that was said, or that took place."""

    kind: ContactKind
    #: Aware; by which the list is ordered.
    order_at: dt.datetime
    #: London date.
    on: dt.date
    place: StorePlace
    #: Whether the hour is known.
    has_time: bool = True
    #: Of a letter; by which way it went.
    letter: PortalLetter | None = None
    #: Of a letter or a short notice.
    channel: Channel | None = None
    #: Of a call: what the list says of it, and the label of whoever made it.
    call: CallSaid | None = None
    by: str = ""
    #: Of a short notice.
    notice: Purpose | None = None
    #: Of a message: whether it is our answer.
    is_answer: bool = False
    #: Of a meeting; and the London date on which its notes were sent.
    meeting: MeetingSaid | None = None
    notes_on: dt.date | None = None
    #: The row itself, for what hangs on it (a question about how a contact was).
    subject_id: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StorePage:
    """One page of the list."""

    entries: tuple[StoreEntry, ...]
    #: Where the next page begins; None on the last.
    next: StorePlace | None


def page_of(
    *,
    viewer: Actor,
    kinds: Collection[ContactKind],
    at: dt.datetime,
    after: StorePlace | None = None,
    size: int = PAGE,
) -> StorePage:
    """Read one page of everything said to and by the viewer, newest first; one query for each sort asked for, at most.

    An empty ``kinds`` leaves nothing out. A letter that may not be read yet (PORT-2) is passed over; a page may then be
    a line shorter.
    """
    wanted = [source for source in _SOURCES if not kinds or source.kind in kinds]
    found = heapq.merge(
        *(_entries(source, viewer=viewer, after=after, size=size) for source in wanted),
        key=lambda each: (_LAST - each[0].order_at, each[0].rank),
    )
    candidates = [candidate for candidate, _ in zip(found, range(size + 1), strict=False)]
    shown = candidates[:size]
    entries = (make(row, place, at) for place, row, make in shown)
    return StorePage(
        entries=tuple(entry for entry in entries if entry is not None),
        next=shown[-1][0] if len(candidates) > size else None,
    )


def entry_of(*, viewer: Actor, kind: ContactKind, subject: str, at: dt.datetime) -> StoreEntry | None:
    """Read one thing that was said to the viewer, by its row; None where there is none, or not yet. One query."""
    source = next((each for each in _SOURCES if each.kind is kind), None)
    if source is None:
        return None
    try:
        row = source.rows(viewer).filter(pk=source.key(subject)).first()
    except (ValueError, OverflowError):
        return None
    if row is None:
        return None
    place = StorePlace(order_at=row.order_at, rank=_SOURCES.index(source), key=str(row.pk))
    return source.entry(row, place, at)


@dataclasses.dataclass(frozen=True, slots=True)
class _Source:
    """One table: what sort of contact it holds, which rows are the viewer's, and what a row is as an entry."""

    kind: ContactKind
    rows: Callable[[Actor], "QuerySet[Any]"]
    entry: Callable[[Any, StorePlace, dt.datetime], StoreEntry | None]
    #: Reads a key of this table from an address.
    key: Callable[[str], object] = uuid.UUID


_Candidate = tuple[StorePlace, Any, Callable[[Any, StorePlace, dt.datetime], StoreEntry | None]]


def _entries(source: _Source, *, viewer: Actor, after: StorePlace | None, size: int) -> Iterable[_Candidate]:
    rank = _SOURCES.index(source)
    rows = source.rows(viewer)
    if after is not None:
        before = Q(order_at__lt=after.order_at)
        if rank > after.rank:
            before |= Q(order_at=after.order_at)
        elif rank == after.rank:
            before |= Q(order_at=after.order_at, pk__lt=source.key(after.key))
        rows = rows.filter(before)
    return [
        (StorePlace(order_at=row.order_at, rank=rank, key=str(row.pk)), row, source.entry)
        for row in rows.order_by("-order_at", "-pk")[: size + 1]
    ]


def _victim(viewer: Actor) -> uuid.UUID:
    return viewer.victim_id or _NOBODY


def _person(viewer: Actor) -> uuid.UUID:
    return viewer.person_id or _NOBODY


def _letters(viewer: Actor) -> "QuerySet[Any]":
    return portal.letters_to(viewer=viewer).annotate(order_at=F("sent_at"))


def _letter(row: Any, place: StorePlace, at: dt.datetime) -> StoreEntry | None:
    if not portal.is_readable(letter=row, at=at):
        return None
    return StoreEntry(
        kind=ContactKind.LETTER,
        order_at=row.order_at,
        on=london_date(at=row.order_at),
        place=place,
        letter=portal.line(letter=row),
        channel=Channel(row.channel) if row.channel else Channel.POST,
        subject_id=str(row.pk),
    )


def _calls(viewer: Actor) -> "QuerySet[Any]":
    """Read the viewer's calls: when and what came of it, and nothing that anybody wrote down."""
    return (
        ContactAttempt.objects.filter(series__victim_id=_victim(viewer), series__person_id=_person(viewer))
        .select_related("series")
        .only("called_on", "called_at", "direction", "outcome", "logged_by", "series__purpose")
        .annotate(order_at=Coalesce("called_at", Cast("called_on", DateTimeField())))
    )


def _call(row: Any, place: StorePlace, _at: dt.datetime) -> StoreEntry:
    said = call_said(
        direction=CallDirection(row.direction),
        outcome=CallOutcome(row.outcome),
        purpose=CallPurpose(row.series.purpose),
    )
    return StoreEntry(
        kind=ContactKind.CALL,
        order_at=row.order_at,
        on=row.called_on,
        has_time=row.called_at is not None,
        place=place,
        call=said,
        by=row.logged_by,
        subject_id=str(row.pk),
    )


def _codes_read_out(viewer: Actor) -> "QuerySet[Any]":
    """Read the calls in which a code to come in was read out; they stand with the invitation, which is one (PORT-7)."""
    rows = PortalInvitation.objects.filter(
        victim_id=_victim(viewer), person_id=_person(viewer), rung_contact_point__isnull=False
    )
    return rows.only("invited_at", "invited_by").annotate(order_at=F("invited_at"))


def _code_read_out(row: Any, place: StorePlace, _at: dt.datetime) -> StoreEntry:
    """Show one; nothing hangs on it, so it has no subject: neither a complaint nor a question leads to it."""
    return StoreEntry(
        kind=ContactKind.CALL,
        order_at=row.order_at,
        on=london_date(at=row.order_at),
        place=place,
        call=CallSaid.CODE_READ_OUT,
        by=row.invited_by,
    )


def _notices(viewer: Actor) -> "QuerySet[Any]":
    about_them = Q(template_values__victim_id=str(_victim(viewer))) | Q(communication__victim_id=_victim(viewer))
    return (
        OutboxMessage.objects.filter(
            about_them, contact_point__person_id=_person(viewer), purpose__in=_NOTICES, state__in=_LEFT
        )
        .only("purpose", "channel", "state_changed_at")
        .annotate(order_at=Coalesce("dispatched_at", "accepted_at", "state_changed_at"))
    )


def _notice(row: Any, place: StorePlace, _at: dt.datetime) -> StoreEntry:
    return StoreEntry(
        kind=ContactKind.NOTICE,
        order_at=row.order_at,
        on=london_date(at=row.order_at),
        place=place,
        channel=Channel(row.channel),
        notice=Purpose(row.purpose),
    )


def _written(viewer: Actor) -> "QuerySet[Any]":
    rows = VictimMessage.objects.filter(victim_id=_victim(viewer), person_id=_person(viewer))
    return rows.only("id").annotate(order_at=F("received_at"))


def _answers(viewer: Actor) -> "QuerySet[Any]":
    rows = MessageAnswer.objects.filter(message__victim_id=_victim(viewer), message__person_id=_person(viewer))
    return rows.only("id").annotate(order_at=F("written_at"))


def _message(row: Any, place: StorePlace, _at: dt.datetime) -> StoreEntry:
    return StoreEntry(
        kind=ContactKind.MESSAGE,
        order_at=row.order_at,
        on=london_date(at=row.order_at),
        place=place,
        is_answer=isinstance(row, MessageAnswer),
        subject_id=str(row.pk),
    )


def _meetings(viewer: Actor) -> "QuerySet[Any]":
    return (
        Meeting.objects.filter(
            victim_id=_victim(viewer), person_id=_person(viewer), state__in=_MEETINGS, starts_at__isnull=False
        )
        .only("state", "starts_at", "notes_to_victim_on")
        .annotate(order_at=F("starts_at"))
    )


def _meeting(row: Any, place: StorePlace, _at: dt.datetime) -> StoreEntry | None:
    said = meeting_said(state=MeetingState(row.state))
    return StoreEntry(
        kind=ContactKind.MEETING,
        order_at=row.order_at,
        on=london_date(at=row.order_at),
        place=place,
        meeting=said,
        notes_on=row.notes_to_victim_on,
        subject_id=str(row.pk),
    )


#: In the order in which they stand where they share a moment; a place names its table by this order.
_SOURCES: tuple[_Source, ...] = (
    _Source(kind=ContactKind.LETTER, rows=_letters, entry=_letter),
    _Source(kind=ContactKind.CALL, rows=_calls, entry=_call, key=int),
    _Source(kind=ContactKind.NOTICE, rows=_notices, entry=_notice, key=int),
    _Source(kind=ContactKind.MESSAGE, rows=_answers, entry=_message),
    _Source(kind=ContactKind.MESSAGE, rows=_written, entry=_message),
    _Source(kind=ContactKind.MEETING, rows=_meetings, entry=_meeting),
    _Source(kind=ContactKind.CALL, rows=_codes_read_out, entry=_code_read_out),
)
