"""A person signed in to the portal reads: each look is allowed, made and written into the trail in one step.

Nothing here shows what a letter has not told first (`communications.selectors.portal`), and a letter with hard news
opens only for a person who has said that they want to read it now (V29).
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts import actors
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.urn import normalise_urn
from cases.rules.vocabulary import Language
from cases.rules.working_days import london_date
from communications.documents.context import SupportService
from communications.documents.leaflets import LeafletWords
from communications.documents.rendering import RenderFailed
from communications.documents.support import services_for
from communications.models import Communication, ReadingTime, VictimMessage
from communications.rules.letter_words import LetterWords
from communications.rules.message_clock import AnswerClock
from communications.rules.reading_times import ReadingHelp
from communications.rules.support import SupportFacts
from communications.rules.vocabulary import PrintFormat, Purpose
from communications.selectors import (
    correspondence,
    portal,
    portal_case,
    portal_corrections,
    portal_records,
    portal_untold,
    supporter_access,
    usual_wait,
)
from communications.selectors import reading_times as chosen_times
from communications.selectors.portal import PortalContact, RecordQuery
from communications.selectors.portal_case import PortalCase
from communications.selectors.portal_corrections import PortalTrail
from communications.selectors.portal_records import OwnRecordLine
from communications.selectors.usual_wait import Waiting
from communications.services import composing, copies, enclosed, own_record, portal_windows, reading_times
from communications.services.correspondence import answer_clock
from communications.services.own_record import NotThere
from communications.services.portal_sessions import Visitor


class CannotBeMade(Exception):
    """A copy of a letter cannot be made in the print that was asked for. Says nothing of its words."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """The first page, opened to be read."""

    case: PortalCase
    #: Local help and help for everyone. None that is for one kind of crime: its name would say what happened (T8).
    support: tuple[SupportService, ...]
    #: How long cases like it wait at its step; None where we cannot say.
    wait: Waiting | None
    #: London date on which what somebody beside them sees ends, where that is within a week and theirs to read.
    beside_ends_on: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenLetter:
    """One letter, opened to be read."""

    id: uuid.UUID
    purpose: Purpose
    reference: str
    #: Aware; when it was sent.
    sent_at: dt.datetime
    #: Its words; for a reader of Welsh both sides, Welsh first.
    sides: tuple[LetterWords, ...]
    has_pdf: bool
    #: The letters that put it right, and those that it puts right.
    trail: PortalTrail
    #: The leaflets that came with it: their titles by number, in each language of the letter.
    leaflets: tuple[tuple[int, tuple[LeafletWords, ...]], ...] = ()
    #: How often the viewer told us that it was not clear, newest first (V27).
    questions: tuple[VictimMessage, ...] = ()
    #: When they asked to be rung about it, while that is still to come (V29).
    chosen: ReadingTime | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnopenedLetter:
    """A letter with hard news that nobody has read here yet: the person says first whether now is the time (V29)."""

    id: uuid.UUID
    #: Aware; when it was sent.
    sent_at: dt.datetime
    #: Whom to ask instead.
    contact: PortalContact
    #: As on the first page; none that is for one kind of crime.
    support: tuple[SupportService, ...]
    #: When they want to be rung or reminded, while that is still to come.
    chosen: ReadingTime | None


_FIRST_PAGE = RecordQuery(lambda: {**usual_wait.questions(), **supporter_access.questions(), **portal_case.questions()})


def open_case(*, viewer: Actor, at: dt.datetime, language: Language = Language.EN) -> OpenCase:
    """Open the first page about the viewer's own case in one language, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    with transaction.atomic():
        values = {**supporter_access.values(today=london_date(at=at)), **portal_case.values(at=at)}
        record = own_record.opened(viewer=viewer, at=at, query=_FIRST_PAGE, values=values)
        letters = portal.own_letters(viewer=viewer, at=at)
        reviews = portal_windows.open_reviews(record=record, letters=letters, on=london_date(at=at))
        case = portal_case.own_case(
            viewer=viewer, record=record, letters=letters, reviews=reviews, at=at, language=language
        )
        victim = record.victim
        audit.record(actor=viewer, verb=Verb.VIEWED, subject=victim, case_id=victim.case_id, victim_id=victim.pk, at=at)
        # Where a letter is owed the step is not shown, and how long others waited at it would give it away.
        is_told = portal_untold.explained_since(record, letters=letters) is None
        wait = usual_wait.waiting(victim, on=london_date(at=at)) if is_told else None
    # Of those who stand beside a person that person reads alone (SHOW-3).
    ends_on = victim.beside_ends_on if viewer.person_id == victim.person_id else None  # type: ignore[attr-defined]
    support = _discreet_support(victim, language=language)
    return OpenCase(case=case, support=support, wait=wait, beside_ends_on=ends_on)


def open_records(*, visitor: Visitor, at: dt.datetime) -> tuple[OwnRecordLine, ...]:
    """List the records of somebody who has several, so that they can tell them apart. Nothing of a case is read.

    Raises:
        accounts.policies.NotPermitted: the visitor may not read one of them.
    """
    with transaction.atomic():
        records = portal_records.own_records(
            person_id=visitor.person_id, victim_ids=visitor.victim_ids, on=london_date(at=at)
        )
        for record in records:
            viewer = actors.victim(victim_id=record.victim_id, person_id=visitor.person_id)
            require(actor=viewer, permission=Permission.VIEW_OWN_RECORD, victim_id=record.victim_id)
    return records


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenMessages:
    """What the person wrote and what we answered, opened to be read."""

    messages: tuple[VictimMessage, ...]
    contact: PortalContact
    #: By when a message written now would be answered.
    if_written_now: AnswerClock


