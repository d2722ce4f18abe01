"""One function decides send-ability (SAFE-1 to SAFE-7; V13 to V15; T1, T4, T5, T7, T16, T17)."""

import dataclasses
import datetime as dt
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.rules.contact_keys import key_for
from cases.rules.vocabulary import ContactPointKind, Language
from cases.rules.working_days import LONDON
from communications.rules.safe_contact import (
    DEFAULT_CONTENT,
    HIGHEST_CONTENT,
    TIMED_CHANNELS,
    Refusal,
    SafeContactProfile,
    SafePoint,
    SendDecision,
    SendRequest,
    choose_channel,
    content_level,
    may_send,
    next_safe_channel,
)
from communications.rules.safe_hours import LOOK_AHEAD, Window, is_safe_time, last_safe_time, next_safe_time
from communications.rules.vocabulary import Channel, ContentLevel

WEEKDAYS = frozenset(range(5))


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


FRIDAY_NOON = london("2026-11-20T12:00")


def point(kind: ContactPointKind, value: str, **changes: Any) -> SafePoint:
    return SafePoint(id=f"{kind}-1", kind=kind, key=key_for(kind=kind, value=value), is_safe=True, **changes)


EMAIL = point(ContactPointKind.EMAIL, "sam@example.org")
MOBILE = point(ContactPointKind.MOBILE, "07700 900123")
HOME = point(ContactPointKind.POST, "Flat 1, 12 High Street, EX1 2MP")
ADVISER = point(ContactPointKind.EMAIL, "adviser@example.net")

#: Somebody who may be reached by everything, at any time that is not quiet.
OPEN = SafeContactProfile(
    points=(EMAIL, MOBILE, HOME),
    allowed=frozenset({Channel.EMAIL, Channel.TEXT, Channel.POST, Channel.PORTAL}),
    content=((Channel.EMAIL, ContentLevel.FULL),),
)


def ask(channel: Channel, **changes: Any) -> SendRequest:
    return SendRequest(
        channel=channel, languages=frozenset({Language.EN}), least_content=ContentLevel.NOTHING, **changes
    )


def decide(
    channel: Channel, profile: SafeContactProfile = OPEN, at: dt.datetime = FRIDAY_NOON, **changes: Any
) -> SendDecision:
    return may_send(request=dataclasses.replace(ask(channel), **changes), profile=profile, at=at)


def with_(**changes: Any) -> SafeContactProfile:
    return dataclasses.replace(OPEN, **changes)


DIRECT = (Channel.EMAIL, Channel.TEXT, Channel.POST, Channel.PORTAL)


class TestAllowed:
    """SAFE-1."""

    @pytest.mark.parametrize("channel", DIRECT)
    def test_a_person_who_allows_everything_gets_it_at_noon_on_a_weekday(self, channel: Channel) -> None:
        decision = decide(channel)

        assert decision.is_allowed
        assert (decision.refusals, decision.retry_at, decision.needs_a_person) == ((), None, False)

    def test_a_naive_time_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="aware"):
            decide(Channel.EMAIL, at=dt.datetime(2026, 11, 20, 12, 0))  # noqa: DTZ001 - that is the point

    def test_nothing_is_allowed_to_somebody_of_whom_nothing_is_known(self) -> None:
        for channel in Channel:
            assert not decide(channel, SafeContactProfile()).is_allowed

    def test_every_refusal_has_words_for_staff_that_name_nobody(self) -> None:
        assert all(refusal.words.endswith(".") for refusal in Refusal)
        decision = decide(Channel.EMAIL, with_(has_opted_out=True))
        assert decision.reasons == ("The person asked not to be contacted.",)


