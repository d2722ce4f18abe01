"""The letters of a review, at every stage and for every reader: what they promise, and what they must not (W7)."""

import dataclasses
import re

import pytest

from cases.rules.vocabulary import Addressee, DecisionCode, Language, ReviewStageKind, ReviewText
from communications.documents.words import UNFILLED, compose
from communications.rules.gate.check import check
from communications.rules.letter_requirements import REVIEW_LETTERS
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import LetterType
from tests.letters.samples import BY_READER, a_letter, the_facts
from tests.letters.test_welsh_words import ENGLISH, NUMBERS, without_names
from tests.letters.test_words import prose, sentences
from tests.letters.welsh_samples import in_welsh

LOCAL, INDEPENDENT, EXPEDITED = (
    ReviewStageKind.LOCAL_RESOLUTION.value,
    ReviewStageKind.INDEPENDENT_REVIEW.value,
    ReviewStageKind.EXPEDITED_REVIEW.value,
)
#: What differs from the sample, which is of local resolution.
STAGES = {
    LOCAL: {},
    INDEPENDENT: {"review_further_days": 0, "review_text": ReviewText.NONE, "review_days": 30},
    EXPEDITED: {
        "review_further_days": 0,
        "review_text": ReviewText.NONE,
        "review_days": 20,
        "review_of": DecisionCode.PROVISIONAL_STOP.value,
    },
}
ACKNOWLEDGED = {
    INDEPENDENT: {"review_text": ReviewText.STANDARD},
    EXPEDITED: {"review_text": ReviewText.EXPEDITED_PILOT},
}
VARIANTS = [
    pytest.param(letter_type, stage, id=f"{letter_type.value}-{stage}")
    for letter_type in sorted(REVIEW_LETTERS)
    for stage in STAGES
    if not (letter_type is LetterType.REVIEW_NO_REMEDY and stage == EXPEDITED)
]


def at_stage(letter_type, stage, *, reader=Addressee.VICTIM, **changes):
    values = {"review_stage": stage, **STAGES[stage]}
    if letter_type is LetterType.REVIEW_ACKNOWLEDGEMENT:
        values |= ACKNOWLEDGED.get(stage, {})
    return a_letter(letter_type, reader=reader, **{**values, **changes})


class TestEveryVariant:
    @pytest.mark.parametrize("by_reader", [True, False])
    @pytest.mark.parametrize(("letter_type", "stage"), VARIANTS)
    @pytest.mark.parametrize("reader", BY_READER)
    def test_passes_its_check_and_can_be_read(self, letter_type, stage, reader, by_reader):
        words, context = at_stage(letter_type, stage, reader=reader, review_is_by_reader=by_reader)

        assert check(words=words, facts=the_facts(words, context)).items == ()
        assert UNFILLED not in words.as_text()
        assert not re.search(r"  | \.|\.\.|,,| ,|\(\)|: \.", words.as_text())
        assert max(len(each.split()) for each in sentences(prose(words))) <= 30

    @pytest.mark.parametrize("by_reader", [True, False])
    @pytest.mark.parametrize(("letter_type", "stage"), VARIANTS)
    @pytest.mark.parametrize("reader", BY_READER)
    def test_says_the_same_in_welsh(self, letter_type, stage, reader, by_reader):
        english, context = at_stage(letter_type, stage, reader=reader, review_is_by_reader=by_reader)
        welsh = compose(letter_type=letter_type, context=in_welsh(context))

        assert welsh.language is Language.CY
        assert ENGLISH.findall(without_names(welsh.as_text())) == []
        for one, other in zip(english.blocks, welsh.blocks, strict=True):
            assert sorted(NUMBERS.findall(other.text)) == sorted(NUMBERS.findall(one.text)), one.key

    @pytest.mark.parametrize(("letter_type", "stage"), VARIANTS)
    def test_never_says_you_asked_to_somebody_who_did_not(self, letter_type, stage):
        words, _ = at_stage(letter_type, stage, review_is_by_reader=False, reasons=(), what_continues="")

        assert not re.search(r"\b[Yy]ou asked\b|[Yy]our request\b(?! for you)", words.as_text())

    @pytest.mark.parametrize(("letter_type", "stage"), VARIANTS)
    def test_leaves_nothing_about_the_review_to_whoever_writes(self, letter_type, stage):
        words, context = at_stage(letter_type, stage)
        text = words.block(BlockKey.ACKNOWLEDGE_FEELINGS).text
        changed = words.with_text(
            key=BlockKey.ACKNOWLEDGE_FEELINGS, text=f"{text} You can also ask for another review of this decision."
        )

        assert [each.rule for each in check(words=changed, facts=the_facts(words, context)).stops] == ["GATE-3"]


