"""Cases found by a search, as the page lists them."""

from collections.abc import Iterable

from django.urls import reverse

from cases.models import Case
from cases.rules.vocabulary import JourneyStage
from web import formatting
from web.components import Cell, Column, Tag

COLUMNS = [Column(text="Case"), Column(text="Victims"), Column(text="Stage"), Column(text="Unit")]


def rows(cases: Iterable[Case]) -> list[list[str | Cell]]:
    """List cases with their victims and stage."""
    return [
        [
            Cell(
                text=formatting.urn_words(case.urn),
                href=reverse("workspace:case", args=[case.pk]),
                tag=Tag(text="RASSO", colour="purple") if case.is_rasso else None,
            ),
            formatting.and_list([victim.person.full_name for victim in case.victims.all()]) or "None recorded",
            Cell(text=JourneyStage(case.stage).label, note=f"since {formatting.date_words(case.stage_since)}"),
            case.unit.name,
        ]
        for case in cases
    ]