class TestTheirWill:
    """SAFE-2."""

    @pytest.mark.parametrize("channel", DIRECT)
    @pytest.mark.parametrize(
        ("change", "refusal", "needs_a_person"),
        [
            ({"has_died": True}, Refusal.DECEASED, True),
            ({"has_opted_out": True}, Refusal.OPTED_OUT, False),
            ({"has_withdrawn_and_declined": True}, Refusal.WITHDRAWN_AND_DECLINED, False),
        ],
    )
    def test_the_dead_and_those_who_want_no_contact_get_nothing_by_any_channel(
        self, channel: Channel, change: dict[str, bool], refusal: Refusal, needs_a_person: bool
    ) -> None:
        """T16, and the portal too."""
        decision = decide(channel, with_(**change))

        assert decision.refusals == (refusal,)
        assert decision.retry_at is None
        assert decision.needs_a_person is needs_a_person

    @pytest.mark.parametrize("channel", DIRECT)
    def test_a_channel_that_the_person_does_not_want_is_not_used(self, channel: Channel) -> None:
        decision = decide(channel, with_(allowed=OPEN.allowed - {channel}))

        assert decision.refusals == (Refusal.CHANNEL_NOT_ALLOWED,)

    @pytest.mark.parametrize("channel", DIRECT)
    def test_whoever_chose_the_police_or_an_adviser_is_never_also_told_directly(self, channel: Channel) -> None:
        profile = with_(is_through_intermediary=True, intermediary_point=ADVISER)

        assert decide(channel, profile).refusals == (Refusal.THROUGH_INTERMEDIARY_ONLY,)
        assert decide(Channel.INTERMEDIARY_EMAIL, profile).is_allowed

    def test_nobody_is_told_through_an_adviser_without_having_chosen_so(self) -> None:
        decision = decide(Channel.INTERMEDIARY_EMAIL, with_(intermediary_point=ADVISER))

        assert decision.refusals == (Refusal.NO_INTERMEDIARY,)

    def test_a_chosen_adviser_whose_address_is_missing_is_a_matter_for_a_person(self) -> None:
        decision = decide(Channel.INTERMEDIARY_EMAIL, with_(is_through_intermediary=True))

        assert decision.refusals == (Refusal.NO_CONTACT_POINT,)
        assert decision.needs_a_person

    def test_opting_out_also_silences_the_adviser(self) -> None:
        profile = with_(is_through_intermediary=True, intermediary_point=ADVISER, has_opted_out=True)

        assert decide(Channel.INTERMEDIARY_EMAIL, profile).refusals == (Refusal.OPTED_OUT,)


class TestContactPoint:
    """SAFE-3."""

    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT, Channel.POST])
    def test_without_an_address_a_person_must_find_one(self, channel: Channel) -> None:
        decision = decide(channel, with_(points=()))

        assert decision.refusals == (Refusal.NO_CONTACT_POINT,)
        assert decision.needs_a_person

    def test_an_address_that_nobody_has_checked_is_not_used(self) -> None:
        unchecked = dataclasses.replace(EMAIL, is_safe=False)

        decision = decide(Channel.EMAIL, with_(points=(unchecked,)))

        assert decision.refusals == (Refusal.NOT_KNOWN_TO_BE_SAFE,)

    def test_an_address_that_was_replaced_after_approval_is_not_used(self) -> None:
        """T5, F22."""
        assert decide(Channel.EMAIL, point_id="EMAIL-1").is_allowed
        assert decide(Channel.EMAIL, point_id="EMAIL-0").refusals == (Refusal.CONTACT_POINT_CHANGED,)

    def test_a_new_address_is_not_used_before_its_cooling_off_has_passed(self) -> None:
        """T4."""
        ready_at = FRIDAY_NOON + dt.timedelta(hours=48)
        moved = with_(points=(dataclasses.replace(HOME, usable_from=ready_at),))

        before = decide(Channel.POST, moved)
        after = decide(Channel.POST, moved, at=ready_at)

        assert (before.refusals, before.retry_at) == ((Refusal.COOLING_OFF,), ready_at)
        assert not before.needs_a_person
        assert after.is_allowed

    def test_a_home_phone_is_no_mobile(self) -> None:
        landline = point(ContactPointKind.HOME_PHONE, "01632 960123")

        assert decide(Channel.TEXT, with_(points=(landline,))).refusals == (Refusal.NO_CONTACT_POINT,)


