"""For whom an easy-read page stands before the letter, and which (EASY-1, EASY-2)."""

import pytest

from communications.rules.easy_read import EasyText, choose, text_for
from communications.rules.leaflets import BEHIND
from communications.rules.vocabulary import Leaflet, LetterType


class TestWho:
    """EASY-1."""

    @pytest.mark.parametrize("needs", [["EASY_READ"], ("LARGE_PRINT", "EASY_READ")])
    def test_needs_easy_read_gets_the_page_with_the_reason(self, needs):
        [line] = choose(needs=needs)

        assert (line.leaflet, line.is_enclosed, line.is_by_writer) == (Leaflet.EASY_READ, True, False)
        assert line.reason == "It is on record that they need easy read."

    @pytest.mark.parametrize("needs", [[], ["LARGE_PRINT"], ["READ_TO_ME", "BSL"]])
    def test_needs_something_else_gets_none(self, needs):
        assert choose(needs=needs) == ()

    def test_lies_behind_the_letter_is_every_leaflet_but_this_page(self):
        assert {*BEHIND, Leaflet.EASY_READ} == set(Leaflet)
        assert Leaflet.EASY_READ not in BEHIND


class TestTexts:
    """EASY-2."""

    @pytest.mark.parametrize("letter_type", LetterType)
    def test_there_is_one_for_each_letter(self, letter_type):
        assert text_for(letter_type=letter_type) in EasyText

    def test_each_is_used(self):
        assert {text_for(letter_type=each) for each in LetterType} == set(EasyText)
