"""In which print a letter goes, why, and when a finished one must be made again (V21; FORM-1 to FORM-3)."""

import pytest

from communications.rules.print_formats import (
    asked_of_bearer,
    choose_format,
    is_print_out_of_date,
    on_its_way,
)
from communications.rules.vocabulary import Channel, PrintFormat

LARGE, USUAL = PrintFormat.LARGE_PRINT, PrintFormat.STANDARD


class TestChooseFormat:
    @pytest.mark.parametrize("needs", [["LARGE_PRINT"], ("BRAILLE", "LARGE_PRINT", "EASY_READ")])
    def test_form_1_gives_large_print_to_whoever_needs_it_whatever_else_they_need(self, needs):
        choice = choose_format(needs=needs)

        assert choice.print_format is LARGE
        assert choice.reason == "It is on record that they need large print."

    @pytest.mark.parametrize("needs", [[], ["EASY_READ"], ["READ_TO_ME", "BSL"]])
    def test_form_1_gives_the_usual_print_to_everybody_else(self, needs):
        choice = choose_format(needs=needs)

        assert choice.print_format is USUAL
        assert choice.reason == "No need for another print is on record."


class TestOnItsWay:
    @pytest.mark.parametrize(
        ("channel", "words"),
        [
            (Channel.POST, "18 point"),
            (None, "18 point"),
            (Channel.EMAIL, "plain text"),
            (Channel.INTERMEDIARY_EMAIL, "is asked to print it"),
            (Channel.PORTAL, "can be downloaded in large print"),
        ],
    )
    def test_form_2_says_what_becomes_of_large_print(self, channel, words):
        assert words in on_its_way(print_format=LARGE, channel=channel)

    @pytest.mark.parametrize("channel", [*Channel, None])
    def test_form_2_says_nothing_of_the_usual_print(self, channel):
        assert on_its_way(print_format=USUAL, channel=channel) == ""

    def test_form_2_asks_whoever_hands_it_over_to_print_it_large_and_only_then(self):
        assert "18 point or larger" in asked_of_bearer(print_format=LARGE)
        assert asked_of_bearer(print_format=USUAL) == ""


@pytest.mark.parametrize("needed", PrintFormat)
@pytest.mark.parametrize("made_in", PrintFormat)
def test_form_3_makes_a_letter_again_exactly_where_the_need_is_another(made_in, needed):
    assert is_print_out_of_date(made_in=made_in, needed=needed) is (made_in != needed)
