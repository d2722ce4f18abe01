"""Which print run a letter joins (LEAD-4)."""

import datetime as dt

import pytest

from cases.rules.working_days import LONDON
from communications.rules.dispatch_lead import DEFAULT_LEADS, expected_dispatch
from communications.rules.print_runs import is_closed, print_run_on
from communications.rules.vocabulary import Channel
from tests.rules.communications.calendars import CALENDAR


def london(*parts):
    return dt.datetime(*parts, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "run_on"),
    [
        (london(2026, 3, 26, 17, 29, 59), dt.date(2026, 3, 26)),
        (london(2026, 3, 26, 17, 30), dt.date(2026, 3, 27)),
        (london(2026, 3, 27, 17, 45), dt.date(2026, 3, 30)),
        (london(2026, 3, 28, 9, 0), dt.date(2026, 3, 30)),
        # Maundy Thursday after the cut-off: Good Friday and Easter Monday are no working days.
        (london(2026, 4, 2, 18, 0), dt.date(2026, 4, 7)),
        # 17:00 in summer is 16:00 in UTC; the cut-off is London's.
        (dt.datetime(2026, 6, 1, 16, 29, tzinfo=dt.UTC), dt.date(2026, 6, 1)),
        (dt.datetime(2026, 6, 1, 16, 30, tzinfo=dt.UTC), dt.date(2026, 6, 2)),
    ],
)
def test_a_letter_joins_the_next_run_that_is_still_open(at, run_on):
    assert print_run_on(at=at, calendar=CALENDAR, leads=DEFAULT_LEADS) == run_on


def test_a_run_is_closed_from_its_cut_off_on():
    run_on = dt.date(2026, 3, 26)

    assert not is_closed(run_on=run_on, at=london(2026, 3, 26, 17, 29, 59), leads=DEFAULT_LEADS)
    assert is_closed(run_on=run_on, at=london(2026, 3, 26, 17, 30), leads=DEFAULT_LEADS)


@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("day", [26, 27, 28, 29])
def test_says_the_same_as_the_outlook_that_was_shown_before_approval(day, hour):
    """A letter shown as in time is in the run that makes it so: posted one working day after its run."""
    at = london(2026, 3, day, hour, 15)

    run_on = print_run_on(at=at, calendar=CALENDAR, leads=DEFAULT_LEADS)

    expected = expected_dispatch(approved_at=at, channel=Channel.POST, calendar=CALENDAR, leads=DEFAULT_LEADS)
    assert expected.date() == CALENDAR.add(day=run_on, n=1)
