"""Which letters turned out to be wrong, for managers: by unit, month and what was wrong (W14, M12)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.rules.letter_corrections import CorrectionReason
from communications.selectors import corrections as selector
from communications.selectors.corrections import CorrectedMonth
from web import formatting
from web.components import Cell, Column
from web.dashboards import downloads
from web.dashboards.months import months_of
from web.dashboards.navigation import navigation_of
from web.middleware import actor_of


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Show how many letters of each unit had to be corrected in each month, and what was wrong with them."""
    actor, now = actor_of(request), timezone.now()
    form, first, last = months_of(request, at=now)
    rows = selector.by_unit_and_month(viewer=actor, first_month=first, last_month=last)
    context = {
        "navigation": navigation_of(actor, current="dashboards:corrections"),
        "form": form,
        "columns": [
            Column(text="Month"),
            Column(text="Unit"),
            Column(text="Letters corrected", is_numeric=True),
            Column(text="What was wrong"),
        ],
        "rows": [_row(row) for row in rows],
        "as_at": formatting.date_time_words(now),
        "export_href": downloads.href_of(actor, "dashboards:corrections-export", first=first, last=last),
    }
    return render(request, "dashboards/corrections.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the same figures as CSV, a column for each reason."""
    now = timezone.now()
    _, first, last = months_of(request, at=now)
    rows = selector.by_unit_and_month(viewer=actor_of(request), first_month=first, last_month=last)
    header = ["Month", "Unit", "Area", "Letters corrected", *(reason.label for reason in CorrectionReason)]
    return downloads.csv_of(
        request, name="corrections", header=header, rows=map(_line, rows), first=first, last=last, at=now
    )


def _line(row: CorrectedMonth) -> list[object]:
    return [
        row.month.isoformat(),
        row.unit,
        row.area,
        row.letters,
        *(row.reasons.get(reason, 0) for reason in CorrectionReason),
    ]


def _row(row: CorrectedMonth) -> list[str | Cell]:
    counted = sorted(row.reasons.items(), key=lambda each: (-each[1], list(CorrectionReason).index(each[0])))
    return [
        formatting.month_words(row.month),
        Cell(text=row.unit, note=row.area),
        f"{row.letters:,}",
        "; ".join(f"{reason.label}: {times:,}" for reason, times in counted),
    ]
