"""The gate as a whole: what a letter must hold (GATE-1, GATE-5, GATE-23), its opening (GATE-4), review (GATE-3)."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.vocabulary import Language, ReviewText
from communications.rules.gate.check import check
from communications.rules.gate.findings import FindingLevel
from communications.rules.gate.parts import MIN_REASON_WORDS
from communications.rules.letter_requirements import (
    DECISION_LETTERS,
    KEEPING_IN_TOUCH,
    PARTIAL_LETTERS,
    REPORT_AGAIN_LETTERS,
    REVIEW_TELLINGS,
    STOP_LETTERS,
    TEST_LETTERS,
    UPDATE_LETTERS,
    ContentFacts,
    required_blocks,
)
from communications.rules.letter_words import Block, BlockKey, LetterWords
from communications.rules.record_facts import RecordFacts
from communications.rules.vocabulary import LetterType

ALWAYS = {
    BlockKey.NAME_FORM,
    BlockKey.ACKNOWLEDGE_FEELINGS,
    BlockKey.SUPPORT_LOCAL_FIRST,
    BlockKey.CONTACT_NAMED,
    BlockKey.COMPLAINT_ROUTE,
    BlockKey.CODE_RIGHTS_LINK,
    BlockKey.CHECK_IT_IS_US,
    BlockKey.SIGN_OFF,
}
REASON = "You told us what you saw that evening. " + "The police looked for others who saw it too. " * 4
FEELINGS = "You have waited a long time for this, and it may not be what you hoped for."
LOCKED = {
    BlockKey.NAME_FORM,
    BlockKey.PRIVATE_MARKING,
    BlockKey.ROLE_OF_CPS,
    BlockKey.TEST_APPLIED,
    BlockKey.NOT_A_FINDING,
    BlockKey.VRR,
    BlockKey.VRR_LIMIT_NOTE,
    BlockKey.SUPPORT_LOCAL_FIRST,
    BlockKey.NEXT_UPDATE,
    BlockKey.CONTACT_NAMED,
    BlockKey.TRANSLATION,
    BlockKey.COMPLAINT_ROUTE,
    BlockKey.CODE_RIGHTS_LINK,
    BlockKey.CHECK_IT_IS_US,
    BlockKey.SIGN_OFF,
}


def facts_for(letter_type=LetterType.DISCONTINUE_ALL, **changes) -> ContentFacts:
    facts = ContentFacts(
        letter_type=letter_type,
        recipient_name="Ms Rhian Hughes",
        salutation_name="Ms Hughes",
        our_reference="VCS-7K2M-9QXD",
    )
    return dataclasses.replace(facts, **changes)


def block(key: BlockKey, text: str) -> Block:
    return Block(key=key, heading="", text=text, is_locked=key in LOCKED)


def letter(facts: ContentFacts, **texts: str) -> tuple[LetterWords, ContentFacts]:
    """A letter with exactly the blocks that the facts require, and the facts that expect its locked blocks."""
    default = {
        BlockKey.REASON_SPECIFIC: REASON,
        BlockKey.ACKNOWLEDGE_FEELINGS: FEELINGS,
        BlockKey.APOLOGY_LATE: "I am sorry that this letter is late.",
        BlockKey.APOLOGY_ERROR: "I am sorry that we told you the wrong day.",
        BlockKey.MEETING_OFFER: "I would like to offer you a meeting.",
    }
    blocks = tuple(
        block(each.key, texts.get(each.key.value, default.get(each.key, "Words for you.")))
        for each in required_blocks(facts)
    )
    words = LetterWords(
        letter_type=facts.letter_type, language=Language.EN, template_version="DISCONTINUE_ALL/v1/en", blocks=blocks
    )
    return words, dataclasses.replace(facts, expected=tuple(each for each in blocks if each.is_locked))


def with_block(words: LetterWords, added: Block) -> LetterWords:
    return dataclasses.replace(words, blocks=(*words.blocks, added))


def without(words: LetterWords, key: BlockKey) -> LetterWords:
    return dataclasses.replace(words, blocks=tuple(each for each in words.blocks if each.key is not key))


def required(facts: ContentFacts) -> set[BlockKey]:
    return {each.key for each in required_blocks(facts)}


class TestRequiredBlocks:
    @pytest.mark.parametrize("letter_type", LetterType)
    def test_hold_the_parts_that_every_letter_has(self, letter_type):
        assert required(facts_for(letter_type)) >= ALWAYS

    @pytest.mark.parametrize(
        ("change", "key"),
        [
            ({"is_posted": True}, BlockKey.PRIVATE_MARKING),
            ({"is_late": True}, BlockKey.APOLOGY_LATE),
            ({"has_earlier_error": True}, BlockKey.APOLOGY_ERROR),
            ({"has_new_information": True}, BlockKey.NEW_INFORMATION),
            ({"has_victim_views": True}, BlockKey.VICTIM_VIEWS),
            ({"after_non_attendance": True}, BlockKey.NON_ATTENDANCE_CARE),
            ({"is_meeting_owed": True}, BlockKey.MEETING_OFFER),
            ({"has_format_needs": True}, BlockKey.TRANSLATION),
            ({"review_text": ReviewText.STANDARD}, BlockKey.VRR),
            ({"review_text": ReviewText.NO_RESTART}, BlockKey.VRR),
            ({"review_text": ReviewText.EXPEDITED_PILOT}, BlockKey.VRR),
            ({"review_text": ReviewText.ALREADY_OFFERED}, BlockKey.VRR),
            ({"review_text": ReviewText.NO_RESTART}, BlockKey.VRR_LIMIT_NOTE),
        ],
    )
    def test_follow_one_fact_each(self, change, key):
        assert key not in required(facts_for())
        assert key in required(facts_for(**change))

    @pytest.mark.parametrize("review_text", [ReviewText.NONE, ReviewText.POLICE_SCHEME])
    def test_hold_no_review_where_there_is_none(self, review_text):
        assert not {BlockKey.VRR, BlockKey.VRR_LIMIT_NOTE} & required(facts_for(review_text=review_text))

    @pytest.mark.parametrize(
        "review_text", [ReviewText.STANDARD, ReviewText.EXPEDITED_PILOT, ReviewText.ALREADY_OFFERED]
    )
    def test_hold_the_limit_only_where_the_case_cannot_restart(self, review_text):
        assert BlockKey.VRR_LIMIT_NOTE not in required(facts_for(review_text=review_text))

    @pytest.mark.parametrize("letter_type", LetterType)
    @pytest.mark.parametrize(
        ("key", "letters"),
        [
            (BlockKey.REASON_SPECIFIC, DECISION_LETTERS | REVIEW_TELLINGS),
            (BlockKey.TEST_APPLIED, TEST_LETTERS),
            (BlockKey.NOT_A_FINDING, STOP_LETTERS | {LetterType.REVIEW_UPHELD}),
            (
                BlockKey.WHAT_CONTINUES,
                PARTIAL_LETTERS | {LetterType.REVIEW_OVERTURNED, LetterType.REVIEW_NO_REMEDY},
            ),
            (
                BlockKey.VRR,
                {LetterType.REVIEW_ACKNOWLEDGEMENT, LetterType.REVIEW_UPHELD, LetterType.REVIEW_NO_REMEDY},
            ),
            (BlockKey.REPORT_AGAIN, REPORT_AGAIN_LETTERS),
            (BlockKey.STAGE_NOW, UPDATE_LETTERS - KEEPING_IN_TOUCH),
            (BlockKey.NEXT_UPDATE, UPDATE_LETTERS - KEEPING_IN_TOUCH),
            (BlockKey.HOW_AND_WHEN, {LetterType.WHAT_WE_AGREED}),
            (BlockKey.WHO_IS_TOLD, {LetterType.WHAT_WE_AGREED}),
            (BlockKey.IF_IT_CHANGES, {LetterType.WHAT_WE_AGREED}),
            (BlockKey.DECISION_PLAIN, frozenset(LetterType) - UPDATE_LETTERS),
            (
                BlockKey.ROLE_OF_CPS,
                DECISION_LETTERS | {LetterType.CHARGING_DECISION, LetterType.ACKNOWLEDGEMENT},
            ),
        ],
    )
    def test_follow_the_type_of_letter(self, letter_type, key, letters):
        assert (key in required(facts_for(letter_type))) is (letter_type in letters)

    def test_hold_an_apology_in_the_two_letters_that_apologise(self):
        assert BlockKey.APOLOGY_LATE in required(facts_for(LetterType.APOLOGY_MISSED_PROMISE))
        assert BlockKey.APOLOGY_ERROR in required(facts_for(LetterType.CORRECTION))

    @pytest.mark.parametrize("letter_type", LetterType)
    def test_say_why_and_how(self, letter_type):
        assert all(
            each.why.endswith(".") and each.fix.endswith(".") for each in required_blocks(facts_for(letter_type))
        )


class TestCheck:
    @pytest.mark.parametrize("letter_type", LetterType)
    def test_finds_nothing_in_a_complete_letter(self, letter_type):
        words, facts = letter(facts_for(letter_type))

        found = check(words=words, facts=facts)

        assert found.items == ()
        assert found.is_approvable

    @pytest.mark.parametrize(
        "key", [each.key for each in required_blocks(facts_for(is_posted=True, is_late=True, is_meeting_owed=True))]
    )
    def test_stops_a_letter_without_a_part_that_it_owes(self, key):
        words, facts = letter(facts_for(is_posted=True, is_late=True, is_meeting_owed=True))

        found = check(words=without(words, key), facts=facts)

        assert {stop.block for stop in found.stops} == {key}
        assert not found.is_approvable

    def test_stops_a_letter_whose_part_is_only_blank(self):
        words, facts = letter(facts_for(), reason_specific="   \n ")

        assert [stop.block for stop in check(words=words, facts=facts).stops] == [BlockKey.REASON_SPECIFIC]

    def test_stops_a_locked_part_that_was_changed(self):
        words, facts = letter(facts_for(review_text=ReviewText.STANDARD))
        changed = tuple(
            dataclasses.replace(each, text="Please ask within five days.") if each.key is BlockKey.VRR else each
            for each in words.blocks
        )

        stops = check(words=dataclasses.replace(words, blocks=changed), facts=facts).stops

        assert [(stop.block, stop.words) for stop in stops] == [(BlockKey.VRR, "Please ask within five days.")]

    def test_stops_a_locked_part_that_was_unlocked(self):
        words, facts = letter(facts_for())
        opened = tuple(dataclasses.replace(each, is_locked=False) for each in words.blocks)

        assert not check(words=dataclasses.replace(words, blocks=opened), facts=facts).is_approvable

    def test_stops_a_locked_part_that_the_record_does_not_call_for(self):
        words, facts = letter(facts_for())
        added = block(BlockKey.TRANSLATION, "You told us that you need large print.")

        assert [stop.block for stop in check(words=with_block(words, added), facts=facts).stops] == [
            BlockKey.TRANSLATION
        ]

    @pytest.mark.parametrize("name", ["Gethin Prosser", "Prosser", "Gethin"])
    @pytest.mark.parametrize("key", [BlockKey.DECISION_PLAIN, BlockKey.APOLOGY_LATE])
    def test_stops_an_opening_that_names_the_defendant(self, name, key):
        facts = facts_for(is_late=True, defendant_names=("Gethin Prosser",))
        words, facts = letter(facts, **{key.value: f"I am sorry. This is about {name} and you."})

        stops = check(words=words, facts=facts).stops

        assert {stop.block for stop in stops} == {key}
        assert name in {stop.words for stop in stops}

    @pytest.mark.parametrize(
        ("defendant", "opening"),
        [
            ("Mark Hughes", "Ms Hughes told the police about this."),  # the reader's own name
            ("Theresa May", "We decided on 12 May 2026, and in May 2025."),  # a month
            ("Gethin Prosser", "The prosser family name is another word here."),  # not a name as written
            ("", "Nobody is named."),
            ("Jo Li", "Jo and Li are too short to look for alone."),
        ],
    )
    def test_does_not_take_other_words_for_the_defendants_name(self, defendant, opening):
        days = frozenset({dt.date(2026, 5, 12), dt.date(2025, 5, 1)})
        record = RecordFacts(days=days, people=("Ms Hughes", "Jo Ann", "Li Wei"))
        words, facts = letter(facts_for(defendant_names=(defendant,), record=record), decision_plain=opening)

        assert check(words=words, facts=facts).items == ()

    def test_lets_the_reasons_name_a_defendant(self):
        words, facts = letter(
            facts_for(defendant_names=("Gethin Prosser",)), reason_specific=f"{REASON} Gethin Prosser"
        )

        assert check(words=words, facts=facts).is_approvable

    def test_stops_reasons_too_short_to_be_about_one_person(self):
        short = " ".join(["you"] * (MIN_REASON_WORDS - 1))
        words, facts = letter(facts_for(), reason_specific=short)

        assert [stop.block for stop in check(words=words, facts=facts).stops] == [BlockKey.REASON_SPECIFIC]

    def test_accepts_reasons_just_long_enough(self):
        words, facts = letter(facts_for(), reason_specific=" ".join(["you"] * MIN_REASON_WORDS))

        assert check(words=words, facts=facts).stops == ()

    def test_stops_a_stock_phrase_in_place_of_feeling(self):
        words, facts = letter(facts_for(), acknowledge_feelings="We understand that you may be disappointed.")

        assert [stop.block for stop in check(words=words, facts=facts).stops] == [BlockKey.ACKNOWLEDGE_FEELINGS]

    def test_warns_of_reasons_that_never_speak_to_the_reader(self):
        words, facts = letter(facts_for(), reason_specific="The police looked at cameras. " * 8)

        found = check(words=words, facts=facts)

        assert [(warning.block, warning.rule) for warning in found.warnings] == [(BlockKey.REASON_SPECIFIC, "GATE-17")]
        assert not found.is_approvable

    def test_lets_a_warning_pass_that_somebody_answered_and_says_so(self):
        words, facts = letter(facts_for(), reason_specific="The police looked at cameras. " * 8)
        key = check(words=words, facts=facts).warnings[0].key

        found = check(words=words, facts=facts, answered=frozenset({key}))

        assert found.is_approvable
        assert [finding.key for finding in found.kept] == [key]

    def test_lets_no_stop_pass_whatever_somebody_answered(self):
        words, facts = letter(facts_for(), decision_plain="It was dropped.")
        key = check(words=words, facts=facts).stops[0].key

        assert not check(words=words, facts=facts, answered=frozenset({key})).is_approvable

    @pytest.mark.parametrize(
        "gap",
        ["[[missing]]", "{{ name }}", "{% if x %}", "XXXX", "TBC", "[insert reason]", "<b>bold</b>", "____", "????"],
    )
    def test_stops_a_gap_that_was_not_filled(self, gap):
        words, facts = letter(facts_for(), decision_plain=f"It was decided {gap} yesterday.")

        assert BlockKey.DECISION_PLAIN in {stop.block for stop in check(words=words, facts=facts).stops}

    @pytest.mark.parametrize("reference", ["VCS-2345-CDFG", "45AA1234526"])
    def test_stops_the_reference_of_another_case(self, reference):
        words, facts = letter(facts_for(), decision_plain=f"Our reference is {reference}.")

        assert [stop.words for stop in check(words=words, facts=facts).stops] == [reference]

    def test_lets_the_letter_name_its_own_reference(self):
        words, facts = letter(facts_for(), decision_plain="Our reference is VCS-7K2M-9QXD.")

        assert check(words=words, facts=facts).items == ()

    def test_stops_a_letter_without_local_support_or_a_named_contact(self):
        words, facts = letter(facts_for(has_local_and_national_support=False, has_named_contact=False))

        assert [stop.block for stop in check(words=words, facts=facts).stops] == [
            BlockKey.SUPPORT_LOCAL_FIRST,
            BlockKey.CONTACT_NAMED,
        ]

    def test_warns_of_signs_that_cannot_be_printed(self):
        words, facts = letter(facts_for(unprintable=frozenset("\u674e\u05e9")))

        (found,) = check(words=words, facts=facts).items

        assert (found.level, found.words) == (FindingLevel.WARN, "\u05e9 \u674e")

    def test_puts_stops_before_warnings(self):
        words, facts = letter(facts_for(), reason_specific=f"Unfortunately, {REASON}", decision_plain="It was dropped.")

        levels = [item.level for item in check(words=words, facts=facts).items]

        assert levels == [FindingLevel.STOP, FindingLevel.WARN]


class TestRightToReviewInWords:
    @pytest.mark.parametrize(
        "sentence",
        [
            "You have the right to review.",
            "You may not use the Victims' Right to Review.",
            "You may not use the Victims\u2019 Right to Review.",
            "The review scheme does not apply to you.",
            "There is no VRR in this case.",
            "You cannot ask us to look at this decision again.",
            "You can ask for a review.",
        ],
    )
    @pytest.mark.parametrize("review_text", [ReviewText.NONE, ReviewText.POLICE_SCHEME])
    def test_stops_any_sentence_about_it_where_there_is_none(self, sentence, review_text):
        words, facts = letter(facts_for(review_text=review_text), reason_specific=f"{REASON} {sentence}")

        assert [stop.block for stop in check(words=words, facts=facts).stops] == [BlockKey.REASON_SPECIFIC]

    def test_stops_the_block_itself_where_there_is_none(self):
        words, facts = letter(facts_for())
        offered = block(BlockKey.VRR, "You have the right to review.")

        stops = check(words=with_block(words, offered), facts=facts).stops

        assert {stop.block for stop in stops} == {BlockKey.VRR}

    def test_stops_words_of_our_own_beside_the_rules_words(self):
        words, facts = letter(
            facts_for(review_text=ReviewText.STANDARD),
            reason_specific=f"{REASON} You can ask for a review within a week.",
        )

        assert [stop.block for stop in check(words=words, facts=facts).stops] == [BlockKey.REASON_SPECIFIC]

    def test_accepts_the_rules_own_words(self):
        words, facts = letter(facts_for(review_text=ReviewText.STANDARD), vrr="You have the right to ask for a review.")

        assert check(words=words, facts=facts).items == ()


class TestPhrases:
    @pytest.mark.parametrize(
        ("words_used", "level"),
        [
            ("the case was dropped", FindingLevel.STOP),
            ("the alleged victim", FindingLevel.STOP),
            ("the complainant said", FindingLevel.STOP),
            ("because you did not attend", FindingLevel.WARN),
            ("you wouldn\u2019t come to court", FindingLevel.WARN),
            ("you refused to help", FindingLevel.WARN),
            ("inconsistencies in your account", FindingLevel.WARN),
            ("you were not credible", FindingLevel.WARN),
            ("you delayed", FindingLevel.WARN),
            ("you were intoxicated", FindingLevel.WARN),
            ("it is not in the public interest", FindingLevel.WARN),
            ("unfortunately", FindingLevel.WARN),
            ("what was decided in relation to you", FindingLevel.WARN),
            ("the case is closed", FindingLevel.WARN),
            ("pursuant to the law", FindingLevel.WARN),
            ("please be advised", FindingLevel.WARN),
        ],
    )
    def test_that_hurt_are_found_with_a_reason_and_a_way_out(self, words_used, level):
        words, facts = letter(facts_for(), decision_plain=f"We write: {words_used}.")

        found = next(item for item in check(words=words, facts=facts).items if item.rule != "GATE-7")

        assert found.level is level
        assert found.words.lower() in words_used
        assert found.why
        assert found.fix

    def test_are_not_looked_for_in_locked_parts(self):
        words, facts = letter(facts_for(), not_a_finding="Unfortunately.")

        assert check(words=words, facts=facts).items == ()
