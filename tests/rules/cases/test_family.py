"""Who speaks for a bereaved family, and how each of the others is told (FAM-1, FAM-2)."""

import datetime as dt

import pytest

from cases.rules.family import RelativeFacts, unfit_as_main_contact, way_for
from cases.rules.vocabulary import RelativeWay, RelativeWish

TODAY = dt.date(2026, 3, 11)


def a_relative(**changes: object) -> RelativeFacts:
    """A grown-up sister, checked, who agreed and wants a letter of her own."""
    known: dict[str, object] = {
        "reference": "R1",
        "is_main_contact": False,
        "wish": RelativeWish.BY_US,
        "has_consent": True,
        "is_suspect_or_lives_with_suspect": False,
        "has_died": False,
        "has_opted_out": False,
        "born_on": dt.date(1980, 1, 1),
    }
    return RelativeFacts(**{**known, **changes})  # type: ignore[arg-type]


def way(relative: RelativeFacts, *, has_flo: bool = True, has_main_contact: bool = True) -> RelativeWay:
    return way_for(relative=relative, on=TODAY, has_flo=has_flo, has_main_contact=has_main_contact).way


class TestMainContact:
    def test_a_checked_adult_can_be_it(self) -> None:
        assert unfit_as_main_contact(relative=a_relative(), on=TODAY) == ()

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"has_died": True}, "They have died"),
            (
                {"is_suspect_or_lives_with_suspect": None},
                "Nobody has checked whether they are a suspect or live with one",
            ),
            ({"is_suspect_or_lives_with_suspect": True}, "They are a suspect or live with one"),
            ({"born_on": dt.date(2008, 3, 12)}, "They are under 18"),
            ({"born_on": dt.date(2026, 3, 12)}, "They are under 18"),
            ({"wish": RelativeWish.NOT_AT_ALL}, "They asked to be told nothing"),
            ({"has_opted_out": True}, "They asked to be told nothing"),
        ],
    )
    def test_cannot_be_one_of_whom_this_is_known(self, changes: dict[str, object], reason: str) -> None:
        assert unfit_as_main_contact(relative=a_relative(**changes), on=TODAY) == (reason,)

    def test_may_be_it_from_the_18th_birthday_or_where_nobody_knows_the_age(self) -> None:
        for born_on in (dt.date(2008, 3, 11), None):
            assert unfit_as_main_contact(relative=a_relative(born_on=born_on), on=TODAY) == ()

    def test_every_reason_is_said(self) -> None:
        unfit = a_relative(has_died=True, is_suspect_or_lives_with_suspect=True, has_opted_out=True)

        assert len(unfit_as_main_contact(relative=unfit, on=TODAY)) == 3


class TestWay:
    @pytest.mark.parametrize("wish", RelativeWish)
    def test_a_suspect_gets_nothing_whatever_they_wish(self, wish: RelativeWish) -> None:
        assert way(a_relative(is_suspect_or_lives_with_suspect=True, wish=wish)) is RelativeWay.NEVER

    @pytest.mark.parametrize(
        ("wish", "expected"),
        [
            (RelativeWish.BY_US, RelativeWay.OWN_LETTER),
            (RelativeWish.THROUGH_FLO, RelativeWay.THROUGH_FLO),
            (RelativeWish.THROUGH_MAIN_CONTACT, RelativeWay.THROUGH_MAIN_CONTACT),
            (RelativeWish.NOT_AT_ALL, RelativeWay.NOTHING),
            (RelativeWish.NOT_ASKED, RelativeWay.ASK_FIRST),
        ],
    )
    def test_follows_their_own_wish(self, wish: RelativeWish, expected: RelativeWay) -> None:
        assert way(a_relative(wish=wish)) is expected

    @pytest.mark.parametrize("changes", [{"has_died": True}, {"has_opted_out": True}])
    def test_nothing_to_the_dead_and_to_who_asked_not_to_be_contacted(self, changes: dict[str, object]) -> None:
        assert way(a_relative(**changes)) is RelativeWay.NOTHING

    @pytest.mark.parametrize(
        ("changes", "word"),
        [
            ({"is_suspect_or_lives_with_suspect": None}, "checked"),
            ({"born_on": dt.date(2015, 1, 1)}, "under 18"),
            ({"has_consent": False}, "agreed"),
            ({"wish": RelativeWish.NOT_ASKED}, "asked"),
        ],
    )
    def test_what_nobody_has_asked_is_asked_first(self, changes: dict[str, object], word: str) -> None:
        answer = way_for(relative=a_relative(**changes), on=TODAY, has_flo=True, has_main_contact=True)

        assert answer.way is RelativeWay.ASK_FIRST
        assert word in answer.reasons[0]

    def test_a_way_through_somebody_who_is_not_there_is_asked_about(self) -> None:
        assert way(a_relative(wish=RelativeWish.THROUGH_FLO), has_flo=False) is RelativeWay.ASK_FIRST
        by_main = a_relative(wish=RelativeWish.THROUGH_MAIN_CONTACT)
        assert way(by_main, has_main_contact=False) is RelativeWay.ASK_FIRST
