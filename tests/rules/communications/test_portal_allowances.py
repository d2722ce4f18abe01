"""How many codes are sent on what somebody typed, and what counts as one network (PORT-8, V1)."""

import pytest

from communications.rules import portal_allowances as rules


class TestNetwork:
    @pytest.mark.parametrize("address", ["198.51.100.7", "203.0.113.200"])
    def test_of_an_older_address_is_the_address(self, address):
        assert rules.network_of(address=address) == address

    def test_of_newer_addresses_is_that_of_the_household(self):
        one, other = (rules.network_of(address=f"2001:db8:1:2:{end}") for end in ("a:b:c:d", "ffff::1"))

        assert one == other == "2001:db8:1:2::/64"
        assert rules.network_of(address="2001:db8:1:3::1") != one

    def test_of_a_newer_address_with_few_bits_is_no_older_one(self):
        assert rules.network_of(address="::1") == "::/64"

    def test_of_an_older_address_in_the_newer_writing_is_the_older(self):
        assert rules.network_of(address="::ffff:198.51.100.7") == "198.51.100.7"

    @pytest.mark.parametrize("address", ["", "unknown", "x" * 500])
    def test_of_no_address_is_a_short_word(self, address):
        assert rules.network_of(address=address) == address[:60]


class TestAllowances:
    def test_leave_something_to_a_third_network_when_one_stranger_took_all_he_can(self):
        assert rules.STRANGE_AN_HOUR_EACH < rules.STRANGE_AN_HOUR

    def test_are_never_so_many_that_a_telephone_buzzes_all_day(self):
        assert rules.STRANGE_A_DAY <= 15
        assert rules.KNOWN_A_DAY <= 15
