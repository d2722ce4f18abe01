"""The administration site: staff and dated reference data; history read-only; nothing deleted (A5)."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import StaffUser, UnitMembership
from tests.factories.accounts import ApiClientFactory, StaffUserFactory, UnitFactory, UnitMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(StaffUserFactory(is_staff=True, is_superuser=True))
    return client


OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in {"accounts", "audit", "cases", "triage", "communications"}
]


class TestEveryAdminPage:
    @pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
    def test_opens_its_list(self, administrator: Client, model: type) -> None:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

        assert administrator.get(path).status_code == 200

    @pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
    def test_offers_no_deleting(self, rf, model: type) -> None:
        request = rf.get("/")
        request.user = StaffUserFactory(is_staff=True, is_superuser=True)

        assert admin.site._registry[model].has_delete_permission(request) is False

    def test_is_closed_to_staff_without_the_administration_role(self, client: Client) -> None:
        client.force_login(UnitMembershipFactory(role="VLU_MANAGER").user)

        response = client.get(reverse("admin:index"))

        assert response.status_code in {302, 403, 404}
        assert b"Site administration" not in response.content


class TestStaffAdmin:
    def test_gives_a_role_with_when_and_by_whom(self, administrator: Client) -> None:
        user = StaffUserFactory()
        unit = UnitFactory()
        path = reverse("admin:accounts_staffuser_change", args=[user.pk])

        response = administrator.post(
            path,
            {
                "email": user.email,
                "full_name": user.full_name,
                "job_title": user.job_title,
                "phone": user.phone,
                "is_active": "on",
                "memberships-TOTAL_FORMS": "1",
                "memberships-INITIAL_FORMS": "0",
                "memberships-0-unit": str(unit.pk),
                "memberships-0-role": "VLU_OFFICER",
                "memberships-0-user": str(user.pk),
            },
        )

        assert response.status_code == 302
        membership = UnitMembership.objects.get(user=user)
        assert membership.role == "VLU_OFFICER"
        assert membership.granted_by == f"staff:{StaffUser.objects.get(is_superuser=True).pk}"

    def test_offers_no_role_that_staff_cannot_hold(self, administrator: Client) -> None:
        page = administrator.get(reverse("admin:accounts_staffuser_change", args=[StaffUserFactory().pk]))

        assert b'value="VICTIM"' not in page.content
        assert b'value="PROSECUTOR"' in page.content

    def test_ends_the_roles_of_a_leaver_and_keeps_when_they_were_held(self, administrator: Client) -> None:
        membership = UnitMembershipFactory()

        administrator.post(
            reverse("admin:accounts_staffuser_changelist"),
            {"action": "end_all_roles", "_selected_action": [str(membership.user_id)]},
        )

        membership.refresh_from_db()
        assert membership.ended_at is not None
        assert membership.ended_by.startswith("staff:")


class TestApiClientAdmin:
    def test_never_shows_the_secret(self, administrator: Client) -> None:
        api_client = ApiClientFactory(secret_hash="hash-that-must-not-show")

        page = administrator.get(reverse("admin:accounts_apiclient_change", args=[api_client.pk]))

        assert page.status_code == 200
        assert b"hash-that-must-not-show" not in page.content
