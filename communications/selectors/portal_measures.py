"""What a person reads of the help that they have when they give evidence: what was asked for, and how it stands."""

import dataclasses
from collections import defaultdict

from cases.models import MeasureRecord
from cases.rules.measures import standing
from cases.rules.vocabulary import MeasureStanding, MeasureStep, SpecialMeasure
from communications.selectors.portal import Addressee


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeasure:
    """One special measure and how it stands."""

    measure: SpecialMeasure
    #: None where nothing was recorded about it.
    standing: MeasureStanding | None


def own_measures(*, viewer: Addressee) -> tuple[OwnMeasure, ...]:
    """List every special measure with how it stands for the viewer, in the order of the vocabulary. One query."""
    steps: dict[str, list[MeasureStep]] = defaultdict(list)
    rows = MeasureRecord.objects.filter(victim_id=viewer.victim_id) if viewer.victim_id is not None else ()
    for row in sorted(rows, key=lambda one: one.pk):
        steps[row.measure].append(MeasureStep(row.step))
    return tuple(
        OwnMeasure(measure=each, standing=standing(steps=steps[each.value]) if steps[each.value] else None)
        for each in SpecialMeasure
    )
