"""Coming into the portal: invited as one person, confirmed on a second safe way, signed in to one browser (V1).

Two things are always needed, and they never travel together: the code of an invitation (or, later, the person's own
sign-in number) and a one-time code sent to another safe contact point. Nothing that others can know, such as a URN, a
name or a date of birth, is ever asked for. Whatever is typed, the answer and the work done are the same, so that
nobody learns from it whether a person exists (ASVS 6.3.8, T3, T22).
"""

import dataclasses
import datetime as dt
import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import F, OuterRef, QuerySet

from accounts import actors
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Person, Victim
from communications.models import PortalAccount, PortalCode, PortalInvitation, PortalSession
from communications.rules import portal_codes
from communications.services import portal_limits, portal_messages, portal_secrets
from communications.services.portal_messages import UnableToReach

_PROCESS = actors.system(SystemProcess.PORTAL_ACCESS)

__all__ = ["TooOften", "UnableToInvite", "UnableToReach", "Visitor", "WrongCode"]


class UnableToInvite(Exception):
    """The person cannot be invited; the text says why, for staff, without personal data."""


class TooOften(Exception):
    """Too many tries from one browser or one address; the right person may try again later."""


class WrongCode(Exception):
    """The one-time code is not right, too old, used, tried too often, or asked for by another browser: never which."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A browser has just been signed in."""

    #: For the cookie; stored nowhere.
    token: str
    #: Whether this person came in for the first time and must be shown their sign-in number.
    is_first_time: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who is signed in to the portal in this browser, and which victims' records are theirs to read."""

    session_id: uuid.UUID
    account_id: uuid.UUID
    person_id: uuid.UUID
    victim_ids: tuple[uuid.UUID, ...]
    #: When the account was opened, the last time; aware.
    opened_at: dt.datetime
    #: When this session ends whatever happens; aware.
    ends_at: dt.datetime

    def actor_for(self, *, victim_id: uuid.UUID) -> Actor | None:
        """Return the actor who reads one of their records, or None where it is not theirs."""
        if victim_id not in self.victim_ids:
            return None
        return actors.victim(victim_id=victim_id, person_id=self.person_id)


def invite(*, actor: Actor, victim: Victim, person: Person, at: dt.datetime) -> PortalInvitation:
    """Invite one person to one victim's record, by a safe way that differs from where the one-time code will go.

    The person is the victim, or somebody recorded as connected with them who speaks for them. An earlier invitation
    that was not used ends. ``at`` is the aware time of the invitation; it lasts 14 days.

    Raises:
        accounts.policies.NotPermitted: the actor may not invite in this case.
        UnableToInvite: the person is not the victim's, has died, or cannot be reached safely in two ways.

    """
    policies.require(actor=actor, permission=Permission.INVITE_TO_PORTAL, case=victim.case)
    with transaction.atomic():
        _lock(person)
        _require_theirs(victim=victim, person=person, at=at)
        try:
            ways = portal_messages.two_ways_to(person=person, victim=victim, at=at)
        except UnableToReach as unreachable:
            raise UnableToInvite(str(unreachable)) from unreachable
        _end_open_invitations(victim=victim, person=person, actor=actor, at=at)
        key = uuid.uuid4()
        invitation = PortalInvitation.objects.create(
            id=key,
            victim=victim,
            person=person,
            code_digest=portal_secrets.invitation_digest(invitation_id=key),
            code_contact_point=ways.for_codes,
            invited_at=at,
            invited_by=actor.label,
            expires_at=at + portal_codes.INVITATION_LIFE,
        )
        portal_messages.queue_invitation(invitation=invitation, way=ways.for_invitation, actor=actor, at=at)
        audit.record(
            actor=actor,
            verb=Verb.INVITED,
            subject=invitation,
            case_id=victim.case_id,
            victim_id=victim.pk,
            at=at,
            detail={"person_id": person.pk, "channel": ways.for_invitation.channel.value},
        )
    portal_messages.wake_sender()
    return invitation


