"""The reviewed sentences for every reader in each language: steps, charges, the accused (STAT-1 to STAT-4).

Rows V2, V3, V32, V34 and S4.
"""

import dataclasses
import re

import pytest

from cases.rules.vocabulary import ChargeState, JourneyStage, Language
from communications.rules.reader_words import AccusedWords
from communications.rules.status_words import (
    EXPLAINED_BY_LETTER,
    Explanation,
    NoWordsError,
    Reader,
    StatusWords,
    languages,
    words_for,
    words_for_charge,
)

BOTH = [Language.EN, Language.CY]
OTHERS = [Reader.FAMILY, Reader.FOR_SOMEBODY]


def sentences(words: StatusWords) -> list[str]:
    return list(dataclasses.asdict(words).values())


class TestNoStateLacksWords:
    """STAT-1: no stage, no step and no state of a charge lacks words in either language."""

    def test_both_languages_are_whole(self) -> None:
        assert languages() == set(BOTH)

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("stage", JourneyStage)
    @pytest.mark.parametrize("reader", Reader)
    @pytest.mark.parametrize("is_letter_owed", [True, False])
    def test_each_stage_has_all_its_sentences_for_every_reader(
        self, language: Language, stage: JourneyStage, reader: Reader, is_letter_owed: bool
    ) -> None:
        words = words_for(stage=stage, language=language, reader=reader, is_letter_owed=is_letter_owed)

        assert all(sentences(words))
        assert words.began.endswith(".")
        assert len(re.findall(r"[.!?](?:\s|$)", words.began)) == 1
        assert not words.step.endswith(".")

    @pytest.mark.parametrize("language", BOTH)
    def test_stat_5_a_stop_that_is_looked_at_again_does_not_wait_for_whoever_asked(self, language: Language) -> None:
        asked = words_for(stage=JourneyStage.STOPPED, language=language, is_looked_at_again=True)
        stopped = words_for(stage=JourneyStage.STOPPED, language=language)

        assert (asked.title, asked.happened) == (stopped.title, stopped.happened)
        assert asked.next.endswith(".")
        assert not asked.awaited.endswith(".")
        assert {asked.next, asked.awaited}.isdisjoint({stopped.next, stopped.awaited})

    @pytest.mark.parametrize("stage", [each for each in JourneyStage if each is not JourneyStage.STOPPED])
    def test_stat_5_the_words_of_every_other_stage_stay(self, stage: JourneyStage) -> None:
        assert words_for(stage=stage, is_looked_at_again=True) == words_for(stage=stage)

    def test_stat_5_names_no_stop_before_the_letter(self) -> None:
        owed = words_for(stage=JourneyStage.STOPPED, is_letter_owed=True)

        assert words_for(stage=JourneyStage.STOPPED, is_letter_owed=True, is_looked_at_again=True) == owed

    @pytest.mark.parametrize("stage", JourneyStage)
    def test_welsh_is_never_the_english(self, stage: JourneyStage) -> None:
        english = sentences(words_for(stage=stage))
        welsh = sentences(words_for(stage=stage, language=Language.CY))

        assert not set(english) & set(welsh)

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("state", ChargeState)
    def test_stat_4_each_state_of_a_charge_has_a_label_and_says_what_it_means(
        self, language: Language, state: ChargeState
    ) -> None:
        words = words_for_charge(state=state, language=language)

        assert words.label
        assert not words.label.endswith(".")
        assert words.means.endswith(".")
        assert all(len(sentence.split()) <= 25 for sentence in re.split(r"(?<=\.)\s", words.means))

    def test_a_language_without_words_is_refused_rather_than_mixed(self) -> None:
        with pytest.raises(NoWordsError):
            words_for_charge(state=ChargeState.CHARGED, language=Language.OTHER)