class TestSharedWithAParty:
    """SAFE-7, T7: victim and suspect share a home, a phone or a mailbox."""

    @pytest.mark.parametrize(
        ("channel", "kind", "value"),
        [
            (Channel.EMAIL, ContactPointKind.EMAIL, "SAM@example.org"),
            (Channel.TEXT, ContactPointKind.MOBILE, "+44 7700 900123"),
            (Channel.TEXT, ContactPointKind.HOME_PHONE, "07700900123"),
            (Channel.POST, ContactPointKind.POST, "Flat 1A, 12 High St, EX1 2MP"),
            (Channel.POST, ContactPointKind.POST, "12 High Street, EX1 2MP"),
            (Channel.POST, ContactPointKind.POST, "1/12 High Street, EX1 2MP"),
        ],
    )
    def test_a_point_that_another_party_may_have_too_is_off_and_a_person_looks(
        self, channel: Channel, kind: ContactPointKind, value: str
    ) -> None:
        profile = with_(keys_of_others=((kind, key_for(kind=kind, value=value)),))

        decision = decide(channel, profile)

        assert decision.refusals == (Refusal.SHARED_WITH_A_PARTY,)
        assert decision.needs_a_person

    @pytest.mark.parametrize(
        ("channel", "kind", "value"),
        [
            (Channel.EMAIL, ContactPointKind.EMAIL, "alex@example.org"),
            (Channel.TEXT, ContactPointKind.MOBILE, "07700 900124"),
            (Channel.POST, ContactPointKind.POST, "Flat 2, 12 High Street, EX1 2MP"),
        ],
    )
    def test_a_neighbour_is_not_a_shared_home(self, channel: Channel, kind: ContactPointKind, value: str) -> None:
        assert decide(channel, with_(keys_of_others=((kind, key_for(kind=kind, value=value)),))).is_allowed


class TestLanguage:
    """SAFE-4."""

    def test_words_that_are_not_ready_in_the_persons_language_wait_for_a_person(self) -> None:
        welsh = with_(language=Language.CY)

        assert decide(Channel.POST, welsh).refusals == (Refusal.LANGUAGE_NOT_READY,)
        assert decide(Channel.POST, welsh, languages=frozenset({Language.CY})).is_allowed


class TestContentLevel:
    """SAFE-6, T1."""

    @pytest.mark.parametrize(
        ("channel", "level"),
        [
            (Channel.TEXT, ContentLevel.NOTHING),
            (Channel.EMAIL, ContentLevel.NEUTRAL),
            (Channel.POST, ContentLevel.FULL),
            (Channel.PORTAL, ContentLevel.FULL),
            (Channel.INTERMEDIARY_EMAIL, ContentLevel.FULL),
        ],
    )
    def test_each_channel_has_its_default(self, channel: Channel, level: ContentLevel) -> None:
        assert content_level(profile=with_(content=()), channel=channel) is level

    def test_a_text_never_says_everything_whatever_the_profile_allows(self) -> None:
        profile = with_(content=((Channel.TEXT, ContentLevel.FULL),))

        assert content_level(profile=profile, channel=Channel.TEXT) is ContentLevel.NEUTRAL

    def test_a_person_may_have_even_letters_say_less(self) -> None:
        profile = with_(content=((Channel.POST, ContentLevel.NOTHING),))

        assert content_level(profile=profile, channel=Channel.POST) is ContentLevel.NOTHING

    def test_a_letter_is_not_sent_by_email_unless_the_person_agreed_to_that(self) -> None:
        unasked = with_(content=())

        refused = decide(Channel.EMAIL, unasked, least_content=ContentLevel.FULL)
        agreed = decide(Channel.EMAIL, least_content=ContentLevel.FULL)

        assert refused.refusals == (Refusal.REVEALS_TOO_MUCH,)
        assert agreed.is_allowed
        assert agreed.content_level is ContentLevel.FULL

    def test_the_table_covers_every_channel_and_no_default_is_above_the_highest(self) -> None:
        order = [ContentLevel.NOTHING, ContentLevel.NEUTRAL, ContentLevel.FULL]

        assert set(DEFAULT_CONTENT) == set(HIGHEST_CONTENT) == set(Channel)
        assert all(order.index(DEFAULT_CONTENT[c]) <= order.index(HIGHEST_CONTENT[c]) for c in Channel)


OFFICE = Window(days=WEEKDAYS, since=dt.time(9, 0), until=dt.time(17, 0))
LUNCH = Window(days=WEEKDAYS, since=dt.time(12, 0), until=dt.time(13, 0))


