"""Reading from the trail who has looked at one victim's record, for the person themselves (V31)."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q

from accounts.actors import Actor, ActorKind
from accounts.permissions import Permission
from accounts.policies import require
from audit.models import AuditEvent
from audit.vocabulary import Verb

#: Acts by which somebody comes to know what a record says. What staff write or decide is not told here: it would give a
#: letter away before it has arrived.
LOOKS = (Verb.VIEWED, Verb.REVEALED, Verb.EXPORTED)
#: What a person does at the door, told to themselves alone.
AT_THE_DOOR = (Verb.SIGNED_IN, Verb.CODE_SENT)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LookPlace:
    """Where a page of the list begins: after this moment and key. Nothing personal."""

    at: dt.datetime
    key: int

    def __str__(self) -> str:
        return f"{self.at.astimezone(dt.UTC).isoformat()}~{self.key}"

    @classmethod
    def parse(cls, text: str) -> "LookPlace | None":
        """Read a place from an address; None when it is not one."""
        moment, _, key = text.partition("~")
        try:
            place = cls(at=dt.datetime.fromisoformat(moment), key=int(key))
        except ValueError:
            return None
        return place if place.at.tzinfo and 0 <= place.key < 2**63 else None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TrailLook:
    """One look as the trail has it. Not for a page: what a person may read of it is a rule's to say."""

    place: LookPlace
    actor: str
    acted_as: str
    verb: str
    subject_kind: str
    subject_id: str
    #: Kind of device, of a sign-in.
    device: str


def looks_at_own_record(
    *,
    viewer: Actor,
    others: Iterable[uuid.UUID],
    supporters: Iterable[uuid.UUID] = (),
    after: LookPlace | None,
    limit: int,
) -> list[TrailLook]:
    """List looks at the viewer's own record, newest first, at most ``limit`` of them; one query on an index.

    ``others`` are people whose visits to the portal the viewer may know of; every other visitor's stay unsaid.
    ``supporters`` are those who stood beside them, with a sign-in of their own.

    Raises:
        NotPermitted: the viewer is not signed in to the portal.
    """
    require(actor=viewer, permission=Permission.VIEW_OWN_RECORD, victim_id=viewer.victim_id)
    visitors = [
        *(f"{ActorKind.VICTIM.value}:{person_id}" for person_id in others),
        *(f"{ActorKind.SUPPORTER.value}:{person_id}" for person_id in supporters),
    ]
    found = AuditEvent.objects.filter(victim_id=viewer.victim_id).filter(
        Q(verb__in=LOOKS, actor__startswith=f"{ActorKind.STAFF.value}:")
        | Q(verb__in=LOOKS, actor__startswith=f"{ActorKind.CLIENT.value}:")
        | Q(verb__in=LOOKS, actor__in=visitors)
        | Q(verb__in=(*LOOKS, *AT_THE_DOOR), actor=viewer.label)
    )
    if after is not None:
        found = found.filter(Q(at__lt=after.at) | Q(at=after.at, id__lt=after.key))
    return [
        TrailLook(
            place=LookPlace(at=event.at, key=event.pk),
            actor=event.actor,
            acted_as=event.acted_as,
            verb=event.verb,
            subject_kind=event.subject_kind,
            subject_id=event.subject_id,
            device=str(event.detail.get("device", "")),
        )
        for event in found.order_by("-at", "-id")[:limit]
    ]
