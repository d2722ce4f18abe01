"""Stop, restart, extend: what may follow what, with which reason, and which target (TRANS-1 to TRANS-3, W3)."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.transitions import REASONS, NotNow, Standing, UnfitReason, UnfitTarget, open_to, require_fit
from cases.rules.vocabulary import ObligationState, TransitionKind, TransitionReason

NOW = dt.datetime(2026, 3, 26, 10, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(days=9)
RUNNING = Standing(state=ObligationState.OPEN, is_stopped=False, is_waiting=False, target_at=NOW + dt.timedelta(days=5))
STOPPED = dataclasses.replace(RUNNING, is_stopped=True)


class TestWhatIsOpen:
    """TRANS-1."""

    def test_is_to_stop_or_extend_what_runs_and_to_restart_or_extend_what_is_stopped(self):
        assert open_to(standing=RUNNING) == (TransitionKind.STOP, TransitionKind.EXTEND)
        assert open_to(standing=STOPPED) == (TransitionKind.RESTART, TransitionKind.EXTEND)

    @pytest.mark.parametrize("state", [ObligationState.MET, ObligationState.EXEMPT, ObligationState.SUPERSEDED])
    def test_is_nothing_once_it_has_ended(self, state):
        assert open_to(standing=dataclasses.replace(RUNNING, state=state)) == ()

    def test_is_nothing_while_a_second_person_is_asked(self):
        assert open_to(standing=dataclasses.replace(STOPPED, is_waiting=True)) == ()

    def test_refuses_what_is_not_open(self):
        with pytest.raises(NotNow):
            require_fit(
                standing=STOPPED, kind=TransitionKind.STOP, reason=TransitionReason.SAFETY_CONCERN, to_at=None, at=NOW
            )


class TestReasons:
    """TRANS-2."""

    def test_belong_to_one_kind_each_and_none_is_left_over(self):
        every = [reason for reasons in REASONS.values() for reason in reasons]

        assert sorted(every) == sorted(TransitionReason)

    @pytest.mark.parametrize("kind", [TransitionKind.STOP, TransitionKind.EXTEND])
    def test_of_another_kind_are_refused(self, kind):
        with pytest.raises(UnfitReason):
            require_fit(standing=RUNNING, kind=kind, reason=TransitionReason.CONCERN_SETTLED, to_at=LATER, at=NOW)

    def test_of_its_own_kind_are_taken(self):
        for reason in REASONS[TransitionKind.STOP]:
            require_fit(standing=RUNNING, kind=TransitionKind.STOP, reason=reason, to_at=None, at=NOW)


class TestTarget:
    """TRANS-3."""

    @pytest.mark.parametrize("to_at", [None, RUNNING.target_at, NOW - dt.timedelta(days=1)])
    def test_is_later_than_the_present_one(self, to_at):
        with pytest.raises(UnfitTarget):
            require_fit(
                standing=RUNNING, kind=TransitionKind.EXTEND, reason=TransitionReason.TOLD_LATE, to_at=to_at, at=NOW
            )

    def test_is_not_in_the_past_although_later_than_a_deadline_that_has_passed(self):
        overdue = dataclasses.replace(RUNNING, target_at=NOW - dt.timedelta(days=5))
        asked = {"standing": overdue, "kind": TransitionKind.EXTEND, "reason": TransitionReason.TOLD_LATE, "at": NOW}

        with pytest.raises(UnfitTarget):
            require_fit(**asked, to_at=NOW - dt.timedelta(days=1))
        require_fit(**asked, to_at=LATER)