class TestTime:
    """SAFE-5, V14, T17."""

    @pytest.mark.parametrize("channel", sorted(TIMED_CHANNELS))
    @pytest.mark.parametrize(
        ("at", "retry_at"),
        [
            ("2026-11-20T19:59", None),
            ("2026-11-20T20:00", "2026-11-21T08:00"),
            ("2026-11-21T07:59", "2026-11-21T08:00"),
            ("2026-11-21T08:00", None),
            ("2026-11-21T03:00", "2026-11-21T08:00"),
            ("2026-12-23T21:00", "2026-12-26T08:00"),
            ("2026-12-24T12:00", "2026-12-26T08:00"),
            ("2026-12-25T12:00", "2026-12-26T08:00"),
        ],
    )
    def test_no_phone_rings_at_night_or_on_christmas_eve(self, channel: Channel, at: str, retry_at: str | None) -> None:
        decision = decide(channel, at=london(at))

        assert decision.is_allowed is (retry_at is None)
        assert decision.retry_at == (london(retry_at) if retry_at else None)
        assert not decision.needs_a_person

    @pytest.mark.parametrize(
        ("at", "retry_at"),
        [
            ("2026-11-20T08:30", "2026-11-20T09:00"),
            ("2026-11-20T09:00", None),
            ("2026-11-20T16:59", None),
            ("2026-11-20T17:00", "2026-11-23T09:00"),
            ("2026-11-21T12:00", "2026-11-23T09:00"),
        ],
    )
    def test_only_inside_the_persons_own_windows(self, at: str, retry_at: str | None) -> None:
        decision = decide(Channel.TEXT, with_(windows=(OFFICE,)), at=london(at))

        assert decision.retry_at == (london(retry_at) if retry_at else None)

    def test_a_window_to_avoid_cuts_a_hole_and_sending_goes_on_where_it_ends(self) -> None:
        decision = decide(Channel.TEXT, with_(windows=(OFFICE,), avoid=(LUNCH,)), at=FRIDAY_NOON)

        assert decision.refusals == (Refusal.OUTSIDE_SAFE_TIME,)
        assert decision.retry_at == london("2026-11-20T13:00")

    def test_a_date_to_avoid_is_passed_over(self) -> None:
        """The anniversary, the morning of the trial."""
        profile = with_(avoid_dates=frozenset({dt.date(2026, 11, 20), dt.date(2026, 11, 21)}))

        assert decide(Channel.EMAIL, profile).retry_at == london("2026-11-22T08:00")

    def test_a_window_until_midnight_ends_with_the_day(self) -> None:
        evening = Window(days=frozenset({4}), since=dt.time(18, 0), until=dt.time(0, 0))

        assert decide(Channel.TEXT, with_(windows=(evening,)), at=london("2026-11-20T19:30")).is_allowed
        assert decide(Channel.TEXT, with_(windows=(evening,))).retry_at == london("2026-11-20T18:00")

    @pytest.mark.parametrize("channel", [Channel.POST, Channel.PORTAL])
    def test_a_letter_is_printed_and_the_portal_filled_at_any_hour(self, channel: Channel) -> None:
        assert decide(channel, with_(windows=(OFFICE,)), at=london("2026-11-21T03:00")).is_allowed

    def test_an_adviser_may_be_written_to_outside_the_persons_windows(self) -> None:
        profile = with_(is_through_intermediary=True, intermediary_point=ADVISER, windows=(OFFICE,))

        assert decide(Channel.INTERMEDIARY_EMAIL, profile, at=london("2026-11-21T12:00")).is_allowed

    def test_a_code_that_the_person_is_waiting_for_comes_at_once(self) -> None:
        assert decide(Channel.TEXT, at=london("2026-11-21T03:00"), is_asked_for_now=True).is_allowed

    def test_a_code_reaches_somebody_who_wants_no_letters_but_asked_for_the_code(self) -> None:
        silent = with_(has_opted_out=True, has_withdrawn_and_declined=True)

        assert decide(Channel.TEXT, silent, is_asked_for_now=True).is_allowed

    def test_a_code_waits_for_no_window_but_for_everything_else(self) -> None:
        unchecked = with_(points=(dataclasses.replace(MOBILE, is_safe=False),))

        assert not decide(Channel.TEXT, unchecked, is_asked_for_now=True).is_allowed

    @pytest.mark.parametrize(
        ("at_utc", "retry_utc"),
        [
            (dt.datetime(2026, 3, 28, 21, 0, tzinfo=dt.UTC), dt.datetime(2026, 3, 29, 7, 0, tzinfo=dt.UTC)),
            (dt.datetime(2026, 10, 24, 21, 0, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, 8, 0, tzinfo=dt.UTC)),
            (dt.datetime(2026, 7, 1, 19, 30, tzinfo=dt.UTC), dt.datetime(2026, 7, 2, 7, 0, tzinfo=dt.UTC)),
        ],
    )
    def test_eight_in_the_morning_is_londons_on_the_nights_when_the_clocks_change(
        self, at_utc: dt.datetime, retry_utc: dt.datetime
    ) -> None:
        assert decide(Channel.TEXT, at=at_utc).retry_at == retry_utc

    def test_a_person_with_no_safe_time_at_all_is_a_matter_for_a_person(self) -> None:
        nights_only = Window(days=frozenset(range(7)), since=dt.time(2, 0), until=dt.time(4, 0))

        decision = decide(Channel.TEXT, with_(windows=(nights_only,)))

        assert decision.refusals == (Refusal.OUTSIDE_SAFE_TIME, Refusal.NO_SAFE_TIME)
        assert decision.retry_at is None
        assert decision.needs_a_person

    def test_a_cooling_off_that_ends_at_night_waits_for_the_morning(self) -> None:
        ready_at = london("2026-11-20T23:00")
        profile = with_(points=(dataclasses.replace(MOBILE, usable_from=ready_at),))

        assert decide(Channel.TEXT, profile).retry_at == london("2026-11-21T08:00")

    @pytest.mark.parametrize(
        ("days", "since", "until", "problem"),
        [
            (frozenset(), dt.time(9), dt.time(17), "weekdays"),
            (frozenset({7}), dt.time(9), dt.time(17), "weekdays"),
            (WEEKDAYS, dt.time(17), dt.time(9), "ends after"),
            (WEEKDAYS, dt.time(9), dt.time(9), "ends after"),
        ],
    )
    def test_a_window_that_makes_no_sense_is_refused(
        self, days: frozenset[int], since: dt.time, until: dt.time, problem: str
    ) -> None:
        with pytest.raises(ValueError, match=problem):
            Window(days=days, since=since, until=until)


