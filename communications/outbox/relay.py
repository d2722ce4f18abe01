"""Working the outbox off: claim a batch, hand each message to its handler, until nothing is due or time is up.

Any number of these may run at once, none need run for any other to be right, and each may die at any point. It never
holds a transaction open across a call or a render, and it puts nothing into the broker: one wake-up drains everything
that is due (P13).
"""

import logging
import os
import socket
import time
import uuid

from django.db import DatabaseError

from communications.outbox import handlers
from communications.outbox.handlers import Clock
from communications.rules.vocabulary import Channel
from communications.services import claims, dispatch, letters, pacing, sending_control

_LOGGER = logging.getLogger(__name__)
#: Small enough that a batch is worked off well inside its lease even when every call waits for its time-out.
BATCH = 20
#: How long one wake-up goes on draining. The next one carries on; shorter than a task may run.
BUDGET_SECONDS = 45.0


def drain(*, clock: Clock, budget_seconds: float = BUDGET_SECONDS) -> int:
    """Send what is due, the nearest deadline of each channel first; return how many messages were worked on.

    The stop switch and the pace are asked for before every batch, and once more before every call.
    """
    worker = worker_name()
    ends = time.monotonic() + budget_seconds
    worked = 0
    sending_control.guard_volume()
    while time.monotonic() < ends:
        due = claims.due_channels() - sending_control.stopped_channels()
        done = sum(_drain_channel(channel, worker=worker, clock=clock) for channel in Channel if channel in due)
        if not done:
            break
        worked += done
    return worked


def render(*, clock: Clock, budget_seconds: float = BUDGET_SECONDS) -> int:
    """Make the PDFs of queued letters, the nearest deadline first; return how many were worked on (F20)."""
    worker = worker_name()
    ends = time.monotonic() + budget_seconds
    worked = 0
    while time.monotonic() < ends:
        batch = claims.claim_to_render(limit=BATCH, worker=worker)
        if not batch:
            break
        for claim in batch:
            try:
                letters.make(claim=claim, clock=clock)
            except DatabaseError:
                raise
            except Exception:
                _LOGGER.exception("render.attempt_failed", extra={"message_id": claim.message_id})
                letters.set_aside(claim=claim, clock=clock)
        worked += len(batch)
    return worked


def take_back() -> int:
    """Take messages back from workers that are gone and wake those that live, so that recovery waits for no beat (P15).

    Returns how many were taken back. Safe to run twice, at once, late or killed (R3).
    """
    expired = claims.expire_leases()
    if expired:
        dispatch.wake_workers()
    return len(expired)


def worker_name() -> str:
    """Name this run for the lease: which machine and process, and which of its runs."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def _drain_channel(channel: Channel, *, worker: str, clock: Clock) -> int:
    granted = pacing.take(channel=channel, wanted=BATCH)
    batch = claims.claim_to_send(channel=channel, limit=granted, worker=worker)
    pacing.give_back(channel=channel, unused=granted - len(batch))
    return handlers.send_batch(batch=batch, kind=channel, clock=clock)
