"""The administration of dated reference data: publish something newer, edit nothing (cases.admin; A5)."""

import datetime as dt

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from accounts import actors
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import CalendarVersion, RuleRow
from cases.rules.vocabulary import LimitKind
from cases.services import reference, reference_seed
from communications.rules import dated_tables
from communications.rules.dated_tables import TABLES
from communications.services import dated_rows
from tests.factories.accounts import StaffUserFactory, staff_with

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
PUBLISHER = actors.system(SystemProcess.REFERENCE_DATA)
PAGES = ("calendarversion", "rulerow")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seeded(clock):
    reference_seed.seed(actor=PUBLISHER, at=AT - dt.timedelta(days=1))


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(staff_with(Role.ADMINISTRATOR, is_staff=True))
    return client


@pytest.fixture
def superuser_without_a_role() -> Client:
    client = Client()
    client.force_login(StaffUserFactory(is_staff=True, is_superuser=True))
    return client


def add(table: str) -> str:
    return reverse(f"admin:cases_{table}_add")


def errors_of(response) -> str:
    return str(response.context["adminform"].form.errors)


class TestPublishing:
    def test_a_new_time_limit_holds_from_its_day_and_names_who_published_it(self, administrator):
        response = administrator.post(
            add("rulerow"),
            {
                "kind": "TIME_LIMIT",
                "key": "VCL_STANDARD",
                "value": '{"value": 4, "unit": "WORKING_DAYS"}',
                "starts_on": "2026-07-01",
                "source": "Guidance of June 2026",
            },
        )

        assert response.status_code == 302
        limits = reference.load_rules(on=dt.date(2026, 7, 1)).limits
        assert limits.in_force(kind=LimitKind.VCL_STANDARD, on=dt.date(2026, 6, 30)).value == 5
        assert limits.in_force(kind=LimitKind.VCL_STANDARD, on=dt.date(2026, 7, 1)).value == 4
        row = RuleRow.objects.latest("published_at")
        assert (row.published_by.split(":")[0], row.published_at) == ("staff", AT)
        assert AuditEvent.objects.filter(subject_id=str(row.pk), verb="PUBLISHED").count() == 1

    def test_an_empty_value_ends_a_pilot(self, administrator):
        response = administrator.post(
            add("rulerow"),
            {
                "kind": "PILOT_AREA",
                "key": "EXPEDITED_REVIEW:NORTH_WEST",
                "value": "",
                "starts_on": "2026-07-01",
                "source": "The pilot was ended",
            },
        )

        assert response.status_code == 302
        pilots = {pilot.area: pilot.ends_on for pilot in reference.load_rules(on=dt.date(2026, 7, 1)).pilots}
        assert pilots["NORTH_WEST"] == dt.date(2026, 6, 30)

    @pytest.mark.parametrize(
        ("key", "value"),
        [("NO_SUCH_LIMIT", '{"value": 4, "unit": "DAYS"}'), ("VCL_STANDARD", '{"value": 0, "unit": "DAYS"}')],
    )
    def test_a_mistake_shows_on_the_form_and_writes_nothing(self, administrator, key, value):
        before = RuleRow.objects.count()

        response = administrator.post(
            add("rulerow"),
            {"kind": "TIME_LIMIT", "key": key, "value": value, "starts_on": "2026-07-01", "source": "a test"},
        )

        assert response.status_code == 200
        assert f"TIME_LIMIT {key}" in errors_of(response)
        assert RuleRow.objects.count() == before

    def test_tl_6_the_steps_of_calls_are_published_there_too(self, administrator):
        response = administrator.post(
            add("rulerow"),
            {
                "kind": "CALL_LADDER",
                "key": "UPDATE",
                "value": '{"rungs": [{"step": "CALL", "wait_minutes": 0}, {"step": "WRITE", "wait_minutes": 60}]}',
                "starts_on": "2026-07-01",
                "source": "The unit rings once",
            },
        )

        assert response.status_code == 302
        newest = dated_rows.rows(of=dated_tables.CALL_LADDERS)[0]
        assert [(rung.step, rung.wait_minutes) for rung in newest.rungs] == [("CALL", 0), ("WRITE", 60)]
        row = RuleRow.objects.get(kind="CALL_LADDER")
        assert AuditEvent.objects.filter(subject_id=str(row.pk), verb="PUBLISHED").count() == 1

    @pytest.mark.parametrize("kind", TABLES)
    def test_tl_6_every_table_is_offered_with_an_example_and_refuses_nonsense(self, administrator, kind):
        page = administrator.get(add("rulerow")).content.decode()
        response = administrator.post(
            add("rulerow"),
            {"kind": kind, "key": "UPDATE", "value": "{}", "starts_on": "2026-07-01", "source": "a test"},
        )

        assert f"<div>{kind}: key <code>" in page
        assert response.status_code == 200
        assert errors_of(response)
        assert not RuleRow.objects.filter(kind=kind).exists()

    def test_a_form_that_is_not_filled_in_is_sent_back(self, administrator):
        response = administrator.post(add("rulerow"), {"kind": "TIME_LIMIT"})

        assert response.status_code == 200
        assert "required" in errors_of(response)

    def test_a_new_calendar_starts_from_the_list_in_force(self, administrator):
        page = administrator.get(add("calendarversion"))
        listed = page.context["adminform"].form["holidays"].value()

        response = administrator.post(
            add("calendarversion"),
            {"source": "Proclaimed", "holidays": f"{listed}2028-06-05,One-off holiday\r\n"},
        )

        assert response.status_code == 302
        assert dt.date(2028, 6, 5) in reference.load_calendar().holidays
        assert CalendarVersion.objects.count() == 2

    @pytest.mark.parametrize(
        ("listed", "complaint"),
        [
            ("date,title\n5 June 2028,One-off holiday", "line 2"),
            ("date,title\n2040-12-25,Christmas Day", "leaves a gap"),
            ("", "required"),
        ],
    )
    def test_a_mistake_in_the_list_shows_on_the_form(self, administrator, listed, complaint):
        response = administrator.post(add("calendarversion"), {"source": "Proclaimed", "holidays": listed})

        assert complaint in errors_of(response)
        assert CalendarVersion.objects.count() == 1


