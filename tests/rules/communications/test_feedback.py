"""When a person may say how a contact was, and what of the answers is shown (FEED-1, FEED-2; V27, M9)."""

import datetime as dt

import pytest

from communications.rules.contact_store import CallSaid, ContactKind, MeetingSaid
from communications.rules.feedback import LEAST_SHOWN, FeedbackAnswer, may_be_asked, shares_of

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

    def test_shows_every_answer_once_enough_were_given(self):
        shares = shares_of({FeedbackAnswer.YES: LEAST_SHOWN - 1, FeedbackAnswer.NO: 1})

        assert shares.counts == {
            FeedbackAnswer.YES: LEAST_SHOWN - 1,
            FeedbackAnswer.PARTLY: 0,
            FeedbackAnswer.NO: 1,
        }
