"""P6 and P7: events and receipts through the API against a minimal view, and applying receipts against raw SQL."""

import json
import random
import secrets
import tempfile
import uuid
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from django.utils import timezone

from accounts import actors, api_keys
from accounts.api_keys import ApiScope
from accounts.roles import SystemProcess
from bench import database, harness, ingest, minimal, served, wsgi
from bench.served import Call
from communications.services import api_clients, intake, receipts, statements
from communications.services.api_clients import NewClient

_EVENTS = "/api/v1/events"
_RECEIPTS = "/api/v1/receipts"
_BATCH = 500
_CASES = 1_000
_APPLY = 1_000
#: Events that were taken in before: some weeks of so many cases.
_TOLD_BEFORE = 20_000
#: Calls of each side that are discarded (4.7). A connection plans a statement anew some six times before it keeps a
#: plan; the eight of the server do so for each of the few statements that events of different kinds take. With fewer
#: calls a short run times the planning, of which a server that runs for days does next to none.
_WARM_UP = 800
#: A run that only tries the benches out warms up for no more than so many of its blocks.
_WARM_UP_BLOCKS = 8

#: One batch with nothing looked at: every receipt says that its message has arrived.
_RAW = """
with batch as materialized (
  select r.id, m.id as message_id, r.provider_at
    from communications_receipt r join communications_outboxmessage m on m.send_ref = r.send_ref
   where r.applied_at is null order by r.id limit %(limit)s for no key update of r, m skip locked),
moved as (
  update communications_outboxmessage m set state = 'DELIVERED', state_changed_at = now(), delivered_at = b.provider_at
    from batch b where b.message_id = m.id),
marked as (
  update communications_receipt r set applied_at = now(), outcome = 'APPLIED' from batch b where b.id = r.id returning 1)
select count(*) from marked
"""


def lines(size: harness.Size) -> list[harness.Line]:
    """Measure one event, a batch of events, one receipt, and applying stored receipts."""
    database.places()
    database.cases(count=_CASES)
    database.events(count=_TOLD_BEFORE)
    database.analyse()
    client = api_clients.create(
        name="Bench",
        scopes=list(ApiScope),
        area=None,
        is_sandbox=False,
        actor=actors.system(SystemProcess.OPERATOR_CONSOLE),
        at=timezone.now(),
    )
    with (
        override_settings(API_CALLS_PER_MINUTE=10**9),
        served.server(application="bench.minimal:application", API_CALLS_PER_MINUTE=str(10**9)) as port,
    ):
        found = [*_events(size, client, port), *_receipts(size, client, port)]
    return [*found, *_applying(size)]


def _events(size: harness.Size, client: NewClient, port: int) -> list[harness.Line]:
    supply = _Supply()
    ours: list[Call] = []
    theirs: list[Call] = []

    def prepare(calls: int = size.calls) -> None:
        bodies = [json.dumps(event).encode() for event in supply.take(calls)]
        ours[:] = [_signed(client, body) for body in bodies]
        theirs[:] = [Call(path=minimal.EVENTS, body=body) for body in bodies]

    prepare(min(_WARM_UP, _WARM_UP_BLOCKS * size.calls))
    served.send(port=port, calls=ours)
    served.send(port=port, calls=theirs)
    one = harness.interleaved(
        product=lambda: served.send(port=port, calls=ours),
        yardstick=lambda: served.send(port=port, calls=theirs),
        blocks=size.blocks,
        before_each=prepare,
    )
    whole = WSGIHandler()
    bodies: list[bytes] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"

        def prepare_batches() -> None:
            events = supply.take(size.import_rows)
            path.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
            fresh = supply.take(size.import_rows)
            bodies[:] = [
                json.dumps({"events": fresh[first : first + _BATCH]}).encode() for first in range(0, len(fresh), _BATCH)
            ]

        batch = harness.interleaved(
            product=lambda: [_ask(whole, _signed(client, body)) for body in bodies],
            yardstick=lambda: intake.import_rows_file(
                path=path, actor=actors.system(SystemProcess.CASE_IMPORT), at=timezone.now()
            ),
            blocks=size.blocks,
            before_each=prepare_batches,
            warm_up=False,
        )
    return [
        harness.at_least(
            goal="P6 one event / minimal view with one insert",
            bar=0.6,
            ratio=harness.inverse(one),
            note=f"signed, {served.CLIENTS} clients that keep their connections, one server; rates",
        ),
        harness.at_least(
            goal=f"P6 batches of {_BATCH} / import of a file",
            bar=0.5,
            ratio=harness.inverse(batch),
            note=f"{size.import_rows:,} events each, in one process; rates",
        ),
    ]


