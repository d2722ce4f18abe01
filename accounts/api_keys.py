"""Keys of machine clients: how a secret is made, how a request proves that it knows one, and who is let in.

A secret is derived from the service's own secret and the key id, so the database holds nothing with which a request
could be signed. Each call is admitted by one statement that also spends its nonce and counts it (ASVS 4.1.5).
"""

import base64
import dataclasses
import datetime as dt
import enum
import functools
import hashlib
import hmac
import secrets
import uuid

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import ApiClient
from accounts.prepared import Prepared

#: How far a sender's clock may be from ours; a signed request older than this is refused.
CLOCK_TOLERANCE = dt.timedelta(minutes=5)
_SALT = "accounts.api_keys"


class ApiScope(enum.StrEnum):
    """What a client may be allowed to do; a client holds those it was created with."""

    EVENTS_WRITE = "events:write"
    EVENTS_READ = "events:read"
    RECEIPTS_WRITE = "receipts:write"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """A client that was let in, and what it has left."""

    client: ApiClient
    #: False when the nonce was used before.
    is_fresh: bool
    #: Calls in the current minute, this one included.
    calls_this_minute: int


def new_key_id() -> str:
    """Make a key id. It is no secret, but nobody can guess another's."""
    return f"vcs_{secrets.token_hex(12)}"


def secret_of(*, key_id: str, service_secret: str | None = None) -> str:
    """Derive the secret of a key id: 256 bits that exist nowhere but with the client."""
    return _derived(key_id, service_secret or str(settings.SECRET_KEY))


# Kept for a few clients: each call needs it twice, and deriving it costs more than checking a signature with it.
@functools.lru_cache(maxsize=64)
def _derived(key_id: str, service_secret: str) -> str:
    digest = salted_hmac(_SALT, key_id, secret=service_secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def hash_of(*, secret: str) -> str:
    """Return what is stored of a secret. It is random and long, so one round of SHA-256 is enough."""
    return hashlib.sha256(f"{_SALT}:{secret}".encode()).hexdigest()


def knows_secret(*, key_id: str, secret: str) -> bool:
    """Whether the secret belongs to the key id, in constant time. Says nothing about whether the client may come in."""
    found = False
    for service_secret in _service_secrets():
        expected = secret_of(key_id=key_id, service_secret=service_secret)
        found |= hmac.compare_digest(expected.encode(), secret.encode())
    return found


def text_to_sign(*, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> bytes:
    """Return what a signature covers: the method, the path, the time, the nonce and every byte of the body."""
    return "\n".join([method.upper(), path, timestamp, nonce, hashlib.sha256(body).hexdigest()]).encode()


def sign(*, secret: str, text: bytes) -> str:
    """Sign a text with a client's secret."""
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def is_signed_by(*, key_id: str, signature: str, text: bytes) -> bool:
    """Whether the owner of the key id made this signature, in constant time."""
    found = False
    for service_secret in _service_secrets():
        expected = sign(secret=secret_of(key_id=key_id, service_secret=service_secret), text=text)
        found |= hmac.compare_digest(expected.encode(), signature.encode())
    return found


def admit(*, key_id: str, nonce: str | None, at: dt.datetime) -> Admission | None:
    """Let a client in whose proof has been checked; None where there is no such client or it was revoked.

    One statement: it reads the client as it is now, so that a revocation works on the next request, spends the nonce
    and counts the call.
    """
    parameters = {"key_id": key_id, "minute": at.replace(second=0, microsecond=0)}
    rows = _ADMIT.rows(parameters) if nonce is None else _ADMIT_ONCE.rows({**parameters, "nonce": nonce, "at": at})
    if not rows:
        return None
    [(pk, name, scopes, area_id, is_sandbox, secret_hash, spent, calls)] = rows
    if nonce is not None and calls % _FORGET_EVERY == 1:
        _FORGET.rows({"stale": at - 2 * CLOCK_TOLERANCE})
    client = _client(pk, name, key_id, tuple(scopes), area_id, is_sandbox, secret_hash, tuple(_service_secrets()))
    if client is None:
        return None
    return Admission(client=client, is_fresh=nonce is None or spent == 1, calls_this_minute=calls)


# Made once of the same row: what the row says is read anew with each call, and another row is another client. Nobody
# changes what is given out here; it is shared by all threads.
@functools.lru_cache(maxsize=64)
def _client(
    pk: uuid.UUID,
    name: str,
    key_id: str,
    scopes: tuple[str, ...],
    area_id: str | None,
    is_sandbox: bool,  # noqa: FBT001 - a column
    secret_hash: str,
    service_secrets: tuple[str, ...],
) -> ApiClient | None:
    """Return the client of a row; None where its secret was derived from a service secret that is no longer ours."""
    if not any(
        hmac.compare_digest(hash_of(secret=secret_of(key_id=key_id, service_secret=one)), secret_hash)
        for one in service_secrets
    ):
        return None
    return ApiClient(
        pk=pk,
        name=name,
        key_id=key_id,
        scopes=list(scopes),
        area_id=area_id,
        is_sandbox=is_sandbox,
        secret_hash=secret_hash,
    )


def _service_secrets() -> list[str]:
    return [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]


# What these statements write need not survive a crash: a counter, and nonces of messages that are told apart by their
# own ids anyway. So their commit waits for no disk (the setting ends with the statement's own transaction).
_CLIENT = """
with unhurried as materialized (select set_config('synchronous_commit', 'off', true)),
client as materialized (
    select id, name, scopes, area_id, is_sandbox, secret_hash
      from accounts_apiclient, unhurried where key_id = %(key_id)s and revoked_at is null
),
counted as (
    insert into accounts_apiquota as quota (client_id, minute_began_at, calls)
    select id, %(minute)s, 1 from client
        on conflict (client_id) do update
       set calls = case when quota.minute_began_at = excluded.minute_began_at then quota.calls + 1 else 1 end,
           minute_began_at = excluded.minute_began_at
    returning calls
)
"""
_SPEND = """,
spent as (
    insert into accounts_apinonce (client_id, nonce, used_at)
    select id, %(nonce)s, %(at)s from client
        on conflict do nothing
    returning 1
)
select client.*, (select count(*) from spent), (select calls from counted) from client
"""
_ADMIT = Prepared(
    name="admit",
    parameters={"key_id": "text", "minute": "timestamptz"},
    text="".join((_CLIENT, "select client.*, 1, (select calls from counted) from client")),
)
_ADMIT_ONCE = Prepared(
    name="admit_once",
    parameters={
        "key_id": "text",
        "minute": "timestamptz",
        "nonce": "text",
        "at": "timestamptz",
    },
    text="".join((_CLIENT, _SPEND)),
)
# Nonces of requests that would be refused for their age anyway: with the first call of a minute and every eighth after
# it, twice as many as have come since. Found by place, for the planner cannot know how few they are.
_FORGET_EVERY = 8
_FORGET = Prepared(
    name="forget_nonces",
    parameters={"stale": "timestamptz"},
    text="""
with unhurried as materialized (select set_config('synchronous_commit', 'off', true)),
forgotten as (
    delete from accounts_apinonce where ctid = any(array(
        select ctid from accounts_apinonce, unhurried
         where used_at < %(stale)s
         order by used_at limit 16 for update of accounts_apinonce skip locked))
    returning 1
)
select count(*) from forgotten
""",
)
