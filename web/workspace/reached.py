"""Whom a page about reaching somebody is about: the victim, or one relative of a victim who died. One page for both."""

import dataclasses
import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases.models import Case, Connection, ContactPoint, Person, SafeContactProfile, Victim
from cases.selectors.families import family_of, relative_of
from cases.selectors.records import VictimRecord, victim_record
from communications.models import Communication
from communications.selectors import contact_ground
from web.components import Link
from web.workspace.presenters import people
from web.workspace.presenters.people import ShownSafety

#: Name of a page about the victim -> its name about a relative.
_OF_RELATIVE = {
    "safe-contact": "relative-contact",
    "add-contact-point": "relative-add-contact-point",
    "end-contact-point": "relative-end-contact-point",
    "invite": "relative-invite",
    "code-by-telephone": "relative-code-by-telephone",
    "cancel-invitation": "relative-cancel-invitation",
    "invitation-came-back": "relative-invitation-came-back",
    "end-online-access": "relative-end-online-access",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """One person who is reached about one victim's case."""

    case: Case
    known: VictimRecord
    #: None where it is the victim.
    connection: Connection | None
    person: Person
    profile: SafeContactProfile | None
    points: tuple[ContactPoint, ...]

    def href(self, name: str, *more: uuid.UUID) -> str:
        """Give the address of a page about this person, by its name for a victim."""
        own = [self.case.pk, self.known.victim.pk]
        if self.connection is None:
            return reverse(f"workspace:{name}", args=[*own, *more])
        return reverse(f"workspace:{_OF_RELATIVE[name]}", args=[*own, self.connection.pk, *more])

    def to_contact(self) -> HttpResponse:
        """Lead back to how to reach them."""
        return redirect(self.href("safe-contact"))

    @property
    def back(self) -> Link:
        """Lead back to where this person stands among others."""
        case_id = self.case.pk
        if self.connection is None:
            return Link(text="Back to the people of this case", href=reverse("workspace:case-people", args=[case_id]))
        family = reverse("workspace:family", args=[case_id, self.known.victim.pk])
        return Link(text="Back to the family", href=family)


def safety_of(*, victim: Victim, person: Person | None) -> tuple[ShownSafety, ...]:
    """Say what must not be done when reaching somebody about a victim's case; None for nobody in particular."""
    return safety_in(record=victim_record(victim=victim), person=person)


def safety_in(*, record: VictimRecord, person: Person | None) -> tuple[ShownSafety, ...]:
    """Say the same of a victim who was read with how to reach them."""
    is_other = person is not None and person.pk != record.victim.person_id
    return people.safety_of(
        person=person,
        record=record,
        profile=contact_ground.newest_profile(person=person) if person is not None and is_other else None,
    )


def contact_href(letter: Communication) -> str:
    """Lead to how the reader of a letter is reached: the victim's page, or that of a relative of one who died."""
    own = [letter.case_id, letter.victim_id]
    reader = letter.recipient
    if reader is not None and reader.pk != letter.victim.person_id:
        for relative in family_of(victim=letter.victim).relatives:
            if relative.connection.person_id == reader.pk:
                return reverse("workspace:relative-contact", args=[*own, relative.connection.pk])
    return reverse("workspace:safe-contact", args=own)


def whom(*, case: Case, known: VictimRecord, connection_id: uuid.UUID | None) -> Reached:
    """Find the person whom a page is about; the caller has read the case for the viewer.

    Raises:
        Connection.DoesNotExist: nobody of this family.
    """
    if connection_id is None:
        return Reached(
            case=case,
            known=known,
            connection=None,
            person=known.victim.person,
            profile=known.profile,
            points=known.points,
        )
    relative = relative_of(victim=known.victim, connection_id=connection_id)
    return Reached(
        case=case,
        known=known,
        connection=relative.connection,
        person=relative.connection.person,
        profile=relative.profile,
        points=relative.points,
    )
