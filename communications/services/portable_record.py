"""Everything that was said between a person and us as one file to take away: to read, as sent, and for machines (V20).

The same rules hold as on the pages: nothing that a letter has not told first (PORT-2), nothing of hard news that its
reader has not opened (V29), nothing that staff noted. The file is put together on disk, a letter at a time, so that a
long case costs no more memory than a short one; nothing of it is kept.
"""

import dataclasses
import datetime as dt
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from typing import IO, Any, Protocol

from django.db import transaction
from django.db.models import Q

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.vocabulary import Language
from cases.rules.working_days import LONDON, london_date
from communications.models import Communication, Meeting
from communications.rules import portable_record
from communications.rules.calendar_file import calendar_file
from communications.rules.meeting_words import MeetingState
from communications.rules.portable_record import RecordFile
from communications.rules.vocabulary import Purpose
from communications.selectors import contact_store, correspondence, portal, portal_case, referrals
from communications.selectors.portal import OwnRecord
from communications.services import (
    composing,
    own_record,
    portal_complaints,
    portal_hearings,
    portal_limits,
    portal_windows,
    record_json,
    record_signing,
)
from communications.services.portal_limits import Limit
from communications.services.record_facts import RecordFacts, RecordLetter

#: A copy costs work, and every copy is one more that lies somewhere.
PER_DAY = Limit(name="copy", most=5, within=dt.timedelta(days=1))
#: Lines of everything said that go into a copy, newest first.
LONGEST = 2_000
_IN_MEMORY = 4 * 1024 * 1024
_AT_ONCE = 20
#: Dates in a copy: their files are numbered with two digits.
_MOST_DATES = 99
_NOBODY = uuid.UUID(int=0)
_APPOINTMENT = dt.timedelta(hours=1)


class TooOften(Exception):
    """The person has taken several copies today."""


class RecordPages(Protocol):
    """Writes the pages of a record, to be read without anything from elsewhere."""

    def start(self, facts: RecordFacts, letters: list[RecordLetter]) -> str:
        """Write the first page; letters come without their words."""

    def letter(self, letter: RecordLetter) -> str:
        """Write one letter."""

    def messages(self, facts: RecordFacts) -> str:
        """Write what they wrote and what we answered."""


def make(*, viewer: Actor, pages: RecordPages, language: Language, at: dt.datetime) -> IO[bytes]:
    """Put everything said into one ZIP file and return it, open at its beginning; the trail says that it was taken.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
        TooOften: several copies were taken today.
    """
    require(actor=viewer, permission=Permission.VIEW_OWN_RECORD, victim_id=viewer.victim_id)
    if not portal_limits.is_within(limit=PER_DAY, of=str(viewer.person_id)):
        raise TooOften
    with transaction.atomic():
        victim, facts, letters = _read(viewer, language=language, at=at)
        held: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (the caller closes it)
        try:
            _pack(held, facts, letters, pages)
        except BaseException:
            held.close()
            raise
        audit.record(
            actor=viewer,
            verb=Verb.EXPORTED,
            subject=("copy", str(victim.pk)),
            case_id=victim.case_id,
            victim_id=victim.pk,
            at=at,
        )
    held.seek(0)
    return held


def _read(viewer: Actor, *, language: Language, at: dt.datetime) -> tuple[Victim, RecordFacts, Iterator[Communication]]:
    record = own_record.opened(viewer=viewer, at=at)
    own = portal.own_letters(viewer=viewer, at=at)
    reviews = portal_windows.open_reviews(record=record, letters=own, on=london_date(at=at))
    case = portal_case.own_case(viewer=viewer, record=record, letters=own, reviews=reviews, at=at, language=language)
    letters = portal.letters_to(viewer=viewer).order_by("-sent_at", "-id")[: portal.LETTER_LIMIT]
    closed = Q(is_hard_news=True, first_read_at__isnull=True)
    unopened = portal.letters_to(viewer=viewer).filter(closed).order_by("-sent_at", "-id")
    officer_id = record.victim.officer_id
    facts = RecordFacts(
        victim_id=record.victim.pk,
        contact_label=f"staff:{officer_id}" if officer_id is not None else "",
        made_at=at,
        language=language,
        case=case,
        entries=contact_store.page_of(viewer=viewer, kinds=(), at=at, size=LONGEST).entries,
        messages=correspondence.own_messages(viewer=viewer),
        complaints=portal_complaints.own(viewer=viewer, at=at),
        referrals=referrals.own_referrals(viewer=viewer),
        dates=tuple(_dates(record, viewer, language=language, at=at)),
        left_out=tuple(
            london_date(at=each.sent_at)
            for each in unopened
            if each.sent_at is not None and portal.is_readable(letter=each, at=at)
        ),
    )
    return record.victim, facts, _readable(letters, at=at)


