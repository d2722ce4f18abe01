"""What people told us of contacts: which were asked about already, and the counted figures for managers (M9)."""

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict

from django.db.models import Q, Sum

from accounts.actors import Actor
from accounts.models import UnitKind
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from communications.models import FeedbackCount, FeedbackGiven
from communications.rules.contact_store import ContactKind
from communications.rules.feedback import ASKED_FOR, FeedbackAnswer, FeedbackQuestion, Shares, shares_of


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFigure:
    """What was answered to one question about one sort of contact with one unit."""

    unit: str
    area: str
    kind: ContactKind
    question: FeedbackQuestion
    shares: Shares


def given_by(*, viewer: Actor, today: dt.date) -> frozenset[tuple[ContactKind, str]]:
    """List the contacts about which the signed-in person was asked lately and has answered; one query."""
    if viewer.person_id is None:
        return frozenset()
    rows = FeedbackGiven.objects.filter(person_id=viewer.person_id, given_on__gte=today - ASKED_FOR)
    return frozenset((ContactKind(kind), subject) for kind, subject in rows.values_list("kind", "subject"))


def figures(*, viewer: Actor, first_month: dt.date, last_month: dt.date) -> tuple[FeedbackFigure, ...]:
    """Count the answers of the units whose figures the viewer may see, over whole months: one query.

    Raises:
        NotPermitted: the viewer sees no figures anywhere.
    """
    require_anywhere(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    scope = scope_of(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    rows = (
        FeedbackCount.objects.filter(
            scope.as_filter(area="unit__area_id", unit="unit_id", is_restricted=Q(unit__kind=UnitKind.RASSO)),
            month__gte=first_month,
            month__lte=last_month,
        )
        .order_by("unit__area__name", "unit__name", "unit_id")
        .values_list("unit_id", "unit__name", "unit__area__name", "kind", "question", "answer")
        .annotate(times=Sum("count"))
    )
    cells: dict[tuple[uuid.UUID, str, str, str, str], dict[FeedbackAnswer, int]] = defaultdict(dict)
    for unit_id, unit, area, kind, question, answer, times in rows:
        cells[unit_id, unit, area, kind, question][FeedbackAnswer(answer)] = times
    return tuple(
        FeedbackFigure(
            unit=unit,
            area=area or "",
            kind=ContactKind(kind),
            question=FeedbackQuestion(question),
            shares=shares_of(counts),
        )
        for (_, unit, area, kind, question), counts in sorted(cells.items(), key=_in_order)
    )


def _in_order(cell: tuple[tuple[uuid.UUID, str, str, str, str], object]) -> tuple[str, str, int, int]:
    (_, unit, area, kind, question), _counts = cell
    return (
        area or "",
        unit,
        list(ContactKind).index(ContactKind(kind)),
        list(FeedbackQuestion).index(FeedbackQuestion(question)),
    )
