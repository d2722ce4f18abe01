"""What letters say: every type in full, kept beside the tests, readable, kind and exactly right about reviews."""

import dataclasses
import json
import re

import pytest
from django.template.base import VariableNode
from django.template.defaulttags import ForNode, IfNode

from cases.rules.vocabulary import Addressee, JourneyStage, Language, ReviewText, TestFailed
from communications.documents import words as letter_words
from communications.documents.context import TEMPLATE_VARIABLES, LetterContext
from communications.documents.words import compose, letter_template, published_templates, refresh
from communications.rules.gate.check import check
from communications.rules.letter_requirements import (
    OFFERED_REVIEW_TEXTS,
    PARTIAL_LETTERS,
    REVIEW_LETTERS,
    UPDATE_LETTERS,
)
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import LetterType
from tests.letters.regenerate import EXPECTED
from tests.letters.samples import BY_READER, KEPT, a_context, a_letter, everything_at_once, kept_name, the_facts

SENTENCE_END = re.compile(r"(?<=[.!?:])\s+(?=[A-Z“])|\n+")
#: Legal words and the plain words that must stand in the same letter (domain.md 8.1 rule 1, 8.3).
EXPLAINED = {
    "charge": "formal accusation",
    "discontinue": "ends the case",
    "offer no evidence": "not put our case",
    "lie on file": "set aside",
    "withdraw every": "will not go on with it",
    "public interest": "right response",
    "special measures": "a screen in court",
    "appeal": "look again at the result",
}


def syllables(word: str) -> int:
    """Count syllables the way readability formulas do: groups of vowels, a silent e less."""
    groups = re.findall(r"[aeiouyâêîôûŵŷ]+", word.lower())
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and len(groups) > 1
    return max(1, len(groups) - silent)


def sentences(text: str) -> list[str]:
    return [each for each in SENTENCE_END.split(text) if len(each.split()) > 1]


def prose(words) -> str:
    """The letter without addresses, numbers to ring and signatures, which no formula was made for."""
    skipped = {BlockKey.SUPPORT_LOCAL_FIRST, BlockKey.CONTACT_NAMED, BlockKey.SIGN_OFF, BlockKey.NAME_FORM}
    return "\n".join(block.text for block in words.blocks if block.key not in skipped)


ALL_LETTERS = [
    pytest.param(letter_type, reader, id=f"{letter_type.value}-{reader.value}")
    for letter_type in LetterType
    for reader in BY_READER
]


class TestKeptText:
    @pytest.mark.parametrize(("letter_type", "reader"), KEPT)
    def test_of_every_letter_is_what_the_templates_say(self, letter_type, reader):
        words, _ = a_letter(letter_type, reader=reader)

        kept = (EXPECTED / kept_name(letter_type, reader)).read_text("utf-8")

        assert words.as_text() == kept, "reviewed change of words? run: python -m tests.letters.regenerate"

    def test_has_no_file_without_a_letter(self):
        assert {path.name for path in EXPECTED.iterdir()} == {kept_name(*each) for each in KEPT}


