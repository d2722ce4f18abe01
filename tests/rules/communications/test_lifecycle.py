"""Which state may follow which, and receipts in any order (LIFE-1 to LIFE-5, F16)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communications.rules.lifecycle import (
    COMMUNICATION_TRANSITIONS,
    FINAL_MESSAGE_STATES,
    MESSAGE_TRANSITIONS,
    RECEIPT_STATES,
    UNSETTLED_MESSAGE_STATES,
    IllegalTransitionError,
    communication_may_follow,
    counts_as_sent,
    message_may_follow,
    next_communication_states,
    require_communication_move,
    require_message_move,
)
from communications.rules.receipts import contradicts, settle
from communications.rules.vocabulary import Channel, CommunicationState, MessageState


class TestCommunicationStates:
    """LIFE-1."""

    def test_a_letter_is_written_reviewed_amended_approved_and_sent(self) -> None:
        path = [
            CommunicationState.DRAFT,
            CommunicationState.UNDER_REVIEW,
            CommunicationState.AMENDMENTS,
            CommunicationState.UNDER_REVIEW,
            CommunicationState.APPROVED,
            CommunicationState.SENT,
        ]

        assert all(communication_may_follow(current=a, new=b) for a, b in itertools.pairwise(path))

    @pytest.mark.parametrize(
        ("current", "new"),
        [
            (CommunicationState.DRAFT, CommunicationState.APPROVED),
            (CommunicationState.DRAFT, CommunicationState.SENT),
            (CommunicationState.APPROVED, CommunicationState.DRAFT),
            (CommunicationState.APPROVED, CommunicationState.AMENDMENTS),
            (CommunicationState.SENT, CommunicationState.DRAFT),
            (CommunicationState.SENT, CommunicationState.SUPERSEDED),
            (CommunicationState.NOT_REQUIRED, CommunicationState.DRAFT),
            (CommunicationState.SUPERSEDED, CommunicationState.APPROVED),
        ],
    )
    def test_no_step_is_skipped_and_approved_words_are_never_reopened(
        self, current: CommunicationState, new: CommunicationState
    ) -> None:
        assert not communication_may_follow(current=current, new=new)
        with pytest.raises(IllegalTransitionError, match=f"{current} may not be followed by {new}"):
            require_communication_move(current=current, new=new)

    def test_a_bounce_takes_sent_back_to_approved_so_that_the_next_channel_can_send_it(self) -> None:
        require_communication_move(current=CommunicationState.SENT, new=CommunicationState.APPROVED)

    def test_what_may_follow_is_listed_in_order_for_buttons(self) -> None:
        assert next_communication_states(current=CommunicationState.DRAFT) == (
            CommunicationState.UNDER_REVIEW,
            CommunicationState.NOT_REQUIRED,
            CommunicationState.SUPERSEDED,
        )
        assert next_communication_states(current=CommunicationState.SUPERSEDED) == ()

    def test_every_state_can_be_reached_from_a_draft(self) -> None:
        reached = {CommunicationState.DRAFT}
        for _ in CommunicationState:
            reached |= {new for current, new in COMMUNICATION_TRANSITIONS if current in reached}

        assert reached == set(CommunicationState)


class TestMessageStates:
    """LIFE-2."""

    def test_no_pair_stands_twice_and_none_stays_where_it_is(self) -> None:
        for table in (MESSAGE_TRANSITIONS, COMMUNICATION_TRANSITIONS):
            assert len(set(table)) == len(table)
            assert all(current is not new for current, new in table)

    def test_final_states_never_move_except_that_a_delivered_letter_may_come_back(self) -> None:
        moves = {(a, b) for a, b in MESSAGE_TRANSITIONS if a in FINAL_MESSAGE_STATES}

        assert moves == {(MessageState.DELIVERED, MessageState.RETURNED)}

    def test_only_post_comes_back(self) -> None:
        for channel in Channel:
            may = message_may_follow(current=MessageState.DELIVERED, new=MessageState.RETURNED, channel=channel)
            assert may is (channel is Channel.POST)

    @pytest.mark.parametrize(
        ("current", "new"),
        [
            (MessageState.HELD, MessageState.SENDING),
            (MessageState.HELD, MessageState.RENDERING),
            (MessageState.CANCELLED, MessageState.QUEUED),
            (MessageState.SUPERSEDED, MessageState.SENDING),
            (MessageState.ACCEPTED, MessageState.QUEUED),
            (MessageState.ACCEPTED, MessageState.SENDING),
            (MessageState.DELIVERED, MessageState.QUEUED),
            (MessageState.AMBIGUOUS, MessageState.CANCELLED),
        ],
    )
    def test_nothing_is_sent_from_hold_cancelled_or_accepted(self, current: MessageState, new: MessageState) -> None:
        with pytest.raises(IllegalTransitionError):
            require_message_move(current=current, new=new, channel=Channel.POST)

    @pytest.mark.parametrize(
        ("current", "new"),
        [
            (MessageState.HELD, MessageState.QUEUED),
            (MessageState.AMBIGUOUS, MessageState.ACCEPTED),
            (MessageState.AMBIGUOUS, MessageState.QUEUED),
            (MessageState.SENDING, MessageState.AMBIGUOUS),
            (MessageState.QUEUED, MessageState.SUPERSEDED),
            (MessageState.FAILED_TEMP, MessageState.QUEUED),
        ],
    )
    def test_the_named_ways_on_are_open(self, current: MessageState, new: MessageState) -> None:
        require_message_move(current=current, new=new, channel=Channel.EMAIL)

    def test_every_state_that_is_not_final_has_a_way_on(self) -> None:
        leaving = {current for current, _ in MESSAGE_TRANSITIONS}

        assert set(MessageState) - FINAL_MESSAGE_STATES <= leaving

    def test_a_receipt_may_settle_whatever_is_not_settled(self) -> None:
        for current, receipt in itertools.product(UNSETTLED_MESSAGE_STATES, RECEIPT_STATES):
            assert message_may_follow(current=current, new=receipt, channel=Channel.POST)


class TestCountsAsSent:
    """LIFE-3."""

    @pytest.mark.parametrize(
        ("state", "channel", "expected"),
        [
            (MessageState.ACCEPTED, Channel.POST, False),
            (MessageState.DISPATCHED, Channel.POST, True),
            (MessageState.DELIVERED, Channel.POST, True),
            (MessageState.RETURNED, Channel.POST, True),
            (MessageState.ACCEPTED, Channel.EMAIL, True),
            (MessageState.ACCEPTED, Channel.TEXT, True),
            (MessageState.ACCEPTED, Channel.INTERMEDIARY_EMAIL, True),
            (MessageState.DELIVERED, Channel.PORTAL, True),
            (MessageState.FAILED_PERM, Channel.EMAIL, False),
            (MessageState.SENDING, Channel.EMAIL, False),
            (MessageState.AMBIGUOUS, Channel.POST, False),
            (MessageState.HELD, Channel.TEXT, False),
        ],
    )
    def test_post_counts_from_dispatch_and_email_from_acceptance(
        self, state: MessageState, channel: Channel, expected: bool
    ) -> None:
        assert counts_as_sent(state=state, channel=channel) is expected

    def test_every_channel_has_an_answer_for_every_state(self) -> None:
        for channel, state in itertools.product(Channel, MessageState):
            assert counts_as_sent(state=state, channel=channel) in {True, False}


#: What one truthful provider may say about one message: a story that delivers, comes back or fails, never two of them.
STORIES = st.sampled_from(
    [
        (MessageState.ACCEPTED, MessageState.DISPATCHED, MessageState.DELIVERED, MessageState.RETURNED),
        (MessageState.ACCEPTED, MessageState.DISPATCHED, MessageState.FAILED_TEMP, MessageState.DELIVERED),
        (MessageState.ACCEPTED, MessageState.FAILED_TEMP, MessageState.FAILED_PERM),
        (MessageState.ACCEPTED, MessageState.DISPATCHED, MessageState.RETURNED),
    ]
)


class TestReceipts:
    """LIFE-4 and LIFE-5."""

    @given(
        story=STORIES,
        data=st.data(),
        start=st.sampled_from(sorted(UNSETTLED_MESSAGE_STATES)),
    )
    def test_order_and_repetition_make_no_difference(
        self, story: tuple[MessageState, ...], data: st.DataObject, start: MessageState
    ) -> None:
        """F16: receipts duplicated and reordered."""
        told = data.draw(st.lists(st.sampled_from(story), min_size=1, max_size=8))
        shuffled = data.draw(st.permutations(told + told))

        def play(receipts: list[MessageState]) -> MessageState:
            current = start
            for receipt in receipts:
                current = settle(current=current, receipt=receipt, channel=Channel.POST) or current
            return current

        assert play(told) == play(shuffled)

    @given(
        receipts=st.lists(st.sampled_from(sorted(RECEIPT_STATES)), max_size=8),
        channel=st.sampled_from(Channel),
        start=st.sampled_from(MessageState),
    )
    def test_every_move_is_one_that_the_table_allows_and_final_states_stay(
        self, receipts: list[MessageState], channel: Channel, start: MessageState
    ) -> None:
        current = start
        for receipt in receipts:
            new = settle(current=current, receipt=receipt, channel=channel)
            if new is not None:
                require_message_move(current=current, new=new, channel=channel)
                assert current not in FINAL_MESSAGE_STATES or new is MessageState.RETURNED
                current = new

    def test_a_receipt_that_knows_less_brings_nothing_new(self) -> None:
        assert settle(current=MessageState.DELIVERED, receipt=MessageState.ACCEPTED, channel=Channel.EMAIL) is None

    @pytest.mark.parametrize("state", sorted(set(MessageState) - RECEIPT_STATES))
    def test_no_provider_can_report_our_own_steps(self, state: MessageState) -> None:
        with pytest.raises(ValueError, match="not something a receipt can say"):
            settle(current=MessageState.SENDING, receipt=state, channel=Channel.EMAIL)

    @pytest.mark.parametrize(
        ("current", "receipt", "channel"),
        [
            (MessageState.FAILED_PERM, MessageState.DELIVERED, Channel.EMAIL),
            (MessageState.DELIVERED, MessageState.FAILED_PERM, Channel.EMAIL),
            (MessageState.CANCELLED, MessageState.ACCEPTED, Channel.POST),
            (MessageState.SUPERSEDED, MessageState.DELIVERED, Channel.POST),
            (MessageState.ACCEPTED, MessageState.RETURNED, Channel.EMAIL),
            (MessageState.FAILED_PERM, MessageState.RETURNED, Channel.POST),
        ],
    )
    def test_two_stories_that_cannot_both_be_true_go_to_a_person(
        self, current: MessageState, receipt: MessageState, channel: Channel
    ) -> None:
        assert settle(current=current, receipt=receipt, channel=channel) is None
        assert contradicts(current=current, receipt=receipt, channel=channel)

    @pytest.mark.parametrize(
        ("current", "receipt"),
        [
            (MessageState.DELIVERED, MessageState.DELIVERED),
            (MessageState.DELIVERED, MessageState.ACCEPTED),
            (MessageState.SENDING, MessageState.DELIVERED),
            (MessageState.RETURNED, MessageState.DELIVERED),
        ],
    )
    def test_old_news_and_good_news_contradict_nothing(self, current: MessageState, receipt: MessageState) -> None:
        assert not contradicts(current=current, receipt=receipt, channel=Channel.POST)
