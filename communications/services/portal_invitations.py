"""Inviting one person to the portal by one of the safe ways, and everything that ends an invitation (V1, V33).

An invitation is a code, bound to one person and one victim's record, good once and until a date. It says nothing and
opens nothing by itself: a one-time code by another way is always needed too. A letter that came back ends it, because
somebody else may have held it.
"""

import datetime as dt

from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.selectors import contact_of
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import ContactPoint, Person, Victim
from cases.rules.contact_keys import email_key, phone_key
from cases.rules.vocabulary import ContactPointKind, MayBeTold, RelativeWish, WorkKind
from cases.rules.working_days import london_date
from cases.services import reference, work
from communications.models import (
    OutboxMessage,
    PortalAccount,
    PortalCode,
    PortalInvitation,
    PortalPasskey,
    PortalSession,
    RegisteredSupporter,
)
from communications.rules import portal_invitations
from communications.rules.portal_ways import Pair
from communications.rules.references import new_reference
from communications.rules.vocabulary import Channel, MessageState
from communications.services import consequences, delivery, portal_messages, portal_secrets, portal_ways
from communications.services.portal_ways import TwoWays, UnableToReach, Way

#: States of a message that has not left, and of which nobody is working on it.
_NOT_LEFT = (MessageState.QUEUED, MessageState.RENDERED, MessageState.HELD)
_WORK = (WorkKind.HELD_COMMUNICATION, WorkKind.UNDECIDED_DELIVERY, WorkKind.DELIVERY_FAILED)
#: A drawn reference that another letter has already is drawn again; twice in a row would be a broken generator.
_DRAWS = 3


class UnableToInvite(Exception):
    """The person cannot be invited; the text says why, for staff, without personal data."""


class NotPosted(Exception):
    """No letter with an invitation is out that could have come back."""


def invite(
    *, actor: Actor, victim: Victim, person: Person, wanted: Pair | None = None, at: dt.datetime
) -> PortalInvitation:
    """Invite one person to one victim's record, by a safe way that differs from where the one-time code will go.

    The person is the victim, or somebody recorded as connected with them who speaks for them. ``wanted`` are the two
    ways that staff chose; without a choice the quickest. An earlier invitation that was not used ends. ``at`` is the
    aware time of the invitation; how long it lives depends on the way (PORT-4).

    Raises:
        accounts.policies.NotPermitted: the actor may not invite in this case.
        UnableToInvite: the person is not the victim's, has died, or cannot be reached safely in these two ways.
        BeyondHorizon: the bank holidays are not known as far as a letter would live.

    """
    policies.require(actor=actor, permission=Permission.INVITE_TO_PORTAL, case=victim.case)
    with transaction.atomic():
        lock(person=person)
        require_somebody_elses(actor=actor, person=person)
        require_theirs(victim=victim, person=person, on=london_date(at=at))
        invitation = send(victim=victim, person=person, wanted=wanted, actor=actor, at=at)
    portal_messages.wake_sender()
    return invitation


def cancel(*, actor: Actor, victim: Victim, person: Person, at: dt.datetime) -> bool:
    """End an invitation that was not used, and keep it from leaving where it has not left; False when there is none.

    Access that the person has already stays: `revoke` ends that.

    Raises:
        accounts.policies.NotPermitted: the actor may not in this case.

    """
    policies.require(actor=actor, permission=Permission.INVITE_TO_PORTAL, case=victim.case)
    with transaction.atomic():
        lock(person=person)
        return end_unused(victim=victim, person=person, actor=actor, at=at)


