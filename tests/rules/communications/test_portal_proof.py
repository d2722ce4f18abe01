"""How long six digits count as proof: PORT-5 (peers.md V1, ASVS 7.5)."""

import datetime as dt

import pytest

from communications.rules.portal_proof import LONGEST_PAUSE, Need, is_fresh, outlasts_pause

TYPED_AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


class TestIsFresh:
    @pytest.mark.parametrize(("need", "minutes"), [(Need.READING, 30), (Need.CHANGING, 10)])
    def test_port_5_counts_up_to_its_last_second_and_no_longer(self, need, minutes):
        end = TYPED_AT + dt.timedelta(minutes=minutes)

        assert is_fresh(proved_at=TYPED_AT, need=need, at=TYPED_AT)
        assert is_fresh(proved_at=TYPED_AT, need=need, at=end - SECOND)
        assert not is_fresh(proved_at=TYPED_AT, need=need, at=end)

    @pytest.mark.parametrize("need", Need)
    def test_port_5_never_counts_where_none_was_typed(self, need):
        assert not is_fresh(proved_at=None, need=need, at=TYPED_AT)

    def test_port_5_asks_more_of_a_change_than_of_reading(self):
        assert Need.CHANGING.value < Need.READING.value


class TestOutlastsPause:
    def test_port_5_ends_with_ten_minutes_in_which_nothing_was_asked_for(self):
        assert outlasts_pause(last_seen_at=TYPED_AT, at=TYPED_AT + LONGEST_PAUSE - SECOND)
        assert not outlasts_pause(last_seen_at=TYPED_AT, at=TYPED_AT + LONGEST_PAUSE)
