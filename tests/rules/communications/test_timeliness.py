"""The inspectors' bands (TIME-1; domain.md 5.3 and 14)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.working_days import end_of_day
from communications.rules.timeliness import band
from communications.rules.vocabulary import TimelinessBand

DUE = end_of_day(due_on=dt.date(2026, 4, 2))
HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)


class TestBand:
    @pytest.mark.parametrize(
        ("sent_at", "at", "expected"),
        [
            (DUE, DUE + 99 * HOUR, TimelinessBand.ON_TIME),
            (DUE - HOUR, DUE - HOUR, TimelinessBand.ON_TIME),
            (DUE + SECOND, DUE + HOUR, TimelinessBand.LATE_48H),
            (DUE + 48 * HOUR, DUE + 99 * HOUR, TimelinessBand.LATE_48H),
            (DUE + 48 * HOUR + SECOND, DUE + 99 * HOUR, TimelinessBand.LATE_OVER_48H),
            (None, DUE - HOUR, TimelinessBand.PENDING),
            (None, DUE, TimelinessBand.PENDING),
            (None, DUE + SECOND, TimelinessBand.NOT_SENT_OVERDUE),
            (None, DUE + 9999 * HOUR, TimelinessBand.NOT_SENT_OVERDUE),
        ],
    )
    def test_both_sides_of_every_boundary(
        self, sent_at: dt.datetime | None, at: dt.datetime, expected: TimelinessBand
    ) -> None:
        assert band(due_at=DUE, sent_at=sent_at, at=at).band is expected

    @pytest.mark.parametrize("sent_at", [None, DUE, DUE + 99 * HOUR])
    def test_what_is_exempt_is_never_late(self, sent_at: dt.datetime | None) -> None:
        answer = band(due_at=DUE, sent_at=sent_at, at=DUE + 99 * HOUR, is_exempt=True)

        assert (answer.band, answer.hours_late) == (TimelinessBand.EXEMPT, 0)

    def test_lateness_is_counted_from_the_deadline_in_hours_and_runs_on_while_nothing_is_sent(self) -> None:
        assert band(due_at=DUE, sent_at=DUE + 1.5 * HOUR, at=DUE + 99 * HOUR).hours_late == 1.5
        assert band(due_at=DUE, sent_at=None, at=DUE + 30 * HOUR).hours_late == 30

    @given(hours=st.floats(-1000, 1000))
    def test_later_is_never_a_better_band(self, hours: float) -> None:
        order = [TimelinessBand.ON_TIME, TimelinessBand.LATE_48H, TimelinessBand.LATE_OVER_48H]

        def place(sent_at: dt.datetime) -> int:
            return order.index(band(due_at=DUE, sent_at=sent_at, at=DUE + 9999 * HOUR).band)

        assert place(DUE + hours * HOUR) <= place(DUE + (hours + 1) * HOUR)