def came_back(*, actor: Actor, victim: Victim, person: Person, at: dt.datetime) -> None:
    """Record that the letter with a person's newest invitation came back; it ends with it, and somebody is told.

    Raises:
        accounts.policies.NotPermitted: the actor may not in this case.
        NotPosted: no letter with an invitation is out.

    """
    policies.require(actor=actor, permission=Permission.INVITE_TO_PORTAL, case=victim.case)
    with transaction.atomic():
        lock(person=person)
        invitation = (
            PortalInvitation.objects.filter(victim=victim, person=person, channel=Channel.POST)
            .order_by("-invited_at", "-id")
            .first()
        )
        message = _message(invitation) if invitation is not None else None
        has_left = message is not None and message.state in {
            MessageState.ACCEPTED,
            MessageState.DISPATCHED,
            MessageState.DELIVERED,
        }
        if message is None or not has_left:
            raise NotPosted("No letter with an invitation is out that could have come back.")
        delivery.arrive(message=message, state=MessageState.RETURNED, happened_at=at, at=at)
        audit.record(
            actor=actor,
            verb=Verb.SETTLED,
            subject=message,
            case_id=victim.case_id,
            victim_id=victim.pk,
            at=at,
            detail={"answer": MessageState.RETURNED.value},
        )


def revoke(*, actor: Actor, victim: Victim, person: Person, at: dt.datetime, reason: str = "") -> None:
    """End a person's access to one victim's record at once: open invitation, and every browser signed in.

    Raises:
        accounts.policies.NotPermitted: the actor may not in this case.

    """
    policies.require(actor=actor, permission=Permission.INVITE_TO_PORTAL, case=victim.case)
    with transaction.atomic():
        end_access(victim=victim, person=person, actor=actor, at=at, reason=reason)


def end_access(*, victim: Victim, person: Person, actor: Actor, at: dt.datetime, reason: str) -> None:
    """End a person's access because they may no longer be told: as `revoke`, in the transaction that says so.

    The caller's service has checked the permission for what it records.
    """
    lock(person=person)
    end_unused(victim=victim, person=person, actor=actor, at=at)
    PortalInvitation.objects.filter(
        victim=victim, person=person, supporter__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=at, revoked_by=actor.label)
    PortalSession.objects.filter(account__person=person, ended_at__isnull=True).update(ended_at=at)
    PortalCode.objects.filter(account__person=person, used_at__isnull=True).update(used_at=at)
    PortalPasskey.objects.filter(account__person=person, removed_at__isnull=True).update(removed_at=at)
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


def send(
    *,
    victim: Victim,
    person: Person,
    wanted: Pair | None,
    supporter: RegisteredSupporter | None = None,
    actor: Actor,
    at: dt.datetime,
) -> PortalInvitation:
    """Write an invitation and its message, in the caller's transaction, which has checked who may invite whom.

    Raises:
        UnableToInvite: the person cannot be reached safely in these two ways.
    """
    try:
        ways = portal_ways.two_ways_to(person=person, victim=victim, wanted=wanted, at=at)
    except UnableToReach as unreachable:
        raise UnableToInvite(str(unreachable)) from unreachable
    end_unused(victim=victim, person=person, actor=actor, at=at)
    invitation = _create(victim=victim, person=person, supporter=supporter, ways=ways, actor=actor, at=at)
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
    return invitation


def _create(
    *,
    victim: Victim,
    person: Person,
    supporter: RegisteredSupporter | None,
    ways: TwoWays,
    actor: Actor,
    at: dt.datetime,
) -> PortalInvitation:
    way = ways.for_invitation
    invitation = PortalInvitation(
        victim=victim,
        person=person,
        supporter=supporter,
        channel=way.channel,
        code_contact_point=ways.for_codes,
        invited_at=at,
        invited_by=actor.label,
        expires_at=_expires_at(way, at=at),
    )
    invitation.code_digest = portal_secrets.invitation_digest(invitation_id=invitation.pk)
    if way.channel is not Channel.POST:
        invitation.save(force_insert=True)
        return invitation
    return _with_reference(invitation)


def _expires_at(way: Way, *, at: dt.datetime) -> dt.datetime:
    if way.channel is not Channel.POST:
        return at + portal_invitations.ELECTRONIC_LIFE
    return portal_invitations.letter_expires_at(leaves_at=way.not_before, calendar=reference.load_calendar())


