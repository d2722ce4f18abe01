"""The stop switch as an administrator uses it (F26)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from communications.models import OutboxMessage, SendingControl
from tests.factories.accounts import UnitMembershipFactory
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

    def test_is_closed_to_managers(self, client: Client) -> None:
        client.force_login(UnitMembershipFactory(role=Role.VLU_MANAGER).user)

        assert client.get(reverse(SENDING)).status_code in {403, 404}