def revoke(*, actor: Actor, victim: Victim, person: Person, at: dt.datetime, reason: str = "") -> None:
    """End a person's access to one victim's record at once: open invitation, and every browser signed in.

    Raises:
        accounts.policies.NotPermitted: the actor may not in this case.

    """
    policies.require(actor=actor, permission=Permission.INVITE_TO_PORTAL, case=victim.case)
    with transaction.atomic():
        _lock(person)
        PortalInvitation.objects.filter(victim=victim, person=person, revoked_at__isnull=True).update(
            revoked_at=at, revoked_by=actor.label
        )
        PortalSession.objects.filter(account__person=person, ended_at__isnull=True).update(ended_at=at)
        PortalCode.objects.filter(account__person=person, used_at__isnull=True).update(used_at=at)
        PortalAccount.objects.filter(person=person, closed_at__isnull=True).exclude(
            person__portal_invitations__in=PortalInvitation.objects.filter(
                redeemed_at__isnull=False, revoked_at__isnull=True
            )
        ).update(closed_at=at)
        audit.record(
            actor=actor,
            verb=Verb.REVOKED,
            subject=("portal-access", person.pk),
            case_id=victim.case_id,
            victim_id=victim.pk,
            at=at,
            reason=reason,
        )


def ask_for_code(*, typed: str, browser: str, address: str, at: dt.datetime) -> None:
    """Answer somebody who typed an invitation code or a sign-in number: send a one-time code, if it is anybody's.

    The caller learns nothing from it, neither do the clock and the database: for what belongs to nobody the same
    statements run and are taken back. ``browser`` is the secret in the browser's own cookie: only there will the
    one-time code work. ``address`` is the network address, counted in hashed form only.

    Raises:
        TooOften: this browser or this address has asked too often; nothing was looked up.

    """
    if not all(
        [
            portal_limits.is_within(limit=portal_limits.PER_BROWSER, of=browser),
            portal_limits.is_within(limit=portal_limits.PER_ADDRESS, of=address),
        ]
    ):
        raise TooOften
    text = portal_codes.as_typed(text=typed)
    with transaction.atomic():
        invitation = _live_invitation(text, at=at)
        account = _open_account(text)
        person_id = invitation.person_id if invitation else account.person_id if account else None
        is_known = person_id is not None and _may_be_sent_a_code(person_id)
        code_id = uuid.uuid4()
        browser_digest = portal_secrets.digest(purpose="browser", secret=browser)
        # A browser has one code at a time: asking again ends the one before.
        PortalCode.objects.filter(browser_digest=browser_digest, expires_at__gt=at).update(expires_at=at)
        code = PortalCode.objects.create(
            id=code_id,
            account=account if is_known and invitation is None else None,
            invitation=invitation if is_known else None,
            browser_digest=browser_digest,
            code_digest=portal_secrets.one_time_digest(
                code_id=code_id, entered=portal_secrets.one_time_code(code_id=code_id)
            ),
            sent_at=at,
            expires_at=at + portal_codes.ONE_TIME_LIFE,
        )
        portal_messages.queue_one_time_code(code=code, actor=_PROCESS, at=at)
        audit.record(
            actor=_PROCESS,
            verb=Verb.CODE_SENT if is_known else Verb.REFUSED,
            subject=code,
            at=at,
            victim_id=invitation.victim_id if invitation else None,
        )
    portal_messages.wake_sender()


def confirm(*, typed: str, browser: str, at: dt.datetime) -> SignedIn:
    """Sign a browser in with the one-time code it asked for.

    Each try counts before it is compared, in the row itself, so that a hundred tries at once are a hundred tries.

    Raises:
        WrongCode: in every case but one; what was wrong is not said.

    """
    code = _count_try(browser=browser, at=at)
    if code is None:
        raise WrongCode
    entered = "".join(sign for sign in typed if sign.isdigit())[: portal_codes.ONE_TIME_LENGTH + 1]
    if not portal_secrets.is_same(
        one=code.code_digest, other=portal_secrets.one_time_digest(code_id=code.pk, entered=entered)
    ):
        raise WrongCode
    with transaction.atomic():
        # Used once: of two browsers' tabs that send the right code together, one comes in.
        if not PortalCode.objects.filter(pk=code.pk, used_at__isnull=True).update(used_at=at):
            raise WrongCode
        account, is_first_time = _account_behind(code, at=at)
        token = portal_secrets.new_token()
        session = PortalSession.objects.create(
            account=account,
            token_digest=portal_secrets.digest(purpose="session", secret=token),
            started_at=at,
            last_seen_at=at,
            expires_at=at + portal_codes.SESSION_LIFE,
            is_new_device=is_first_time,
        )
        for victim_id, case_id in _theirs(account):
            audit.record(
                actor=actors.victim(victim_id=victim_id, person_id=account.person_id),
                verb=Verb.SIGNED_IN,
                subject=session,
                case_id=case_id,
                victim_id=victim_id,
                at=at,
            )
    return SignedIn(token=token, is_first_time=is_first_time)


