"""Whether it was on record who listens before something was told on the telephone, for managers (L5)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.selectors import identity_checks as selector
from communications.selectors.identity_checks import CheckedMonth
from web import formatting
from web.components import Cell, Column
from web.dashboards.months import months_of
from web.dashboards.navigation import navigation_of
from web.dashboards.presenters import share_words
from web.middleware import actor_of


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
            Column(text="Calls that told something", is_numeric=True),
            Column(text="Check on record first", is_numeric=True),
            Column(text="Check recorded late", is_numeric=True),
            Column(text="Told without a check", is_numeric=True),
        ],
        "rows": [_row(row) for row in rows],
        "as_at": formatting.date_time_words(now),
    }
    return render(request, "dashboards/identity.html", context)


def _row(row: CheckedMonth) -> list[str | Cell]:
    counts = (row.in_time, row.late, row.unchecked)
    return [
        formatting.month_words(row.month),
        Cell(text=row.unit, note=row.area),
        f"{row.told:,}",
        *(Cell(text=f"{count:,}", note=share_words(count / row.told)) for count in counts),
    ]
