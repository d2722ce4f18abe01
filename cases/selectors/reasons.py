"""Reads why a decision was made as it is known now: what was recorded, with everything supplemented since (W5)."""

import dataclasses
import uuid
from collections.abc import Iterable

from accounts.actors import Actor
from cases.models import Decision, ReasonsReturn, ReasonsSupplement, Victim
from cases.rules.reasons import ReasonsGiven, supplemented
from cases.rules.vocabulary import SpecificReason, TestFailed
from cases.selectors.records import cases_visible_to


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsTrail:
    """How often the reasons of one decision were sent back, and what came of it; oldest first."""

    returns: tuple[ReasonsReturn, ...]
    supplements: tuple[ReasonsSupplement, ...]

    @property
    def waiting(self) -> ReasonsReturn | None:
        """Return the one that still waits for the prosecutor."""
        answered = {row.answers_id for row in self.supplements}
        return next((row for row in self.returns if row.pk not in answered), None)


def given_in(*, row: Decision | ReasonsSupplement) -> ReasonsGiven:
    """Read the reasons as they stand in one row: the decision itself, or what was added to it. No query."""
    return ReasonsGiven(
        test_failed=TestFailed(row.test_failed),
        specific=tuple(SpecificReason(code) for code in row.specific_reasons),
        reasons=row.reasons,
        new_information=row.new_information,
        victim_views=row.victim_views,
        what_continues=row.what_continues,
        sensitivities=row.sensitivities,
    )


def reasons_now(*, decision: Decision) -> ReasonsGiven:
    """Return the reasons of a decision with its supplements. One query."""
    rows = decision.reasons_supplements.order_by("supplemented_at", "id")
    return supplemented(given=given_in(row=decision), by=(given_in(row=row) for row in rows))


def trails(*, decisions: Iterable[Decision]) -> dict[uuid.UUID, ReasonsTrail]:
    """Read the trail of several decisions, which the caller may see, by decision. Two queries."""
    keys = [decision.pk for decision in decisions]
    returns: dict[uuid.UUID, list[ReasonsReturn]] = {key: [] for key in keys}
    for row in ReasonsReturn.objects.filter(decision_id__in=keys).order_by("number"):
        returns[row.decision_id].append(row)
    supplements: dict[uuid.UUID, list[ReasonsSupplement]] = {key: [] for key in keys}
    for given in ReasonsSupplement.objects.filter(decision_id__in=keys).order_by("supplemented_at", "id"):
        supplements[given.decision_id].append(given)
    return {key: ReasonsTrail(returns=tuple(returns[key]), supplements=tuple(supplements[key])) for key in keys}


def now_of(*, decision: Decision, trail: ReasonsTrail) -> ReasonsGiven:
    """Return the reasons of a decision with the supplements of a trail that has been read. No query."""
    return supplemented(given=given_in(row=decision), by=(given_in(row=row) for row in trail.supplements))


def victims_owed(*, decision: Decision) -> tuple[Victim, ...]:
    """List the victims to whom a letter is or was owed for a decision, which the caller may see. One query."""
    return tuple(Victim.objects.filter(obligations__decision=decision).select_related("person").order_by("id"))


def visible_return(*, viewer: Actor, return_id: uuid.UUID) -> ReasonsReturn:
    """Return reasons that were sent back, of a case that the viewer may read.

    Raises:
        ReasonsReturn.DoesNotExist: there are none, or they are not the viewer's to see.
    """
    return (
        ReasonsReturn.objects.filter(decision__case__in=cases_visible_to(viewer=viewer))
        .select_related("decision__case")
        .get(pk=return_id)
    )
