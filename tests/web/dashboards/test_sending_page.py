"""The stop switch as an administrator uses it (F26)."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Unit
from accounts.roles import Role
from communications.models import OutboxMessage, SendingControl
from tests.factories.accounts import AreaFactory, UnitFactory, UnitMembershipFactory, staff_with
from tests.factories.cases import CaseFactory, WorkItemFactory
from tests.factories.communications import OutboxMessageFactory

pytestmark = pytest.mark.django_db
SENDING = "dashboards:sending"


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(UnitMembershipFactory(role=Role.ADMINISTRATOR).user)
    return client


class TestSendingPage:
    def test_stops_everything_and_says_so(self, administrator: Client) -> None:
        response = administrator.post(
            reverse(SENDING), {"action": "halt", "reason": "Wrong rule published"}, follow=True
        )

        assert SendingControl.objects.get().is_stopped is True
        assert "Nothing leaves" in response.content.decode()

    def test_lets_it_go_on(self, administrator: Client) -> None:
        administrator.post(reverse(SENDING), {"action": "halt", "reason": "Drill"})

        administrator.post(reverse(SENDING), {"action": "resume", "reason": "Drill is over"})

        assert list(SendingControl.objects.order_by("id").values_list("is_stopped", flat=True)) == [True, False]

    def test_asks_for_a_reason(self, administrator: Client) -> None:
        page = administrator.post(reverse(SENDING), {"action": "halt", "reason": " "}).content.decode()

        assert "Enter why" in page
        assert not SendingControl.objects.exists()

    def test_says_when_somebody_else_was_first(self, administrator: Client) -> None:
        administrator.post(reverse(SENDING), {"action": "halt", "reason": "Drill"})

        response = administrator.post(reverse(SENDING), {"action": "halt", "reason": "Drill"})

        assert response.status_code == 422
        assert "already stands that way" in response.content.decode()

    def test_lets_a_held_batch_go_only_by_a_second_person(self, client: Client) -> None:
        membership = UnitMembershipFactory(role=Role.ADMINISTRATOR)
        OutboxMessageFactory(held_for_volume=True, queued_by=f"staff:{membership.user.pk}", queued_at=timezone.now())
        client.force_login(membership.user)

        response = client.post(reverse(SENDING), {"action": "release", "reason": "They are right"})

        assert response.status_code == 422
        assert OutboxMessage.objects.get().held_for_volume is True
        client.force_login(UnitMembershipFactory(role=Role.ADMINISTRATOR).user)
        client.post(reverse(SENDING), {"action": "release", "reason": "Checked with the manager"})
        assert OutboxMessage.objects.get().held_for_volume is False

    def test_counts_what_waits_by_channel(self, administrator: Client) -> None:
        OutboxMessageFactory()

        assert "Email" in administrator.get(reverse(SENDING)).content.decode()

    def test_is_closed_to_those_who_see_no_figures(self, client: Client) -> None:
        client.force_login(UnitMembershipFactory(role=Role.VLU_OFFICER).user)

        assert client.get(reverse(SENDING)).status_code in {403, 404}


class TestWhatManagersSee:
    """They see whether sending runs and what waits for a person in their Area; they press nothing."""

    @pytest.fixture
    def unit(self) -> Unit:
        return UnitFactory(area=AreaFactory(code="WESSEX", name="Wessex"))

    @pytest.fixture
    def manager(self, client: Client, unit: Unit) -> Client:
        client.force_login(staff_with(Role.VLU_MANAGER, unit))
        return client

    def rows(self, response: HttpResponse) -> list[tuple[str, list[str]]]:
        """Area and numbers of each row of the table; a narrow screen repeats the headings in the cells."""
        table = response.content.decode().partition("What waits for a person")[2].partition("</table>")[0]
        found = [re.sub(r"<[^>]+>", " ", row) for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]]
        return [(row.replace("Area", "").split()[0], re.findall(r"\d+", row)) for row in found]

    def test_counts_what_waits_in_their_own_area_and_leads_to_it(self, manager: Client, unit: Unit) -> None:
        case = CaseFactory(unit=unit)
        for kind in ("UNDECIDED_DELIVERY", "HELD_COMMUNICATION", "HELD_COMMUNICATION", "NO_SAFE_CHANNEL"):
            WorkItemFactory(case=case, kind=kind)
        WorkItemFactory(case=CaseFactory(), kind="HELD_COMMUNICATION")

        response = manager.get(reverse(SENDING))

        assert self.rows(response) == [("Wessex", ["1", "2", "1"])]
        assert "/staff/?sort=DELIVERY" in response.content.decode()

    def test_does_not_count_restricted_cases_that_are_not_on_their_list(self, manager: Client, unit: Unit) -> None:
        WorkItemFactory(case=CaseFactory(unit=unit, is_rasso=True), kind="HELD_COMMUNICATION")

        assert "No message waits for a person." in manager.get(reverse(SENDING)).content.decode()

    def test_offers_nothing_to_press_and_refuses_it(self, manager: Client) -> None:
        assert "Stop all sending now" not in manager.get(reverse(SENDING)).content.decode()

        assert manager.post(reverse(SENDING), {"action": "halt", "reason": "?"}).status_code in {403, 404}
        assert not SendingControl.objects.exists()

    def test_an_administrator_sees_the_counts_of_every_area_and_no_way_into_cases(self, client: Client) -> None:
        for code in ("NORTH_EAST", "SOUTH_WEST"):
            unit = UnitFactory(area=AreaFactory(code=code, name=code.title()))
            WorkItemFactory(case=CaseFactory(unit=unit), kind="UNDECIDED_DELIVERY")
        client.force_login(UnitMembershipFactory(role=Role.ADMINISTRATOR).user)

        response = client.get(reverse(SENDING))

        assert self.rows(response) == [("North_East", ["1", "0", "0"]), ("South_West", ["1", "0", "0"])]
        assert "/staff/?sort=DELIVERY" not in response.content.decode()
