"""What people choose for themselves, and what of it somebody looks at afterwards (CHO-1 to CHO-7)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import ContactPointKind, OwnWay
from communications.rules import own_choices
from communications.rules.own_choices import NewsKind, Weight
from communications.rules.promises import LONGEST_OWN_RHYTHM, SHORTEST_OWN_RHYTHM
from communications.rules.vocabulary import Purpose

FIRST = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
NOTHING_CHOSEN: dict[str, object] = {
    "never_post": False,
    "never_email": False,
    "never_text": False,
    "never_phone": False,
    "safe_windows": [],
    "times_to_avoid": [],
    "code_phrase": "",
    "must_not_know": "",
    "may_leave_voicemail": False,
}
MORNINGS = [{"days": [0], "from": "09:00", "to": "12:00"}]


class TestHeldSince:
    """CHO-1: since when what holds now has held."""

    @pytest.mark.parametrize(
        ("values", "since"),
        [
            ([], None),
            ([None], None),
            ([7], 0),
            ([7, 7], 0),
            ([7, 14], 1),
            ([7, 14, 14, 7], 3),
            ([7, None], 1),
            ([None, None, 7, 7], 2),
        ],
    )
    def test_is_the_first_version_of_an_unbroken_run(self, values: list[int | None], since: int | None) -> None:
        versions = [(value, FIRST + number * DAY) for number, value in enumerate(values)]

        held = own_choices.held_since(versions=versions, at_first=None)

        assert held == (None if since is None else FIRST + since * DAY)


class TestWeights:
    """CHO-2: what may be the work of somebody else is put before a person."""

    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            ({}, {}, ()),
            ({}, {"never_post": True}, (Weight.CLOSED_A_WAY,)),
            ({"never_phone": True}, {"never_phone": False}, (Weight.OPENED_A_WAY,)),
            ({"never_text": True}, {"never_email": True}, (Weight.CLOSED_A_WAY, Weight.OPENED_A_WAY)),
            ({}, {"safe_windows": MORNINGS}, ()),
            ({"safe_windows": MORNINGS}, {}, (Weight.OTHER_TIMES,)),
            ({"times_to_avoid": MORNINGS}, {"times_to_avoid": []}, (Weight.OTHER_TIMES,)),
            ({}, {"may_leave_voicemail": True}, (Weight.VOICEMAIL,)),
            ({"may_leave_voicemail": True}, {}, ()),
            ({}, {"code_phrase": "blue teapot"}, ()),
            ({"code_phrase": "blue teapot"}, {"code_phrase": "red kettle"}, (Weight.OTHER_PHRASE,)),
            ({"code_phrase": "blue teapot"}, {"code_phrase": ""}, (Weight.OTHER_PHRASE,)),
            ({}, {"must_not_know": "A neighbour"}, ()),
            ({"must_not_know": "A neighbour"}, {"must_not_know": ""}, (Weight.WHO_MUST_NOT_KNOW,)),
        ],
    )
    def test_a_change_weighs(
        self, before: dict[str, object], after: dict[str, object], expected: tuple[Weight, ...]
    ) -> None:
        found = own_choices.weights_of(before={**NOTHING_CHOSEN, **before}, after={**NOTHING_CHOSEN, **after})

        assert found == expected

    @pytest.mark.parametrize("weight", Weight)
    def test_each_has_words_for_staff(self, weight: Weight) -> None:
        assert len(weight.words.split()) >= 4


class TestWays:
    """CHO-3: a way for each kind of news, of those that are open."""

    @pytest.mark.parametrize("purpose", Purpose)
    def test_every_letter_is_a_kind_of_news_and_nothing_else_is(self, purpose: Purpose) -> None:
        bare = {Purpose.PORTAL_INVITATION, Purpose.PORTAL_CODE, Purpose.NEWS_NOTICE, Purpose.CALL_NOTICE}

        assert (own_choices.kind_of(purpose=purpose) is None) == (purpose in bare)

    @pytest.mark.parametrize(
        ("never", "safe", "is_through_somebody", "closed"),
        [
            (set(), set(ContactPointKind), False, set()),
            (set(), set(), False, {OwnWay.PHONE, OwnWay.EMAIL, OwnWay.POST}),
            (set(), {ContactPointKind.HOME_PHONE}, False, {OwnWay.EMAIL, OwnWay.POST}),
            ({"never_phone", "never_post"}, set(ContactPointKind), False, {OwnWay.PHONE, OwnWay.POST}),
            (set(), set(ContactPointKind), True, set(OwnWay)),
        ],
    )
    def test_closed_are_those_without_a_safe_place_and_those_they_closed(
        self, never: set[str], safe: set[ContactPointKind], is_through_somebody: bool, closed: set[OwnWay]
    ) -> None:
        found = own_choices.closed_ways(never=never, safe=safe, is_through_somebody=is_through_somebody)

        assert found == closed

    @pytest.mark.parametrize("kind", NewsKind)
    def test_offers_what_is_not_closed(self, kind: NewsKind) -> None:
        assert OwnWay.PHONE in own_choices.ways_for(kind=kind, closed=())
        assert OwnWay.PHONE not in own_choices.ways_for(kind=kind, closed=(OwnWay.PHONE,))

    def test_what_cannot_wait_waits_for_no_letter_and_no_page(self) -> None:
        offered = own_choices.ways_for(kind=NewsKind.URGENT, closed=())

        assert {OwnWay.POST, OwnWay.ONLINE}.isdisjoint(offered)


class TestOwnView:
    """CHO-4: by what is said on the page the tier may rise and never falls."""

    @pytest.mark.parametrize(
        ("before", "said", "kept"),
        [("", "MORE", "MORE"), ("", "LESS", "LESS"), ("MORE", "LESS", "MORE"), ("LESS", "MORE", "MORE")],
    )
    def test_who_asked_for_more_keeps_it(self, before: str, said: str, kept: str) -> None:
        assert own_choices.own_view_to_keep(before=before, said=said, raising="MORE") == kept

    @pytest.mark.parametrize(
        ("needed", "needs", "said", "kept"),
        [
            (True, False, False, None),
            (True, True, False, False),
            (False, False, False, False),
            (False, True, True, True),
        ],
    )
    def test_who_needs_nothing_any_more_is_asked_by_a_person(
        self, needed: bool, needs: bool, said: bool, kept: bool | None
    ) -> None:
        found = own_choices.interpreter_to_keep(needed_something=needed, needs_something=needs, said=said)

        assert found is kept


@pytest.mark.parametrize("doubt", own_choices.Doubt)
def test_cho_6_asks_a_person_to_ring_and_to_ask_about_pressure(doubt: own_choices.Doubt) -> None:
    said = own_choices.DOUBTS[doubt]

    assert "Ring them at a safe time" in said
    assert "putting pressure on them" in said
    assert len(said) <= 300


@pytest.mark.parametrize(
    ("changed", "unsafe", "has_phone", "words"),
    [
        ({ContactPointKind.POST}, set(), True, "Said online: new address. Ring them,"),
        (set(), {ContactPointKind.EMAIL}, True, "Said online: not safe and not used any more: email. Ring them,"),
        (
            {ContactPointKind.EMAIL, ContactPointKind.MOBILE},
            {ContactPointKind.MOBILE},
            False,
            "new mobile, email; not safe and not used any more: mobile. No safe number is left",
        ),
        (set(ContactPointKind), set(ContactPointKind), False, "Write nothing about it to an old place"),
    ],
)
def test_cho_7_says_what_has_changed_and_how_to_ask(
    changed: set[ContactPointKind], unsafe: set[ContactPointKind], has_phone: bool, words: str
) -> None:
    said = own_choices.places_summary(changed=changed, unsafe=unsafe, has_phone=has_phone)

    assert words in said
    assert len(said) <= 300


def test_cho_5_offers_weekly_to_two_monthly() -> None:
    assert own_choices.OFFERED_RHYTHMS[0] == SHORTEST_OWN_RHYTHM
    assert own_choices.OFFERED_RHYTHMS[-1] == LONGEST_OWN_RHYTHM
