"""Gives a stage to a fresh reviewer and records what they found. The work ends when the person has been told."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts import policies as account_policies
from accounts.actors import Actor, ActorKind, staff
from accounts.models import StaffUser
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import (
    ReasonsSupplement,
    ReviewAnswer,
    ReviewAssignment,
    ReviewRequest,
    ReviewStage,
    ReviewTelling,
    WorkItem,
)
from cases.rules import review_stages
from cases.rules.review_stages import Part
from cases.rules.vocabulary import (
    DecisionCode,
    Involvement,
    ReviewBody,
    ReviewOutcome,
    ReviewStageKind,
    ReviewState,
    ReviewText,
    ToldBy,
    WorkKind,
)
from cases.rules.working_days import london_date
from cases.services import review_clocks, reviews, work


class NotFresh(Exception):
    """The person had a part in the decision or in an earlier stage. ``reasons`` say which, for the page."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(f"{len(reasons)} reasons against this reviewer")
        self.reasons = reasons


class UnableToReview(ValueError):
    """The person may not look at decisions in this case, or is not named."""


class NotInReview(Exception):
    """The stage has been answered, or the request closed."""


class NotTheReviewer(Exception):
    """Only whoever was given the review records what came of it."""


class ImpossibleOutcome(ValueError):
    """This outcome cannot come of this stage for this decision (RR-10)."""


class NothingToTell(Exception):
    """No answer waits to be told; somebody else may have told the person."""


class ToldOutOfOrder(ValueError):
    """Nobody is told in the future, or before there was anything to tell."""


class NeedsWords(ValueError):
    """An outcome has reasons, and says what follows unless the decision stands."""


@transaction.atomic
def assign(
    *,
    stage_id: uuid.UUID,
    body: ReviewBody,
    reviewer_id: uuid.UUID | None,
    outside_name: str,
    had_no_part: bool,
    parts: Iterable[Part],
    actor: Actor,
    at: dt.datetime,
) -> ReviewAssignment:
    """Give a stage to somebody who had no part in the decision or an earlier stage (RR-9).

    ``parts`` are those that other apps know of; what this app knows is added. An office outside the service looks only
    at an independent review.

    Raises:
        NotPermitted: the actor may not arrange reviews in this case.
        NotInReview: the stage was answered, or the request closed.
        UnableToReview: the reviewer may not, is nobody, or sits in an office that does not look at this stage.
        NotFresh: they had a part, or were not asked.
    """
    stage = _open_stage(stage_id)
    request = stage.request
    policies.require(actor=actor, permission=Permission.ARRANGE_REVIEW, case=request.case)
    reviewer = None
    if body is ReviewBody.THIS_SERVICE:
        reviewer = _reviewer(request, reviewer_id, at=at)
        why_not = review_stages.why_not_fresh(
            reviewer=f"{ActorKind.STAFF.value}:{reviewer.pk}", parts=(*parts, *known_parts(stage=stage))
        )
        if why_not:
            raise NotFresh(why_not)
    elif stage.kind != ReviewStageKind.INDEPENDENT_REVIEW or not outside_name.strip():
        raise UnableToReview("Only an independent review goes to another office, and to somebody by name")
    if not had_no_part:
        raise NotFresh(("they have not been asked whether they had a part",))
    assignment = ReviewAssignment.objects.create(
        stage=stage,
        body=body,
        reviewer=reviewer,
        outside_name="" if reviewer is not None else outside_name.strip(),
        had_no_part=had_no_part,
        assigned_at=at,
        assigned_by=actor.label,
    )
    work.hand_over(key=reviews.answer_work_key(stage_id=stage.pk), officer=reviewer)
    audit.record(
        actor=actor, verb=Verb.CHANGED, subject=assignment, at=at, case_id=request.case_id,
        victim_id=request.victim_id, detail={"stage": stage.kind, "body": body.value},
    )  # fmt: skip
    return assignment


