"""Whom a page about reaching somebody is about: the victim, or one relative of a victim who died. One page for both."""

import dataclasses
import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases.models import Case, Connection, ContactPoint, Person, SafeContactProfile
from cases.selectors.families import relative_of
from cases.selectors.records import VictimRecord
from web.components import Link

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
