"""Staff of the bench."""

import uuid

from django.utils import timezone

from accounts.models import StaffUser, Unit, UnitMembership
from accounts.roles import Role


def staff(*, unit: Unit, role: Role) -> StaffUser:
    """Create a member of staff with a role in a unit."""
    user = StaffUser.objects.create_user(email=f"{uuid.uuid4().hex}@example.org", full_name="Bench Officer")
    UnitMembership.objects.create(
        user=user, unit=unit, role=role.value, granted_at=timezone.now(), granted_by="system:bench"
    )
    return user