def visitor(*, token: str, at: dt.datetime) -> Visitor | None:
    """Return who is signed in with this cookie, and note that they were seen; None when the session is over.

    Asked on every request, so that what staff end, a death, or two hours end at once.
    """
    session = (
        PortalSession.objects.select_related("account__person")
        .filter(
            token_digest=portal_secrets.digest(purpose="session", secret=token),
            ended_at__isnull=True,
            expires_at__gt=at,
            last_seen_at__gt=at - portal_codes.SESSION_IDLE,
            account__closed_at__isnull=True,
            account__person__died_on__isnull=True,
        )
        .annotate(
            # Asked together with the session, because every page asks.
            victim_ids=ArraySubquery(
                _redeemed().filter(person=OuterRef("account__person")).values_list("victim_id").distinct()
            )
        )
        .first()
    )
    if session is None or not session.victim_ids:
        return None
    PortalSession.objects.filter(pk=session.pk).update(last_seen_at=at)
    return Visitor(
        session_id=session.pk,
        account_id=session.account_id,
        person_id=session.account.person_id,
        victim_ids=tuple(session.victim_ids),
        opened_at=session.account.opened_at,
        ends_at=min(session.expires_at, at + portal_codes.SESSION_IDLE),
    )


def leave(*, token: str, at: dt.datetime) -> None:
    """End the session of this cookie. Leaving twice, or with a cookie that is nobody's, is no error."""
    with transaction.atomic():
        session = (
            PortalSession.objects.select_for_update(of=("self",))
            .select_related("account")
            .filter(token_digest=portal_secrets.digest(purpose="session", secret=token), ended_at__isnull=True)
            .first()
        )
        if session is None:
            return
        PortalSession.objects.filter(pk=session.pk).update(ended_at=at)
        for victim_id, case_id in _theirs(session.account):
            audit.record(
                actor=actors.victim(victim_id=victim_id, person_id=session.account.person_id),
                verb=Verb.SIGNED_OUT,
                subject=session,
                case_id=case_id,
                victim_id=victim_id,
                at=at,
            )


def sign_in_number(*, visitor: Visitor) -> str:
    """Return the number with which a signed-in person can come back, as it is printed."""
    number = portal_secrets.sign_in_number(account_id=visitor.account_id, opened_at=visitor.opened_at)
    return portal_codes.in_groups(code=number)


def _require_theirs(*, victim: Victim, person: Person, at: dt.datetime) -> None:
    """Refuse whoever is not the victim and not recorded as speaking for them, or may be a danger to them (T10)."""
    if person.died_on is not None:
        raise UnableToInvite("The person has died.")
    if person.pk == victim.person_id:
        return
    connection = victim.connections.filter(person=person, ended_at__isnull=True).first()
    if connection is None or not connection.has_consent:
        raise UnableToInvite("The person is not recorded as somebody whom the victim agreed to have told.")
    if connection.is_suspect_or_lives_with_suspect is not False:
        raise UnableToInvite("Nobody has checked that the person is not a suspect and does not live with one.")


