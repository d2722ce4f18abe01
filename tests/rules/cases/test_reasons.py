"""The reasons of a decision: stages, what is missing, supplements and when they are wanted (REAS-1 to REAS-4, W5)."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.reasons import (
    REASONS_OF,
    ReasonOfAnotherStage,
    ReasonsGiven,
    answer_due,
    missing_from,
    require_of_stage,
    supplemented,
)
from cases.rules.vocabulary import DecisionCode, MissingReason, SpecificReason, TestFailed
from cases.rules.working_days import LONDON
from tests.rules.communications.calendars import CALENDAR

GIVEN = ReasonsGiven(
    test_failed=TestFailed.EVIDENTIAL,
    specific=(SpecificReason.WHO_NOT_SHOWN,),
    reasons="The camera did not record that evening, and nobody else saw who it was.",
    new_information="",
    victim_views="They wanted it to go to court.",
    what_continues="",
    sensitivities="",
)
NOTHING = ReasonsGiven(
    test_failed=TestFailed.NONE,
    specific=(),
    reasons="",
    new_information="",
    victim_views="",
    what_continues="",
    sensitivities="",
)


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def missing(code: DecisionCode = DecisionCode.DISCONTINUE_ALL, substantial: bool | None = None, **changes: object):
    return missing_from(code=code, given=dataclasses.replace(GIVEN, **changes), is_substantial=substantial)


class TestStages:
    """REAS-1."""

    def test_share_no_reason_and_leave_none_out(self):
        every = [reason for stage in TestFailed for reason in REASONS_OF[stage]]

        assert every == list(SpecificReason)
        assert all(REASONS_OF[stage] for stage in TestFailed if stage is not TestFailed.NONE)

    def test_refuse_a_reason_of_another_stage(self):
        with pytest.raises(ReasonOfAnotherStage):
            require_of_stage(test_failed=TestFailed.PUBLIC_INTEREST, specific=[SpecificReason.WHO_NOT_SHOWN])
        with pytest.raises(ReasonOfAnotherStage):
            require_of_stage(test_failed=TestFailed.NONE, specific=[SpecificReason.WHO_NOT_SHOWN])

    def test_take_their_own(self):
        require_of_stage(test_failed=TestFailed.EVIDENTIAL, specific=[SpecificReason.WHO_NOT_SHOWN])
        require_of_stage(test_failed=TestFailed.NONE, specific=[])


class TestMissing:
    """REAS-2."""

    def test_is_nothing_from_whole_reasons(self):
        assert missing() == ()

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"specific": ()}, (MissingReason.SPECIFIC_REASON,)),
            ({"reasons": "Only seven words stand in this one."}, (MissingReason.WORDS,)),
            ({"reasons": "Now there are eight words in this one."}, ()),
            ({"test_failed": TestFailed.NONE, "specific": ()}, ()),
            (
                {"test_failed": TestFailed.NONE, "specific": (), "code": DecisionCode.NFA_EVIDENTIAL},
                (MissingReason.STAGE,),
            ),
            ({"code": DecisionCode.ALTER_DOWN}, (MissingReason.SUBSTANTIAL,)),
            ({"code": DecisionCode.ALTER_DOWN, "substantial": False}, ()),
            ({"code": DecisionCode.DECISION_TO_CHARGE, "reasons": "", "specific": ()}, ()),
        ],
    )
    def test_is_what_a_letter_cannot_be_written_without(self, changes, expected):
        assert missing(**changes) == expected


class TestSupplements:
    """REAS-3."""

    def test_replace_the_parts_they_fill_and_leave_the_rest(self):
        first = dataclasses.replace(NOTHING, reasons="More words. ", new_information="A second camera was found.")
        second = dataclasses.replace(NOTHING, reasons="Still more words.")

        now = supplemented(given=GIVEN, by=[first, second])

        assert (now.reasons, now.new_information) == ("Still more words.", "A second camera was found.")
        assert (now.victim_views, now.specific, now.test_failed) == (
            GIVEN.victim_views,
            GIVEN.specific,
            GIVEN.test_failed,
        )

    def test_change_the_stage_only_together_with_its_reasons(self):
        stage_alone = dataclasses.replace(NOTHING, test_failed=TestFailed.PUBLIC_INTEREST)
        with_reasons = dataclasses.replace(stage_alone, specific=(SpecificReason.PUT_RIGHT,))

        assert supplemented(given=GIVEN, by=[stage_alone]).test_failed is TestFailed.EVIDENTIAL
        now = supplemented(given=GIVEN, by=[with_reasons])
        assert (now.test_failed, now.specific) == (TestFailed.PUBLIC_INTEREST, (SpecificReason.PUT_RIGHT,))

    def test_without_any_nothing_changes(self):
        assert supplemented(given=GIVEN, by=[]) == GIVEN


class TestAnswerDue:
    """REAS-4."""

    @pytest.mark.parametrize(
        ("at", "letter_due_at", "expected"),
        [
            ("2026-03-11T09:00", "2026-03-11T23:59:59", "2026-03-11T13:00"),
            ("2026-03-11T11:00", "2026-03-18T23:59:59", "2026-03-16T10:00"),
            ("2026-03-11T15:00", "2026-03-11T23:59:59", "2026-03-11T16:00"),
            ("2026-03-11T15:01", "2026-03-11T23:59:59", "2026-03-11T23:59:59"),
            ("2026-03-11T12:00", "2026-03-10T23:59:59", "2026-03-11T17:00"),
            ("2026-03-14T12:00", "2026-03-13T23:59:59", "2026-03-16T17:00"),
        ],
    )
    def test_leaves_half_of_the_working_time_for_writing(self, at, letter_due_at, expected):
        due = answer_due(at=london(at), letter_due_at=london(letter_due_at), calendar=CALENDAR)

        assert due == london(expected)
