"""By which two ways together somebody may be invited (PORT-3, V1, V33)."""

import itertools

import pytest

from communications.rules import portal_ways
from communications.rules.portal_ways import Pair
from communications.rules.vocabulary import Channel

EMAIL, TEXT, POST = Channel.EMAIL, Channel.TEXT, Channel.POST
EVERY_PAIR = [Pair(invitation=one, codes=other) for one, other in itertools.product(Channel, Channel)]


def pair(invitation, codes):
    return Pair(invitation=invitation, codes=codes)


class TestWhyNot:
    @pytest.mark.parametrize("ways", [(EMAIL, TEXT), (TEXT, EMAIL), (POST, TEXT), (POST, EMAIL)])
    def test_has_nothing_against_two_ways_of_the_persons_own(self, ways):
        assert portal_ways.why_not(pair=pair(*ways)) == ""

    @pytest.mark.parametrize("way", [EMAIL, TEXT])
    def test_refuses_the_same_way_twice(self, way):
        assert "different ways" in portal_ways.why_not(pair=pair(way, way))

    @pytest.mark.parametrize("way", [EMAIL, TEXT, POST])
    def test_refuses_codes_by_post_because_they_last_ten_minutes(self, way):
        assert "ten minutes" in portal_ways.why_not(pair=pair(way, POST))

    @pytest.mark.parametrize("way", [EMAIL, TEXT, POST, Channel.PORTAL])
    def test_refuses_the_portal_on_either_side(self, way):
        assert "by the page itself" in portal_ways.why_not(pair=pair(Channel.PORTAL, way))
        assert "by the page itself" in portal_ways.why_not(pair=pair(way, Channel.PORTAL))

    @pytest.mark.parametrize("way", list(Channel))
    def test_refuses_whatever_passes_through_somebody_else(self, way):
        other = Channel.INTERMEDIARY_EMAIL

        assert "through somebody else" in portal_ways.why_not(pair=pair(other, way))
        assert "through somebody else" in portal_ways.why_not(pair=pair(way, other))

    @pytest.mark.parametrize("ways", EVERY_PAIR)
    def test_agrees_with_the_table_of_what_is_allowed(self, ways):
        assert (portal_ways.why_not(pair=ways) == "") == (ways in portal_ways.ALLOWED)

    def test_leaves_no_allowed_pair_without_advice(self):
        assert all(portal_ways.ALLOWED.values())


class TestOpenTo:
    @pytest.mark.parametrize(
        ("safe", "expected"),
        [
            ({EMAIL, TEXT}, [(EMAIL, TEXT), (TEXT, EMAIL)]),
            ({POST, TEXT}, [(POST, TEXT)]),
            ({POST, EMAIL}, [(POST, EMAIL)]),
            ({EMAIL, TEXT, POST}, [(EMAIL, TEXT), (TEXT, EMAIL), (POST, TEXT), (POST, EMAIL)]),
            ({POST}, []),
            ({EMAIL}, []),
            ({TEXT}, []),
            (set(), []),
            ({POST, Channel.PORTAL, Channel.INTERMEDIARY_EMAIL}, []),
        ],
    )
    def test_lists_the_pairs_the_quickest_first(self, safe, expected):
        assert portal_ways.open_to(safe=frozenset(safe)) == tuple(pair(*ways) for ways in expected)


class TestWhyNone:
    @pytest.mark.parametrize("safe", [{EMAIL, TEXT}, {POST, TEXT}, {POST, EMAIL}])
    def test_is_empty_where_there_is_a_pair(self, safe):
        assert portal_ways.why_none(safe=frozenset(safe)) == ""

    def test_says_to_staff_why_post_alone_is_not_enough_and_what_remains(self):
        said = portal_ways.why_none(safe=frozenset({POST}))

        assert "Only post is safe" in said
        assert "no letter is that quick" in said
        assert "the same facts, the same promises, on the same dates" in said

    @pytest.mark.parametrize(("safe", "words"), [(EMAIL, "Only email is safe"), (TEXT, "Only texting is safe")])
    def test_asks_for_another_way_where_there_is_one(self, safe, words):
        said = portal_ways.why_none(safe=frozenset({safe}))

        assert words in said
        assert "Ask whether another way is safe" in said

    def test_says_that_nothing_is_known_where_nothing_is(self):
        assert "No way to this person" in portal_ways.why_none(safe=frozenset())