class TestEveryLetter:
    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_passes_its_own_check_when_the_record_is_complete(self, letter_type, reader):
        words, context = a_letter(letter_type, reader=reader)

        assert check(words=words, facts=the_facts(words, context)).items == ()

    @pytest.mark.parametrize("letter_type", LetterType)
    def test_passes_its_own_check_with_every_optional_part(self, letter_type):
        words, context = everything_at_once(letter_type)
        facts = the_facts(
            words,
            context,
            has_new_information=words.block(BlockKey.NEW_INFORMATION) is not None,
            has_victim_views=words.block(BlockKey.VICTIM_VIEWS) is not None,
            after_non_attendance=words.block(BlockKey.NON_ATTENDANCE_CARE) is not None,
            is_meeting_owed=words.block(BlockKey.MEETING_OFFER) is not None,
            has_earlier_error=words.block(BlockKey.APOLOGY_ERROR) is not None,
        )

        assert check(words=words, facts=facts).items == ()

    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_can_be_read_by_most_people(self, letter_type, reader):
        words, _ = a_letter(letter_type, reader=reader)
        found = sentences(prose(words))
        lengths = [len(each.split()) for each in found]
        every_word = re.findall(r"[\w’]+", prose(words))
        ease = 206.835 - 1.015 * sum(lengths) / len(lengths) - 84.6 * sum(map(syllables, every_word)) / len(every_word)

        # The template's own sentences; what staff write is theirs to keep short (domain.md 8.2).
        assert max(lengths) <= 30, max(found, key=lambda each: len(each.split()))
        assert sum(lengths) / len(lengths) <= 18
        assert ease > 60

    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_explains_each_legal_word_it_uses(self, letter_type, reader):
        words, _ = a_letter(letter_type, reader=reader)
        text = words.as_text().lower()

        assert [term for term, plain in EXPLAINED.items() if re.search(rf"\b{term}", text) and plain not in text] == []

    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_leaves_no_gap_and_no_doubled_space(self, letter_type, reader):
        words, _ = a_letter(letter_type, reader=reader)

        assert letter_words.UNFILLED not in words.as_text()
        assert not re.search(r"  | \.|\.\.|,,| ,|\(\)|: \.", words.as_text())

    @pytest.mark.parametrize("letter_type", LetterType)
    def test_puts_the_apology_before_everything_else_when_it_is_late(self, letter_type):
        words, _ = everything_at_once(letter_type)
        spoken = [
            block.key for block in words.blocks if block.key not in {BlockKey.PRIVATE_MARKING, BlockKey.NAME_FORM}
        ]

        assert spoken[0] in {BlockKey.APOLOGY_LATE, BlockKey.APOLOGY_ERROR}
        assert "sorry" in words.blocks[2].text

    @pytest.mark.parametrize("letter_type", sorted(set(LetterType) - UPDATE_LETTERS - {LetterType.CORRECTION}))
    def test_says_what_was_decided_before_why(self, letter_type):
        words, _ = a_letter(letter_type)
        keys = [block.key for block in words.blocks]

        assert keys[2:4] == [BlockKey.OPENING, BlockKey.DECISION_PLAIN] or keys.index(BlockKey.DECISION_PLAIN) <= 4

    @pytest.mark.parametrize(("letter_type", "reader"), ALL_LETTERS)
    def test_lists_a_local_service_before_a_national_one(self, letter_type, reader):
        words, _ = a_letter(letter_type, reader=reader)
        text = words.block(BlockKey.SUPPORT_LOCAL_FIRST).text

        assert text.index("Taff Valley") < text.index("Victim Support:")

    def test_is_not_marked_for_an_envelope_when_it_is_handed_over(self):
        words, _ = a_letter(LetterType.DISCONTINUE_ALL, reader=Addressee.BEREAVED_FAMILY_VIA_FLO)

        assert words.block(BlockKey.PRIVATE_MARKING) is None


class TestRightToReview:
    @pytest.mark.parametrize("letter_type", sorted(set(LetterType) - REVIEW_LETTERS))
    def test_is_not_mentioned_where_there_is_none(self, letter_type):
        words, _ = a_letter(letter_type, review_text=ReviewText.NONE)

        assert "review" not in words.as_text().lower()

    @pytest.mark.parametrize("letter_type", sorted(PARTIAL_LETTERS - {LetterType.NFA_PARTIAL}))
    def test_has_no_place_in_a_letter_about_a_case_that_goes_on(self, letter_type):
        words, context = a_letter(letter_type, review_text=ReviewText.STANDARD)

        assert words.block(BlockKey.VRR) is None
        assert [each.block for each in check(words=words, facts=the_facts(words, context)).stops] == [BlockKey.VRR]

    def test_in_its_ordinary_form_says_how_by_when_and_what_it_can_do(self):
        words, _ = a_letter(LetterType.DISCONTINUE_ALL)
        text = words.block(BlockKey.VRR).text

        assert all(
            part in text
            for part in (
                "Victims’ Right to Review Scheme",
                "review@example.org",
                "1 Example Street",
                "Monday 13 April 2026",
                "27 June 2026",
                "the case can be started again",
            )
        )
        assert words.block(BlockKey.VRR_LIMIT_NOTE) is None

    def test_says_that_a_case_with_a_verdict_cannot_restart(self):
        words, _ = a_letter(LetterType.NO_EVIDENCE_ALL)

        assert "cannot restart" in words.block(BlockKey.VRR_LIMIT_NOTE).text
        assert "started again" not in words.as_text()

    def test_before_a_final_decision_says_that_nothing_is_final_yet(self):
        words, _ = a_letter(LetterType.PROVISIONAL_STOP)
        text = words.block(BlockKey.VRR).text

        assert "before it becomes final" in text
        assert "27 June 2026" not in text

    @pytest.mark.parametrize(
        ("letter_type", "remedy"),
        [
            (LetterType.NFA_EVIDENTIAL, "someone can still be charged"),
            (LetterType.NFA_PUBLIC_INTEREST, "someone can still be charged"),
            (LetterType.WITHDRAW_ALL, "the case can be started again"),
            (LetterType.LIE_ON_FILE_ALL, "ask the court for permission"),
        ],
    )
    def test_names_the_remedy_of_this_decision(self, letter_type, remedy):
        words, _ = a_letter(letter_type)

        assert remedy in words.block(BlockKey.VRR).text

    def test_is_never_described_for_the_police_scheme(self):
        words, _ = a_letter(LetterType.NFA_EVIDENTIAL, review_text=ReviewText.POLICE_SCHEME)

        assert "review" not in words.as_text().lower()
        assert ReviewText.POLICE_SCHEME not in OFFERED_REVIEW_TEXTS


