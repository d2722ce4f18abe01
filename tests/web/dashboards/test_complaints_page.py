"""Complaints beside letters, and apologies in late letters, as managers see them: counted, few are hidden (M20)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import actors
from accounts.roles import Role
from audit.models import AuditEvent
from communications.selectors import complaint_figures
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import CaseFactory, ObligationFactory, VictimFactory
from tests.factories.communications import CommunicationFactory, ComplaintFactory
from tests.web.dashboards.test_feedback import counted

pytestmark = pytest.mark.django_db
SENT_AT = dt.datetime(2026, 3, 5, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
MONTH = dt.date(2026, 3, 1)
SORRY = [{"key": "apology_late", "heading": "", "text": "We are sorry that this is late.", "locked": False}]
NOT_SORRY = [{"key": "apology_late", "heading": "", "text": "", "locked": False}]


def person(unit):
    return VictimFactory(case=CaseFactory(unit=unit, area=unit.area))


def letter(unit, *, late: bool = False, words=NOT_SORRY, met_at=SENT_AT) -> None:
    victim = person(unit)
    due_at = met_at - DAY if late else met_at + DAY
    owed = ObligationFactory(
        victim=victim, state="MET", met_at=met_at, due_at=due_at, due_on=due_at.date(), decided_at=met_at - 5 * DAY
    )
    CommunicationFactory(victim=victim, obligation=owed, sent=True, sent_at=met_at, opened_at=met_at - DAY, words=words)


def complain(unit, times: int, *, on=dt.date(2026, 3, 9)) -> None:
    for _ in range(times):
        ComplaintFactory(victim=person(unit), received_on=on)


def figures(unit, *, first=MONTH, last=MONTH, role=Role.VLU_MANAGER):
    viewer = actors.staff(user=staff_with(role, unit), at=SENT_AT)
    return complaint_figures.by_unit_and_month(viewer=viewer, first_month=first, last_month=last)


def page_for(client, unit, name="complaints", role=Role.VLU_MANAGER, **query):
    client.force_login(staff_with(role, unit))
    return client.get(reverse(f"dashboards:{name}"), query)


class TestFigures:
    def test_m20_count_complaints_for_each_thousand_letters_and_apologies_in_late_ones(self, clock):
        unit = UnitFactory()
        complain(unit, 5)
        for _ in range(8):
            letter(unit)
        letter(unit, late=True, words=SORRY)
        letter(unit, late=True)

        (found,) = figures(unit)

        assert (found.complaints, found.letters, found.late, found.late_with_apology) == (5, 10, 2, 1)
        assert (found.per_thousand, found.apology_share) == (500.0, 0.5)

    def test_m20_by_the_month_in_which_it_reached_us_and_the_letter_left(self, clock):
        unit = UnitFactory()
        complain(unit, 6, on=dt.date(2026, 2, 28))
        letter(unit, met_at=dt.datetime(2026, 3, 31, 22, 30, tzinfo=dt.UTC))
        letter(unit, met_at=dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC))

        assert [(each.month, each.complaints, each.letters) for each in figures(unit, first=dt.date(2026, 2, 1))] == [
            (MONTH, 0, 1),
            (dt.date(2026, 2, 1), 6, 0),
        ], "the last hour of March is in April in London"

    def test_few_complaints_are_hidden_and_none_is_said(self, client, clock):
        unit = UnitFactory(name="Canal Street Unit")
        complain(unit, 2)
        letter(unit)

        page = page_for(client, unit).content.decode()
        assert "Canal Street Unit" in page
        assert "Fewer than 5" in page
        assert "2,000.0" not in page

    def test_another_area_is_left_out(self, client, clock):
        unit = UnitFactory()
        elsewhere = AreaFactory(code="WESSEX")
        complain(UnitFactory(area=elsewhere, name="Elsewhere Unit"), 9)

        page = page_for(client, unit).content.decode()
        assert "Elsewhere Unit" not in page
        assert "There are no complaints and no letters in these months." in page

    def test_are_not_for_whoever_sees_no_figures(self, client, clock):
        assert page_for(client, UnitFactory(), role=Role.VLU_OFFICER).status_code == 403

    def test_cost_the_same_for_one_unit_and_for_many(self, clock, django_assert_num_queries):
        unit = UnitFactory()
        complain(unit, 1)
        for number in range(5):
            complain(UnitFactory(area=unit.area, name=f"Unit {number}"), 1)
        viewer = actors.staff(user=staff_with(Role.VLU_MANAGER, unit), at=SENT_AT)
        with django_assert_num_queries(2):
            complaint_figures.by_unit_and_month(viewer=viewer, first_month=MONTH, last_month=MONTH)


class TestDownload:
    def test_m20_holds_what_the_page_shows_hides_what_it_hides_and_is_kept(self, client, clock):
        unit = UnitFactory(name="=Canal")
        complain(unit, 3)
        letter(unit)

        answer = page_for(client, unit, "complaints-export", first="2026-03-01", last="2026-03-01")
        lines = b"".join(answer.streaming_content).decode().splitlines()

        assert lines[1].startswith('"2026-03-01","\'=Canal"')
        assert '"Fewer than 5"' in lines[1]
        assert AuditEvent.objects.filter(verb="EXPORTED", subject_id="complaints").exists()
        assert reverse("dashboards:complaints-export") in page_for(client, unit).content.decode()

    def test_m9_what_people_told_us_can_be_downloaded_too(self, client, clock):
        unit = UnitFactory(name="Canal Street Unit")
        counted(unit, yes=6, no=5)
        counted(unit, yes=2, question="KNOWS_NEXT")

        answer = page_for(client, unit, "feedback-export", first="2026-03-01", last="2026-03-01")
        lines = b"".join(answer.streaming_content).decode().splitlines()

        assert any('"11","6","0","5"' in line for line in lines)
        assert any('"Fewer than 5","Not shown"' in line for line in lines)
        assert reverse("dashboards:feedback-export") in page_for(client, unit, "feedback").content.decode()
        assert AuditEvent.objects.filter(verb="EXPORTED", subject_id="feedback").exists()

    @pytest.mark.parametrize(
        "name", ["complaints-export", "corrections-export", "feedback-export", "identity-export", "referrals-export"]
    )
    def test_is_refused_to_whoever_sees_no_figures(self, client, clock, name):
        assert page_for(client, UnitFactory(), name, role=Role.VLU_OFFICER).status_code == 403
