"""What an outcome of a call means, and what must be recorded with it (CALL-5, CALL-6, CALL-10, CALL-11)."""

import dataclasses
import datetime as dt

import pytest

from communications.rules.calls.outcomes import (
    MEANINGS,
    AttemptFacts,
    faults,
    is_check_late,
    is_message_not_agreed,
    is_told_unchecked,
    spares_the_letter,
    voicemail_rule,
)
from communications.rules.calls.vocabulary import CallAnswer, CallDirection, CallOutcome, CallPurpose, LetterWish

NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
INFORMED = AttemptFacts(
    outcome=CallOutcome.INFORMED,
    direction=CallDirection.OUTBOUND,
    has_identity=True,
    is_check_live=True,
    checked_at=None,
    told="The case goes on.",
    called_on=NOW.date(),
    today=NOW.date(),
    called_at=NOW,
    next_contact_at=None,
    is_next_contact_safe=True,
    now=NOW,
)
NO_ANSWER = dataclasses.replace(
    INFORMED, outcome=CallOutcome.NO_ANSWER, told="", has_identity=False, is_check_live=False
)


def parts(facts: AttemptFacts, **changes: object) -> list[str]:
    return [fault.part for fault in faults(facts=dataclasses.replace(facts, **changes))]


class TestMeanings:
    def test_call_5_gives_one_to_every_outcome(self) -> None:
        assert set(MEANINGS) == set(CallOutcome)

    def test_call_5_says_told_only_where_they_were_informed(self) -> None:
        assert [outcome for outcome, meaning in MEANINGS.items() if meaning.is_told] == [CallOutcome.INFORMED]

    def test_call_5_tells_only_the_person(self) -> None:
        assert all(one.who_answered is CallAnswer.PERSON for one in MEANINGS.values() if one.is_told)

    def test_call_5_ends_a_number_that_reached_nobody_we_know(self) -> None:
        ended = {outcome for outcome, meaning in MEANINGS.items() if meaning.ends_number}

        assert ended == {CallOutcome.WRONG_NUMBER, CallOutcome.NUMBER_NOT_IN_USE}


class TestFaults:
    @pytest.mark.parametrize("facts", [INFORMED, NO_ANSWER])
    def test_call_5_finds_none_in_a_call_that_can_be_recorded(self, facts) -> None:
        assert parts(facts) == []

    def test_call_5_lets_nobody_be_told_who_was_not_known(self) -> None:
        assert parts(INFORMED, has_identity=False, is_check_live=False) == ["identity"]

    @pytest.mark.parametrize("told", ["", " \n "])
    def test_call_5_asks_what_was_told(self, told) -> None:
        assert parts(INFORMED, told=told) == ["told"]

    @pytest.mark.parametrize("outcome", [one for one in CallOutcome if not MEANINGS[one].says_what])
    def test_call_5_lets_nothing_be_told_with_any_other_outcome(self, outcome) -> None:
        assert "told" in parts(INFORMED, outcome=outcome)

    def test_call_5_knows_that_whoever_rings_us_answers(self) -> None:
        assert parts(NO_ANSWER, direction=CallDirection.INBOUND) == ["outcome"]
        assert parts(INFORMED, direction=CallDirection.INBOUND) == []

    @pytest.mark.parametrize(
        "changes",
        [{"called_on": NOW.date() + dt.timedelta(days=1)}, {"called_at": NOW + dt.timedelta(minutes=1)}],
    )
    def test_call_5_takes_no_call_of_the_future(self, changes) -> None:
        assert parts(NO_ANSWER, **changes) == ["called_on"]

    def test_call_5_takes_a_call_whose_time_is_not_known(self) -> None:
        assert parts(NO_ANSWER, called_at=None) == []

    def test_call_5_asks_when_they_want_to_be_rung(self) -> None:
        assert parts(NO_ANSWER, outcome=CallOutcome.ASKED_FOR_ANOTHER_TIME) == ["next_contact"]

    @pytest.mark.parametrize(
        ("at", "is_safe", "found"),
        [
            (NOW + dt.timedelta(hours=1), True, []),
            (NOW + dt.timedelta(hours=1), False, ["next_contact"]),
            (NOW, True, ["next_contact"]),
            (NOW, False, ["next_contact"]),
        ],
    )
    def test_call_5_agrees_only_a_safe_time_to_come(self, at, is_safe, found) -> None:
        facts = dataclasses.replace(NO_ANSWER, outcome=CallOutcome.ASKED_FOR_ANOTHER_TIME)

        assert parts(facts, next_contact_at=at, is_next_contact_safe=is_safe) == found


class TestMessages:
    @pytest.mark.parametrize(
        ("outcome", "may", "is_against"),
        [
            (CallOutcome.MESSAGE_LEFT, False, True),
            (CallOutcome.MESSAGE_LEFT, True, False),
            (CallOutcome.NO_ANSWER, False, False),
        ],
    )
    def test_call_6_are_against_the_rules_only_where_none_may_be_left(self, outcome, may, is_against) -> None:
        assert is_message_not_agreed(outcome=outcome, may_leave_voicemail=may) is is_against

    def test_call_6_are_left_word_for_word_or_not_at_all(self) -> None:
        assert "word for word" in voicemail_rule(may_leave_voicemail=True)
        assert "Do not leave a message" in voicemail_rule(may_leave_voicemail=False)


class TestTheCheck:
    """CALL-10: nothing is told before it is sure who listens; what is recorded late says so, and nobody need lie."""

    LATE = dataclasses.replace(INFORMED, is_check_live=False, checked_at=NOW)

    def test_call_10_takes_a_check_that_is_recorded_late_with_its_time(self) -> None:
        assert parts(self.LATE) == []
        assert parts(self.LATE, called_at=None, checked_at=NOW - dt.timedelta(hours=1)) == []

    @pytest.mark.parametrize(
        "checked_at",
        [None, NOW - dt.timedelta(minutes=1), NOW + dt.timedelta(minutes=1)],
        ids=["none", "before", "future"],
    )
    def test_call_10_asks_when_it_was_made_during_the_call(self, checked_at) -> None:
        assert parts(self.LATE, checked_at=checked_at) == ["checked_time"]

    def test_call_10_asks_no_time_of_a_check_that_was_recorded_live(self) -> None:
        assert parts(INFORMED) == []

    def test_call_10_lets_it_be_said_that_nobody_had_made_sure(self) -> None:
        unchecked = dataclasses.replace(
            INFORMED, outcome=CallOutcome.TOLD_UNCHECKED, has_identity=False, is_check_live=False
        )

        assert parts(unchecked) == []
        assert parts(unchecked, told="") == ["told"]

    @pytest.mark.parametrize("outcome", CallOutcome)
    def test_call_10_marks_only_what_was_told(self, outcome) -> None:
        assert is_check_late(outcome=outcome, is_check_live=True) is False
        assert is_check_late(outcome=outcome, is_check_live=False) is (outcome is CallOutcome.INFORMED)
        assert is_told_unchecked(outcome=outcome) is (outcome is CallOutcome.TOLD_UNCHECKED)


class TestNoLetter:
    @pytest.mark.parametrize("outcome", CallOutcome)
    @pytest.mark.parametrize("purpose", CallPurpose)
    @pytest.mark.parametrize("wish", [None, *LetterWish])
    def test_call_11_is_for_an_update_that_was_told_to_who_wants_none(self, outcome, purpose, wish) -> None:
        spared = (outcome, purpose, wish) == (CallOutcome.INFORMED, CallPurpose.UPDATE, LetterWish.NONE)

        assert spares_the_letter(outcome=outcome, purpose=purpose, wish=wish) is spared
