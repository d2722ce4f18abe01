"""After a failure: the same channel once more, or the next safe one. Always a new message that names the old (W11).

A retry under the same reference is only for what was certainly not sent. What a provider took and could not deliver is
sent again under a new reference, because the provider would recognise the old one and do nothing.
"""

import datetime as dt

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import ContactPoint
from communications.models import OutboxMessage
from communications.rules.vocabulary import MessageState
from communications.services import safe_contact

_ACTOR = actors.system(SystemProcess.DELIVERY)


def go_on(*, message: OutboxMessage, at: dt.datetime) -> OutboxMessage | None:
    """Queue the same words by the next safe channel; None when there is no communication or no such channel.

    The channel, the version of the address and how much may be revealed are chosen afresh by the safe-contact rules.
    """
    if message.communication is None:
        return None
    choice = safe_contact.next_after(message=message, at=at)
    if choice.channel is None:
        return None
    return _follow(
        message,
        channel=choice.channel.value,
        contact_point=choice.contact_point,
        content_level=choice.content_level.value,
        not_before=choice.not_before,
        at=at,
    )


def try_again(*, message: OutboxMessage, not_before: dt.datetime, at: dt.datetime) -> OutboxMessage:
    """Queue the same words by the same channel to the same address, after a failure that may pass."""
    return _follow(
        message,
        channel=message.channel,
        contact_point=message.contact_point,
        content_level=message.content_level,
        not_before=not_before,
        at=at,
    )


def start_anew(*, message: OutboxMessage, at: dt.datetime) -> OutboxMessage | None:
    """Queue the same words by whatever way is safe now; None when there is no communication or no such way."""
    if message.communication is None:
        return None
    choice = safe_contact.choose(communication=message.communication, at=at)
    if choice.channel is None:
        return None
    return _follow(
        message,
        channel=choice.channel.value,
        contact_point=choice.contact_point,
        content_level=choice.content_level.value,
        not_before=choice.not_before,
        at=at,
    )


def tries_by_same_channel(*, message: OutboxMessage) -> int:
    """Count how often this has been tried by this channel, this message included."""
    tries = 1
    before = message.follows
    while before is not None and before.channel == message.channel:
        tries += 1
        before = before.follows
    return tries


def _follow(
    message: OutboxMessage,
    *,
    channel: str,
    contact_point: ContactPoint | None,
    content_level: str,
    not_before: dt.datetime,
    at: dt.datetime,
) -> OutboxMessage:
    # Failing twice is one follower: the failure is settled under the message's lock, and the key is unique besides.
    follower, _ = OutboxMessage.objects.get_or_create(
        dedupe_key=f"after:{message.pk}",
        defaults={
            "communication": message.communication,
            "purpose": message.purpose,
            "channel": channel,
            "contact_point": contact_point,
            "content_level": content_level,
            "template_name": message.template_name,
            "template_values": message.template_values,
            "state": MessageState.QUEUED,
            "deadline": message.deadline,
            "not_before": not_before,
            "document": None,
            "follows": message,
            "words_checked_at": message.words_checked_at,
            "words_checked_by": message.words_checked_by,
            "queued_at": at,
            "queued_by": _ACTOR.label,
            "state_changed_at": at,
        },
    )
    return follower
