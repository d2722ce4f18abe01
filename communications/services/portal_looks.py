"""A person signed in to the portal reads who has looked at their record (V31). That they read it is a look itself.

What each of them may know differs. The victim reads that somebody they agreed to has come in, and nobody else's visits;
a relative, a parent or a guardian reads of staff and of themselves alone, so that nobody learns from this page when a
daughter, a brother or the person who was hurt comes in, or with what.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor, ActorKind
from audit import looks
from audit.looks import LookPlace, TrailLook
from cases.models import Connection, Victim
from cases.rules.vocabulary import SupporterKind
from cases.rules.working_days import london_date
from communications.models import Communication, RegisteredSupporter
from communications.rules.record_looks import Looker, LookFacts, LookReason, looker_of, reason_of
from communications.rules.vocabulary import DeviceKind
from communications.selectors import portal
from communications.services import own_record

#: Looks on one page, before those that say the same are put together.
PAGE = 60
_SAID = tuple(kind for kind in DeviceKind if kind is not DeviceKind.OTHER)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look, or several of the same kind one after the other on one day."""

    who: Looker
    why: LookReason
    #: Aware; the first and the last of them.
    first_at: dt.datetime
    last_at: dt.datetime
    #: Of a sign-in; None where the device did not say what it is, and of everything else.
    device: DeviceKind | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenLooks:
    """A page of the list, opened to be read."""

    #: Newest first.
    looks: tuple[Look, ...]
    #: The person's named contact; empty where nobody is named.
    contact_name: str
    #: Where the next page begins; None on the last.
    next: LookPlace | None


def open_looks(*, viewer: Actor, after: LookPlace | None, at: dt.datetime) -> OpenLooks:
    """Open a page of who has looked at the viewer's own record, and note that they looked at it.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at)
        victim = record.victim
        beside = _beside(viewer, victim)
        found = looks.looks_at_own_record(
            viewer=viewer, others=_others(viewer, victim), supporters=beside, after=after, limit=PAGE + 1
        )
        shown = found[:PAGE]
        readable = _readable(viewer, shown, at=at)
        # After reading, so that a person does not find this very look at the head of the list.
        own_record.note_look(record=record, page="looks", viewer=viewer, at=at)
    officer = f"{ActorKind.STAFF.value}:{victim.officer_id}"
    return OpenLooks(
        looks=_together(
            [_look(each, viewer=viewer, officer=officer, readable=readable, beside=beside) for each in shown]
        ),
        contact_name=record.contact.officer_name,
        next=shown[-1].place if len(found) > PAGE else None,
    )


def _others(viewer: Actor, victim: Victim) -> list[uuid.UUID]:
    """List whose visits the viewer may know of: people the victim agreed to, told to the victim and to nobody else."""
    if viewer.person_id != victim.person_id:
        return []
    agreed = Connection.objects.filter(victim=victim, has_consent=True).exclude(person_id=victim.person_id)
    return list(agreed.values_list("person_id", flat=True))


def _beside(viewer: Actor, victim: Victim) -> dict[uuid.UUID, SupporterKind]:
    """List who stands or stood beside the victim, with what they are: told to the victim and to nobody else."""
    if viewer.person_id != victim.person_id:
        return {}
    known = RegisteredSupporter.objects.filter(consents__victim=victim).distinct()
    return {person_id: SupporterKind(kind) for person_id, kind in known.values_list("person_id", "kind")}


def _readable(viewer: Actor, shown: list[TrailLook], *, at: dt.datetime) -> frozenset[str]:
    """Return the keys of the letters among what was looked at that the viewer may read by now (PORT-2)."""
    kind = Communication._meta.label_lower
    keys = {each.subject_id for each in shown if each.subject_kind == kind}
    letters = portal.letters_to(viewer=viewer).filter(pk__in=keys)
    return frozenset(str(letter.pk) for letter in letters if portal.is_readable(letter=letter, at=at))


def _look(
    found: TrailLook,
    *,
    viewer: Actor,
    officer: str,
    readable: frozenset[str],
    beside: dict[uuid.UUID, SupporterKind],
) -> Look:
    actor_kind, _, key = found.actor.partition(":")
    is_supporter = actor_kind == ActorKind.SUPPORTER.value
    facts = LookFacts(
        actor_kind=actor_kind,
        supporter_kind=beside.get(uuid.UUID(key)) if is_supporter else None,
        is_reader=found.actor == viewer.label,
        is_their_officer=found.actor == officer,
        roles=frozenset(found.acted_as.split("+")),
        verb=found.verb,
        subject_kind=found.subject_kind,
        is_readable_letter=found.subject_id in readable,
    )
    return Look(
        who=looker_of(facts=facts),
        why=reason_of(facts=facts),
        first_at=found.place.at,
        last_at=found.place.at,
        device=next((kind for kind in _SAID if kind.value == found.device), None),
    )


def _together(found: list[Look]) -> tuple[Look, ...]:
    """Put looks of one kind that follow one another on one London day into one line; a sign-in stands by itself."""
    lines: list[Look] = []
    for look in found:
        last = lines[-1] if lines else None
        is_same = (
            last is not None
            and look.why is not LookReason.SIGNED_IN
            and (last.who, last.why) == (look.who, look.why)
            and london_date(at=last.first_at) == london_date(at=look.first_at)
        )
        if last is not None and is_same:
            lines[-1] = dataclasses.replace(last, first_at=look.first_at)
        else:
            lines.append(look)
    return tuple(lines)
