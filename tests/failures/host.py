"""Starts worker processes that drain the outbox as the service's tasks do, and starts another for each that dies.

A test kills the workers; the host only replaces them, as a process manager would. It has imported the service, which
takes seconds, and each worker is forked from it.
"""

import argparse
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import sys
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
    # Only imported: a connection made before the fork would be shared by all workers.
    worker = importlib.import_module("tests.failures.worker")
    # Nor does a worker copy what all have in common only because it looks for garbage there.
    gc.freeze()
    wanted: argparse.Namespace | None = None
    children: set[int] = set()
    while True:
        # Without workers there is nothing to watch over.
        if select.select([sys.stdin], [], [], None if wanted is None else 0.02)[0]:
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
            children.add(start(worker.work, wanted))


def start(work: Callable[[argparse.Namespace], None], wanted: argparse.Namespace) -> int:
    """Fork a worker that does this until it is killed, or we are; return its process id."""
    us = os.getpid()
    pid = os.fork()
    if pid == 0:
        die_with_parent()
        if os.getppid() == us:
            work(wanted)
        os._exit(1)
    return pid


if __name__ == "__main__":
    sys.exit(main())
