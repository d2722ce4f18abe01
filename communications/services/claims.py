"""Who works on which message: claims in batches with a lease and a fence, renewals, and leases that ran out (2.3).

Nothing here calls anybody. A claim is a short transaction; the work happens after it has been committed, and every
later write names the fence, so that a worker that was overtaken changes nothing.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from communications.rules.retry import DEFAULT_QUARANTINE
from communications.rules.vocabulary import Channel
from communications.services import statements

_CLAIM_TO_SEND = """
with d as materialized (
  select id from communications_outboxmessage
   where state in ('QUEUED', 'RENDERED', 'AMBIGUOUS')
     and not (state = 'QUEUED' and channel = 'POST' and template_name = '')
     and channel = %(channel)s and not held_for_volume
     and not_before <= now()
   order by deadline, id limit %(limit)s for no key update skip locked)
update communications_outboxmessage m
   set state = 'SENDING', fence = m.fence + 1, lease_until = now() + %(lease)s, lease_owner = %(worker)s,
       state_changed_at = now()
  from d where m.id = d.id
returning m.id, m.send_ref, m.fence, m.undecided_since is not null, m.deadline,
          m.channel = 'POST' and m.document_id is null
"""

_CLAIM_TO_RENDER = """
with d as materialized (
  select id from communications_outboxmessage
   where state = 'QUEUED' and channel = 'POST' and template_name = '' and not held_for_volume
     and not_before <= now()
   order by deadline, id limit %(limit)s for no key update skip locked)
update communications_outboxmessage m
   set state = 'RENDERING', fence = m.fence + 1, lease_until = now() + %(lease)s, lease_owner = %(worker)s,
       state_changed_at = now()
  from d where m.id = d.id
returning m.id, m.send_ref, m.fence, false, m.deadline, false
"""

_RENEW = """
update communications_outboxmessage set lease_until = now() + %(lease)s
 where id = %(id)s and fence = %(fence)s and state in ('SENDING', 'RENDERING')
"""

# A letter that was being made goes back to the queue. A message whose call had not begun goes back too: nothing of it
# can have left. One whose call had begun waits out the quarantine and is asked for by reference.
# A worker that died in the middle of one message leaves a trace on it: a message that kills its workers is found (R3).
_EXPIRE = """
with d as materialized (
  select o.id, o.fence, o.state, o.channel, o.undecided_since, o.document_id, o.lease_until, q.wait
    from communications_outboxmessage o
    join unnest(%(channels)s::text[], %(quarantines)s::interval[]) as q(channel, wait) on q.channel = o.channel
   where o.state in ('RENDERING', 'SENDING') and o.lease_until < now()
   order by o.lease_until limit %(limit)s for no key update of o skip locked),
trace as (
  insert into communications_deliveryattempt (message_id, fence, action, started_at, ended_at, outcome, answer)
  select id, fence, 'LEASE', lease_until, now(), 'LOST', '' from d
   where undecided_since is not null or state = 'RENDERING'
  on conflict do nothing)
update communications_outboxmessage m
   set state = case when d.undecided_since is not null then 'AMBIGUOUS'
                    when d.state = 'SENDING' and d.channel = 'POST' and d.document_id is not null then 'RENDERED'
                    else 'QUEUED' end,
       not_before = case when d.undecided_since is null then m.not_before
                         else m.lease_until + d.wait end,
       lease_until = null, lease_owner = '', state_changed_at = now()
  from d where m.id = d.id
returning m.id
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """One message that this worker may work on until its lease ends or somebody raises the fence."""

    message_id: int
    send_ref: uuid.UUID
    channel: Channel
    fence: int
    #: An earlier attempt may have arrived: ask by reference before sending.
    must_look_up: bool
    #: The deadline by which it should have been handed over.
    deadline: dt.datetime
    #: A letter with a code in it: made on its way out and never stored.
    is_made_when_sent: bool = False


