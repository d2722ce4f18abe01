"""Complaints beside letters, and whether late letters said sorry, for managers: by unit and month (M20)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.rules.small_counts import LEAST_SHOWN
from communications.selectors import complaint_figures as selector
from communications.selectors.complaint_figures import ComplaintMonth
from web import formatting
from web.components import Cell, Column
from web.dashboards import downloads
from web.dashboards.months import months_of
from web.dashboards.navigation import navigation_of
from web.dashboards.presenters import share_words
from web.middleware import actor_of

_FEW = f"Fewer than {LEAST_SHOWN}"
_HEADER = [
    "Month",
    "Unit",
    "Area",
    "Complaints",
    "Letters that left",
    "Complaints for each 1,000 letters",
    "Late letters",
    "Late letters with an apology",
    "Share with an apology",
]


@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """Show how often people complained to each unit in the chosen months, and how often a late letter apologised."""
    actor, now = actor_of(request), timezone.now()
    form, first, last = months_of(request, at=now)
    context = {
        "navigation": navigation_of(actor, current="dashboards:complaints"),
        "form": form,
        "columns": [
            Column(text="Month"),
            Column(text="Unit"),
            Column(text="Complaints", is_numeric=True),
            Column(text="Letters", is_numeric=True),
            Column(text="For each 1,000 letters", is_numeric=True),
            Column(text="Late letters", is_numeric=True),
            Column(text="With an apology", is_numeric=True),
        ],
        "rows": [_row(each) for each in selector.by_unit_and_month(viewer=actor, first_month=first, last_month=last)],
        "least": LEAST_SHOWN,
        "as_at": formatting.date_time_words(now),
        "export_href": downloads.href_of(actor, "dashboards:complaints-export", first=first, last=last),
    }
    return render(request, "dashboards/complaints.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the same figures as CSV."""
    now = timezone.now()
    _, first, last = months_of(request, at=now)
    rows = selector.by_unit_and_month(viewer=actor_of(request), first_month=first, last_month=last)
    return downloads.csv_of(
        request, name="complaints", header=_HEADER, rows=map(_line, rows), first=first, last=last, at=now
    )


def _row(row: ComplaintMonth) -> list[str | Cell]:
    return [
        formatting.month_words(row.month),
        Cell(text=row.unit, note=row.area),
        _complaints(row),
        f"{row.letters:,}",
        _rate(row),
        f"{row.late:,}",
        Cell(text=f"{row.late_with_apology:,}", note=share_words(row.apology_share)),
    ]


def _line(row: ComplaintMonth) -> list[object]:
    return [
        row.month.isoformat(),
        row.unit,
        row.area,
        _complaints(row),
        row.letters,
        _rate(row),
        row.late,
        row.late_with_apology,
        share_words(row.apology_share),
    ]


def _complaints(row: ComplaintMonth) -> str:
    return f"{row.shown_complaints:,}" if row.shown_complaints is not None else _FEW


def _rate(row: ComplaintMonth) -> str:
    if row.per_thousand is not None:
        return f"{row.per_thousand:.1f}"
    return "Not shown" if row.shown_complaints is None else "No letters"