class TestDeadline:
    """SAFE-5: with a statutory deadline near, nothing goes out at an unsafe time by itself: a person chooses."""

    def test_a_deadline_before_the_next_safe_time_goes_to_a_person_and_sends_nothing(self) -> None:
        decision = decide(
            Channel.EMAIL, with_(windows=(OFFICE,)), at=london("2026-11-20T18:00"), deadline=london("2026-11-20T23:59")
        )

        assert decision.refusals == (Refusal.OUTSIDE_SAFE_TIME, Refusal.DEADLINE_BEFORE_SAFE_TIME)
        assert not decision.is_allowed
        assert decision.retry_at is None
        assert decision.needs_a_person

    def test_a_deadline_at_the_very_next_safe_time_is_waited_for(self) -> None:
        decision = decide(
            Channel.EMAIL, with_(windows=(OFFICE,)), at=london("2026-11-20T18:00"), deadline=london("2026-11-23T09:00")
        )

        assert decision.retry_at == london("2026-11-23T09:00")

    def test_a_deadline_that_has_passed_already_no_longer_hurries_anybody_into_an_unsafe_time(self) -> None:
        decision = decide(Channel.EMAIL, at=london("2026-11-20T21:00"), deadline=london("2026-11-19T23:59"))

        assert decision.retry_at == london("2026-11-21T08:00")


class TestSeveralReasons:
    def test_all_are_given_and_no_retry_is_promised_while_one_of_them_lasts(self) -> None:
        profile = with_(has_died=True, points=(dataclasses.replace(EMAIL, is_safe=False),), language=Language.CY)

        decision = decide(Channel.EMAIL, profile, at=london("2026-11-20T22:00"))

        assert decision.refusals == (
            Refusal.DECEASED,
            Refusal.NOT_KNOWN_TO_BE_SAFE,
            Refusal.LANGUAGE_NOT_READY,
            Refusal.OUTSIDE_SAFE_TIME,
        )
        assert decision.retry_at is None


