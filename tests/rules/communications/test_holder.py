"""Who has the case now, and the words of every stage (HOLD-1, STAT-1, STAT-2; V2, V4, V5, V8)."""

import datetime as dt
import re

import pytest

from cases.rules.vocabulary import JourneyStage, Language
from communications.rules.holder import STAGE_HOLDERS, Request, who_holds
from communications.rules.status_words import (
    EXPLAINED_BY_LETTER,
    Explanation,
    NoWordsError,
    Reader,
    StatusWords,
    languages,
    words_for,
)
from communications.rules.vocabulary import Holder

STAGE_SINCE = dt.date(2026, 10, 1)
LATER = dt.date(2026, 11, 2)

#: Legal words that must not stand unexplained before a victim, blame, and promises a court would have to keep.
UNWANTED = re.compile(
    r"\b(dropped|complainant|alleged|offender|perpetrator|accused|indictment|adjourn\w*|acquit\w*|PTPH|plea|remand\w*|"
    r"discontinu\w*|slow|delay\w*|unfortunately|will be convicted|your fault|failed)\b",
    re.IGNORECASE,
)


def every_sentence() -> list[str]:
    words = [words_for(stage=stage) for stage in JourneyStage]
    words += [words_for(stage=JourneyStage.STOPPED, is_letter_owed=True)]
    return [
        sentence for one in words for sentence in (one.title, one.step, one.began, one.happened, one.next, one.awaited)
    ]


class TestStatusWords:
    """STAT-1."""

    @pytest.mark.parametrize("stage", list(JourneyStage))
    def test_no_stage_lacks_words(self, stage: JourneyStage) -> None:
        words = words_for(stage=stage)

        assert words.title
        assert words.happened.endswith(".")
        assert words.next.endswith(".")
        assert words.awaited != ""
        assert not words.awaited.endswith(".")

    def test_each_stage_says_something_of_its_own(self) -> None:
        assert len({words_for(stage=stage) for stage in JourneyStage}) == len(JourneyStage)

    def test_what_has_happened_and_what_is_next_are_one_sentence_each_of_at_most_thirty_words(self) -> None:
        for stage in JourneyStage:
            words = words_for(stage=stage)
            for sentence in (words.happened, words.next):
                assert len(re.findall(r"[.!?](?:\s|$)", sentence)) == 1, sentence
                assert len(sentence.split()) <= 30, sentence

    def test_no_word_blames_promises_for_a_court_or_needs_a_lawyer(self) -> None:
        assert [sentence for sentence in every_sentence() if UNWANTED.search(sentence)] == []

    def test_no_sentence_holds_a_number_or_a_date_that_a_court_could_change(self) -> None:
        assert [sentence for sentence in every_sentence() if re.search(r"\d", sentence)] == []

    def test_english_and_welsh_are_complete_and_nothing_is_half_translated(self) -> None:
        assert languages() == {Language.EN, Language.CY}

    @pytest.mark.parametrize("is_letter_owed", [True, False])
    @pytest.mark.parametrize("stage", list(JourneyStage))
    def test_each_stage_has_words_of_one_sentence_in_welsh_too(self, stage: JourneyStage, is_letter_owed: bool) -> None:
        words = words_for(stage=stage, language=Language.CY, is_letter_owed=is_letter_owed)

        for sentence in (words.happened, words.next):
            assert len(re.findall(r"[.!?](?:\s|$)", sentence)) == 1, sentence
            assert len(sentence.split()) <= 30, sentence
        assert words.awaited.startswith(("i ", "i’r ", "am "))
        assert words.title
        assert words != words_for(stage=stage, is_letter_owed=is_letter_owed)

    @pytest.mark.parametrize("is_letter_owed", [True, False])
    def test_a_language_without_reviewed_words_is_refused_rather_than_mixed(self, is_letter_owed: bool) -> None:
        with pytest.raises(NoWordsError):
            words_for(stage=JourneyStage.STOPPED, language=Language.OTHER, is_letter_owed=is_letter_owed)


class TestStopIsNotLearnedHereFirst:
    """STAT-2; domain.md 11.3: not in the portal before it was explained."""

    @pytest.mark.parametrize("stage", [JourneyStage.STOPPED, JourneyStage.PROVISIONAL_STOP, JourneyStage.CLOSED])
    def test_until_the_letter_has_gone_the_words_say_only_that_there_is_a_decision(self, stage: JourneyStage) -> None:
        words = words_for(stage=stage, is_letter_owed=True)

        assert words.title == "There is a decision in your case"
        assert "stop" not in " ".join((words.title, words.happened, words.next, words.awaited))

    def test_other_stages_keep_their_own_words_while_a_letter_is_owed(self) -> None:
        for stage in set(JourneyStage) - EXPLAINED_BY_LETTER:
            assert words_for(stage=stage, is_letter_owed=True) == words_for(stage=stage)


