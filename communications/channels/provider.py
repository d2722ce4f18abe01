"""A provider of messages over HTTP, of the shape of GOV.UK Notify: email, text or a precompiled letter.

One connection per call, separate time limits for connecting and reading, no redirects, no retries inside a library:
each of those hides whether something was sent. A connection that fails before the request began to leave is certainly
not sent; any break after that is ambiguous.
"""

import base64
import datetime as dt
import http.client
import json
import socket
import ssl
import urllib.parse
import uuid
from typing import Any, Self

from django.conf import settings
from django.utils.dateparse import parse_datetime

from communications.channels.base import OutgoingMessage
from communications.rules.outcomes import (
    Accepted,
    AlreadySent,
    Ambiguous,
    CannotLookUp,
    Found,
    Listing,
    ListingOutcome,
    LookUpFailed,
    LookUpOutcome,
    NoListing,
    NotFound,
    NotSent,
    ProviderStatus,
    Refused,
    SendOutcome,
    Throttled,
)
from communications.rules.retry import classify_answer
from communications.rules.vocabulary import Channel, FailureKind

CONNECT_TIMEOUT_SECONDS = 3.0
READ_TIMEOUT_SECONDS = 10.0
#: A provider's answer is small; anything longer is not read, so that a broken provider cannot fill our memory.
MAX_ANSWER_BYTES = 64 * 1024
#: A day's list: 270,000 entries of some 250 bytes.
MAX_LISTING_BYTES = 64 * 1024 * 1024

_PATHS = {
    Channel.EMAIL: "/v2/notifications/email",
    Channel.INTERMEDIARY_EMAIL: "/v2/notifications/email",
    Channel.TEXT: "/v2/notifications/sms",
    Channel.POST: "/v2/notifications/letter",
}
_STATUSES = {
    "created": ProviderStatus.ACCEPTED,
    "accepted": ProviderStatus.ACCEPTED,
    "sending": ProviderStatus.DISPATCHED,
    "sent": ProviderStatus.DISPATCHED,
    "received": ProviderStatus.DISPATCHED,
    "delivered": ProviderStatus.DELIVERED,
    "temporary-failure": ProviderStatus.TEMPORARY_FAILURE,
    "technical-failure": ProviderStatus.TECHNICAL_FAILURE,
    "permanent-failure": ProviderStatus.PERMANENT_FAILURE,
    "returned": ProviderStatus.RETURNED,
}