WINDOWS = st.builds(
    lambda days, start, hours: Window(
        days=days, since=dt.time(start, 0), until=dt.time((start + hours) % 24 if start + hours < 24 else 0, 0)
    ),
    days=st.frozensets(st.integers(0, 6), min_size=1),
    start=st.integers(0, 22),
    hours=st.integers(1, 10),
)
PROFILES = st.builds(
    SafeContactProfile,
    points=st.just((EMAIL, MOBILE, HOME)),
    intermediary_point=st.sampled_from([None, ADVISER]),
    is_through_intermediary=st.booleans(),
    allowed=st.frozensets(st.sampled_from(Channel)),
    has_died=st.booleans(),
    has_opted_out=st.booleans(),
    has_withdrawn_and_declined=st.booleans(),
    language=st.sampled_from(Language),
    windows=st.lists(WINDOWS, max_size=2).map(tuple),
    avoid=st.lists(WINDOWS, max_size=1).map(tuple),
    avoid_dates=st.frozensets(st.dates(dt.date(2026, 11, 20), dt.date(2026, 11, 25)), max_size=3),
)
TIMES = st.datetimes(dt.datetime(2026, 3, 1), dt.datetime(2027, 1, 31), timezones=st.just(dt.UTC))  # noqa: DTZ001


class TestProperties:
    @given(profile=PROFILES, channel=st.sampled_from(Channel), at=TIMES)
    def test_a_refusal_always_says_why_and_an_allowed_send_has_nothing_against_it(
        self, profile: SafeContactProfile, channel: Channel, at: dt.datetime
    ) -> None:
        decision = may_send(request=ask(channel), profile=profile, at=at)

        assert decision.is_allowed is (decision.refusals == ())
        assert len(decision.reasons) == len(set(decision.refusals))
        assert not (decision.is_allowed and (decision.retry_at or decision.needs_a_person))

    @given(profile=PROFILES, channel=st.sampled_from(Channel), at=TIMES)
    def test_what_may_be_tried_again_is_allowed_at_the_time_given_and_not_before_now(
        self, profile: SafeContactProfile, channel: Channel, at: dt.datetime
    ) -> None:
        decision = may_send(request=ask(channel), profile=profile, at=at)

        if decision.retry_at is not None:
            assert decision.retry_at > at
            assert may_send(request=ask(channel), profile=profile, at=decision.retry_at).is_allowed

    @given(
        profile=PROFILES, at=TIMES, extra=st.sampled_from(["has_died", "has_opted_out", "has_withdrawn_and_declined"])
    )
    def test_a_further_reason_never_makes_anything_possible(
        self, profile: SafeContactProfile, at: dt.datetime, extra: str
    ) -> None:
        for channel in Channel:
            stricter = dataclasses.replace(profile, **{extra: True})

            assert not may_send(request=ask(channel), profile=stricter, at=at).is_allowed

    @given(profile=PROFILES, at=TIMES)
    def test_nobody_is_ever_open_to_both_the_direct_way_and_an_intermediary(
        self, profile: SafeContactProfile, at: dt.datetime
    ) -> None:
        allowed = {c for c in Channel if may_send(request=ask(c), profile=profile, at=at).is_allowed}

        assert not (Channel.INTERMEDIARY_EMAIL in allowed and len(allowed) > 1)

    @settings(deadline=None, max_examples=50)
    @given(profile=PROFILES, at=TIMES)
    def test_the_next_safe_time_is_the_first_of_all_the_hours_up_to_it(
        self, profile: SafeContactProfile, at: dt.datetime
    ) -> None:
        found = next_safe_time(profile=profile, since=at)
        text = ask(Channel.TEXT)
        free = dataclasses.replace(
            profile, has_died=False, has_opted_out=False, has_withdrawn_and_declined=False, language=Language.EN,
            is_through_intermediary=False, allowed=frozenset(Channel),
        )  # fmt: skip

        until = found or at + dt.timedelta(days=2)
        steps = itertools.takewhile(
            lambda moment: moment < min(until, at + dt.timedelta(days=3)),
            (at + dt.timedelta(hours=1) * n for n in itertools.count()),
        )
        assert not any(may_send(request=text, profile=free, at=moment).is_allowed for moment in steps)
        assert found is None or at <= found <= at + dt.timedelta(days=LOOK_AHEAD + 1)

    @settings(deadline=None, max_examples=50)
    @given(profile=PROFILES, at=TIMES)
    def test_the_last_safe_time_ends_one_and_none_comes_between_it_and_the_moment_asked_for(
        self, profile: SafeContactProfile, at: dt.datetime
    ) -> None:
        found = last_safe_time(profile=profile, until=at)
        if found is None:
            return
        moment = dt.timedelta(microseconds=1)

        assert at - dt.timedelta(days=LOOK_AHEAD + 1) <= found <= at
        assert is_safe_time(profile=profile, at=found.astimezone(LONDON) - moment)
        steps = itertools.takewhile(
            lambda each: each < min(at, found + dt.timedelta(days=3)),
            (found + dt.timedelta(hours=1) * n for n in itertools.count()),
        )
        assert not any(is_safe_time(profile=profile, at=each.astimezone(LONDON)) for each in steps)


