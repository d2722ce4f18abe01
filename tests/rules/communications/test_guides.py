"""Which guide goes with a stage, and at which number each is found (GUIDE-1)."""

import pytest

from cases.rules.vocabulary import JourneyStage
from communications.rules.guides import Guide, guide_for, guide_of_number


class TestGuideFor:
    """GUIDE-1."""

    @pytest.mark.parametrize("stage", list(JourneyStage))
    def test_every_stage_has_one(self, stage):
        assert guide_for(stage=stage, is_letter_owed=False) in Guide

    @pytest.mark.parametrize("stage", [JourneyStage.STOPPED, JourneyStage.PROVISIONAL_STOP])
    def test_a_stop_is_not_given_away_before_its_letter(self, stage):
        assert guide_for(stage=stage, is_letter_owed=True) is Guide.WHO_DOES_WHAT
        assert guide_for(stage=stage, is_letter_owed=False) is Guide.REVIEW

    def test_a_letter_about_something_else_changes_nothing(self):
        assert guide_for(stage=JourneyStage.TRIAL, is_letter_owed=True) is Guide.TRIAL


class TestNumbers:
    def test_lead_back_to_their_guide(self):
        assert [guide_of_number(number=guide.number) for guide in Guide] == list(Guide)

    @pytest.mark.parametrize("number", [0, 13, -1])
    def test_that_no_guide_has_lead_nowhere(self, number):
        assert guide_of_number(number=number) is None
