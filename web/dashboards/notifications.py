"""What the liaison units were told, for managers: by unit and month, with how often reasons were sent back (W5)."""

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.policies import holds_anywhere
from audit import services as audit
from audit.vocabulary import Verb
from cases.selectors import notifications as selector
from cases.selectors.notifications import NotifiedMonth
from web import exports, formatting
from web.components import Cell, Column
from web.dashboards.forms import MONTHS, first_of_month
from web.dashboards.navigation import navigation_of
from web.dashboards.presenters import share_words
from web.forms.base import GovukForm
from web.forms.fields import SelectField
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


class MonthsForm(GovukForm):
    """Which months; what is left empty means the last twelve."""

    marks_optional = False

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        months = [first_of_month(today=today, months_ago=back) for back in range(MONTHS)]
        choices = [(month.isoformat(), formatting.month_words(month)) for month in months]
        self.fields["first"] = SelectField(label="From", choices=choices, blank="12 months ago")
        self.fields["last"] = SelectField(label="To", choices=choices, blank="This month")

    def clean(self) -> dict[str, object]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("first") and cleaned.get("last") and str(cleaned["first"]) > str(cleaned["last"]):
            self.add_error("last", "The last month must be the same as or after the first month")
        return cleaned


@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Show what the units were told of each month's decisions, and how often the reasons did not suffice."""
    actor, now = actor_of(request), timezone.now()
    form, first, last = _months(request, now)
    rows = selector.by_unit_and_month(viewer=actor, first_month=first, last_month=last)
    query = urlencode({"first": first.isoformat(), "last": last.isoformat()})
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
        "export_href": f"{reverse('dashboards:notifications-export')}?{query}"
        if holds_anywhere(actor=actor, permission=Permission.EXPORT_PERFORMANCE)
        else "",
    }
    return render(request, "dashboards/notifications.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the same figures as CSV, cells neutralised; every download leaves a trace."""
    actor, now = actor_of(request), timezone.now()
    _, first, last = _months(request, now)
    rows = selector.export(viewer=actor, first_month=first, last_month=last)
    audit.record(
        actor=actor,
        verb=Verb.EXPORTED,
        subject=("figures", "notifications"),
        at=now,
        detail={"first": first, "last": last},
    )
    return StreamingHttpResponse(
        exports.csv_lines(header=_HEADER, rows=(_line(row) for row in rows)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="notifications.csv"',
            "Cache-Control": "no-store",
        },
    )


def _months(request: HttpRequest, now: dt.datetime) -> tuple[MonthsForm, dt.date, dt.date]:
    today = formatting.london_date(at=now)
    form = MonthsForm(request.GET or None, today=today)
    values = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first = values.get("first") or first_of_month(today=today, months_ago=11).isoformat()
    last = values.get("last") or first_of_month(today=today, months_ago=0).isoformat()
    return form, dt.date.fromisoformat(first), dt.date.fromisoformat(last)


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
