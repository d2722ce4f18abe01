"""Decide what follows one attempt to send: the error taxonomy, back-off, quarantine and look-up (reliability 2.4).

Every answer is sorted into "certainly sent", "certainly not sent" and "nobody knows". Only what was certainly not sent
may simply be sent again. What nobody knows waits out a quarantine and is looked up by its reference; where that fails,
a person chooses between a late letter and a possible second one.
"""

import dataclasses
import datetime as dt
import enum

from communications.rules.vocabulary import Channel, FailureKind, MessageState

#: RETRY-3. Longer than our timeout plus the longest a provider may take to show a request it has received.
DEFAULT_QUARANTINE: dict[Channel, dt.timedelta] = {
    Channel.TEXT: dt.timedelta(minutes=2),
    **dict.fromkeys((Channel.POST, Channel.EMAIL, Channel.INTERMEDIARY_EMAIL), dt.timedelta(minutes=10)),
    # Our own database: nothing to wait for beyond another process's commit.
    Channel.PORTAL: dt.timedelta(minutes=2),
}

FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(minutes=30)
THROTTLE_PAUSE = dt.timedelta(minutes=1)
#: How long before the deadline a person must be told that something is not settled.
NEAR_DEADLINE = dt.timedelta(hours=4)
#: How long the provider can be asked about a reference.
DEFAULT_RETENTION = dt.timedelta(days=7)
#: Attempts with the same temporary failure before the next safe channel is tried.
TEMPORARY_FAILURES_BEFORE_NEXT_CHANNEL = 3

_OK = range(200, 300)
_CLIENT_ERROR = range(400, 500)
_UNAUTHORISED = 401
_FORBIDDEN = 403
_REQUEST_TIMEOUT = 408
_CONFLICT = 409
_TOO_MANY = 429
_DOUBLINGS_TO_THE_LONGEST_PAUSE = 6


class Step(enum.StrEnum):
    """What happens next."""

    ACCEPTED = "ACCEPTED"
    SEND_AGAIN = "SEND_AGAIN"
    LOOK_UP = "LOOK_UP"
    NEXT_CHANNEL = "NEXT_CHANNEL"
    A_PERSON_DECIDES = "A_PERSON_DECIDES"


class Fault(enum.StrEnum):
    """How a call ended without an answer."""

    #: Refused, unknown host or no TLS: before any byte of the request left.
    NOT_CONNECTED = "NOT_CONNECTED"
    #: Time-out, reset, or our own process died after the request may have left.
    NO_ANSWER = "NO_ANSWER"


class LookUp(enum.StrEnum):
    """What the provider said about our reference."""

    FOUND = "FOUND"
    NOT_FOUND = "NOT_FOUND"
    FAILED = "FAILED"
    #: The provider cannot be asked.
    UNSUPPORTED = "UNSUPPORTED"


class SendFailure(enum.StrEnum):
    """How a receipt says that a message did not arrive (domain reference 13, send_failure)."""

    PERMANENT = "PERMANENT"
    TEMPORARY = "TEMPORARY"
    TECHNICAL = "TECHNICAL"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RetryDecision:
    """What to write on the message and what to do."""

    step: Step
    #: The state to write.
    state: MessageState
    #: Not before this instant; None when nothing is to be done by itself.
    not_before: dt.datetime | None
    #: Whether this counts as an attempt. Throttling never does.
    counts_as_attempt: bool
    #: Whether somebody must be told now, because the deadline is near or a person must choose.
    needs_a_person: bool
    #: For the record and the work list; no personal data.
    reason: str


def classify_answer(*, status: int, has_reason: bool = False, is_duplicate_of_ours: bool = False) -> FailureKind | None:
    """Sort an HTTP answer; None means certainly accepted (RETRY-1).

    ``has_reason`` says that the body names what the provider objects to, in the provider's own form. A client error
    without one is not believed: in an outage, providers were seen to answer 400 and 404 for requests they took.
    ``is_duplicate_of_ours`` says that a 409 names our own reference.
    """
    if status in _OK or (status == _CONFLICT and is_duplicate_of_ours):
        return None
    if status == _TOO_MANY:
        return FailureKind.THROTTLED
    if status in {_UNAUTHORISED, _FORBIDDEN}:
        # Our credentials, not this recipient: certainly not sent, and no reason to give up on the channel.
        return FailureKind.NOT_SENT
    if status in _CLIENT_ERROR and status not in {_REQUEST_TIMEOUT, _CONFLICT} and has_reason:
        return FailureKind.REFUSED
    return FailureKind.AMBIGUOUS