def send_lease() -> dt.timedelta:
    """Return how long a claimed message is left to its worker.

    Longer than one call may take (connecting, reading, and the settling after it); each message of a batch gets a new
    lease just before its own call.
    """
    return dt.timedelta(seconds=settings.SEND_LEASE_SECONDS)


def render_lease() -> dt.timedelta:
    """Return how long a letter is left to its worker: it takes a tenth of a second; a hopeless one is cut off."""
    return dt.timedelta(seconds=settings.RENDER_LEASE_SECONDS)


def quarantine(*, channel: Channel) -> dt.timedelta:
    """Return how long an ambiguous answer waits before the provider is asked (RETRY-3)."""
    seconds = settings.SENDING_QUARANTINE_SECONDS.get(channel.value)
    return DEFAULT_QUARANTINE[channel] if seconds is None else dt.timedelta(seconds=seconds)


def claim_to_send(*, channel: Channel, limit: int, worker: str) -> list[Claim]:
    """Claim up to `limit` due messages of a channel, the nearest deadline first."""
    return _claim(_CLAIM_TO_SEND, channel=channel, limit=limit, worker=worker, lease=send_lease())


def claim_to_render(*, limit: int, worker: str) -> list[Claim]:
    """Claim up to `limit` letters whose PDF is still to be made, the nearest deadline first."""
    return _claim(_CLAIM_TO_RENDER, channel=Channel.POST, limit=limit, worker=worker, lease=render_lease())


def renew(*, claim: Claim) -> bool:
    """Lengthen the lease before a look-up or a render; False means that somebody else owns the message: stop."""
    lease = render_lease() if claim.channel == Channel.POST else send_lease()
    return statements.execute(_RENEW, {"id": claim.message_id, "fence": claim.fence, "lease": lease}) == 1


def due_channels() -> frozenset[Channel]:
    """Return the channels that have something to send now."""
    found = statements.rows(
        "select c.channel from unnest(%(channels)s) as c(channel) where exists ("
        " select 1 from communications_outboxmessage m "
        "  where m.state in ('QUEUED', 'RENDERED', 'AMBIGUOUS') "
        "    and not (m.state = 'QUEUED' and m.channel = 'POST' and m.template_name = '') "
        "    and m.channel = c.channel and not m.held_for_volume and m.not_before <= now())",
        {"channels": [channel.value for channel in Channel]},
    )
    return frozenset(Channel(row[0]) for row in found)


def give_back(*, claims: Iterable[Claim]) -> None:
    """Put claimed messages that were not begun back at once, so that a worker that stops delays nobody."""
    for claim in claims:
        statements.execute(
            "update communications_outboxmessage "
            "   set state = case when undecided_since is not null then 'AMBIGUOUS' "
            "                    when state = 'SENDING' and document_id is not null then 'RENDERED' else 'QUEUED' end, "
            "       lease_until = null, lease_owner = '', state_changed_at = now() "
            " where id = %(id)s and fence = %(fence)s and state in ('SENDING', 'RENDERING')",
            {"id": claim.message_id, "fence": claim.fence},
        )


def expire_leases(*, limit: int = 1000) -> list[int]:
    """Take messages back from workers that are gone; return their ids. Safe to run twice, at once or late (R3)."""
    expired = statements.rows(
        _EXPIRE,
        {
            "limit": limit,
            "channels": [channel.value for channel in Channel],
            "quarantines": [quarantine(channel=channel) for channel in Channel],
        },
    )
    return [row[0] for row in expired]


def _claim(sql: str, *, channel: Channel, limit: int, worker: str, lease: dt.timedelta) -> list[Claim]:
    if limit <= 0:
        return []
    rows = statements.rows(sql, {"channel": channel.value, "limit": limit, "worker": worker, "lease": lease})
    # The statement returns the rows in any order; the nearest deadline is worked on first.
    claims = [
        Claim(
            message_id=row[0],
            send_ref=row[1],
            channel=channel,
            fence=row[2],
            must_look_up=row[3],
            deadline=row[4],
            is_made_when_sent=row[5],
        )
        for row in rows
    ]
    return sorted(claims, key=lambda claim: (claim.deadline, claim.message_id))
