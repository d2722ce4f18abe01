"""Missing letters for managers: how many by unit and finding, each count leading to the letters behind it (W12)."""

import datetime as dt
import uuid
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.rules.vocabulary import WorkKind
from communications.rules.missing_letters import FINDINGS
from communications.selectors import missing_letters
from communications.selectors.missing_letters import MissingInUnit, MissingLetter
from web import formatting
from web.components import Cell, Column
from web.dashboards.navigation import navigation_of
from web.middleware import actor_of

_LETTERS = "dashboards:missing-letters"


@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """Show how many letters are missing, by unit; what is cured has left the page by the next look."""
    actor = actor_of(request)
    units = missing_letters.counts_by_unit(viewer=actor)
    context = {
        "navigation": navigation_of(actor, current="dashboards:missing"),
        "total": sum(sum(unit.counts.values()) for unit in units),
        "as_at": formatting.date_time_words(timezone.now()),
        "columns": [
            Column(text="Unit"),
            *(Column(text=kind.label, is_numeric=True) for kind in FINDINGS),
            Column(text="Longest since"),
        ],
        "rows": [_unit_row(unit) for unit in units],
    }
    return render(request, "dashboards/missing.html", context)


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """List the missing letters behind a count, page by page, longest found first."""
    actor = actor_of(request)
    unit_id, kind = _unit(request.GET.get("unit", "")), _kind(request.GET.get("kind", ""))
    size = missing_letters.PAGE_SIZE
    found = missing_letters.letters_behind(
        viewer=actor, unit_id=unit_id, kind=kind, after=_after(request.GET.get("after", "")), limit=size + 1
    )
    shown = found[:size]
    query = {"unit": str(unit_id) if unit_id else "", "kind": kind.value if kind else ""}
    next_href = ""
    if len(found) > size:
        last = shown[-1]
        query["after"] = f"{last.found_at.astimezone(dt.UTC).isoformat()}~{last.item_id}"
        next_href = f"?{urlencode({name: value for name, value in query.items() if value})}"
    context = {
        "navigation": navigation_of(actor, current="dashboards:missing"),
        "heading": kind.label if kind else "Missing letters",
        "back_href": reverse("dashboards:missing"),
        "columns": [
            Column(text="Case"),
            *([] if kind else [Column(text="What is missing")]),
            Column(text="Unit"),
            Column(text="Officer"),
            Column(text="Found"),
            Column(text="To be done by"),
        ],
        "rows": [_letter_row(row, names_kind=kind is None) for row in shown],
        "next_href": next_href,
    }
    return render(request, "dashboards/missing_letters.html", context)


def _unit_row(unit: MissingInUnit) -> list[str | Cell]:
    return [
        Cell(text=unit.unit, note=unit.area),
        *(_count(unit, kind) for kind in FINDINGS),
        formatting.date_time_words(unit.oldest_at),
    ]


def _count(unit: MissingInUnit, kind: WorkKind) -> Cell:
    count = unit.counts.get(kind, 0)
    query = urlencode({"unit": str(unit.unit_id), "kind": kind.value})
    return Cell(
        text=f"{count:,}",
        href=f"{reverse(_LETTERS)}?{query}" if count else "",
        hidden_text=f"{unit.unit}, {kind.label.lower()}",
    )


def _letter_row(row: MissingLetter, *, names_kind: bool) -> list[str | Cell]:
    case = (
        Cell(text=formatting.urn_words(row.urn), href=reverse("workspace:work-item", args=[row.item_id]))
        if row.may_open
        else Cell(text="Not shown to you")
    )
    return [
        case,
        *([row.kind.label] if names_kind else []),
        row.unit,
        row.officer or "Nobody yet",
        formatting.date_time_words(row.found_at),
        formatting.date_time_words(row.due_at) if row.due_at else "Today",
    ]


def _unit(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _kind(text: str) -> WorkKind | None:
    return WorkKind(text) if text in {kind.value for kind in FINDINGS} else None


def _after(text: str) -> tuple[dt.datetime, uuid.UUID] | None:
    found_at, _, key = text.partition("~")
    try:
        at = dt.datetime.fromisoformat(found_at)
        return (at, uuid.UUID(key)) if at.tzinfo else None
    except ValueError:
        return None
