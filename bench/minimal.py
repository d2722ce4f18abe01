"""The yardsticks of P6 and P7: a view that reads JSON and inserts one row, without any middleware, beside the product."""

import json
import os
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_victims.settings.local")
_product = get_wsgi_application()

# Models can be imported only once Django is set up, which the line above has done.
from cases.models import InboundMessage  # noqa: E402
from communications.models import Receipt  # noqa: E402

EVENTS, RECEIPTS = "/minimal/events", "/minimal/receipts"


def event(request: HttpRequest) -> HttpResponse:
    """Insert what any view that keeps an event must at least insert."""
    told = json.loads(request.body)
    InboundMessage.objects.create(
        source="MINIMAL",
        key=told["event_id"],
        digest=uuid.uuid4().hex,
        payload=told,
        state="APPLIED",
        received_at=timezone.now(),
        received_by="system:bench",
    )
    return HttpResponse(status=201)


def receipt(request: HttpRequest) -> HttpResponse:
    """Insert what any view that keeps a receipt must at least insert."""
    told = json.loads(request.body)
    Receipt.objects.create(
        provider="minimal",
        provider_id=told["id"],
        send_ref=told["reference"],
        status=told["status"],
        provider_at=told["completed_at"],
        body=told,
        received_at=timezone.now(),
    )
    return HttpResponse(status=204)


urlpatterns = [path(EVENTS.removeprefix("/"), event), path(RECEIPTS.removeprefix("/"), receipt)]


class _Minimal(WSGIHandler):
    """Django with these two addresses and nothing around them."""

    def __init__(self) -> None:
        with override_settings(MIDDLEWARE=[]):
            super().__init__()

    def get_response(self, request: HttpRequest) -> Any:
        """Look the address up among ours."""
        request.urlconf = __name__  # Django's own way to say so
        return super().get_response(request)


_minimal = _Minimal()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve the minimal views below ``/minimal/`` and the product everywhere else."""
    handler = _minimal if environ["PATH_INFO"].startswith("/minimal/") else _product
    answer: Iterable[bytes] = handler(environ, start_response)
    return answer
