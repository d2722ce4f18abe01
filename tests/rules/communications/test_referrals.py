"""Passing a name on: which services, what consent holds, which ways are safe, which step follows which (REF-1 to 5)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import ContactPointKind
from communications.documents.support import support_rows
from communications.rules import referrals as rules
from communications.rules.referrals import ReferralReason, ReferralState
from communications.rules.safe_contact import Refusal, SafeContactProfile, SafePoint
from communications.rules.safe_hours import Window
from communications.rules.support import ServiceRow, SupportFacts
from communications.rules.vocabulary import Channel

#: Wednesday, ten in the morning.
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
ON = AT.date()
MOBILE = SafePoint(id="1", kind=ContactPointKind.MOBILE, key="+447700900123", is_safe=True, usable_from=None)
EMAIL = SafePoint(id="2", kind=ContactPointKind.EMAIL, key="sam@example.org", is_safe=True, usable_from=None)


def profile(**known) -> SafeContactProfile:
    return SafeContactProfile(
        **{"points": (MOBILE, EMAIL), "allowed": frozenset({Channel.EMAIL, Channel.TEXT, Channel.POST}), **known}
    )


def against(point=MOBILE, *, at=AT, **known):
    return rules.against(point=point, profile=profile(**known), at=at)


class TestServices:
    """REF-1."""

    def test_take_a_name_only_where_the_list_says_so(self) -> None:
        codes = [row.code for row in rules.takes_names(rows=support_rows())]

        assert "VICTIM_SUPPORT" in codes
        assert not {"SAMARITANS", "CHILDLINE", "RAPE_CRISIS", "HOMICIDE"} & set(codes)

    def test_stand_in_the_order_of_the_list(self) -> None:
        rows = [
            ServiceRow(name=name, offers="help", rank=rank, takes_names=True) for name, rank in (("B", 2), ("A", 1))
        ]

        assert [row.name for row in rules.takes_names(rows=rows)] == ["A", "B"]

    @pytest.mark.parametrize(("age", "found"), [(17, []), (60, ["Older"]), (None, [])])
    def test_are_for_people_of_their_age(self, age, found) -> None:
        rows = [ServiceRow(name="Older", offers="help", groups=frozenset({"OVER_60"}), takes_names=True)]

        assert [row.name for row in rules.takes_names(rows=rows, facts=SupportFacts(area="", age=age))] == found

    def test_each_have_a_code_of_their_own_that_names_nobody(self) -> None:
        codes = [row.code for row in support_rows()]

        assert all(codes)
        assert len(set(codes)) == len(codes)


class TestConsent:
    """REF-2."""

    def test_holds_for_four_weeks_its_last_day_included(self) -> None:
        until = rules.consent_until(on=ON)

        assert until == dt.date(2026, 4, 8)
        assert rules.consent_holds(until=until, on=until)
        assert not rules.consent_holds(until=until, on=until + dt.timedelta(days=1))

    @pytest.mark.parametrize(("age", "may"), [(15, False), (16, True), (None, True)])
    def test_is_given_online_from_sixteen_on(self, age, may) -> None:
        assert rules.may_ask_online(age=age) is may


class TestWays:
    """REF-3: the rules by which we get in touch ourselves, and never wider."""

    @pytest.mark.parametrize("point", [MOBILE, EMAIL])
    def test_known_to_be_safe_may_be_passed_on(self, point) -> None:
        assert against(point) == ()

    @pytest.mark.parametrize(
        ("point", "known", "reason"),
        [
            (SafePoint(id="3", kind=ContactPointKind.MOBILE, key="+447700900999", is_safe=False, usable_from=None), {},
             Refusal.NOT_KNOWN_TO_BE_SAFE),
            (MOBILE, {"keys_of_others": ((ContactPointKind.HOME_PHONE, "+447700900123"),)},
             Refusal.SHARED_WITH_A_PARTY),
            (EMAIL, {"keys_of_others": ((ContactPointKind.EMAIL, "sam@example.org"),)}, Refusal.SHARED_WITH_A_PARTY),
            (MOBILE, {"never_phone": True}, Refusal.CHANNEL_NOT_ALLOWED),
            (EMAIL, {"allowed": frozenset({Channel.POST})}, Refusal.CHANNEL_NOT_ALLOWED),
            (MOBILE, {"is_through_intermediary": True}, Refusal.THROUGH_INTERMEDIARY_ONLY),
            (MOBILE, {"has_died": True}, Refusal.DECEASED),
            (SafePoint(id="4", kind=ContactPointKind.POST, key="x", is_safe=True, usable_from=None), {},
             Refusal.CHANNEL_NOT_ALLOWED),
        ],
    )  # fmt: skip
    def test_that_are_not_safe_are_never_passed_on(self, point, known, reason) -> None:
        assert reason in against(point, **known)

    def test_without_a_single_safe_hour_are_not_passed_on(self) -> None:
        window = Window(days=frozenset({2}), since=dt.time(9), until=dt.time(10))

        assert Refusal.NO_SAFE_TIME in against(windows=(window,), avoid=(window,))

    def test_changed_a_moment_ago_wait(self) -> None:
        fresh = SafePoint(
            id="1", kind=ContactPointKind.MOBILE, key="+447700900123", is_safe=True,
            usable_from=AT + dt.timedelta(days=1),
        )  # fmt: skip

        assert Refusal.COOLING_OFF in against(fresh)

    def test_in_the_middle_of_the_night_are_asked_for_all_the_same(self) -> None:
        assert against(at=AT.replace(hour=2)) == ()

    def test_of_somebody_who_wants_no_contact_with_us_are_theirs_to_pass_on(self) -> None:
        assert against(has_opted_out=True, has_withdrawn_and_declined=True) == ()

    @pytest.mark.parametrize(
        ("is_wanted", "is_agreed_with_us", "may"),
        [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
    )
    def test_take_a_message_only_where_we_may_leave_one_too(self, is_wanted, is_agreed_with_us, may) -> None:
        assert rules.may_leave_message(is_wanted=is_wanted, is_agreed_with_us=is_agreed_with_us) is may


class TestSteps:
    """REF-4."""

    def test_every_state_is_reached_and_says_what_may_follow(self) -> None:
        reached = frozenset().union(*rules.FOLLOWS.values()) | {ReferralState.ASKED}

        assert reached == set(ReferralState) == set(rules.FOLLOWS)

    @pytest.mark.parametrize("state", ReferralState)
    @pytest.mark.parametrize("step", ReferralState)
    def test_a_step_follows_or_is_refused(self, state, step) -> None:
        reason = rules.REASONS.get(step, (None,))[0]
        if step in rules.FOLLOWS[state]:
            rules.require_follows(state=state, step=step, reason=reason)
        else:
            with pytest.raises(rules.StepDoesNotFollow):
                rules.require_follows(state=state, step=step, reason=reason)

    @pytest.mark.parametrize(
        ("step", "reason"),
        [
            (ReferralState.WITHDRAWN, None),
            (ReferralState.WITHDRAWN, ReferralReason.NO_ROOM),
            (ReferralState.DECLINED_BY_SERVICE, ReferralReason.PERSON_ASKED),
            (ReferralState.TAKEN_UP, ReferralReason.PERSON_ASKED),
        ],
    )
    def test_a_reason_belongs_to_its_step(self, step, reason) -> None:
        with pytest.raises(rules.StepDoesNotFollow):
            rules.require_follows(state=ReferralState.PASSED_ON, step=step, reason=reason)

    def test_nothing_is_passed_on_twice_without_a_word_from_the_service(self) -> None:
        assert ReferralState.PASSED_ON not in rules.FOLLOWS[ReferralState.PASSED_ON]

    def test_what_is_open_can_always_be_withdrawn(self) -> None:
        assert all(ReferralState.WITHDRAWN in rules.FOLLOWS[state] for state in rules.OPEN)


class TestShown:
    """REF-5."""

    @pytest.mark.parametrize(
        ("is_hidden", "is_own", "is_shown"),
        [(False, True, True), (True, True, False), (False, False, False), (True, False, False)],
    )
    def test_ones_own_alone_and_not_where_no_trace_is_wanted(self, is_hidden, is_own, is_shown) -> None:
        assert rules.is_shown_online(is_hidden=is_hidden, is_own=is_own) is is_shown
