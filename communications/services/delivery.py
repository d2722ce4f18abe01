"""Settling what came of an attempt: state, trail and consequences in one transaction, fenced (reliability 2.3, 2.4).

What an answer means is the rule RETRY-1 to RETRY-4; this module writes it down. A worker that was overtaken changes
nothing: its attempt is recorded, because it happened, and its owner's successor asks the provider by reference.
"""

import datetime as dt
import random

from django.db import transaction
from django.db.models.functions import Now

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import WorkKind
from communications.models import DeliveryAttempt, OutboxMessage
from communications.rules.lifecycle import message_may_follow
from communications.rules.outcomes import (
    Accepted,
    AlreadySent,
    Ambiguous,
    CannotLookUp,
    Found,
    LookUpFailed,
    LookUpOutcome,
    NotFound,
    NotSent,
    ProviderStatus,
    Refused,
    SendOutcome,
    Throttled,
)
from communications.rules.retry import LookUp, RetryDecision, Step, after_attempt, after_look_up
from communications.rules.vocabulary import Channel, FailureKind, MessageState
from communications.services import consequences, pacing
from communications.services.claims import Claim, quarantine

_ACTOR = actors.system(SystemProcess.DELIVERY)
#: What a provider's status means for our message.
STATE_OF: dict[ProviderStatus, MessageState] = {
    ProviderStatus.ACCEPTED: MessageState.ACCEPTED,
    ProviderStatus.DISPATCHED: MessageState.DISPATCHED,
    ProviderStatus.DELIVERED: MessageState.DELIVERED,
    ProviderStatus.TEMPORARY_FAILURE: MessageState.FAILED_TEMP,
    ProviderStatus.TECHNICAL_FAILURE: MessageState.FAILED_TEMP,
    ProviderStatus.PERMANENT_FAILURE: MessageState.FAILED_PERM,
    ProviderStatus.RETURNED: MessageState.RETURNED,
}


def settle_send(*, claim: Claim, outcome: SendOutcome, started_at: dt.datetime, at: dt.datetime) -> bool:
    """Write down what came of a call; False means that somebody else owns the message now."""
    with transaction.atomic():
        append_attempt(
            claim=claim, action="SEND", outcome=_name(outcome), answer=_code(outcome), started_at=started_at, at=at
        )
        message = lock_owned(claim=claim)
        if message is None:
            return False
        match outcome:
            case Accepted(provider_id=provider_id) | AlreadySent(provider_id=provider_id):
                message.provider_id = provider_id or message.provider_id
                arrive(message=message, state=MessageState.ACCEPTED, happened_at=at, at=at)
            case _:
                _settle_failure(message, outcome, at=at)
    if isinstance(outcome, Throttled):
        # Outside the transaction: no other worker waits for this row while ours is being committed.
        pacing.empty(channel=claim.channel)
    return True


def settle_look_up(*, claim: Claim, outcome: LookUpOutcome, started_at: dt.datetime, at: dt.datetime) -> bool:
    """Write down what the provider said about our reference; True means: not known there, it may be sent now."""
    with transaction.atomic():
        append_attempt(claim=claim, action="LOOK_UP", outcome=_found_name(outcome), started_at=started_at, at=at)
        message = lock_owned(claim=claim)
        if message is None:
            return False
        if isinstance(outcome, Found):
            message.provider_id = outcome.provider_id or message.provider_id
            arrive(message=message, state=STATE_OF[outcome.status], happened_at=outcome.happened_at or at, at=at)
            return False
        decision = after_look_up(
            found=_as_look_up(outcome),
            attempt=max(1, message.attempts),
            channel=Channel(message.channel),
            at=at,
            deadline=message.deadline,
            first_attempt_at=message.undecided_since or message.queued_at,
            jitter=_jitter(),
        )
        if decision.step is Step.SEND_AGAIN:
            return True
        _write(message, decision, at=at)
        return False


def arrive(*, message: OutboxMessage, state: MessageState, happened_at: dt.datetime, at: dt.datetime) -> None:
    """Move a locked message to a state that the provider reports, with everything that follows from it.

    `happened_at` is when the provider says it came about; it never lies after `at`.
    """
    moment = min(happened_at, at)
    message.state = state
    message.state_changed_at = at
    message.lease_until = None
    message.lease_owner = ""
    message.undecided_since = None
    message.reason = ""
    if state in {MessageState.ACCEPTED, MessageState.DISPATCHED, MessageState.DELIVERED, MessageState.RETURNED}:
        message.accepted_at = message.accepted_at or moment
    if state in {MessageState.DISPATCHED, MessageState.DELIVERED, MessageState.RETURNED}:
        message.dispatched_at = message.dispatched_at or moment
    if state is MessageState.DELIVERED:
        message.delivered_at = message.delivered_at or moment
    message.save()
    consequences.follow(message=message, at=at)


