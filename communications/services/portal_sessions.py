"""Who is signed in to the portal, in which browser, and which victims' records are theirs to read.

A session ends by itself, when somebody leaves, and at once when staff end the access or the person dies.
"""

import dataclasses
import datetime as dt
import uuid

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, QuerySet

from accounts import actors
from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from communications.models import PortalAccount, PortalInvitation, PortalSession
from communications.rules import portal_codes
from communications.services import portal_secrets


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


def open_session(*, account: PortalAccount, is_new_device: bool, at: dt.datetime) -> str:
    """Sign a browser in, in the caller's transaction, and return the secret for its cookie; it is stored nowhere."""
    token = portal_secrets.new_token()
    session = PortalSession.objects.create(
        account=account,
        token_digest=portal_secrets.digest(purpose="session", secret=token),
        started_at=at,
        last_seen_at=at,
        expires_at=at + portal_codes.SESSION_LIFE,
        is_new_device=is_new_device,
    )
    _record(Verb.SIGNED_IN, session=session, account=account, at=at)
    return token


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
        _record(Verb.SIGNED_OUT, session=session, account=session.account, at=at)


def sign_in_number(*, visitor: Visitor) -> str:
    """Return the number with which a signed-in person can come back, as it is printed."""
    number = portal_secrets.sign_in_number(account_id=visitor.account_id, opened_at=visitor.opened_at)
    return portal_codes.in_groups(code=number)


def _record(verb: Verb, *, session: PortalSession, account: PortalAccount, at: dt.datetime) -> None:
    for victim_id, case_id in _records_of(account):
        audit.record(
            actor=actors.victim(victim_id=victim_id, person_id=account.person_id),
            verb=verb,
            subject=session,
            case_id=case_id,
            victim_id=victim_id,
            at=at,
        )


def _records_of(account: PortalAccount) -> list[tuple[uuid.UUID, uuid.UUID]]:
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
