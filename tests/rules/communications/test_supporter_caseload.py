"""A supporter's list: what stands first, what needs attention, and which letters are shown (SHOW-4, SHOW-5)."""

import dataclasses
import datetime as dt

import pytest

from communications.rules.supporter_caseload import Attention, LineFacts, attention, is_letter_shown, place
from communications.rules.vocabulary import Purpose

TODAY = dt.date(2026, 3, 11)
QUIET = LineFacts(
    promised_on=TODAY + dt.timedelta(days=30),
    missed_on=None,
    date_on=None,
    ends_on=TODAY + dt.timedelta(days=200),
    has_changed=False,
)


def day(number: int) -> dt.date:
    return TODAY + dt.timedelta(days=number)


class TestAttention:
    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({}, ()),
            ({"promised_on": None}, ()),
            ({"missed_on": day(-2)}, (Attention.WE_ARE_LATE,)),
            ({"promised_on": day(7)}, (Attention.SOON,)),
            ({"promised_on": day(8)}, ()),
            ({"date_on": day(0)}, (Attention.SOON,)),
            ({"ends_on": day(14)}, (Attention.ENDS_SOON,)),
            ({"ends_on": day(15)}, ()),
            ({"has_changed": True}, (Attention.CHANGED,)),
            ({"missed_on": day(-1), "has_changed": True}, (Attention.WE_ARE_LATE, Attention.CHANGED)),
        ],
    )
    def test_s3_is_asked_for_what_is_near_owed_ending_or_new(self, change, expected) -> None:
        assert attention(facts=dataclasses.replace(QUIET, **change), today=TODAY) == expected


class TestPlace:
    def test_s3_what_we_owe_stands_first_then_what_is_next_and_last_who_has_nothing(self) -> None:
        owed = dataclasses.replace(QUIET, promised_on=None, missed_on=day(-3))
        hearing = dataclasses.replace(QUIET, date_on=day(2))
        nothing = dataclasses.replace(QUIET, promised_on=None)

        assert sorted((nothing, QUIET, hearing, owed), key=lambda each: place(facts=each)) == [
            owed,
            hearing,
            QUIET,
            nothing,
        ]


class TestLetter:
    @pytest.mark.parametrize(
        ("change", "expected"),
        [
            ({}, True),
            ({"is_readable": False}, False),
            ({"is_hard_news": True}, False),
            ({"is_hard_news": True, "was_opened": True}, True),
            ({"is_hard_news": True, "was_told_by_person": True}, True),
            ({"is_hard_news": True, "was_opened": True, "is_readable": False}, False),
            ({"purpose": Purpose.WHAT_WE_AGREED, "was_opened": True}, False),
            ({"purpose": Purpose.PORTAL_INVITATION}, False),
        ],
    )
    def test_s6_is_shown_after_the_person_it_is_for_and_never_where_it_says_how_they_are_reached(
        self, change, expected
    ) -> None:
        letter = {
            "purpose": Purpose.NO_CHANGE_UPDATE,
            "is_readable": True,
            "is_hard_news": False,
            "was_opened": False,
            "was_told_by_person": False,
        }

        assert is_letter_shown(**{**letter, **change}) is expected
