"""People and how they may be reached: every change is a new version, by name, and never overwrites what was (T5)."""

import datetime as dt
import uuid
from dataclasses import dataclass, fields

from django.db import transaction
from django.db.models import Q

from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Case, Connection, ContactPoint, Person, SafeContactProfile, Victim
from cases.rules import contact_keys
from cases.rules.vocabulary import ConnectionKind, ContactPointKind, ServiceTier
from cases.services import allocation, clocks, gaps


class NotThisPerson(ValueError):
    """The person has no part in the case through which they are being changed."""


class UnusableContactPoint(ValueError):
    """The address or number cannot be used as it stands; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChange:
    """What changes in how a person may be contacted. None leaves a thing as it is."""

    preferred_method: str | None = None
    never_post: bool | None = None
    never_email: bool | None = None
    never_text: bool | None = None
    never_phone: bool | None = None
    uses_portal: bool | None = None
    safe_windows: list[dict[str, object]] | None = None
    times_to_avoid: list[dict[str, object]] | None = None
    code_phrase: str | None = None
    content_levels: dict[str, str] | None = None
    must_not_know: str | None = None
    rhythm_days: int | None = None
    confirmed_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsChange:
    """What becomes known about a victim's grounds of enhanced rights. None leaves a thing as it is."""

    is_vulnerable: bool | None = None
    is_intimidated: bool | None = None
    is_persistently_targeted: bool | None = None
    own_view_of_need: str | None = None


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
    case, person = _case_and_person(case_id, person_id)
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
    facts_changed(person=person, actor=actor, at=at)
    # The trail says that and by whom, never the value: writing about an address must not spread it.
    audit.record(actor=actor, verb=Verb.CHANGED, subject=point, at=at, case_id=case.pk, detail={"kind": kind.value})
    return point


@transaction.atomic
def withdraw_contact_point(*, case_id: uuid.UUID, contact_point_id: uuid.UUID, actor: Actor, at: dt.datetime) -> None:
    """Stop using an address or number: it is superseded and nothing more is sent there.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        NotThisPerson: its owner has no part in this case.
    """
    point = ContactPoint.objects.select_for_update().get(pk=contact_point_id)
    case, person = _case_and_person(case_id, point.person_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=case)
    if point.superseded_at is None:
        point.superseded_at = at
        point.superseded_by = actor.label
        point.save(update_fields=["superseded_at", "superseded_by"])
        facts_changed(person=person, actor=actor, at=at)
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
    case, person = _case_and_person(case_id, point.person_id)
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
    facts_changed(person=person, actor=actor, at=at)
    audit.record(actor=actor, verb=Verb.CHANGED, subject=doubted, at=at, case_id=case.pk, detail={"is_safe": False})
    return doubted


@transaction.atomic
def change_profile(
    *, case_id: uuid.UUID, person_id: uuid.UUID, change: ProfileChange, actor: Actor, at: dt.datetime
) -> SafeContactProfile:
    """Append a new version of how the person may be contacted (V13).

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        NotThisPerson: the person has no part in this case.
    """
    case, person = _case_and_person(case_id, person_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=case)
    profile = _next_profile(person, actor=actor, at=at)
    for field in fields(change):
        value = getattr(change, field.name)
        if value is not None:
            setattr(profile, field.name, value)
    profile.save(force_insert=True)
    facts_changed(person=person, actor=actor, at=at)
    audit.record(actor=actor, verb=Verb.CHANGED, subject=profile, at=at, case_id=case.pk)
    return profile


def set_update_rhythm(
    *,
    case: Case,
    person: Person,
    rhythm_days: int | None,
    paused_until: dt.date | None,
    actor: Actor,
    at: dt.datetime,
) -> SafeContactProfile:
    """Append a new version of the profile with the person's own rhythm of updates, or none (V9).

    Runs in the caller's transaction, whose service has checked the rhythm and that the actor may make promises. Facts
    on which a letter may rest do not change by it, so nothing that is being sent is held back.
    """
    profile = _next_profile(person, actor=actor, at=at)
    profile.rhythm_days = rhythm_days
    profile.updates_paused_until = paused_until
    profile.save(force_insert=True)
    audit.record(actor=actor, verb=Verb.CHANGED, subject=profile, at=at, case_id=case.pk)
    return profile


@transaction.atomic
def set_opt_out(
    *, case_id: uuid.UUID, person_id: uuid.UUID, has_opted_out: bool, actor: Actor, at: dt.datetime
) -> SafeContactProfile:
    """Record that a person wants no contact, or wants it again (V30). What is owed stays owed until it is exempted.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        NotThisPerson: the person has no part in this case.
    """
    case, person = _case_and_person(case_id, person_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=case)
    profile = _next_profile(person, actor=actor, at=at)
    profile.opted_out_at = at if has_opted_out else None
    profile.save(force_insert=True)
    facts_changed(person=person, actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=Verb.CHANGED,
        subject=profile,
        at=at,
        case_id=case.pk,
        detail={"opted_out": has_opted_out},
    )
    return profile


