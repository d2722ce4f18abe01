"""Names passed on to support services, as managers see them: counts, and nothing where few asked (S5)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import CaseFactory, VictimFactory
from tests.factories.communications import ReferralFactory, ReferralStepFactory

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)


def asked(unit, *, times: int = 1, state: str = "ASKED", at=AT) -> None:
    for _ in range(times):
        victim = VictimFactory(case=CaseFactory(area=unit.area, unit=unit))
        referral = ReferralFactory(victim=victim, consented_at=at, state=state)
        if state != "ASKED":
            ReferralStepFactory(referral=referral, step="PASSED_ON", passed_how="PHONE")


def page_for(client, unit) -> str:
    client.force_login(staff_with(Role.AREA_MANAGER, unit))
    return client.get(reverse("dashboards:referrals")).content.decode()


class TestFigures:
    def test_show_what_was_asked_passed_on_and_taken_up(self, client, clock):
        unit = UnitFactory()
        asked(unit, times=5)
        asked(unit, times=5, state="TAKEN_UP")

        page = page_for(client, unit)

        assert "March 2026" in page
        assert page.count("50.0%") == 2

    def test_hide_what_few_people_asked(self, client, clock):
        unit = UnitFactory()
        asked(unit, times=4, state="TAKEN_UP")

        page = page_for(client, unit)

        assert "Fewer than 5" in page
        assert "100.0%" not in page

    @pytest.mark.parametrize(("left", "taken_up"), [(6, 4), (4, 6)])
    def test_hide_what_few_people_got_or_did_not_get(self, client, clock, left, taken_up):
        unit = UnitFactory()
        asked(unit, times=left)
        asked(unit, times=taken_up, state="TAKEN_UP")

        page = page_for(client, unit)

        assert page.count("Not shown") == 2
        assert "0.0%" not in page

    def test_leave_out_other_areas_and_other_months(self, client, clock):
        unit = UnitFactory()
        asked(UnitFactory(area=AreaFactory(code="WESSEX", name="Elsewhere")), times=9)
        asked(unit, times=9, at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))

        page = page_for(client, unit)

        assert "Elsewhere" not in page
        assert "Nobody has asked in these months." in page

    def test_cost_the_same_with_one_area_and_with_many(self, client, clock, django_assert_max_num_queries):
        unit = UnitFactory()
        asked(unit)
        client.force_login(staff_with(Role.AREA_MANAGER, unit))

        def cost() -> int:
            with django_assert_max_num_queries(20) as queries:
                client.get(reverse("dashboards:referrals"))
            return len(queries)

        cost()
        with_one = cost()
        for month in range(1, 11):
            asked(unit, at=dt.datetime(2025, month, 5, tzinfo=dt.UTC))

        assert cost() == with_one


class TestDownload:
    def test_s5_hides_what_the_page_hides_and_is_kept(self, client, clock):
        unit = UnitFactory()
        asked(unit, times=3, state="TAKEN_UP")
        asked(unit, times=4, at=dt.datetime(2026, 2, 5, tzinfo=dt.UTC))
        asked(unit, times=1, state="TAKEN_UP", at=dt.datetime(2026, 2, 5, tzinfo=dt.UTC))
        client.force_login(staff_with(Role.AREA_MANAGER, unit))

        answer = client.get(reverse("dashboards:referrals-export"), {"first": "2026-02-01", "last": "2026-03-01"})
        _, *lines = b"".join(answer.streaming_content).decode().splitlines()

        assert sorted(lines) == [
            f'"2026-02-01","{unit.area.name}","5","Not shown","Not shown"',
            f'"2026-03-01","{unit.area.name}","Fewer than 5","Not shown","Not shown"',
        ]
        assert AuditEvent.objects.filter(verb="EXPORTED", subject_id="referrals").exists()
        assert reverse("dashboards:referrals-export") in page_for(client, unit)
