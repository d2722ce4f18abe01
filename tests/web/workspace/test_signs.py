"""Signs of losing touch on the pages: for those who look after the person, for nobody else (L12)."""

import html
import re

import pytest
from django.urls import reverse

from communications.rules.warning_signs import ACTIONS, WarningSignal
from tests.architecture.sources import ROOT, modules
from tests.factories.cases import CaseFactory, ContactPointFactory, PersonFactory, VictimFactory, WorkItemFactory
from tests.factories.communications import CallSeriesFactory, WarningSignFactory
from tests.web.workspace.conftest import NOW, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]

REASON = "3 calls in a row reached nobody"
ACTION = ACTIONS[WarningSignal.CALLS_MISSED]


def text(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def sign(victim):
    victim.in_contact_since = NOW.date()
    victim.save()
    return WarningSignFactory(victim=victim)


class TestMyVictims:
    @pytest.fixture
    def url(self):
        return reverse("workspace:victims")

    def test_a_card_says_why_and_what_would_help(self, as_writer, sign, url):
        shown = text(as_writer.get(url))

        assert REASON in shown
        assert ACTION in shown

    def test_a_card_without_signs_says_nothing_of_them(self, as_writer, victim, url):
        assert "<dt class" in as_writer.get(url).content.decode()
        assert ACTION not in text(as_writer.get(url))

    def test_the_filter_finds_those_with_a_sign(self, as_writer, sign, unit, url):
        person = PersonFactory(full_name="Quiet Person")
        VictimFactory(case=CaseFactory(unit=unit), person=person, in_contact_since=NOW.date())

        shown = text(as_writer.get(url, {"sign": "CALLS_MISSED"}))

        assert "Rhian Hughes" in shown
        assert "Quiet Person" not in shown
        assert "Rhian Hughes" not in text(as_writer.get(url, {"sign": "PROMISE_MISSED"}))

    def test_whoever_only_reads_cases_learns_of_none_not_even_by_the_filter(self, prosecutor, sign, url):
        client = signed_in(prosecutor)

        assert REASON not in text(client.get(url))
        assert "May be losing touch" not in text(client.get(url))
        assert "Rhian Hughes" not in text(client.get(url, {"sign": "CALLS_MISSED"}))


class TestThePerson:
    def test_their_page_says_it_to_those_who_look_after_them(self, as_writer, as_prosecutor, sign):
        url = reverse("workspace:case-people", args=[sign.case_id])

        assert ACTION in text(as_writer.get(url))
        assert ACTION not in text(as_prosecutor.get(url))

    def test_the_call_screen_says_it_and_that_it_is_not_read_out(self, as_writer, as_prosecutor, sign, charge):
        ContactPointFactory(person=sign.victim.person, mobile=True)
        series = CallSeriesFactory(victim=sign.victim, opened_at=NOW, next_from=NOW)
        url = reverse("workspace:call", args=[series.pk])

        shown = text(as_writer.get(url))

        assert ACTION in shown
        assert "not to be read out" in shown
        assert ACTION not in text(as_prosecutor.get(url))

    def test_the_item_of_work_leads_to_the_person(self, as_writer, sign):
        item = WorkItemFactory(
            case=sign.case, victim=sign.victim, kind="KEEP_IN_TOUCH", about=f"victim:{sign.victim_id}"
        )

        shown = as_writer.get(reverse("workspace:work-item", args=[item.pk])).content.decode()

        assert f"{reverse('workspace:case-people', args=[sign.case_id])}#victim-{sign.victim_id}" in shown


class TestWhereTheyNeverStand:
    @pytest.mark.parametrize("part", ["web/portal", "web/api", "web/dashboards", "triage", "communications/documents"])
    def test_no_module_of_it_knows_of_signs(self, part):
        knowing = [
            source.name
            for source in modules()
            if source.name.startswith(f"{part}/") and "warning_sign" in (ROOT / source.name).read_text().lower()
        ]

        assert knowing == []
