"""Figures of a managers' page as a file: the same cells, for those who may download them; every download is kept."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import holds_anywhere, require_anywhere
from audit import services as audit
from audit.vocabulary import Verb
from web import exports
from web.middleware import actor_of


def href_of(actor: Actor, route: str, *, first: dt.date, last: dt.date) -> str:
    """Lead to the download of these months; empty for whoever may not download."""
    if not holds_anywhere(actor=actor, permission=Permission.EXPORT_PERFORMANCE):
        return ""
    return f"{reverse(route)}?{urlencode({'first': first.isoformat(), 'last': last.isoformat()})}"


def csv_of(
    request: HttpRequest,
    *,
    name: str,
    header: list[str],
    rows: Iterable[Iterable[object]],
    first: dt.date,
    last: dt.date,
    at: dt.datetime,
) -> StreamingHttpResponse:
    """Send figures as CSV, cells neutralised; the trail says that they were taken.

    Raises:
        NotPermitted: the viewer may export no Area's figures.
    """
    actor = actor_of(request)
    require_anywhere(actor=actor, permission=Permission.EXPORT_PERFORMANCE)
    audit.record(
        actor=actor, verb=Verb.EXPORTED, subject=("figures", name), at=at, detail={"first": first, "last": last}
    )
    return StreamingHttpResponse(
        exports.csv_lines(header=header, rows=rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"},
    )
