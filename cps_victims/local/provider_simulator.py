"""A provider of messages that can be told to misbehave: a small HTTP server in a process of its own.

Run it with ``python -m cps_victims.local.provider_simulator --port 0 --port-file FILE``. It speaks what
`communications.channels.provider` speaks, and remembers every reference it ever took responsibility for, so that a
test can say with certainty what was lost and what was sent twice. Nothing in the service imports it.

Faults (names used in ``rates``, ``by_reference`` and ``script``):

=================  ====================================================================
``refuse``         400, certainly not sent
``throttle``       429 with ``Retry-After``, certainly not sent
``error_before``   500 without having taken the message
``error_after``    500 although the message was taken
``drop_before``    connection closed without an answer, message not taken
``drop_after``     connection closed without an answer, message taken
``slow``           taken and answered only after ``slow_seconds``
=================  ====================================================================

Control: ``POST /control/configure`` (any of the fields of `Behaviour`), ``GET /control/accepted`` (how often each
reference was accepted, in order), ``GET /control/quiet`` (whether everything that was ever asked has had its effect),
``POST /control/status`` (move references to a status), ``POST /control/receipts`` (send receipts: duplicated, shuffled,
forged), ``POST /control/reset``.
"""

import argparse
import datetime as dt
import http.client
import json
import os
import random
import threading
import time
import urllib.parse
import uuid
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FAULTS = ("refuse", "throttle", "error_before", "error_after", "drop_before", "drop_after", "slow")
_TAKEN = frozenset({"ok", "error_after", "drop_after", "slow"})


@dataclass
class Behaviour:
    """How the provider behaves until it is told otherwise."""

    #: Answer 409 to a reference already taken, instead of taking it again.
    dedupe: bool = True
    #: Answer questions by reference; a provider without this knows nothing it could tell.
    lookup: bool = True
    #: Seconds between taking a message and showing it to a question by reference.
    visibility_delay: float = 0.0
    #: Seconds each request takes in the ordinary case.
    latency: float = 0.0
    #: Seconds a ``slow`` request takes; the message is taken at the end of them, whether or not anyone still listens.
    slow_seconds: float = 1.0
    #: Requests a second before it answers 429; 0 for no limit.
    rate_limit: float = 0.0
    #: Share of requests that meet each fault.
    rates: dict[str, float] = field(default_factory=dict)
    #: Faults for the next requests, used up one by one before `rates` are drawn.
    script: list[str] = field(default_factory=list)
    #: Reference to fault, for every request with that reference.
    by_reference: dict[str, str] = field(default_factory=dict)
    #: Status a message has once taken.
    first_status: str = "created"
    #: Where receipts go, and the bearer token they carry.
    callback_url: str = ""
    callback_token: str = ""


@dataclass
class Taken:
    """One message the provider took responsibility for."""

    id: str
    reference: str
    kind: str
    taken_at: float
    status: str
    status_at: str


