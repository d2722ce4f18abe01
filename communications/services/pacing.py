"""How fast each channel may be used: one token bucket per channel in PostgreSQL, shared by every worker (2.4).

A provider that is asked too fast answers 429 and may punish us for the rest of the day. Tokens are taken in batches
before messages are claimed, in one short statement, so that no row is locked while a provider is being called.
"""

from django.conf import settings
from django.db import connection

from communications.rules.vocabulary import Channel

#: Part of the contracted rate that we use: the rest is for tests, people and other systems on the same key.
SHARE_OF_CONTRACT = 0.8

_TAKE = """
with filled as (
  select channel,
         least(burst, tokens + rate_per_second * greatest(0, extract(epoch from clock_timestamp() - refilled_at)))
           as level
    from communications_pacingbucket where channel = %(channel)s for no key update)
update communications_pacingbucket b
   set tokens = filled.level - least(floor(filled.level), %(wanted)s), refilled_at = clock_timestamp()
  from filled where b.channel = filled.channel
returning least(floor(filled.level), %(wanted)s)::int
"""


def take(*, channel: Channel, wanted: int) -> int:
    """Take up to `wanted` tokens of a channel and say how many there were. Runs in a short transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"channel": channel.value, "wanted": wanted})
        row = cursor.fetchone()
        if row is None:
            _open_bucket(channel)
            cursor.execute(_TAKE, {"channel": channel.value, "wanted": wanted})
            row = cursor.fetchone()
    return int(row[0]) if row else 0


def give_back(*, channel: Channel, unused: int) -> None:
    """Return tokens for which there was no message to send."""
    if unused > 0:
        with connection.cursor() as cursor:
            cursor.execute(
                "update communications_pacingbucket set tokens = least(burst, tokens + %s) where channel = %s",
                [unused, channel.value],
            )


def empty(*, channel: Channel) -> None:
    """Empty the bucket: the provider has just said that we are too fast."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update communications_pacingbucket set tokens = 0, refilled_at = clock_timestamp() where channel = %s",
            [channel.value],
        )


def _open_bucket(channel: Channel) -> None:
    """Open a full bucket from the contract in the settings; a bucket that is there already is left alone."""
    contract = settings.SENDING_CONTRACTS[channel.value]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into communications_pacingbucket (channel, tokens, rate_per_second, burst, refilled_at) "
            "values (%s, %s, %s, %s, clock_timestamp()) on conflict (channel) do nothing",
            [
                channel.value,
                contract["burst"] * SHARE_OF_CONTRACT,
                contract["per_second"] * SHARE_OF_CONTRACT,
                contract["burst"] * SHARE_OF_CONTRACT,
            ],
        )
