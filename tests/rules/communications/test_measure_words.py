"""Words of special measures in both languages: none lacks them, and none promises what a court decides (MEAS-3)."""

import pytest

from cases.rules.vocabulary import Language, MeasureStanding, SpecialMeasure
from communications.rules import measure_words
from communications.rules.gate.sentences import reading_ease, sentences_of

BOTH = (Language.EN, Language.CY)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("measure", list(SpecialMeasure))
def test_every_measure_has_words(measure: SpecialMeasure, language: Language) -> None:
    text = measure_words.text_of(measure=measure, language=language)

    assert all((text.title, text.about))


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("standing", list(MeasureStanding))
def test_every_standing_has_words(standing: MeasureStanding, language: Language) -> None:
    assert measure_words.standing_words(standing=standing, language=language)


def test_asking_says_that_the_court_decides() -> None:
    assert "The court decides." in measure_words.STANDINGS[MeasureStanding.WILL_ASK]


def test_the_english_reads_easily() -> None:
    spoken = [text.about for text in measure_words.MEASURES.values()] + list(measure_words.STANDINGS.values())

    assert reading_ease([each for text in spoken for each in sentences_of(text)]) > 65