class TestChooseChannel:
    """SAFE-2, W11: failed goes to the next safe channel by itself."""

    ORDER = (Channel.EMAIL, Channel.POST, Channel.TEXT)

    def test_the_first_in_the_persons_order_that_is_safe(self) -> None:
        choice = choose_channel(order=self.ORDER, request=ask(Channel.EMAIL), profile=OPEN, at=FRIDAY_NOON)

        assert choice.channel is Channel.EMAIL
        assert choice.passed_over == ()

    def test_one_that_is_not_safe_is_passed_over_and_the_reason_is_kept(self) -> None:
        profile = with_(points=(dataclasses.replace(EMAIL, is_safe=False), HOME))

        choice = choose_channel(order=self.ORDER, request=ask(Channel.EMAIL), profile=profile, at=FRIDAY_NOON)

        assert choice.channel is Channel.POST
        ((passed, decision),) = choice.passed_over
        assert (passed, decision.refusals) == (Channel.EMAIL, (Refusal.NOT_KNOWN_TO_BE_SAFE,))

    def test_one_that_only_waits_for_its_window_is_waited_for(self) -> None:
        choice = choose_channel(
            order=self.ORDER, request=ask(Channel.EMAIL), profile=OPEN, at=london("2026-11-20T21:00")
        )

        assert choice.channel is Channel.EMAIL
        assert choice.decision is not None
        assert choice.decision.retry_at == london("2026-11-21T08:00")

    def test_unless_the_deadline_would_pass_meanwhile(self) -> None:
        request = ask(Channel.EMAIL, deadline=london("2026-11-20T23:59"))

        choice = choose_channel(order=self.ORDER, request=request, profile=OPEN, at=london("2026-11-20T21:00"))

        assert choice.channel is Channel.POST

    def test_with_no_safe_channel_left_a_person_must_find_a_way(self) -> None:
        choice = choose_channel(
            order=self.ORDER, request=ask(Channel.EMAIL), profile=SafeContactProfile(), at=FRIDAY_NOON
        )

        assert (choice.channel, choice.decision) == (None, None)
        assert [channel for channel, _ in choice.passed_over] == list(self.ORDER)

    def test_after_a_permanent_failure_the_next_safe_channel_is_taken(self) -> None:
        choice = next_safe_channel(
            failed=frozenset({Channel.EMAIL}),
            order=self.ORDER,
            request=ask(Channel.EMAIL),
            profile=OPEN,
            at=FRIDAY_NOON,
        )

        assert choice.channel is Channel.POST

    def test_the_frozen_address_of_one_channel_is_not_asked_of_another(self) -> None:
        request = ask(Channel.EMAIL, point_id="EMAIL-1")

        choice = next_safe_channel(
            failed=frozenset({Channel.EMAIL}), order=self.ORDER, request=request, profile=OPEN, at=FRIDAY_NOON
        )

        assert choice.channel is Channel.POST

    def test_the_portal_needs_no_address(self) -> None:
        choice = choose_channel(order=(Channel.PORTAL,), request=ask(Channel.PORTAL), profile=OPEN, at=FRIDAY_NOON)

        assert choice.channel is Channel.PORTAL
