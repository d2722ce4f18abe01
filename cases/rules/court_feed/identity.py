"""What makes two messages the same: the key for identity, the digest for content."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any


def content_digest(payload: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the content with keys sorted, so that layout and key order do not count.

    Raises:
        RecursionError: the content is nested deeper than any message; callers refuse such a document before.
    """
    canonical = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def hearing_key(*, hearing_id: uuid.UUID, hearing_day: dt.date | None, shared_at: dt.datetime | None) -> str:
    """Return the key of a shared hearing: hearing, day and the time of sharing (5.6, idempotency).

    A hearing without a time of sharing has one key for ever: a second, different one cannot be put in order with the
    first and is therefore a conflict for a person.
    """
    day = hearing_day.isoformat() if hearing_day else "whole"
    shared = shared_at.isoformat() if shared_at else "unshared"
    return f"hearing:{hearing_id}:{day}:{shared}"


def content_key(*, kind: str, subject: str, digest: str) -> str:
    """Return the key of a message that carries neither an id nor a time of its own: its content."""
    return f"{kind.lower()}:{subject}:{digest[:32]}"
