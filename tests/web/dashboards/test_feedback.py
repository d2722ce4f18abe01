"""What people told us of contacts, as managers see it: counts, and nothing where few answered (M9)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import UnitKind
from accounts.roles import Role
from communications.models import FeedbackCount
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with

pytestmark = pytest.mark.django_db
MONTH = dt.date(2026, 3, 1)


def counted(unit, *, yes: int, no: int = 0, month=MONTH, question="CLEAR") -> None:
    for answer, count in (("YES", yes), ("NO", no)):
        FeedbackCount.objects.create(unit=unit, month=month, kind="CALL", question=question, answer=answer, count=count)


def page_for(client, unit, **query):
    client.force_login(staff_with(Role.VLU_MANAGER, unit))
    return client.get(reverse("dashboards:feedback"), query)


class TestFigures:
    def test_show_counts_with_their_shares(self, client, clock):
        unit = UnitFactory(name="Canal Street Unit")
        counted(unit, yes=18, no=6)

        page = page_for(client, unit).content.decode()

        assert "Canal Street Unit" in page
        assert "75.0%" in page
        assert "25.0%" in page

    def test_hide_what_few_people_said(self, client, clock):
        unit = UnitFactory()
        counted(unit, yes=3, no=1)

        page = page_for(client, unit).content.decode()

        assert "Fewer than 5" in page
        assert "75.0%" not in page

    def test_hide_an_answer_that_few_people_gave(self, client, clock):
        unit = UnitFactory()
        counted(unit, yes=6, no=2)

        page = page_for(client, unit).content.decode()

        assert page.count("Not shown") == 2
        assert "75.0%" not in page
        assert "25.0%" not in page

    def test_leave_out_other_areas_and_other_months(self, client, clock):
        unit = UnitFactory()
        counted(UnitFactory(area=AreaFactory(code="WESSEX"), name="Elsewhere Unit"), yes=9)
        counted(unit, yes=9, month=dt.date(2024, 1, 1))

        page = page_for(client, unit).content.decode()

        assert "Elsewhere Unit" not in page
        assert "Nobody has answered in these months." in page

    def test_of_a_restricted_unit_are_not_for_others(self, client, clock):
        unit = UnitFactory()
        counted(UnitFactory(name="Closed Unit", area=unit.area, kind=UnitKind.RASSO.value), yes=9)

        assert "Closed Unit" not in page_for(client, unit).content.decode()

    def test_cost_the_same_with_one_unit_and_with_many(self, client, clock, django_assert_max_num_queries):
        unit = UnitFactory()
        counted(unit, yes=9)
        client.force_login(staff_with(Role.VLU_MANAGER, unit))

        def cost() -> int:
            with django_assert_max_num_queries(20) as queries:
                client.get(reverse("dashboards:feedback"))
            return len(queries)

        cost()
        with_one = cost()
        for number in range(20):
            counted(UnitFactory(area=unit.area, name=f"Unit {number}"), yes=9)

        assert cost() == with_one
