"""A person signed in to the portal wants no contact, or wants it again, or thinks of not going on (V30; domain 2.8).

No contact holds at once, because it is theirs to say; a person makes sure that it was they who said it. That somebody
may not want to support the prosecution any more stops nothing by itself and changes nothing in the record: a person
speaks with them first.
"""

import datetime as dt

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import NotPermitted, require
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import ContactPoint, Person, SafeContactProfile, Victim, WorkItem
from cases.rules.vocabulary import ContactPointKind, WorkKind
from cases.rules.working_days import end_of_day, london_date
from cases.services import contact_points, people, reference, work
from cases.services.people import ChangedMeanwhile, Seen
from communications.models import Promise
from communications.rules.own_choices import DOUBTS, Doubt, places_summary
from communications.services import promises

__all__ = ["ChangedMeanwhile"]

#: Within so many working days a person asks, or rings.
_ASKED_WITHIN, _RUNG_WITHIN = 1, 1
_PHONES = (ContactPointKind.MOBILE, ContactPointKind.HOME_PHONE)


@transaction.atomic
def stop(*, actor: Actor, seen: Seen, at: dt.datetime) -> SafeContactProfile:
    """Record that a person wants no contact from now on, and have somebody make sure that it was they (V30).

    Nothing more leaves to them but the codes with which they come in. What is owed stays owed until a manager has
    approved that nothing is sent (domain 2.8).

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        ChangedMeanwhile: somebody else changed it since the page was opened.
    """
    victim, person = _own(actor)
    profile = people.set_opt_out(
        case_id=victim.case_id, person_id=person.pk, has_opted_out=True, actor=actor, at=at, seen=seen
    )
    work.raise_item(
        kind=WorkKind.OWN_CHOICES,
        key=_stop_key(person),
        summary="They said online that they want no contact. It holds already: do not write and do not ring. Ask the "
        "officer in the case or whoever supports them whether it was they, and propose an exemption where a letter is "
        "owed",
        actor=actor,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"victim:{victim.pk}",
        due_at=_within(_ASKED_WITHIN, at=at),
    )
    return profile


@transaction.atomic
def start_again(*, actor: Actor, seen: Seen, at: dt.datetime) -> Promise | None:
    """Record that a person wants contact again; return what is promised to them, None where nothing can be (V30).

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        ChangedMeanwhile: somebody else changed it since the page was opened.
    """
    victim, person = _own(actor)
    people.set_opt_out(case_id=victim.case_id, person_id=person.pk, has_opted_out=False, actor=actor, at=at, seen=seen)
    work.settle(key=_stop_key(person), outcome="They want contact again", actor=actor, at=at)
    contact = promises.contact_person(victim=victim, at=at)
    if contact is None or contact.pk != person.pk or victim.in_contact_since is None:
        return None
    return promises.open_for(victim=victim, person=person, actor=actor, at=at)


@transaction.atomic
def say_doubt(*, actor: Actor, doubt: Doubt, at: dt.datetime) -> WorkItem:
    """Take in that a person thinks of not going on, and have somebody speak with them; nothing else changes (V30).

    The same again is the same item of work; its due date is what the person is told.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
    """
    victim, person = _own(actor)
    item = work.raise_item(
        kind=WorkKind.SUPPORT_IN_DOUBT,
        key=f"doubt:{victim.pk}:{person.pk}:{doubt.value}",
        summary=DOUBTS[doubt],
        actor=actor,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"victim:{victim.pk}",
        due_at=_within(_RUNG_WITHIN, at=at),
    )
    audit.record(actor=actor, verb=Verb.RECEIVED, subject=item, at=at, case_id=victim.case_id, victim_id=victim.pk)
    return item


@transaction.atomic
def ask_to_change_places(
    *,
    actor: Actor,
    changed: frozenset[ContactPointKind],
    unsafe: frozenset[ContactPointKind],
    at: dt.datetime,
) -> WorkItem:
    """Take in that a person can be reached elsewhere, and stop using at once what is not safe any more (V30, CHO-7).

    No new address or number is typed here: whoever holds the phone could lead letters elsewhere unseen. A person asks
    for it, after making sure who it is. Nothing is written to an old place about a new one.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        ValueError: nothing has changed.
    """
    if not changed | unsafe:
        raise ValueError("Nothing has changed")
    victim, person = _own(actor)
    points = ContactPoint.objects.filter(person=person, superseded_at__isnull=True, kind__in=unsafe)
    for point_id in list(points.order_by("pk").values_list("pk", flat=True)):
        contact_points.withdraw_contact_point(case_id=victim.case_id, contact_point_id=point_id, actor=actor, at=at)
    has_phone = ContactPoint.objects.filter(
        person=person, superseded_at__isnull=True, is_safe=True, kind__in=_PHONES
    ).exists()
    work.settle(key=_places_key(person), outcome="They have told us more", actor=actor, at=at)
    item = work.raise_item(
        kind=WorkKind.CONTACT_CHANGE,
        key=_places_key(person),
        summary=places_summary(changed=changed, unsafe=unsafe, has_phone=has_phone),
        actor=actor,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"victim:{victim.pk}",
        due_at=_within(_RUNG_WITHIN, at=at),
    )
    audit.record(
        actor=actor,
        verb=Verb.RECEIVED,
        subject=item,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={
            **{f"new_{kind.value.lower()}": True for kind in sorted(changed)},
            **{f"unsafe_{kind.value.lower()}": True for kind in sorted(unsafe)},
        },
    )
    return item


def _places_key(person: Person) -> str:
    return f"places:{person.pk}"


def _within(days: int, *, at: dt.datetime) -> dt.datetime:
    return end_of_day(due_on=reference.load_calendar().add(day=london_date(at=at), n=days))


def _stop_key(person: Person) -> str:
    return f"no-contact:{person.pk}"


def _own(actor: Actor) -> tuple[Victim, Person]:
    """Lock the actor's own record; the person is who is signed in, who need not be the victim."""
    require(actor=actor, permission=Permission.CHOOSE_OWN_CONTACT, victim_id=actor.victim_id)
    if actor.victim_id is None or actor.person_id is None:
        raise NotPermitted(actor=actor, permission=Permission.CHOOSE_OWN_CONTACT, is_about_an_object=True)
    victim = (
        Victim.objects.select_for_update(of=("self",))
        .select_related("case__unit", "person", "officer")
        .get(pk=actor.victim_id)
    )
    return victim, Person.objects.get(pk=actor.person_id)
