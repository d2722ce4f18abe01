"""To whom, on which number and for how long a code is read out on the telephone (PORT-7, V33)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import ContactPointKind
from communications.rules import portal_spoken
from communications.rules.calls.vocabulary import IdentityKind
from communications.rules.portal_spoken import Number, WhyNone
from communications.rules.safe_contact import SafePoint
from communications.rules.vocabulary import Channel

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


def point(kind: ContactPointKind, key: str) -> SafePoint:
    return SafePoint(id=key, kind=kind, key=key, is_safe=True)


HOME = point(ContactPointKind.HOME_PHONE, "+441632960001")
MOBILE = point(ContactPointKind.MOBILE, "+447700900001")
EMAIL = point(ContactPointKind.EMAIL, "person@example.org")
POST = point(ContactPointKind.POST, "EX1 1EX|1||")


class TestChecks:
    def test_are_only_those_whose_answer_nobody_else_knows(self):
        checks = portal_spoken.checks(has_agreed_words=True)

        assert set(checks) == {IdentityKind.AGREED_WORDS, IdentityKind.SECURITY_QUESTIONS}

    def test_ask_for_agreed_words_only_where_there_are_some(self):
        assert portal_spoken.checks(has_agreed_words=False) == (IdentityKind.SECURITY_QUESTIONS,)


class TestCodesAfter:
    def test_follow_a_call_at_home_by_email_or_to_the_mobile(self):
        ways = {Channel.TEXT: MOBILE, Channel.EMAIL: EMAIL, Channel.POST: POST}

        assert portal_spoken.codes_after(rung=HOME, ways=ways) == (Channel.EMAIL, Channel.TEXT)

    def test_never_follow_a_call_to_a_mobile_as_texts(self):
        other = point(ContactPointKind.MOBILE, "+447700900002")

        assert portal_spoken.codes_after(rung=MOBILE, ways={Channel.TEXT: MOBILE}) == ()
        assert portal_spoken.codes_after(rung=other, ways={Channel.TEXT: MOBILE}) == ()

    def test_follow_a_call_to_a_mobile_by_email(self):
        ways = {Channel.TEXT: MOBILE, Channel.EMAIL: EMAIL}

        assert portal_spoken.codes_after(rung=MOBILE, ways=ways) == (Channel.EMAIL,)

    def test_take_a_mobile_that_is_recorded_as_the_home_telephone_for_what_it_is(self):
        as_home = point(ContactPointKind.HOME_PHONE, MOBILE.key)

        assert portal_spoken.codes_after(rung=as_home, ways={Channel.TEXT: MOBILE}) == ()

    def test_never_go_by_post(self):
        assert portal_spoken.codes_after(rung=HOME, ways={Channel.POST: POST}) == ()


class TestTooNew:
    @pytest.mark.parametrize(
        ("hours", "is_too_new"), [(0, True), (47, True), (48, False), (2000, False)], ids=["now", "47", "48", "long"]
    )
    def test_is_a_number_recorded_less_than_two_days_ago(self, hours, is_too_new):
        assert portal_spoken.is_too_new(recorded_at=AT - dt.timedelta(hours=hours), at=AT) is is_too_new


def number(*codes: Channel, is_rested: bool = True, may_ring_now: bool = True) -> Number:
    return Number(codes=codes, is_rested=is_rested, may_ring_now=may_ring_now)


class TestWhyNone:
    @pytest.mark.parametrize(
        ("numbers", "ways", "why"),
        [
            ([], {Channel.EMAIL}, WhyNone.NO_NUMBER),
            ([number()], set(), WhyNone.ONLY_TELEPHONE),
            ([number()], {Channel.POST}, WhyNone.ONLY_TELEPHONE),
            ([number()], {Channel.TEXT}, WhyNone.ONE_TELEPHONE),
            ([number(Channel.EMAIL, is_rested=False)], {Channel.EMAIL}, WhyNone.TOO_NEW),
            ([number(Channel.TEXT, is_rested=False), number()], {Channel.TEXT}, WhyNone.TOO_NEW),
            ([number(Channel.EMAIL, may_ring_now=False)], {Channel.EMAIL}, WhyNone.NOT_NOW),
            (
                [number(Channel.EMAIL, may_ring_now=False), number(Channel.EMAIL, is_rested=False)],
                {Channel.EMAIL},
                WhyNone.NOT_NOW,
            ),
            ([number(Channel.EMAIL)], {Channel.EMAIL}, None),
            ([number(), number(Channel.TEXT)], {Channel.TEXT}, None),
        ],
    )
    def test_names_what_stands_against_it(self, numbers, ways, why):
        assert portal_spoken.why_none(numbers=numbers, ways=frozenset(ways)) is why

    @pytest.mark.parametrize("why", [WhyNone.NO_NUMBER, WhyNone.ONLY_TELEPHONE, WhyNone.ONE_TELEPHONE])
    def test_says_that_nothing_is_lost(self, why):
        assert "by telephone and in letters: the same facts, the same promises, on the same dates" in why.words

    @pytest.mark.parametrize("why", WhyNone)
    def test_has_words_for_every_reason(self, why):
        assert why.words.endswith(".")


class TestTooMany:
    @pytest.mark.parametrize(("given", "too_many"), [(0, False), (2, False), (3, True), (4, True)])
    def test_ends_after_three_within_a_day(self, given, too_many):
        assert portal_spoken.is_one_too_many(given_to_person=given) is too_many

    def test_lets_a_code_live_for_half_an_hour(self):
        assert dt.timedelta(minutes=30) == portal_spoken.SPOKEN_LIFE
