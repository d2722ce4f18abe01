"""Words of hearings in both languages: no kind and no standing lacks them (HEAR-3, V25)."""

import pytest

from cases.rules.vocabulary import HearingKind, HearingStanding, Language
from communications.rules import hearing_words
from communications.rules.gate.sentences import reading_ease, sentences_of

BOTH = (Language.EN, Language.CY)
#: Whose date says enough.
SILENT = {HearingStanding.COMING, HearingStanding.PAST}


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("kind", list(HearingKind))
def test_every_kind_says_what_it_is_for_and_whether_to_come(kind: HearingKind, language: Language) -> None:
    text = hearing_words.text_of(kind=kind, language=language)

    assert all((text.title, text.purpose, text.come))


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("standing", sorted(set(HearingStanding) - SILENT))
def test_every_standing_that_needs_words_has_them(standing: HearingStanding, language: Language) -> None:
    assert hearing_words.standing_words(standing=standing, language=language)


@pytest.mark.parametrize(("language", "sorry"), [(Language.EN, "We are sorry"), (Language.CY, "ddrwg gennym")])
@pytest.mark.parametrize("standing", [HearingStanding.MOVED, HearingStanding.VACATED])
def test_a_date_that_went_is_said_with_regret(standing: HearingStanding, language: Language, sorry: str) -> None:
    assert sorry in hearing_words.standing_words(standing=standing, language=language)


def test_the_languages_differ() -> None:
    for kind in HearingKind:
        english, welsh = (hearing_words.text_of(kind=kind, language=each) for each in BOTH)
        assert english.title != welsh.title


def test_the_english_reads_easily() -> None:
    spoken = [f"{text.purpose} {text.come}" for text in hearing_words.KINDS.values()]
    found = [each for text in spoken for each in sentences_of(text)]

    assert reading_ease(found) > 65
    assert max(sentence.length for sentence in found) <= 30


def test_no_word_for_what_nobody_knows_gives_a_result_away() -> None:
    text = hearing_words.text_of(kind=HearingKind.OTHER, language=Language.EN)

    assert not {"guilty", "sentence", "verdict"} & set(f"{text.title} {text.purpose} {text.come}".lower().split())