def _lock(person: Person) -> None:
    """Let invitations and revocations of one person happen one after the other."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _end_open_invitations(*, victim: Victim, person: Person, actor: Actor, at: dt.datetime) -> None:
    PortalInvitation.objects.filter(
        victim=victim, person=person, redeemed_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=at, revoked_by=actor.label)


def _live_invitation(text: str, *, at: dt.datetime) -> PortalInvitation | None:
    return (
        PortalInvitation.objects.select_related("code_contact_point", "person", "victim")
        .filter(
            code_digest=portal_secrets.digest(purpose="invitation", secret=text),
            redeemed_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=at,
            person__died_on__isnull=True,
        )
        .first()
    )


def _open_account(text: str) -> PortalAccount | None:
    return (
        PortalAccount.objects.select_related("code_contact_point", "person")
        .filter(
            sign_in_digest=portal_secrets.digest(purpose="sign-in", secret=text),
            closed_at__isnull=True,
            person__died_on__isnull=True,
        )
        .first()
    )


def _may_be_sent_a_code(person_id: uuid.UUID) -> bool:
    """Whether this person's telephone may buzz once more; beyond that the asker is answered as if unknown."""
    return all(
        [
            portal_limits.is_within(limit=portal_limits.PER_PERSON, of=str(person_id)),
            portal_limits.is_within(limit=portal_limits.PER_PERSON_A_DAY, of=str(person_id)),
        ]
    )


def _count_try(*, browser: str, at: dt.datetime) -> PortalCode | None:
    """Count one more try on the code this browser asked for, and return it while it may still be tried."""
    code = (
        PortalCode.objects.filter(
            browser_digest=portal_secrets.digest(purpose="browser", secret=browser), expires_at__gt=at
        )
        .order_by("-sent_at", "-id")
        .first()
    )
    if code is None:
        return None
    counted = PortalCode.objects.filter(
        pk=code.pk, tries__lt=portal_codes.ONE_TIME_TRIES, used_at__isnull=True, expires_at__gt=at
    ).update(tries=F("tries") + 1)
    is_somebodys = code.account_id is not None or code.invitation_id is not None
    return code if counted and is_somebodys else None


def _account_behind(code: PortalCode, *, at: dt.datetime) -> tuple[PortalAccount, bool]:
    """Return the account to sign in to, opened now where the code redeems an invitation.

    Raises:
        WrongCode: the invitation was used, ended or replaced since, or the account was closed.

    """
    if code.account_id is not None:
        account = PortalAccount.objects.filter(pk=code.account_id, closed_at__isnull=True).first()
        if account is None:
            raise WrongCode
        return account, False
    if code.invitation_id is None:
        raise WrongCode
    redeemed = PortalInvitation.objects.filter(
        pk=code.invitation_id, redeemed_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at
    ).update(redeemed_at=at)
    if not redeemed:
        raise WrongCode
    invitation = PortalInvitation.objects.select_related("person", "victim").get(pk=code.invitation_id)
    account = PortalAccount.objects.select_for_update().filter(person=invitation.person).first()
    if account is None:
        key = uuid.uuid4()
        account = PortalAccount.objects.create(
            id=key,
            person=invitation.person,
            sign_in_digest=portal_secrets.number_digest(account_id=key, opened_at=at),
            code_contact_point=invitation.code_contact_point,
            opened_at=at,
        )
        return account, True
    is_opened_again = account.closed_at is not None
    if is_opened_again:
        account.opened_at, account.closed_at = at, None
        account.sign_in_digest = portal_secrets.number_digest(account_id=account.pk, opened_at=at)
    # Staff asked the person anew where codes may go when they invited them: from now on they go there.
    account.code_contact_point = invitation.code_contact_point
    account.save(update_fields=["opened_at", "closed_at", "sign_in_digest", "code_contact_point"])
    return account, is_opened_again


def _theirs(account: PortalAccount) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """List (victim, case) of the records that a person was invited to and still may read."""
    return list(
        _redeemed()
        .filter(person_id=account.person_id)
        .order_by("victim_id")
        .values_list("victim_id", "victim__case_id")
        .distinct()
    )


def _redeemed() -> "QuerySet[PortalInvitation]":
    """Start from the invitations that still let somebody in, by the record they open."""
    return PortalInvitation.objects.filter(redeemed_at__isnull=False, revoked_at__isnull=True).order_by("victim_id")
