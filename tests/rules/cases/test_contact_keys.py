"""One form for addresses, phones and emails, so that a shared one is found (SAFE-7, T7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.contact_keys import AddressKey, address_key, email_key, is_same_contact, key_for, phone_key
from cases.rules.vocabulary import ContactPointKind

HOME = "12 High Street\nExampleton\nEX1 2MP"


def same_home(one: str, other: str) -> bool:
    return is_same_contact(kind=ContactPointKind.POST, key=address_key(value=one), other=address_key(value=other))


class TestEmail:
    @pytest.mark.parametrize("written", ["Sam@Example.org", " sam@example.org ", "SAM@EXAMPLE.ORG"])
    def test_case_and_blanks_make_no_difference(self, written: str) -> None:
        assert email_key(value=written) == "sam@example.org"

    def test_dots_and_tags_make_another_address(self) -> None:
        assert email_key(value="s.am@example.org") != email_key(value="sam@example.org")
        assert email_key(value="sam+cps@example.org") != email_key(value="sam@example.org")


class TestPhone:
    @pytest.mark.parametrize(
        "written", ["07700 900123", "+44 7700 900123", "0044 7700 900 123", "(07700) 900-123", "+44 (0)7700 900123"]
    )
    def test_every_way_to_write_one_number_is_one_key(self, written: str) -> None:
        assert phone_key(value=written) == "+447700900123"

    def test_a_foreign_number_keeps_its_country(self) -> None:
        assert phone_key(value="+353 20 915 0123") == "+353209150123"

    def test_what_is_not_a_number_keeps_its_digits_only(self) -> None:
        assert phone_key(value="ext. 7") == "7"


class TestAddress:
    @pytest.mark.parametrize(
        "written",
        [
            "12 High Street, Exampleton, EX1 2MP",
            "12, HIGH ST, EX12MP",
            "12 High Street\nEX1  2MP",
            "012 high street, exampleton ex1 2mp",
            "Rose Cottage, 12 High Street, EX1 2MP",
            "12-14 High Street, EX1 2MP",
        ],
    )
    def test_ways_to_write_one_house_are_the_same_home(self, written: str) -> None:
        assert same_home(HOME, written)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Flat A, 12 High Street, EX1 2MP", "12A High Street, EX1 2MP"),
            ("Flat 1, 12 High Street, EX1 2MP", "1/12 High Street, EX1 2MP"),
            ("Flat 1, 12 High Street, EX1 2MP", "Apt. 1, 12 High St, EX1 2MP"),
            ("Flat 01, 12 High Street, EX1 2MP", "12 High Street, Flat 1, EX1 2MP"),
            ("Flat 1, 12 High Street, EX1 2MP", "Flat 1A, 12 High Street, EX1 2MP"),
            ("Flat 1 A, 12 High Street, EX1 2MP", "Flat 1A, 12 High Street, EX1 2MP"),
            ("Ground Floor Flat, 12 High Street, EX1 2MP", "Ground floor, 12 High Street, EX1 2MP"),
            ("Garden Flat, 12 High Street, EX1 2MP", "12 High Street, EX1 2MP"),
            ("1/12A High Street, EX1 2MP", "Flat 1, 12 High Street, EX1 2MP"),
            ("Flat 1, 12 High Street, EX1 2MP", "12 High Street, EX1 2MP"),
            ("12A High Street, EX1 2MP", "12 High Street, EX1 2MP"),
            ("Rose Cottage, Mill Lane, EX1 2MP", "Rose Cottage, Mill Ln, Exampleton, EX1 2MP"),
            ("Rose Cottage, EX1 2MP", "Rose Cottage, Mill Lane, Exampleton, EX1 2MP"),
            ("Rose Cottage, Mill Lane, EX1 2MP", "Rose Cottage, The Green, EX1 2MP"),
            ("St Mary's House, Mill Lane, EX1 2MP", "St Mary\N{RIGHT SINGLE QUOTATION MARK}s Hse, Mill Lane, EX1 2MP"),
            ("Rose Cottage, Mill Lane, EX1 2MP", "3 Mill Lane, EX1 2MP"),
            ("EX1 2MP", "12 High Street, EX1 2MP"),
            ("12 High Street, Exampleton", "12 High St, Exampleton"),
        ],
    )
    def test_what_may_be_one_home_counts_as_one(self, one: str, other: str) -> None:
        """T7: "Flat 1"/"1A" and the variants of the postal address file."""
        assert same_home(one, other)
        assert same_home(other, one)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (HOME, "14 High Street, EX1 2MP"),
            (HOME, "12 High Street, Exampleton, EX9 9ZZ"),
            ("Flat 1, 12 High Street, EX1 2MP", "Flat 2, 12 High Street, EX1 2MP"),
            ("Flat 1A, 12 High Street, EX1 2MP", "Flat 1B, 12 High Street, EX1 2MP"),
            ("12A High Street, EX1 2MP", "12B High Street, EX1 2MP"),
            ("Ground Floor Flat, 12 High Street, EX1 2MP", "Top Floor Flat, 12 High Street, EX1 2MP"),
            ("Rose Cottage, Mill Lane, EX1 2MP", "Ivy House, Mill Lane, EX1 2MP"),
            ("12 High Street, Exampleton", "12 Low Street, Exampleton"),
            ("12 High Street, Exampleton", "12 High Street, Otherton, EX9 9ZZ"),
        ],
    )
    def test_what_is_plainly_another_home_is_told_apart(self, one: str, other: str) -> None:
        assert not same_home(one, other)
        assert not same_home(other, one)

    def test_house_number_nought_is_a_number(self) -> None:
        assert AddressKey.parse(address_key(value="0 High Street, EX1 2MP")).house == "0"

    @given(text=st.text(max_size=80))
    def test_any_text_gives_a_key_that_can_be_read_again_and_matches_itself(self, text: str) -> None:
        key = address_key(value=text)

        assert str(AddressKey.parse(key)) == key
        assert is_same_contact(kind=ContactPointKind.POST, key=key, other=key)


class TestAnyKind:
    @pytest.mark.parametrize(
        ("kind", "value", "key"),
        [
            (ContactPointKind.EMAIL, "Sam@Example.org", "sam@example.org"),
            (ContactPointKind.MOBILE, "07700 900123", "+447700900123"),
            (ContactPointKind.HOME_PHONE, "01632 960123", "+441632960123"),
            (ContactPointKind.POST, "12 High Street, EX1 2MP", "EX12MP|12||HIGH STREET"),
        ],
    )
    def test_each_kind_has_its_own_form(self, kind: ContactPointKind, value: str, key: str) -> None:
        assert key_for(kind=kind, value=value) == key

    def test_a_key_that_is_empty_never_matches(self) -> None:
        assert not is_same_contact(kind=ContactPointKind.EMAIL, key="", other="")

    def test_a_stored_key_of_another_form_is_read_as_an_address(self) -> None:
        assert is_same_contact(
            kind=ContactPointKind.POST, key="12 high street\nex1 2mp", other=address_key(value="12 High St, EX1 2MP")
        )

    def test_emails_match_only_when_equal(self) -> None:
        assert is_same_contact(kind=ContactPointKind.EMAIL, key="a@example.org", other="a@example.org")
        assert not is_same_contact(kind=ContactPointKind.EMAIL, key="a@example.org", other="b@example.org")