class TestTestApplied:
    @pytest.mark.parametrize(
        ("test_failed", "said"),
        [
            (TestFailed.EVIDENTIAL, "the answer to the first question was no"),
            (TestFailed.PUBLIC_INTEREST, "The answer to the second question was no"),
            (TestFailed.THRESHOLD, "before all the evidence was in"),
        ],
    )
    def test_says_which_question_was_answered_with_no(self, test_failed, said):
        words, _ = a_letter(LetterType.DISCONTINUE_ALL, test_failed=test_failed)

        assert said in words.block(BlockKey.TEST_APPLIED).text

    def test_stops_a_letter_for_which_no_stage_is_recorded(self):
        words, context = a_letter(LetterType.DISCONTINUE_ALL, test_failed=TestFailed.NONE)

        stops = check(words=words, facts=the_facts(words, context)).stops
        assert [stop.block for stop in stops] == [BlockKey.TEST_APPLIED]


class TestNoChangeUpdate:
    @pytest.mark.parametrize("stage", JourneyStage)
    def test_is_worded_for_the_stage_and_says_what_is_awaited_since_when_and_the_next_date(self, stage):
        words, _ = a_letter(LetterType.NO_CHANGE_UPDATE, stage=stage)

        text = words.block(BlockKey.STAGE_NOW).text
        assert "We are waiting for the police to send us the pictures from two more cameras." in text
        assert "since 2 March 2026" in text
        assert "Friday 24 April 2026" in words.block(BlockKey.NEXT_UPDATE).text

    def test_has_different_words_for_every_stage(self):
        texts = {a_letter(LetterType.NO_CHANGE_UPDATE, stage=stage)[0].as_text() for stage in JourneyStage}

        assert len(texts) == len(JourneyStage)

    @pytest.mark.parametrize("stage", JourneyStage)
    def test_can_be_read_and_explains_its_words_at_every_stage(self, stage):
        words, _ = a_letter(LetterType.NO_CHANGE_UPDATE, stage=stage)
        text = words.block(BlockKey.STAGE_NOW).text

        assert max(len(each.split()) for each in sentences(text)) <= 30
        assert [
            term for term, plain in EXPLAINED.items() if re.search(rf"\b{term}\b", text) and plain not in text
        ] == []
        assert "defendant" not in text or "the person who is charged" in text


class TestWhatWeAgreed:
    """It promises only what holds for this person: no ring to whoever is never rung, no way that nobody settled."""

    @pytest.mark.parametrize(
        ("never", "said", "not_said"),
        [
            ((), ("before 8am or after 8pm", "Our texts, and the subjects of our emails,"), ("We do not ring you.",)),
            (("phone",), ("We do not ring you. Our texts, and",), ("If I ring", "8am or", "do not ring or")),
            (("text", "phone"), ("We do not ring you. The subjects of our emails never",), ("Our texts,", "If I ring")),
            (("email", "text"), ("If I ring",), ("say what they are about", "Our texts,", "our emails")),
            (("email",), ("Our texts never say",), ("our emails",)),
        ],
    )
    def test_says_of_ringing_and_writing_only_what_they_have_not_ruled_out(self, never, said, not_said):
        words, _ = a_letter(LetterType.WHAT_WE_AGREED, agreed_never=never)
        text = words.block(BlockKey.HOW_AND_WHEN).text

        assert [part for part in said if part not in text] == []
        assert [part for part in not_said if part in text] == []

    def test_speaks_of_no_ring_and_no_message_where_somebody_else_tells_them(self):
        words, _ = a_letter(LetterType.WHAT_WE_AGREED, agreed_method="VIA_ISVA", agreed_never=())
        text = words.block(BlockKey.HOW_AND_WHEN).text

        assert "You told me that these times do not suit you:\n- Sundays, 8am to 8pm" in text
        assert "ring" not in text
        assert "emails" not in text

    @pytest.mark.parametrize("never", [("post",), ("email",), ("post", "email")])
    def test_names_an_address_for_what_must_be_in_writing_only_where_one_may_be_used(self, never):
        words, _ = a_letter(LetterType.WHAT_WE_AGREED, agreed_method="MOBILE", agreed_never=never)

        assert ("What must be in writing" in words.as_text()) is (never != ("post", "email"))

    def test_in_its_short_form_holds_whether_anything_was_settled_or_not(self):
        words, _ = a_letter(LetterType.WHAT_WE_AGREED, agreed_in_full=False)
        text = words.block(BlockKey.HOW_AND_WHEN).text

        assert "settled. They" not in text
        assert "if we have not settled yet what suits you, please ask me" in text
        assert "We do not ring anybody who asked us not to." in text

    def test_gives_no_reference_where_it_has_none(self):
        words, context = a_letter(LetterType.WHAT_WE_AGREED, has_reference=False)

        assert context.our_reference not in words.as_text()
        assert "Then ring it and ask for Siân Parry. We" in words.as_text()


