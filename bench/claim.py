"""P4: claiming a batch through the service, against the same statement through bare psycopg2."""

import datetime as dt

from django.db import connection

from bench import database, harness
from communications.rules.vocabulary import Channel
from communications.services import claims

_RAW = """
with d as materialized (
  select id from communications_outboxmessage
   where state in ('QUEUED', 'RENDERED', 'AMBIGUOUS') and channel = 'EMAIL' and not held_for_volume
     and not_before <= now()
   order by deadline, id limit %s for no key update skip locked)
update communications_outboxmessage m
   set state = 'SENDING', fence = m.fence + 1, lease_until = now() + %s, lease_owner = 'raw', state_changed_at = now()
  from d where m.id = d.id
returning m.id, m.send_ref, m.fence, m.deadline
"""


def lines(size: harness.Size) -> list[harness.Line]:
    """Measure batches of 100 and 500, and that every row is claimed once."""
    database.places()
    database.cases(count=1000)
    database.messages(count=size.messages, due=size.due)
    database.analyse()
    result = []
    for batch in (100, 500):
        ratio = harness.interleaved(
            product=lambda batch=batch: _claim(batch),
            yardstick=lambda batch=batch: _claim_raw(batch),
            blocks=size.blocks * 3,
            before_each=_give_back,
        )
        result.append(
            harness.at_most(
                goal=f"P4 claim of {batch} / bare psycopg2", bar=1.3, ratio=ratio, note=f"{size.messages:,} messages"
            )
        )
    _give_back()
    seen: list[int] = []
    while found := claims.claim_to_send(channel=Channel.EMAIL, limit=500, worker="bench"):
        seen += [claim.message_id for claim in found]
    result.append(
        harness.Line(
            goal="P4 every due row claimed once",
            bar=f"{size.due:,}",
            measured=f"{len(set(seen)):,} of {len(seen):,}",
            is_met=len(seen) == len(set(seen)) == size.due,
        )
    )
    return result


def _claim(batch: int) -> None:
    claims.claim_to_send(channel=Channel.EMAIL, limit=batch, worker="bench")


def _claim_raw(batch: int) -> None:
    with connection.cursor() as cursor:
        # The driver's own cursor: nothing of Django between the statement and the database.
        raw = cursor.cursor
        raw.execute(_RAW, (batch, dt.timedelta(seconds=60)))
        raw.fetchall()


def _give_back() -> None:
    database.sql(
        "UPDATE communications_outboxmessage SET state = 'QUEUED', lease_until = NULL, lease_owner = '' "
        "WHERE state = 'SENDING'"
    )