def _with_reference(invitation: PortalInvitation) -> PortalInvitation:
    """Draw the reference that a letter carries, and whoever finds the letter may quote: never the code."""
    for draw in range(1, _DRAWS + 1):
        invitation.reference = new_reference()
        try:
            with transaction.atomic():
                invitation.save(force_insert=True)
        except IntegrityError:
            if draw == _DRAWS:
                raise
        else:
            break
    return invitation


def require_theirs(*, victim: Victim, person: Person, on: dt.date) -> None:
    """Refuse whoever is not the victim and not recorded as speaking for them, or may be a danger to them (T10).

    ``on`` is a London date.

    Raises:
        UnableToInvite: they cannot be invited to this record.
    """
    if person.died_on is not None:
        raise UnableToInvite("The person has died.")
    if person.pk == victim.person_id:
        return
    connection = victim.connections.filter(person=person, ended_at__isnull=True).first()
    if connection is None or not connection.has_consent:
        raise UnableToInvite("The person is not recorded as somebody whom the victim agreed to have told.")
    if connection.wish == RelativeWish.NOT_AT_ALL:
        raise UnableToInvite("The person asked to be told nothing.")
    if connection.may_be_told in {MayBeTold.DATES_ONLY, MayBeTold.NOTHING}:
        raise UnableToInvite("The victim agreed that the person is told less than the online page shows.")
    if connection.consent_ends_on is not None and connection.consent_ends_on < on:
        raise UnableToInvite("The victim agreed to it for a time that has passed.")
    if connection.is_suspect_or_lives_with_suspect is not False:
        raise UnableToInvite("Nobody has checked that the person is not a suspect and does not live with one.")


def require_somebody_elses(*, actor: Actor, person: Person) -> None:
    """Refuse a member of staff who would let themselves in: they are known by their email or telephone (V31).

    Raises:
        UnableToInvite: an address or number of the person, now or earlier, is their own.
    """
    email, phone = contact_of(label=actor.label)
    own = [key for key in (email_key(value=email), phone_key(value=phone) if phone else "") if key]
    if ContactPoint.objects.filter(person=person, key__in=own).exclude(kind=ContactPointKind.POST).exists():
        raise UnableToInvite("This may be you. Ask your manager to give the case to somebody else.")


def lock(*, person: Person) -> None:
    """Let invitations and revocations of one person happen one after the other."""
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def end_unused(*, victim: Victim, person: Person, actor: Actor, at: dt.datetime) -> bool:
    """End the invitation that was not used, and take its message back where nothing of it has left."""
    invitation = PortalInvitation.objects.filter(
        victim=victim, person=person, redeemed_at__isnull=True, revoked_at__isnull=True
    ).first()
    if invitation is None:
        return False
    # The message first: whoever applies a receipt locks in this order too.
    message = _message(invitation)
    if not PortalInvitation.objects.filter(pk=invitation.pk, redeemed_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by=actor.label
    ):
        return False
    if message is not None and message.state in _NOT_LEFT:
        message.state = MessageState.CANCELLED
        message.state_changed_at = at
        message.undecided_since = None
        message.reason = "The code in it is no longer valid"
        message.save()
        for kind in _WORK:
            work.settle(
                key=consequences.work_key(message=message, kind=kind),
                outcome="The invitation was ended",
                actor=actor,
                at=at,
            )
    audit.record(
        actor=actor,
        verb=Verb.CANCELLED,
        subject=invitation,
        case_id=victim.case_id,
        victim_id=victim.pk,
        at=at,
    )
    return True


def _message(invitation: PortalInvitation) -> OutboxMessage | None:
    """Lock and return the newest message that carries an invitation: a text that failed for a time is followed."""
    message = None
    follower = OutboxMessage.objects.filter(dedupe_key=invitation.message_key)
    while (found := follower.select_for_update(of=("self",), no_key=True).first()) is not None:
        message = found
        follower = OutboxMessage.objects.filter(follows=found)
    return message