class TestAcknowledgement:
    @pytest.mark.parametrize(("stage", "days"), [(LOCAL, 10), (INDEPENDENT, 30), (EXPEDITED, 20)])
    def test_says_until_when_in_working_days(self, stage, days):
        words, _ = at_stage(LetterType.REVIEW_ACKNOWLEDGEMENT, stage)
        text = words.block(BlockKey.VRR).text

        assert "by Monday 20 April 2026" in text
        assert f"{days} working days" in text

    def test_says_that_a_provisional_stop_waits_for_the_answer(self):
        words, _ = at_stage(LetterType.REVIEW_ACKNOWLEDGEMENT, EXPEDITED)

        assert "nothing is made final and the case is not stopped" in words.block(BlockKey.VRR).text
        assert "not final" in words.block(BlockKey.DECISION_PLAIN).text

    def test_promises_no_day_while_nobody_has_said_that_it_is_taken(self):
        words, context = a_letter(
            LetterType.REVIEW_ACKNOWLEDGEMENT,
            review_stage="",
            review_due_on=None,
            review_days=0,
            review_text=ReviewText.NONE,
        )

        assert "working days" not in words.as_text()
        assert "we have to check" in words.block(BlockKey.VRR).text
        assert check(words=words, facts=the_facts(words, context)).items == ()

    def test_says_before_it_begins_that_a_case_with_a_verdict_cannot_restart(self):
        words, context = a_letter(
            LetterType.REVIEW_ACKNOWLEDGEMENT, review_text=ReviewText.NO_RESTART, review_of="NO_EVIDENCE_ALL"
        )

        assert "cannot restart" in words.block(BlockKey.VRR_LIMIT_NOTE).text
        assert check(words=words, facts=the_facts(words, context)).items == ()


class TestAnswers:
    def test_offer_the_independent_review_after_the_first_answer_and_only_then(self):
        first, _ = at_stage(LetterType.REVIEW_UPHELD, LOCAL)
        second, _ = at_stage(LetterType.REVIEW_UPHELD, INDEPENDENT)

        assert "within 30 working days" in first.block(BlockKey.VRR).text
        assert "This was its last step" in second.block(BlockKey.VRR).text
        assert "To ask" not in second.as_text()

    def test_of_a_wrong_decision_apologise_without_an_if(self):
        for letter_type in (LetterType.REVIEW_OVERTURNED, LetterType.REVIEW_NO_REMEDY):
            for stage in (LOCAL, INDEPENDENT):
                text = at_stage(letter_type, stage)[0].block(BlockKey.DECISION_PLAIN).text
                assert "I am sorry." in text
                assert "wrong" in text

    def test_of_what_cannot_be_put_right_never_say_that_it_can(self):
        for stage in (LOCAL, INDEPENDENT):
            text = at_stage(LetterType.REVIEW_NO_REMEDY, stage)[0].as_text()
            assert "This case cannot restart." in text
            assert "start again" not in text
            assert "can restart" not in text.replace("cannot restart", "")

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            (DecisionCode.NFA_EVIDENTIAL, "decide again whether someone should go to court"),
            (DecisionCode.DISCONTINUE_ALL, "The case can start again."),
            (DecisionCode.LIE_ON_FILE_ALL, "We will ask the court for permission"),
        ],
    )
    def test_of_a_changed_decision_say_what_becomes_of_the_case(self, code, said):
        words, _ = at_stage(LetterType.REVIEW_OVERTURNED, LOCAL, review_of=code.value)

        assert said in words.block(BlockKey.DECISION_PLAIN).text

    def test_before_a_stop_was_final_say_that_the_case_goes_on(self):
        words, _ = at_stage(LetterType.REVIEW_OVERTURNED, EXPEDITED)

        assert "We will not stop the case: it goes on." in words.block(BlockKey.DECISION_PLAIN).text
        assert "restart" not in words.as_text()

    @pytest.mark.parametrize("key", [BlockKey.REASON_SPECIFIC, BlockKey.DECISION_PLAIN, BlockKey.VRR])
    def test_cannot_be_approved_without_the_answer_its_reasons_and_what_is_left(self, key):
        words, context = at_stage(LetterType.REVIEW_UPHELD, LOCAL)
        without = dataclasses.replace(words, blocks=tuple(each for each in words.blocks if each.key is not key))

        assert key in {each.block for each in check(words=without, facts=the_facts(words, context)).stops}

    def test_of_a_changed_decision_cannot_be_approved_without_what_follows(self):
        words, context = at_stage(LetterType.REVIEW_OVERTURNED, LOCAL, what_continues="", next_event="")

        stops = check(words=words, facts=the_facts(words, context)).stops
        assert [each.block for each in stops] == [BlockKey.WHAT_CONTINUES]


class TestNotTaken:
    @pytest.mark.parametrize(
        ("refused", "said"),
        [
            ("OUT_OF_TIME", "The last day for asking was 27 June 2026."),
            ("POLICE_SCHEME", "only the police can look at it again"),
            ("NOT_QUALIFYING", "it does not cover this request"),
        ],
    )
    def test_says_why_and_leaves_a_door_open(self, refused, said):
        words, context = a_letter(LetterType.REVIEW_NOT_TAKEN, review_refused=refused)

        assert said in words.block(BlockKey.DECISION_PLAIN).text
        assert "I can go through them with you" in words.block(BlockKey.WHAT_CONTINUES).text
        assert check(words=words, facts=the_facts(words, context)).items == ()

    def test_waits_for_a_reason_in_somebodys_own_words(self):
        words, context = a_letter(LetterType.REVIEW_NOT_TAKEN, reasons=())

        assert [each.block for each in check(words=words, facts=the_facts(words, context)).stops] == [
            BlockKey.REASON_SPECIFIC
        ]
