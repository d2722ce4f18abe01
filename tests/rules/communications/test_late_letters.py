"""Words that leave late say sorry, whatever made them late, and nothing else about them changes (LATE-1, LATE-2)."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.vocabulary import Language
from communications.rules.late_letters import (
    FOLLOWS_THE_DAY,
    Leaving,
    NoApologyError,
    apology_for,
    follow_the_day,
    says_sorry,
)
from communications.rules.letter_words import Block, BlockKey, LetterWords
from communications.rules.vocabulary import LetterType

DUE_AT = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)
IN_TIME = Leaving(leaves_at=DUE_AT - dt.timedelta(days=1), due_at=DUE_AT, is_sent=False, apologises=False)
LATE = dataclasses.replace(IN_TIME, leaves_at=DUE_AT + dt.timedelta(days=5))
ORDER = (
    BlockKey.PRIVATE_MARKING,
    BlockKey.NAME_FORM,
    BlockKey.APOLOGY_LATE,
    BlockKey.APOLOGY_ERROR,
    BlockKey.OPENING,
    BlockKey.REASON_SPECIFIC,
    BlockKey.VRR,
    BlockKey.SIGN_OFF,
)
SORRY = Block(BlockKey.APOLOGY_LATE, "", "I am sorry that this letter is late.", is_locked=False)


def words(*blocks: Block) -> LetterWords:
    return LetterWords(
        letter_type=LetterType.DISCONTINUE_ALL,
        language=Language.EN,
        template_version="DISCONTINUE_ALL/v1/en",
        blocks=blocks,
    )


def block(key: BlockKey, text: str = "") -> Block:
    return Block(key, "", text or f"About {key.value}.", is_locked=key is BlockKey.VRR)


TEMPLATE = words(
    *(SORRY if key is BlockKey.APOLOGY_LATE else block(key, f"{key.value}, composed late") for key in ORDER)
)


class TestApologyFor:
    """LATE-1."""

    @pytest.mark.parametrize(
        ("changes", "is_owed", "reason"),
        [
            ({}, True, "after its deadline"),
            ({"leaves_at": DUE_AT + dt.timedelta(seconds=1)}, True, "after its deadline"),
            ({"leaves_at": DUE_AT}, False, "in time"),
            ({"leaves_at": DUE_AT - dt.timedelta(days=1)}, False, "in time"),
            ({"due_at": None}, False, "No time limit"),
            ({"is_sent": True}, False, "already left"),
            ({"apologises": True}, False, "apologises already"),
        ],
    )
    def test_is_owed_exactly_to_words_that_leave_after_the_deadline_for_the_first_time_without_it(
        self, changes: dict[str, object], is_owed: bool, reason: str
    ) -> None:
        decision = apology_for(leaving=dataclasses.replace(LATE, **changes))

        assert decision.is_owed is is_owed
        assert reason in decision.reason


class TestFollowTheDay:
    """LATE-2."""

    def test_puts_the_apology_after_the_greeting_and_before_the_opening(self) -> None:
        approved = words(block(BlockKey.NAME_FORM), block(BlockKey.OPENING), block(BlockKey.SIGN_OFF))

        found = follow_the_day(approved=approved, late=TEMPLATE, order=ORDER)

        assert [each.key for each in found.blocks] == [
            BlockKey.NAME_FORM,
            BlockKey.APOLOGY_LATE,
            BlockKey.OPENING,
            BlockKey.SIGN_OFF,
        ]
        assert found.block(BlockKey.APOLOGY_LATE) == SORRY
        assert says_sorry(words=found)
        assert not says_sorry(words=approved)

    def test_fills_an_apology_that_stood_empty_instead_of_adding_a_second(self) -> None:
        empty = dataclasses.replace(SORRY, text="")
        approved = words(block(BlockKey.NAME_FORM), empty, block(BlockKey.OPENING))

        found = follow_the_day(approved=approved, late=TEMPLATE, order=ORDER)

        assert [each.key for each in found.blocks].count(BlockKey.APOLOGY_LATE) == 1
        assert not says_sorry(words=approved)

    def test_gives_the_right_to_review_with_the_later_day_and_only_where_it_was_approved(self) -> None:
        with_right = words(block(BlockKey.NAME_FORM), block(BlockKey.VRR))
        without = words(block(BlockKey.NAME_FORM), block(BlockKey.SIGN_OFF))

        assert follow_the_day(approved=with_right, late=TEMPLATE, order=ORDER).block(BlockKey.VRR) == TEMPLATE.block(
            BlockKey.VRR
        )
        assert follow_the_day(approved=without, late=TEMPLATE, order=ORDER).block(BlockKey.VRR) is None

    def test_refuses_where_the_template_has_no_apology(self) -> None:
        for late in (words(block(BlockKey.OPENING)), words(dataclasses.replace(SORRY, text=" "))):
            with pytest.raises(NoApologyError):
                follow_the_day(approved=words(block(BlockKey.OPENING)), late=late, order=ORDER)

    @given(keys=st.sets(st.sampled_from([key for key in ORDER if key is not BlockKey.APOLOGY_LATE])))
    def test_changes_nothing_else_whatever_was_approved(self, keys: set[BlockKey]) -> None:
        approved = words(*(block(key) for key in ORDER if key in keys))

        found = follow_the_day(approved=approved, late=TEMPLATE, order=ORDER)

        kept = tuple(each for each in found.blocks if each.key not in FOLLOWS_THE_DAY)
        assert kept == tuple(each for each in approved.blocks if each.key not in FOLLOWS_THE_DAY)
        assert [each.key for each in found.blocks] == [
            key for key in ORDER if key in keys or key is BlockKey.APOLOGY_LATE
        ]
