"""How long an invitation lives and how it stands (PORT-4), and its code on paper and aloud (PORT-1)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import Language
from cases.rules.working_days import LONDON
from communications.rules import portal_codes
from communications.rules.dates_in_words import in_words, with_weekday
from communications.rules.portal_invitations import (
    ELECTRONIC_LIFE,
    InvitationFacts,
    InvitationState,
    letter_expires_at,
    state_of,
)
from communications.rules.vocabulary import Channel, MessageState
from tests.rules.communications.calendars import CALENDAR

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
UNTIL = AT + dt.timedelta(days=14)


class TestLetterExpiresAt:
    def test_is_the_end_of_the_fourteenth_working_day(self):
        ends = letter_expires_at(leaves_at=AT, calendar=CALENDAR)

        assert ends.astimezone(LONDON) == dt.datetime(2026, 3, 31, 23, 59, 59, tzinfo=LONDON)

    def test_leaves_time_after_christmas_when_neither_printers_nor_the_post_work(self):
        before_christmas = dt.datetime(2026, 12, 23, 15, 0, tzinfo=dt.UTC)

        assert letter_expires_at(leaves_at=before_christmas, calendar=CALENDAR).date() == dt.date(2027, 1, 15)

    @pytest.mark.parametrize("hour", [0, 12, 22])
    def test_counts_the_london_day_and_not_the_hour(self, hour):
        leaves_at = dt.datetime(2026, 7, 1, hour, 30, tzinfo=dt.UTC)

        assert letter_expires_at(leaves_at=leaves_at, calendar=CALENDAR).date() == dt.date(2026, 7, 21)

    def test_counts_the_night_in_summer_as_the_day_it_is_in_london(self):
        leaves_at = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)

        assert letter_expires_at(leaves_at=leaves_at, calendar=CALENDAR).date() == dt.date(2026, 7, 22)

    def test_is_never_sooner_than_an_electronic_one_would_be(self):
        days = [AT + dt.timedelta(days=days) for days in range(366)]

        assert all(letter_expires_at(leaves_at=day, calendar=CALENDAR) > day + ELECTRONIC_LIFE for day in days)


def stands(channel=Channel.POST, message=MessageState.DISPATCHED, at=AT, **changes):
    facts = {"expires_at": UNTIL, "has_been_used": False, "has_been_ended": False, **changes}
    return state_of(facts=InvitationFacts(channel=channel, message=message, **facts), at=at)


class TestStateOf:
    @pytest.mark.parametrize(
        ("channel", "message", "expected"),
        [
            (Channel.POST, MessageState.QUEUED, InvitationState.WAITING),
            (Channel.POST, MessageState.SENDING, InvitationState.WAITING),
            (Channel.POST, MessageState.ACCEPTED, InvitationState.IN_PRINT),
            (Channel.POST, MessageState.DISPATCHED, InvitationState.SENT),
            (Channel.POST, MessageState.DELIVERED, InvitationState.SENT),
            (Channel.POST, MessageState.HELD, InvitationState.STUCK),
            (Channel.POST, MessageState.AMBIGUOUS, InvitationState.STUCK),
            (Channel.POST, MessageState.RETURNED, InvitationState.RETURNED),
            (Channel.EMAIL, MessageState.ACCEPTED, InvitationState.SENT),
            (Channel.EMAIL, MessageState.FAILED_PERM, InvitationState.STUCK),
            (Channel.TEXT, MessageState.QUEUED, InvitationState.WAITING),
            (None, None, InvitationState.READ_OUT),
        ],
    )
    def test_follows_the_message_while_it_is_open(self, channel, message, expected):
        assert stands(channel, message) is expected

    @pytest.mark.parametrize("message", list(MessageState))
    def test_is_known_for_every_state_of_a_message(self, message):
        assert isinstance(stands(message=message), InvitationState)

    def test_is_used_whatever_came_later(self):
        assert stands(has_been_used=True, has_been_ended=True, message=MessageState.RETURNED) is InvitationState.USED

    def test_says_that_it_came_back_though_it_was_ended_for_it(self):
        assert stands(has_been_ended=True, message=MessageState.RETURNED) is InvitationState.RETURNED

    def test_is_over_from_the_instant_on_at_which_it_ends(self):
        assert stands(at=UNTIL - dt.timedelta(seconds=1)) is InvitationState.SENT
        assert stands(at=UNTIL) is InvitationState.EXPIRED

    def test_is_ended_before_it_is_expired(self):
        assert stands(has_been_ended=True, at=UNTIL) is InvitationState.ENDED

    def test_is_open_only_while_its_code_lets_somebody_begin(self):
        assert {state for state in InvitationState if not state.is_open} == {
            InvitationState.RETURNED,
            InvitationState.USED,
            InvitationState.ENDED,
            InvitationState.EXPIRED,
        }


class TestCodesOnPaper:
    def test_hold_no_two_signs_that_look_alike(self):
        for one, other in ("8B", "6G", "5S", "2Z", "0O", "1I", "1L", "UV"):
            assert not {one, other} <= set(portal_codes.ALPHABET)

    @pytest.mark.parametrize(
        "typed",
        ["K7Q2 9MXD 4TPH RWC3", "k7q29mxd4tphrwc3", "K7Q2\u20139MXD\u20134TPH\u2013RWC3", "K7QZ 9MXD 4TPH RWC3"],
    )
    def test_are_read_as_somebody_types_them_from_paper(self, typed):
        assert portal_codes.as_typed(text=typed) == "K7Q29MXD4TPHRWC3"

    def test_read_every_look_alike_as_a_sign_that_is_in_codes(self):
        assert portal_codes.as_typed(text="BGSZ") == "8652"

    def test_are_read_aloud_group_by_group(self):
        assert portal_codes.aloud(code="K7Q29MXD", language=Language.EN) == (
            "Kilo seven Quebec two, nine Mike X-ray Delta"
        )

    def test_are_read_aloud_with_welsh_numbers(self):
        assert portal_codes.aloud(code="23456789", language=Language.CY) == (
            "dau tri pedwar pump, chwech saith wyth naw"
        )

    def test_have_a_name_for_every_sign(self):
        for language in Language:
            words = portal_codes.aloud(code=portal_codes.ALPHABET, language=language)
            assert len(set(words.replace(",", "").split())) == len(portal_codes.ALPHABET)


class TestDatesInWords:
    """DATE-1."""

    @pytest.mark.parametrize(
        ("language", "plain", "full"),
        [
            (Language.EN, "3 April 2026", "Friday 3 April 2026"),
            (Language.CY, "3 Ebrill 2026", "dydd Gwener 3 Ebrill 2026"),
            (Language.OTHER, "3 April 2026", "Friday 3 April 2026"),
        ],
    )
    def test_are_written_in_the_readers_language(self, language, plain, full):
        day = dt.date(2026, 4, 3)

        assert in_words(day=day, language=language) == plain
        assert with_weekday(day=day, language=language) == full

    @pytest.mark.parametrize("language", [Language.EN, Language.CY])
    def test_have_a_name_for_every_month_and_day(self, language):
        days = [dt.date(2026, 1, 1) + dt.timedelta(days=each) for each in range(365)]

        assert len({with_weekday(day=day, language=language).split(" 2026")[0] for day in days}) == 365
