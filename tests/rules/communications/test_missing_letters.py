"""What is missing has words of what to do, and a dated limit for drafts in nobody's hands (MISS-1 to MISS-4, W12)."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.vocabulary import WorkKind
from communications.rules.missing_letters import (
    DEFAULT_IDLE_LIMITS,
    FINDINGS,
    IdleLimit,
    NoIdleLimitInForce,
    idle_limit_on,
)

APRIL = dt.date(2026, 4, 1)
SHORTER = IdleLimit(working_hours=2, starts_on=APRIL, source="Agreed with the units")


def test_each_finding_says_what_to_do_today():
    assert set(FINDINGS) == {
        WorkKind.OWED_NOT_OPENED,
        WorkKind.OWED_NOT_WRITTEN,
        WorkKind.REVIEW_NOT_WRITTEN,
        WorkKind.DRAFT_UNATTENDED,
    }
    assert all("today" in words for words in FINDINGS.values())


@pytest.mark.parametrize(("on", "hours"), [(dt.date(2026, 3, 31), 4), (APRIL, 2), (dt.date(2026, 12, 1), 2)])
def test_the_limit_of_the_day_counts(on, hours):
    assert idle_limit_on(on=on, rows=(SHORTER, *DEFAULT_IDLE_LIMITS)) == dt.timedelta(hours=hours)


def test_of_two_from_one_day_the_first_given_counts():
    corrected = dataclasses.replace(SHORTER, working_hours=3)

    assert idle_limit_on(on=APRIL, rows=(corrected, SHORTER)) == dt.timedelta(hours=3)


def test_there_is_no_limit_before_the_first_row():
    with pytest.raises(NoIdleLimitInForce):
        idle_limit_on(on=APRIL - dt.timedelta(days=1), rows=(SHORTER,))
