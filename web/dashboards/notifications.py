"""What the liaison units were told, for managers: by unit and month, with how often reasons were sent back (W5)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.selectors import notifications as selector
from cases.selectors.notifications import NotifiedMonth
from web import formatting
from web.components import Cell, Column
from web.dashboards import downloads
from web.dashboards.months import months_of
from web.dashboards.navigation import navigation_of
from web.dashboards.presenters import share_words
from web.middleware import actor_of

_HEADER = [
    "Month of decision",
    "Unit",
    "Area",
    "Decisions owing a letter",
    "Liaison unit told",
    "Told the same day",
    "Reasons sufficient by rule",
    "Decisions with reasons sent back",
    "Share sent back",
    "Times sent back",
    "Answered by the date asked for",
]


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Show what the units were told of each month's decisions, and how often the reasons did not suffice."""
    actor, now = actor_of(request), timezone.now()
    form, first, last = months_of(request, at=now)
    rows = selector.by_unit_and_month(viewer=actor, first_month=first, last_month=last)
    context = {
        "navigation": navigation_of(actor, current="dashboards:notifications"),
        "form": form,
        "columns": [
            Column(text="Month"),
            Column(text="Unit"),
            Column(text="Owing a letter", is_numeric=True),
            Column(text="Unit told", is_numeric=True),
            Column(text="Told the same day", is_numeric=True),
            Column(text="Reasons sufficient by rule", is_numeric=True),
            Column(text="Reasons sent back", is_numeric=True),
            Column(text="Answered in time", is_numeric=True),
        ],
        "rows": [_row(row) for row in rows],
        "as_at": formatting.date_time_words(now),
        "export_href": downloads.href_of(actor, "dashboards:notifications-export", first=first, last=last),
    }
    return render(request, "dashboards/notifications.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the same figures as CSV, cells neutralised; every download leaves a trace."""
    actor, now = actor_of(request), timezone.now()
    _, first, last = months_of(request, at=now)
    rows = selector.export(viewer=actor, first_month=first, last_month=last)
    return downloads.csv_of(
        request, name="notifications", header=_HEADER, rows=map(_line, rows), first=first, last=last, at=now
    )


def _row(row: NotifiedMonth) -> list[str | Cell]:
    return [
        formatting.month_words(row.month),
        Cell(text=row.unit, note=row.area),
        f"{row.owing:,}",
        Cell(text=f"{row.told:,}", note=share_words(row.told_share)),
        f"{row.told_same_day:,}",
        f"{row.sufficient:,}",
        Cell(text=f"{row.sent_back:,}", note=share_words(row.sent_back_share)),
        Cell(text=f"{row.answered_in_time:,}", note=f"of {row.returns:,}"),
    ]


def _line(row: NotifiedMonth) -> list[object]:
    return [
        row.month.isoformat(),
        row.unit,
        row.area,
        row.owing,
        row.told,
        row.told_same_day,
        row.sufficient,
        row.sent_back,
        share_words(row.sent_back_share),
        row.returns,
        row.answered_in_time,
    ]
