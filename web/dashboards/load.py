"""How much each officer carries, in people and in expected hours, for sharing work out (L16, M4)."""

import datetime as dt
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.rules import exposure
from cases.rules.exposure import Over
from cases.rules.load import Load, load_of
from cases.rules.vocabulary import HardFile, ServiceTier
from cases.selectors import exposure as hard_files
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
    files = hard_files.files_by_officer(viewer=actor)
    spells = hard_files.lasting_spells(officer_ids=files)
    exposure_limits = dated_rows.rows(of=dated_tables.EXPOSURE_LIMITS)
    over = {pk: exposure.over(files=counts, limits=exposure_limits, on=today) for pk, counts in files.items()}
    context = {
        "navigation": navigation_of(actor, current="dashboards:load"),
        "warning": _warning(sum(carried.is_over for _, carried in loads)),
        "hard_warning": _hard_warning(sum(bool(found) for found in over.values())),
        "hard_kinds": [(kind.label, exposure.WHY[kind]) for kind in HardFile],
        "limit_hours": loads[0][1].limit_hours if loads else 0,
        "as_at": formatting.date_time_words(now),
        "columns": [
            Column(text="Officer"),
            Column(text="People", is_numeric=True),
            *(Column(text=tier.label, is_numeric=True) for tier in _LONGER),
            Column(text="Expected hours a month", is_numeric=True),
            Column(text="Limit"),
            Column(text="Hardest files"),
            Column(text="Leave"),
        ],
        "rows": [
            _row(
                each, carried, _hard_words(files.get(each.officer.pk, {}), over.get(each.officer.pk, ()), spells, each)
            )
            for each, carried in loads
        ],
    }
    return render(request, "dashboards/load.html", context)


def _warning(over: int) -> str:
    if not over:
        return ""
    return f"{formatting.count_words(over, 'officer carries', 'officers carry')} more than one person can give."


def _hard_warning(over: int) -> str:
    if not over:
        return ""
    have = formatting.count_words(over, "officer has", "officers have")
    return f"{have} more of the hardest files than one person should have."


def _hard_words(
    files: hard_files.Files,
    over: tuple[Over, ...],
    spells: dict[tuple[uuid.UUID, HardFile], dt.date],
    each: OfficerPeople,
) -> Cell:
    """Say how many of each kind there are, and which are too many since when."""
    counts = [f"{kind.label}: {files[kind]:,}" for kind in HardFile if files.get(kind)]
    said = [
        f"More than {one.limit.files} of {one.kind.label.lower()}" + _since(spells.get((each.officer.pk, one.kind)))
        for one in over
    ]
    tag = Tag(text="Too many", colour="orange") if over else None
    return Cell(text="" if over else ", ".join(counts), tag=tag, note=". ".join([*counts, *said]) if over else "")


def _since(began_on: dt.date | None) -> str:
    return f" since {formatting.date_words(began_on)}" if began_on is not None else ""


def _row(each: OfficerPeople, carried: Load, hard: Cell) -> list[str | Cell]:
    officer = each.officer
    href = reverse("workspace:share-out", args=[officer.pk]) if carried.people else ""
    over = Tag(text="Over the limit", colour="red") if carried.is_over else None
    return [
        Cell(text=officer.full_name, href=href, note="" if officer.is_active else "No longer here"),
        f"{carried.people:,}",
        *(f"{each.people.get(tier, 0):,}" for tier in _LONGER),
        f"{carried.hours:,}",
        Cell(text="" if carried.is_over else "Within", tag=over),
        hard,
        Cell(text="Leave", href=reverse("workspace:leave", args=[officer.pk]), hidden_text=f"of {officer.full_name}"),
    ]
