"""VCL timeliness for managers: the figures, the letters behind each figure, and both as a download."""

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Area
from accounts.permissions import Permission
from accounts.policies import holds_anywhere
from audit import services as audit
from audit.vocabulary import Verb
from communications.rules.vocabulary import TimelinessBand
from communications.selectors import performance
from communications.selectors.performance import Cut
from web import exports, formatting
from web.components import Link
from web.dashboards import presenters
from web.dashboards.forms import CutForm, first_of_month
from web.dashboards.navigation import navigation_of
from web.middleware import actor_of

PAGE_SIZE = 50


@require_safe
def timeliness(request: HttpRequest) -> HttpResponse:
    """Show the figures of a cut by Area, month, letter and limit (M1 to M5); open-late letters are counted."""
    actor, at = actor_of(request), timezone.now()
    areas = performance.areas_visible_to(viewer=actor)
    form, cut = _cut(request, areas, at)
    figures = performance.timeliness(viewer=actor, cut=cut, at=at)
    names = {area.code: area.name for area in areas}
    context: dict[str, Any] = {
        "navigation": navigation_of(actor, current="dashboards:timeliness"),
        "form": form,
        "total": figures.total,
        "total_share": presenters.share_words(figures.total.on_time_share),
        "period": _period_words(cut),
        "as_at": formatting.date_time_words(at),
        "counted_at": formatting.date_time_words(figures.counted_at) if figures.counted_at else "",
        "total_columns": presenters.figure_columns("Time limit"),
        "total_rows": [
            *(
                presenters.figure_row(name=presenters.limit_words(days), figures=row, cut=cut, limit=str(days))
                for days, row in sorted(figures.by_limit.items())
            ),
            presenters.figure_row(name="All", figures=figures.total, cut=cut),
        ],
        **_breakdown(request, cut, figures, names),
        "export_href": f"{reverse('dashboards:export')}?{urlencode(presenters.query_of(cut=cut))}"
        if holds_anywhere(actor=actor, permission=Permission.EXPORT_PERFORMANCE)
        else "",
    }
    return render(request, "dashboards/timeliness.html", context)


def _breakdown(
    request: HttpRequest, cut: Cut, figures: performance.Timeliness, names: dict[str, str]
) -> dict[str, Any]:
    """Build the one table that splits the figures, by Area, month or letter, and the links to the other two."""
    by = request.GET.get("by", "area")
    by = by if by in presenters.BREAKDOWNS else "area"
    rows = {
        "area": [
            presenters.figure_row(name=names.get(code, code), figures=row, cut=cut, area=code)
            for code, row in sorted(figures.by_area.items())
        ],
        "month": [
            presenters.figure_row(
                name=formatting.month_words(month),
                figures=row,
                cut=cut,
                first=month.isoformat(),
                last=month.isoformat(),
            )
            for month, row in sorted(figures.by_month.items(), reverse=True)
        ],
        "letter": [
            presenters.figure_row(name=presenters.type_words(kind), figures=row, cut=cut, type=kind)
            for kind, row in sorted(figures.by_type.items())
        ],
    }[by]
    query = presenters.query_of(cut=cut)
    return {
        "breakdown_caption": presenters.BREAKDOWNS[by],
        "breakdown_columns": presenters.figure_columns(presenters.BREAKDOWNS[by].removeprefix("By ").capitalize()),
        "breakdown_rows": rows,
        "breakdowns": [
            Link(text=words, href=f"?{urlencode({**query, 'by': name})}#breakdown", is_current=name == by)
            for name, words in presenters.BREAKDOWNS.items()
        ],
    }


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters behind a figure, page by page, oldest due first."""
    actor, at = actor_of(request), timezone.now()
    _, cut = _cut(request, performance.areas_visible_to(viewer=actor), at)
    band = _band(request)
    rows = performance.letters_behind(
        viewer=actor, cut=cut, band=band, at=at, limit=PAGE_SIZE + 1, after=_after(request)
    )
    query = presenters.query_of(cut=cut, band=band)
    next_href = ""
    if len(rows) > PAGE_SIZE:
        last = rows[PAGE_SIZE - 1]
        after = f"{last.due_at.isoformat()}~{last.obligation_id}"
        next_href = f"{reverse('dashboards:letters')}?{urlencode({**query, 'after': after})}"
    context = {
        "navigation": navigation_of(actor, current="dashboards:timeliness"),
        "heading": presenters.BAND_WORDS[band] if band else "All letters due",
        "period": _period_words(cut),
        "columns": presenters.LETTER_COLUMNS,
        "rows": [presenters.letter_row(row) for row in rows[:PAGE_SIZE]],
        "next_href": next_href,
        "back_href": f"{reverse('dashboards:timeliness')}?{urlencode(presenters.query_of(cut=cut))}",
        "export_href": f"{reverse('dashboards:export')}?{urlencode(query)}"
        if holds_anywhere(actor=actor, permission=Permission.EXPORT_PERFORMANCE)
        else "",
    }
    return render(request, "dashboards/letters.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Send the letters behind a figure as CSV, cells neutralised; every download leaves a trace."""
    actor, at = actor_of(request), timezone.now()
    _, cut = _cut(request, performance.areas_visible_to(viewer=actor), at)
    rows = performance.export_letters(viewer=actor, cut=cut, band=_band(request), at=at)
    audit.record(
        actor=actor,
        verb=Verb.EXPORTED,
        subject=("figures", "letters"),
        at=at,
        detail={"first": cut.first_month, "last": cut.last_month, "area": cut.area_code or "ALL"},
    )
    lines = exports.csv_lines(header=presenters.LETTER_HEADER, rows=(presenters.letter_line(row) for row in rows))
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="letters.csv"', "Cache-Control": "no-store"},
    )


def _cut(request: HttpRequest, areas: list[Area], at: dt.datetime) -> tuple[CutForm, Cut]:
    """Read the cut from the address; what cannot be read is answered with an error beside the field and the default."""
    today = formatting.london_date(at=at)
    form = CutForm(request.GET or None, today=today, areas=areas)
    values = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, Cut(
        first_month=_month(values.get("first"), first_of_month(today=today, months_ago=11)),
        last_month=_month(values.get("last"), first_of_month(today=today, months_ago=0)),
        area_code=values.get("area") or "",
        letter_type=values.get("type") or "",
        limit_working_days=int(values["limit"]) if values.get("limit") else None,
    )


def _month(value: str | None, default: dt.date) -> dt.date:
    return dt.date.fromisoformat(value) if value else default


def _band(request: HttpRequest) -> TimelinessBand | None:
    value = request.GET.get("band", "")
    return TimelinessBand(value) if value in set(TimelinessBand) else None


def _after(request: HttpRequest) -> tuple[dt.datetime, uuid.UUID] | None:
    due_at, _, key = request.GET.get("after", "").partition("~")
    try:
        at = dt.datetime.fromisoformat(due_at)
        return (at, uuid.UUID(key)) if at.tzinfo else None
    except ValueError:
        return None


def _period_words(cut: Cut) -> str:
    first, last = formatting.month_words(cut.first_month), formatting.month_words(cut.last_month)
    return first if first == last else f"{first} to {last}"
