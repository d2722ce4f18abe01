"""A signed-in supporter opens the page about one person: the least, and where the case stands if that was agreed (S6).

Where the case stands is read as the person reads it, by the same selectors, so that a supporter never knows more or
other than the person they stand beside (PORT-2).
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from cases.models import Person
from cases.rules.vocabulary import Language, ShownPart
from cases.rules.working_days import london_date
from communications.selectors import portal, portal_case, portal_measures, supported, supported_letters
from communications.selectors.portal import PortalContact, PortalContactChange, PortalPromise
from communications.selectors.portal_case import PortalCase
from communications.selectors.portal_measures import OwnMeasure
from communications.services import supported_record


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonNeeds:
    """What somebody needs in order to understand us and be understood."""

    language: Language
    #: Where ``language`` is another one.
    other_language: str
    #: None where nobody has asked.
    needs_interpreter: bool | None
    #: Codes of `cases.rules.vocabulary.FormatNeed`.
    formats: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenPerson:
    """The page about one person, opened to be read."""

    victim_id: uuid.UUID
    name: str
    parts: frozenset[ShownPart]
    #: London date, the last on which the consent holds.
    ends_on: dt.date
    #: London date on which they last heard from us; None before the first time.
    last_contact_on: dt.date | None
    promise: PortalPromise
    contact: PortalContact
    contact_change: PortalContactChange | None
    needs: PersonNeeds
    #: What was asked for to help them give evidence; None where neither the case nor its dates were agreed to.
    measures: tuple[OwnMeasure, ...] | None
    #: Where the case stands, as the person reads it; None where that was not agreed to.
    case: PortalCase | None


def open_person(*, viewer: Actor, at: dt.datetime, language: Language) -> OpenPerson:
    """Open the page about the person beside whom the viewer stands, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in as a supporter.
        NotShown: the person did not agree, or it has ended.
    """
    with transaction.atomic():
        record = supported_record.opened(viewer=viewer, part=ShownPart.CONTACT, at=at)
        own = supported_record.as_told(record=record, at=at)
        today, told = london_date(at=at), record.told
        is_standing_shown = ShownPart.STANDING in record.parts
        letters = list(supported_letters.letters_of(told=[told])[: portal.LETTER_LIMIT])
        case = (
            portal_case.own_case(
                viewer=told,
                record=own,
                letters=portal.by_readable(letters, at=at),
                reviews=(),
                at=at,
                language=language,
            )
            if is_standing_shown
            else None
        )
        are_measures_shown = bool(record.parts & {ShownPart.STANDING, ShownPart.DATES})
        measures = portal_measures.own_measures(viewer=told) if are_measures_shown else None
        supported_record.note_look(record=record, page=supported.PERSON_PAGE, viewer=viewer, at=at)
        called_on = supported.last_called_on(told=told)
        promise = case.promise if case is not None else portal.promise_to(told, today=today)
    return OpenPerson(
        victim_id=record.victim.pk,
        name=record.victim.person.full_name,
        parts=record.parts,
        ends_on=record.ends_on,
        last_contact_on=supported.last_contact_on(letters=letters, called_on=called_on, at=at),
        promise=promise,
        contact=own.contact,
        contact_change=portal.shown_change(own, today=today),
        needs=_needs(record.victim.person),
        measures=tuple(each for each in measures if each.standing is not None) if measures is not None else None,
        case=case,
    )


def _needs(person: Person) -> PersonNeeds:
    return PersonNeeds(
        language=Language(person.language),
        other_language=person.other_language,
        needs_interpreter=person.needs_interpreter,
        formats=tuple(person.formats),
    )
