"""L5: managers see, by unit, how often it was on record who listens before something was told on the telephone."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import UnitKind
from accounts.roles import Role
from audit.models import AuditEvent
from communications.models import IdentityCheck
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import CaseFactory, VictimFactory
from tests.factories.communications import CallSeriesFactory, ContactAttemptFactory
from tests.web.portal.test_reading import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MARCH = dt.date(2026, 3, 5)
TOLD, FIRST = "Calls that told something", "Check on record first"
LATE, NEVER = "Check recorded late", "Told without a check"


def told_in(unit, *, on: dt.date = MARCH, late: bool = False, unchecked: bool = False) -> None:
    series = CallSeriesFactory(victim=VictimFactory(case=CaseFactory(unit=unit, area=unit.area)))
    ContactAttemptFactory(
        series=series,
        called_on=on,
        who_answered="PERSON",
        told="That the case goes on.",
        outcome="TOLD_UNCHECKED" if unchecked else "INFORMED",
        identity=None
        if unchecked
        else IdentityCheck.objects.create(
            series=series, kind="BIRTH_AND_ADDRESS", checked_at=series.opened_at, checked_by="staff:officer"
        ),
        is_check_late=late,
    )


def page_for(client, unit, **query) -> str:
    client.force_login(staff_with(Role.VLU_MANAGER, unit))
    return seen(client.get(reverse("dashboards:identity"), query))


class TestFigures:
    def test_show_what_was_late_and_what_was_told_without_a_check(self, client):
        unit = UnitFactory(name="Canal Street Unit")
        told_in(unit)
        told_in(unit)
        told_in(unit, late=True)
        told_in(unit, unchecked=True)
        ContactAttemptFactory(
            series=CallSeriesFactory(victim=VictimFactory(case=CaseFactory(unit=unit, area=unit.area))), called_on=MARCH
        )

        page = page_for(client, unit)

        assert "Canal Street Unit" in page
        assert f"{TOLD} 4 {FIRST} 2 50.0% {LATE} 1 25.0% {NEVER} 1 25.0%" in page

    def test_are_by_month_the_newest_first_and_the_last_month_is_whole(self, client):
        unit = UnitFactory()
        told_in(unit, on=dt.date(2026, 2, 1))
        told_in(unit, on=dt.date(2026, 2, 28), late=True)
        told_in(unit)

        both = page_for(client, unit)
        assert both.index("March 2026") < both.index("February 2026", both.index("March 2026"))
        february = page_for(client, unit, first="2026-02-01", last="2026-02-01")
        assert f"{TOLD} 2 {FIRST} 1 50.0% {LATE} 1 50.0% {NEVER} 0 0.0%" in february

    def test_leave_out_other_areas_and_other_months(self, client):
        unit = UnitFactory()
        told_in(UnitFactory(area=AreaFactory(code="WESSEX"), name="Elsewhere Unit"))
        told_in(unit, on=dt.date(2024, 1, 3))

        page = page_for(client, unit)

        assert "Elsewhere Unit" not in page
        assert "In no call of these months was anything told." in page

    def test_of_a_restricted_unit_are_not_for_others(self, client):
        unit = UnitFactory()
        told_in(UnitFactory(name="Closed Unit", area=unit.area, kind=UnitKind.RASSO.value))

        assert "Closed Unit" not in page_for(client, unit)

    def test_are_not_for_those_who_see_no_figures(self, client):
        client.force_login(staff_with(Role.VLU_OFFICER, UnitFactory()))

        assert client.get(reverse("dashboards:identity")).status_code == 403

    def test_name_nobody(self, client):
        unit = UnitFactory()
        told_in(unit, unchecked=True)
        page = page_for(client, unit)

        assert "That the case goes on." not in page

    def test_cost_the_same_with_one_unit_and_with_many(self, client, django_assert_max_num_queries):
        unit = UnitFactory()
        told_in(unit)
        client.force_login(staff_with(Role.VLU_MANAGER, unit))

        def cost() -> int:
            with django_assert_max_num_queries(20) as queries:
                client.get(reverse("dashboards:identity"))
            return len(queries)

        cost()
        with_one = cost()
        for number in range(20):
            told_in(UnitFactory(area=unit.area, name=f"Unit {number}"), late=True)

        assert cost() == with_one


class TestDownload:
    def test_holds_the_counts_of_the_page_and_is_kept(self, client):
        unit = UnitFactory(name="Canal Street Unit")
        told_in(unit)
        told_in(unit, late=True)
        client.force_login(staff_with(Role.VLU_MANAGER, unit))

        answer = client.get(reverse("dashboards:identity-export"), {"first": "2026-03-01", "last": "2026-03-01"})
        _, line = b"".join(answer.streaming_content).decode().splitlines()

        assert line.startswith('"2026-03-01","Canal Street Unit"')
        assert line.endswith('"2","1","1","0"')
        assert AuditEvent.objects.filter(verb="EXPORTED", subject_id="identity").exists()
        assert reverse("dashboards:identity-export") in client.get(reverse("dashboards:identity")).content.decode()
