"""Takes requests for a review: logs each, lets a person answer the doubtful ones, opens stages with their clocks.

Whoever asks is owed an answer from the moment their request is logged: a doubtful one is work for whoever arranges
reviews, a stage is work with the clock of its answer. Either ends only when what it asks for has happened.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from accounts.actors import Actor, ActorKind
from accounts.permissions import Permission
from accounts.policies import NotPermitted
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Obligation, Person, ReviewRequest, ReviewStage, Victim
from cases.rules import review_stages, reviews
from cases.rules.review_stages import ASK_AGAIN_STATES, UnknownStep
from cases.rules.reviews import AskerFacts
from cases.rules.vocabulary import ReviewAsker, ReviewReceipt, ReviewStageKind, ReviewState, ReviewText, WorkKind
from cases.rules.working_days import london_date
from cases.services import reference, review_clocks, review_rights, work

__all__ = [
    "AlreadyAsked",
    "AlreadyChecked",
    "LoggedReview",
    "NeedsReason",
    "ReceivedOutOfOrder",
    "ReviewEntry",
    "UnknownAsker",
    "UnknownStep",
]


class AlreadyAsked(Exception):
    """This victim's request for a review of this decision is being looked at, or was."""


class AlreadyChecked(Exception):
    """Somebody else has said whether this request is taken."""


class ReceivedOutOfOrder(ValueError):
    """A request cannot have reached us in the future, or before what it is about."""


class UnknownAsker(ValueError):
    """Whoever asks is neither the victim, nor connected with them, nor named."""


