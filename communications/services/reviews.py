"""The door for reviews: a request, its stages and its outcome, with what each owes the person who asked.

A request keeps the person's next-update promise in force. Each step opens the letter that tells of it, in the same
transaction. The work of an answer stays on the list until that letter has left, or it is on record that they were told.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import QuerySet

from accounts.actors import Actor, ActorKind
from accounts.models import StaffUser
from accounts.permissions import Permission
from accounts.selectors import staff_who_may
from cases.models import ReviewAnswer, ReviewAssignment, ReviewRequest, ReviewStage, ReviewTelling
from cases.policies import is_restricted
from cases.rules import review_stages
from cases.rules.review_stages import Part
from cases.rules.vocabulary import Involvement, ReviewBody, ReviewOutcome, ReviewState, ToldBy
from cases.services import reference, review_answers
from cases.services import reviews as requests
from cases.services.reviews import LoggedReview, ReviewEntry
from communications.models import Communication, Promise
from communications.rules.letter_requirements import REVIEW_ANSWERS
from communications.services import promises, review_letters


@reference.read_once()
@transaction.atomic
def log_request(*, obligation_id: uuid.UUID, entry: ReviewEntry, actor: Actor, at: dt.datetime) -> LoggedReview:
    """Log a request for a review, and promise whoever is kept informed when they hear next.

    Raises:
        NotPermitted, AlreadyAsked, ReceivedOutOfOrder, UnknownAsker, BeyondHorizon, NothingPublished: see
            ``cases.services.reviews.log_request``.
    """
    logged = requests.log_request(obligation_id=obligation_id, entry=entry, actor=actor, at=at)
    if logged.is_new:
        promise = _keep_informed(logged.request, actor=actor, at=at)
        review_letters.acknowledge(request=logged.request, stage=logged.stage, promise=promise, actor=actor, at=at)
    return logged


@reference.read_once()
@transaction.atomic
def take(*, request_id: uuid.UUID, reason: str, actor: Actor, at: dt.datetime) -> ReviewStage:
    """Take a doubtful request, with the reason.

    Raises:
        NotPermitted, NeedsReason, AlreadyChecked, BeyondHorizon, NothingPublished: see ``cases.services.reviews.take``.
    """
    stage = requests.take(request_id=request_id, reason=reason, actor=actor, at=at)
    promise = _keep_informed(stage.request, actor=actor, at=at)
    review_letters.acknowledge(request=stage.request, stage=stage, promise=promise, actor=actor, at=at)
    return stage


@reference.read_once()
@transaction.atomic
def refuse(*, request_id: uuid.UUID, because: ReviewState, reason: str, actor: Actor, at: dt.datetime) -> ReviewRequest:
    """Close a request that cannot be taken.

    Raises:
        NotPermitted, NeedsReason, AlreadyChecked, UnknownStep: see ``cases.services.reviews.refuse``.
    """
    request = requests.refuse(request_id=request_id, because=because, reason=reason, actor=actor, at=at)
    review_letters.open_refusal(request=request, actor=actor, at=at)
    return request


@reference.read_once()
@transaction.atomic
def go_further(*, request_id: uuid.UUID, asked_on: dt.date, said: str, actor: Actor, at: dt.datetime) -> ReviewStage:
    """Open the independent review for somebody who is not satisfied with the first answer.

    Raises:
        NotPermitted, UnknownStep, ReceivedOutOfOrder, BeyondHorizon, NothingPublished: see
            ``cases.services.reviews.go_further``.
    """
    stage = requests.go_further(request_id=request_id, asked_on=asked_on, said=said, actor=actor, at=at)
    promise = _keep_informed(stage.request, actor=actor, at=at)
    review_letters.acknowledge(request=stage.request, stage=stage, promise=promise, actor=actor, at=at)
    return stage


@transaction.atomic
def assign(
    *,
    stage_id: uuid.UUID,
    body: ReviewBody,
    reviewer_id: uuid.UUID | None,
    outside_name: str,
    had_no_part: bool,
    actor: Actor,
    at: dt.datetime,
) -> ReviewAssignment:
    """Give a stage to a fresh reviewer: whoever wrote or approved the letter about the decision is not one either.

    Raises:
        NotPermitted, NotInReview, UnableToReview, NotFresh: see ``cases.services.review_answers.assign``.
    """
    stage = ReviewStage.objects.select_related("request").get(pk=stage_id)
    return review_answers.assign(
        stage_id=stage_id,
        body=body,
        reviewer_id=reviewer_id,
        outside_name=outside_name,
        had_no_part=had_no_part,
        parts=letter_parts(request=stage.request),
        actor=actor,
        at=at,
    )


@reference.read_once()
@transaction.atomic
def record_outcome(
    *, stage_id: uuid.UUID, outcome: ReviewOutcome, reasons: str, what_follows: str, actor: Actor, at: dt.datetime
) -> ReviewAnswer:
    """Record what the reviewer found, and open the letter that tells the person.

    Raises:
        NotPermitted, NotInReview, NotTheReviewer, ImpossibleOutcome, NeedsWords: see
            ``cases.services.review_answers.record_outcome``.
    """
    answer = review_answers.record_outcome(
        stage_id=stage_id, outcome=outcome, reasons=reasons, what_follows=what_follows, actor=actor, at=at
    )
    review_letters.open_answer(answer=answer, actor=actor, at=at)
    return answer


@transaction.atomic
def record_telling(
    *,
    request_id: uuid.UUID,
    told_on: dt.date,
    how: ToldBy,
    note: str,
    actor: Actor,
    at: dt.datetime,
    letter_follows: bool = True,
) -> ReviewTelling:
    """Record that the person was told what came of their request, for example by phone; this ends the work of it.

    ``letter_follows`` says whether the letter with the answer, where it has not left, is still to be sent: then it is
    work of its own. Otherwise it is taken out of use.

    Raises:
        NotPermitted, NothingToTell, ToldOutOfOrder, NeedsWords: see ``cases.services.review_answers.record_telling``.
    """
    telling = review_answers.record_telling(
        request_id=request_id, told_on=told_on, how=how, note=note, actor=actor, at=at
    )
    review_letters.follow_telling(
        request=telling.request, stage=telling.stage, letter_follows=letter_follows, actor=actor, at=at
    )
    return telling


@transaction.atomic
def withdraw(*, request_id: uuid.UUID, reason: str, actor: Actor, at: dt.datetime) -> ReviewRequest:
    """Close a request that the person took back.

    Raises:
        NotPermitted, NeedsReason, UnknownStep: see ``cases.services.reviews.withdraw``.
    """
    request = requests.withdraw(request_id=request_id, reason=reason, actor=actor, at=at)
    review_letters.end_unsent(request=request, why="The request was taken back", actor=actor, at=at)
    return request


def possible_reviewers(*, stage_id: uuid.UUID, at: dt.datetime) -> list[tuple[StaffUser, tuple[str, ...]]]:
    """List who may look at decisions in this case, each with why they cannot look at this one afresh (RR-9)."""
    stage = ReviewStage.objects.select_related("request__case", "request__decision").get(pk=stage_id)
    case = stage.request.case
    parts = (*letter_parts(request=stage.request), *review_answers.known_parts(stage=stage))
    return [
        (user, review_stages.why_not_fresh(reviewer=f"{ActorKind.STAFF.value}:{user.pk}", parts=parts))
        for user in staff_who_may(
            permission=Permission.REVIEW_DECISION,
            area_code=case.area_id,
            unit_id=case.unit_id,
            restricted=is_restricted(case=case),
            at=at,
        )
    ]


def letter_parts(*, request: ReviewRequest) -> tuple[Part, ...]:
    """List who wrote, translated or approved a letter about the decision, to any victim of it, or an answer (RR-9)."""
    explained = Communication.objects.filter(obligation__decision_id=request.decision_id)
    answered = Communication.objects.filter(review=request, letter_type__in=REVIEW_ANSWERS)
    return (
        *(Part(who=who, involvement=Involvement.EXPLAINED_DECISION) for who in _hands(explained)),
        *(Part(who=who, involvement=Involvement.EARLIER_REVIEW) for who in _hands(answered)),
    )


def _hands(letters: "QuerySet[Communication]") -> frozenset[str]:
    rows = letters.values_list("written_by", "submitted_by", "approved_by", "translations__translated_by")
    return frozenset(who for row in rows for who in row if who)


def _keep_informed(request: ReviewRequest, *, actor: Actor, at: dt.datetime) -> Promise | None:
    person = promises.contact_person(victim=request.victim, at=at)
    if person is None:
        return None
    return promises.open_for(victim=request.victim, person=person, actor=actor, at=at)
