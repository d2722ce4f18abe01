"""Devices that people unlock: how many, and when one is a copy (PORT-9)."""

import pytest

from communications.rules import portal_passkeys


class TestCopy:
    @pytest.mark.parametrize(
        ("known", "seen", "is_copy"),
        [(0, 0, False), (0, 1, False), (3, 4, False), (3, 9, False), (3, 3, True), (3, 2, True), (3, 0, True)],
    )
    def test_is_a_device_that_counts_and_repeats_itself(self, known, seen, is_copy):
        assert portal_passkeys.is_copy(known=known, seen=seen) is is_copy


class TestMost:
    def test_are_five_of_one_person(self):
        assert portal_passkeys.may_add(already=4)
        assert not portal_passkeys.may_add(already=5)
