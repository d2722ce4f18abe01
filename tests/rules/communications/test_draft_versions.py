"""Versions of a draft: what an approval names, and what makes a new one (VER-1, VER-3)."""

import dataclasses

import pytest

from communications.rules.draft_versions import VersionKind, is_worth_keeping, words_digest
from communications.rules.letter_words import Block, BlockKey

OPENING = Block(key=BlockKey.OPENING, heading="", text="I am writing to you.", is_locked=False)
RIGHT = Block(key=BlockKey.VRR, heading="Your right", text="You can ask.", is_locked=True)


class TestDigest:
    def test_ver_1_is_the_same_for_the_same_words(self):
        assert words_digest([OPENING, RIGHT]) == words_digest((OPENING, RIGHT)) == words_digest([OPENING, RIGHT], [])

    @pytest.mark.parametrize(
        "sides",
        [
            [[OPENING]],
            [[RIGHT, OPENING]],
            [[dataclasses.replace(OPENING, text="I am writing to you!"), RIGHT]],
            [[OPENING, dataclasses.replace(RIGHT, heading="Your rights")]],
            [[OPENING, RIGHT], [OPENING]],
            [[OPENING], [RIGHT]],
        ],
    )
    def test_ver_1_differs_for_any_other_words_order_or_language(self, sides):
        assert words_digest(*sides) != words_digest([OPENING, RIGHT])


class TestKeeping:
    @pytest.mark.parametrize("kind", VersionKind)
    def test_ver_3_new_words_are_always_kept(self, kind):
        assert is_worth_keeping(kind=kind, digest="a", newest_digest="b")

    @pytest.mark.parametrize(
        ("kind", "is_kept"),
        [(kind, kind not in {VersionKind.SAVED, VersionKind.AUTOSAVED}) for kind in VersionKind],
    )
    def test_ver_3_the_same_words_only_for_what_must_be_shown(self, kind, is_kept):
        assert is_worth_keeping(kind=kind, digest="a", newest_digest="a") is is_kept
