"""A final stop after a provisional one: its letter says that the review came first, and never offers it anew (PS-5)."""

import re

import pytest

from cases.rules.vocabulary import Language
from communications.documents.words import UNFILLED, compose
from communications.rules.gate.check import check
from communications.rules.letter_corrections import CorrectionReason
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import LetterType
from tests.letters.samples import ANSWERED_BEFORE, BY_READER, OFFERED_BEFORE, a_letter, the_facts, version_of
from tests.letters.test_welsh_words import ENGLISH, NUMBERS, without_names
from tests.letters.test_words import prose, sentences
from tests.letters.welsh_samples import in_welsh

#: The review was not asked for; asked for by the reader; asked for by somebody else; told of by the answer alone.
WAYS = [
    pytest.param(OFFERED_BEFORE, id="nobody asked"),
    pytest.param(ANSWERED_BEFORE, id="the reader asked"),
    pytest.param({**ANSWERED_BEFORE, "review_is_by_reader": False}, id="somebody else asked"),
    pytest.param(
        {**ANSWERED_BEFORE, "review_offered_on": None, "review_offered_until": None}, id="asked before our letter"
    ),
]
LETTERS = [LetterType.NO_EVIDENCE_ALL, LetterType.CORRECTION]


def a_final_letter(way, letter_type=LetterType.NO_EVIDENCE_ALL, **changes):
    if letter_type is LetterType.CORRECTION:
        changes = {"correction_reasons": (CorrectionReason.REVIEW_RIGHT.value,), "said_wrongly": "", **changes}
    return a_letter(letter_type, **{**way, **changes})


class TestEveryWay:
    @pytest.mark.parametrize("reader", BY_READER)
    @pytest.mark.parametrize("letter_type", LETTERS)
    @pytest.mark.parametrize("way", WAYS)
    def test_passes_its_check_and_can_be_read(self, way, letter_type, reader):
        words, context = a_final_letter(way, letter_type, reader=reader)

        assert check(words=words, facts=the_facts(words, context)).items == ()
        assert UNFILLED not in words.as_text()
        assert not re.search(r"  | \.|\.\.|,,| ,|\(\)|: \.", words.as_text())
        assert max(len(each.split()) for each in sentences(prose(words))) <= 30

    @pytest.mark.parametrize("reader", BY_READER)
    @pytest.mark.parametrize("letter_type", LETTERS)
    @pytest.mark.parametrize("way", WAYS)
    def test_says_the_same_in_welsh(self, way, letter_type, reader):
        english, context = a_final_letter(way, letter_type, reader=reader)
        welsh = compose(letter_type=letter_type, context=in_welsh(context), version=version_of(letter_type))

        assert welsh.language is Language.CY
        assert ENGLISH.findall(without_names(welsh.as_text())) == []
        assert "hyd at dydd" not in welsh.as_text()
        for one, other in zip(english.blocks, welsh.blocks, strict=True):
            assert sorted(NUMBERS.findall(other.text)) == sorted(NUMBERS.findall(one.text)), one.key

    @pytest.mark.parametrize("letter_type", LETTERS)
    @pytest.mark.parametrize("way", WAYS)
    def test_offers_no_review_says_that_the_case_cannot_restart_and_is_fixed(self, way, letter_type):
        words, _ = a_final_letter(way, letter_type)
        block = words.block(BlockKey.VRR)

        assert block.is_locked
        assert "Please ask by" not in words.as_text()
        assert "To ask, " not in words.as_text()
        assert "asking for a review of the decision" not in words.as_text()
        assert words.block(BlockKey.VRR_LIMIT_NOTE) is None
        assert "this case cannot restart" in block.text
        assert "came first, before the decision was final" in block.text


class TestItsDates:
    def test_say_when_it_was_offered_and_until_when_and_leave_a_door_open(self):
        words, _ = a_final_letter(OFFERED_BEFORE)
        text = words.block(BlockKey.VRR).text

        assert "We wrote to you on 20 February 2026 that you could ask until Friday 6 March 2026." in text
        assert "the decision became final without a review" in text
        assert "If something kept you from asking in time, please tell me what it was." in text

    def test_say_when_it_was_asked_for_and_answered_and_that_this_was_the_review(self):
        words, _ = a_final_letter(ANSWERED_BEFORE)
        text = words.block(BlockKey.VRR).text

        assert "You asked on 27 February 2026 to look at the decision again." in text
        assert "The answer, on 19 March 2026, was that we should stop the case." in text
        assert "That was the review under the scheme." in text
        assert "kept you from asking" not in text

    def test_never_say_you_asked_to_somebody_who_did_not(self):
        words, _ = a_final_letter({**ANSWERED_BEFORE, "review_is_by_reader": False}, reasons=())

        assert "You asked" not in words.block(BlockKey.VRR).text

    def test_stop_the_letter_where_the_record_has_none(self):
        words, context = a_final_letter({**OFFERED_BEFORE, "review_offered_on": None, "review_offered_until": None})

        stops = check(words=words, facts=the_facts(words, context)).stops

        assert [(stop.rule, stop.block) for stop in stops] == [("GATE-5", BlockKey.VRR)]


class TestWhoeverWrites:
    def test_adds_nothing_about_a_review(self):
        words, context = a_final_letter(OFFERED_BEFORE)
        text = words.block(BlockKey.ACKNOWLEDGE_FEELINGS).text
        changed = words.with_text(
            key=BlockKey.ACKNOWLEDGE_FEELINGS, text=f"{text} You can also ask for a review of this decision."
        )

        assert [each.rule for each in check(words=changed, facts=the_facts(words, context)).stops] == ["GATE-3"]
