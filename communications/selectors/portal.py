"""What a person signed in to the portal reads: where the case stands, what was promised, and their letters.

Everything begins at the one victim's record that is theirs (`viewer.victim_id`). Another victim, another case and a
letter to somebody else do not exist here. Nothing of a defendant, an address or an officer's notes is read at all.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.db.models.expressions import Combinable

from accounts.written import Given, Written
from cases.models import Handover, Obligation, Victim
from cases.rules.handovers import is_still_shown
from cases.rules.vocabulary import HandoverReason, HandoverState, ObligationState
from cases.rules.working_days import london_date
from cases.selectors import leaves
from communications.models import (
    Communication,
    ContactAttempt,
    LetterCorrection,
    Promise,
    RelativeTelling,
    RenderedDocument,
    Telling,
)
from communications.rules.calls.vocabulary import CallOutcome
from communications.rules.portal_reading import readable_from
from communications.rules.vocabulary import Channel, CommunicationState, PromiseState, Purpose
from communications.selectors import portal_standing
from communications.selectors.portal_standing import Standing

#: Letters on one page, newest first.
LETTER_LIMIT = 200
_WITHOUT_WORDS = frozenset({Purpose.PORTAL_INVITATION, Purpose.PORTAL_CODE, Purpose.NEWS_NOTICE})


class Addressee(Protocol):
    """The person to whom a record speaks: nothing of it is read but what was told to them.

    Whoever is signed in as a victim (`accounts.actors.Actor`), or the person beside whom a supporter stands.
    """

    @property
    def victim_id(self) -> uuid.UUID | None:
        """Return the key of the record; None where there is none, and nothing is found."""

    @property
    def person_id(self) -> uuid.UUID | None:
        """Return the key of the person; None where there is none, and nothing is found."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalLetter:
    """One letter as the list shows it."""

    id: uuid.UUID
    purpose: Purpose
    #: Aware; when it was sent.
    sent_at: dt.datetime
    has_been_read: bool
    is_hard_news: bool
    has_pdf: bool
    #: Whether a later letter puts right something in it.
    is_corrected: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalPromise:
    """When the person will hear from us, and whether we broke our word before."""

    #: London date; None where no promise is in force.
    due_on: dt.date | None
    #: London date of a promise that we missed and have not made good; None where there is none.
    missed_on: dt.date | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalContact:
    """Whom to ask."""

    officer_name: str
    #: What the unit calls itself to people outside.
    unit_name: str
    phone: str
    email: str
    opening_hours: str
    #: Who stands in for the officer while they are away, and until when; empty while they are there.
    cover_name: str
    cover_until: dt.date | None

    @property
    def present_name(self) -> str:
        """Name who is there: the officer, or whoever stands in; empty where nobody is named."""
        return self.cover_name or self.officer_name


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalContactChange:
    """That the contact changed lately, and why (HO-3)."""

    former_name: str
    #: London date.
    changed_on: dt.date
    reason: HandoverReason


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """The viewer's own victim record with its case, and since when a letter about a decision has been owed to them."""

    victim: Victim
    #: Who reads it.
    person_id: uuid.UUID
    #: When the oldest decision was made whose letter has not left; None where none is owed.
    first_owed_at: dt.datetime | None
    #: The last change of their contact, if there was one.
    last_change: PortalContactChange | None
    contact: PortalContact
    standing: Standing


class RecordQuery:
    """How a viewer's own record is read: what every page needs of it, and what one kind of page asks beside that."""

    def __init__(self, questions: Callable[[], Mapping[str, Combinable]] = dict) -> None:
        """Take what is asked together with the victim, asked for once; its answers stand on the victim."""
        self.statement: Written[Any] = Written(lambda: _record(questions()))


#: What every page needs, and no more.
WITHOUT_MORE = RecordQuery()


def own_record(
    *,
    viewer: Addressee,
    on: dt.date,
    query: RecordQuery = WITHOUT_MORE,
    values: Mapping[str, object] = MappingProxyType({}),
) -> OwnRecord:
    """Read the viewer's own record, with who stands in for their officer on a London date. One query.

    ``values`` are those of the questions that ``query`` asks beside.

    Raises:
        Victim.DoesNotExist: the viewer has none.
    """
    victim = query.statement.first(victim=_victim(viewer), person=_person(viewer), on=on, **values)
    if victim is None:
        raise Victim.DoesNotExist
    return OwnRecord(
        victim=victim,
        person_id=_person(viewer),
        first_owed_at=min(
            (moment for moment in (victim.first_owed_at, victim.relative_owed_at) if moment is not None), default=None
        ),
        last_change=_last_change(victim),
        contact=_contact(victim),
        standing=portal_standing.read(victim, person_id=_person(viewer)),
    )


