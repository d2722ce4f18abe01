"""What may be done about a special measure, and what a person reads of it (MEAS-1, MEAS-2)."""

import pytest

from cases.rules.measures import FOLLOWS, StepDoesNotFollow, require_follows, standing
from cases.rules.vocabulary import MeasureStanding, MeasureStep

ASK, ASKED, YES, NO, TOLD, NOT_WANTED = MeasureStep


class TestSteps:
    """MEAS-1."""

    @pytest.mark.parametrize("last", [None, *MeasureStep])
    @pytest.mark.parametrize("step", list(MeasureStep))
    def test_follow_the_table(self, last, step):
        if step in FOLLOWS[last]:
            require_follows(last=last, step=step)
        else:
            with pytest.raises(StepDoesNotFollow):
                require_follows(last=last, step=step)

    def test_nothing_is_decided_that_was_not_asked(self):
        for decided in (YES, NO):
            assert [last for last, steps in FOLLOWS.items() if decided in steps] == [ASKED]

    def test_the_court_can_be_asked_again_after_a_no(self):
        assert ASK in FOLLOWS[TOLD]


class TestStanding:
    """MEAS-2."""

    @pytest.mark.parametrize(
        ("steps", "expected"),
        [
            ((ASK,), MeasureStanding.WILL_ASK),
            ((ASK, ASKED), MeasureStanding.COURT_DECIDES),
            ((ASKED, YES), MeasureStanding.COURT_DECIDES),
            ((ASKED, NO), MeasureStanding.COURT_DECIDES),
            ((ASKED, YES, TOLD), MeasureStanding.GRANTED),
            ((ASKED, NO, TOLD), MeasureStanding.REFUSED),
            ((ASKED, NO, TOLD, ASK), MeasureStanding.WILL_ASK),
            ((ASKED, NO, TOLD, ASKED, YES), MeasureStanding.COURT_DECIDES),
            ((ASKED, NO, TOLD, ASKED, YES, TOLD), MeasureStanding.GRANTED),
            ((ASK, NOT_WANTED), MeasureStanding.NO_LONGER_WANTED),
        ],
    )
    def test_says_what_the_court_decided_only_once_they_were_told(self, steps, expected):
        assert standing(steps=steps) is expected

    def test_is_nothing_where_nothing_was_recorded(self):
        with pytest.raises(ValueError, match="nothing was recorded"):
            standing(steps=())
