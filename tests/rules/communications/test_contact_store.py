"""What the list of everything said shows of a call or a meeting (STORE-1, STORE-2; V19)."""

import pytest

from communications.rules.calls.vocabulary import CallDirection, CallOutcome, CallPurpose
from communications.rules.contact_store import CallSaid, MeetingSaid, call_said, meeting_said
from communications.rules.meeting_words import MeetingState


def said(outcome, *, direction=CallDirection.OUTBOUND, purpose=CallPurpose.TELL_DECISION):
    return call_said(direction=direction, outcome=outcome, purpose=purpose)


class TestCallSaid:
    """STORE-1."""

    @pytest.mark.parametrize(
        ("purpose", "expected"),
        [(CallPurpose.TELL_DECISION, CallSaid.TOLD_DECISION), (CallPurpose.UPDATE, CallSaid.TOLD_UPDATE)],
    )
    def test_says_what_it_was_about_once_they_were_told(self, purpose, expected):
        assert said(CallOutcome.INFORMED, purpose=purpose) is expected

    @pytest.mark.parametrize(
        "outcome",
        [
            CallOutcome.NOT_SAFE_TO_TALK,
            CallOutcome.IDENTITY_NOT_CONFIRMED,
            CallOutcome.SOMEBODY_ELSE_ANSWERED,
            CallOutcome.WRONG_NUMBER,
            CallOutcome.MESSAGE_LEFT,
            CallOutcome.NO_ANSWER,
            CallOutcome.NUMBER_NOT_IN_USE,
        ],
    )
    def test_a_call_without_a_talk_never_says_why(self, outcome):
        """Whoever holds the phone must not learn that she used the words agreed for danger."""
        assert said(outcome) is CallSaid.TRIED

    @pytest.mark.parametrize("outcome", CallOutcome)
    def test_only_a_call_in_which_they_were_told_speaks_of_a_decision(self, outcome):
        assert (said(outcome) is CallSaid.TOLD_DECISION) is (outcome is CallOutcome.INFORMED)

    def test_what_was_told_too_early_asks_whether_it_was_them(self):
        assert said(CallOutcome.TOLD_UNCHECKED) is CallSaid.TOLD_SOMEBODY

    def test_says_what_they_asked_for(self):
        assert said(CallOutcome.ASKED_FOR_ANOTHER_TIME) is CallSaid.ANOTHER_TIME
        assert said(CallOutcome.ASKED_FOR_LETTER) is CallSaid.IN_WRITING

    @pytest.mark.parametrize("outcome", CallOutcome)
    def test_a_call_of_theirs_says_only_that_they_rang(self, outcome):
        assert said(outcome, direction=CallDirection.INBOUND) is CallSaid.THEY_RANG


class TestMeetingSaid:
    """STORE-2."""

    EXPECTED = {
        MeetingState.ARRANGED: MeetingSaid.ARRANGED,
        MeetingState.HELD: MeetingSaid.TOOK_PLACE,
        MeetingState.NOTES_SENT: MeetingSaid.TOOK_PLACE,
        MeetingState.NOT_HELD: MeetingSaid.DID_NOT_HAPPEN,
    }

    @pytest.mark.parametrize("state", MeetingState)
    def test_speaks_of_what_was_arranged_or_took_place_and_of_nothing_else(self, state):
        assert meeting_said(state=state) is self.EXPECTED.get(state)
