"""What a worker process of the host does: it drains the outbox as the service's tasks do, until it is killed.

``crash_at`` kills or stops it at a named point of its work, by wrapping the service's own functions in this process:
the service knows nothing of it.
"""

import argparse
import datetime as dt
import importlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from communications.channels import provider
from communications.outbox import relay
from communications.services import (
    claims,
    consequences,
    delivery,
    letters,
    missing_letters,
    promise_sweeps,
    receipts,
)

#: Of a look that counts what is missing, and not what it did: the next one can wait for a moment.
NOTHING_MORE = 0


def work(arguments: argparse.Namespace) -> None:
    """Do the jobs that the order names, one after the other, for ever."""
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
        "missing": lambda: missing_letters.look(at=clock()) and NOTHING_MORE,
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