class Provider:
    """The provider's memory; every access is under one lock."""

    def __init__(self, *, seed: int) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(seed)  # noqa: S311 - chooses faults, guards nothing
        self._behaviour = Behaviour()
        self._taken: list[Taken] = []
        self._by_reference: dict[str, list[Taken]] = {}
        self._requests = 0
        self._window: list[float] = []
        self._callers: set[Any] = set()

    def reset(self) -> None:
        """Forget everything and behave well."""
        with self._lock:
            self._behaviour = Behaviour()
            self._taken.clear()
            self._by_reference.clear()
            self._window.clear()
            self._requests = 0

    def configure(self, changes: dict[str, Any]) -> dict[str, Any]:
        """Change some fields of the behaviour and return all of them."""
        with self._lock:
            for name, value in changes.items():
                if not hasattr(self._behaviour, name):
                    raise KeyError(name)
                setattr(self._behaviour, name, value)
            return asdict(self._behaviour)

    def behaviour(self) -> Behaviour:
        """Return the behaviour in force."""
        with self._lock:
            return self._behaviour

    def draw(self, reference: str) -> str:
        """Choose what happens to one request."""
        with self._lock:
            self._requests += 1
            behaviour = self._behaviour
            if behaviour.rate_limit:
                now = time.monotonic()
                self._window = [moment for moment in self._window if now - moment < 1.0]
                if len(self._window) >= behaviour.rate_limit:
                    return "throttle"
                self._window.append(now)
            if reference in behaviour.by_reference:
                return behaviour.by_reference[reference]
            if behaviour.script:
                return behaviour.script.pop(0)
            point = self._random.random()
            for fault in FAULTS:
                point -= behaviour.rates.get(fault, 0.0)
                if point < 0:
                    return fault
            return "ok"

    def take(self, reference: str, kind: str) -> tuple[Taken, bool]:
        """Take responsibility for a message; say whether it was new."""
        with self._lock:
            known = self._by_reference.setdefault(reference, [])
            if known and self._behaviour.dedupe:
                return known[0], False
            message = Taken(
                id=str(uuid.UUID(int=self._random.getrandbits(128), version=4)),
                reference=reference,
                kind=kind,
                taken_at=time.monotonic(),
                status=self._behaviour.first_status,
                status_at=_now(),
            )
            known.append(message)
            self._taken.append(message)
            return message, True

    def visible(self, reference: str) -> list[dict[str, str]]:
        """List what a question by reference shows by now."""
        with self._lock:
            shown_until = time.monotonic() - self._behaviour.visibility_delay
            return [_shown(each) for each in self._by_reference.get(reference, []) if each.taken_at <= shown_until]

    def listing(self) -> list[dict[str, str]]:
        """List everything taken, for the reconciliation of both sides' lists."""
        with self._lock:
            return [_shown(each) for each in self._taken]

    def accepted(self) -> dict[str, Any]:
        """Say which references were taken, in order and how often, and how many requests came."""
        with self._lock:
            return {
                "order": [each.reference for each in self._taken],
                "counts": {reference: len(known) for reference, known in self._by_reference.items() if known},
                "requests": self._requests,
            }

    def called(self, caller: Any) -> None:
        """Remember that somebody is connected and may yet have something taken."""
        with self._lock:
            self._callers.add(caller)

    def done_with(self, caller: Any) -> None:
        """Forget a caller of whom nothing more can be taken."""
        with self._lock:
            self._callers.discard(caller)

    def is_quiet(self) -> bool:
        """Say whether no call is on its way and everything taken is shown: asking again would learn nothing new."""
        with self._lock:
            shown_until = time.monotonic() - self._behaviour.visibility_delay
            return not self._callers and all(each.taken_at <= shown_until for each in self._taken)

    def move(self, references: list[str], status: str) -> int:
        """Give references (all, when the list is empty) another status; say how many moved."""
        with self._lock:
            chosen = references or list(self._by_reference)
            moved = [each for reference in chosen for each in self._by_reference.get(reference, [])]
            for each in moved:
                each.status = status
                each.status_at = _now()
            return len(moved)

    def receipts(self, order: dict[str, Any]) -> list[dict[str, str]]:
        """Write the receipts that `order` asks for: statuses per reference, repeated, shuffled, some forged."""
        with self._lock:
            references = order.get("references") or list(self._by_reference)
            receipts = [
                {"id": each.id, "reference": reference, "status": status, "completed_at": _now()}
                for reference in references
                for each in self._by_reference.get(reference, [])[:1]
                for status in order.get("statuses", ["delivered"])
            ]
            receipts *= 1 + int(order.get("repeat", 0))
            receipts += [
                {
                    "id": str(uuid.UUID(int=self._random.getrandbits(128), version=4)),
                    "reference": str(uuid.UUID(int=self._random.getrandbits(128), version=4)),
                    "status": "delivered",
                    "completed_at": _now(),
                }
                for _ in range(int(order.get("strangers", 0)))
            ]
            if order.get("shuffle"):
                self._random.shuffle(receipts)
            return receipts


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        raw = self.rfile.read(length)
        if len(raw) < length:
            # The caller was killed in the middle of its sentence: nothing was asked, so nothing is taken.
            self.close_connection = True
            return
        body = json.loads(raw or b"{}")
        path = urllib.parse.urlsplit(self.path).path
        self._discount_control(path)
        if path.startswith("/v2/notifications/"):
            self._notification(body, kind=path.rpartition("/")[2])
        elif path == "/control/configure":
            self._answer(200, self.server.provider.configure(body))
        elif path == "/control/status":
            self._answer(200, {"moved": self.server.provider.move(body.get("references", []), body["status"])})
        elif path == "/control/receipts":
            self._answer(200, self._send_receipts(body))
        elif path == "/control/reset":
            self.server.provider.reset()
            self._answer(200, {})
        else:
            self._answer(404, {})

    def do_GET(self) -> None:
        parts = urllib.parse.urlsplit(self.path)
        self._discount_control(parts.path)
        if parts.path == "/v2/notifications":
            if not self._is_authorised():
                return
            query = urllib.parse.parse_qs(parts.query)
            if not self.server.provider.behaviour().lookup:
                self._answer(404, {})
            elif "reference" in query:
                self._answer(200, {"notifications": self.server.provider.visible(query["reference"][0])})
            else:
                self._answer(200, {"notifications": self.server.provider.listing()})
        elif parts.path == "/control/accepted":
            self._answer(200, self.server.provider.accepted())
        elif parts.path == "/control/quiet":
            self._answer(200, {"quiet": self.server.provider.is_quiet()})
        else:
            self._answer(404, {})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: request lines would fill the console of a run with thousands of messages."""

    def _discount_control(self, path: str) -> None:
        if path.startswith("/control/"):
            self.server.provider.done_with(self.client_address)

    def _is_authorised(self) -> bool:
        if self.headers.get("Authorization") == f"Bearer {self.server.api_key}":
            return True
        self._answer(403, {"errors": ["bad key"]})
        return False

    def _notification(self, body: dict[str, Any], *, kind: str) -> None:
        if not self._is_authorised():
            return
        provider = self.server.provider
        behaviour = provider.behaviour()
        reference = str(body.get("reference", ""))
        fate = provider.draw(reference)
        wait = behaviour.slow_seconds if fate == "slow" else behaviour.latency
        if wait:
            time.sleep(wait)
        if fate not in _TAKEN:
            self._without_taking(fate)
            return
        message, is_new = provider.take(reference, kind)
        if fate == "error_after":
            self._answer(500, {"errors": ["internal"]})
        elif fate == "drop_after":
            self._hang_up()
        elif is_new:
            self._answer(201, {"id": message.id, "reference": reference})
        else:
            self._answer(409, {"id": message.id, "reference": reference, "errors": ["duplicate"]})

    def _without_taking(self, fate: str) -> None:
        if fate == "throttle":
            self._answer(429, {"errors": ["too many"]}, {"Retry-After": "1"})
        elif fate == "refuse":
            self._answer(400, {"errors": ["refused"]})
        elif fate == "error_before":
            self._answer(500, {"errors": ["internal"]})
        else:
            self._hang_up()

    def _send_receipts(self, order: dict[str, Any]) -> dict[str, Any]:
        behaviour = self.server.provider.behaviour()
        target = urllib.parse.urlsplit(order.get("url") or behaviour.callback_url)
        token = order.get("token") or behaviour.callback_token
        answers: dict[str, int] = {}
        for receipt in self.server.provider.receipts(order):
            connection = http.client.HTTPConnection(target.hostname or "127.0.0.1", target.port or 80, timeout=10)
            connection.request(
                "POST",
                target.path or "/",
                body=json.dumps(receipt),
                headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
            )
            status = str(connection.getresponse().status)
            connection.close()
            answers[status] = answers.get(status, 0) + 1
        return {"answers": answers}

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _answer(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        raw = json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)
        except OSError:
            # The caller gave up or was killed; the message stays taken, which is what makes it interesting.
            self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], *, provider: Provider, api_key: str) -> None:
        super().__init__(address, _Handler)
        self.provider = provider
        self.api_key = api_key

    def process_request(self, request: Any, client_address: Any) -> None:
        """Count the caller before its thread starts: whoever asks later whether all is quiet is taken later."""
        self.provider.called(client_address)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve the caller until it has hung up."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.provider.done_with(client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: callers of this server are killed on purpose."""


def _shown(message: Taken) -> dict[str, str]:
    return {
        "id": message.id,
        "reference": message.reference,
        "type": message.kind,
        "status": message.status,
        "status_at": message.status_at,
    }


def _now() -> str:
    return dt.datetime.now(tz=dt.UTC).isoformat()  # noqa: TID251 - a provider has a clock of its own


def main() -> None:
    """Serve until told to stop; write the chosen port to a file so that a caller can wait for it."""
    parser = argparse.ArgumentParser(description="A provider of messages that can be told to misbehave.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--port-file", type=Path)
    parser.add_argument("--api-key", default="simulator-key")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    server = _Server(("127.0.0.1", arguments.port), provider=Provider(seed=arguments.seed), api_key=arguments.api_key)
    port = server.server_address[1]
    if arguments.port_file:
        scratch = arguments.port_file.with_suffix(f".{os.getpid()}")
        scratch.write_text(str(port))
        scratch.replace(arguments.port_file)
    print(f"Provider simulator on http://127.0.0.1:{port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