def hold(*, message: OutboxMessage, reason: str, kind: WorkKind, at: dt.datetime) -> None:
    """Put a locked message aside for a person; its deadline keeps running. The reason holds no personal data."""
    message.state = MessageState.HELD
    message.state_changed_at = at
    message.lease_until = None
    message.lease_owner = ""
    message.reason = reason[:300]
    message.save()
    audit.record(actor=_ACTOR, verb=Verb.HELD, subject=message, at=at, **consequences.whose(message=message))
    consequences.raise_work(message=message, kind=kind, summary=reason, at=at)


def lock_owned(*, claim: Claim) -> OutboxMessage | None:
    """Lock the message if this claim still owns it: same fence, and not settled by a receipt meanwhile.

    A lease that ran out without anybody having claimed the message since does not matter: what this worker knows is
    certain, and the fence says that nobody else has begun anything.
    """
    return (
        OutboxMessage.objects.select_for_update(of=("self",), no_key=True)
        .select_related("communication__case", "communication__victim", "communication__obligation")
        .filter(
            pk=claim.message_id,
            fence=claim.fence,
            state__in=[MessageState.SENDING, MessageState.RENDERING, MessageState.AMBIGUOUS],
        )
        .first()
    )


def _settle_failure(message: OutboxMessage, outcome: SendOutcome, *, at: dt.datetime) -> None:
    kind = _kind(outcome)
    retry_after = None
    if isinstance(outcome, Throttled) and outcome.retry_after_seconds is not None:
        retry_after = dt.timedelta(seconds=outcome.retry_after_seconds)
    decision = after_attempt(
        kind=kind,
        attempt=max(1, message.attempts),
        channel=Channel(message.channel),
        at=at,
        deadline=message.deadline,
        jitter=_jitter(),
        retry_after=retry_after,
        quarantine=quarantine(channel=Channel(message.channel)),
    )
    if not decision.counts_as_attempt:
        message.attempts -= 1
    _write(message, decision, at=at)


def _write(message: OutboxMessage, decision: RetryDecision, *, at: dt.datetime) -> None:
    if decision.step is Step.A_PERSON_DECIDES:
        hold(message=message, reason=decision.reason, kind=WorkKind.UNDECIDED_DELIVERY, at=at)
        return
    message.state = resting_state(message=message) if decision.step is Step.SEND_AGAIN else decision.state
    message.state_changed_at = at
    if decision.not_before is not None:
        # The pause counts from the database's clock: a worker whose own is slow must not shorten a quarantine (F27).
        message.not_before = Now() + (decision.not_before - at)
    message.lease_until = None
    message.lease_owner = ""
    message.reason = decision.reason
    if decision.step is not Step.LOOK_UP:
        message.undecided_since = None
    message.save()
    if decision.step is Step.NEXT_CHANNEL:
        consequences.fail(message=message, at=at)
    elif decision.needs_a_person:
        consequences.raise_work(message=message, kind=WorkKind.DELIVERY_FAILED, summary=decision.reason, at=at)


def resting_state(*, message: OutboxMessage) -> MessageState:
    """Return where a message waits to be sent: a finished letter stays finished."""
    if message.channel == Channel.POST and message.document_id is not None:
        return MessageState.RENDERED
    return MessageState.QUEUED


def may_move(*, message: OutboxMessage, state: MessageState) -> bool:
    """Say whether the table of transitions lets the message move there."""
    return message_may_follow(current=MessageState(message.state), new=state, channel=Channel(message.channel))


def append_attempt(
    *, claim: Claim, action: str, outcome: str, started_at: dt.datetime, at: dt.datetime, answer: str = ""
) -> None:
    """Append what a worker tried with a message and what came of it; aware times. Caller's transaction."""
    attempt = DeliveryAttempt(
        message_id=claim.message_id,
        fence=claim.fence,
        action=action,
        started_at=started_at,
        ended_at=at,
        outcome=outcome,
        answer=answer,
    )
    # The same worker settles the same fence twice only after losing the answer to its own commit.
    DeliveryAttempt.objects.bulk_create([attempt], ignore_conflicts=True)


def _jitter() -> float:
    return random.random()  # noqa: S311 - spreads retries, guards nothing


def _kind(outcome: SendOutcome) -> FailureKind | None:
    match outcome:
        case Refused():
            return FailureKind.REFUSED
        case Throttled():
            return FailureKind.THROTTLED
        case NotSent():
            return FailureKind.NOT_SENT
        case Ambiguous():
            return FailureKind.AMBIGUOUS
        case _:
            return None


def _name(outcome: SendOutcome) -> str:
    kind = _kind(outcome)
    if kind is not None:
        return kind.value
    return "ALREADY_SENT" if isinstance(outcome, AlreadySent) else "ACCEPTED"


def _code(outcome: SendOutcome) -> str:
    return str(getattr(outcome, "code", ""))


def _as_look_up(outcome: LookUpOutcome) -> LookUp:
    match outcome:
        case Found():
            return LookUp.FOUND
        case NotFound():
            return LookUp.NOT_FOUND
        case LookUpFailed():
            return LookUp.FAILED
        case CannotLookUp():
            return LookUp.UNSUPPORTED


def _found_name(outcome: LookUpOutcome) -> str:
    return _as_look_up(outcome).value