class TestTemplates:
    @pytest.mark.parametrize("letter_type", LetterType)
    def test_exist_in_english_for_every_type(self, letter_type):
        assert letter_template(letter_type=letter_type, version="v1", language=Language.EN).blocks

    def test_name_nothing_outside_the_fixed_list(self):
        allowed = TEMPLATE_VARIABLES | {"letter_type", "paragraph", "service", "forloop", "way", "time", "line"}
        used = set()
        for template in published_templates():
            for block in template.blocks:
                nodes = block.template.nodelist
                for node in nodes.get_nodes_by_type(VariableNode):
                    used.add(str(node.filter_expression.var).split(".")[0])
                for node in nodes.get_nodes_by_type(IfNode):
                    used |= {name.split(".")[0] for name in _names_in_conditions(node)}
                for node in nodes.get_nodes_by_type(ForNode):
                    used.add(str(node.sequence.var).split(".")[0])

        assert used - allowed == set()
        assert {"recipient_name", "is_bereaved", "reasons"} <= used  # the sweep sees variables, conditions and loops

    def test_change_their_digest_with_any_file_that_shapes_the_letter(self, settings, tmp_path):
        before = letter_template(letter_type=LetterType.ALTER_UP, version="v1", language=Language.EN).digest
        copy = tmp_path / "templates" / "letters"
        _copy_tree(letter_words.letters_folder(), copy)
        settings.BASE_DIR = tmp_path

        seen = {before}
        for name in ("alter_up/v1/en.txt", "blocks/v1/en/sign_off.txt", "frame/v1/letter.css", "frame/v1/frame.html"):
            with (copy / name).open("a", encoding="utf-8") as file:
                file.write("\n")
            seen.add(_uncached(letter_type=LetterType.ALTER_UP, version="v1", language=Language.EN).digest)

        assert len(seen) == 5

    def test_are_never_taken_from_another_language(self):
        with pytest.raises(letter_words.NoWords, match=r"nfa_evidential/v1/other\.txt"):
            compose(letter_type=LetterType.NFA_EVIDENTIAL, context=a_context(language=Language.OTHER))

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("blocks: v1\nframe: v1\nDear reader", "text outside a block"),
            ("Dear reader", "text outside a block"),
            ("blocks: v1\nframe: v1\n@ no_such_block", "no shared block no_such_block"),
            ("blocks: v1\nframe: v1\n== greeting\nHello", "not a block"),
            ("frame: v1\n== opening\nHello", "pin blocks and frame once"),
            ("blocks: v1\nframe: v1\n== opening\nHello\n== opening\nAgain", "use each block once"),
            ("blocks: v1\nframe: v1\n@ misnamed", "is not named after its key"),
        ],
    )
    def test_that_break_the_format_are_refused_by_file_and_line(self, settings, tmp_path, content, message):
        copy = tmp_path / "templates" / "letters"
        _copy_tree(letter_words.letters_folder(), copy)
        (copy / "alter_up" / "v1" / "en.txt").write_text(content, "utf-8")
        (copy / "blocks" / "v1" / "en" / "misnamed.txt").write_text("== opening\nHello\n", "utf-8")
        settings.BASE_DIR = tmp_path

        with pytest.raises(letter_words.BrokenTemplate, match=message):
            _uncached(letter_type=LetterType.ALTER_UP, version="v1", language=Language.EN)


