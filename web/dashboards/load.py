"""How much each officer carries, in people and in expected hours, for sharing work out (L16, M4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.rules.load import Load, load_of
from cases.rules.vocabulary import ServiceTier
from cases.selectors import load as selector
from cases.selectors.load import OfficerPeople
from communications.rules import dated_tables
from communications.services import dated_rows
from web import formatting
from web.components import Cell, Column, Tag
from web.dashboards.navigation import navigation_of
from web.middleware import actor_of

#: Services that take longer than the usual, which stand in a column of their own.
_LONGER = (ServiceTier.ENHANCED, ServiceTier.RASSO, ServiceTier.BEREAVED_FAMILY)


@require_safe
def load(request: HttpRequest) -> HttpResponse:
    """Show what each officer carries; each name leads to where their people are shared out."""
    actor, now = actor_of(request), timezone.now()
    officers = selector.people_by_officer(viewer=actor, at=now)
    today = formatting.london_date(at=now)
    minutes, limits = dated_rows.rows(of=dated_tables.LOAD_MINUTES), dated_rows.rows(of=dated_tables.LOAD_LIMITS)
    loads = [(each, load_of(people=each.people, minutes=minutes, limits=limits, on=today)) for each in officers]
    context = {
        "navigation": navigation_of(actor, current="dashboards:load"),
        "warning": _warning(sum(carried.is_over for _, carried in loads)),
        "limit_hours": loads[0][1].limit_hours if loads else 0,
        "as_at": formatting.date_time_words(now),
        "columns": [
            Column(text="Officer"),
            Column(text="People", is_numeric=True),
            *(Column(text=tier.label, is_numeric=True) for tier in _LONGER),
            Column(text="Expected hours a month", is_numeric=True),
            Column(text="Limit"),
            Column(text="Leave"),
        ],
        "rows": [_row(each, carried) for each, carried in loads],
    }
    return render(request, "dashboards/load.html", context)


def _warning(over: int) -> str:
    if not over:
        return ""
    return f"{formatting.count_words(over, 'officer carries', 'officers carry')} more than one person can give."


def _row(each: OfficerPeople, carried: Load) -> list[str | Cell]:
    officer = each.officer
    href = reverse("workspace:share-out", args=[officer.pk]) if carried.people else ""
    over = Tag(text="Over the limit", colour="red") if carried.is_over else None
    return [
        Cell(text=officer.full_name, href=href, note="" if officer.is_active else "No longer here"),
        f"{carried.people:,}",
        *(f"{each.people.get(tier, 0):,}" for tier in _LONGER),
        f"{carried.hours:,}",
        Cell(text="" if carried.is_over else "Within", tag=over),
        Cell(text="Leave", href=reverse("workspace:leave", args=[officer.pk]), hidden_text=f"of {officer.full_name}"),
    ]
