"""The fixed steps of a case, each with its own day or none (STEP-1, STEP-2; V3)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import JourneyStage as S
from communications.rules.case_steps import Step, StepState, recorded_days, steps_of

SINCE = dt.date(2026, 3, 2)
EARLIER = dt.date(2026, 1, 12)
LATER = dt.date(2026, 2, 3)


def names(steps: tuple[Step, ...], state: StepState) -> list[S]:
    return [step.stage for step in steps if step.state is state]


class TestSteps:
    def test_step_1_has_one_step_now_since_the_stage_began(self):
        for stage in S:
            found = [step for step in steps_of(stage=stage, since=SINCE, recorded={}) if step.state is StepState.NOW]

            assert found == [Step(stage=stage, state=StepState.NOW, on=SINCE)]

    def test_step_1_a_day_stands_only_where_the_step_itself_was_recorded(self):
        """peers.md 1.10: one date printed on every step is decoration."""
        steps = steps_of(stage=S.FIRST_HEARING, since=SINCE, recorded={S.CPS_REVIEW: EARLIER, S.CHARGED: LATER})

        assert [(step.stage, step.on) for step in steps if step.state is StepState.DONE] == [
            (S.REPORTED, None),
            (S.INVESTIGATION, None),
            (S.CPS_REVIEW, EARLIER),
            (S.CHARGED, LATER),
        ]

    def test_step_1_the_other_courts_steps_are_no_part_of_the_way(self):
        crown = steps_of(stage=S.TRIAL_PREP, since=SINCE, recorded={S.SENT_TO_CROWN: EARLIER, S.PTPH: LATER})
        magistrates = steps_of(stage=S.MAGS_TRIAL, since=SINCE, recorded={S.MAGS_TRIAL_PREP: EARLIER})

        assert not {S.MAGS_TRIAL_PREP, S.MAGS_TRIAL} & {step.stage for step in crown}
        assert not {S.SENT_TO_CROWN, S.PTPH, S.TRIAL_PREP} & {step.stage for step in magistrates}

    def test_step_1_a_plea_of_guilty_leaves_out_the_trial_that_never_was(self):
        steps = steps_of(stage=S.SENTENCE, since=SINCE, recorded={S.SENT_TO_CROWN: EARLIER, S.PTPH: LATER})

        assert names(steps, StepState.DONE)[-2:] == [S.SENT_TO_CROWN, S.PTPH]

    @pytest.mark.parametrize(
        ("stage", "to_come"),
        [
            (S.CPS_REVIEW, []),
            (S.CHARGED, [S.FIRST_HEARING]),
            (S.FIRST_HEARING, []),
            (S.TRIAL_PREP, [S.TRIAL, S.VERDICT]),
            (S.VERDICT, []),
            (S.STOPPED, []),
            (S.CLOSED, []),
        ],
    )
    def test_step_1_only_what_is_certain_is_to_come_and_never_with_a_day(self, stage, to_come):
        steps = [step for step in steps_of(stage=stage, since=SINCE, recorded={}) if step.state is StepState.TO_COME]

        assert [step.stage for step in steps] == to_come
        assert all(step.on is None for step in steps)

    def test_step_1_a_stop_comes_after_what_was_reached_and_after_nothing_else(self):
        steps = steps_of(stage=S.STOPPED, since=SINCE, recorded={S.CPS_REVIEW: EARLIER, S.CHARGED: LATER})

        assert [step.stage for step in steps] == [S.REPORTED, S.INVESTIGATION, S.CPS_REVIEW, S.CHARGED, S.STOPPED]

    def test_step_1_a_stop_of_which_nothing_earlier_is_recorded_stands_alone(self):
        assert [step.stage for step in steps_of(stage=S.STOPPED, since=SINCE, recorded={})] == [S.STOPPED]

    def test_step_1_a_stage_that_was_left_again_is_no_step(self):
        steps = steps_of(stage=S.TRIAL_PREP, since=SINCE, recorded={S.TRIAL: LATER, S.STOPPED: LATER})

        assert names(steps, StepState.TO_COME) == [S.TRIAL, S.VERDICT]
        assert S.STOPPED not in {step.stage for step in steps}


class TestRecordedDays:
    def test_step_2_the_day_of_the_charge_counts_before_the_change_of_stage(self):
        assert recorded_days(changes={S.CHARGED: LATER}, charged_on=EARLIER, is_letter_owed=False) == {
            S.CHARGED: EARLIER
        }

    def test_step_2_a_stop_that_was_not_told_is_left_out(self):
        changes = {S.CHARGED: EARLIER, S.STOPPED: LATER}

        assert recorded_days(changes=changes, charged_on=None, is_letter_owed=True) == {S.CHARGED: EARLIER}
        assert recorded_days(changes=changes, charged_on=None, is_letter_owed=False) == changes