class TestContext:
    @pytest.mark.parametrize("field", ["recipient_name", "salutation_name", "our_reference"])
    @pytest.mark.parametrize("value", ["", " ", "Ms Hughes\nDear", "a\tb", "a\x00b"])
    def test_refuses_a_name_or_reference_that_is_not_one_line(self, field, value):
        with pytest.raises(ValueError, match=field) as refused:
            a_context(**{field: value})

        assert "Hughes" not in str(refused.value)

    def test_refuses_an_address_line_that_is_not_one_line(self):
        with pytest.raises(ValueError, match="address_lines"):
            a_context(address_lines=("1 Example Street\nSomewhere",))

    def test_cannot_be_changed_after_it_was_made(self):
        with pytest.raises(dataclasses.FrozenInstanceError):
            a_context().recipient_name = "Someone Else"

    def test_offers_templates_exactly_the_fixed_list(self):
        assert set(a_context().variables()) == TEMPLATE_VARIABLES

    @pytest.mark.parametrize("letter_type", LetterType)
    @pytest.mark.parametrize("reader", BY_READER)
    def test_is_read_back_as_it_was_stored(self, letter_type, reader):
        _, context = a_letter(letter_type, reader=reader)

        stored = json.loads(json.dumps(context.as_json()))

        assert LetterContext.from_json(stored) == context

    def test_is_read_back_without_names_that_are_no_longer_known(self):
        assert LetterContext.from_json({**a_context().as_json(), "of_old": 1}) == a_context()

    @pytest.mark.parametrize(
        ("relation", "name", "said"),
        [("your sister", "Mair", "your sister, Mair"), ("your sister", "", "your sister"), ("", "Mair", "Mair")],
    )
    def test_names_the_victim_as_the_reader_would(self, relation, name, said):
        context = a_context(addressee=Addressee.SPOKESPERSON, victim_relation=relation, victim_name=name)

        assert context.victim_words == said


class TestRefreshing:
    def test_greets_a_new_reader_in_every_block_that_nobody_touched(self):
        words, context = a_letter(LetterType.DISCONTINUE_ALL)
        _, to_parent = a_letter(LetterType.DISCONTINUE_ALL, reader=Addressee.PARENT_GUARDIAN)
        edited = words.with_text(key=BlockKey.NEW_INFORMATION, text="Words of my own.")

        fresh = refresh(words=edited, composed_from=context, context=to_parent)

        assert "because you look after Ella" in fresh.block(BlockKey.OPENING).text
        assert "You have stood by Ella" in fresh.block(BlockKey.ACKNOWLEDGE_FEELINGS).text
        assert fresh.block(BlockKey.NEW_INFORMATION).text == "Words of my own."

    def test_keeps_what_staff_wrote_and_takes_todays_facts(self):
        words, context = a_letter(LetterType.DISCONTINUE_ALL)
        edited = words.with_text(key=BlockKey.ACKNOWLEDGE_FEELINGS, text="Words of my own.")
        later = dataclasses.replace(context, our_reference="VCS-AAAA-BBBB", is_late=True)

        fresh = refresh(words=edited, composed_from=context, context=later)

        assert fresh.block(BlockKey.ACKNOWLEDGE_FEELINGS).text == "Words of my own."
        assert "VCS-AAAA-BBBB" in fresh.block(BlockKey.VRR).text
        assert fresh.block(BlockKey.APOLOGY_LATE).text.startswith("I am sorry that this letter is late.")
        assert fresh.blocks[2].key is BlockKey.APOLOGY_LATE

    def test_takes_away_a_right_to_review_that_no_longer_holds(self):
        words, context = a_letter(LetterType.DISCONTINUE_ALL)

        none = dataclasses.replace(context, review_text=ReviewText.NONE)
        fresh = refresh(words=words, composed_from=context, context=none)

        assert fresh.block(BlockKey.VRR) is None


def _names_in_conditions(node):
    for condition, _ in node.conditions_nodelists:
        if condition is not None:
            yield from re.findall(r"\(literal ([a-z_.]+)\)", str(condition).replace("'", ""))
            yield from re.findall(r"<FilterExpression '([a-z_.]+)'>", repr(condition))


def _copy_tree(source, target):
    for path in source.rglob("*"):
        if path.is_file():
            copy = target / path.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())


def _uncached(**names):
    return letter_template.__wrapped__(**names)
