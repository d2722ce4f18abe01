"""A server as it is deployed, with the product and the minimal views side by side, and a loader that keeps alive."""

import concurrent.futures
import contextlib
import dataclasses
import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings

from bench import database

#: Who calls at once (4.7).
CLIENTS = 4


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call, ready to be sent: what signing it costs is the caller's, not ours."""

    path: str
    body: bytes
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)


def send(*, port: int, calls: Sequence[Call]) -> None:
    """Send the calls by a few clients at once, each over one connection that stays open.

    Raises:
        RuntimeError: an answer is no success.
    """
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(_client, port, calls[number::CLIENTS]) for number in range(CLIENTS)]:
            done.result()


def _client(port: int, calls: Sequence[Call]) -> None:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as server:
        for call in calls:
            server.request("POST", call.path, call.body, {"Content-Type": "application/json", **call.headers})
            answer = server.getresponse()
            answer.read()
            if not 200 <= answer.status < 300:
                raise RuntimeError(f"{call.path} answered {answer.status}")


@contextlib.contextmanager
def server(*, application: str, **environ: str) -> Iterator[int]:
    """Serve an application on the bench's database as it is deployed, with our key; yield the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = urllib.parse.urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database.NAME}").geturl()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "python:cps_victims.gunicorn", "--bind", f"127.0.0.1:{port}",
         application],
        # Cookies and keys of clients are made here and checked there.
        env={**os.environ, "DATABASE_URL": address, "SECRET_KEY": settings.SECRET_KEY, **environ},
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_until_it_answers(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_it_answers(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
