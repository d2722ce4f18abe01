"""Who works on which message: claims in batches with a lease and a fence, renewals, and leases that ran out (2.3).

Nothing here calls anybody. A claim is a short transaction; the work happens after it has been committed, and every
later write names the fence, so that a worker that was overtaken changes nothing.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from communications.rules.retry import quarantine
from communications.rules.vocabulary import Channel, MessageState

#: How long a claimed message is left to its worker. Longer than one call may take (connect 3 s, read 10 s, and the
#: settling after it); each message of a batch gets a new lease just before its own call.
SEND_LEASE = dt.timedelta(seconds=60)
#: A letter takes a tenth of a second; a hopeless one is ended by its worker's own limits.
RENDER_LEASE = dt.timedelta(seconds=120)

_CLAIM_TO_SEND = """
with d as materialized (
  select id from communications_outboxmessage
   where state in ('QUEUED', 'RENDERED', 'AMBIGUOUS')
     and not (state = 'QUEUED' and channel = 'POST')
     and channel = %(channel)s and not held_for_volume
     and not_before <= now()
   order by deadline, id limit %(limit)s for no key update skip locked)
update communications_outboxmessage m
   set state = 'SENDING', fence = m.fence + 1, lease_until = now() + %(lease)s, lease_owner = %(worker)s,
       state_changed_at = now()
  from d where m.id = d.id
returning m.id, m.send_ref, m.fence, m.undecided_since is not null, m.deadline
"""

_CLAIM_TO_RENDER = """
with d as materialized (
  select id from communications_outboxmessage
   where state = 'QUEUED' and channel = 'POST' and not held_for_volume
     and not_before <= now()
   order by deadline, id limit %(limit)s for no key update skip locked)
update communications_outboxmessage m
   set state = 'RENDERING', fence = m.fence + 1, lease_until = now() + %(lease)s, lease_owner = %(worker)s,
       state_changed_at = now()
  from d where m.id = d.id
returning m.id, m.send_ref, m.fence, false, m.deadline
"""

_RENEW = """
update communications_outboxmessage set lease_until = now() + %(lease)s
 where id = %(id)s and fence = %(fence)s and state in ('SENDING', 'RENDERING')
"""

# A letter that was being made goes back to the queue. A message whose call had not begun goes back too: nothing of it
# can have left. One whose call had begun waits out the quarantine and is asked for by reference.
_EXPIRE = """
with d as materialized (
  select id, state, channel, undecided_since, document_id from communications_outboxmessage
   where state in ('RENDERING', 'SENDING') and lease_until < now()
   order by lease_until limit %(limit)s for no key update skip locked)
update communications_outboxmessage m
   set state = case when d.undecided_since is not null then 'AMBIGUOUS'
                    when d.state = 'SENDING' and d.channel = 'POST' and d.document_id is not null then 'RENDERED'
                    else 'QUEUED' end,
       not_before = case when d.undecided_since is null then m.not_before
                         else m.lease_until + (case when d.channel in ('TEXT') then %(text_q)s else %(other_q)s end)
                    end,
       lease_until = null, lease_owner = '', state_changed_at = now()
  from d where m.id = d.id
returning m.id, m.fence
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


def claim_to_send(*, channel: Channel, limit: int, worker: str) -> list[Claim]:
    """Claim up to `limit` due messages of a channel, the nearest deadline first."""
    return _claim(_CLAIM_TO_SEND, channel=channel, limit=limit, worker=worker, lease=SEND_LEASE)


def claim_to_render(*, limit: int, worker: str) -> list[Claim]:
    """Claim up to `limit` letters whose PDF is still to be made, the nearest deadline first."""
    return _claim(_CLAIM_TO_RENDER, channel=Channel.POST, limit=limit, worker=worker, lease=RENDER_LEASE)


def renew(*, claim: Claim) -> bool:
    """Lengthen the lease before a look-up or a render; False means that somebody else owns the message: stop."""
    lease = SEND_LEASE if claim.channel != Channel.POST else RENDER_LEASE
    with connection.cursor() as cursor:
        cursor.execute(_RENEW, {"id": claim.message_id, "fence": claim.fence, "lease": lease})
        return cursor.rowcount == 1


def give_back(*, claims: Iterable[Claim]) -> None:
    """Put claimed messages that were not begun back at once, so that a worker that stops delays nobody."""
    with connection.cursor() as cursor:
        for claim in claims:
            cursor.execute(
                "update communications_outboxmessage "
                "   set state = case when undecided_since is not null then 'AMBIGUOUS' "
                "                    when channel = 'POST' and state = 'SENDING' then 'RENDERED' else 'QUEUED' end, "
                "       lease_until = null, lease_owner = '', state_changed_at = now() "
                " where id = %s and fence = %s and state in ('SENDING', 'RENDERING')",
                [claim.message_id, claim.fence],
            )


def expire_leases(*, limit: int = 1000) -> list[int]:
    """Take messages back from workers that are gone; return their ids. Safe to run twice, at once or late (R3)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _EXPIRE,
            {"limit": limit, "text_q": quarantine(channel=Channel.TEXT), "other_q": quarantine(channel=Channel.EMAIL)},
        )
        return [message_id for message_id, _ in cursor.fetchall()]


def _claim(sql: str, *, channel: Channel, limit: int, worker: str, lease: dt.timedelta) -> list[Claim]:
    if limit <= 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, {"channel": channel.value, "limit": limit, "worker": worker, "lease": lease})
        rows = cursor.fetchall()
    # The statement returns the rows in any order; the nearest deadline is worked on first.
    claims = [
        Claim(message_id=row[0], send_ref=row[1], channel=channel, fence=row[2], must_look_up=row[3], deadline=row[4])
        for row in rows
    ]
    return sorted(claims, key=lambda claim: (claim.deadline, claim.message_id))


#: States in which a message belongs to a worker.
LEASED_STATES = frozenset({MessageState.RENDERING, MessageState.SENDING})
