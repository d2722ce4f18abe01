"""Store what came in exactly as it came, before anything is made of it; tell repeats, conflicts, latecomers apart."""

import datetime as dt
import json
import re
from typing import Any

from django.db import connection

from accounts.actors import Actor
from cases.models import InboundFile, InboundMessage
from cases.rules.vocabulary import InboundState
from cases.services.intake.outcomes import Reason

#: NUL and half a surrogate pair are legal in JSON and cannot be stored by PostgreSQL.
_NOT_STORABLE = re.compile(r"\\u0000|\\ud[89a-f][0-9a-f]{2}", re.IGNORECASE)
#: How much of an unreadable text is kept for the person who looks into it.
LONGEST_KEPT_TEXT = 10_000

ACCEPTED = (InboundState.APPLIED, InboundState.STORED_NOT_APPLIED)


def lock(*names: str) -> None:
    """Let nobody else take in anything of the same names until this transaction ends (in one order, so none waits)."""
    with connection.cursor() as cursor:
        for name in sorted(set(names)):
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake:{name}"])


def store(
    *,
    source: str,
    key: str,
    digest: str,
    payload: Any,
    state: InboundState,
    actor: Actor,
    at: dt.datetime,
    reasons: tuple[Reason, ...] = (),
    order_key: str = "",
    shared_at: dt.datetime | None = None,
    file: InboundFile | None = None,
) -> InboundMessage:
    """Append one message as received."""
    return InboundMessage.objects.create(
        source=source,
        key=key[:200],
        digest=digest,
        payload=storable(payload),
        order_key=order_key,
        shared_at=shared_at,
        state=state,
        problems=[reason.as_json() for reason in reasons],
        file=file,
        received_at=at,
        received_by=actor.label,
    )


def storable(payload: Any) -> Any:
    """Return the payload with characters that the database cannot hold replaced; the same object where it has none."""
    if not _NOT_STORABLE.search(json.dumps(payload)):
        return payload
    return _cleaned(payload)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_cleaned(child) for child in value]
    return value


def earlier_of(*, source: str, key: str, digest: str) -> tuple[InboundMessage | None, InboundMessage | None]:
    """Return the message with this very content, if any, and the accepted one of this key, if any."""
    known = list(InboundMessage.objects.filter(source=source, key=key[:200]).order_by("id"))
    same = next((message for message in known if message.digest == digest), None)
    accepted = next((message for message in known if message.state in ACCEPTED), None)
    return same, accepted


def is_overtaken(*, order_key: str, shared_at: dt.datetime | None) -> bool:
    """Whether a message of the same hearing that was shared later has been applied already.

    A hearing without a time of sharing cannot be put in order and gives way to any that has one.
    """
    applied = InboundMessage.objects.filter(order_key=order_key, state=InboundState.APPLIED, shared_at__isnull=False)
    if shared_at is None:
        return applied.exists()
    return applied.filter(shared_at__gt=shared_at).exists()


def applied_before(*, order_key: str, shared_at: dt.datetime | None) -> InboundMessage | None:
    """Return the newest applied message of the same hearing."""
    applied = InboundMessage.objects.filter(order_key=order_key, state=InboundState.APPLIED)
    return (
        applied.order_by("-shared_at", "-id").first()
        if shared_at is None
        else applied.filter(shared_at__lt=shared_at).order_by("-shared_at").first()
        or applied.filter(shared_at__isnull=True).order_by("-id").first()
    )
