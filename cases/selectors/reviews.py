"""What staff read about reviews: those of a case, and one with its stages, who looks and what came of each."""

import uuid
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from accounts.actors import Actor
from cases.models import Case, ReviewAnswer, ReviewAssignment, ReviewRequest, ReviewStage, ReviewTelling, Victim
from cases.rules.review_stages import OPEN_STATES
from cases.rules.vocabulary import ReviewStageKind, ReviewState
from cases.selectors.records import cases_visible_to

#: Each stage once in a request, and in this order.
_ORDER = list(ReviewStageKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRecord:
    """One stage of a review: who looks at it now, and what came of it."""

    stage: ReviewStage
    assignment: ReviewAssignment | None
    answer: ReviewAnswer | None
    #: That the person was told of the answer; None while they have not been.
    telling: ReviewTelling | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """A request for review with its stages, first to last."""

    request: ReviewRequest
    stages: tuple[StageRecord, ...]
    #: That the person was told that the request is not taken.
    refusal_telling: ReviewTelling | None = None

    @property
    def current(self) -> StageRecord | None:
        """Return the latest stage."""
        return self.stages[-1] if self.stages else None

    @property
    def is_open(self) -> bool:
        """Whether an answer is owed."""
        return ReviewState(self.request.state) in OPEN_STATES

    @property
    def untold(self) -> bool:
        """Whether there is something to tell that the person has not been told."""
        is_refused = self.request.is_taken is False and self.refusal_telling is None
        return is_refused or any(each.answer is not None and each.telling is None for each in self.stages)


def reviews_of_case(*, case: Case) -> dict[tuple[uuid.UUID, uuid.UUID], tuple[ReviewRecord, ...]]:
    """List the requests of a case by (victim, decision), newest first. Four queries, however many there are.

    The caller has been allowed to read the case.
    """
    found: dict[tuple[uuid.UUID, uuid.UUID], tuple[ReviewRecord, ...]] = {}
    for request in _with_stages(ReviewRequest.objects.filter(case=case)).order_by("-logged_at", "-id"):
        key = (request.victim_id, request.decision_id)
        found[key] = (*found.get(key, ()), _record(request))
    return found


def visible_review(*, viewer: Actor, review_id: uuid.UUID) -> ReviewRecord:
    """Return one request for review of a case that the viewer may read.

    Raises:
        ReviewRequest.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    rows = ReviewRequest.objects.filter(case__in=cases_visible_to(viewer=viewer)).select_related(
        "case", "victim__person", "victim__officer", "decision", "asker_person"
    )
    return _record(_with_stages(rows).get(pk=review_id))


def is_under_review(*, victim: Victim) -> bool:
    """Whether an answer to a request for review is owed about this victim: then their case is not over for them."""
    return ReviewRequest.objects.filter(victim=victim, state__in=[state.value for state in OPEN_STATES]).exists()


def _with_stages(rows: "QuerySet[ReviewRequest]") -> "QuerySet[ReviewRequest]":
    assignments = ReviewAssignment.objects.select_related("reviewer").order_by("assigned_at", "id")
    stages = ReviewStage.objects.select_related("answer").prefetch_related(
        Prefetch("assignments", queryset=assignments)
    )
    return rows.prefetch_related(Prefetch("stages", queryset=stages), "tellings")


def _record(request: ReviewRequest) -> ReviewRecord:
    told = {telling.stage_id: telling for telling in request.tellings.all()}
    return ReviewRecord(
        request=request,
        refusal_telling=told.get(None),
        stages=tuple(
            StageRecord(
                stage=stage,
                assignment=next(reversed(list(stage.assignments.all())), None),
                answer=getattr(stage, "answer", None),
                telling=told.get(stage.pk),
            )
            for stage in sorted(request.stages.all(), key=lambda stage: _ORDER.index(ReviewStageKind(stage.kind)))
        ),
    )
