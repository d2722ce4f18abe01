"""What staff see of a person's newest invitation to the portal: how it went, how it stands. Never its code."""

import dataclasses
import datetime as dt

from accounts.actors import Actor
from cases.models import Person, Victim
from cases.selectors.records import cases_visible_to
from communications.models import OutboxMessage, PortalInvitation
from communications.rules.portal_invitations import InvitationFacts, InvitationState, state_of
from communications.rules.portal_ways import Pair
from communications.rules.vocabulary import Channel, MessageState

_HAS_LEFT = (MessageState.ACCEPTED, MessageState.DISPATCHED, MessageState.DELIVERED)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRecord:
    """A person's newest invitation to one victim's record. Instants are aware."""

    state: InvitationState
    #: None where the code was read out on the telephone.
    ways: Pair | None
    codes_by: Channel
    #: What the letter carries; empty where none was posted.
    reference: str
    invited_at: dt.datetime
    expires_at: dt.datetime
    #: When it left, by the word of the print room or the provider; None while it has not.
    left_at: dt.datetime | None
    used_at: dt.datetime | None
    ended_at: dt.datetime | None
    #: A letter is out that could come back.
    may_come_back: bool


def newest(*, viewer: Actor, victim: Victim, person: Person, at: dt.datetime) -> InvitationRecord | None:
    """Read how a person's newest invitation stands at an aware instant; None where there is none to see."""
    invitation = (
        PortalInvitation.objects.filter(victim=victim, person=person, victim__case__in=cases_visible_to(viewer=viewer))
        .select_related("code_contact_point")
        .order_by("-invited_at", "-id")
        .first()
    )
    if invitation is None:
        return None
    channel = Channel(invitation.channel) if invitation.channel else None
    message = _newest_message(invitation) if channel is not None else None
    message_state = MessageState(message.state) if message is not None else None
    return InvitationRecord(
        state=state_of(
            facts=InvitationFacts(
                channel=channel,
                message=message_state,
                expires_at=invitation.expires_at,
                has_been_used=invitation.redeemed_at is not None,
                has_been_ended=invitation.revoked_at is not None,
            ),
            at=at,
        ),
        ways=Pair(invitation=channel, codes=invitation.codes_by) if channel is not None else None,
        codes_by=invitation.codes_by,
        reference=invitation.reference,
        invited_at=invitation.invited_at,
        expires_at=invitation.expires_at,
        left_at=_left_at(message),
        used_at=invitation.redeemed_at,
        ended_at=invitation.revoked_at,
        may_come_back=channel is Channel.POST and message_state in _HAS_LEFT,
    )


def _left_at(message: OutboxMessage | None) -> dt.datetime | None:
    if message is None:
        return None
    return message.dispatched_at if message.channel == Channel.POST else message.accepted_at


def _newest_message(invitation: PortalInvitation) -> OutboxMessage:
    """Return the last message of those that carried it: a text that failed for a time is followed by another."""
    message = OutboxMessage.objects.get(dedupe_key=invitation.message_key)
    while (follower := message.followed_by.first()) is not None:
        message = follower
    return message
