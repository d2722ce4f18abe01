"""V29: hard news does not arrive when nobody can be asked, nor the day before court; the clock wins (BAD-1 to 3)."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.contact_keys import key_for
from cases.rules.vocabulary import ContactPointKind, Language
from cases.rules.working_days import LONDON
from communications.rules.bad_news import NewsHours
from communications.rules.safe_contact import (
    Refusal,
    SafeContactProfile,
    SafePoint,
    SendDecision,
    SendRequest,
    may_send,
)
from communications.rules.safe_hours import Window, next_safe_time
from communications.rules.vocabulary import Channel, ContentLevel
from tests.rules.communications.calendars import CALENDAR


def london(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


POINTS = tuple(
    SafePoint(id=kind.value, kind=kind, key=key_for(kind=kind, value=value), is_safe=True)
    for kind, value in [
        (ContactPointKind.EMAIL, "sam@example.org"),
        (ContactPointKind.MOBILE, "07700 900123"),
        (ContactPointKind.POST, "Flat 1, 12 High Street, EX1 2MP"),
    ]
)
OPEN = {"points": POINTS, "allowed": frozenset(Channel), "content": ((Channel.EMAIL, ContentLevel.FULL),)}


def hours(*court_days: str) -> NewsHours:
    return NewsHours(calendar=CALENDAR, court_days=frozenset(map(dt.date.fromisoformat, court_days)))


def decide(
    at: str,
    *court_days: str,
    channel: Channel = Channel.EMAIL,
    deadline: str = "",
    is_hard: bool = True,
    **profile: Any,
) -> SendDecision:
    request = SendRequest(
        channel=channel,
        languages=frozenset(Language),
        least_content=ContentLevel.NOTHING,
        deadline=london(deadline) if deadline else None,
        hard_news=hours(*court_days) if is_hard else None,
    )
    return may_send(request=request, profile=SafeContactProfile(**{**OPEN, **profile}), at=london(at))


class TestLateBeforeDaysOff:
    """BAD-1: not from four in the afternoon before days off until they are over."""

    @pytest.mark.parametrize(
        ("at", "may_go_at"),
        [
            # Friday 27 March 2026 and the weekend; clocks go forward on the Sunday.
            ("2026-03-27T16:00", "2026-03-30T08:00"),
            ("2026-03-27T19:59", "2026-03-30T08:00"),
            ("2026-03-27T21:00", "2026-03-30T08:00"),
            ("2026-03-28T10:00", "2026-03-30T08:00"),
            ("2026-03-29T19:00", "2026-03-30T08:00"),
            # Maundy Thursday, before Good Friday and Easter Monday.
            ("2026-04-02T16:30", "2026-04-07T08:00"),
            ("2026-04-03T09:00", "2026-04-07T08:00"),
        ],
    )
    def test_it_waits_for_the_next_working_morning(self, at: str, may_go_at: str) -> None:
        decision = decide(at)

        assert decision.refusals[-1] is Refusal.HARD_NEWS_WAITS
        assert decision.retry_at == london(may_go_at)
        assert not decision.is_allowed
        assert not decision.needs_a_person

    @pytest.mark.parametrize("at", ["2026-03-27T15:59", "2026-03-26T18:00", "2026-03-30T08:00", "2026-04-02T15:59"])
    def test_while_somebody_can_be_asked_it_goes(self, at: str) -> None:
        assert decide(at).is_allowed

    @pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.TEXT, Channel.PORTAL])
    def test_it_waits_by_each_way_that_arrives_at_once(self, channel: Channel) -> None:
        assert decide("2026-03-27T17:00", channel=channel).retry_at == london("2026-03-30T08:00")

    def test_post_is_not_timed(self) -> None:
        assert decide("2026-03-27T17:00", channel=Channel.POST).is_allowed

    def test_news_that_is_not_hard_goes_on_a_friday_evening_too(self) -> None:
        assert decide("2026-03-27T17:00", is_hard=False).is_allowed

    @pytest.mark.parametrize(("day", "waits"), [("2099-03-28", True), ("2099-03-30", False), ("2099-04-10", False)])
    def test_beyond_the_calendar_only_weekends_are_days_off(self, day: str, waits: bool) -> None:
        """Good Friday 2099 is 10 April: a calendar that ends too soon holds no letter back."""
        assert decide(f"{day}T12:00").is_allowed is not waits


class TestTheEveOfCourt:
    """BAD-2: not on the day before the case is in court."""

    def test_it_waits_until_the_day_in_court_is_over(self) -> None:
        decision = decide("2026-03-24T10:00", "2026-03-25", avoid_dates=frozenset({dt.date(2026, 3, 25)}))

        assert decision.refusals == (Refusal.HARD_NEWS_WAITS,)
        assert decision.retry_at == london("2026-03-26T08:00")

    def test_a_trial_of_several_days_is_waited_for_to_its_end(self) -> None:
        days = ("2026-03-25", "2026-03-26", "2026-03-27")
        decision = decide("2026-03-24T10:00", *days, avoid_dates=frozenset(map(dt.date.fromisoformat, days)))

        assert decision.retry_at == london("2026-03-30T08:00")

    def test_two_days_before_it_goes(self) -> None:
        assert decide("2026-03-23T10:00", "2026-03-25").is_allowed


class TestTheClockWins:
    """BAD-3: never later than the statutory deadline, and never never."""

    def test_it_goes_at_once_where_the_deadline_would_pass_meanwhile(self) -> None:
        assert decide("2026-03-27T17:00", deadline="2026-03-27T23:59").is_allowed

    def test_it_waits_where_the_deadline_leaves_time(self) -> None:
        decision = decide("2026-03-27T17:00", deadline="2026-03-30T23:59")

        assert decision.retry_at == london("2026-03-30T08:00")

    def test_a_letter_that_is_late_already_waits_no_longer(self) -> None:
        assert decide("2026-03-27T17:00", deadline="2026-03-26T23:59").is_allowed

    def test_it_is_never_hurried_into_an_hour_that_is_not_safe(self) -> None:
        decision = decide("2026-03-27T21:00", deadline="2026-03-28T12:00")

        assert decision.refusals == (Refusal.OUTSIDE_SAFE_TIME,)
        assert decision.retry_at == london("2026-03-28T08:00")

    def test_who_can_be_reached_on_saturdays_only_is_reached_then(self) -> None:
        saturdays = Window(days=frozenset({5}), since=dt.time(9), until=dt.time(12))

        assert decide("2026-03-28T10:00", windows=(saturdays,)).is_allowed

    def test_what_only_a_person_can_cure_is_not_hidden_behind_waiting(self) -> None:
        decision = decide("2026-03-27T21:00", deadline="2026-03-28T07:00")

        assert Refusal.HARD_NEWS_WAITS not in decision.refusals
        assert decision.needs_a_person


@given(
    at=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 1), timezones=st.just(LONDON)),  # noqa: DTZ001
    court_days=st.frozensets(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), max_size=5),
)
def test_the_hour_that_is_found_is_safe_and_good_and_the_first(at: dt.datetime, court_days: frozenset[dt.date]) -> None:
    profile = SafeContactProfile()
    news = NewsHours(calendar=CALENDAR, court_days=court_days)
    found = next_safe_time(profile=profile, since=at, hard_news=news)

    assert found is not None
    assert not news.forbid(at=found.astimezone(LONDON))
    assert next_safe_time(profile=profile, since=found) == found
    hour = at
    while hour < found:
        is_safe = next_safe_time(profile=profile, since=hour) == hour
        assert not is_safe or news.forbid(at=hour.astimezone(LONDON))
        hour += dt.timedelta(hours=1)
