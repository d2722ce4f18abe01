"""Names passed on to support services, for managers: asked, passed on, taken up; hidden where few asked (S5)."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from communications.rules.small_counts import LEAST_SHOWN
from communications.selectors import referrals as selector
from communications.selectors.referrals import ReferralFigure
from web import formatting
from web.components import Cell, Column
from web.dashboards import downloads
from web.dashboards.months import months_of
from web.dashboards.navigation import navigation_of
from web.dashboards.presenters import share_words
from web.middleware import actor_of


@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    """Show what came of the referrals that people of each Area asked for in the chosen months."""
    actor, now = actor_of(request), timezone.now()
    form, first, last = months_of(request, at=now)
    context = {
        "navigation": navigation_of(actor, current="dashboards:referrals"),
        "form": form,
        "columns": [
            Column(text="Area"),
            Column(text="Month"),
            Column(text="Asked", is_numeric=True),
            Column(text="Passed on", is_numeric=True),
            Column(text="Getting help", is_numeric=True),
        ],
        "rows": [_row(each) for each in selector.figures(viewer=actor, first_month=first, last_month=last)],
        "least": LEAST_SHOWN,
        "as_at": formatting.date_time_words(now),
        "export_href": downloads.href_of(actor, "dashboards:referrals-export", first=first, last=last),
    }
    return render(request, "dashboards/referrals.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the same figures as CSV; what the page hides, the file hides."""
    now = timezone.now()
    _, first, last = months_of(request, at=now)
    rows = selector.figures(viewer=actor_of(request), first_month=first, last_month=last)
    header = ["Month", "Area", "Asked", "Passed on", "Getting help"]
    return downloads.csv_of(
        request, name="referrals", header=header, rows=map(_line, rows), first=first, last=last, at=now
    )


def _line(figure: ReferralFigure) -> list[object]:
    counts = (figure.shown_asked, figure.shown_passed_on, figure.shown_taken_up)
    shown = (_hidden(place) if count is None else count for place, count in enumerate(counts))
    return [figure.month.isoformat(), figure.area, *shown]


def _row(figure: ReferralFigure) -> list[str | Cell]:
    cells: list[str | Cell] = [figure.area, formatting.month_words(figure.month)]
    cells.append(_hidden(0) if figure.shown_asked is None else f"{figure.shown_asked:,}")
    for count in (figure.shown_passed_on, figure.shown_taken_up):
        share = share_words(count / figure.asked) if count is not None else ""
        cells.append("Not shown" if count is None else Cell(text=f"{count:,}", note=share))
    return cells


def _hidden(place: int) -> str:
    """Say of the first figure why it is hidden; of those that rest on it, only that they are."""
    return "Not shown" if place else f"Fewer than {LEAST_SHOWN}"
