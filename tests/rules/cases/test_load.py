"""What an officer carries in people and hours, and when it is too much (LOAD-1, LOAD-2; L16)."""

import datetime as dt

import pytest

from cases.rules.load import DEFAULT_LIMITS, DEFAULT_MINUTES, Load, LoadLimit, TierMinutes, load_of
from cases.rules.vocabulary import ServiceTier

ON = dt.date(2026, 3, 11)


def of(people, *, minutes=DEFAULT_MINUTES, limits=DEFAULT_LIMITS):
    return load_of(people=people, minutes=minutes, limits=limits, on=ON)


class TestLoad:
    """LOAD-1."""

    def test_adds_up_people_and_minutes_by_service(self):
        load = of({ServiceTier.UNIVERSAL: 2, ServiceTier.RASSO: 1})

        assert (load.people, load.minutes, load.hours) == (3, 270, 5)

    def test_of_nobody_is_nothing(self):
        assert (of({}).people, of({}).hours) == (0, 0)

    @pytest.mark.parametrize("tier", ServiceTier)
    def test_knows_every_service(self, tier):
        assert of({tier: 1}).minutes > 0

    def test_follows_the_row_in_force(self):
        rows = (
            TierMinutes(tier=ServiceTier.RASSO, minutes=999, starts_on=ON + dt.timedelta(days=1), source="to come"),
            TierMinutes(tier=ServiceTier.RASSO, minutes=60, starts_on=ON, source="second"),
            TierMinutes(tier=ServiceTier.RASSO, minutes=999, starts_on=ON, source="first"),
            *DEFAULT_MINUTES,
        )

        assert of({ServiceTier.RASSO: 2}, minutes=rows).minutes == 120

    def test_before_the_first_row_the_oldest_counts(self):
        limits = (LoadLimit(hours=7, starts_on=ON + dt.timedelta(days=2), source="first"),)

        assert of({}, limits=limits).limit_hours == 7


class TestLimit:
    """LOAD-2."""

    @pytest.mark.parametrize(("minutes", "is_over"), [(600, False), (601, True)])
    def test_is_passed_by_the_first_minute_beyond(self, minutes, is_over):
        assert Load(people=1, minutes=minutes, limit_hours=10).is_over is is_over
