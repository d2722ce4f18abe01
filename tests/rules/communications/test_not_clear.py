"""When somebody may say that a letter was not clear, and in which words we keep it (CLEAR-1, CLEAR-2; V27)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import Language
from communications.rules.not_clear import MOST_ABOUT_ONE_LETTER, Asking, asking, words_for

SENT = dt.date(2026, 3, 3)


class TestAsking:
    """CLEAR-1."""

    @pytest.mark.parametrize("asked", range(MOST_ABOUT_ONE_LETTER))
    def test_they_may_ask_a_few_times_one_after_the_other(self, asked):
        assert asking(asked=asked, is_waiting=False) is Asking.MAY

    def test_after_that_somebody_talks_with_them(self):
        assert asking(asked=MOST_ABOUT_ONE_LETTER, is_waiting=False) is Asking.TALK

    @pytest.mark.parametrize("asked", [1, MOST_ABOUT_ONE_LETTER, MOST_ABOUT_ONE_LETTER + 1])
    def test_while_we_owe_an_explanation_nobody_asks_twice(self, asked):
        assert asking(asked=asked, is_waiting=True) is Asking.WAITING


class TestWordsFor:
    """CLEAR-2."""

    def test_a_press_alone_says_which_letter(self):
        said = words_for(sent_on=SENT, part="", own_words="  ", language=Language.EN)

        assert said == "I did not understand your letter of 3 March 2026."

    def test_names_the_part_and_keeps_their_words(self):
        said = words_for(sent_on=SENT, part="What happens next?", own_words="Who decides? ", language=Language.EN)

        assert said == (
            "I did not understand your letter of 3 March 2026. I mean this part: What happens next.\n\nWho decides?"
        )

    def test_is_in_welsh_for_who_reads_welsh(self):
        said = words_for(sent_on=SENT, part="Ein penderfyniad", own_words="", language=Language.CY)

        assert said == (
            "Nid wyf wedi deall eich llythyr dyddiedig 3 Mawrth 2026. Rwy’n golygu’r rhan hon: Ein penderfyniad."
        )

    def test_in_any_other_language_is_in_english(self):
        said = words_for(sent_on=SENT, part="", own_words="", language=Language.OTHER)

        assert said.startswith("I did not understand")
