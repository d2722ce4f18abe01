"""What staff read about the special measures of one victim."""

from accounts.actors import Actor
from cases.models import MeasureRecord, Victim
from cases.selectors.records import cases_visible_to


def measures_of(*, viewer: Actor, victim: Victim) -> tuple[MeasureRecord, ...]:
    """List every step about the special measures of a victim, newest first; none where the case is not the viewer's."""
    return tuple(
        MeasureRecord.objects.filter(victim=victim, victim__case__in=cases_visible_to(viewer=viewer)).order_by("-id")
    )
