"""Starts worker processes that drain the outbox as the service's tasks do, and starts another for each that dies.

A test kills the workers; the host only replaces them, as a process manager would. ``crash_at`` kills or stops a worker
at a named point of its work, by wrapping the service's own functions in this process: the service knows nothing of it.
"""

import argparse
import ctypes
import datetime as dt
import importlib
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

PR_SET_PDEATHSIG = 1
#: What an order may say, and what it means where it does not.
DEFAULTS: dict[str, Any] = {
    "workers": 1,
    # Folder in which each worker that is ready leaves a file named by its process id.
    "pids": "",
    # Settings that differ for these workers.
    "settings": {},
    # The point at which a worker dies, by which signal, and how often over all workers.
    "crash_at": "",
    "signal": "KILL",
    "crashes": 1,
    # Constants of the service's modules that differ for these workers, by their full name.
    "constants": {},
    # What each worker does, in turn.
    "jobs": "send,leases",
}


def die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def main() -> None:
    """Obey one JSON line after another on standard input: start a set of workers, or end the one that runs."""
    die_with_parent()
    django.setup()
    wanted: argparse.Namespace | None = None
    children: set[int] = set()
    while True:
        if select.select([sys.stdin], [], [], 0.02)[0]:
            line = sys.stdin.readline()
            for child in children:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
            children.clear()
            if not line:
                return
            order = json.loads(line)
            wanted = argparse.Namespace(**{**DEFAULTS, **order}) if order else None
            sys.stdout.write("done\n")
            sys.stdout.flush()
        for child in list(children):
            if os.waitpid(child, os.WNOHANG) != (0, 0):
                children.discard(child)
                (Path(wanted.pids) / str(child)).unlink(missing_ok=True)
        while wanted is not None and len(children) < wanted.workers:
            pid = os.fork()
            if pid == 0:
                die_with_parent()
                work(wanted)
            children.add(pid)


def work(arguments: argparse.Namespace) -> None:
    # Imported in the worker: a connection made before the fork would be shared.
    from django.conf import settings
    from django.db import DatabaseError, connection
    from django.utils import timezone

    from communications.outbox import relay
    from communications.services import claims, missing_letters, promise_sweeps, receipts

    for name, value in arguments.settings.items():
        setattr(settings, name, value)
    for name, value in arguments.constants.items():
        module, _, constant = name.rpartition(".")
        setattr(importlib.import_module(module), constant, value)
    if arguments.crash_at:
        crash_at(arguments)
    # Nothing is sent at night (SAFE-5), and these tests run at night too.
    shift = dt.timedelta(seconds=float(os.environ["FAILURES_CLOCK_SHIFT"]))

    def clock() -> dt.datetime:
        return timezone.now() + shift

    jobs: dict[str, Callable[[], int]] = {
        "send": lambda: relay.drain(clock=clock, budget_seconds=1.0),
        "render": lambda: relay.render(clock=clock, budget_seconds=1.0),
        "leases": lambda: len(claims.expire_leases()),
        "receipts": lambda: receipts.apply_batch(at=clock()).total,
        "missing": lambda: missing_letters.look(at=clock()),
        "promises": lambda: promise_sweeps.settle_missed_promises(at=clock()),
    }
    chosen = [jobs[name] for name in arguments.jobs.split(",")]
    (Path(arguments.pids) / str(os.getpid())).touch()
    while True:
        try:
            worked = sum(job() for job in chosen)
        except DatabaseError:
            # What Celery's integration with Django does between tasks: throw a broken connection away.
            connection.close()
            worked = 0
        if not worked:
            time.sleep(0.05)


def crash_at(arguments: argparse.Namespace) -> None:
    """Wrap the named function so that this process ends, or stops, just before or just after it."""
    from communications.channels import provider
    from communications.services import claims, consequences, delivery, letters

    point = arguments.crash_at
    owner: Any
    owner, name, when = {
        "after_claim": (claims, "claim_to_send", "after"),
        "before_call": (provider.HttpProviderChannel, "send", "before"),
        "after_call": (provider.HttpProviderChannel, "send", "after"),
        "before_commit": (consequences, "follow", "after"),
        "after_commit": (delivery, "settle_send", "after"),
        "after_look_up": (provider.HttpProviderChannel, "look_up", "after"),
        "after_render_claim": (claims, "claim_to_render", "after"),
        "after_render": (letters, "render_pdf", "after"),
    }[point]
    original = getattr(owner, name)

    def crash() -> None:
        for number in range(arguments.crashes):
            try:
                (Path(arguments.pids) / f"crashed-{number}").open("x").close()
            except FileExistsError:
                continue
            os.kill(os.getpid(), getattr(signal, f"SIG{arguments.signal}"))
            return

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if when == "before":
            crash()
            return original(*args, **kwargs)
        result = original(*args, **kwargs)
        if result != []:
            crash()
        return result

    setattr(owner, name, wrapped)


if __name__ == "__main__":
    sys.exit(main())
