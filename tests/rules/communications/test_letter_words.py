"""The words of a letter as blocks: stored and read back the same, shown as typed, locked; neutral words (NEUTRAL-1)."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.vocabulary import Language
from communications.rules.letter_words import Block, BlockIsLocked, BlockKey, LetterWords, PieceKind, pieces, tidy
from communications.rules.neutral_words import revealing_words
from communications.rules.references import CASE_REFERENCE, REFERENCE, new_reference, references_in
from communications.rules.vocabulary import LetterType

WORDS = LetterWords(
    letter_type=LetterType.ALTER_UP,
    language=Language.EN,
    template_version="ALTER_UP/v1/en",
    blocks=(
        Block(key=BlockKey.NAME_FORM, heading="", text="Dear Ms Hughes,", is_locked=True),
        Block(key=BlockKey.REASON_SPECIFIC, heading="Why", text="Because.", is_locked=False),
        Block(key=BlockKey.NEW_INFORMATION, heading="New", text="", is_locked=False),
    ),
)


class TestLetterWords:
    def test_are_read_back_as_they_were_stored(self):
        stored = WORDS.as_json()

        assert (
            LetterWords.from_json(
                stored,
                letter_type=LetterType.ALTER_UP,
                language=Language.EN,
                template_version="ALTER_UP/v1/en",
            )
            == WORDS
        )

    def test_change_only_in_the_block_that_is_edited(self):
        changed = WORDS.with_text(key=BlockKey.REASON_SPECIFIC, text="Other words.\r\n")

        assert [block.text for block in changed.blocks] == ["Dear Ms Hughes,", "Other words.", ""]

    @pytest.mark.parametrize("key", [BlockKey.NAME_FORM, BlockKey.VRR])
    def test_refuse_an_edit_of_a_locked_or_absent_block(self, key):
        with pytest.raises(BlockIsLocked, match=key.value):
            WORDS.with_text(key=key, text="Dear all,")

    def test_read_as_text_without_empty_parts(self):
        assert WORDS.as_text() == "Dear Ms Hughes,\n\nWhy\n\nBecause.\n"


class TestPieces:
    def test_are_paragraphs_and_lists(self):
        found = pieces("One\ntwo\n\n- first\n- second\nafter\n\n\nlast")

        assert [(each.kind, each.lines) for each in found] == [
            (PieceKind.PARAGRAPH, ("One", "two")),
            (PieceKind.LIST, ("first", "second")),
            (PieceKind.PARAGRAPH, ("after",)),
            (PieceKind.PARAGRAPH, ("last",)),
        ]
        assert [each.is_list for each in found] == [False, True, False, False]

    def test_of_nothing_are_none(self):
        assert pieces("\n \n") == ()

    @given(st.text(alphabet=string.ascii_letters + "-<>&{}% \n"))
    def test_lose_no_character_but_list_marks_and_empty_lines(self, text):
        shown = [line for piece in pieces(text) for line in piece.lines]
        typed = [line for line in text.split("\n") if line.strip()]

        assert shown == [line.removeprefix("- ") for line in typed]


class TestTidy:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("w\u0302yn", "\u0175yn"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("a  \n\n\n\nb\n\n", "a\n\nb"),
            ("a\x00b\u200bc\u202ed", "abcd"),
            ("a\tb", "a b"),
            ("\n\n", ""),
        ],
    )
    def test_gives_text_as_it_is_stored(self, typed, stored):
        assert tidy(typed) == stored

    @given(st.text())
    def test_changes_nothing_the_second_time(self, text):
        assert tidy(tidy(text)) == tidy(text)


class TestReferences:
    def test_are_drawn_in_the_shape_that_is_recognised(self):
        drawn = {new_reference() for _ in range(200)}

        assert len(drawn) == 200
        assert all(REFERENCE.fullmatch(each) and not CASE_REFERENCE.search(each) for each in drawn)

    def test_hold_no_vowel_that_could_make_a_word(self):
        assert not set("".join(new_reference().removeprefix("VCS-") for _ in range(200))) & set("AEIOU018BSL")

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("See VCS-7K2M-9QXD.", {"VCS-7K2M-9QXD"}),
            ("See VCS-7K2M-9QXD and 45AA1234526/1", {"VCS-7K2M-9QXD", "45AA1234526"}),
            ("Ring 01632 960118 or 08088010818", set()),
            ("XVCS-7K2M-9QXD VCS-7K2M-9QXDA", set()),
        ],
    )
    def test_are_found_in_text(self, text, found):
        assert references_in(text) == found


class TestRevealingWords:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("The Court decided", {"court"}),
            ("your prosecutors' case", {"prosecutors", "case"}),
            ("Gwasanaeth Erlyn y Goron", {"erlyn", "goron"}),
            ("yr heddlu a'r llys", {"heddlu", "llys"}),
            ("There is new information for you", set()),
            ("an escape route, a showcase", set()),
        ],
    )
    def test_are_found_at_the_start_of_a_word_in_both_languages(self, text, found):
        assert revealing_words(text) == found
