"""What a person signed in to the portal has chosen about how we keep in touch, with every version that led there."""

import dataclasses
import datetime as dt
import uuid

from accounts.actors import Actor
from cases.models import AgreedAnswer, ContactPoint, Person, SafeContactProfile, Victim, WorkItem
from cases.rules.vocabulary import AgreedPoint, WorkKind, WorkState
from communications.models import Promise
from communications.rules.vocabulary import PromiseState


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnChoices:
    """Everything that one person has chosen, as it is stored."""

    victim: Victim
    #: Who is signed in: the victim, or a relative or representative for themselves.
    person: Person
    #: Every version of how they may be reached, the oldest first; the last is in force.
    versions: tuple[SafeContactProfile, ...]
    #: Addresses and numbers in use.
    points: tuple[ContactPoint, ...]
    #: The promise in force to them; None where none is, or its day has passed (the first page says sorry for that).
    promise: Promise | None
    #: London date from which updates come again; None where no break is in force, or it is over.
    paused_until: dt.date | None
    #: When they last said what they need; None where nobody asked.
    needs_said: AgreedAnswer | None
    #: That they told us that they may not want to go on with the prosecution, as long as nobody has spoken with them.
    doubt: WorkItem | None
    #: That they told us of another place, as long as nobody has asked them for it.
    places: WorkItem | None

    @property
    def profile(self) -> SafeContactProfile | None:
        """The version in force; None where nobody has asked them."""
        return self.versions[-1] if self.versions else None


def own_choices(*, viewer: Actor, victim: Victim, on: dt.date) -> OwnChoices:
    """Read what the viewer has chosen for themselves; the same number of queries always.

    ``victim`` is the viewer's own record, as `portal.own_record` read it; ``on`` is a London date.

    Raises:
        Person.DoesNotExist: nobody is signed in.
    """
    person = Person.objects.get(pk=viewer.person_id or uuid.UUID(int=0))
    said = {
        item.kind: item
        for item in WorkItem.objects.filter(
            victim=victim, kind__in=[WorkKind.SUPPORT_IN_DOUBT, WorkKind.CONTACT_CHANGE], state=WorkState.OPEN
        ).order_by("raised_at")
    }
    versions = tuple(SafeContactProfile.objects.filter(person=person).order_by("recorded_at", "id"))
    until = versions[-1].updates_paused_until if versions else None
    return OwnChoices(
        victim=victim,
        person=person,
        versions=versions,
        paused_until=until if until is not None and until > on else None,
        points=tuple(
            ContactPoint.objects.filter(person=person, superseded_at__isnull=True).order_by(
                "kind", "-recorded_at", "id"
            )
        ),
        promise=Promise.objects.filter(victim=victim, person=person, state=PromiseState.OPEN, due_on__gte=on).first(),
        needs_said=AgreedAnswer.objects.filter(victim=victim, point=AgreedPoint.NEEDS).order_by("-id").first(),
        doubt=said.get(WorkKind.SUPPORT_IN_DOUBT),
        places=said.get(WorkKind.CONTACT_CHANGE),
    )
