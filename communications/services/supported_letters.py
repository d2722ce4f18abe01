"""A signed-in supporter reads the letters of somebody who agreed to that (S6, SHOW-4): read only, always after them.

That a supporter has read a letter is not that the person has: what is new to them stays new.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import ShownPart
from communications.documents.rendering import RenderFailed
from communications.models import Communication
from communications.rules.letter_words import LetterWords
from communications.rules.vocabulary import Purpose
from communications.selectors import portal, supported_letters
from communications.selectors.portal import PortalLetter
from communications.services import composing, copies, supported_record
from communications.services.supported_record import NotShown

_PAGE = "supported-letters"


class CannotBeMade(Exception):
    """A copy of a letter cannot be made. Says nothing of its words."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenSupportedLetters:
    """The letters of one person, opened to be read, newest first."""

    victim_id: uuid.UUID
    name: str
    letters: tuple[PortalLetter, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenSupportedLetter:
    """One letter of somebody else, opened to be read."""

    id: uuid.UUID
    victim_id: uuid.UUID
    name: str
    purpose: Purpose
    #: Aware; when it was sent.
    sent_at: dt.datetime
    #: Its words; for a reader of Welsh both sides, Welsh first.
    sides: tuple[LetterWords, ...]
    #: A later letter puts right something in it.
    is_corrected: bool
    #: Whether a copy can be made of it.
    has_copy: bool


def open_letters(*, viewer: Actor, at: dt.datetime) -> OpenSupportedLetters:
    """Open the list of the letters of the person beside whom the viewer stands, and note that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in as a supporter.
        NotShown: the person did not agree to it, or it has ended.
    """
    with transaction.atomic():
        record = supported_record.opened(viewer=viewer, part=ShownPart.LETTERS, at=at)
        found = supported_letters.letters_of(told=[record.told])[: portal.LETTER_LIMIT]
        letters = tuple(
            portal.line(letter=letter) for letter in found if supported_letters.is_shown(letter=letter, at=at)
        )
        supported_record.note_look(record=record, page=_PAGE, viewer=viewer, at=at)
    return OpenSupportedLetters(victim_id=record.victim.pk, name=record.victim.person.full_name, letters=letters)


def open_letter(*, viewer: Actor, letter_id: uuid.UUID, at: dt.datetime) -> OpenSupportedLetter:
    """Open one letter of the person beside whom the viewer stands, and note that they read it; the letter stays unread.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in as a supporter.
        NotShown: the person did not agree to it, there is none, or it is not shown.
    """
    with transaction.atomic():
        record = supported_record.opened(viewer=viewer, part=ShownPart.LETTERS, at=at)
        letter = _letter(record, letter_id, at=at)
        _note(letter, viewer=viewer, verb=Verb.VIEWED, at=at)
    return OpenSupportedLetter(
        id=letter.pk,
        victim_id=record.victim.pk,
        name=record.victim.person.full_name,
        purpose=Purpose(letter.purpose),
        sent_at=letter.sent_at or letter.opened_at,
        sides=composing.letter_sides(communication=letter, addendum=composing.addendum_of(communication=letter)),
        is_corrected=portal.line(letter=letter).is_corrected,
        has_copy=bool(letter.context),
    )


def copy_letter(*, viewer: Actor, letter_id: uuid.UUID, at: dt.datetime) -> bytes:
    """Make a PDF of one letter without the address of the person it is for, and note that it was taken.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in as a supporter.
        NotShown: the person did not agree to it, there is none, or it is not shown.
        CannotBeMade: it cannot be printed.
    """
    with transaction.atomic():
        record = supported_record.opened(viewer=viewer, part=ShownPart.LETTERS, at=at)
        letter = _letter(record, letter_id, at=at)
        _note(letter, viewer=viewer, verb=Verb.EXPORTED, at=at)
    try:
        return copies.make(communication=letter, has_address=False).pdf
    except (RenderFailed, composing.NothingToSay) as failure:
        raise CannotBeMade from failure


def _letter(record: supported_record.SupportedRecord, letter_id: uuid.UUID, *, at: dt.datetime) -> Communication:
    try:
        return supported_letters.letter_of(told=record.told, letter_id=letter_id, at=at)
    except Communication.DoesNotExist as missing:
        raise NotShown from missing


def _note(letter: Communication, *, viewer: Actor, verb: Verb, at: dt.datetime) -> None:
    audit.record(actor=viewer, verb=verb, subject=letter, case_id=letter.case_id, victim_id=letter.victim_id, at=at)
