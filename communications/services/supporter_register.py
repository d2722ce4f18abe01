"""The register of supporters: one row and one person for everybody who stands beside victims, in whatever Area (S3).

Staff who spoke with a victim put somebody on it; nobody comes onto it by themselves, and no victim's phone can put them
there. What they then see is the victim's consent's to say (SHOW-1): being on the register shows nothing.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection as database
from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Connection, ContactPoint, Person, Victim
from cases.rules import contact_keys
from cases.rules.vocabulary import (
    AgreedPoint,
    ConnectionKind,
    ConsentEnd,
    ContactPointKind,
    MayBeTold,
    SupporterKind,
    WorkKind,
)
from cases.rules.working_days import end_of_day, london_date
from cases.services import agreeing, contact_points, people, reference, work
from cases.services.contact_points import UnusableContactPoint
from communications.models import (
    PortalAccount,
    PortalCode,
    PortalInvitation,
    PortalPasskey,
    PortalSession,
    RegisteredSupporter,
    SupporterConsent,
)
from communications.rules.supporter_access import MAY_STAND_BESIDE, STANDS_AS
from communications.selectors import supporters

__all__ = ["UnusableContactPoint"]

#: Within so many working days somebody makes sure who a new supporter is.
_CHECKED_WITHIN = 2
_TO_CHECK = (
    "Somebody beside a person is to have a sign-in. Ring their service on a number that you found yourself: are they "
    "who they say, are the address and the number theirs, and are they a suspect or do they live with one? They see "
    "nothing until then"
)


class NotOnRegister(ValueError):
    """Somebody cannot be put on the register as it stands; ``part`` names the field, the text says why, for staff."""

    def __init__(self, part: str, words: str) -> None:
        super().__init__(words)
        self.part = part


@dataclass(frozen=True, slots=True, kw_only=True)
class SupporterEntry:
    """Somebody who is to have a sign-in as a supporter, as a member of staff writes them down."""

    kind: SupporterKind
    full_name: str
    organisation: str
    relationship: str
    #: Their own, or of their work: the invitation goes to one, the codes to the other.
    email: str
    mobile: str
    #: What the victim agreed that they may be told when we ring.
    may_be_told: MayBeTold
    #: None where nobody has checked.
    is_suspect_or_lives_with_suspect: bool | None
    #: Whom the case knows already; None for somebody new.
    connection_id: uuid.UUID | None = None


@transaction.atomic
def put_beside(*, victim_id: uuid.UUID, entry: SupporterEntry, actor: Actor, at: dt.datetime) -> Connection:
    """Put somebody on the register and beside one victim; whoever is on it already is that same person (S3).

    They are found again by email address and mobile number; what stands on the register then stays as it is, so that
    nobody in another Area turns their codes elsewhere. They see nothing until they are checked and the victim agreed.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        NotOnRegister: the details are the victim's own or somebody else's, or they stand beside the victim already.
        UnusableContactPoint: the email address or the number is none.
        Connection.DoesNotExist: nobody beside this victim.
    """
    victim = locked(victim_id, actor=actor)
    one_after_another()
    email, mobile = keys(email=entry.email, mobile=entry.mobile)
    require_not_the_victims([victim.person_id], email=email, mobile=mobile)
    found = _found(entry, email=email, mobile=mobile)
    if found is not None and found.person_id == victim.person_id:
        raise NotOnRegister("email", "This is the person themselves")
    beside = _connected(victim, entry, person=found.person if found is not None else None, actor=actor, at=at)
    supporter = found or _new(beside.person, entry, victim=victim, actor=actor, at=at)
    ask_to_check(victim=victim, supporter=supporter, beside=beside, actor=actor, at=at)
    agreeing.answered_themselves(victim=victim, point=AgreedPoint.SUPPORTERS, actor=actor, at=at)
    return beside


@transaction.atomic
def check(
    *, victim_id: uuid.UUID, connection_id: uuid.UUID, is_near_suspect: bool, actor: Actor, at: dt.datetime
) -> RegisteredSupporter:
    """Record that somebody made sure who a supporter is, and whether they are a suspect or live with one.

    Whoever is or does sees nothing of this victim's from now on, and the consent ends; a supporter of others stays one.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        RegisteredSupporter.DoesNotExist: nobody beside this victim is on the register by this key.
    """
    victim = locked(victim_id, actor=actor)
    supporter, beside = on_register(victim=victim, connection_id=connection_id)
    if supporter.checked_at is None and not is_near_suspect:
        supporter.checked_at, supporter.checked_by = at, actor.label
        supporter.save(update_fields=["checked_at", "checked_by"])
    if beside.is_suspect_or_lives_with_suspect is not is_near_suspect:
        beside.is_suspect_or_lives_with_suspect = is_near_suspect
        beside.save(update_fields=["is_suspect_or_lives_with_suspect"])
        people.facts_changed(person=victim.person, actor=actor, at=at)
    if is_near_suspect:
        standing = SupporterConsent.objects.filter(victim=victim, supporter=supporter, ended_at__isnull=True)
        end_consents(standing=list(standing), reason=ConsentEnd.NOT_SAFE, actor=actor, at=at)
    work.settle(key=_work_key(beside), outcome="Checked", actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=Verb.CONFIRMED,
        subject=supporter,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"near_suspect": is_near_suspect},
    )
    return supporter


@transaction.atomic
def leave(*, victim_id: uuid.UUID, connection_id: uuid.UUID, actor: Actor, at: dt.datetime) -> int:
    """Record that a supporter has left their service or stopped; return how many consents ended by it.

    Everything ends at once, for all whom they stood beside: consents, an invitation that is out, the sign-in, every
    browser, and the address and number of their work. Whoever has a record of their own keeps that. Twice is no error.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        RegisteredSupporter.DoesNotExist: nobody beside this victim is on the register by this key.
    """
    victim = locked(victim_id, actor=actor)
    supporter, _ = on_register(victim=victim, connection_id=connection_id, has_left=True)
    if supporter.ended_at is not None:
        return 0
    Person.objects.select_for_update(no_key=True).get(pk=supporter.person_id)
    supporter.ended_at, supporter.ended_by = at, actor.label
    supporter.save(update_fields=["ended_at", "ended_by"])
    standing = list(
        SupporterConsent.objects.select_for_update(of=("self",))
        .select_related("victim__case")
        .filter(supporter=supporter, ended_at__isnull=True)
        .order_by("pk")
    )
    end_consents(standing=standing, reason=ConsentEnd.SUPPORTER_LEFT, actor=actor, at=at)
    close_sign_in(supporter, actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=Verb.REVOKED,
        subject=supporter,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"consents": len(standing)},
    )
    return len(standing)


def on_register(
    *, victim: Victim, connection_id: uuid.UUID, has_left: bool = False
) -> tuple[RegisteredSupporter, Connection]:
    """Return a supporter beside a victim with the connection, the row locked; ``has_left`` lets those who left count.

    Raises:
        RegisteredSupporter.DoesNotExist: nobody who stands beside this victim, or not on the register.
    """
    beside = Connection.objects.select_related("person").filter(pk=connection_id, victim=victim).first()
    rows = RegisteredSupporter.objects.select_for_update(of=("self",))
    if not has_left:
        rows = rows.filter(ended_at__isnull=True)
    if beside is None or beside.ended_at is not None:
        raise RegisteredSupporter.DoesNotExist
    return rows.get(person_id=beside.person_id), beside


def locked(victim_id: uuid.UUID, *, actor: Actor) -> Victim:
    """Lock a victim beside whom the actor may put, change or end somebody.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
    """
    victim = Victim.objects.select_for_update(of=("self",)).select_related("case", "person").get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case)
    return victim


def one_after_another() -> None:
    """Let nobody else put anybody on the register until this transaction ends: two at once would make two of one."""
    with database.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", ["supporter-register"])


def keys(*, email: str, mobile: str) -> tuple[str, str]:
    """Give the keys of an email address and a mobile number, by which somebody is found again.

    Raises:
        NotOnRegister: one of them is none; a sign-in takes both.
    """
    email_key = contact_keys.key_for(kind=ContactPointKind.EMAIL, value=email)
    mobile_key = contact_keys.key_for(kind=ContactPointKind.MOBILE, value=mobile)
    if not email_key:
        raise NotOnRegister("email", "Enter their email address: the invitation or the codes go there")
    if not mobile_key:
        raise NotOnRegister("mobile", "Enter their mobile number: the codes or the invitation go there")
    return email_key, mobile_key


def require_not_the_victims(person_ids: Collection[uuid.UUID], *, email: str, mobile: str) -> None:
    """Refuse what is, or was, the address or number of a victim: then one of the two would come in as the other.

    Raises:
        NotOnRegister: it is.
    """
    known = set(ContactPoint.objects.filter(person__in=person_ids).values_list("key", flat=True))
    for part, key in (("email", email), ("mobile", mobile)):
        if key in known:
            raise NotOnRegister(part, "This is an address or number of the person themselves. Ask for another")


def _found(entry: SupporterEntry, *, email: str, mobile: str) -> RegisteredSupporter | None:
    """Find who is on the register with these details.

    One of the two is enough where the name is the same: people change their number. With another name it may be
    whoever has that telephone now, and nobody is taken for somebody else.
    """
    ids = supporters.person_ids_with_key(email_key=email, mobile_key=mobile)
    rows = list(
        RegisteredSupporter.objects.select_for_update(of=("self",))
        .select_related("person")
        .filter(person__in=ids, ended_at__isnull=True)
    )
    if len(rows) > 1:
        raise NotOnRegister("email", "The email address and the number belong to two people on the register")
    if not rows:
        return None
    known = rows[0]
    if known.person.full_name.strip().casefold() != entry.full_name.strip().casefold():
        raise NotOnRegister(
            "full_name",
            "Somebody of another name is on the register with this email address or number. Ask the service whose it "
            "is now; whoever has left must be taken off the register first",
        )
    return known


def _connected(
    victim: Victim, entry: SupporterEntry, *, person: Person | None, actor: Actor, at: dt.datetime
) -> Connection:
    """Return the connection of the supporter with this victim, made now or there already."""
    if entry.connection_id is not None:
        beside = (
            Connection.objects.select_for_update(of=("self",))
            .select_related("person")
            .get(pk=entry.connection_id, victim=victim, ended_at__isnull=True, kind__in=MAY_STAND_BESIDE)
        )
        return _as_registered(victim, beside, person=person, actor=actor, at=at)
    if person is not None and victim.connections.filter(person=person, ended_at__isnull=True).exists():
        raise NotOnRegister("full_name", "They stand beside this person already")
    if person is None:
        person = Person.objects.create(full_name=entry.full_name.strip(), organisation=entry.organisation.strip())
    kind = STANDS_AS[entry.kind]
    is_told = entry.may_be_told not in {MayBeTold.NOTHING, MayBeTold.NOT_ASKED}
    beside = people.connect(
        victim_id=victim.pk,
        person_id=person.pk,
        kind=kind,
        relationship=entry.relationship.strip(),
        is_primary=kind is not ConnectionKind.SUPPORTER,
        is_suspect_or_lives_with_suspect=entry.is_suspect_or_lives_with_suspect,
        has_consent=is_told,
        actor=actor,
        at=at,
    )
    beside.may_be_told = entry.may_be_told
    beside.save(update_fields=["may_be_told"])
    return beside


def _as_registered(
    victim: Victim, beside: Connection, *, person: Person | None, actor: Actor, at: dt.datetime
) -> Connection:
    """Let a connection that is there lead to the person on the register: what was agreed with it goes on holding."""
    if person is None or person.pk == beside.person_id:
        return beside
    if victim.connections.filter(person=person, ended_at__isnull=True).exists():
        raise NotOnRegister("full_name", "They stand beside this person already")
    if PortalInvitation.objects.filter(person=beside.person_id).exists():
        raise NotOnRegister("full_name", "They have a page of their own already. Add them as somebody new")
    beside.person = person
    beside.save(update_fields=["person"])
    people.facts_changed(person=victim.person, actor=actor, at=at)
    audit.record(actor=actor, verb=Verb.CHANGED, subject=beside, at=at, case_id=victim.case_id, victim_id=victim.pk)
    return beside


def _new(
    person: Person, entry: SupporterEntry, *, victim: Victim, actor: Actor, at: dt.datetime
) -> RegisteredSupporter:
    if RegisteredSupporter.objects.filter(person=person, ended_at__isnull=True).exists():
        raise NotOnRegister("email", "They are on the register with another email address and number")
    person.full_name, person.organisation = entry.full_name.strip(), entry.organisation.strip()
    person.save(update_fields=["full_name", "organisation"])
    add_points(victim=victim, person=person, email=entry.email, mobile=entry.mobile, actor=actor, at=at)
    supporter, _ = RegisteredSupporter.objects.update_or_create(
        person=person,
        defaults={
            "kind": entry.kind,
            "recorded_at": at,
            "recorded_by": actor.label,
            "checked_at": None,
            "checked_by": "",
            "ended_at": None,
            "ended_by": "",
        },
    )
    audit.record(
        actor=actor,
        verb=Verb.CREATED,
        subject=supporter,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"kind": entry.kind.value},
    )
    return supporter


def add_points(*, victim: Victim, person: Person, email: str, mobile: str, actor: Actor, at: dt.datetime) -> None:
    """Keep the email address and the number of a supporter, safe as their service or they themselves said.

    Raises:
        UnusableContactPoint: the email address or the number is none.
    """
    for kind, value in ((ContactPointKind.EMAIL, email), (ContactPointKind.MOBILE, mobile)):
        contact_points.add_contact_point(
            case_id=victim.case_id, person_id=person.pk, kind=kind, value=value, is_safe=True, source="REGISTER",
            actor=actor, at=at,
        )  # fmt: skip


def ask_to_check(
    *, victim: Victim, supporter: RegisteredSupporter, beside: Connection, actor: Actor, at: dt.datetime
) -> None:
    """Have somebody make sure who a supporter is, where nobody has."""
    if supporter.checked_at is not None and beside.is_suspect_or_lives_with_suspect is not None:
        return
    work.raise_item(
        kind=WorkKind.PERSON_BESIDE_THEM,
        key=_work_key(beside),
        summary=_TO_CHECK,
        actor=actor,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"victim:{victim.pk}",
        due_at=within(days=_CHECKED_WITHIN, at=at),
    )


def end_consents(*, standing: list[SupporterConsent], reason: ConsentEnd, actor: Actor, at: dt.datetime) -> None:
    """End consents in the caller's transaction; each victim's trail says so."""
    for consent in standing:
        consent.ended_at, consent.ended_by, consent.end_reason = at, actor.label, reason
        consent.save(update_fields=["ended_at", "ended_by", "end_reason"])
        audit.record(
            actor=actor,
            verb=Verb.REVOKED,
            subject=consent,
            at=at,
            case_id=consent.victim.case_id,
            victim_id=consent.victim_id,
            detail={"reason": reason.value},
        )


def close_sign_in(supporter: RegisteredSupporter, *, actor: Actor, at: dt.datetime) -> None:
    """End the invitation that is out, codes, browsers and, unless they have a record of their own, the sign-in."""
    person_id = supporter.person_id
    PortalInvitation.objects.filter(supporter=supporter, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=actor.label
    )
    PortalSession.objects.filter(account__person=person_id, ended_at__isnull=True).update(ended_at=at)
    PortalCode.objects.filter(account__person=person_id, used_at__isnull=True).update(used_at=at)
    PortalPasskey.objects.filter(account__person=person_id, removed_at__isnull=True).update(removed_at=at)
    has_own = PortalInvitation.objects.filter(
        person=person_id, supporter__isnull=True, redeemed_at__isnull=False, revoked_at__isnull=True
    ).exists()
    if has_own or Victim.objects.filter(person=person_id).exists():
        return
    PortalAccount.objects.filter(person=person_id, closed_at__isnull=True).update(closed_at=at)
    # The telephone and the mailbox are the service's: whoever has them next is not this person.
    ContactPoint.objects.filter(person=person_id, superseded_at__isnull=True).update(
        superseded_at=at, superseded_by=actor.label
    )


def within(*, days: int, at: dt.datetime) -> dt.datetime:
    """Return the end of the working day so many after an aware instant: when somebody is to have asked or checked."""
    return end_of_day(due_on=reference.load_calendar().add(day=london_date(at=at), n=days))


def _work_key(beside: Connection) -> str:
    return f"supporter-check:{beside.pk}"
