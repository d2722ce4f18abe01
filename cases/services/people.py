"""People and how they may be reached: every change is a new version, by name, and never overwrites what was (T5)."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db import transaction
from django.db.models import Q

from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Case, Connection, Person, SafeContactProfile, Victim
from cases.rules.vocabulary import ConnectionKind, ServiceTier
from cases.services import allocation, clocks, gaps


class NotThisPerson(ValueError):
    """The person has no part in the case through which they are being changed."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the same thing since the page was opened."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Which version of a profile somebody had before them when they changed it; None where there was none yet."""

    version: int | None


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
    decision_way: str | None = None
    hearing_way: str | None = None
    routine_way: str | None = None
    urgent_way: str | None = None
    voicemail: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsChange:
    """What becomes known about a victim's grounds of enhanced rights. None leaves a thing as it is."""

    is_vulnerable: bool | None = None
    is_intimidated: bool | None = None
    is_persistently_targeted: bool | None = None
    own_view_of_need: str | None = None


@transaction.atomic
def change_profile(
    *,
    case_id: uuid.UUID,
    person_id: uuid.UUID,
    change: ProfileChange,
    actor: Actor,
    at: dt.datetime,
    seen: Seen | None = None,
) -> SafeContactProfile:
    """Append a new version of how the person may be contacted (V13).

    ``seen`` is what the page showed that the change was made on; None where no page was open. What somebody else
    changed meanwhile beside it stays: only the same thing changed by two is refused.

    Raises:
        NotPermitted: the actor may not change contact details in this case, and is not the person either.
        NotThisPerson: the person has no part in this case.
        ChangedMeanwhile: something of what is to change was changed since the page was opened.
    """
    case, person = part_in_case(case_id=case_id, person_id=person_id)
    policies.require_for_person(
        actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=case, person_id=person_id
    )
    profile = next_profile(person=person, actor=actor, at=at)
    changed = {field.name: getattr(change, field.name) for field in fields(change)}
    changed = {name: value for name, value in changed.items() if value is not None}
    # The day on which they were asked last is nobody's answer: two who asked on one day do not contradict each other.
    _require_unchanged(person, profile, names=changed.keys() - {"confirmed_on"}, seen=seen)
    for name, value in changed.items():
        setattr(profile, name, value)
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
    seen: Seen | None = None,
) -> SafeContactProfile:
    """Append a new version of the profile with the person's own rhythm of updates, or none (V9).

    Runs in the caller's transaction, whose service has checked the rhythm and that the actor may make promises. Facts
    on which a letter may rest do not change by it, so nothing that is being sent is held back.

    Raises:
        ChangedMeanwhile: the rhythm or the pause was changed since the page that ``seen`` names was opened.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    profile = next_profile(person=person, actor=actor, at=at)
    _require_unchanged(person, profile, names=("rhythm_days", "updates_paused_until"), seen=seen)
    profile.rhythm_days = rhythm_days
    profile.updates_paused_until = paused_until
    profile.save(force_insert=True)
    audit.record(actor=actor, verb=Verb.CHANGED, subject=profile, at=at, case_id=case.pk)
    return profile


@transaction.atomic
def set_opt_out(
    *,
    case_id: uuid.UUID,
    person_id: uuid.UUID,
    has_opted_out: bool,
    actor: Actor,
    at: dt.datetime,
    seen: Seen | None = None,
) -> SafeContactProfile:
    """Record that a person wants no contact, or wants it again (V30). What is owed stays owed until it is exempted.

    Raises:
        NotPermitted: the actor may not change contact details in this case, and is not the person either.
        NotThisPerson: the person has no part in this case.
        ChangedMeanwhile: it was changed since the page that ``seen`` names was opened.
    """
    case, person = part_in_case(case_id=case_id, person_id=person_id)
    policies.require_for_person(
        actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=case, person_id=person_id
    )
    profile = next_profile(person=person, actor=actor, at=at)
    _require_unchanged(person, profile, names=("opted_out_at",), seen=seen)
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
    case, person = part_in_case(case_id=case_id, person_id=person_id)
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
def say_own_view(*, victim_id: uuid.UUID, view: str, actor: Actor, at: dt.datetime) -> Victim:
    """Record what a victim says about the contact and support they need; triage reads it (TRI-3).

    Raises:
        NotPermitted: the actor may not enter facts in this case, and is not the victim either.
    """
    victim = Victim.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=victim_id)
    policies.require_for_person(
        actor=actor, permission=Permission.ENTER_CASE_FACTS, case=victim.case, person_id=victim.person_id
    )
    if victim.own_view_of_need != view:
        victim.own_view_of_need = view
        victim.save(update_fields=["own_view_of_need"])
        facts_changed(person=victim.person, actor=actor, at=at)
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


def part_in_case(*, case_id: uuid.UUID, person_id: uuid.UUID) -> tuple[Case, Person]:
    """Return a case and a person who has a part in it, the person locked; for services of this package.

    Raises:
        NotThisPerson: the person has no part in this case.
    """
    case = Case.objects.get(pk=case_id)
    person = Person.objects.select_for_update().get(pk=person_id)
    is_part = (
        Victim.objects.filter(case=case, person=person).exists()
        or Connection.objects.filter(victim__case=case, person=person, ended_at__isnull=True).exists()
    )
    if not is_part:
        raise NotThisPerson("This person has no part in this case")
    return case, person


def next_profile(*, person: Person, actor: Actor, at: dt.datetime) -> SafeContactProfile:
    """Return an unsaved copy of the profile in force, or an empty one; for services of this package."""
    profile = SafeContactProfile.objects.filter(person=person).order_by("-recorded_at", "-id").first()
    if profile is None:
        profile = SafeContactProfile(person=person)
    profile.pk = None
    profile.recorded_at = at
    profile.recorded_by = actor.label
    return profile


def _require_unchanged(person: Person, newest: SafeContactProfile, *, names: Iterable[str], seen: Seen | None) -> None:
    """Refuse where one of these fields says something else now than in the version that somebody saw."""
    if seen is None:
        return
    shown = SafeContactProfile(person=person)
    if seen.version is not None:
        # A version of somebody else's counts as none: then everything was changed.
        shown = SafeContactProfile.objects.filter(person=person, pk=seen.version).first() or shown
    if any(getattr(shown, name) != getattr(newest, name) for name in names):
        raise ChangedMeanwhile("Somebody else has just changed how to reach this person")


def facts_changed(*, person: Person, actor: Actor, at: dt.datetime) -> None:
    """Let senders know that facts changed in every case of the person (T18), and look again at what is not settled.

    Runs in the caller's transaction, whose service has checked the permission and recorded the change.
    """
    Case.objects.filter(victims__person=person).update(facts_changed_at=at)
    Case.objects.filter(victims__connections__person=person).update(facts_changed_at=at)
    concerned = Victim.objects.filter(Q(person=person) | Q(connections__person=person)).distinct()
    gaps.look_again(victims=concerned, actor=actor, at=at)
