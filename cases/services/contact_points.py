"""Addresses, numbers and email addresses of people: every change is a new version, by name (T5)."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import ContactPoint, Person
from cases.rules import contact_keys
from cases.rules.vocabulary import ContactPointKind
from cases.services import people


class UnusableContactPoint(ValueError):
    """The address or number cannot be used as it stands; the message says what is missing."""


@transaction.atomic
def add_contact_point(
    *,
    case_id: uuid.UUID,
    person_id: uuid.UUID,
    kind: ContactPointKind,
    value: str,
    is_safe: bool,
    source: str,
    actor: Actor,
    at: dt.datetime,
    may_leave_voicemail: bool = False,
) -> ContactPoint:
    """Add an address, number or email address of a person; the same one again replaces the version before.

    ``is_safe`` says that somebody asked the person and they said this one is safe; nothing is sent to any other.
    Letters and messages not yet sent are checked against the newest version at the last moment (F22).

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        NotThisPerson: the person has no part in this case.
        UnusableContactPoint: a required part is missing or the number is not a number.
    """
    case, person = people.part_in_case(case_id=case_id, person_id=person_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=case)
    point = _new_version(
        person=person,
        kind=kind,
        value=_usable(kind, value),
        is_safe=is_safe,
        source=source,
        may_leave_voicemail=may_leave_voicemail,
        actor=actor,
        at=at,
    )
    _follow_newest_word_on_voicemail(person, point, actor=actor, at=at)
    people.facts_changed(person=person, actor=actor, at=at)
    # The trail says that and by whom, never the value: writing about an address must not spread it.
    audit.record(actor=actor, verb=Verb.CHANGED, subject=point, at=at, case_id=case.pk, detail={"kind": kind.value})
    return point


@transaction.atomic
def withdraw_contact_point(*, case_id: uuid.UUID, contact_point_id: uuid.UUID, actor: Actor, at: dt.datetime) -> None:
    """Stop using an address or number: it is superseded and nothing more is sent there.

    Raises:
        NotPermitted: the actor may not change contact details in this case, and is not its owner either.
        NotThisPerson: its owner has no part in this case.
    """
    point = ContactPoint.objects.select_for_update().get(pk=contact_point_id)
    case, person = people.part_in_case(case_id=case_id, person_id=point.person_id)
    policies.require_for_person(
        actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=case, person_id=person.pk
    )
    if point.superseded_at is None:
        point.superseded_at = at
        point.superseded_by = actor.label
        point.save(update_fields=["superseded_at", "superseded_by"])
        people.facts_changed(person=person, actor=actor, at=at)
        audit.record(actor=actor, verb=Verb.REVOKED, subject=point, at=at, case_id=case.pk)


@transaction.atomic
def doubt_contact_point(
    *, case_id: uuid.UUID, contact_point_id: uuid.UUID, actor: Actor, at: dt.datetime
) -> ContactPoint:
    """Mark an address or number as not known to be safe, in a new version: it reached somebody else, or nobody.

    Nothing is sent there and nobody rings it until somebody has asked the person again. One that was superseded
    meanwhile is left as it is.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        NotThisPerson: its owner has no part in this case.
    """
    point = ContactPoint.objects.select_for_update().get(pk=contact_point_id)
    case, person = people.part_in_case(case_id=case_id, person_id=point.person_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=case)
    if point.superseded_at is not None or not point.is_safe:
        return point
    doubted = _new_version(
        person=person,
        kind=ContactPointKind(point.kind),
        value=point.value,
        is_safe=False,
        source="CALL",
        may_leave_voicemail=False,
        actor=actor,
        at=at,
    )
    people.facts_changed(person=person, actor=actor, at=at)
    audit.record(actor=actor, verb=Verb.CHANGED, subject=doubted, at=at, case_id=case.pk, detail={"is_safe": False})
    return doubted


def _new_version(
    *,
    person: Person,
    kind: ContactPointKind,
    value: str,
    is_safe: bool,
    source: str,
    may_leave_voicemail: bool,
    actor: Actor,
    at: dt.datetime,
) -> ContactPoint:
    key = contact_keys.key_for(kind=kind, value=value)
    ContactPoint.objects.filter(person=person, kind=kind, key=key, superseded_at__isnull=True).update(
        superseded_at=at, superseded_by=actor.label
    )
    return ContactPoint.objects.create(
        person=person,
        kind=kind,
        value=value,
        key=key,
        is_safe=is_safe,
        may_leave_voicemail=may_leave_voicemail,
        source=source,
        verified_at=at if is_safe else None,
        verified_by=actor.label if is_safe else "",
        recorded_at=at,
        recorded_by=actor.label,
    )


def _follow_newest_word_on_voicemail(person: Person, point: ContactPoint, *, actor: Actor, at: dt.datetime) -> None:
    """Let what is agreed with a number take the place of what was said before for all of them: the newest counts."""
    if point.kind not in {ContactPointKind.MOBILE, ContactPointKind.HOME_PHONE}:
        return
    profile = people.next_profile(person=person, actor=actor, at=at)
    if profile.voicemail is not None and profile.voicemail != point.may_leave_voicemail:
        profile.voicemail = point.may_leave_voicemail
        profile.save(force_insert=True)


def _usable(kind: ContactPointKind, value: str) -> str:
    value = value.strip()
    if kind is ContactPointKind.EMAIL:
        name, _, domain = value.partition("@")
        if not name or "." not in domain or any(letter.isspace() for letter in value):
            raise UnusableContactPoint("Enter an email address in the correct format, like name@example.com")
        return value
    if kind is ContactPointKind.POST:
        lines = [line.strip() for line in value.splitlines() if line.strip()]
        if len(lines) < 2:
            raise UnusableContactPoint("Enter an address of at least two lines, with a postcode")
        return "\n".join(lines)
    number = contact_keys.phone_key(value=value)
    if not number.startswith("+"):
        raise UnusableContactPoint("Enter a phone number, like 01632 960 001 or 07700 900 982")
    return number
