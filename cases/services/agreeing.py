"""Settle things with a victim, one at a time: each is kept where it is used, and here that it was asked (L7)."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import AgreedAnswer, Connection, Person, SafeContactProfile, Victim
from cases.rules.vocabulary import (
    AgreedPoint,
    ConnectionKind,
    ContactPointKind,
    Language,
    MayBeTold,
    RiskLevel,
    SummaryGiven,
    VpsStatus,
)
from cases.services import contact_points, family, gaps, people
from cases.services.people import ChangedMeanwhile

__all__ = ["ChangedMeanwhile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a person needs so that they can read, hear and come: as they said it."""

    preferred_name: str
    language: Language
    other_language: str
    #: None where it is not settled.
    needs_interpreter: bool | None
    formats: tuple[str, ...]
    access_needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporter:
    """Somebody who stands beside a victim, and what the victim agreed that they may be told."""

    kind: ConnectionKind
    full_name: str
    organisation: str
    relationship: str
    email: str
    phone: str
    may_be_told: MayBeTold
    consent_ends_on: dt.date | None
    #: None where nobody has checked.
    is_suspect_or_lives_with_suspect: bool | None


@transaction.atomic
def settle(*, victim_id: uuid.UUID, point: AgreedPoint, actor: Actor, at: dt.datetime) -> AgreedAnswer:
    """Record that a victim was asked about one thing and that what is recorded is their answer.

    Raises:
        NotPermitted: the actor may not change contact details in this case, and is not the victim either.
    """
    victim = _locked(victim_id)
    policies.require_for_person(
        actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case, person_id=victim.person_id
    )
    return _settled(victim, point, actor=actor, at=at)


@transaction.atomic
def answered_themselves(*, victim: Victim, point: AgreedPoint, actor: Actor, at: dt.datetime) -> None:
    """Record that whoever is kept informed about a victim's case has answered one thing for themselves.

    Runs in the transaction of the service that took the answer in and checked who gave it.
    """
    _settled(victim, point, actor=actor, at=at)


@transaction.atomic
def record_summary(*, victim_id: uuid.UUID, how: SummaryGiven, actor: Actor, at: dt.datetime) -> AgreedAnswer:
    """Record that a victim was given what was agreed. Whatever is agreed otherwise afterwards makes it out of date.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
    """
    victim = _locked(victim_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case)
    answer = _settled(victim, AgreedPoint.SUMMARY, how=how, actor=actor, at=at)
    _note_paper(victim, answer, Verb.CONFIRMED, how, actor=actor, at=at)
    return answer


@transaction.atomic
def letter_left(*, victim: Victim, as_of: dt.datetime, actor: Actor, at: dt.datetime) -> None:
    """Record that a letter with what was agreed has left; it says what was agreed at the aware instant ``as_of``.

    What was agreed otherwise after that instant makes it out of date at once. The same letter again changes nothing.
    Runs in the transaction that settles the message.
    """
    newest = _newest_paper(victim)
    if newest is not None and newest.how == SummaryGiven.BY_LETTER and newest.answered_at == as_of:
        return
    answer = _settled(victim, AgreedPoint.SUMMARY, how=SummaryGiven.BY_LETTER, as_of=as_of, actor=actor, at=at)
    _note_paper(victim, answer, Verb.CONFIRMED, SummaryGiven.BY_LETTER, actor=actor, at=at)


@transaction.atomic
def letter_came_back(*, victim: Victim, as_of: dt.datetime, actor: Actor, at: dt.datetime) -> None:
    """Record that the letter with what was agreed as of ``as_of`` did not arrive: they do not have it.

    Changes nothing where they were given a paper in another way since. Runs in the transaction of the message.
    """
    newest = _newest_paper(victim)
    if newest is None or newest.how != SummaryGiven.BY_LETTER or newest.answered_at != as_of:
        return
    answer = _settled(victim, AgreedPoint.SUMMARY, how=SummaryGiven.CAME_BACK, actor=actor, at=at)
    _note_paper(victim, answer, Verb.REVOKED, SummaryGiven.CAME_BACK, actor=actor, at=at)


