"""TL-7: a time limit in words, from its row, in the reader's language."""

import datetime as dt

import pytest

from cases.rules.time_limits import TimeLimit
from cases.rules.vocabulary import Language, LimitKind, LimitUnit
from communications.rules.limit_words import limit_words

MONTHS, WORKING_DAYS, DAYS = LimitUnit.CALENDAR_MONTHS, LimitUnit.WORKING_DAYS, LimitUnit.DAYS


class TestLimitWords:
    @pytest.mark.parametrize(
        ("value", "unit", "english", "welsh"),
        [
            (24, MONTHS, "two years", "dwy flynedd"),
            (12, MONTHS, "one year", "blwyddyn"),
            (36, MONTHS, "three years", "tair blynedd"),
            (144, MONTHS, "12 years", "12 o flynyddoedd"),
            (1, MONTHS, "one month", "1 mis"),
            (6, MONTHS, "six months", "6 mis"),
            (20, WORKING_DAYS, "20 working days", "20 diwrnod gwaith"),
            (1, DAYS, "one day", "1 diwrnod"),
        ],
    )
    def test_tl_7_says_the_number_of_the_row(self, value, unit, english, welsh):
        limit = TimeLimit(
            kind=LimitKind.COMPENSATION_APPLY, value=value, unit=unit, starts_on=dt.date(2021, 4, 1), source="test"
        )

        assert limit_words(limit=limit, language=Language.EN) == english
        assert limit_words(limit=limit, language=Language.CY) == welsh
        assert limit_words(limit=limit, language=Language.OTHER) == english
