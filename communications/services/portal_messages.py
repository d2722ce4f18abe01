"""How invitations and one-time codes leave: through the outbox, by two different safe ways, naming ids only.

One mailbox, one telephone or one letter box alone must let nobody in: whoever reads the invitation does not thereby
read the code (ASVS 6.3.3, 6.3.6; T1).
"""

import dataclasses
import datetime as dt
import logging
import uuid

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.actors import Actor
from cases.models import ContactPoint, Person, Victim
from cases.rules.vocabulary import Language
from communications.models import OutboxMessage, PortalCode, PortalInvitation
from communications.rules import portal_codes
from communications.rules.safe_contact import SendRequest, may_send
from communications.rules.vocabulary import Channel, ContentLevel, MessageState, Purpose
from communications.services import portal_secrets, safe_contact

_LOGGER = logging.getLogger(__name__)

#: The task that drains the outbox; a wake-up only, what is due stands in the database.
SENDING_TASK = "communications.send.drain"
#: A text arrives sooner and lies in fewer hands than a mailbox that a family may share.
_CODES_BY = (Channel.TEXT, Channel.EMAIL)
_INVITATIONS_BY = (Channel.EMAIL, Channel.TEXT)
_LANGUAGES = frozenset(Language)
_CODE, _INVITATION = "portal_code", "portal_invitation"
_NOBODY = uuid.UUID(int=0)


class UnableToReach(Exception):
    """There are not two safe ways to this person; the text says so for staff, without personal data."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A safe way to a person."""

    channel: Channel
    point: ContactPoint
    #: Aware; now, or when the person's next safe time begins.
    not_before: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TwoWays:
    """Where the invitation goes, and where the one-time codes will go."""

    for_invitation: Way
    for_codes: ContactPoint


def two_ways_to(*, person: Person, victim: Victim, at: dt.datetime) -> TwoWays:
    """Choose two different safe ways to a person, as the safe-contact rules allow them.

    Raises:
        UnableToReach: there are not two.

    """
    known = safe_contact.known_about(victim=victim, person=person, at=at)
    ways: dict[Channel, Way] = {}
    for channel in _INVITATIONS_BY:
        request = SendRequest(channel=channel, languages=_LANGUAGES, least_content=ContentLevel.NOTHING)
        decision = may_send(request=request, profile=known.profile, at=at)
        point = known.profile.point_for(channel=channel)
        if point is not None and (decision.is_allowed or decision.retry_at is not None):
            not_before = decision.retry_at or at
            ways[channel] = Way(channel=channel, point=known.points[point.id], not_before=not_before)
    codes_by = next((channel for channel in _CODES_BY if channel in ways), None)
    invitation_by = next((channel for channel in _INVITATIONS_BY if channel in ways and channel is not codes_by), None)
    if codes_by is None or invitation_by is None:
        raise UnableToReach(
            "Two safe ways to reach the person are needed: one for the invitation and another for the code. "
            "Record a second one that is safe, or keep the person informed by telephone and letter."
        )
    return TwoWays(for_invitation=ways[invitation_by], for_codes=ways[codes_by].point)


def queue_invitation(*, invitation: PortalInvitation, way: Way, actor: Actor, at: dt.datetime) -> None:
    """Put an invitation into the outbox, in the caller's transaction. Its code is worked out when it is sent."""
    OutboxMessage.objects.create(
        purpose=Purpose.PORTAL_INVITATION,
        channel=way.channel,
        contact_point=way.point,
        content_level=ContentLevel.NOTHING,
        template_name=_INVITATION,
        template_values={
            "victim_id": str(invitation.victim_id),
            "invitation_id": str(invitation.pk),
            "days": str(portal_codes.INVITATION_LIFE.days),
        },
        dedupe_key=f"portal-invitation:{invitation.pk}",
        state=MessageState.QUEUED,
        deadline=invitation.expires_at,
        not_before=way.not_before,
        queued_at=at,
        queued_by=actor.label,
        state_changed_at=at,
    )


def queue_one_time_code(*, code: PortalCode, actor: Actor, at: dt.datetime) -> None:
    """Put a one-time code into the outbox, in the caller's transaction.

    For a code that is nobody's the same row is written and taken back, so that the work done says nothing.
    """
    point, victim_id = _where(code)
    savepoint = transaction.savepoint()
    OutboxMessage.objects.create(
        purpose=Purpose.PORTAL_CODE,
        channel=_channel_of(point),
        contact_point=point,
        content_level=ContentLevel.NOTHING,
        template_name=_CODE,
        template_values={
            "victim_id": str(victim_id),
            "code_id": str(code.pk),
            "minutes": str(int(portal_codes.ONE_TIME_LIFE.total_seconds() // 60)),
        },
        dedupe_key=f"portal-code:{code.pk}",
        state=MessageState.QUEUED,
        deadline=code.expires_at,
        not_before=at,
        queued_at=at,
        queued_by=actor.label,
        state_changed_at=at,
    )
    if point is None:
        transaction.savepoint_rollback(savepoint)
    else:
        transaction.savepoint_commit(savepoint)


def values_of(*, message: OutboxMessage) -> dict[str, str]:
    """Return the secret that a message carries, worked out at the moment it is composed."""
    values = message.template_values
    if message.template_name == _CODE:
        return {"code": portal_secrets.one_time_code(code_id=uuid.UUID(values["code_id"]))}
    if message.template_name == _INVITATION:
        code = portal_secrets.invitation_code(invitation_id=uuid.UUID(values["invitation_id"]))
        return {"code": portal_codes.in_groups(code=code)}
    return {}


def wake_sender() -> None:
    """Wake the sender once the transaction is committed. Where the broker is away, the sweep finds the message."""
    transaction.on_commit(_nudge)


def _nudge() -> None:
    try:
        current_app.send_task(SENDING_TASK, retry=False)
    except OperationalError:
        _LOGGER.warning("portal.nudge_failed")


def _where(code: PortalCode) -> tuple[ContactPoint | None, uuid.UUID | None]:
    """Return where a code goes and about which victim; one statement whether or not it is anybody's."""
    person_id = code.account.person_id if code.account else code.invitation.person_id if code.invitation else None
    redeemed = PortalInvitation.objects.filter(person_id=person_id or _NOBODY, revoked_at__isnull=True)
    victim_id = redeemed.order_by("-invited_at").values_list("victim_id", flat=True).first()
    if code.invitation is not None:
        return code.invitation.code_contact_point, code.invitation.victim_id
    return (code.account.code_contact_point, victim_id) if code.account is not None else (None, None)


def _channel_of(point: ContactPoint | None) -> Channel:
    if point is None:
        return Channel.PORTAL
    return Channel.TEXT if point.kind == "MOBILE" else Channel.EMAIL