@transaction.atomic
def agree_times(
    *,
    victim_id: uuid.UUID,
    safe_windows: list[dict[str, object]],
    times_to_avoid: list[dict[str, object]],
    seen_version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> SafeContactProfile:
    """Record when a victim may be rung or written to and when not, in the form that `SafeContactProfile` keeps.

    ``seen_version`` is the version of the profile that the page showed, None where there was none.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        ChangedMeanwhile: there is a newer version.
    """
    victim = _locked(victim_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case)
    newest = SafeContactProfile.objects.filter(person_id=victim.person_id).order_by("-recorded_at", "-id").first()
    if (newest.pk if newest is not None else None) != seen_version:
        raise ChangedMeanwhile("Somebody else has just changed how to reach this person")
    profile = people.change_profile(
        case_id=victim.case_id,
        person_id=victim.person_id,
        change=people.ProfileChange(safe_windows=safe_windows, times_to_avoid=times_to_avoid),
        actor=actor,
        at=at,
    )
    _settled(victim, AgreedPoint.TIMES, actor=actor, at=at)
    return profile


def needs_of(*, person: Person) -> Needs:
    """Return what is recorded of a person's needs; no query."""
    return Needs(
        preferred_name=person.preferred_name,
        language=Language(person.language),
        other_language=person.other_language,
        needs_interpreter=person.needs_interpreter,
        formats=tuple(person.formats),
        access_needs=person.access_needs,
    )


@transaction.atomic
def agree_needs(
    *,
    victim_id: uuid.UUID,
    needs: Needs,
    actor: Actor,
    at: dt.datetime,
    person_id: uuid.UUID | None = None,
    seen: Needs | None = None,
) -> Victim:
    """Record language, interpreter, formats and access needs of a person, and how they want to be addressed.

    ``person_id`` is a relative or representative who says it for themselves; None for the victim. ``seen`` is what the
    page showed; None where no page was open.

    Raises:
        NotPermitted: the actor may not change contact details in this case, and is not the person either.
        ChangedMeanwhile: somebody else changed it since.
    """
    victim = _locked(victim_id)
    whose = person_id or victim.person_id
    policies.require_for_person(
        actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case, person_id=whose
    )
    person = Person.objects.select_for_update().get(pk=whose)
    if seen is not None and needs_of(person=person) != seen:
        raise ChangedMeanwhile("Somebody else has just changed what this person needs")
    person.preferred_name = needs.preferred_name.strip()
    person.language = needs.language
    person.other_language = needs.other_language.strip() if needs.language is Language.OTHER else ""
    person.needs_interpreter = needs.needs_interpreter
    person.formats = list(needs.formats)
    person.access_needs = needs.access_needs.strip()
    person.save(
        update_fields=[
            "preferred_name", "language", "other_language", "needs_interpreter", "formats", "access_needs",
        ]
    )  # fmt: skip
    people.facts_changed(person=person, actor=actor, at=at)
    audit.record(actor=actor, verb=Verb.CHANGED, subject=person, at=at, case_id=victim.case_id, victim_id=victim.pk)
    if whose == victim.person_id:
        _settled(victim, AgreedPoint.NEEDS, actor=actor, at=at)
    return victim


@transaction.atomic
def agree_risk(*, victim_id: uuid.UUID, level: RiskLevel, actor: Actor, at: dt.datetime) -> Victim:
    """Record the risk of domestic abuse as police and victim say it is; that nobody knows is an answer too.

    Raises:
        NotPermitted: the actor may not enter facts in this case.
    """
    return _change_victim(victim_id, AgreedPoint.RISK, {"risk_level": level}, actor=actor, at=at)


@transaction.atomic
def agree_statement(*, victim_id: uuid.UUID, status: VpsStatus, actor: Actor, at: dt.datetime) -> Victim:
    """Record how it stands with the Victim Personal Statement.

    Raises:
        NotPermitted: the actor may not enter facts in this case.
    """
    return _change_victim(victim_id, AgreedPoint.STATEMENT, {"vps_status": status}, actor=actor, at=at)


@transaction.atomic
def add_supporter(*, victim_id: uuid.UUID, supporter: Supporter, actor: Actor, at: dt.datetime) -> Connection:
    """Record somebody who stands beside a victim, with what the victim agreed that they may be told.

    Their email address and number count as safe, because the victim or they themselves gave them for this. Whoever may
    be told nothing is recorded without consent.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        UnusableContactPoint: the email address or the number is none.
    """
    victim = _locked(victim_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case)
    person = Person.objects.create(full_name=supporter.full_name.strip(), organisation=supporter.organisation.strip())
    is_told = supporter.may_be_told is not MayBeTold.NOTHING
    connection = people.connect(
        victim_id=victim_id,
        person_id=person.pk,
        kind=supporter.kind,
        relationship=supporter.relationship.strip(),
        # Who speaks for a family is chosen with a reason, and nobody loses that place because somebody else is added.
        is_primary=supporter.kind is not ConnectionKind.CLOSE_RELATIVE,
        is_suspect_or_lives_with_suspect=supporter.is_suspect_or_lives_with_suspect,
        has_consent=is_told,
        actor=actor,
        at=at,
    )
    if supporter.kind is ConnectionKind.CLOSE_RELATIVE:
        family.settle_first(relative=connection, actor=actor, at=at)
    connection.may_be_told = supporter.may_be_told
    connection.consent_ends_on = supporter.consent_ends_on if is_told else None
    connection.save(update_fields=["may_be_told", "consent_ends_on"])
    for kind, value in ((ContactPointKind.EMAIL, supporter.email), (ContactPointKind.HOME_PHONE, supporter.phone)):
        if value.strip():
            contact_points.add_contact_point(
                case_id=victim.case_id,
                person_id=person.pk,
                kind=kind,
                value=value,
                is_safe=True,
                source="ONBOARDING",
                actor=actor,
                at=at,
            )
    _settled(victim, AgreedPoint.SUPPORTERS, actor=actor, at=at)
    return connection


@transaction.atomic
def end_supporter(*, victim_id: uuid.UUID, connection_id: uuid.UUID, actor: Actor, at: dt.datetime) -> None:
    """Record that somebody no longer stands beside a victim and may be told nothing more; twice is no error.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        Connection.DoesNotExist: nobody of this victim's.
    """
    victim = _locked(victim_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case)
    connection = Connection.objects.select_for_update(of=("self",)).get(pk=connection_id, victim=victim)
    if connection.ended_at is None:
        connection.ended_at, connection.ended_by = at, actor.label
        connection.save(update_fields=["ended_at", "ended_by"])
        people.facts_changed(person=victim.person, actor=actor, at=at)
        audit.record(
            actor=actor, verb=Verb.REVOKED, subject=connection, at=at, case_id=victim.case_id, victim_id=victim.pk
        )
        _settled(victim, AgreedPoint.SUPPORTERS, actor=actor, at=at)


def _change_victim(
    victim_id: uuid.UUID, point: AgreedPoint, change: dict[str, str], *, actor: Actor, at: dt.datetime
) -> Victim:
    victim = _locked(victim_id)
    policies.require(actor=actor, permission=Permission.ENTER_CASE_FACTS, case=victim.case)
    for name, value in change.items():
        setattr(victim, name, value)
    victim.save(update_fields=list(change))
    people.facts_changed(person=victim.person, actor=actor, at=at)
    audit.record(actor=actor, verb=Verb.CHANGED, subject=victim, at=at, case_id=victim.case_id, victim_id=victim.pk)
    _settled(victim, point, actor=actor, at=at)
    return victim


def _newest_paper(victim: Victim) -> AgreedAnswer | None:
    return AgreedAnswer.objects.filter(victim=victim, point=AgreedPoint.SUMMARY).order_by("-id").first()


def _note_paper(
    victim: Victim, answer: AgreedAnswer, verb: Verb, how: SummaryGiven, *, actor: Actor, at: dt.datetime
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=answer,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"how": how.value},
    )


def _settled(
    victim: Victim,
    point: AgreedPoint,
    *,
    actor: Actor,
    at: dt.datetime,
    how: SummaryGiven | None = None,
    as_of: dt.datetime | None = None,
) -> AgreedAnswer:
    answer = AgreedAnswer.objects.create(
        victim=victim,
        point=point,
        how=how.value if how is not None else "",
        answered_at=as_of or at,
        answered_by=actor.label,
    )
    gaps.look_again(victims=[victim], actor=actor, at=at)
    return answer


def _locked(victim_id: uuid.UUID) -> Victim:
    return Victim.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=victim_id)
