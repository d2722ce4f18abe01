"""What the other side knows, held against what we hold: silent messages, and the list of a day (2.5, R5).

Receipts stop after a few tries, and a folder sends none at all; so we ask. Nothing here sends anything.
"""

import datetime as dt
import logging
import uuid

from django.db import transaction
from django.db.models import QuerySet

from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import LONDON
from communications.models import OutboxMessage
from communications.rules.outcomes import Found, ProviderStatus
from communications.rules.receipts import settle
from communications.rules.vocabulary import Channel, MessageState
from communications.services import consequences, delivery, statements

_LOGGER = logging.getLogger(__name__)
#: How long a channel may be silent before we ask. Our own print folder is asked often: it is only a file, and the
#: clock of a letter stops when its posting is confirmed.
SILENT_FOR: dict[Channel, dt.timedelta] = {
    Channel.TEXT: dt.timedelta(minutes=30),
    Channel.EMAIL: dt.timedelta(hours=4),
    Channel.INTERMEDIARY_EMAIL: dt.timedelta(hours=4),
    Channel.POST: dt.timedelta(minutes=10),
}
#: How long until the same message is asked about again.
ASK_AGAIN_AFTER: dict[Channel, dt.timedelta] = {
    Channel.TEXT: dt.timedelta(hours=1),
    Channel.EMAIL: dt.timedelta(hours=4),
    Channel.INTERMEDIARY_EMAIL: dt.timedelta(hours=4),
    Channel.POST: dt.timedelta(minutes=10),
}
#: Providers keep what they know of a message for a week.
RETENTION = dt.timedelta(days=7)

_CLAIM_SILENT = """
with d as materialized (
  select id from communications_outboxmessage
   where state = 'ACCEPTED' and channel = %(channel)s
     and state_changed_at < now() - %(silent)s::interval and state_changed_at > now() - %(retention)s::interval
     and (lease_until is null or lease_until < now())
   order by state_changed_at, id limit %(limit)s for no key update skip locked)
update communications_outboxmessage m set lease_until = now() + %(again)s, lease_owner = 'polling'
  from d where m.id = d.id returning m.id, m.send_ref
"""


def claim_silent(*, channel: Channel, limit: int) -> list[tuple[int, uuid.UUID]]:
    """Choose accepted messages of which no news has come; give their ids and references.

    Each is given to one asker only, and not again for `ASK_AGAIN_AFTER`.
    """
    claimed = statements.rows(
        _CLAIM_SILENT,
        {
            "channel": channel.value,
            "silent": SILENT_FOR[channel],
            "again": ASK_AGAIN_AFTER[channel],
            "retention": RETENTION,
            "limit": limit,
        },
    )
    return [(row[0], row[1]) for row in claimed]


def apply_answer(*, message_id: int, found: Found, at: dt.datetime) -> bool:
    """Move a message to where the other side says it is; False when that brings nothing new."""
    with transaction.atomic():
        message = _locked().get(pk=message_id)
        return _move(message, found, at=at)


def settle_listed(*, channel: Channel, send_refs: frozenset[uuid.UUID], at: dt.datetime) -> int:
    """Settle what the other side's list has and we have not settled; return how many differ, strangers included.

    Such are answers that were lost on the way, and commits that a failing database lost (F10).
    """
    held = dict(OutboxMessage.objects.filter(send_ref__in=send_refs).values_list("send_ref", "id"))
    strangers = len(send_refs - held.keys())
    if strangers:
        _LOGGER.error("reconciliation.not_ours", extra={"channel": channel.value, "messages": strangers})
    open_ids = (
        OutboxMessage.objects.filter(pk__in=held.values(), accepted_at__isnull=True)
        .exclude(state=MessageState.FAILED_PERM)
        .values_list("pk", flat=True)
    )
    moved = 0
    for message_id in list(open_ids):
        found = Found(provider_id="", status=ProviderStatus.ACCEPTED, happened_at=None)
        moved += apply_answer(message_id=message_id, found=found, at=at)
    return strangers + moved


def raise_unlisted(*, channel: Channel, day: dt.date, listed: frozenset[uuid.UUID], at: dt.datetime) -> int:
    """Put before a person what we hold as accepted on a London day and the other side does not know (R5)."""
    since = dt.datetime.combine(day, dt.time(0), tzinfo=LONDON)
    until = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(0), tzinfo=LONDON)
    ours = (
        OutboxMessage.objects.select_related("communication__case", "communication__victim")
        .filter(channel=channel, accepted_at__gte=since, accepted_at__lt=until)
        .exclude(send_ref__in=listed)
    )
    missing = list(ours)
    for message in missing:
        consequences.raise_work(
            message=message,
            kind=WorkKind.RECONCILIATION,
            summary="We hold it as accepted, and the other side does not have it on its list: find out",
            at=at,
        )
    return len(missing)


def _locked() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.select_for_update(of=("self",), no_key=True).select_related(
        "communication__case", "communication__victim"
    )


def _move(message: OutboxMessage, found: Found, *, at: dt.datetime) -> bool:
    state = delivery.STATE_OF[found.status]
    moved = settle(current=MessageState(message.state), receipt=state, channel=Channel(message.channel))
    if moved is None:
        return False
    message.provider_id = message.provider_id or found.provider_id
    delivery.arrive(message=message, state=moved, happened_at=found.happened_at or at, at=at)
    return True