def _readable(letters: Any, *, at: dt.datetime) -> Iterator[Communication]:
    """Read the letters with their words a few at a time, and pass over those that may not be read, or were not yet."""
    whole = letters.select_related("template", "template_cy", "addendum", "telling", "recipient").defer(None)
    for letter in whole.iterator(chunk_size=_AT_ONCE):
        is_closed = letter.is_hard_news and letter.first_read_at is None
        if portal.is_readable(letter=letter, at=at) and not is_closed:
            yield letter


def _dates(record: OwnRecord, viewer: Actor, *, language: Language, at: dt.datetime) -> Iterator[str]:
    """Write what is to come as calendar entries, the earliest first: meetings of theirs, and hearings of their case."""
    arranged = record.victim.meetings.filter(
        state=MeetingState.ARRANGED, starts_at__gt=at, person=viewer.person_id or _NOBODY
    )
    meetings = [
        (meeting.starts_at or at, _calendar(meeting, language=language, at=at))
        for meeting in arranged.order_by("starts_at", "id")[:_MOST_DATES]
    ]
    hearings = portal_hearings.calendar_entries(viewer=viewer, record=record, language=language, at=at)
    every = sorted([*meetings, *hearings], key=lambda entry: entry[0])
    yield from (text for _, text in every[:_MOST_DATES])


def _pack(held: IO[bytes], facts: RecordFacts, letters: Iterator[Communication], pages: RecordPages) -> None:
    files: list[RecordFile] = []
    shown: list[RecordLetter] = []
    words: list[dict[str, Any]] = []
    with zipfile.ZipFile(held, "w", compression=zipfile.ZIP_DEFLATED) as archive:

        def put(name: str, content: bytes) -> None:
            files.append(portable_record.file_of(name=name, content=content))
            _write(archive, name, content, at=facts.made_at)

        for number, communication in enumerate(letters, start=1):
            content = portal.pdf_of(letter=communication)
            letter = _letter(communication, number=number, has_pdf=content is not None)
            put(f"{letter.name}.html", pages.letter(letter).encode())
            if content is not None:
                put(f"{letter.name}.pdf", content)
            words.append(record_json.letter(letter))
            shown.append(dataclasses.replace(letter, sides=()))
        put("start.html", pages.start(facts, shown).encode())
        put("messages.html", pages.messages(facts).encode())
        put("data.json", record_json.document(facts, letters=words))
        for number, entry in enumerate(facts.dates, start=1):
            put(f"date-{number:02d}.ics", entry.encode())
        index = portable_record.index_of(files=files, made_at=facts.made_at, key_id=record_signing.key_id())
        _write(archive, portable_record.INDEX, index, at=facts.made_at)
        signature = record_signing.sign(content=index) + "\n"
        _write(archive, portable_record.SIGNATURE, signature.encode(), at=facts.made_at)


def _write(archive: zipfile.ZipFile, name: str, content: bytes, *, at: dt.datetime) -> None:
    local = at.astimezone(LONDON)
    entry = zipfile.ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, local.second))
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    archive.writestr(entry, content)


def _letter(letter: Communication, *, number: int, has_pdf: bool) -> RecordLetter:
    try:
        sides = composing.letter_sides(communication=letter, addendum=composing.addendum_of(communication=letter))
    except composing.NothingToSay:
        sides = ()
    return RecordLetter(
        number=number,
        purpose=Purpose(letter.purpose),
        reference=letter.reference,
        sent_at=letter.sent_at or letter.opened_at,
        sides=sides,
        has_pdf=has_pdf,
    )


def _calendar(meeting: Meeting, *, language: Language, at: dt.datetime) -> str:
    """Write an appointment that says nothing of what it is, and no place but one that the person chose (MEET-4)."""
    starts_at = meeting.starts_at or at
    return calendar_file(
        uid=meeting.pk,
        starts_at=starts_at,
        ends_at=starts_at + _APPOINTMENT,
        place=meeting.calendar_place,
        version=0,
        at=at,
        is_welsh=language is Language.CY,
    )