class NeedsReason(ValueError):
    """This is done with a reason or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEntry:
    """What somebody who takes a request down says about it."""

    #: Names this act of logging, a form's token. Sending it again logs nothing new.
    key: str
    asker: ReviewAsker
    #: The victim, or somebody connected with them; None for anybody else, who is named.
    asker_person_id: uuid.UUID | None = None
    asker_name: str = ""
    #: The victim's written authority, and the London date on which it was seen.
    authority: str = ""
    authority_seen_on: dt.date | None = None
    #: Whether somebody outside the record was asked about living with a suspect; None for nobody has asked.
    is_suspect_or_lives_with_suspect: bool | None = None
    #: The London date on which it reached us.
    received_on: dt.date
    receipt: ReviewReceipt
    said: str = ""
    #: Why they ask after the ordinary time, where they said so.
    late_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedReview:
    """A request as it was logged, with the stage it began; no stage while a person must look."""

    request: ReviewRequest
    stage: ReviewStage | None
    #: False when the same entry had been logged before.
    is_new: bool


def check_work_key(*, request_id: uuid.UUID) -> str:
    """Name the work item that asks whether a request is taken."""
    return f"review-check:{request_id}"


def refusal_work_key(*, request_id: uuid.UUID) -> str:
    """Name the work item that stands until somebody has been told that their request is not taken."""
    return f"review-refusal:{request_id}"


def answer_work_key(*, stage_id: uuid.UUID) -> str:
    """Name the work item that stands until the person who asked has the answer of a stage."""
    return f"review-answer:{stage_id}"


@transaction.atomic
def log_request(*, obligation_id: uuid.UUID, entry: ReviewEntry, actor: Actor, at: dt.datetime) -> LoggedReview:
    """Log a request for a review of the decision that an obligation is about (RR-6, RR-7).

    The one door for staff who take a request down and for a person signed in to the portal, who asks as themselves. A
    plain request is taken at once and its first stage opened. Any other waits for somebody who arranges reviews. The
    same entry again changes nothing.

    Raises:
        NotPermitted: the actor may not enter facts in this case, and is not the person who asks about their own record.
        AlreadyAsked: this victim's request about this decision is or was looked at.
        ReceivedOutOfOrder: ``received_on`` is in the future or before the decision.
        UnknownAsker: whoever asks is not in the record and has no name.
        BeyondHorizon, NothingPublished: a clock cannot be counted; nothing is logged.
    """
    obligation = (
        Obligation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case", "victim__person", "victim__officer", "decision")
        .get(pk=obligation_id)
    )
    case = obligation.victim.case = obligation.case
    _require_may_ask(actor, obligation.victim)
    existing = ReviewRequest.objects.filter(
        victim=obligation.victim, decision=obligation.decision, key=entry.key
    ).first()
    if existing is not None:
        return LoggedReview(request=existing, stage=existing.stages.order_by("opened_at").first(), is_new=False)
    _require_first(obligation)
    decided_on = london_date(at=obligation.decided_at)
    if not decided_on <= entry.received_on <= london_date(at=at):
        raise ReceivedOutOfOrder("A request reaches us between the decision and today")
    person, asker = asker_facts(obligation=obligation, entry=entry)
    _require_as_oneself(actor, person)
    right = review_rights.right_of(obligation=obligation, asker=asker, on=entry.received_on)
    answer = right.answer
    request = ReviewRequest(
        victim=obligation.victim,
        decision=obligation.decision,
        case=case,
        key=entry.key,
        asker=entry.asker,
        asker_person=person,
        asker_name="" if person is not None else entry.asker_name.strip(),
        authority=entry.authority.strip(),
        authority_seen_on=entry.authority_seen_on if entry.authority.strip() else None,
        received_on=entry.received_on,
        receipt=entry.receipt,
        said=entry.said.strip(),
        late_reason=entry.late_reason.strip(),
        review_text=right.text,
        communicated_on=right.communicated_on,
        ordinary_window_ends_on=right.ordinary_window_ends_on,
        outer_window_ends_on=right.outer_window_ends_on,
        standing=answer.standing or "",
        is_plain=answer.is_plain,
        answer_reasons=list(answer.reasons),
        rule_id=answer.rule_id,
        rule_version=answer.rule_version,
        logged_at=at,
        logged_by=actor.label,
    )
    request.save(force_insert=True)
    _trace(request, Verb.CREATED, actor=actor, at=at)
    if not answer.is_plain:
        _raise_check(request, actor=actor, at=at)
        return LoggedReview(request=request, stage=None, is_new=True)
    stage = _take(request, kind=answer.first_stage, reason="", actor=actor, at=at)
    return LoggedReview(request=request, stage=stage, is_new=True)


@transaction.atomic
def take(*, request_id: uuid.UUID, reason: str, actor: Actor, at: dt.datetime) -> ReviewStage:
    """Take a request to which the rule did not plainly say yes, with the reason; its clock began when it reached us.

    Raises:
        NotPermitted: the actor may not arrange reviews in this case.
        NeedsReason: the reason is blank.
        AlreadyChecked: somebody else has answered.
        BeyondHorizon, NothingPublished: the clock cannot be counted.
    """
    request = _to_check(request_id, reason=reason, actor=actor)
    kind = reviews.first_stage(text=ReviewText(request.review_text))
    stage = _take(request, kind=kind, reason=reason.strip(), actor=actor, at=at)
    work.settle(key=check_work_key(request_id=request.pk), outcome="Taken", actor=actor, at=at)
    audit.record(
        actor=actor, verb=Verb.OVERRODE, subject=request, at=at, case_id=request.case_id, victim_id=request.victim_id
    )
    return stage


@transaction.atomic
def refuse(*, request_id: uuid.UUID, because: ReviewState, reason: str, actor: Actor, at: dt.datetime) -> ReviewRequest:
    """Close a request that cannot be taken: out of time, or not a decision that can be reviewed. They must be told.

    Raises:
        NotPermitted: the actor may not arrange reviews in this case.
        NeedsReason: the reason is blank.
        AlreadyChecked: somebody else has answered.
        UnknownStep: ``because`` is no way to refuse a request.
    """
    request = _to_check(request_id, reason=reason, actor=actor)
    if because not in {ReviewState.OUT_OF_TIME, ReviewState.NOT_QUALIFYING}:
        raise UnknownStep(f"A request is not refused as {because.value}")
    request.is_taken = False
    request.taken_reason = reason.strip()
    request.checked_at, request.checked_by = at, actor.label
    _move(request, because)
    work.settle(key=check_work_key(request_id=request.pk), outcome=because.label, actor=actor, at=at)
    work.raise_item(
        kind=WorkKind.REVIEW_LETTER,
        key=refusal_work_key(request_id=request.pk),
        summary="This request for a review is not taken: tell the person who asked, and why",
        actor=actor,
        at=at,
        case=request.case,
        victim=request.victim,
        about=f"review:{request.pk}",
        due_at=review_clocks.refusal_due_at(asked_on=request.received_on),
    )
    _trace(request, Verb.REJECTED, actor=actor, at=at)
    return request


@transaction.atomic
def go_further(*, request_id: uuid.UUID, asked_on: dt.date, said: str, actor: Actor, at: dt.datetime) -> ReviewStage:
    """Open the independent review, because whoever asked is not satisfied with the first answer (domain.md 3.3).

    ``asked_on`` is the London date on which they said so: day 0 of the second answer.

    Raises:
        NotPermitted: the actor may not enter facts in this case, and is not the person who asked.
        UnknownStep: there is no first answer, or an independent review has been asked for.
        ReceivedOutOfOrder: ``asked_on`` is in the future or before the first answer.
        BeyondHorizon, NothingPublished: the clock cannot be counted.
    """
    request = locked(request_id=request_id)
    _require_may_ask(actor, request.victim)
    _require_as_oneself(actor, request.asker_person)
    review_stages.require_step(before=ReviewState(request.state), after=ReviewState.INDEPENDENT_REVIEW)
    stages = list(request.stages.select_related("answer"))
    if any(stage.kind == ReviewStageKind.INDEPENDENT_REVIEW for stage in stages):
        raise UnknownStep("An independent review has been asked for already")
    answered_on = max(london_date(at=stage.answer.recorded_at) for stage in stages)
    if not answered_on <= asked_on <= london_date(at=at):
        raise ReceivedOutOfOrder("They ask for a second review between the first answer and today")
    return _open_stage(
        request, kind=ReviewStageKind.INDEPENDENT_REVIEW, started_on=asked_on, said=said.strip(), actor=actor, at=at
    )


@transaction.atomic
def withdraw(*, request_id: uuid.UUID, reason: str, actor: Actor, at: dt.datetime) -> ReviewRequest:
    """Close a request because whoever asked does not want the review any more; ``reason`` is what they said.

    Raises:
        NotPermitted: the actor may not enter facts in this case.
        NeedsReason: what they said is blank.
        UnknownStep: the request has been answered or closed.
    """
    if not reason.strip():
        raise NeedsReason("Say what they told us")
    request = _locked(request_id, permission=Permission.ENTER_CASE_FACTS, actor=actor)
    review_stages.require_step(before=ReviewState(request.state), after=ReviewState.WITHDRAWN)
    request.closing_reason = reason.strip()
    _move(request, ReviewState.WITHDRAWN)
    work.settle(key=check_work_key(request_id=request.pk), outcome="Withdrawn", actor=actor, at=at)
    for stage in request.stages.all():
        work.settle(key=answer_work_key(stage_id=stage.pk), outcome="Withdrawn", actor=actor, at=at)
    _trace(request, Verb.CLOSED, actor=actor, at=at)
    return request


def locked(*, request_id: uuid.UUID) -> ReviewRequest:
    """Lock a request and read with it what its stages rest on. Runs in the caller's transaction."""
    return (
        ReviewRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("victim__case", "case", "victim__person", "victim__officer", "decision", "asker_person")
        .get(pk=request_id)
    )