def _record(questions: Mapping[str, Combinable]) -> "QuerySet[Any]":
    """Ask for a victim with everything that an own record is made of, for a person and a day that are given."""
    person = Given("person", UUIDField())
    owed = Obligation.objects.filter(victim=OuterRef("pk"), state=ObligationState.OPEN).order_by("decided_at")
    changed = Handover.objects.filter(
        victim=OuterRef("pk"),
        to_officer=OuterRef("officer"),
        state__in=[HandoverState.ACCEPTED, HandoverState.GIVEN],
    ).order_by("-answered_at", "-pk")
    # A relative who has not been told what the family's main contact was told reads nothing of it here either (FAM-3).
    untold = RelativeTelling.objects.filter(
        letter__victim=OuterRef("pk"), relative__person=person, settled_at__isnull=True
    ).order_by("letter__obligation__decided_at")
    cover = leaves.in_force(on=Given("on", DateField())).filter(officer=OuterRef("officer"), cover__is_active=True)
    return (
        Victim.objects.select_related("case__unit", "officer", "person")
        .annotate(
            first_owed_at=Subquery(owed.values("decided_at")[:1]),
            contact_before=Subquery(changed.values("from_officer__full_name")[:1]),
            contact_changed_at=Subquery(changed.values("answered_at")[:1]),
            contact_change=Subquery(changed.values("reason")[:1]),
            cover_name=Subquery(cover.values("cover__full_name")[:1]),
            cover_phone=Subquery(cover.values("cover__phone")[:1]),
            cover_until=Subquery(cover.values("ends_on")[:1]),
            relative_owed_at=Subquery(untold.values("letter__obligation__decided_at")[:1]),
            **portal_standing.questions(person_id=person),
            **questions,
        )
        .filter(pk=Given("victim", UUIDField()))
    )


def _last_change(victim: Any) -> PortalContactChange | None:
    """Read the change of contact that was asked for with the victim."""
    if victim.contact_changed_at is None:
        return None
    return PortalContactChange(
        former_name=victim.contact_before,
        changed_on=london_date(at=victim.contact_changed_at),
        reason=HandoverReason(victim.contact_change),
    )


def own_letter(*, viewer: Addressee, letter_id: uuid.UUID, at: dt.datetime) -> Communication:
    """Read one letter to the viewer, once they may read it.

    Raises:
        Communication.DoesNotExist: there is none, it is not theirs, or it is not yet to be read here.
    """
    letter = (
        Communication.objects.select_related(
            "template", "template_cy", "addendum", "telling", "recipient", "victim__case__unit", "victim__officer"
        )
        .filter(victim_id=_victim(viewer), recipient_id=_person(viewer), pk=letter_id)
        .exclude(purpose__in=_WITHOUT_WORDS)
        .first()
    )
    if letter is None or not is_readable(letter=letter, at=at):
        raise Communication.DoesNotExist
    return letter


def pdf_of(*, letter: Communication) -> bytes | None:
    """Return the PDF of a letter as it left, or None where there is none."""
    content = (
        RenderedDocument.objects.filter(communication=letter)
        .order_by("-rendered_at")
        .values_list("content", flat=True)
        .first()
    )
    return bytes(content) if content is not None else None


def _victim(viewer: Addressee) -> uuid.UUID:
    """Return the viewer's own victim record's key; nobody's where there is none."""
    return viewer.victim_id or uuid.UUID(int=0)


def _person(viewer: Addressee) -> uuid.UUID:
    """Return the key of the person who is signed in; nobody's where there is none."""
    return viewer.person_id or uuid.UUID(int=0)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnLetters:
    """What was sent to the viewer about their own case, newest first, by whether it may be read here (PORT-2)."""

    readable: tuple[Communication, ...]
    #: On their way, or not told yet by whoever hands them over.
    on_their_way: tuple[Communication, ...]


def own_letters(*, viewer: Addressee, at: dt.datetime) -> OwnLetters:
    """Read what was sent to the viewer, at most ``LETTER_LIMIT`` letters; one query."""
    return by_readable(_LETTERS.rows(victim=_victim(viewer), person=_person(viewer)), at=at)


def by_readable(found: Sequence[Communication], *, at: dt.datetime) -> OwnLetters:
    """Tell letters to one person that may be read here at an aware instant from those that may not yet (PORT-2)."""
    readable = tuple(letter for letter in found if is_readable(letter=letter, at=at))
    return OwnLetters(readable=readable, on_their_way=tuple(letter for letter in found if letter not in readable))


def obligation_of(letter: Communication) -> Obligation | None:
    """Give what a letter explains; the own letter of a relative explains what the main contact's does."""
    return letter.obligation or (letter.copy_of.obligation if letter.copy_of else None)


def sent_on(letter: Communication) -> dt.date:
    """Give the London date on which a letter left."""
    return london_date(at=letter.sent_at or letter.opened_at)


