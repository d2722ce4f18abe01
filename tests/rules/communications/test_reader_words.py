"""Whose name may stand on a page, and what the person accused is called (ACC-1, ACC-2; V32)."""

import datetime as dt

import pytest

from communications.rules.reader_words import AccusedLabel, AccusedWords, Called, accused_label, may_be_named

TODAY = dt.date(2026, 3, 11)


class TestMayBeNamed:
    @pytest.mark.parametrize(
        ("born_on", "expected"),
        [
            (dt.date(2008, 3, 11), True),
            (dt.date(2008, 3, 12), False),
            (dt.date(2008, 4, 1), False),
            (dt.date(1980, 12, 31), True),
            (None, False),
        ],
    )
    def test_acc_1_only_who_is_known_to_be_grown_up(self, born_on, expected):
        assert may_be_named(is_charged=True, born_on=born_on, on=TODAY) is expected

    def test_acc_1_nobody_before_a_charge(self):
        assert not may_be_named(is_charged=False, born_on=dt.date(1980, 1, 1), on=TODAY)


class TestAccusedLabel:
    @pytest.mark.parametrize(
        ("wish", "expected"),
        [
            (AccusedWords.BY_STAGE, AccusedLabel(called=Called.DEFENDANT)),
            (AccusedWords.PERSON_ACCUSED, AccusedLabel(called=Called.PERSON_ACCUSED)),
            (AccusedWords.INITIALS, AccusedLabel(called=Called.THEMSELVES, text="J. v. D.")),
            (AccusedWords.NAME, AccusedLabel(called=Called.THEMSELVES, text="Jan van Dale")),
        ],
    )
    def test_acc_2_is_what_the_reader_chose(self, wish, expected):
        found = accused_label(wish=wish, name=" Jan van Dale ", is_named=True, is_charged=True)

        assert (found.called, found.text.upper()) == (expected.called, expected.text.upper())

    @pytest.mark.parametrize("wish", [AccusedWords.INITIALS, AccusedWords.NAME])
    @pytest.mark.parametrize(("is_charged", "called"), [(True, Called.DEFENDANT), (False, Called.SUSPECT)])
    def test_acc_2_is_the_usual_word_while_nobody_may_be_named(self, wish, is_charged, called):
        assert accused_label(wish=wish, name="Jan Dale", is_named=False, is_charged=is_charged).called is called

    def test_acc_2_is_the_usual_word_where_no_name_is_known(self):
        found = accused_label(wish=AccusedWords.NAME, name=" ", is_named=True, is_charged=True)

        assert found.called is Called.DEFENDANT

    def test_acc_2_never_writes_a_name_where_it_is_printed_for_debugging(self):
        assert "Dale" not in repr(
            accused_label(wish=AccusedWords.NAME, name="Jan Dale", is_named=True, is_charged=True)
        )