def _locked(request_id: uuid.UUID, *, permission: Permission, actor: Actor) -> ReviewRequest:
    request = locked(request_id=request_id)
    policies.require(actor=actor, permission=permission, case=request.case)
    return request


def _require_may_ask(actor: Actor, victim: Victim) -> None:
    policies.require_own_or_here(
        actor=actor, own=Permission.ASK_FOR_OWN_REVIEW, permission=Permission.ENTER_CASE_FACTS, victim=victim
    )


def _require_as_oneself(actor: Actor, person: Person | None) -> None:
    """Refuse a person signed in to the portal who would ask in somebody else's name."""
    if actor.kind is ActorKind.VICTIM and (person is None or person.pk != actor.person_id):
        raise NotPermitted(actor=actor, permission=Permission.ASK_FOR_OWN_REVIEW, is_about_an_object=True)


def _require_first(obligation: Obligation) -> None:
    """Refuse a second request about one decision, unless nobody looked at it after the first."""
    earlier = ReviewRequest.objects.filter(victim=obligation.victim, decision=obligation.decision)
    if earlier.exclude(state__in=[state.value for state in ASK_AGAIN_STATES]).exists():
        raise AlreadyAsked("A review of this decision was asked for already")


def asker_facts(*, obligation: Obligation, entry: ReviewEntry) -> tuple[Person | None, AskerFacts]:
    """Find whoever asks in the record, with what it knows of them; None for somebody who is not in it.

    Raises:
        UnknownAsker: whoever asks is not connected with the victim and has no name.
    """
    has_authority = bool(entry.authority.strip()) and entry.authority_seen_on is not None
    victim = obligation.victim
    if entry.asker is ReviewAsker.VICTIM:
        return victim.person, AskerFacts(asker=entry.asker)
    if entry.asker_person_id is None:
        if not entry.asker_name.strip():
            raise UnknownAsker("Nobody is named who asks")
        return None, AskerFacts(
            asker=entry.asker,
            has_written_authority=has_authority,
            is_suspect_or_lives_with_suspect=entry.is_suspect_or_lives_with_suspect,
        )
    connection = (
        victim.connections.filter(person_id=entry.asker_person_id, ended_at__isnull=True)
        .select_related("person")
        .order_by("-recorded_at")
        .first()
    )
    if connection is None:
        raise UnknownAsker("They are not connected with this victim")
    return connection.person, AskerFacts(
        asker=entry.asker,
        has_written_authority=has_authority,
        is_suspect_or_lives_with_suspect=connection.is_suspect_or_lives_with_suspect,
    )