def letters_to(*, viewer: Addressee) -> "QuerySet[Communication]":
    """Start from what was sent to the viewer about their own case; whether it may be read yet asks `is_readable`."""
    return sent_letters().filter(victim_id=_victim(viewer), recipient_id=_person(viewer))


def sent_letters() -> "QuerySet[Communication]":
    """Start from everything with words that left, whoever it was for, with what is asked of a line of a list."""
    informed = ContactAttempt.objects.filter(
        Q(series__obligation=OuterRef("obligation")) | Q(series__obligation=OuterRef("copy_of__obligation")),
        series__person=OuterRef("recipient"),
        outcome=CallOutcome.INFORMED,
    )
    return (
        Communication.objects.filter(state=CommunicationState.SENT)
        .exclude(purpose__in=_WITHOUT_WORDS)
        .select_related("obligation__decision", "copy_of__obligation__decision", "telling")
        .defer("words", "context", "words_cy", "context_cy")
        .annotate(
            has_pdf=Exists(RenderedDocument.objects.filter(communication=OuterRef("pk"))),
            is_corrected=Exists(
                LetterCorrection.objects.filter(wrong=OuterRef("pk"), letter__state=CommunicationState.SENT)
            ),
            was_told_by_telephone=Exists(informed),
        )
    )


def _letters() -> "QuerySet[Communication]":
    own = sent_letters().filter(victim_id=Given("victim", UUIDField()), recipient_id=Given("person", UUIDField()))
    return own.order_by("-sent_at", "-id")[:LETTER_LIMIT]


_LETTERS = Written(_letters)


def is_readable(*, letter: Communication, at: dt.datetime) -> bool:
    """Whether a letter to the viewer may be read here at an aware instant (PORT-2); its telling was read with it."""
    if letter.state != CommunicationState.SENT:
        return False
    since = readable_from(
        sent_at=letter.sent_at,
        published_at=letter.published_at,
        channel=Channel(letter.channel) if letter.channel else Channel.POST,
        is_hard_news=letter.is_hard_news,
        told_at=_told_at(letter),
    )
    return since is not None and since <= at


def _told_at(letter: Communication) -> dt.datetime | None:
    try:
        return letter.telling.recorded_at
    except Telling.DoesNotExist:
        return None


def line(*, letter: Communication) -> PortalLetter:
    """Show a letter as a line of the list."""
    return PortalLetter(
        id=letter.pk,
        purpose=Purpose(letter.purpose),
        sent_at=letter.sent_at or letter.opened_at,
        has_been_read=letter.first_read_at is not None,
        is_hard_news=letter.is_hard_news,
        has_pdf=bool(getattr(letter, "has_pdf", False)),
        is_corrected=bool(getattr(letter, "is_corrected", False)),
    )


def is_told_by_person(letter: Communication) -> bool:
    """Say whether somebody is on record to have told the reader what a letter read by `sent_letters` says."""
    return _told_at(letter) is not None or bool(getattr(letter, "was_told_by_telephone", False))


def promise_to(viewer: Addressee, *, today: dt.date) -> PortalPromise:
    """Say what was promised. A promise whose day has passed is missed at once, whether or not a sweep has seen it."""
    newest = Promise.objects.filter(victim_id=_victim(viewer), person_id=_person(viewer)).order_by("-made_at")
    return promise_as_made(rows=list(newest.values_list("state", "due_on")[:2]), today=today)


def promise_as_made(*, rows: Sequence[tuple[str, dt.date]], today: dt.date) -> PortalPromise:
    """Say what was promised on a London date, by (state, day) of the promises to one person, the newest first."""
    current = rows[0] if rows else None
    before = rows[1] if len(rows) > 1 else None
    if current is None or current[0] not in {PromiseState.OPEN, PromiseState.MISSED}:
        return PortalPromise(due_on=None, missed_on=None)
    if current[0] == PromiseState.MISSED or current[1] < today:
        return PortalPromise(due_on=None, missed_on=current[1])
    missed_on = before[1] if before is not None and before[0] == PromiseState.MISSED else None
    return PortalPromise(due_on=current[1], missed_on=missed_on)


def shown_change(record: OwnRecord, *, today: dt.date) -> PortalContactChange | None:
    """Give the last change of contact as long as the page tells of it (HO-3)."""
    change = record.last_change
    return change if change is not None and is_still_shown(changed_on=change.changed_on, today=today) else None


def _contact(victim: Any) -> PortalContact:
    """Say whom a victim may ask, from what was read with the record: the officer, or who stands in for them."""
    unit, officer = victim.case.unit, victim.officer
    phone = (victim.cover_phone if victim.cover_name else officer.phone) if officer is not None else ""
    return PortalContact(
        officer_name=officer.full_name if officer is not None else "",
        unit_name=unit.public_name,
        phone=phone or unit.phone,
        email=unit.email,
        opening_hours=unit.opening_hours,
        cover_name=victim.cover_name or "",
        cover_until=victim.cover_until,
    )