class TestWhoHolds:
    """HOLD-1."""

    @pytest.mark.parametrize("reader", [Reader.FAMILY, Reader.FOR_SOMEBODY])
    @pytest.mark.parametrize("stage", list(JourneyStage))
    def test_to_somebody_else_than_the_victim_it_is_the_case_not_theirs(
        self, stage: JourneyStage, reader: Reader
    ) -> None:
        """S4."""
        english = who_holds(stage=stage, stage_since=STAGE_SINCE, reader=reader)
        welsh = who_holds(stage=stage, stage_since=STAGE_SINCE, reader=reader, language=Language.CY)
        owed = who_holds(stage=stage, stage_since=STAGE_SINCE, reader=reader, letter_owed_since=LATER)

        assert "he case" in english.words
        assert "yr achos" in welsh.words
        assert owed.words == "We are writing to you to explain a decision in the case."

    @pytest.mark.parametrize(
        ("stage", "holder"),
        [
            (JourneyStage.REPORTED, Holder.POLICE),
            (JourneyStage.INVESTIGATION, Holder.POLICE),
            (JourneyStage.CPS_REVIEW, Holder.CPS),
            (JourneyStage.CHARGED, Holder.COURT),
            (JourneyStage.TRIAL_PREP, Holder.COURT),
            (JourneyStage.PROVISIONAL_STOP, Holder.CPS),
        ],
    )
    def test_the_stage_says_who_has_it_and_since_when(self, stage: JourneyStage, holder: Holder) -> None:
        answer = who_holds(stage=stage, stage_since=STAGE_SINCE)

        assert (answer.holder, answer.since) == (holder, STAGE_SINCE)
        assert answer.awaited == words_for(stage=stage).awaited

    def test_every_stage_has_a_holder(self) -> None:
        assert set(STAGE_HOLDERS) == set(JourneyStage)

    def test_while_we_owe_a_letter_it_is_with_us_whatever_the_stage(self) -> None:
        for stage in JourneyStage:
            answer = who_holds(stage=stage, stage_since=STAGE_SINCE, letter_owed_since=LATER)

            assert (answer.holder, answer.since, answer.awaited) == (Holder.US_TO_WRITE, LATER, "our letter to you")

    @pytest.mark.parametrize("language", [Language.EN, Language.CY])
    @pytest.mark.parametrize("explanation", set(Explanation) - {Explanation.COMING})
    def test_where_no_letter_is_to_come_none_is_waited_for(self, explanation: Explanation, language: Language) -> None:
        answer = who_holds(
            stage=JourneyStage.STOPPED,
            stage_since=STAGE_SINCE,
            letter_owed_since=LATER,
            explanation=explanation,
            language=language,
        )

        assert (answer.since, answer.awaited) == (LATER, "")
        assert answer.holder is not Holder.US_TO_WRITE

    def test_a_newer_request_says_more_than_the_stage(self) -> None:
        asked = Request(holder=Holder.DEFENCE, since=LATER, awaited="the defence to answer the evidence")

        answer = who_holds(stage=JourneyStage.TRIAL_PREP, stage_since=STAGE_SINCE, request=asked)

        assert (answer.holder, answer.since, answer.awaited) == (
            Holder.DEFENCE,
            LATER,
            "the defence to answer the evidence",
        )

    def test_a_request_from_before_the_stage_is_history(self) -> None:
        asked = Request(holder=Holder.POLICE, since=STAGE_SINCE - dt.timedelta(days=1), awaited="more evidence")

        answer = who_holds(stage=JourneyStage.CHARGED, stage_since=STAGE_SINCE, request=asked)

        assert answer.holder is Holder.COURT

    def test_the_sentence_for_the_victim_names_a_place_and_blames_nobody(self) -> None:
        sentences = {who_holds(stage=stage, stage_since=STAGE_SINCE).words for stage in JourneyStage}
        sentences |= {
            who_holds(
                stage=JourneyStage.CHARGED,
                stage_since=STAGE_SINCE,
                request=Request(holder=holder, since=LATER, awaited="it"),
            ).words
            for holder in Holder
        }

        assert len(sentences) == len(Holder)
        assert [sentence for sentence in sentences if UNWANTED.search(sentence)] == []

    def test_a_page_in_welsh_has_all_of_it_in_welsh(self) -> None:
        answers = [who_holds(stage=stage, stage_since=STAGE_SINCE, language=Language.CY) for stage in JourneyStage]
        owed = who_holds(
            stage=JourneyStage.CHARGED, stage_since=STAGE_SINCE, letter_owed_since=LATER, language=Language.CY
        )

        assert {answer.words for answer in answers} == {
            "Mae eich achos gyda’r heddlu nawr.",
            "Mae eich achos gyda Gwasanaeth Erlyn y Goron nawr.",
            "Mae eich achos gyda’r llys nawr.",
        }
        assert (owed.words, owed.awaited) == (
            "Rydym yn ysgrifennu atoch i esbonio penderfyniad yn eich achos.",
            "am ein llythyr atoch",
        )
        with pytest.raises(NoWordsError):
            who_holds(stage=JourneyStage.CHARGED, stage_since=STAGE_SINCE, language=Language.OTHER)

    def test_the_words_are_values_that_a_page_cannot_change(self) -> None:
        with pytest.raises(AttributeError):
            words_for(stage=JourneyStage.CHARGED).title = "x"  # type: ignore[misc]
        assert isinstance(words_for(stage=JourneyStage.CHARGED), StatusWords)