def _to_check(request_id: uuid.UUID, *, reason: str, actor: Actor) -> ReviewRequest:
    if not reason.strip():
        raise NeedsReason("Say why")
    request = _locked(request_id, permission=Permission.ARRANGE_REVIEW, actor=actor)
    if request.state != ReviewState.REQUESTED:
        raise AlreadyChecked("This request was answered already")
    return request


def _take(request: ReviewRequest, *, kind: ReviewStageKind, reason: str, actor: Actor, at: dt.datetime) -> ReviewStage:
    request.is_taken = True
    request.taken_reason = reason
    request.checked_at, request.checked_by = at, actor.label
    return _open_stage(request, kind=kind, started_on=request.received_on, said="", actor=actor, at=at)


def _open_stage(
    request: ReviewRequest, *, kind: ReviewStageKind, started_on: dt.date, said: str, actor: Actor, at: dt.datetime
) -> ReviewStage:
    """Move the request to a stage, count its clock and put the answer on the unit's list."""
    clock = review_stages.stage_clock(
        kind=kind,
        started_on=started_on,
        rules=reference.load_rules(on=started_on),
        calendar=reference.load_calendar(),
    )
    _move(request, review_stages.STATE_OF_STAGE[kind])
    stage = ReviewStage.objects.create(
        request=request,
        kind=kind,
        started_on=started_on,
        said=said,
        limit_working_days=clock.limit_value,
        due_on=clock.due_on,
        due_at=clock.due_at,
        explanation=[{"day": day.day.isoformat(), "number": day.number, "why": day.why} for day in clock.days],
        rule_id=clock.rule_id,
        rule_version=clock.rule_version,
        calendar_version=clock.calendar_version,
        opened_at=at,
        opened_by=actor.label,
    )
    work.raise_item(
        kind=WorkKind.REVIEW_ANSWER,
        key=answer_work_key(stage_id=stage.pk),
        summary=f"{kind.label}: give it to somebody who had no part, record what came of it, and tell the person",
        actor=actor,
        at=at,
        case=request.case,
        victim=request.victim,
        about=f"review:{request.pk}",
        due_at=stage.due_at,
    )
    audit.record(
        actor=actor, verb=Verb.OPENED, subject=stage, at=at, case_id=request.case_id, victim_id=request.victim_id,
        detail={"due_on": stage.due_on, "stage": kind.value},
    )  # fmt: skip
    return stage


def _raise_check(request: ReviewRequest, *, actor: Actor, at: dt.datetime) -> None:
    work.raise_item(
        kind=WorkKind.REVIEW_CHECK,
        key=check_work_key(request_id=request.pk),
        summary=" ".join(("The rule does not plainly say yes.", *request.answer_reasons))[:300],
        actor=actor,
        at=at,
        case=request.case,
        victim=request.victim,
        about=f"review:{request.pk}",
        due_at=review_clocks.acknowledge_by(asked_on=request.received_on),
    )


def _move(request: ReviewRequest, state: ReviewState) -> None:
    """Set a state that may follow, and save what was set with it.

    Raises:
        UnknownStep: it may not follow.
    """
    review_stages.require_step(before=ReviewState(request.state), after=state)
    request.state = state
    request.save(update_fields=["state", "is_taken", "taken_reason", "checked_at", "checked_by", "closing_reason"])


def _trace(request: ReviewRequest, verb: Verb, *, actor: Actor, at: dt.datetime) -> None:
    audit.record(
        actor=actor, verb=verb, subject=request, at=at, case_id=request.case_id, victim_id=request.victim_id,
        detail={"state": str(request.state)},
    )  # fmt: skip
