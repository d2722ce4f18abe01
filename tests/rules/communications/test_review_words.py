"""The words about the right to review: RR-12 (domain.md 3.1, 8; V23)."""

import pytest

from cases.rules.vocabulary import Language, ReviewOutcome, ReviewStageKind, ReviewWhy
from communications.rules.review_words import outcome_words, stage_words, why_words


class TestWords:
    @pytest.mark.parametrize("why", ReviewWhy)
    def test_rr_12_every_reason_has_words_of_its_own_in_both_languages(self, why):
        english, welsh = (why_words(why=why, language=each) for each in (Language.EN, Language.CY))

        for part in ("may", "why", "then"):
            assert getattr(english, part)
            assert getattr(welsh, part) != getattr(english, part)

    @pytest.mark.parametrize("why", ReviewWhy)
    def test_no_cold_or_blaming_word_stands_in_them(self, why):
        words = why_words(why=why, language=Language.EN)
        text = f"{words.may} {words.why} {words.then}".lower()

        assert not [word for word in ("dropped", "alleged", "fail", "refuse", "unfortunately") if word in text]

    def test_rr_12_no_evidence_promises_no_restart_in_either_language(self):
        assert "cannot start again" in why_words(why=ReviewWhy.NO_EVIDENCE, language=Language.EN).then
        assert "Ni all yr achos hwn ailgychwyn" in why_words(why=ReviewWhy.NO_EVIDENCE, language=Language.CY).then

    @pytest.mark.parametrize("stage", ReviewStageKind)
    @pytest.mark.parametrize("outcome", ReviewOutcome)
    def test_rr_12_every_stage_and_outcome_has_words_in_both_languages(self, stage, outcome):
        assert stage_words(kind=stage, language=Language.EN) != stage_words(kind=stage, language=Language.CY)
        english, welsh = (
            outcome_words(outcome=outcome, stage=stage, language=each) for each in (Language.EN, Language.CY)
        )
        assert english != welsh

    def test_a_provisional_decision_that_is_upheld_is_not_said_to_stay(self):
        words = outcome_words(
            outcome=ReviewOutcome.UPHELD, stage=ReviewStageKind.EXPEDITED_REVIEW, language=Language.EN
        )

        assert "makes that final" in words

    def test_another_language_reads_english(self):
        assert why_words(why=ReviewWhy.STOPPED, language=Language.OTHER) == why_words(
            why=ReviewWhy.STOPPED, language=Language.EN
        )
        assert stage_words(kind=ReviewStageKind.LOCAL_RESOLUTION, language=Language.OTHER).startswith("First look")