class TestAnOutcomeNobodyHasTold:
    """STAT-4: an outcome at court stands in neutral words until somebody is known to have told it."""

    @pytest.mark.parametrize("language", BOTH)
    def test_the_same_words_stand_for_guilty_and_not_guilty(self, language: Language) -> None:
        guilty = words_for_charge(state=ChargeState.CONVICTED, language=language, is_outcome_awaited=True)
        not_guilty = words_for_charge(state=ChargeState.ACQUITTED, language=language, is_outcome_awaited=True)

        assert guilty == not_guilty
        assert not re.search(r"guilty|euog", f"{guilty.label} {guilty.means}", re.IGNORECASE)


class TestWhoReads:
    """S4: a relative did not tell the police, and it is not "their" case that was decided."""

    @pytest.mark.parametrize("reader", OTHERS)
    @pytest.mark.parametrize("is_letter_owed", [True, False])
    @pytest.mark.parametrize("stage", JourneyStage)
    def test_nothing_that_only_the_victim_did_or_has_is_said_to_others(
        self, reader: Reader, stage: JourneyStage, is_letter_owed: bool
    ) -> None:
        said = " ".join(sentences(words_for(stage=stage, reader=reader, is_letter_owed=is_letter_owed)))
        welsh = " ".join(
            sentences(words_for(stage=stage, reader=reader, is_letter_owed=is_letter_owed, language=Language.CY))
        )

        assert not re.search(r"your case|your evidence|you told the police|questions to you", said, re.IGNORECASE)
        assert not re.search(r"eich achos|eich tystiolaeth|Rhoesoch|Dywedoch|cwestiynau i chi", welsh)


class TestTheWordForTheAccused:
    """STAT-3, V32."""

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("stage", JourneyStage)
    def test_stat_3_who_asked_for_the_person_accused_reads_no_suspect_and_no_defendant(
        self, language: Language, stage: JourneyStage
    ) -> None:
        words = words_for(stage=stage, language=language, accused=AccusedWords.PERSON_ACCUSED)

        assert not re.search(r"suspect|defendant|drwgdybir|diffynnydd", " ".join(sentences(words)), re.IGNORECASE)

    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("state", ChargeState)
    def test_stat_3_nor_on_the_page_of_charges(self, language: Language, state: ChargeState) -> None:
        words = words_for_charge(state=state, language=language, accused=AccusedWords.PERSON_ACCUSED)

        assert not re.search(r"suspect|defendant|drwgdybir|diffynnydd", words.means, re.IGNORECASE)

    @pytest.mark.parametrize("wish", [AccusedWords.INITIALS, AccusedWords.NAME])
    def test_stat_3_a_name_never_stands_in_these_sentences(self, wish: AccusedWords) -> None:
        for stage in JourneyStage:
            assert words_for(stage=stage, accused=wish) == words_for(stage=stage)

    def test_stat_3_reads_as_a_sentence(self) -> None:
        words = words_for(stage=JourneyStage.CHARGED, accused=AccusedWords.PERSON_ACCUSED)
        welsh = words_for(stage=JourneyStage.MAGS_TRIAL, language=Language.CY, accused=AccusedWords.PERSON_ACCUSED)

        assert words.began == "The person accused was charged."
        assert welsh.next == "Bydd y llys yn penderfynu a yw’r sawl a gyhuddir yn euog."


class TestHidden:
    """STAT-2."""

    @pytest.mark.parametrize("reader", Reader)
    @pytest.mark.parametrize("explanation", Explanation)
    @pytest.mark.parametrize("language", BOTH)
    @pytest.mark.parametrize("stage", sorted(EXPLAINED_BY_LETTER))
    def test_a_case_closed_behind_a_stop_does_not_give_it_away_either(
        self, stage: JourneyStage, language: Language, explanation: Explanation, reader: Reader
    ) -> None:
        words = words_for(stage=stage, is_letter_owed=True, explanation=explanation, language=language, reader=reader)

        assert not re.search(
            r"stop|finished|not go|gorffen|i ben|peidio|rhoi’r gorau", " ".join(sentences(words)), re.IGNORECASE
        )
