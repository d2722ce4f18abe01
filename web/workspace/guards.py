"""What every view of the workspace does around its one call: missing is 404, and looking leaves a trace."""

import datetime as dt
import functools
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from audit import services as audit
from web.middleware import actor_of

View = Callable[..., HttpResponse]


def missing_is_404(view: View) -> View:
    """Answer 404 for what does not exist and for what is not the viewer's to see; the two are not told apart."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist:
            # The original would name the model and the key in a debug page.
            raise Http404 from None

    return guarded


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent with a form, or None where the page is only opened. An empty form is still sent."""
    return request.POST if request.method == "POST" else None


def looked_at(
    request: HttpRequest,
    subject: Model | tuple[str, str],
    *,
    case_id: uuid.UUID,
    victim_ids: Iterable[uuid.UUID],
    at: dt.datetime,
) -> None:
    """Record that a page about these victims was looked at (promise 8)."""
    audit.record_looks(actor=actor_of(request), subject=subject, at=at, case_id=case_id, victim_ids=victim_ids)
