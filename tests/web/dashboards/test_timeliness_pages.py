"""The managers' pages: figures, letters behind them, download."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import AuditEvent
from communications.services import performance
from tests.factories.accounts import UnitFactory, UnitMembershipFactory
from tests.factories.cases import CaseFactory, DecisionFactory, ObligationFactory, VictimFactory
from web import exports

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def manager(client: Client, unit) -> Client:
    client.force_login(UnitMembershipFactory(unit=unit, role=Role.AREA_MANAGER).user)
    return client


def overdue(unit, urn: str = "06AA1234526"):
    due_at = timezone.now() - dt.timedelta(days=3)
    case = CaseFactory(unit=unit, urn=urn)
    victim = VictimFactory(case=case)
    decision = DecisionFactory(case=case, decided_at=due_at - dt.timedelta(days=5), recorded_at=due_at)
    return ObligationFactory(victim=victim, decision=decision, due_on=due_at.date(), due_at=due_at)


class TestTimelinessPage:
    def test_says_how_many_letters_were_never_sent_and_leads_to_them(self, manager: Client, unit) -> None:
        overdue(unit)
        performance.recount(months=None, at=timezone.now())

        page = manager.get(reverse("dashboards:timeliness")).content.decode()

        assert "0.0%" in page
        assert "of 1 letter owed" in page
        assert "band=NOT_SENT_OVERDUE" in page

    def test_says_what_to_do_when_nothing_fell_due(self, manager: Client) -> None:
        assert "Choose a longer period" in manager.get(reverse("dashboards:timeliness")).content.decode()

    def test_answers_a_period_that_ends_before_it_begins_with_an_error(self, manager: Client) -> None:
        today = timezone.localdate().replace(day=1)
        before = (today - dt.timedelta(days=1)).replace(day=1)

        page = manager.get(
            reverse("dashboards:timeliness"), {"first": today.isoformat(), "last": before.isoformat()}
        ).content.decode()

        assert "The last month must be the same as or after the first month" in page
        assert "<title>Error:" in page

    def test_ignores_an_area_that_is_not_the_managers(self, manager: Client) -> None:
        elsewhere = UnitFactory(area__code="WESSEX")
        overdue(elsewhere)

        page = manager.get(reverse("dashboards:timeliness"), {"area": "WESSEX"}).content.decode()

        assert "of 1 letter" not in page

    def test_refuses_a_letter_writer(self, client: Client, unit) -> None:
        client.force_login(UnitMembershipFactory(unit=unit, role=Role.VLU_OFFICER).user)

        assert client.get(reverse("dashboards:timeliness")).status_code in {403, 404}


class TestLettersPage:
    def test_lists_the_letters_behind_a_figure(self, manager: Client, unit) -> None:
        overdue(unit)

        page = manager.get(reverse("dashboards:letters"), {"band": "NOT_SENT_OVERDUE"}).content.decode()

        assert "Never sent" in page
        assert "06AA1234526" in page.replace(" ", "")


class TestExport:
    def test_downloads_what_the_page_shows_and_leaves_a_trace(self, manager: Client, unit) -> None:
        overdue(unit)

        response = manager.get(reverse("dashboards:export"))

        lines = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))
        assert lines[0][0] == "Case"
        assert lines[1][0] == "06AA1234526"
        assert response["Cache-Control"] == "no-store"
        assert AuditEvent.objects.filter(verb="EXPORTED").count() == 1

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\x00", "\uff1d", " ="])
    def test_neutralises_a_cell_that_a_spreadsheet_would_run(self, start: str) -> None:
        assert exports.neutral(f"{start}cmd|' /C calc'!A0").startswith("'")

    def test_leaves_an_ordinary_cell_as_it_is(self) -> None:
        assert exports.neutral("06AA1234526") == "06AA1234526"

    def test_refuses_who_may_look_but_not_download(self, client: Client, unit) -> None:
        client.force_login(UnitMembershipFactory(unit=unit, role=Role.ADMINISTRATOR).user)

        assert client.get(reverse("dashboards:timeliness")).status_code == 200
        assert client.get(reverse("dashboards:export")).status_code in {403, 404}
