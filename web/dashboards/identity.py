"""Whether it was on record who listens before something was told on the telephone, for managers (L5)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.selectors import identity_checks as selector
from communications.selectors.identity_checks import CheckedMonth
from web import formatting
from web.components import Cell, Column
from web.dashboards import downloads
from web.dashboards.months import months_of
from web.dashboards.navigation import navigation_of
from web.dashboards.presenters import share_words
from web.middleware import actor_of

_COUNTS = ["Calls that told something", "Check on record first", "Check recorded late", "Told without a check"]


@require_safe
def identity(request: HttpRequest) -> HttpResponse:
    """Show, by month and unit, how many calls told something, and in how many the check came late or not at all."""
    actor, now = actor_of(request), timezone.now()
    form, first, last = months_of(request, at=now)
    rows = selector.by_unit_and_month(viewer=actor, first_month=first, last_month=last)
    context = {
        "navigation": navigation_of(actor, current="dashboards:identity"),
        "form": form,
        "columns": [
            Column(text="Month"),
            Column(text="Unit"),
            *(Column(text=count, is_numeric=True) for count in _COUNTS),
        ],
        "rows": [_row(row) for row in rows],
        "as_at": formatting.date_time_words(now),
        "export_href": downloads.href_of(actor, "dashboards:identity-export", first=first, last=last),
    }
    return render(request, "dashboards/identity.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the same figures as CSV."""
    now = timezone.now()
    _, first, last = months_of(request, at=now)
    rows = selector.by_unit_and_month(viewer=actor_of(request), first_month=first, last_month=last)
    header = ["Month", "Unit", "Area", *_COUNTS]
    return downloads.csv_of(
        request, name="identity", header=header, rows=map(_line, rows), first=first, last=last, at=now
    )


def _line(row: CheckedMonth) -> list[object]:
    return [row.month.isoformat(), row.unit, row.area, row.told, row.in_time, row.late, row.unchecked]


def _row(row: CheckedMonth) -> list[str | Cell]:
    counts = (row.in_time, row.late, row.unchecked)
    return [
        formatting.month_words(row.month),
        Cell(text=row.unit, note=row.area),
        f"{row.told:,}",
        *(Cell(text=f"{count:,}", note=share_words(count / row.told)) for count in counts),
    ]