@transaction.atomic
def record_death(*, case_id: uuid.UUID, person_id: uuid.UUID, died_on: dt.date, actor: Actor, at: dt.datetime) -> None:
    """Record that a person has died: nothing more is sent to them, and the family is told by other words (T16).

    Raises:
        NotPermitted: the actor may not enter facts in this case.
        NotThisPerson: the person has no part in this case.
    """
    case, person = _case_and_person(case_id, person_id)
    policies.require(actor=actor, permission=Permission.ENTER_CASE_FACTS, case=case)
    person.died_on = died_on
    person.save(update_fields=["died_on"])
    facts_changed(person=person, actor=actor, at=at)
    audit.record(actor=actor, verb=Verb.CHANGED, subject=person, at=at, case_id=case.pk)


@transaction.atomic
def change_rights(*, victim_id: uuid.UUID, change: RightsChange, actor: Actor, at: dt.datetime) -> Victim:
    """Record grounds of enhanced rights as they become known, and count open clocks again: only ever shorter.

    Raises:
        NotPermitted: the actor may not enter facts in this case.
    """
    victim = Victim.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.ENTER_CASE_FACTS, case=victim.case)
    changed = []
    for field in fields(change):
        value = getattr(change, field.name)
        if value is not None and value != getattr(victim, field.name):
            setattr(victim, field.name, value)
            changed.append(field.name)
    if changed:
        victim.save(update_fields=changed)
        facts_changed(person=victim.person, actor=actor, at=at)
        clocks.count_again_for(victim=victim, actor=actor, at=at)
        audit.record(actor=actor, verb=Verb.CHANGED, subject=victim, at=at, case_id=victim.case_id, victim_id=victim.pk)
    return victim


@transaction.atomic
def assign(
    *, victim_id: uuid.UUID, officer: StaffUser | None, service_tier: ServiceTier, actor: Actor, at: dt.datetime
) -> Victim:
    """Name the officer who is the victim's contact, and the service tier a person chose at onboarding.

    Raises:
        NotPermitted: the actor may not enter facts in this case.
    """
    victim = Victim.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.ENTER_CASE_FACTS, case=victim.case)
    victim.officer = officer
    victim.service_tier = service_tier
    victim.save(update_fields=["officer", "service_tier"])
    allocation.end_offers(victim=victim, actor=actor, at=at)
    gaps.officer_named(victim=victim, actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=Verb.CHANGED,
        subject=victim,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"service_tier": service_tier.value},
    )
    return victim


@transaction.atomic
def connect(
    *,
    victim_id: uuid.UUID,
    person_id: uuid.UUID,
    kind: ConnectionKind,
    relationship: str,
    is_primary: bool,
    is_suspect_or_lives_with_suspect: bool | None,
    has_consent: bool,
    actor: Actor,
    at: dt.datetime,
) -> Connection:
    """Connect another person with a victim: a relative, a guardian, an adviser, the officer in the case.

    A new primary of a kind ends the older one's place, not the connection itself.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
    """
    victim = Victim.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case)
    if is_primary:
        Connection.objects.filter(victim=victim, kind=kind, is_primary=True, ended_at__isnull=True).update(
            is_primary=False
        )
    connection = Connection.objects.create(
        victim=victim,
        person_id=person_id,
        kind=kind,
        relationship=relationship,
        is_primary=is_primary,
        is_suspect_or_lives_with_suspect=is_suspect_or_lives_with_suspect,
        has_consent=has_consent,
        recorded_at=at,
        recorded_by=actor.label,
    )
    facts_changed(person=victim.person, actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=Verb.CREATED,
        subject=connection,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"kind": kind.value},
    )
    return connection


def _case_and_person(case_id: uuid.UUID, person_id: uuid.UUID) -> tuple[Case, Person]:
    case = Case.objects.get(pk=case_id)
    person = Person.objects.select_for_update().get(pk=person_id)
    is_part = (
        Victim.objects.filter(case=case, person=person).exists()
        or Connection.objects.filter(victim__case=case, person=person, ended_at__isnull=True).exists()
    )
    if not is_part:
        raise NotThisPerson("This person has no part in this case")
    return case, person


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


def _next_profile(person: Person, *, actor: Actor, at: dt.datetime) -> SafeContactProfile:
    """Return an unsaved copy of the profile in force, or an empty one."""
    profile = SafeContactProfile.objects.filter(person=person).order_by("-recorded_at", "-id").first()
    if profile is None:
        profile = SafeContactProfile(person=person)
    profile.pk = None
    profile.recorded_at = at
    profile.recorded_by = actor.label
    return profile


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


def facts_changed(*, person: Person, actor: Actor, at: dt.datetime) -> None:
    """Let senders know that facts changed in every case of the person (T18), and look again at what is not settled.

    Runs in the caller's transaction, whose service has checked the permission and recorded the change.
    """
    Case.objects.filter(victims__person=person).update(facts_changed_at=at)
    Case.objects.filter(victims__connections__person=person).update(facts_changed_at=at)
    concerned = Victim.objects.filter(Q(person=person) | Q(connections__person=person)).distinct()
    gaps.look_again(victims=concerned, actor=actor, at=at)
