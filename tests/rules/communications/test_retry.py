"""What follows an attempt: certainly sent, certainly not sent, nobody knows (RETRY-1 to RETRY-4)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communications.rules.lifecycle import message_may_follow
from communications.rules.retry import (
    DEFAULT_QUARANTINE,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    NEAR_DEADLINE,
    Fault,
    LookUp,
    RetryDecision,
    SendFailure,
    Step,
    after_attempt,
    after_failure_receipt,
    after_look_up,
    backoff,
    classify_answer,
    classify_fault,
)
from communications.rules.vocabulary import Channel, FailureKind, MessageState

NOW = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)
TOMORROW = NOW + dt.timedelta(days=1)


def attempt(kind: FailureKind | None, **changes: object) -> RetryDecision:
    arguments: dict[str, object] = {
        "kind": kind,
        "attempt": 1,
        "channel": Channel.EMAIL,
        "at": NOW,
        "deadline": TOMORROW,
        "jitter": 0.0,
    }
    return after_attempt(**{**arguments, **changes})  # type: ignore[arg-type]


def look_up(found: LookUp, **changes: object) -> RetryDecision:
    arguments: dict[str, object] = {
        "found": found,
        "attempt": 1,
        "channel": Channel.EMAIL,
        "at": NOW,
        "deadline": TOMORROW,
        "first_attempt_at": NOW - dt.timedelta(minutes=10),
        "jitter": 0.0,
    }
    return after_look_up(**{**arguments, **changes})  # type: ignore[arg-type]


def receipt(failure: SendFailure, **changes: object) -> RetryDecision:
    arguments: dict[str, object] = {
        "failure": failure,
        "attempt": 1,
        "channel": Channel.EMAIL,
        "at": NOW,
        "deadline": TOMORROW,
        "jitter": 0.0,
    }
    return after_failure_receipt(**{**arguments, **changes})  # type: ignore[arg-type]


class TestClassify:
    """RETRY-1: the table of reliability 2.4, line by line."""

    @pytest.mark.parametrize(
        ("status", "has_reason", "ours", "expected"),
        [
            (200, False, False, None),
            (201, True, False, None),
            (299, False, False, None),
            (409, False, True, None),
            (409, True, False, FailureKind.AMBIGUOUS),
            (400, True, False, FailureKind.REFUSED),
            (404, True, False, FailureKind.REFUSED),
            (422, True, False, FailureKind.REFUSED),
            (400, False, False, FailureKind.AMBIGUOUS),
            (404, False, False, FailureKind.AMBIGUOUS),
            (401, True, False, FailureKind.NOT_SENT),
            (403, True, False, FailureKind.NOT_SENT),
            (408, True, False, FailureKind.AMBIGUOUS),
            (429, False, False, FailureKind.THROTTLED),
            (500, True, False, FailureKind.AMBIGUOUS),
            (503, False, False, FailureKind.AMBIGUOUS),
            (302, False, False, FailureKind.AMBIGUOUS),
            (100, False, False, FailureKind.AMBIGUOUS),
        ],
    )
    def test_sorts_an_answer(self, status: int, has_reason: bool, ours: bool, expected: FailureKind | None) -> None:
        assert classify_answer(status=status, has_reason=has_reason, is_duplicate_of_ours=ours) is expected

    def test_a_call_that_never_connected_was_certainly_not_sent(self) -> None:
        assert classify_fault(fault=Fault.NOT_CONNECTED) is FailureKind.NOT_SENT

    def test_a_call_without_an_answer_may_have_been_sent(self) -> None:
        assert classify_fault(fault=Fault.NO_ANSWER) is FailureKind.AMBIGUOUS

    @given(status=st.integers(100, 599), has_reason=st.booleans())
    def test_only_a_named_objection_or_our_own_failure_to_reach_them_counts_as_certainly_not_sent(
        self, status: int, has_reason: bool
    ) -> None:
        kind = classify_answer(status=status, has_reason=has_reason)

        if status >= 500 or (400 <= status < 500 and not has_reason and status not in {401, 403, 429}):
            assert kind is FailureKind.AMBIGUOUS


class TestBackoff:
    def test_doubles_from_half_a_minute_to_half_an_hour(self) -> None:
        pauses = [backoff(attempt=n, jitter=0) for n in range(1, 9)]

        assert pauses[:3] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
        assert pauses[-2:] == [LONGEST_PAUSE, LONGEST_PAUSE]

    def test_jitter_lengthens_up_to_as_much_again(self) -> None:
        assert backoff(attempt=1, jitter=1) == FIRST_PAUSE * 2

    @given(attempt=st.integers(1, 10_000), jitter=st.floats(0, 1))
    def test_is_always_between_half_a_minute_and_an_hour(self, attempt: int, jitter: float) -> None:
        assert FIRST_PAUSE <= backoff(attempt=attempt, jitter=jitter) <= LONGEST_PAUSE * 2

    @pytest.mark.parametrize(("attempt", "jitter"), [(0, 0.0), (1, -0.1), (1, 1.1)])
    def test_refuses_what_makes_no_sense(self, attempt: int, jitter: float) -> None:
        with pytest.raises(ValueError, match="attempt counts from 1"):
            backoff(attempt=attempt, jitter=jitter)


class TestAfterAttempt:
    """RETRY-2 and RETRY-3."""

    def test_an_accepted_message_waits_for_nothing(self) -> None:
        decision = attempt(None)

        assert (decision.step, decision.state, decision.not_before) == (Step.ACCEPTED, MessageState.ACCEPTED, None)

    def test_a_refused_message_goes_to_the_next_channel_and_to_a_person(self) -> None:
        decision = attempt(FailureKind.REFUSED)

        assert (decision.step, decision.state) == (Step.NEXT_CHANNEL, MessageState.FAILED_PERM)
        assert decision.needs_a_person

    def test_a_letter_that_cannot_be_rendered_is_held_for_a_person(self) -> None:
        decision = attempt(FailureKind.RENDER, channel=Channel.POST)

        assert (decision.step, decision.state) == (Step.A_PERSON_DECIDES, MessageState.HELD)

    def test_throttling_burns_no_attempt_and_waits_as_long_as_asked(self) -> None:
        """F6."""
        decision = attempt(FailureKind.THROTTLED, retry_after=dt.timedelta(seconds=7))

        assert decision.not_before == NOW + dt.timedelta(seconds=7)
        assert not decision.counts_as_attempt
        assert decision.state is MessageState.QUEUED

    def test_throttling_without_a_wait_asked_for_waits_a_minute(self) -> None:
        assert attempt(FailureKind.THROTTLED, attempt=9).not_before == NOW + dt.timedelta(minutes=1)

    def test_what_was_certainly_not_sent_is_sent_again_after_a_pause(self) -> None:
        decision = attempt(FailureKind.NOT_SENT, attempt=2)

        assert (decision.step, decision.not_before) == (Step.SEND_AGAIN, NOW + FIRST_PAUSE * 2)
        assert decision.counts_as_attempt
        assert not decision.needs_a_person

    def test_near_the_deadline_it_goes_on_trying_and_a_person_knows(self) -> None:
        deadline = NOW + NEAR_DEADLINE + FIRST_PAUSE

        decision = attempt(FailureKind.NOT_SENT, deadline=deadline)
        just_before = attempt(FailureKind.NOT_SENT, deadline=deadline + dt.timedelta(seconds=1))

        assert decision.step is Step.SEND_AGAIN
        assert decision.needs_a_person
        assert not just_before.needs_a_person

    @pytest.mark.parametrize(
        ("channel", "minutes"), [(Channel.POST, 10), (Channel.EMAIL, 10), (Channel.TEXT, 2), (Channel.PORTAL, 2)]
    )
    def test_what_nobody_knows_waits_out_the_quarantine_of_its_channel(self, channel: Channel, minutes: int) -> None:
        """F3, F4, F5."""
        decision = attempt(FailureKind.AMBIGUOUS, channel=channel)

        assert (decision.step, decision.state) == (Step.LOOK_UP, MessageState.AMBIGUOUS)
        assert decision.not_before == NOW + dt.timedelta(minutes=minutes)

    def test_the_quarantine_can_be_given(self) -> None:
        decision = attempt(FailureKind.AMBIGUOUS, quarantine=dt.timedelta(0))

        assert decision.not_before == NOW

    def test_every_channel_has_a_quarantine(self) -> None:
        assert set(DEFAULT_QUARANTINE) == set(Channel)

    @given(kind=st.none() | st.sampled_from(FailureKind), channel=st.sampled_from(Channel), n=st.integers(1, 99))
    def test_every_answer_is_a_move_that_the_table_allows(
        self, kind: FailureKind | None, channel: Channel, n: int
    ) -> None:
        decision = attempt(kind, channel=channel, attempt=n)

        start = MessageState.RENDERING if kind is FailureKind.RENDER else MessageState.SENDING
        assert message_may_follow(current=start, new=decision.state, channel=channel)
        assert decision.reason


class TestAfterLookUp:
    """RETRY-3: ask by reference before any second attempt."""

    def test_found_means_sent(self) -> None:
        """F2."""
        assert look_up(LookUp.FOUND).state is MessageState.ACCEPTED

    def test_not_found_means_send_now(self) -> None:
        decision = look_up(LookUp.NOT_FOUND)

        assert (decision.step, decision.not_before) == (Step.SEND_AGAIN, NOW)

    def test_not_found_after_the_providers_memory_has_run_out_means_nothing(self) -> None:
        for age, step in ((dt.timedelta(days=7), Step.A_PERSON_DECIDES), (dt.timedelta(days=6), Step.SEND_AGAIN)):
            assert look_up(LookUp.NOT_FOUND, first_attempt_at=NOW - age).step is step

    def test_a_provider_that_cannot_be_asked_right_now_is_asked_again_later(self) -> None:
        decision = look_up(LookUp.FAILED)

        assert (decision.step, decision.state) == (Step.LOOK_UP, MessageState.AMBIGUOUS)
        assert decision.not_before == NOW + dt.timedelta(minutes=10)

    def test_near_the_deadline_a_person_chooses_between_late_and_twice(self) -> None:
        decision = look_up(LookUp.FAILED, deadline=NOW + NEAR_DEADLINE)

        assert (decision.step, decision.state) == (Step.A_PERSON_DECIDES, MessageState.HELD)
        assert decision.needs_a_person

    def test_a_provider_that_can_never_be_asked_leaves_it_to_a_person(self) -> None:
        assert look_up(LookUp.UNSUPPORTED).step is Step.A_PERSON_DECIDES


class TestAfterFailureReceipt:
    """RETRY-4."""

    @pytest.mark.parametrize("channel", list(Channel))
    def test_a_permanent_failure_goes_to_the_next_channel(self, channel: Channel) -> None:
        assert receipt(SendFailure.PERMANENT, channel=channel).step is Step.NEXT_CHANNEL

    @pytest.mark.parametrize("failure", [SendFailure.TECHNICAL, SendFailure.TEMPORARY])
    def test_a_letter_that_failed_at_the_printer_is_never_sent_again_by_itself(self, failure: SendFailure) -> None:
        decision = receipt(failure, channel=Channel.POST)

        assert (decision.step, decision.state) == (Step.A_PERSON_DECIDES, MessageState.FAILED_PERM)

    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT])
    @pytest.mark.parametrize("failure", [SendFailure.TECHNICAL, SendFailure.TEMPORARY])
    def test_a_text_or_email_is_sent_again(self, channel: Channel, failure: SendFailure) -> None:
        decision = receipt(failure, channel=channel)

        assert (decision.step, decision.not_before) == (Step.SEND_AGAIN, NOW + FIRST_PAUSE)

    def test_the_third_failure_goes_to_the_next_channel(self) -> None:
        assert receipt(SendFailure.TEMPORARY, attempt=2).step is Step.SEND_AGAIN
        assert receipt(SendFailure.TEMPORARY, attempt=3).step is Step.NEXT_CHANNEL

    def test_near_the_deadline_the_next_channel_takes_over_at_once(self) -> None:
        assert receipt(SendFailure.TEMPORARY, deadline=NOW + NEAR_DEADLINE).step is Step.NEXT_CHANNEL