def classify_fault(*, fault: Fault) -> FailureKind:
    """Sort a call that ended without an answer (RETRY-1)."""
    return FailureKind.NOT_SENT if fault is Fault.NOT_CONNECTED else FailureKind.AMBIGUOUS


def backoff(*, attempt: int, jitter: float) -> dt.timedelta:
    """Return the pause after the ``attempt``-th attempt (from 1): doubling, up to half an hour, plus jitter (RETRY-2).

    ``jitter`` is a number from 0 to 1 that the caller draws; it lengthens the pause by up to as much again.

    Raises:
        ValueError: attempt is below 1 or jitter outside its range.

    """
    if attempt < 1 or not 0 <= jitter <= 1:
        raise ValueError("attempt counts from 1 and jitter lies between 0 and 1")
    doublings = min(attempt - 1, _DOUBLINGS_TO_THE_LONGEST_PAUSE)
    factor: int = 2**doublings
    return min(FIRST_PAUSE * factor, LONGEST_PAUSE) * (1 + jitter)


def after_attempt(
    *,
    kind: FailureKind | None,
    attempt: int,
    channel: Channel,
    at: dt.datetime,
    deadline: dt.datetime,
    jitter: float,
    retry_after: dt.timedelta | None = None,
    quarantine: dt.timedelta | None = None,
) -> RetryDecision:
    """Decide what follows an attempt that has just ended (RETRY-2, RETRY-3).

    ``kind`` is None when the provider certainly accepted. ``attempt`` counts from 1. ``deadline`` is the statutory
    deadline: it bounds the retries, not a count. ``retry_after`` is what the pacing bucket or the provider asked for;
    ``quarantine`` replaces the channel's default. All instants are aware.
    """
    if kind is None:
        return RetryDecision(
            step=Step.ACCEPTED,
            state=MessageState.ACCEPTED,
            not_before=None,
            counts_as_attempt=True,
            needs_a_person=False,
            reason="The provider accepted it",
        )
    if kind is FailureKind.REFUSED:
        return RetryDecision(
            step=Step.NEXT_CHANNEL,
            state=MessageState.FAILED_PERM,
            not_before=None,
            counts_as_attempt=True,
            needs_a_person=True,
            reason="The provider refused it, so it was certainly not sent",
        )
    if kind is FailureKind.RENDER:
        return RetryDecision(
            step=Step.A_PERSON_DECIDES,
            state=MessageState.HELD,
            not_before=None,
            counts_as_attempt=True,
            needs_a_person=True,
            reason="It could not be turned into a letter",
        )
    if kind is FailureKind.AMBIGUOUS:
        wait_until = at + (DEFAULT_QUARANTINE[channel] if quarantine is None else quarantine)
        return RetryDecision(
            step=Step.LOOK_UP,
            state=MessageState.AMBIGUOUS,
            not_before=wait_until,
            counts_as_attempt=True,
            needs_a_person=False,
            reason="Nobody knows whether it was sent; it waits and is then looked up by its reference",
        )
    return _send_again(kind=kind, attempt=attempt, at=at, deadline=deadline, jitter=jitter, retry_after=retry_after)


def _send_again(
    *,
    kind: FailureKind,
    attempt: int,
    at: dt.datetime,
    deadline: dt.datetime,
    jitter: float,
    retry_after: dt.timedelta | None,
) -> RetryDecision:
    is_throttled = kind is FailureKind.THROTTLED
    pause = retry_after or (THROTTLE_PAUSE if is_throttled else backoff(attempt=attempt, jitter=jitter))
    not_before = at + pause
    return RetryDecision(
        step=Step.SEND_AGAIN,
        state=MessageState.QUEUED,
        not_before=not_before,
        counts_as_attempt=not is_throttled,
        # Late is better than never and nothing was sent: it goes on trying, but somebody knows.
        needs_a_person=not_before >= deadline - NEAR_DEADLINE,
        reason=(
            "The provider asked us to slow down; it was certainly not sent"
            if is_throttled
            else "The provider could not be reached; it was certainly not sent"
        ),
    )


