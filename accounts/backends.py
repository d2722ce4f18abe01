"""How staff sign in: with the account opened for them, or by single sign-on. Nobody signs up."""

import uuid

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.backends import ModelBackend
from django.db.models import OuterRef, QuerySet, UUIDField
from django.http import HttpRequest

from accounts.models import StaffUser, UnitMembership
from accounts.nested import Nested
from accounts.written import Given, Written


def _with_roles() -> "QuerySet[StaffUser]":
    held = UnitMembership.objects.filter(user=OuterRef("pk")).select_related("unit")
    return StaffUser.objects.annotate(memberships_read=Nested(held)).filter(pk=Given("user", UUIDField()))


_WITH_ROLES = Written(_with_roles)


class StaffBackend(ModelBackend):
    """Checks a password, and reads who is signed in together with the roles they hold: every page needs both (P10)."""

    def get_user(self, user_id: uuid.UUID) -> StaffUser | None:
        """Return the member of staff behind a session, with their memberships read; None for a leaver. One query."""
        user = _WITH_ROLES.first(user=user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Opens no account to strangers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: an administrator opens staff accounts."""
        return False
