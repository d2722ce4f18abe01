"""Who is signed in to the portal, in which browser, and which victims' records are theirs to read.

A session ends by itself, when somebody leaves, and at once when staff end the access or the person dies.
"""

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import CharField, DateField, DateTimeField, Exists, Model, OuterRef, QuerySet

from accounts import actors
from accounts.actors import Actor
from accounts.written import Given, Written
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.working_days import london_date
from communications.models import PortalAccount, PortalCode, PortalInvitation, PortalSession, RegisteredSupporter
from communications.rules import portal_codes, portal_devices, portal_proof
from communications.rules.vocabulary import DeviceKind
from communications.selectors import portal_readers, supporter_access
from communications.services import portal_secrets


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who is signed in to the portal in this browser, and which victims' records are theirs to read."""

    session_id: uuid.UUID
    account_id: uuid.UUID
    person_id: uuid.UUID
    victim_ids: tuple[uuid.UUID, ...]
    #: Whether they are a supporter with a list of people, which may be empty for now.
    is_supporter: bool
    #: Victims who agreed that they, as a supporter, see a part of the record (SHOW-1).
    supported_ids: tuple[uuid.UUID, ...]
    #: Since when their sign-in number holds; aware.
    number_since: dt.datetime
    #: When this session ends whatever happens; aware.
    ends_at: dt.datetime
    #: When they last typed a one-time code here, while that still counts (PORT-5); aware.
    proved_at: dt.datetime | None
    #: Whether this device must show how to leave quickly before it shows anything else (PORT-6).
    is_to_be_warned: bool
    #: Whether they want the pages without even their neutral name.
    is_discreet: bool

    def actor_for(self, *, victim_id: uuid.UUID) -> Actor | None:
        """Return the actor who reads one of their records, or None where it is not theirs."""
        if victim_id not in self.victim_ids:
            return None
        return actors.victim(victim_id=victim_id, person_id=self.person_id)

    def supporter_for(self, *, victim_id: uuid.UUID) -> Actor | None:
        """Return the actor who sees a part of one supported person's record, or None where nobody agreed to that."""
        if victim_id not in self.supported_ids:
            return None
        return actors.supporter(victim_id=victim_id, person_id=self.person_id)


def visitor(*, token: str, at: dt.datetime) -> Visitor | None:
    """Return who is signed in with this cookie, and note that they were seen; None when the session is over.

    Asked on every request, so that what staff end, a death, two hours, and what the record says of who may not read it
    any more end at once.
    """
    session = _SESSIONS.first(
        digest=portal_secrets.digest(purpose="session", secret=token),
        at=at,
        idle_since=at - portal_codes.SESSION_IDLE,
        today=london_date(at=at),
    )
    if session is None or not (session.victim_ids or session.is_supporter):
        return None
    # A code that a pause has made worthless does not come to life again with the next request.
    counts = portal_proof.outlasts_pause(last_seen_at=session.last_seen_at, at=at)
    proved_at = session.proved_at if counts else None
    PortalSession.objects.filter(pk=session.pk).update(last_seen_at=at, proved_at=proved_at)
    return Visitor(
        session_id=session.pk,
        account_id=session.account_id,
        person_id=session.account.person_id,
        victim_ids=tuple(session.victim_ids),
        is_supporter=session.is_supporter,
        supported_ids=tuple(session.supported_ids),
        number_since=session.account.number_since,
        ends_at=min(session.expires_at, at + portal_codes.SESSION_IDLE),
        proved_at=proved_at,
        is_to_be_warned=session.is_new_device and session.warned_at is None,
        is_discreet=session.account.is_discreet,
    )


def _sessions() -> "QuerySet[Any]":
    """Find the session of a cookie while it holds, and what is asked together with it, because every page asks."""
    at, today = Given("at", DateTimeField()), Given("today", DateField())
    return (
        PortalSession.objects.select_related("account__person")
        .filter(
            token_digest=Given("digest", CharField()),
            ended_at__isnull=True,
            expires_at__gt=at,
            last_seen_at__gt=Given("idle_since", DateTimeField()),
            account__closed_at__isnull=True,
            account__person__died_on__isnull=True,
        )
        .annotate(
            victim_ids=ArraySubquery(
                portal_readers.still_good(invitations=_redeemed(), today=today)
                .filter(person=OuterRef("account__person"))
                .values_list("victim_id")
                .distinct()
            ),
            is_supporter=Exists(
                RegisteredSupporter.objects.filter(
                    person=OuterRef("account__person"), checked_at__isnull=False, ended_at__isnull=True
                )
            ),
            supported_ids=ArraySubquery(
                supporter_access.in_force_on(today=today)
                .filter(supporter__person=OuterRef("account__person"))
                .values_list("victim_id")
                .distinct()
            ),
        )
        .order_by("pk")[:1]
    )


_SESSIONS = Written(_sessions)


