"""The administration of staff answers to our permissions, not to Django's groups (A1)."""

import datetime as dt

import pytest
from django.contrib import admin
from django.test import RequestFactory

from accounts.models import Area, StaffUser, Unit, UnitMembership
from accounts.roles import Role
from tests.factories.accounts import StaffUserFactory, UnitMembershipFactory, staff_with

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


def request_of(user):
    request = RequestFactory().get("/staff/admin/")
    request.user = user
    return request


def may(user, model) -> set[str]:
    site, request = admin.site._registry[model], request_of(user)
    asked = {
        "see": site.has_view_permission(request),
        "add": site.has_add_permission(request),
        "change": site.has_change_permission(request),
        "delete": site.has_delete_permission(request),
    }
    return {what for what, answer in asked.items() if answer}


class TestStaffAdministration:
    @pytest.mark.parametrize("model", [StaffUser, Area, Unit])
    def test_is_for_administrators_and_deletes_nothing(self, model):
        assert may(staff_with(Role.ADMINISTRATOR, is_staff=True), model) == {"see", "add", "change"}

    @pytest.mark.parametrize("role", [Role.VLU_MANAGER, Role.AREA_MANAGER, Role.INSPECTOR, Role.PROSECUTOR])
    def test_is_closed_to_every_other_role(self, role):
        assert may(staff_with(role, is_staff=True), StaffUser) == set()

    def test_is_open_to_the_superuser_who_opens_the_first_account(self):
        assert may(StaffUserFactory(is_superuser=True, is_staff=True), StaffUser) == {"see", "add", "change"}

    def test_closes_when_the_role_ends(self):
        membership = UnitMembershipFactory(role=Role.ADMINISTRATOR.value, ended_at=AT, ended_by="staff:1")

        assert may(membership.user, StaffUser) == set()

    def test_is_closed_to_a_leaver(self):
        user = staff_with(Role.ADMINISTRATOR, is_staff=True, is_active=False)

        assert may(user, StaffUser) == set()

    def test_lets_nobody_make_themselves_a_superuser(self):
        site = admin.site._registry[StaffUser]

        assert "is_superuser" in site.get_readonly_fields(request_of(staff_with(Role.ADMINISTRATOR, is_staff=True)))
        assert "is_superuser" not in site.get_readonly_fields(request_of(StaffUserFactory(is_superuser=True)))

    def test_shows_the_roles_of_a_person_to_administrators(self):
        user = staff_with(Role.ADMINISTRATOR, is_staff=True)
        site = admin.site._registry[StaffUser]

        inlines = site.get_inline_instances(request_of(user), user)

        assert [inline.model for inline in inlines] == [UnitMembership]
