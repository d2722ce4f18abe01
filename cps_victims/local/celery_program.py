"""Celery as `make run` starts it: no process of a pool outlives its worker, even one killed while it still starts."""

import os
import signal

from billiard import current_process
from celery.__main__ import main
from celery.signals import worker_process_init

from cps_victims.local.processes import die_with_parent


@worker_process_init.connect
def _end_with_the_worker(**_: object) -> None:
    """End this pool process when its worker is gone: one orphaned at its birth may wait for tasks for ever.

    Here only: where it is deployed, a pool process whose worker is killed finishes the message it has in hand.
    """
    worker = current_process()._parent_pid  # type: ignore[attr-defined] # the stubs lack it
    if worker is None:  # a worker without a pool runs tasks in its own process
        return
    die_with_parent(signal.SIGKILL)
    if os.getppid() != worker:
        os._exit(1)  # it was killed before we could ask for this


if __name__ == "__main__":
    main()