class HttpProviderChannel:
    """Talks to one provider with one key."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        can_look_up: bool = True,
        connect_timeout: float = CONNECT_TIMEOUT_SECONDS,
        read_timeout: float = READ_TIMEOUT_SECONDS,
    ) -> None:
        parts = urllib.parse.urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("PROVIDER_BASE_URL must be an http or https address")
        self._is_secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port or (443 if self._is_secure else 80)
        self._prefix = parts.path.rstrip("/")
        self._api_key = api_key
        self._can_look_up = can_look_up
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout

    @classmethod
    def from_settings(cls) -> Self:
        """Build from the ``PROVIDER_*`` settings."""
        return cls(
            base_url=settings.PROVIDER_BASE_URL,
            api_key=settings.PROVIDER_API_KEY,
            can_look_up=settings.PROVIDER_CAN_LOOK_UP,
            connect_timeout=settings.PROVIDER_CONNECT_TIMEOUT_SECONDS,
            read_timeout=settings.PROVIDER_READ_TIMEOUT_SECONDS,
        )

    def send(self, *, message: OutgoingMessage) -> SendOutcome:
        """Hand one message to the provider, once."""
        body: dict[str, Any] = {"reference": str(message.send_ref), "recipient": message.recipient}
        if message.channel == Channel.POST:
            body = {
                "reference": str(message.send_ref),
                "content": base64.b64encode(message.document).decode(),
                "sha256": message.document_digest,
            }
        else:
            body |= {"subject": message.subject, "text": message.text, "html": message.html}
        try:
            connection = self._connect()
        except OSError:
            return NotSent(code="no-connection")
        try:
            status, headers, answer = self._ask(
                connection, "POST", _PATHS[message.channel], body=json.dumps(body).encode()
            )
        except TimeoutError:
            return Ambiguous(code="timeout")
        except (OSError, http.client.HTTPException):
            return Ambiguous(code="connection-broke")
        finally:
            connection.close()
        return _send_outcome(status, headers, answer, str(message.send_ref))

    def look_up(self, *, send_ref: uuid.UUID) -> LookUpOutcome:
        """Ask the provider by our reference."""
        if not self._can_look_up:
            return CannotLookUp()
        query = urllib.parse.urlencode({"reference": str(send_ref)})
        try:
            connection = self._connect()
            try:
                status, _, answer = self._ask(connection, "GET", f"/v2/notifications?{query}")
            finally:
                connection.close()
        except (OSError, http.client.HTTPException):
            return LookUpFailed(code="no-answer")
        if status != http.client.OK:
            return LookUpFailed(code=f"http-{status}")
        try:
            return _found(answer["notifications"], str(send_ref))
        except (KeyError, TypeError, AttributeError):
            return LookUpFailed(code="unreadable-answer")

    def list_day(self, *, day: dt.date) -> ListingOutcome:
        """Ask the provider for everything it took on one London day."""
        if not self._can_look_up:
            return NoListing(is_for_now=False)
        query = urllib.parse.urlencode({"day": day.isoformat()})
        try:
            connection = self._connect()
            try:
                status, _, answer = self._ask(connection, "GET", f"/v2/notifications?{query}", limit=MAX_LISTING_BYTES)
            finally:
                connection.close()
            if status != http.client.OK:
                return NoListing(is_for_now=True)
            return Listing(frozenset(uuid.UUID(entry["reference"]) for entry in answer["notifications"]))
        except (OSError, http.client.HTTPException, KeyError, TypeError, ValueError):
            return NoListing(is_for_now=True)

    def _connect(self) -> http.client.HTTPConnection:
        connection: http.client.HTTPConnection
        if self._is_secure:
            connection = http.client.HTTPSConnection(
                self._host, self._port, timeout=self._connect_timeout, context=ssl.create_default_context()
            )
        else:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=self._connect_timeout)
        # `connect` ends after the TLS handshake: what fails in here failed before a byte of the message left.
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sock.settimeout(self._read_timeout)
        return connection

    def _ask(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        limit: int = MAX_ANSWER_BYTES,
    ) -> tuple[int, http.client.HTTPMessage, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self._api_key}", "Accept": "application/json", "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        connection.request(method, self._prefix + path, body=body, headers=headers)
        response = connection.getresponse()
        raw = response.read(limit)
        try:
            answer = json.loads(raw)
        except ValueError:
            answer = {}
        return response.status, response.headers, answer if isinstance(answer, dict) else {}


def _send_outcome(status: int, headers: http.client.HTTPMessage, answer: dict[str, Any], send_ref: str) -> SendOutcome:
    """Turn one answer into an outcome; which answers mean what is the rule RETRY-1."""
    provider_id = str(answer.get("id", ""))[:100]
    if http.client.MULTIPLE_CHOICES <= status < http.client.BAD_REQUEST:
        # A redirect we do not follow: the message went no further than the address that sent us away.
        return NotSent(code=f"http-{status}")
    kind = classify_answer(
        status=status,
        has_reason=bool(answer.get("errors")),
        is_duplicate_of_ours=answer.get("reference") == send_ref,
    )
    match kind:
        case None:
            return AlreadySent(provider_id) if status == http.client.CONFLICT else Accepted(provider_id)
        case FailureKind.THROTTLED:
            return Throttled(retry_after_seconds=_seconds(headers.get("Retry-After")))
        case FailureKind.NOT_SENT:
            return NotSent(code=f"http-{status}")
        case FailureKind.REFUSED:
            return Refused(code=f"http-{status}")
        case _:
            return Ambiguous(code=f"http-{status}")


def _seconds(header: str | None) -> float | None:
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None


def _found(notifications: list[dict[str, Any]], send_ref: str) -> LookUpOutcome:
    ours = [entry for entry in notifications if entry.get("reference") == send_ref]
    if not ours:
        return NotFound()
    # A provider that does not deduplicate may know several; the one that got furthest is what the recipient saw.
    furthest = max(ours, key=lambda entry: list(_STATUSES).index(entry.get("status", "created")))
    happened_at = parse_datetime(str(furthest.get("status_at") or ""))
    return Found(
        provider_id=str(furthest.get("id", ""))[:100],
        status=_STATUSES[furthest.get("status", "created")],
        happened_at=happened_at if happened_at is not None and happened_at.tzinfo is not None else None,
    )
