"""The letter that corrects another: it says what was wrong, apologises, says what is right, and can be read (W14)."""

import re

import pytest

from cases.rules.vocabulary import Addressee, DecisionCode, Language, ReviewText
from communications.documents.words import UNFILLED, compose
from communications.rules.gate.check import check
from communications.rules.gate.findings import FindingLevel
from communications.rules.letter_corrections import CorrectionReason
from communications.rules.letter_requirements import SPOKEN_REVIEW_TEXTS
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import LetterType
from tests.letters.samples import BY_READER, OFFERED_BEFORE, a_letter, the_facts, version_of
from tests.letters.test_welsh_words import ENGLISH, NUMBERS, without_names
from tests.letters.test_words import prose, sentences
from tests.letters.welsh_samples import in_welsh

EACH = [pytest.param((reason,), id=reason.value) for reason in CorrectionReason]
ALL = pytest.param(tuple(CorrectionReason), id="all at once")


def correcting(*reasons, reader=Addressee.VICTIM, **changes):
    values = {"correction_reasons": tuple(reason.value for reason in reasons), "said_wrongly": "", "said_rightly": ""}
    if changes.get("review_text") is ReviewText.ALREADY_OFFERED:
        values |= OFFERED_BEFORE
    return a_letter(LetterType.CORRECTION, reader=reader, **{**values, **changes})


class TestEveryMistake:
    @pytest.mark.parametrize("review_text", [ReviewText.NONE, *sorted(SPOKEN_REVIEW_TEXTS)])
    @pytest.mark.parametrize("restarts", [True, False])
    @pytest.mark.parametrize("reasons", [*EACH, ALL])
    def test_passes_the_gate_and_can_be_read(self, reasons, restarts, review_text):
        words, context = correcting(*reasons, review_restarts=restarts, review_text=review_text)

        assert check(words=words, facts=the_facts(words, context)).items == ()
        assert UNFILLED not in words.as_text()
        assert not re.search(r"  | \.|\.\.|,,| ,|\(\)|: \.", words.as_text())
        assert max(len(each.split()) for each in sentences(prose(words))) <= 30

    @pytest.mark.parametrize("review_text", [ReviewText.NONE, *sorted(SPOKEN_REVIEW_TEXTS)])
    @pytest.mark.parametrize("reader", BY_READER)
    @pytest.mark.parametrize("reasons", [*EACH, ALL])
    def test_says_the_same_in_welsh(self, reasons, reader, review_text):
        english, context = correcting(*reasons, reader=reader, review_text=review_text)
        welsh = compose(
            letter_type=LetterType.CORRECTION,
            context=in_welsh(context),
            version=version_of(LetterType.CORRECTION),
        )

        assert welsh.language is Language.CY
        assert ENGLISH.findall(without_names(welsh.as_text())) == []
        for one, other in zip(english.blocks, welsh.blocks, strict=True):
            assert sorted(NUMBERS.findall(other.text)) == sorted(NUMBERS.findall(one.text)), one.key
            assert one.text.count("\n- ") == other.text.count("\n- "), one.key

    @pytest.mark.parametrize("reasons", EACH)
    def test_says_what_was_wrong_in_words_of_its_own_that_nobody_can_change(self, reasons):
        said = correcting(*reasons)[0].block(BlockKey.APOLOGY_ERROR)
        others = {correcting(reason)[0].block(BlockKey.APOLOGY_ERROR).text for reason in CorrectionReason}

        assert said.is_locked
        assert said.text.startswith("I am writing to put right a mistake that we made in our letter of 20 March 2026. ")
        assert "I am sorry." in said.text
        assert said.text.count("\n- ") == 1
        assert len(others) == len(CorrectionReason)

    def test_repeats_what_was_said_only_beside_what_is_right(self):
        words, context = correcting(
            CorrectionReason.HEARING,
            said_wrongly="the hearing is on 10 May.",
            said_rightly="the hearing is on Monday 11 May 2026.",
        )

        text = words.block(BlockKey.DECISION_PLAIN).text
        assert text.index("10 May") < text.index("That was wrong.") < text.index("11 May 2026")
        assert check(words=words, facts=the_facts(words, context)).items == ()


class TestRights:
    def test_starts_the_time_anew_where_the_right_was_wrong(self):
        text = correcting(CorrectionReason.REVIEW_RIGHT)[0].block(BlockKey.VRR).text

        assert "Your time to ask starts again with this letter." in text
        assert "Monday 13 April 2026" in text
        assert "27 June 2026" in text

    def test_says_that_a_known_right_has_not_changed(self):
        text = correcting(CorrectionReason.DATE, review_restarts=False)[0].block(BlockKey.VRR).text

        assert "has not changed" in text
        assert "starts again" not in text

    def test_names_no_day_that_has_passed(self):
        text = correcting(CorrectionReason.DATE, review_restarts=False, review_request_by=None)[0]
        said = text.block(BlockKey.VRR).text

        assert "Please ask by" not in said
        assert "You can still ask until 27 June 2026." in said

    def test_is_sorry_for_a_hope_that_it_takes_back(self):
        words, context = correcting(CorrectionReason.REVIEW_RIGHT, review_text=ReviewText.NONE)

        assert "raised a hope that we cannot keep" in words.block(BlockKey.APOLOGY_ERROR).text
        assert words.block(BlockKey.VRR) is None
        assert check(words=words, facts=the_facts(words, context)).items == ()

    @pytest.mark.parametrize(
        ("code", "remedy"),
        [
            (DecisionCode.NFA_EVIDENTIAL, "someone can still be charged"),
            (DecisionCode.LIE_ON_FILE_ALL, "ask the court for permission"),
            (DecisionCode.DISCONTINUE_ALL, "the case can be started again"),
        ],
    )
    def test_names_the_remedy_of_the_decision_that_it_speaks_of(self, code, remedy):
        text = correcting(CorrectionReason.DATE, review_of=code.value)[0].block(BlockKey.VRR).text

        assert remedy in text

    def test_stops_a_review_spoken_of_in_words_of_staff(self):
        words, context = correcting(CorrectionReason.DATE, review_text=ReviewText.NONE)
        changed = words.with_text(key=BlockKey.DECISION_PLAIN, text="You can ask for a review of this decision.")

        found = check(words=changed, facts=the_facts(words, context)).items
        assert [(item.rule, item.level) for item in found] == [("GATE-3", FindingLevel.STOP)]