def _receipts(size: harness.Size, client: NewClient, port: int) -> list[harness.Line]:
    ours: list[Call] = []
    theirs: list[Call] = []
    bearer = {"Authorization": f"Bearer {client.client.key_id}.{client.secret}"}

    def prepare(calls: int = size.calls) -> None:
        at = timezone.now().isoformat()
        bodies = [
            json.dumps(
                {"id": uuid.uuid4().hex, "reference": str(uuid.uuid4()), "status": "delivered", "completed_at": at}
            ).encode()
            for _ in range(calls)
        ]
        ours[:] = [Call(path=_RECEIPTS, body=body, headers=bearer) for body in bodies]
        theirs[:] = [Call(path=minimal.RECEIPTS, body=body) for body in bodies]

    prepare(min(_WARM_UP, _WARM_UP_BLOCKS * size.calls))
    served.send(port=port, calls=ours)
    served.send(port=port, calls=theirs)
    rate = harness.interleaved(
        product=lambda: served.send(port=port, calls=ours),
        yardstick=lambda: served.send(port=port, calls=theirs),
        blocks=size.blocks,
        before_each=prepare,
    )
    return [
        harness.at_least(
            goal="P7 receipt / minimal view with one insert",
            bar=0.8,
            ratio=harness.inverse(rate),
            note=f"with its secret, {served.CLIENTS} clients that keep their connections, one server; rates",
        )
    ]


def _applying(size: harness.Size) -> list[harness.Line]:
    database.fill("TRUNCATE communications_receipt")
    database.messages(count=size.receipts, due=size.receipts)
    database.receipts(count=size.receipts)
    database.analyse()
    rate = harness.interleaved(
        product=lambda: receipts.apply_waiting(at=timezone.now(), batches=size.receipts // _APPLY + 1),
        yardstick=_apply_raw,
        blocks=size.blocks,
        before_each=database.unread_receipts,
    )
    database.unread_receipts()
    receipts.apply_waiting(at=timezone.now(), batches=size.receipts // _APPLY + 1)
    unread = database.one("SELECT count(*) FROM communications_receipt WHERE applied_at IS NULL")
    return [
        harness.at_least(
            goal="P7 applying receipts / raw batches of 1,000",
            bar=0.7,
            ratio=harness.inverse(rate),
            note=f"{size.receipts:,} receipts, shuffled; rates",
        ),
        harness.Line(goal="P7 receipts left unread", bar="0", measured=f"{unread}", is_met=unread == 0),
    ]


def _apply_raw() -> None:
    while statements.rows(_RAW, {"limit": _APPLY})[0][0]:
        pass


def _signed(client: NewClient, body: bytes) -> Call:
    timestamp, nonce = str(int(timezone.now().timestamp())), secrets.token_hex(16)
    text = api_keys.text_to_sign(method="POST", path=_EVENTS, timestamp=timestamp, nonce=nonce, body=body)
    signature = api_keys.sign(secret=client.secret, text=text)
    authorization = f"VCS1-HMAC-SHA256 key_id={client.client.key_id}, signature={signature}"
    return Call(
        path=_EVENTS,
        body=body,
        headers={"Authorization": authorization, "X-Timestamp": timestamp, "X-Nonce": nonce},
    )


def _ask(handler: WSGIHandler, call: Call) -> None:
    wsgi.ask(
        handler, path=call.path, body=call.body, **{name.replace("-", "_"): text for name, text in call.headers.items()}
    )


class _Supply:
    """Events that nobody has told before."""

    def __init__(self) -> None:
        self._seed = random.SystemRandom().randrange(10**9)

    def take(self, count: int) -> list[dict[str, Any]]:
        self._seed += 1
        return [_as_json(row) for row in ingest.rows_of(count=count, cases=_CASES, seed=self._seed)]


def _as_json(row: dict[str, str]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if value and "." not in name}
    payload = {name.partition(".")[2]: value for name, value in row.items() if value and "." in name}
    return {**plain, "payload": payload}
