"""From when a letter may be read in the portal: PORT-2 (domain.md 11.3, product promise 7)."""

import datetime as dt

import pytest

from communications.rules.portal_reading import readable_from
from communications.rules.vocabulary import Channel

SENT_AT = dt.datetime(2026, 3, 27, 9, 0, tzinfo=dt.UTC)
BY_THE_POST_OF = dt.datetime(2026, 3, 31, 9, 0, tzinfo=dt.UTC)
AN_HOUR = dt.timedelta(hours=1)


class TestReadableFrom:
    @pytest.mark.parametrize("channel", list(Channel))
    @pytest.mark.parametrize("is_hard_news", [True, False])
    def test_port_2_never_before_anything_was_sent(self, channel, is_hard_news):
        answer = readable_from(sent_at=None, published_at=SENT_AT, channel=channel, is_hard_news=is_hard_news)

        assert answer is None

    def test_port_2_hard_news_by_post_waits_until_it_has_arrived(self):
        answer = readable_from(sent_at=SENT_AT, published_at=SENT_AT, channel=Channel.POST, is_hard_news=True)

        assert answer == BY_THE_POST_OF

    @pytest.mark.parametrize("told_at", [None, SENT_AT + AN_HOUR])
    @pytest.mark.parametrize("is_hard_news", [True, False])
    def test_port_2_what_somebody_hands_over_waits_until_they_have_told_it(self, told_at, is_hard_news):
        """However long ago it left: the family may still know nothing."""
        answer = readable_from(
            sent_at=SENT_AT,
            published_at=SENT_AT,
            channel=Channel.INTERMEDIARY_EMAIL,
            is_hard_news=is_hard_news,
            told_at=told_at,
        )

        assert answer == told_at

    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT, Channel.PORTAL])
    def test_hard_news_by_a_direct_channel_may_be_read_at_once(self, channel):
        answer = readable_from(sent_at=SENT_AT, published_at=SENT_AT, channel=channel, is_hard_news=True)

        assert answer == SENT_AT

    @pytest.mark.parametrize(
        ("published_at", "expected"),
        [
            (None, BY_THE_POST_OF),
            (SENT_AT - AN_HOUR, SENT_AT),
            (SENT_AT + AN_HOUR, SENT_AT + AN_HOUR),
            (BY_THE_POST_OF + AN_HOUR, BY_THE_POST_OF),
        ],
    )
    def test_other_letters_may_be_read_once_sent_and_published_or_arrived(self, published_at, expected):
        answer = readable_from(sent_at=SENT_AT, published_at=published_at, channel=Channel.POST, is_hard_news=False)

        assert answer == expected
