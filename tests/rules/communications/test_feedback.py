"""When a person may say how a contact was, and what of the answers is shown (FEED-1, FEED-2; V27, M9)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communications.rules.contact_store import CallSaid, ContactKind, MeetingSaid
from communications.rules.feedback import FeedbackAnswer, may_be_asked, shares_of
from communications.rules.small_counts import LEAST_SHOWN, is_small, shown_of

TODAY = dt.date(2026, 3, 11)
DAY = dt.timedelta(days=1)
SPOKEN = {CallSaid.TOLD_DECISION, CallSaid.TOLD_UPDATE, CallSaid.ANOTHER_TIME, CallSaid.IN_WRITING}


def asked(kind=ContactKind.CALL, *, on=TODAY, call=CallSaid.TOLD_UPDATE, **more) -> bool:
    return may_be_asked(kind=kind, on=on, today=TODAY, call=call if kind is ContactKind.CALL else None, **more)


class TestMayBeAsked:
    """FEED-1."""

    @pytest.mark.parametrize(("days_ago", "expected"), [(0, True), (30, True), (31, False), (-1, False)])
    def test_for_thirty_days_and_never_before(self, days_ago, expected):
        assert asked(on=TODAY - days_ago * DAY) is expected

    @pytest.mark.parametrize("said", CallSaid)
    def test_of_calls_only_where_we_spoke_with_them(self, said):
        assert asked(call=said) is (said in SPOKEN)

    @pytest.mark.parametrize("said", MeetingSaid)
    def test_of_meetings_only_where_we_met(self, said):
        assert asked(ContactKind.MEETING, meeting=said) is (said is MeetingSaid.TOOK_PLACE)

    @pytest.mark.parametrize("has_been_read", [True, False])
    def test_of_letters_only_once_they_were_read(self, has_been_read):
        assert asked(ContactKind.LETTER, has_been_read=has_been_read) is has_been_read

    @pytest.mark.parametrize("kind", [ContactKind.MESSAGE, ContactKind.NOTICE])
    def test_of_nothing_else(self, kind):
        assert not asked(kind)


class TestSharesOf:
    """FEED-2."""

    def test_hides_what_few_people_said(self):
        shares = shares_of({FeedbackAnswer.YES: LEAST_SHOWN - 1})

        assert (shares.answers, shares.counts) == (LEAST_SHOWN - 1, None)

    def test_shows_every_answer_that_enough_people_gave_and_that_nobody_gave(self):
        shares = shares_of({FeedbackAnswer.YES: 11, FeedbackAnswer.NO: LEAST_SHOWN})

        assert shares.counts == {FeedbackAnswer.YES: 11, FeedbackAnswer.PARTLY: 0, FeedbackAnswer.NO: LEAST_SHOWN}

    @pytest.mark.parametrize(
        ("counts", "shown"),
        [
            # One small answer follows from the total and the rest: another is hidden with it.
            ((11, 0, 1), (None, 0, None)),
            ((11, 6, 4), (11, None, None)),
            # So does the sum of several.
            ((11, 2, 2), (None, None, None)),
            ((11, 3, 2), (11, None, None)),
            ((LEAST_SHOWN, 0, 0), (LEAST_SHOWN, 0, 0)),
        ],
    )
    def test_hides_an_answer_that_few_people_gave_and_what_it_could_be_worked_out_from(self, counts, shown):
        found = shares_of(dict(zip(FeedbackAnswer, counts, strict=True)))

        assert tuple(found.counts.values()) == shown

    @given(st.tuples(*[st.integers(0, 20)] * 3).filter(lambda counts: sum(counts) >= LEAST_SHOWN))
    def test_nothing_that_is_hidden_follows_from_what_is_shown(self, counts):
        shares = shares_of(dict(zip(FeedbackAnswer, counts, strict=True)))
        shown = [count for count in shares.counts.values() if count is not None]
        hidden = [count for count, each in zip(counts, shares.counts.values(), strict=True) if each is None]

        assert not any(is_small(count=count) for count in shown)
        assert len(hidden) != 1
        assert not hidden or shares.answers - sum(shown) >= LEAST_SHOWN

    @pytest.mark.parametrize(
        ("count", "whole", "shown"), [(0, 9, 0), (4, 9, None), (5, 9, None), (5, 10, 5), (9, 9, 9)]
    )
    def test_of_a_whole_neither_few_nor_all_but_few_are_shown(self, count, whole, shown):
        assert shown_of(count=count, whole=whole) == shown
