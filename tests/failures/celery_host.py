"""Starts Celery's programs for a test, each forked from this process, which has imported the service.

That takes seconds, and a test needs half a dozen of them. From there on each is what ``python -m celery`` is: a group
of processes of its own, with connections of its own.
"""

import json
import os
import sys

import django

from tests.failures.host import die_with_parent


def main() -> None:
    """Obey one JSON line after another: ``["start", word, ...]`` answers a process id, ``["status", id]`` its end."""
    die_with_parent()
    django.setup()
    from communications.rules import wake_ups

    # A test waits for the next wake-up again and again.
    wake_ups.INTERVALS["communications.send.drain"] = 1
    # Only imported: nothing is connected before the fork.
    import celery.apps.beat
    import celery.apps.worker  # noqa: F401

    from cps_victims.celery import app

    app.loader.import_default_modules()
    ended: dict[int, int] = {}
    for line in sys.stdin:
        order, *rest = json.loads(line)
        answer = start(rest) if order == "start" else status(rest[0], ended)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def start(words: list[str]) -> int:
    """Fork a program; return its process id, which is also that of its group."""
    us = os.getpid()
    pid = os.fork()
    if pid != 0:
        return pid
    try:
        die_with_parent()
        os.setsid()
        for stream, flags in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
            os.dup2(os.open(os.devnull, flags), stream)
        if os.getppid() == us:
            run(words)
    finally:
        os._exit(1)


def run(words: list[str]) -> None:
    """Be a program of Celery, or somebody who has just committed an approval; does not return."""
    from celery.__main__ import main as run_celery

    from communications.services import dispatch

    if words == ["nudge"]:
        dispatch.wake_workers()
        os._exit(0)
    sys.argv = ["celery", "-A", "cps_victims.celery", *words]
    run_celery()


def status(pid: int, ended: dict[int, int]) -> int | None:
    """Return how a program ended, or None while it runs."""
    if pid not in ended:
        found, how = os.waitpid(pid, os.WNOHANG)
        if found:
            ended[pid] = os.waitstatus_to_exitcode(how)
    return ended.get(pid)


if __name__ == "__main__":
    sys.exit(main())