def open_messages(*, viewer: Actor, at: dt.datetime) -> OpenMessages:
    """Open what the viewer wrote about their own record with our answers, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at)
        messages = correspondence.own_messages(viewer=viewer)
        own_record.note_look(record=record, page="messages", viewer=viewer, at=at)
    return OpenMessages(
        messages=messages,
        contact=record.contact,
        if_written_now=answer_clock(received_at=at),
    )


def open_letter(
    *, viewer: Actor, letter_id: uuid.UUID, wants_it_now: bool, at: dt.datetime, language: Language = Language.EN
) -> OpenLetter | UnopenedLetter:
    """Open one of the viewer's own letters, and note that it was read; the first time stands on the letter itself.

    A letter with hard news that was not read yet stays closed, and unread, until the person ``wants_it_now``.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: it is not theirs, or not yet to be read here.
    """
    with transaction.atomic():
        letter = _own(viewer, letter_id, verb=Verb.VIEWED, at=at)
        chosen = _chosen(letter, at=at)
        if letter.is_hard_news and letter.first_read_at is None and not wants_it_now:
            return UnopenedLetter(
                id=letter.pk,
                sent_at=letter.sent_at or letter.opened_at,
                contact=own_record.opened(viewer=viewer, at=at).contact,
                support=_discreet_support(letter.victim, language=language),
                chosen=chosen,
            )
        if chosen is not None and letter.first_read_at is None:
            reading_times.end_reminder(letter=letter, at=at)
        Communication.objects.filter(pk=letter.pk, first_read_at__isnull=True).update(first_read_at=at)
        has_pdf = letter.documents.exists()
    return OpenLetter(
        id=letter.pk,
        purpose=Purpose(letter.purpose),
        reference=letter.reference,
        sent_at=letter.sent_at or letter.opened_at,
        sides=composing.letter_sides(communication=letter, addendum=composing.addendum_of(communication=letter)),
        has_pdf=has_pdf,
        trail=portal_corrections.trail_of(viewer=viewer, letter=letter, at=at),
        leaflets=_leaflets(letter),
        questions=correspondence.questions_about(viewer=viewer, letter_id=letter.pk),
        chosen=chosen if chosen is not None and chosen.help == ReadingHelp.CALL else None,
    )


def _chosen(letter: Communication, *, at: dt.datetime) -> ReadingTime | None:
    """Return when the person wants help with reading, where that is to come; nobody chooses it for other letters."""
    if not letter.is_hard_news:
        return None
    return chosen_times.ahead(row=chosen_times.newest(letter_id=letter.pk), at=at)


def open_leaflet(*, viewer: Actor, letter_id: uuid.UUID, number: int, at: dt.datetime) -> tuple[LeafletWords, ...]:
    """Open a leaflet that came with one of the viewer's own letters, in each language of the letter, and note the look.

    A leaflet may tell what the letter tells, so that a letter with hard news is read first (V29).

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is none of that number, or its letter is not theirs, not yet to be read here, or not read yet.
    """
    with transaction.atomic():
        letter = _own(viewer, letter_id, verb=Verb.VIEWED, at=at)
        if letter.is_hard_news and letter.first_read_at is None:
            raise NotThere
        found = dict(_leaflets(letter)).get(number)
        if not found:
            raise NotThere
    return found


def _leaflets(letter: Communication) -> tuple[tuple[int, tuple[LeafletWords, ...]], ...]:
    languages = (Language.CY, Language.EN) if letter.template_cy_id is not None else (Language.EN,)
    addendum = composing.addendum_of(communication=letter)
    return tuple(
        (
            row.position,
            tuple(
                filter(None, (enclosed.words_of(row=row, language=each, addendum=addendum) for each in languages)),
            ),
        )
        for row in letter.enclosures.order_by("position")
    )


def download_letter(*, viewer: Actor, letter_id: uuid.UUID, at: dt.datetime) -> bytes:
    """Return the PDF of one of the viewer's own letters as it left, and note that it was taken.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: it is not theirs, not yet to be read here, or was never made into a PDF.
    """
    with transaction.atomic():
        letter = _own(viewer, letter_id, verb=Verb.EXPORTED, at=at)
        content = portal.pdf_of(letter=letter)
        if content is None:
            raise NotThere
    return content


def download_in_large_print(*, viewer: Actor, letter_id: uuid.UUID, at: dt.datetime) -> bytes:
    """Make a copy of one of the viewer's own letters in large print, and note that it was taken (V21).

    For anybody who asks: nobody has to tell us of a need before they can read.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: it is not theirs, or not yet to be read here.
        CannotBeMade: it cannot be printed so.
    """
    with transaction.atomic():
        letter = _own(viewer, letter_id, verb=Verb.EXPORTED, at=at)
    try:
        return copies.make(communication=letter, print_format=PrintFormat.LARGE_PRINT).pdf
    except (RenderFailed, composing.NothingToSay) as failure:
        raise CannotBeMade from failure


def _discreet_support(victim: Victim, *, language: Language) -> tuple[SupportService, ...]:
    """List local help and help for everyone: the name of a service for one kind of crime would tell of it (T8)."""
    urn = normalise_urn(received=victim.case.urn)
    return services_for(facts=SupportFacts(area=victim.case.area_id, force=urn.key[:2]), language=language)


def _own(viewer: Actor, letter_id: uuid.UUID, *, verb: Verb, at: dt.datetime) -> Communication:
    require(actor=viewer, permission=Permission.VIEW_OWN_RECORD, victim_id=viewer.victim_id)
    try:
        letter = portal.own_letter(viewer=viewer, letter_id=letter_id, at=at)
    except Communication.DoesNotExist as missing:
        raise NotThere from missing
    audit.record(actor=viewer, verb=verb, subject=letter, case_id=letter.case_id, victim_id=letter.victim_id, at=at)
    return letter
