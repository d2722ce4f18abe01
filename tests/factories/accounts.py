"""Areas, units, staff and API clients."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from accounts.models import ApiClient, Area, StaffUser, Unit, UnitKind, UnitMembership
from accounts.roles import Role

LONG_AGO = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)


class AreaFactory(DjangoModelFactory[Area]):
    class Meta:
        model = Area
        django_get_or_create = ("code",)

    code = "NORTH_WEST"
    name = factory.LazyAttribute(lambda area: area.code.replace("_", " ").title())


class UnitFactory(DjangoModelFactory[Unit]):
    class Meta:
        model = Unit
        django_get_or_create = ("area", "name")

    area = factory.SubFactory(AreaFactory)
    kind = UnitKind.VLU
    name = factory.LazyAttribute(lambda unit: f"{unit.area.name} {UnitKind(unit.kind).label}")
    public_name = factory.LazyAttribute(lambda unit: f"{unit.area.name} {UnitKind(unit.kind).public_label}")
    phone = "01632 960100"
    email = "liaison.unit@example.org"
    opening_hours = "Monday to Friday, 9am to 5pm"
    return_address = "PO Box 100\nExampletown\nEX1 1EX"


class StaffUserFactory(DjangoModelFactory[StaffUser]):
    class Meta:
        model = StaffUser

    email = factory.Sequence(lambda n: f"officer{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Officer Number {n}")
    job_title = "Victim Liaison Officer"
    phone = "01632 960200"


class UnitMembershipFactory(DjangoModelFactory[UnitMembership]):
    class Meta:
        model = UnitMembership

    user = factory.SubFactory(StaffUserFactory)
    unit = factory.SubFactory(UnitFactory)
    role = "VLU_OFFICER"
    granted_at = LONG_AGO
    granted_by = "system:test"


class ApiClientFactory(DjangoModelFactory[ApiClient]):
    class Meta:
        model = ApiClient

    name = factory.Sequence(lambda n: f"Court feed {n}")
    key_id = factory.Sequence(lambda n: f"key{n}")
    secret_hash = "unset"  # tests that authenticate create clients through the command's service
    created_at = LONG_AGO
    created_by = "system:test"


def staff_with(role: Role, unit: Unit | None = None, **user: object) -> StaffUser:
    """Return a member of staff who holds ``role`` in ``unit`` (or in the default unit)."""
    membership = UnitMembershipFactory(user=StaffUserFactory(**user), unit=unit or UnitFactory(), role=role.value)
    return membership.user
