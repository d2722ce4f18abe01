"""Delivery receipts: stored exactly as they came before they are answered, applied later, in any order (2.5).

A receipt may only move a state. It never creates a message, never sends again under the same reference and never
touches a contact point. One whose reference nobody knows is kept for a quarter of an hour, because it may have
overtaken our own commit; after that it is an alarm: somebody sent something we do not know of.
"""

import datetime as dt
import json
import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.prepared import Prepared
from cases.rules.vocabulary import WorkKind
from communications.models import OutboxMessage, Receipt
from communications.rules.lifecycle import RECEIPT_STATES
from communications.rules.outcomes import ProviderStatus
from communications.rules.receipts import RECEIPT_RANK, contradicts, settle
from communications.rules.vocabulary import Channel, MessageState
from communications.services import consequences, delivery, statements

_LOGGER = logging.getLogger(__name__)
#: How long a receipt waits for its message to appear.
UNKNOWN_AFTER = dt.timedelta(minutes=15)

#: Every status that we understand, by the names providers use for it; anything else is refused at the door.
STATUSES: dict[str, ProviderStatus] = {
    "created": ProviderStatus.ACCEPTED,
    "accepted": ProviderStatus.ACCEPTED,
    "sending": ProviderStatus.DISPATCHED,
    "sent": ProviderStatus.DISPATCHED,
    "received": ProviderStatus.DISPATCHED,
    "dispatched": ProviderStatus.DISPATCHED,
    "delivered": ProviderStatus.DELIVERED,
    "temporary-failure": ProviderStatus.TEMPORARY_FAILURE,
    "technical-failure": ProviderStatus.TECHNICAL_FAILURE,
    "permanent-failure": ProviderStatus.PERMANENT_FAILURE,
    "returned": ProviderStatus.RETURNED,
}


class UnknownStatus(ValueError):
    """A receipt carries a status that we do not understand; its text is not repeated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What one run of `apply_batch` did."""

    #: Receipts that moved a message.
    moved: int
    #: Receipts that brought nothing new.
    ignored: int
    #: Receipts put before a person, because they cannot be true together with what we hold.
    contradicting: int
    #: Receipts that nobody's message answers to.
    unknown: int

    @property
    def total(self) -> int:
        """Receipts that need no further reading."""
        return self.moved + self.ignored + self.contradicting + self.unknown


def store(
    *,
    provider: str,
    provider_id: str,
    send_ref: uuid.UUID | None,
    status: str,
    provider_at: dt.datetime,
    body: dict[str, Any],
    at: dt.datetime,
) -> bool:
    """Keep a receipt before it is answered; False when the very same one was here before.

    The caller has checked who is asking and answers only after this has returned. Nothing else is done here.

    Raises:
        UnknownStatus: the status is none of `STATUSES`.

    """
    if status not in STATUSES:
        raise UnknownStatus("The status of the receipt is not known")
    stored = _STORE.rows(
        {
            "provider": provider,
            "provider_id": provider_id,
            "send_ref": send_ref,
            "status": status,
            "provider_at": provider_at,
            "body": json.dumps(body),
            "at": at,
        }
    )
    return bool(stored)


_STORE = Prepared(
    name="store_receipt",
    parameters={
        "provider": "text",
        "provider_id": "text",
        "send_ref": "uuid",
        "status": "text",
        "provider_at": "timestamptz",
        "body": "jsonb",
        "at": "timestamptz",
    },
    text="""
insert into communications_receipt
       (provider, provider_id, send_ref, status, provider_at, body, received_at, outcome)
values (%(provider)s, %(provider_id)s, %(send_ref)s, %(status)s, %(provider_at)s, %(body)s, %(at)s, '')
    on conflict (provider, provider_id, status, provider_at) do nothing
returning 1
""",
)


# One statement reads a batch, chooses for each message the receipt that knows most, moves the messages for which
# nothing else follows, and marks what it has read. What has consequences is returned and done one by one. Rows that
# somebody else is working on are left for the next run.
_APPLY = """
with meaning as (
  select * from unnest(%(statuses)s::text[], %(states)s::text[], %(ranks)s::int[]) as t(status, state, rank)),
verdict as (
  select * from unnest(%(v_from)s::text[], %(v_to)s::text[], %(v_channel)s::text[], %(v_verdict)s::text[])
         as t(state_before, state_after, channel, verdict)),
batch as materialized (
  select r.id, r.provider_id, r.provider_at, r.status, m.id as message_id, m.state as state_before, m.channel
    from communications_receipt r join communications_outboxmessage m on m.send_ref = r.send_ref
   where r.applied_at is null
   order by r.id limit %(limit)s for no key update of r, m skip locked),
read as (
  select b.*, n.state as state_after, n.rank from batch b join meaning n on n.status = b.status),
best as (
  select distinct on (message_id) * from read order by message_id, rank desc, provider_at, id),
judged as (
  select best.*, v.verdict from best
    join verdict v using (state_before, state_after, channel)),
moved as (
  update communications_outboxmessage m
     set state = j.state_after, state_changed_at = now(),
         provider_id = case when m.provider_id = '' then j.provider_id else m.provider_id end,
         dispatched_at = coalesce(m.dispatched_at, least(j.provider_at, now())),
         delivered_at = case when j.state_after = 'DELIVERED' then least(j.provider_at, now()) else m.delivered_at end
    from judged j where j.message_id = m.id and j.verdict = 'MOVE'),
marked as (
  update communications_receipt r
     set applied_at = now(), outcome = case when r.id = j.id and j.verdict = 'MOVE' then 'APPLIED' else 'IGNORED' end
    from read, judged j
   where r.id = read.id and j.message_id = read.message_id and j.verdict in ('MOVE', 'IGNORE')
     and (read.rank < j.rank or read.state_after = j.state_after)
  returning r.outcome)
select 'moved', count(*), null::bigint, null::text, null::timestamptz, null::text from marked where outcome = 'APPLIED'
union all
select 'ignored', count(*), null, null, null, null from marked where outcome = 'IGNORED'
union all
select 'ask', id, message_id, state_after, provider_at, provider_id from judged where verdict = 'ASK'
"""


