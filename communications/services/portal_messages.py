"""How invitations and one-time codes leave: through the outbox, by two different safe ways, naming ids only.

One mailbox, one telephone or one letter box alone must let nobody in: whoever reads the invitation does not thereby
read the code (ASVS 6.3.3, 6.3.6; T1).
"""

import datetime as dt
import logging
import uuid

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.actors import Actor
from cases.models import ContactPoint
from cases.rules.vocabulary import ContactPointKind
from cases.rules.working_days import london_date
from communications.models import OutboxMessage, PortalCode, PortalInvitation
from communications.rules import portal_codes
from communications.rules.portal_invitations import ELECTRONIC_LIFE
from communications.rules.vocabulary import Channel, ContentLevel, MessageState, Purpose
from communications.services import portal_secrets
from communications.services.portal_ways import CONTENT, Way

_LOGGER = logging.getLogger(__name__)

#: The task that drains the outbox; a wake-up only, what is due stands in the database.
SENDING_TASK = "communications.send.drain"
_CODE, _INVITATION = "portal_code", "portal_invitation"
#: A supporter is no reader of a record: their words are their own.
_TO_SUPPORTER = "supporter_invitation"
_NOBODY = uuid.UUID(int=0)


def queue_invitation(*, invitation: PortalInvitation, way: Way, actor: Actor, at: dt.datetime) -> OutboxMessage:
    """Put an invitation into the outbox, in the caller's transaction. Its code is worked out when it is sent."""
    return OutboxMessage.objects.create(
        purpose=Purpose.PORTAL_INVITATION,
        channel=way.channel,
        contact_point=way.point,
        content_level=CONTENT[way.channel],
        template_name=_INVITATION if invitation.supporter_id is None else _TO_SUPPORTER,
        template_values={
            "victim_id": str(invitation.victim_id),
            "invitation_id": str(invitation.pk),
            **_own_values(way),
        },
        dedupe_key=invitation.message_key,
        state=MessageState.QUEUED,
        deadline=invitation.expires_at,
        not_before=way.not_before,
        queued_at=at,
        queued_by=actor.label,
        state_changed_at=at,
    )


def invitation_of(*, message: OutboxMessage) -> PortalInvitation | None:
    """Return the invitation that a message carries, with its person and victim; None for any other message."""
    if message.purpose != Purpose.PORTAL_INVITATION:
        return None
    invitations = PortalInvitation.objects.select_related("person", "victim__case__unit", "victim__case__area")
    invitations = invitations.select_related("victim__officer", "code_contact_point")
    return invitations.filter(pk=message.template_values.get("invitation_id")).first()


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
    if message.template_name in {_INVITATION, _TO_SUPPORTER}:
        code = portal_secrets.invitation_code(invitation_id=uuid.UUID(values["invitation_id"]))
        return {"code": portal_codes.in_groups(code=code)}
    return {}


def wake_sender() -> None:
    """Wake the sender once the transaction is committed. Where the broker is away, the sweep finds the message."""
    transaction.on_commit(_nudge)


def _own_values(way: Way) -> dict[str, str]:
    """Return what the words need: a letter its date, which must not change from one try to the next."""
    if way.channel is Channel.POST:
        return {"letter_on": london_date(at=way.not_before).isoformat()}
    return {"days": str(ELECTRONIC_LIFE.days)}


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
    return Channel.TEXT if point.kind == ContactPointKind.MOBILE else Channel.EMAIL