@transaction.atomic
def record_outcome(
    *,
    stage_id: uuid.UUID,
    outcome: ReviewOutcome,
    reasons: str,
    what_follows: str,
    actor: Actor,
    at: dt.datetime,
) -> ReviewAnswer:
    """Record what the reviewer found, with the reasons for the person. It cannot be changed (RR-10).

    A reviewer of ours records their own; what another office found is recorded by whoever arranges reviews. The
    answer's work stays open until the person has been told.

    Raises:
        NotPermitted: the actor may not record it in this case.
        NotInReview: the stage was answered, or the request closed.
        NotTheReviewer: it was given to somebody else, or to nobody.
        ImpossibleOutcome: it cannot come of this stage for this decision.
        NeedsWords: the reasons are blank, or what follows.
    """
    stage = _open_stage(stage_id)
    request = stage.request
    kind, text = ReviewStageKind(stage.kind), ReviewText(request.review_text)
    assignment = current_assignment(stage=stage)
    is_outside = assignment is not None and assignment.body != ReviewBody.THIS_SERVICE
    needed = Permission.ARRANGE_REVIEW if is_outside else Permission.REVIEW_DECISION
    policies.require(actor=actor, permission=needed, case=request.case)
    if assignment is None or not (is_outside or actor.label == f"{ActorKind.STAFF.value}:{assignment.reviewer_id}"):
        raise NotTheReviewer("This review was given to somebody else")
    if not review_stages.is_possible(outcome=outcome, stage=kind, text=text, code=DecisionCode(request.decision.code)):
        raise ImpossibleOutcome(outcome.value)
    if not reasons.strip() or (outcome is not ReviewOutcome.UPHELD and not what_follows.strip()):
        raise NeedsWords("An outcome has reasons, and says what follows")
    answer = ReviewAnswer.objects.create(
        stage=stage,
        assignment=assignment,
        outcome=outcome,
        reasons=reasons.strip(),
        what_follows=what_follows.strip(),
        recorded_at=at,
        recorded_by=actor.label,
    )
    if outcome is ReviewOutcome.OVERTURNED or kind is ReviewStageKind.EXPEDITED_REVIEW:
        _raise_follow_up(request, kind=kind, outcome=outcome, actor=actor, at=at)
    after = review_stages.state_after(stage=kind, outcome=outcome)
    review_stages.require_step(before=ReviewState(request.state), after=after)
    request.state = after
    request.save(update_fields=["state"])
    work.hand_over(key=reviews.answer_work_key(stage_id=stage.pk), officer=request.victim.officer)
    audit.record(
        actor=actor, verb=Verb.DECIDED, subject=answer, at=at, case_id=request.case_id, victim_id=request.victim_id,
        detail={"outcome": outcome.value, "stage": kind.value},
    )  # fmt: skip
    return answer


def current_assignment(*, stage: ReviewStage) -> ReviewAssignment | None:
    """Return who is to look at a stage now."""
    return stage.assignments.select_related("reviewer").order_by("-assigned_at", "-id").first()


def known_parts(*, stage: ReviewStage) -> tuple[Part, ...]:
    """List the parts in a decision and its review that the case record knows of. Letters are known elsewhere."""
    request = stage.request
    added_to = ReasonsSupplement.objects.filter(decision_id=request.decision_id)
    hands = [request.decision.recorded_by, *added_to.values_list("supplemented_by", flat=True)]
    parts = [Part(who=who, involvement=Involvement.RECORDED_DECISION) for who in hands]
    for earlier in request.stages.exclude(pk=stage.pk).prefetch_related("assignments"):
        given_to = [f"{ActorKind.STAFF.value}:{each.reviewer_id}" for each in earlier.assignments.all()]
        answered = ReviewAnswer.objects.filter(stage=earlier).values_list("recorded_by", flat=True)
        parts += [Part(who=who, involvement=Involvement.EARLIER_REVIEW) for who in (*given_to, *answered)]
    return tuple(parts)


@transaction.atomic
def record_telling(
    *, request_id: uuid.UUID, told_on: dt.date, how: ToldBy, note: str, actor: Actor, at: dt.datetime
) -> ReviewTelling:
    """Record that the person was told the newest answer, or that their request is not taken; this ends the work.

    ``told_on`` is a London date, not before the answer was there.

    Raises:
        NotPermitted: the actor may not write to people in this case.
        NothingToTell: no answer is there that they have not been told.
        ToldOutOfOrder: ``told_on`` is in the future or before the answer.
        NeedsWords: it is not written down what was said.
    """
    request = reviews.locked(request_id=request_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=request.case)
    if not note.strip():
        raise NeedsWords("Say what was said")
    untold = (
        request.stages.filter(answer__isnull=False, telling__isnull=True)
        .select_related("answer")
        .order_by("opened_at")
        .first()
    )
    is_refusal = request.is_taken is False and not request.tellings.exists()
    if is_refusal and request.checked_at is not None:
        since = london_date(at=request.checked_at)
    elif untold is not None:
        since = london_date(at=untold.answer.recorded_at)
    else:
        raise NothingToTell("Nothing waits to be told")
    if not since <= told_on <= london_date(at=at):
        raise ToldOutOfOrder("They are told between the answer and today")
    telling = ReviewTelling.objects.create(
        request=request,
        stage=untold,
        told_on=told_on,
        how=how,
        note=note.strip(),
        recorded_at=at,
        recorded_by=actor.label,
    )
    _settle_work(request, untold.pk if untold is not None else None, on=told_on, actor=actor, at=at)
    audit.record(
        actor=actor, verb=Verb.MET, subject=telling, at=at, case_id=request.case_id, victim_id=request.victim_id
    )
    return telling


