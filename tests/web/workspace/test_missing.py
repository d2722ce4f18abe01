"""Taking up a letter that is missing, from the work list to the letter (W12)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from cases.models import Obligation, WorkItem
from cases.rules.vocabulary import DecisionCode
from communications.models import Communication
from communications.services import missing_letters
from tests.factories.cases import DecisionFactory, ObligationFactory
from tests.factories.communications import CommunicationFactory
from tests.factories.reference import lay_templates
from tests.web.workspace.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]

WORK = reverse("workspace:work")


@pytest.fixture(autouse=True)
def _words():
    lay_templates()


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def decision(case, victim, charge):
    """Came in past the door: nothing was opened for it."""
    at = NOW - dt.timedelta(hours=2)
    return DecisionFactory(case=case, decided_at=at, recorded_at=at)


@pytest.fixture
def unwritten(victim, charge):
    at = NOW - dt.timedelta(days=6)
    row = DecisionFactory(case=victim.case, decided_at=at, recorded_at=at)
    due_at = NOW + dt.timedelta(hours=8)
    return ObligationFactory(victim=victim, decision=row, due_at=due_at, due_on=due_at.date())


def page_of(item):
    return reverse("workspace:work-item", args=[item.pk])


class TestAMissingObligation:
    def test_leads_from_the_list_to_the_opened_letter(self, as_writer, decision, victim):
        missing_letters.look(at=NOW)
        item = WorkItem.objects.get()
        assert "Open a letter that is missing" in text(as_writer.get(WORK, {"sort": "WRITE"}))
        shown = as_writer.get(page_of(item)).content.decode()
        href = reverse("workspace:owed-unopened", args=[decision.pk, victim.pk])
        assert href in shown
        assert "What came of it" not in shown, "it is not finished by hand"

        response = as_writer.post(href, follow=True)

        assert "Letter opened. It is due by" in text(response)
        assert Communication.objects.get().obligation == Obligation.objects.get()
        assert "Open a letter that is missing" not in text(as_writer.get(WORK))

    def test_is_shown_with_what_it_is_about_before_it_is_opened(self, as_writer, decision, victim):
        page = text(as_writer.get(reverse("workspace:owed-unopened", args=[decision.pk, victim.pk])))

        assert "Rhian Hughes" in page
        assert "All charges discontinued" in page
        assert not Obligation.objects.exists()

    def test_says_so_to_the_second_who_opens_it(self, as_writer, decision, victim):
        href = reverse("workspace:owed-unopened", args=[decision.pk, victim.pk])
        as_writer.post(href)

        assert "Somebody else opened this letter first" in text(as_writer.post(href, follow=True))
        assert "not missing any more" in text(as_writer.get(href))

    def test_says_so_where_nothing_is_owed_after_all(self, as_writer, case, victim):
        at = NOW - dt.timedelta(hours=1)
        row = DecisionFactory(case=case, code=DecisionCode.MINOR_AMENDMENT, decided_at=at, recorded_at=at)

        page = as_writer.post(reverse("workspace:owed-unopened", args=[row.pk, victim.pk]))

        assert "nothing is owed" in text(page)
        assert not Obligation.objects.exists()

    def test_says_so_where_no_limit_is_known(self, as_writer, case, victim):
        at = dt.datetime(1999, 3, 1, 10, tzinfo=dt.UTC)
        row = DecisionFactory(case=case, decided_at=at, recorded_at=at)

        page = as_writer.post(reverse("workspace:owed-unopened", args=[row.pk, victim.pk]))

        assert "Nothing was opened" in text(page)

    def test_is_not_there_for_another_area(self, as_stranger, decision, victim):
        href = reverse("workspace:owed-unopened", args=[decision.pk, victim.pk])

        assert as_stranger.get(href).status_code == 404
        assert as_stranger.post(href).status_code == 404
        assert not Obligation.objects.exists()


class TestAnUnwrittenLetter:
    def test_leads_from_the_list_to_the_letter(self, as_writer, unwritten):
        missing_letters.look(at=NOW)
        item = WorkItem.objects.get()
        href = reverse("workspace:owed-unwritten", args=[unwritten.pk])
        assert href in as_writer.get(page_of(item)).content.decode()

        response = as_writer.post(href)

        letter = Communication.objects.get()
        assert response.url == reverse("workspace:letter", args=[letter.pk])
        item.refresh_from_db()
        assert (item.state, item.outcome) == ("DONE", "Started")

    def test_says_so_when_it_was_settled_meanwhile(self, as_writer, unwritten):
        Obligation.objects.update(state="MET", met_at=NOW)
        href = reverse("workspace:owed-unwritten", args=[unwritten.pk])

        assert "settled meanwhile" in text(as_writer.post(href))
        assert "not missing any more" in text(as_writer.get(href))

    def test_is_not_there_for_another_area(self, as_stranger, unwritten):
        assert as_stranger.post(reverse("workspace:owed-unwritten", args=[unwritten.pk])).status_code == 404


def test_an_unattended_draft_leads_to_the_letter(as_writer, victim):
    letter = CommunicationFactory(victim=victim, opened_at=NOW - dt.timedelta(days=3))
    missing_letters.look(at=NOW)

    shown = as_writer.get(page_of(WorkItem.objects.get())).content.decode()

    assert reverse("workspace:letter", args=[letter.pk]) in shown
