"""Celery: wakes the workers up. What is to be done, and whether it was done, PostgreSQL knows."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import worker_init
from kombu import Queue

from audit.context import current_request_id, request_id_bound
from communications.rules.wake_ups import INTERVALS, LONGEST_NAP
from cps_victims.garbage import leave_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_victims.settings.local")
# Celery would load every page to check it, in each of its programs, and throw away what it finds. `make check` does it.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

# One queue per kind of work, so that a pile of letters to render never delays a text message.
QUEUES = ("send", "render", "receipts", "sweeps", "default")

# Longest a task may run, in seconds: first a warning inside the task, then the process is ended.
TASK_SOFT_TIME_LIMIT = 300
TASK_TIME_LIMIT = 330
# Redis hands an unacknowledged message out again after this long; it must outlast the longest task.
VISIBILITY_TIMEOUT = 900

# Task name -> how often it is woken, in seconds. Plain intervals, never crontab: local clock changes would skip or
# repeat an hour. A task that is not in tasks.py here is caught by tests/architecture.
BEAT_INTERVALS: dict[str, int] = dict(INTERVALS)
# A wake-up that was not taken by the time of the next is of no use: a busy worker finds one waiting, not a hundred.
_BEAT = {
    name: {"task": name, "schedule": min(seconds, LONGEST_NAP), "options": {"expires": max(seconds, 10)}}
    for name, seconds in BEAT_INTERVALS.items()
}


def queue_for(task_name: str) -> str:
    """Return the queue of a task: its name reads `<app>.<queue>.<what it does>`, else it goes to `default`."""
    parts = task_name.split(".")
    return parts[1] if len(parts) > 2 and parts[1] in QUEUES else "default"


def _route(name: str, *_args: object, **_kwargs: object) -> dict[str, str]:
    return {"queue": queue_for(name)}


class TracedTask(Task):  # type: ignore[type-arg] # Task is generic in its stubs only
    """Runs under the id of the request that woke it, or under a new one, so that a trail leads across processes."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run with the id in force."""
        with request_id_bound(request_id=self.request.get("request_id")):
            return super().__call__(*args, **kwargs)


class TracedCelery(Celery):
    """Sends the id of the present request along with every task. Headers carry nothing else of ours."""

    def send_task(self, name: str, *args: Any, headers: dict[str, Any] | None = None, **options: Any) -> Any:
        """Send a task by name, marked with the id in force, if there is one."""
        request_id = current_request_id()
        marked = {**(headers or {}), **({"request_id": request_id} if request_id else {})}
        return super().send_task(name, *args, headers=marked, **options)


app = TracedCelery("cps_victims", task_cls=TracedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue="default",
    task_routes=(_route,),
    beat_schedule=_BEAT,
)
app.autodiscover_tasks()


@worker_init.connect
def _before_its_processes_begin(**_: object) -> None:
    """Leave all tasks, and what they import, out of every later search for garbage."""
    leave_what_is_loaded()