def letter_left(
    *, request: ReviewRequest, stage_id: uuid.UUID | None, on: dt.date, actor: Actor, at: dt.datetime
) -> int:
    """End the work of an answer because its letter has left; return how many items ended.

    ``stage_id`` is None for a request that is not taken, ``on`` the London date of leaving. Runs in the caller's
    transaction; what has ended changes nothing.
    """
    return _settle_work(request, stage_id, on=on, actor=actor, at=at)


def letter_came_back(
    *, request: ReviewRequest, stage_id: uuid.UUID | None, actor: Actor, at: dt.datetime
) -> WorkItem | None:
    """Put the answer on the list again because its letter did not arrive; None where they were told in another way.

    Runs in the caller's transaction.
    """
    if request.tellings.filter(stage_id=stage_id).exists():
        return None
    stage = ReviewStage.objects.get(pk=stage_id) if stage_id is not None else None
    return work.raise_item(
        kind=WorkKind.REVIEW_ANSWER if stage is not None else WorkKind.REVIEW_LETTER,
        key=reviews.answer_work_key(stage_id=stage.pk)
        if stage is not None
        else reviews.refusal_work_key(request_id=request.pk),
        summary="The letter with the answer did not arrive: tell the person in another way",
        actor=actor,
        at=at,
        case=request.case,
        victim=request.victim,
        about=f"review:{request.pk}",
        due_at=stage.due_at if stage is not None else review_clocks.refusal_due_at(asked_on=request.received_on),
    )


def _settle_work(
    request: ReviewRequest, stage_id: uuid.UUID | None, *, on: dt.date, actor: Actor, at: dt.datetime
) -> int:
    """Close the work of an answer, with its warnings; without a stage, that of a request which is not taken."""
    keys = [reviews.refusal_work_key(request_id=request.pk)]
    if stage_id is not None:
        keys = [
            reviews.answer_work_key(stage_id=stage_id),
            *(f"{stem}:{stage_id}" for stem in ("review-half", "review-overdue")),
        ]
    return sum(work.settle(key=key, outcome=f"Told on {on.isoformat()}", actor=actor, at=at) for key in keys)


def _open_stage(stage_id: uuid.UUID) -> ReviewStage:
    """Lock the request of a stage that waits for its answer."""
    stage = ReviewStage.objects.get(pk=stage_id)
    stage.request = reviews.locked(request_id=stage.request_id)
    waits = review_stages.STATE_OF_STAGE[ReviewStageKind(stage.kind)]
    if stage.request.state != waits or ReviewAnswer.objects.filter(stage=stage).exists():
        raise NotInReview("This stage was answered, or the request closed")
    return stage


def _raise_follow_up(
    request: ReviewRequest, *, kind: ReviewStageKind, outcome: ReviewOutcome, actor: Actor, at: dt.datetime
) -> None:
    """Put what the outcome asks of a prosecutor on the list: nothing restarts, goes on or ends by itself."""
    means = review_stages.possible_outcomes(
        stage=kind, text=ReviewText(request.review_text), code=DecisionCode(request.decision.code)
    )
    work.raise_item(
        kind=WorkKind.REVIEW_FOLLOW_UP,
        key=f"review-follow:{request.pk}",
        summary=next(each.means for each in means if each.outcome is outcome),
        actor=actor,
        at=at,
        case=request.case,
        victim=request.victim,
        about=f"review:{request.pk}",
    )


def _reviewer(request: ReviewRequest, reviewer_id: uuid.UUID | None, *, at: dt.datetime) -> StaffUser:
    reviewer = StaffUser.objects.filter(pk=reviewer_id, is_active=True).first() if reviewer_id is not None else None
    if reviewer is None:
        raise UnableToReview("Nobody is named")
    case = request.case
    may = account_policies.has_permission(
        actor=staff(user=reviewer, at=at),
        permission=Permission.REVIEW_DECISION,
        area=case.area_id,
        unit=case.unit_id,
        restricted=policies.is_restricted(case=case),
    )
    if not may:
        raise UnableToReview("They may not look at decisions in this case")
    return reviewer