class TestHistory:
    @pytest.mark.parametrize("table", PAGES)
    def test_can_be_read_and_neither_changed_nor_deleted(self, administrator, table):
        row = {"calendarversion": CalendarVersion, "rulerow": RuleRow}[table].objects.first()
        change = reverse(f"admin:cases_{table}_change", args=[row.pk])

        assert administrator.get(reverse(f"admin:cases_{table}_changelist")).status_code == 200
        assert administrator.get(change).status_code == 200
        assert administrator.post(change, {"source": "Rewritten"}).status_code == 403
        assert administrator.post(reverse(f"admin:cases_{table}_delete", args=[row.pk])).status_code == 403
        row.refresh_from_db()
        assert row.source != "Rewritten"

    def test_shows_the_holidays_of_a_calendar(self, administrator):
        change = reverse("admin:cases_calendarversion_change", args=[CalendarVersion.objects.get().pk])

        assert "Easter Monday" in administrator.get(change).content.decode()


class TestWhoMayPublish:
    @pytest.mark.parametrize("table", PAGES)
    def test_an_administrator_of_the_site_without_the_role_may_read_only(self, superuser_without_a_role, table):
        assert superuser_without_a_role.get(reverse(f"admin:cases_{table}_changelist")).status_code == 200
        assert superuser_without_a_role.get(add(table)).status_code == 403

    @pytest.mark.parametrize("table", PAGES)
    def test_other_staff_are_refused(self, table):
        client = Client()
        client.force_login(staff_with(Role.VLU_OFFICER, is_staff=True))

        assert client.get(reverse(f"admin:cases_{table}_changelist")).status_code == 403
        assert client.get(add(table)).status_code == 403

    @pytest.mark.parametrize("table", PAGES)
    def test_strangers_are_sent_to_sign_in(self, table):
        response = Client().get(add(table))

        assert response.status_code == 302
        assert "login" in response["Location"]

    @pytest.mark.parametrize("table", [CalendarVersion, RuleRow])
    def test_nobody_may_publish(self, rf, table):
        request = rf.get("/")
        request.user = AnonymousUser()

        assert admin.site.get_model_admin(table).has_add_permission(request) is False