def apply_batch(*, at: dt.datetime, limit: int = 1000) -> Applied:
    """Apply stored receipts to their messages; safe to run twice, at once or late. See `Applied`."""
    rows = statements.rows(_APPLY, {**_parameters(), "limit": limit})
    counts = {row[0]: row[1] for row in rows if row[0] != "ask"}
    moved, ignored, contradicting = counts["moved"], counts["ignored"], 0
    for _, receipt_id, message_id, state, provider_at, provider_id in (row for row in rows if row[0] == "ask"):
        verdict = _apply_one(receipt_id, message_id, MessageState(state), provider_at, provider_id, at=at)
        moved += verdict == "APPLIED"
        ignored += verdict == "IGNORED"
        contradicting += verdict == "CONTRADICTS"
    return Applied(moved=moved, ignored=ignored, contradicting=contradicting, unknown=_give_up_unknown(at=at))


def apply_waiting(*, at: dt.datetime, batches: int = 50) -> int:
    """Apply batch after batch until none is left or `batches` were applied; return how many receipts were read."""
    read = 0
    for _ in range(batches):
        applied = apply_batch(at=at)
        read += applied.total
        if not applied.total:
            break
    return read


def unknown_receipts(*, since: dt.datetime) -> int:
    """Count the receipts for something that we did not send, as far as we know: an alarm whenever it is not zero."""
    return Receipt.objects.filter(outcome="UNKNOWN", received_at__gte=since).count()


def _apply_one(
    receipt_id: int,
    message_id: int,
    state: MessageState,
    provider_at: dt.datetime,
    provider_id: str,
    *,
    at: dt.datetime,
) -> str:
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(of=("self",), no_key=True)
            .select_related("communication__case", "communication__victim")
            .get(pk=message_id)
        )
        receipt = Receipt.objects.select_for_update(no_key=True).get(pk=receipt_id)
        if receipt.applied_at is not None:
            return "SEEN"
        outcome = "IGNORED"
        current = MessageState(message.state)
        channel = Channel(message.channel)
        if settle(current=current, receipt=state, channel=channel) is not None:
            message.provider_id = message.provider_id or provider_id
            delivery.arrive(message=message, state=state, happened_at=provider_at, at=at)
            outcome = "APPLIED"
        elif contradicts(current=current, receipt=state, channel=channel):
            consequences.raise_work(
                message=message,
                kind=WorkKind.UNDECIDED_DELIVERY,
                summary=f"The provider reports {state.label.lower()}, but we hold {current.label.lower()}: find out",
                at=at,
            )
            outcome = "CONTRADICTS"
        receipt.applied_at = at
        receipt.outcome = outcome
        receipt.save(update_fields=["applied_at", "outcome"])
    return outcome


def _give_up_unknown(*, at: dt.datetime) -> int:
    """Mark receipts whose message has not appeared in time; each is an alarm."""
    unknown = statements.execute(
        "update communications_receipt r set applied_at = now(), outcome = 'UNKNOWN' "
        " where r.applied_at is null and r.received_at < %(before)s "
        "   and not exists (select 1 from communications_outboxmessage m where m.send_ref = r.send_ref)",
        {"before": at - UNKNOWN_AFTER},
    )
    if unknown:
        _LOGGER.error("receipts.unknown_reference", extra={"receipts": unknown})
    return unknown


def _parameters() -> dict[str, list[Any]]:
    statuses = {name: delivery.STATE_OF[status] for name, status in STATUSES.items()}
    verdicts = [
        (current.value, after.value, channel.value, _verdict(current, after, channel))
        for current in MessageState
        for after in RECEIPT_STATES
        for channel in Channel
    ]
    return {
        "statuses": list(statuses),
        "states": [state.value for state in statuses.values()],
        "ranks": [RECEIPT_RANK[state] for state in statuses.values()],
        "v_from": [row[0] for row in verdicts],
        "v_to": [row[1] for row in verdicts],
        "v_channel": [row[2] for row in verdicts],
        "v_verdict": [row[3] for row in verdicts],
    }


def _verdict(current: MessageState, after: MessageState, channel: Channel) -> str:
    """Say whether a receipt only moves the row, needs its consequences worked out, or brings nothing new."""
    if settle(current=current, receipt=after, channel=channel) is None:
        return "ASK" if contradicts(current=current, receipt=after, channel=channel) else "IGNORE"
    has_gone_before = current in {MessageState.ACCEPTED, MessageState.DISPATCHED} and (
        channel is not Channel.POST or current is MessageState.DISPATCHED
    )
    is_good_news = after in {MessageState.DISPATCHED, MessageState.DELIVERED}
    return "MOVE" if has_gone_before and is_good_news else "ASK"
