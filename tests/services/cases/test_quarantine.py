"""What could not be taken in stands on somebody's list the same day, once, and leaves it when it is settled (R7)."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actors
from accounts.models import Unit
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import Case, InboundMessage, WorkItem
from cases.rules.vocabulary import InboundState, WorkKind
from cases.selectors import records
from cases.selectors.inbound import Batch
from cases.services.intake import quarantine
from communications.selectors import work_list
from communications.services import intake, reconciliation
from tests.factories.accounts import staff_with
from tests.factories.cases import CaseFactory, InboundMessageFactory, WorkItemFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
PAYLOADS = Path(__file__).parents[2] / "payloads"
EARLIER = NOW - dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def areas():
    lay_reference_data()


def waiting(**changes):
    return InboundMessageFactory(
        **{
            "source": "COMMON_PLATFORM",
            "state": InboundState.QUARANTINED,
            "problems": [{"field": "", "reason": "No Area can be told from the reference"}],
            "received_at": EARLIER,
            **changes,
        }
    )


def unit_of(area):
    return Unit.objects.get(area_id=area, kind="VLU")


def items():
    return WorkItem.objects.filter(kind=WorkKind.NOT_TAKEN_IN)


def staff(role, area):
    unit = Unit.objects.filter(area_id=area).order_by("-kind").first()
    return staff_with(role, unit)


def actor(role, area="WESSEX"):
    return actors.staff(user=staff(role, area), at=timezone.now())


def lines_of(viewer):
    page = work_list.work_for(viewer=viewer, at=NOW, chosen=work_list.WorkFilter())
    return [line.item_kind for line in page.lines]


class TestAsk:
    def test_one_item_for_a_batch_however_often_it_is_asked_due_the_same_day(self):
        waiting()
        waiting()

        for _ in range(2):
            assert reconciliation.inbound_not_applied(at=NOW) == 2

        item = items().get()
        assert item.unit.area.is_direct
        assert item.due_at.date() == NOW.date()
        assert (item.case_id, item.is_for_manager) == (None, True)

    def test_each_area_that_messages_name_and_each_source_is_asked_apart(self):
        waiting()
        waiting(unit=unit_of("WESSEX"))
        waiting(unit=unit_of("NORTH_EAST"))
        waiting(source="EVENTS_UNREADABLE")

        reconciliation.inbound_not_applied(at=NOW)

        assert sorted(item.unit.area_id for item in items()) == ["CPS_DIRECT", "CPS_DIRECT", "NORTH_EAST", "WESSEX"]

    def test_what_came_a_moment_ago_is_given_time(self):
        waiting(received_at=NOW - dt.timedelta(minutes=1))

        reconciliation.inbound_not_applied(at=NOW)

        assert not items().exists()

    def test_a_conflict_on_the_list_of_its_own_case_is_left_to_them(self):
        message = waiting(state=InboundState.CONFLICT)
        WorkItemFactory(kind="RECONCILIATION", key=f"conflict:{message.pk}:x")

        reconciliation.inbound_not_applied(at=NOW)

        assert not items().exists()

    def test_the_work_closes_once_nothing_of_the_batch_waits(self):
        message = waiting()
        reconciliation.inbound_not_applied(at=NOW)
        InboundMessage.objects.filter(pk=message.pk).update(state=InboundState.APPLIED)

        reconciliation.inbound_not_applied(at=NOW)

        assert (items().get().state, items().get().outcome) == ("DONE", "Taken in or set aside")

    def test_the_name_of_a_batch_is_read_back(self):
        batch = Batch(received_on=NOW.date(), unit_id=None, file_id=None, source="A:B")

        assert Batch.parse(batch.key) == batch
        assert [Batch.parse(key) for key in ("", "not-taken-in:x:::S", "else:2026-03-11:::S")] == [None] * 3


class TestWhoSeesIt:
    def test_administrators_see_all_of_it_and_nothing_of_cases(self):
        case = CaseFactory(unit=unit_of("WESSEX"))
        WorkItemFactory(case=case)
        waiting(unit=unit_of("WESSEX"))
        waiting()
        reconciliation.inbound_not_applied(at=NOW)

        assert lines_of(actor(Role.ADMINISTRATOR)) == [WorkKind.NOT_TAKEN_IN] * 2

    def test_managers_see_what_names_their_area_and_others_do_not(self):
        waiting(unit=unit_of("WESSEX"))
        waiting()
        reconciliation.inbound_not_applied(at=NOW)
        named = items().get(unit__area_id="WESSEX")

        assert lines_of(actor(Role.VLU_MANAGER)) == [WorkKind.NOT_TAKEN_IN]
        assert lines_of(actor(Role.VLU_OFFICER)) == []
        assert lines_of(actor(Role.VLU_MANAGER, "NORTH_EAST")) == []
        for viewer in (actor(Role.VLU_OFFICER), actor(Role.VLU_MANAGER, "NORTH_EAST")):
            with pytest.raises(WorkItem.DoesNotExist):
                records.visible_work_item(viewer=viewer, item_id=named.pk)


class TestSetAside:
    def test_keeps_the_message_names_who_and_closes_the_work(self):
        message = waiting()
        reconciliation.inbound_not_applied(at=NOW)

        quarantine.set_aside(
            item_id=items().get().pk,
            message_ids=[message.pk],
            reason="A test of the sender",
            actor=actor(Role.ADMINISTRATOR),
            at=NOW,
        )

        message.refresh_from_db()
        assert message.state == InboundState.SET_ASIDE
        assert items().get().state == "DONE"
        assert AuditEvent.objects.get(verb="SETTLED").reason == "A test of the sender"
        assert reconciliation.inbound_not_applied(at=NOW) == 0

    def test_is_for_those_who_bring_in_cases(self):
        message = waiting(unit=unit_of("WESSEX"))
        reconciliation.inbound_not_applied(at=NOW)

        with pytest.raises(NotPermitted):
            quarantine.set_aside(
                item_id=items().get().pk,
                message_ids=[message.pk],
                reason="?",
                actor=actor(Role.VLU_MANAGER),
                at=NOW,
            )


@pytest.fixture
def unplaceable():
    """A court message that tells no Area, taken in as the courts send it."""
    payload = json.loads((PAYLOADS / "discontinued.json").read_text(encoding="utf-8"))
    payload["hearing"]["prosecutionCases"][0]["prosecutionCaseIdentifier"]["caseURN"] = "TFL 122 222"
    outcome = intake.receive_court_message(payload=payload, actor=actors.system(SystemProcess.COURT_FEED), at=EARLIER)
    assert outcome.state is InboundState.QUARANTINED, outcome
    return InboundMessage.objects.get(pk=outcome.message_id)


class TestThePage:
    def url(self):
        return reverse("workspace:not-taken-in", args=[items().get().pk])

    def signed_in(self, role, area="WESSEX"):
        client = Client()
        client.force_login(staff(role, area))
        return client

    def text(self, response):
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))

    def test_an_administrator_names_the_area_and_takes_it_in_again(self, unplaceable):
        reconciliation.inbound_not_applied(at=NOW)
        client = self.signed_in(Role.ADMINISTRATOR)

        shown = self.text(client.get(self.url()))
        response = client.post(
            self.url(),
            {"chosen": [str(unplaceable.pk)], "answer": "TAKE_IN_AGAIN", "area": "WESSEX", "reason": ""},
            follow=True,
        )

        assert "No Area can be told from the reference" in shown
        assert "1 taken in." in self.text(response)
        assert Case.objects.get().area_id == "WESSEX"
        assert items().get().state == "DONE"

    def test_setting_aside_needs_a_reason(self):
        message = waiting()
        reconciliation.inbound_not_applied(at=NOW)
        client = self.signed_in(Role.ADMINISTRATOR)

        response = client.post(self.url(), {"chosen": [str(message.pk)], "answer": "SET_ASIDE"})
        done = client.post(
            self.url(), {"chosen": [str(message.pk)], "answer": "SET_ASIDE", "reason": "Sent by mistake"}, follow=True
        )

        assert "Enter why they need not be taken in" in self.text(response)
        assert "1 set aside. They are kept as they came." in self.text(done)

    def test_a_manager_of_the_area_reads_why_and_presses_nothing(self):
        waiting(unit=unit_of("WESSEX"), payload={"name": "Somebody"})
        reconciliation.inbound_not_applied(at=NOW)
        client = self.signed_in(Role.VLU_MANAGER)

        shown = self.text(client.get(self.url()))

        assert "No Area can be told from the reference" in shown
        assert "Somebody" not in shown
        assert client.post(self.url(), {"answer": "SET_ASIDE"}).status_code in {403, 404}

    def test_someone_elses_is_not_there(self):
        waiting(unit=unit_of("WESSEX"))
        reconciliation.inbound_not_applied(at=NOW)

        assert self.signed_in(Role.VLU_MANAGER, "NORTH_EAST").get(self.url()).status_code == 404

    def test_other_work_is_no_batch(self):
        item = WorkItemFactory(case=CaseFactory(unit=unit_of("WESSEX")))
        client = self.signed_in(Role.VLU_MANAGER)

        assert client.get(reverse("workspace:not-taken-in", args=[item.pk])).status_code == 404
