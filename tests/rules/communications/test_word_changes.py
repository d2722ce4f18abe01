"""What changed between two versions, word by word (VER-2)."""

import random
import time

import pytest

from communications.rules.letter_words import Block, BlockKey
from communications.rules.word_changes import ChangeKind, Run, block_changes, changes

SAME, ADDED, REMOVED = ChangeKind.SAME, ChangeKind.ADDED, ChangeKind.REMOVED


def block(key, text, *, is_locked=False):
    return Block(key=key, heading="", text=text, is_locked=is_locked)


class TestWords:
    def test_ver_2_shows_what_went_before_what_came(self):
        found = changes(before="The camera was broken that day.", after="The camera was not working that day.")

        assert found == (
            Run(SAME, "The camera was "),
            Run(REMOVED, "broken "),
            Run(ADDED, "not working "),
            Run(SAME, "that day."),
        )

    @pytest.mark.parametrize(
        ("before", "after", "kinds"),
        [
            ("", "", []),
            ("", "New.", [ADDED]),
            ("Old.", "", [REMOVED]),
            ("Same.", "Same.", [SAME]),
            ("A word", "A word, and more", [SAME, REMOVED, ADDED]),
            ("This letter.", "This letter. It is yours.", [SAME, ADDED]),
            ("One  space", "One space", [SAME]),
            ("One\n\nTwo", "One\nTwo", [REMOVED, ADDED, SAME]),
        ],
    )
    def test_ver_2_names_the_fate_of_every_run(self, before, after, kinds):
        assert [run.kind for run in changes(before=before, after=after)] == kinds

    def test_ver_2_gives_both_texts_back_whatever_they_are(self):
        chance = random.Random(20261122)
        words = ["you ", "told\n\n", "us ", "the ", "- camera ", "  ", "ŵ "]
        for _ in range(300):
            before, after = ("".join(chance.choices(words, k=chance.randrange(30))) for _ in range(2))
            runs = changes(before=before, after=after)
            assert "".join(run.text for run in runs if run.kind is not REMOVED) == after
            # Of the earlier text only a space may differ, which is no change to a reader.
            earlier = "".join(run.text for run in runs if run.kind is not ADDED)
            assert earlier.replace(" ", "") == before.replace(" ", "")

    def test_compares_the_longest_parts_in_no_time(self):
        before, after = "the same word " * 430, "another the same " * 350
        started = time.monotonic()

        changes(before=before, after=after)

        assert time.monotonic() - started < 2


class TestParts:
    def test_ver_2_compares_part_by_part_in_the_order_of_the_later_version(self):
        before = [
            block(BlockKey.VICTIM_VIEWS, "Gone."),
            block(BlockKey.OPENING, "Hello."),
            block(BlockKey.VRR, "As is."),
        ]
        after = [
            block(BlockKey.VRR, "As is.", is_locked=True),
            block(BlockKey.OPENING, "Dear you."),
            block(BlockKey.SIGN_OFF, "Yours."),
        ]

        found = block_changes(before=before, after=after)

        assert [(each.key, each.is_changed) for each in found] == [
            (BlockKey.VRR, False),
            (BlockKey.OPENING, True),
            (BlockKey.SIGN_OFF, True),
            (BlockKey.VICTIM_VIEWS, True),
        ]
        assert found[0].is_locked
        assert found[3].runs == (Run(REMOVED, "Gone."),)