def after_look_up(
    *,
    found: LookUp,
    attempt: int,
    channel: Channel,
    at: dt.datetime,
    deadline: dt.datetime,
    first_attempt_at: dt.datetime,
    jitter: float,
    retention: dt.timedelta = DEFAULT_RETENTION,
) -> RetryDecision:
    """Decide what follows when the provider was asked about our reference after an ambiguous answer (RETRY-3).

    "Not found" is believed only within the provider's retention; after that, and wherever the deadline is near without
    an answer, a person decides between a late letter and a possible second one.
    """
    if found is LookUp.FOUND:
        return RetryDecision(
            step=Step.ACCEPTED,
            state=MessageState.ACCEPTED,
            not_before=None,
            counts_as_attempt=False,
            needs_a_person=False,
            reason="The provider knows the reference: it was sent",
        )
    is_within_retention = at - first_attempt_at < retention
    if found is LookUp.NOT_FOUND and is_within_retention:
        return RetryDecision(
            step=Step.SEND_AGAIN,
            state=MessageState.QUEUED,
            not_before=at,
            counts_as_attempt=False,
            needs_a_person=False,
            reason="The provider does not know the reference: it was not sent",
        )
    not_before = at + max(backoff(attempt=attempt, jitter=jitter), DEFAULT_QUARANTINE[channel])
    if found is LookUp.FAILED and is_within_retention and not_before < deadline - NEAR_DEADLINE:
        return RetryDecision(
            step=Step.LOOK_UP,
            state=MessageState.AMBIGUOUS,
            not_before=not_before,
            counts_as_attempt=False,
            needs_a_person=False,
            reason="The provider could not be asked; it will be asked again",
        )
    return RetryDecision(
        step=Step.A_PERSON_DECIDES,
        state=MessageState.HELD,
        not_before=None,
        counts_as_attempt=False,
        needs_a_person=True,
        reason="It cannot be settled whether it was sent: a person decides between a late one and a possible second",
    )


def after_failure_receipt(
    *, failure: SendFailure, attempt: int, channel: Channel, at: dt.datetime, deadline: dt.datetime, jitter: float
) -> RetryDecision:
    """Decide what follows when a receipt says that an accepted message did not arrive (RETRY-4).

    A letter with a technical failure is never sent again: it may have been printed. Texts and e-mails are, a few times
    and not past the deadline; then the next safe channel takes over.
    """
    if failure is SendFailure.PERMANENT:
        return RetryDecision(
            step=Step.NEXT_CHANNEL,
            state=MessageState.FAILED_PERM,
            not_before=None,
            counts_as_attempt=False,
            needs_a_person=True,
            reason="It can never arrive there",
        )
    if channel is Channel.POST:
        return RetryDecision(
            step=Step.A_PERSON_DECIDES,
            state=MessageState.FAILED_PERM,
            not_before=None,
            counts_as_attempt=False,
            needs_a_person=True,
            reason="The printer failed and may have printed it: a letter is never sent again by itself",
        )
    not_before = at + backoff(attempt=attempt, jitter=jitter)
    if attempt >= TEMPORARY_FAILURES_BEFORE_NEXT_CHANNEL or not_before >= deadline - NEAR_DEADLINE:
        return RetryDecision(
            step=Step.NEXT_CHANNEL,
            state=MessageState.FAILED_PERM,
            not_before=None,
            counts_as_attempt=False,
            needs_a_person=True,
            reason="It did not arrive after several attempts, or the deadline is near",
        )
    return RetryDecision(
        step=Step.SEND_AGAIN,
        state=MessageState.QUEUED,
        not_before=not_before,
        counts_as_attempt=False,
        needs_a_person=False,
        reason="It did not arrive this time",
    )
