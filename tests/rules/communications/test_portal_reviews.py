"""From when the answer of a review may be read in the portal: RR-13 (domain.md 11.3, product promise 7)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import ToldBy
from communications.rules.portal_reviews import may_read_answer

TODAY = dt.date(2026, 4, 9)
DAY = dt.timedelta(days=1)


def may(**changes):
    values = {"has_letter_here": False, "told_by": ToldBy.PHONE, "told_on": TODAY, "is_asker": True, "today": TODAY}
    return may_read_answer(**{**values, **changes})


class TestMayReadAnswer:
    @pytest.mark.parametrize("is_asker", [True, False])
    def test_rr_13_a_letter_that_may_be_read_here_tells_whoever_reads_it(self, is_asker):
        assert may(has_letter_here=True, is_asker=is_asker, told_by=None, told_on=None)

    def test_rr_13_nothing_while_nobody_was_told(self):
        assert not may(told_by=None, told_on=None)
        assert not may(told_on=None)

    def test_rr_13_what_was_told_to_the_asker_is_not_shown_to_others(self):
        assert not may(is_asker=False)

    @pytest.mark.parametrize("how", [ToldBy.PHONE, ToldBy.IN_PERSON, ToldBy.EMAIL, ToldBy.THROUGH_SOMEBODY])
    def test_rr_13_what_was_said_counts_from_its_day(self, how):
        assert may(told_by=how)
        assert not may(told_by=how, told_on=TODAY + DAY)

    def test_rr_13_a_letter_is_given_four_days_to_arrive(self):
        assert not may(told_by=ToldBy.LETTER, told_on=TODAY - 3 * DAY)
        assert may(told_by=ToldBy.LETTER, told_on=TODAY - 4 * DAY)
