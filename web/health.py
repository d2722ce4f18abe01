"""``/ping``, ``/health`` and ``/info`` for operators (peers.md 5.2). No person, case or address ever appears here."""

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from health_check.base import HealthCheck, HealthCheckResult
from health_check.exceptions import ServiceUnavailable, ServiceWarning
from health_check.views import HealthCheckView

from communications.documents.rendering import is_font_library_complete
from communications.rules.wake_ups import INTERVALS
from communications.selectors import service_health
from communications.services import sweeps
from web import formatting
from web.components import Cell, Column, Tag

#: Nothing that could leave should wait longer than this (R2).
LONGEST_WAIT = dt.timedelta(minutes=60)
#: The bank-holiday calendar must reach this far ahead (domain.md 10).
CALENDAR_HORIZON = dt.timedelta(days=180)
#: A promise may be settled by its sweep for this long after its day; then nobody is looking.
PROMISE_GRACE = dt.timedelta(days=3)


@dataclasses.dataclass
class Migrations(HealthCheck):  # type: ignore[misc] # the library is untyped
    """The database has the schema that this code expects."""

    def run(self) -> None:
        """Look for migrations that are not applied."""
        if count := service_health.unapplied_migrations():
            raise ServiceUnavailable(f"{count} migrations are not applied: run manage.py migrate")


@dataclasses.dataclass
class Calendar(HealthCheck):  # type: ignore[misc] # the library is untyped
    """Deadlines can be computed half a year ahead; beyond the calendar the rules refuse to guess."""

    def run(self) -> None:
        """Look how far the calendar reaches."""
        known_to = service_health.calendar_known_to()
        if known_to is None:
            raise ServiceUnavailable("No bank holidays are published: run manage.py load_reference_data")
        if known_to - timezone.localdate() < CALENDAR_HORIZON:
            raise ServiceWarning(f"Bank holidays are known to {known_to} only: run manage.py load_bank_holidays")


@dataclasses.dataclass
class Sweeps(HealthCheck):  # type: ignore[misc] # the library is untyped
    """Every sweep has ended well lately; a silent one is an alarm (I9, R10)."""

    def run(self) -> None:
        """Name the silent ones."""
        if silent := sweeps.overdue(expected=dict(INTERVALS), at=timezone.now()):
            raise ServiceUnavailable(
                f"Silent: {', '.join(row.sweep for row in silent)}. Are beat and the workers running?"
            )


@dataclasses.dataclass
class Outbox(HealthCheck):  # type: ignore[misc] # the library is untyped
    """What may leave leaves."""

    def run(self) -> None:
        """Look for messages that wait too long, and for the stop switch."""
        state = service_health.sending(at=timezone.now())
        if state.is_stopped:
            raise ServiceWarning("Sending is stopped by a person")
        if state.oldest_waiting is not None and state.oldest_waiting > LONGEST_WAIT:
            minutes = int(state.oldest_waiting.total_seconds() // 60)
            raise ServiceUnavailable(f"A message has been waiting for {minutes} minutes")


@dataclasses.dataclass
class Promises(HealthCheck):  # type: ignore[misc] # the library is untyped
    """No promise lies open long after its day."""

    def run(self) -> None:
        """Look for the oldest."""
        today = timezone.localdate()
        oldest = service_health.oldest_overdue_promise(today=today)
        if oldest is not None and today - oldest > PROMISE_GRACE:
            raise ServiceUnavailable(f"A promise for {oldest} was neither kept nor settled")


#: What each check is called on the page.
_NAMES = {
    "Database": "The database",
    "Cache": "Redis",
    "Ping": "The workers",
    "Migrations": "The database has the schema that this code expects",
    "Calendar": "The bank holidays reach far enough",
    "Sweeps": "The sweeps run",
    "Outbox": "What may leave leaves",
    "Promises": "No promise lies open after its day",
}


@require_safe
@login_not_required
@never_cache
def ping(_request: HttpRequest) -> HttpResponse:
    """Say that the process is alive; touches neither database nor Redis."""
    return HttpResponse("pong\n", content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
@never_cache
def info(_request: HttpRequest) -> JsonResponse:
    """Say which code runs and which schema it found."""
    return JsonResponse(
        {
            "service": "victim-communication-service",
            "commit": settings.GIT_COMMIT,
            "built": settings.BUILD_TIME,
            "schema": service_health.newest_migrations(),
            # Letters render without it too, only more slowly.
            "has_font_library": is_font_library_complete(),
        }
    )


@method_decorator(login_not_required, name="dispatch")
class Health(HealthCheckView):  # type: ignore[misc] # the library is untyped
    """Everything the service needs, as JSON, text, HTML or OpenMetrics; 500 when something is wrong."""

    http_method_names = ["get", "head"]

    @contextlib.contextmanager
    def get_executor(self) -> Iterator[Executor]:
        """Run the checks one after the other in one thread, and close the database connection that it opened."""
        with ThreadPoolExecutor(max_workers=1) as executor:
            yield executor
            executor.submit(connections.close_all).result()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page shows to people: each check in words, never the library's own view of its objects."""
        columns = (Column(text="What"), Column(text="How it stands"))
        rows = [(_NAMES[type(result.check).__name__], _standing(result)) for result in self.results]
        looked_at = formatting.date_time_words(timezone.now())
        return {**super().get_context_data(**kwargs), "columns": columns, "rows": rows, "looked_at": looked_at}

    checks = (
        "health_check.checks.Database",
        "health_check.checks.Cache",
        "health_check.contrib.celery.Ping",
        Migrations,
        Calendar,
        Sweeps,
        Outbox,
        Promises,
    )


def _standing(result: HealthCheckResult) -> Cell:
    if result.error is None:
        return Cell(tag=Tag(text="Works", colour="green"))
    if isinstance(result.error, ServiceWarning):
        return Cell(tag=Tag(text="Warning", colour="yellow"), note=result.error.message)
    return Cell(tag=Tag(text="Failed", colour="red"), note=result.error.message)