def open_session(*, account: PortalAccount, device: DeviceKind, at: dt.datetime) -> str:
    """Sign a browser in, in the caller's transaction, and return the secret for its cookie; it is stored nowhere.

    Whoever signs in has just typed a one-time code, which counts from now (PORT-5).
    """
    token = portal_secrets.new_token()
    before = PortalSession.objects.filter(account=account, started_at__gte=account.opened_at)
    known = frozenset(DeviceKind(kind) for kind in before.values_list("device", flat=True).distinct())
    session = PortalSession.objects.create(
        account=account,
        token_digest=portal_secrets.digest(purpose="session", secret=token),
        started_at=at,
        last_seen_at=at,
        expires_at=at + portal_codes.SESSION_LIFE,
        device=device,
        is_new_device=portal_devices.is_new(kind=device, known=known),
        proved_at=at,
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


def open_elsewhere(*, visitor: Visitor, at: dt.datetime) -> int:
    """Count the other devices on which the same person is signed in at an aware instant."""
    return _others(visitor, at=at).count()


def leave_elsewhere(*, visitor: Visitor, at: dt.datetime) -> int:
    """End every other session of the same person, whatever device it is on; return how many there were."""
    with transaction.atomic():
        others = list(
            _others(visitor, at=at)
            .select_for_update(of=("self",), no_key=True)
            .select_related("account")
            .order_by("started_at")
        )
        PortalSession.objects.filter(pk__in=[each.pk for each in others]).update(ended_at=at)
        for session in others:
            _record(Verb.SIGNED_OUT, session=session, account=session.account, at=at)
    return len(others)


def _others(visitor: Visitor, *, at: dt.datetime) -> "QuerySet[PortalSession]":
    return PortalSession.objects.filter(
        account_id=visitor.account_id,
        ended_at__isnull=True,
        expires_at__gt=at,
        last_seen_at__gt=at - portal_codes.SESSION_IDLE,
    ).exclude(pk=visitor.session_id)


def note_warned(*, visitor: Visitor, at: dt.datetime) -> None:
    """Note that the person has read how to leave quickly, on this device and for this session (PORT-6)."""
    PortalSession.objects.filter(pk=visitor.session_id, warned_at__isnull=True).update(warned_at=at)


def set_discreet(*, visitor: Visitor, is_discreet: bool, at: dt.datetime) -> None:
    """Show the pages without their name, or with it again, as the person wishes; on every device of theirs."""
    with transaction.atomic():
        account = PortalAccount.objects.select_for_update(no_key=True).get(pk=visitor.account_id)
        if account.is_discreet == is_discreet:
            return
        account.is_discreet = is_discreet
        account.save(update_fields=["is_discreet"])
        record_for_each(Verb.CHANGED, subject=account, person_id=visitor.person_id, at=at)


def sign_in_number(*, visitor: Visitor) -> str:
    """Return the number with which a signed-in person can come back, as it is printed."""
    number = portal_secrets.sign_in_number(account_id=visitor.account_id, since=visitor.number_since)
    return portal_codes.in_groups(code=number)


def change_number(*, visitor: Visitor, at: dt.datetime) -> None:
    """Give a signed-in person another sign-in number; the one that somebody may have seen opens nothing any more."""
    with transaction.atomic():
        account = PortalAccount.objects.select_for_update(no_key=True).get(pk=visitor.account_id)
        give_number(account=account, at=at)
        account.save(update_fields=["number_since", "sign_in_digest"])
        # Digits that were asked for with the old number would still let somebody in.
        PortalCode.objects.filter(account=account, used_at__isnull=True, expires_at__gt=at).update(expires_at=at)
        record_for_each(Verb.CHANGED, subject=account, person_id=visitor.person_id, at=at)


def give_number(*, account: PortalAccount, at: dt.datetime) -> None:
    """Set another sign-in number on an account that the caller saves."""
    account.number_since = at
    account.sign_in_digest = portal_secrets.number_digest(account_id=account.pk, since=at)


def record_for_each(verb: Verb, *, subject: Model, person_id: uuid.UUID, at: dt.datetime, code: str = "") -> None:
    """Write what a person did for all their records into the trail: one entry for each record, ``code`` beside it.

    A supporter's sign-in stands in the trail of everybody who agreed that they see something.
    """
    own = [
        (actors.victim(victim_id=victim_id, person_id=person_id), case_id)
        for victim_id, case_id in _records_of(person_id)
    ]
    supported = [
        (actors.supporter(victim_id=victim_id, person_id=person_id), case_id)
        for victim_id, case_id in supporter_access.in_force(at=at)
        .filter(supporter__person_id=person_id)
        .order_by("victim_id")
        .values_list("victim_id", "victim__case_id")
    ]
    for actor, case_id in (*own, *supported):
        audit.record(
            actor=actor,
            verb=verb,
            subject=subject,
            case_id=case_id,
            victim_id=actor.victim_id,
            at=at,
            detail={"device": code} if code else None,
        )


def _record(verb: Verb, *, session: PortalSession, account: PortalAccount, at: dt.datetime) -> None:
    record_for_each(verb, subject=session, person_id=account.person_id, at=at, code=session.device)


def _records_of(person_id: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """List (victim, case) of the records that a person was invited to and still may read."""
    return list(
        _redeemed()
        .filter(person_id=person_id)
        .order_by("victim_id")
        .values_list("victim_id", "victim__case_id")
        .distinct()
    )


def _redeemed() -> "QuerySet[PortalInvitation]":
    """Start from the invitations that still let somebody in, by the record they open; a supporter's opens none."""
    return PortalInvitation.objects.filter(
        redeemed_at__isnull=False, revoked_at__isnull=True, supporter__isnull=True
    ).order_by("victim_id")
