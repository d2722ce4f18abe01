"""A call is asked of the same rules as every message (SAFE-1, SAFE-3, SAFE-5)."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from cases.rules.vocabulary import ContactPointKind
from communications.rules.safe_contact import Refusal, SafeContactProfile, SafePoint, may_call
from communications.rules.safe_hours import Window

LONDON = ZoneInfo("Europe/London")
#: Wednesday, ten in the morning.
NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=LONDON)
MOBILE = SafePoint(id="1", kind=ContactPointKind.MOBILE, key="+447700900123", is_safe=True)
OPEN = SafeContactProfile(points=(MOBILE,))


def asked(*, at: dt.datetime = NOW, point: SafePoint = MOBILE, deadline: dt.datetime | None = None, **known: object):
    return may_call(point=point, profile=dataclasses.replace(OPEN, **known), at=at, deadline=deadline)


class TestMayCall:
    def test_safe_1_lets_a_safe_number_be_rung_at_a_safe_time(self) -> None:
        assert asked().is_allowed

    @pytest.mark.parametrize(
        ("known", "refusal"),
        [
            ({"has_died": True}, Refusal.DECEASED),
            ({"has_opted_out": True}, Refusal.OPTED_OUT),
            ({"has_withdrawn_and_declined": True}, Refusal.WITHDRAWN_AND_DECLINED),
            ({"is_through_intermediary": True}, Refusal.THROUGH_INTERMEDIARY_ONLY),
            ({"never_phone": True}, Refusal.CHANNEL_NOT_ALLOWED),
            ({"keys_of_others": ((ContactPointKind.HOME_PHONE, MOBILE.key),)}, Refusal.SHARED_WITH_A_PARTY),
        ],
    )
    def test_safe_1_refuses_for_good_what_waiting_does_not_cure(self, known, refusal) -> None:
        answer = asked(**known)

        assert answer.refusals == (refusal,)
        assert answer.retry_at is None

    def test_safe_3_refuses_a_number_that_nobody_checked(self) -> None:
        assert asked(point=dataclasses.replace(MOBILE, is_safe=False)).refusals == (Refusal.NOT_KNOWN_TO_BE_SAFE,)

    @pytest.mark.parametrize(
        ("at", "again"),
        [
            ("2026-03-11T07:59", "2026-03-11T08:00"),
            ("2026-03-11T20:00", "2026-03-12T08:00"),
            ("2026-12-24T10:00", "2026-12-26T08:00"),
        ],
    )
    def test_safe_5_keeps_the_quiet_hours_and_days(self, at, again) -> None:
        answer = asked(at=dt.datetime.fromisoformat(at).replace(tzinfo=LONDON))

        assert answer.refusals == (Refusal.OUTSIDE_SAFE_TIME,)
        assert answer.retry_at == dt.datetime.fromisoformat(again).replace(tzinfo=LONDON)

    def test_safe_5_keeps_the_agreed_hours(self) -> None:
        evenings = (Window(days=frozenset(range(7)), since=dt.time(18), until=dt.time(19)),)

        assert asked(windows=evenings).retry_at == NOW.replace(hour=18)

    def test_safe_5_says_when_the_deadline_comes_before_the_next_safe_hour(self) -> None:
        evenings = (Window(days=frozenset(range(7)), since=dt.time(18), until=dt.time(19)),)

        answer = asked(windows=evenings, deadline=NOW.replace(hour=17))

        assert Refusal.DEADLINE_BEFORE_SAFE_TIME in answer.refusals
        assert answer.needs_a_person

    def test_needs_an_aware_instant(self) -> None:
        with pytest.raises(ValueError, match="aware"):
            asked(at=dt.datetime(2026, 3, 11, 10, 0))  # noqa: DTZ001 - what is refused
