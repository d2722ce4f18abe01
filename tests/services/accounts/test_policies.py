"""Who may do what, where: A1 (roles with Area and unit scope, RASSO restricted) and ASVS 8.1 to 8.2."""

import datetime as dt
import uuid

import pytest
from django.db.models import Q

from accounts import actors, policies
from accounts.actors import NOBODY, Actor, ActorKind, Grant
from accounts.models import Unit, UnitKind
from accounts.permissions import Permission
from accounts.roles import DEFINITIONS, Reach, Role, SystemProcess
from tests.factories.accounts import (
    ApiClientFactory,
    AreaFactory,
    StaffUserFactory,
    UnitFactory,
    UnitMembershipFactory,
    staff_with,
)

AT = dt.datetime(2026, 11, 20, 10, 0, tzinfo=dt.UTC)
HERE, ELSEWHERE = "NORTH_EAST", "WESSEX"
OUR_UNIT, OTHER_UNIT = uuid.UUID(int=1), uuid.UUID(int=2)


def holder(role: Role, *, in_rasso_unit: bool = False) -> Actor:
    definition = role.definition
    grant = Grant(
        role=role,
        area_code=HERE,
        unit_id=OUR_UNIT,
        works_on_restricted=definition.works_on_restricted or in_rasso_unit,
    )
    return Actor(kind=ActorKind.STAFF, identifier="1", grants=frozenset({grant}))


STAFF_ROLES = [role for role, definition in DEFINITIONS.items() if definition.for_staff]
PLACES = {
    "own unit": (HERE, OUR_UNIT),
    "other unit of the own Area": (HERE, OTHER_UNIT),
    "other Area": (ELSEWHERE, OTHER_UNIT),
}


class TestHasPermission:
    @pytest.mark.parametrize("permission", Permission)
    def test_refuses_nobody_everything(self, permission):
        assert not policies.has_permission(actor=NOBODY, permission=permission, area=HERE, unit=OUR_UNIT)

    @pytest.mark.parametrize("permission", Permission)
    @pytest.mark.parametrize("role", STAFF_ROLES)
    @pytest.mark.parametrize("place", PLACES)
    def test_answers_by_role_and_reach_for_every_role_permission_and_place(self, role, permission, place):
        area, unit = PLACES[place]
        reached = {
            Reach.UNIT: place == "own unit",
            Reach.AREA: place != "other Area",
            Reach.NATIONAL: True,
        }[role.definition.reach]

        answer = policies.has_permission(actor=holder(role), permission=permission, area=area, unit=unit)

        assert answer is (permission in role.definition.permissions and reached)

    @pytest.mark.parametrize("role", [role for role in STAFF_ROLES if role is not Role.VLO_RASSO])
    def test_keeps_restricted_cases_from_every_role_outside_rasso(self, role):
        assert not policies.has_permission(
            actor=holder(role), permission=Permission.VIEW_CASE, area=HERE, unit=OUR_UNIT, restricted=True
        )

    def test_opens_restricted_cases_to_the_rasso_officer_of_that_unit_only(self):
        officer = holder(Role.VLO_RASSO)

        def may_view(unit):
            return policies.has_permission(
                actor=officer, permission=Permission.VIEW_CASE, area=HERE, unit=unit, restricted=True
            )

        assert may_view(OUR_UNIT)
        assert not may_view(OTHER_UNIT)

    def test_opens_restricted_cases_to_a_prosecutor_of_a_rasso_unit(self):
        prosecutor = holder(Role.PROSECUTOR, in_rasso_unit=True)

        assert policies.has_permission(
            actor=prosecutor, permission=Permission.RECORD_DECISION, area=HERE, unit=OUR_UNIT, restricted=True
        )

    def test_opens_to_an_inspector_in_a_rasso_unit_that_areas_restricted_cases_and_no_others(self):
        inspector = holder(Role.INSPECTOR, in_rasso_unit=True)

        def may_view(area):
            return policies.has_permission(
                actor=inspector, permission=Permission.VIEW_CASE, area=area, unit=OTHER_UNIT, restricted=True
            )

        assert may_view(HERE)
        assert not may_view(ELSEWHERE)

    def test_refuses_too_much_rather_than_too_little_when_the_place_is_left_out(self):
        assert not policies.has_permission(actor=holder(Role.VLU_MANAGER), permission=Permission.VIEW_CASE)
        assert policies.has_permission(actor=holder(Role.INSPECTOR), permission=Permission.VIEW_CASE)

    def test_takes_the_area_from_the_unit_when_only_the_unit_is_given(self):
        unit = Unit(id=OTHER_UNIT, area_id=HERE)

        assert policies.has_permission(actor=holder(Role.VLU_MANAGER), permission=Permission.VIEW_CASE, unit=unit)

    def test_lets_an_administrator_read_no_case(self):
        assert not policies.has_permission(
            actor=holder(Role.ADMINISTRATOR), permission=Permission.VIEW_CASE, area=HERE, unit=OUR_UNIT
        )

    def test_lets_a_victim_read_their_own_record_and_nobody_elses(self):
        own, other = uuid.uuid4(), uuid.uuid4()
        victim = actors.victim(victim_id=own, person_id=uuid.uuid4())

        def may_read(victim_id):
            return policies.has_permission(
                actor=victim, permission=Permission.VIEW_OWN_RECORD, victim_id=victim_id, restricted=True
            )

        assert may_read(own)
        assert not may_read(other)
        assert not may_read(None)

    def test_never_lets_staff_read_a_record_as_if_they_were_the_victim(self):
        for role in STAFF_ROLES:
            assert Permission.VIEW_OWN_RECORD not in role.definition.permissions

    @pytest.mark.parametrize("process", SystemProcess)
    @pytest.mark.parametrize("permission", Permission)
    def test_lets_a_process_do_what_its_list_says_and_nothing_else(self, process, permission):
        answer = policies.has_permission(actor=actors.system(process), permission=permission)

        assert answer is (permission in process.permissions)


class TestRequire:
    def test_says_that_a_refusal_about_a_case_must_not_confirm_that_it_exists(self):
        with pytest.raises(policies.NotPermitted) as refused:
            policies.require(actor=NOBODY, permission=Permission.VIEW_CASE, area=HERE, unit=OUR_UNIT)

        assert refused.value.is_about_an_object

    def test_says_that_a_refusal_of_a_whole_page_is_about_no_object(self):
        with pytest.raises(policies.NotPermitted) as refused:
            policies.require(actor=holder(Role.VLU_OFFICER), permission=Permission.MANAGE_STAFF)

        assert not refused.value.is_about_an_object
        assert str(refused.value) == "staff:1 lacks MANAGE_STAFF"

    def test_passes_in_silence_when_allowed(self):
        policies.require(actor=holder(Role.VLU_OFFICER), permission=Permission.WRITE_LETTER, area=HERE)


class TestHoldsAnywhere:
    def test_is_true_where_one_place_is_enough(self):
        assert policies.holds_anywhere(actor=holder(Role.VLU_OFFICER), permission=Permission.VIEW_WORK)

    def test_is_false_for_what_no_role_of_theirs_holds(self):
        assert not policies.holds_anywhere(actor=holder(Role.VLU_OFFICER), permission=Permission.HALT_SENDING)
        with pytest.raises(policies.NotPermitted):
            policies.require_anywhere(actor=holder(Role.VLU_OFFICER), permission=Permission.HALT_SENDING)


@pytest.mark.django_db
class TestStaffActor:
    def test_holds_only_memberships_in_force(self):
        user = StaffUserFactory()
        now = UnitMembershipFactory(user=user, role=Role.VLU_OFFICER.value)
        UnitMembershipFactory(user=user, role=Role.VLU_MANAGER.value, ended_at=AT, ended_by="staff:1")
        UnitMembershipFactory(user=user, role=Role.PROSECUTOR.value, granted_at=AT + dt.timedelta(days=1))

        actor = actors.staff(user=user, at=AT)

        assert {grant.role for grant in actor.grants} == {Role.VLU_OFFICER}
        assert {grant.unit_id for grant in actor.grants} == {now.unit_id}

    def test_loses_a_role_at_the_moment_it_ends(self):
        membership = UnitMembershipFactory(ended_at=AT, ended_by="staff:1")

        assert actors.staff(user=membership.user, at=AT - dt.timedelta(seconds=1)).grants
        assert not actors.staff(user=membership.user, at=AT).grants

    def test_may_do_nothing_once_they_have_left(self):
        user = staff_with(Role.VLU_MANAGER)
        user.is_active = False

        assert not actors.staff(user=user, at=AT).grants

    def test_gets_nothing_from_a_role_that_is_not_for_staff_or_not_known(self):
        user = StaffUserFactory()
        UnitMembershipFactory(user=user, role=Role.INTEGRATOR.value)
        UnitMembershipFactory(user=user, role=Role.VICTIM.value)

        assert not actors.staff(user=user, at=AT).grants

    def test_gets_nothing_from_being_a_superuser_of_the_administration_site(self):
        user = StaffUserFactory(is_superuser=True, is_staff=True)

        assert not any(
            policies.holds_anywhere(actor=actors.staff(user=user, at=AT), permission=permission)
            for permission in Permission
        )

    def test_works_on_restricted_cases_through_a_rasso_unit(self):
        user = staff_with(Role.PROSECUTOR, UnitFactory(kind=UnitKind.RASSO))

        assert all(grant.works_on_restricted for grant in actors.staff(user=user, at=AT).grants)

    def test_costs_one_query_however_many_memberships(self, django_assert_num_queries):
        user = StaffUserFactory()
        for role in STAFF_ROLES:
            UnitMembershipFactory(user=user, role=role.value)

        # One: the memberships with their units. Asking permission afterwards costs none.
        with django_assert_num_queries(1):
            actor = actors.staff(user=user, at=AT)
            policies.has_permission(actor=actor, permission=Permission.VIEW_CASE, area=HERE)

    def test_is_named_by_key_and_never_by_name_or_address(self):
        user = staff_with(Role.VLU_OFFICER, full_name="Canary Nightingale", email="canary@example.org")

        actor = actors.staff(user=user, at=AT)

        assert actor.label == f"staff:{user.pk}"
        assert "anary" not in repr(actor)
        assert actor.acts_as == "VLU_OFFICER"


@pytest.mark.django_db
class TestApiClientActor:
    def test_reaches_everything_it_may_send_unless_bound_to_an_area(self):
        everywhere = actors.api_client(client=ApiClientFactory())

        assert policies.has_permission(actor=everywhere, permission=Permission.IMPORT_CASES, area=HERE)

    def test_reaches_its_own_area_only_when_bound_to_one(self):
        area = AreaFactory()
        bound = actors.api_client(client=ApiClientFactory(area=area))

        assert policies.has_permission(actor=bound, permission=Permission.IMPORT_CASES, area=area)
        assert not policies.has_permission(actor=bound, permission=Permission.IMPORT_CASES, area=HERE)
        assert not policies.has_permission(actor=bound, permission=Permission.IMPORT_CASES)

    def test_may_do_nothing_once_revoked(self):
        client = ApiClientFactory(revoked_at=AT, revoked_by="staff:1")

        assert not actors.api_client(client=client).grants

    def test_reads_no_case(self):
        client = actors.api_client(client=ApiClientFactory())

        assert not policies.holds_anywhere(actor=client, permission=Permission.VIEW_CASE)


@pytest.mark.django_db
class TestScopeOf:
    """The list a selector starts from must agree with the answer for each single row."""

    RESTRICTED = Q(name__startswith="restricted")

    @pytest.fixture
    def rows(self):
        """Units stand in for cases here: a row with an Area, a unit (itself) and a mark of restriction."""
        here, elsewhere = AreaFactory(code=HERE), AreaFactory(code=ELSEWHERE)
        return [
            UnitFactory(id=uuid.UUID(int=number), area=area, name=f"{mark} {number}")
            for number, (area, mark) in enumerate(
                [(area, mark) for area in (here, here, elsewhere) for mark in ("open", "restricted")], start=1
            )
        ]

    @pytest.mark.parametrize("in_rasso_unit", [False, True])
    @pytest.mark.parametrize("role", STAFF_ROLES)
    def test_lists_exactly_the_rows_for_which_permission_is_held(self, rows, role, in_rasso_unit):
        viewer = holder(role, in_rasso_unit=in_rasso_unit)
        scope = policies.scope_of(actor=viewer, permission=Permission.VIEW_CASE)

        listed = set(Unit.objects.filter(scope.as_filter(area="area_id", unit="id", is_restricted=self.RESTRICTED)))

        assert listed == {
            row
            for row in rows
            if policies.has_permission(
                actor=viewer,
                permission=Permission.VIEW_CASE,
                area=row.area_id,
                unit=row.pk,
                restricted=row.name.startswith("restricted"),
            )
        }

    def test_lists_everything_for_a_process_that_may_and_nothing_for_one_that_may_not(self, rows):
        def listed(process):
            scope = policies.scope_of(actor=actors.system(process), permission=Permission.VIEW_CASE)
            condition = scope.as_filter(area="area_id", unit="id", is_restricted=self.RESTRICTED)
            return Unit.objects.filter(condition).count()

        assert listed(SystemProcess.TRIAGE) == len(rows)
        assert listed(SystemProcess.DELIVERY) == 0

    def test_lists_nothing_for_nobody_and_nothing_for_a_victim(self, rows):
        victim = actors.victim(victim_id=uuid.uuid4(), person_id=uuid.uuid4())
        for actor in (NOBODY, victim):
            scope = policies.scope_of(actor=actor, permission=Permission.VIEW_OWN_RECORD)
            condition = scope.as_filter(area="area_id", unit="id", is_restricted=self.RESTRICTED)
            assert scope.is_empty
            assert not Unit.objects.filter(condition).exists()

    def test_keeps_an_integrator_bound_to_an_area_inside_it(self, rows):
        client = actors.api_client(client=ApiClientFactory(area_id=HERE))

        scope = policies.scope_of(actor=client, permission=Permission.IMPORT_CASES)

        condition = scope.as_filter(area="area_id", unit="id", is_restricted=self.RESTRICTED)
        assert {unit.area_id for unit in Unit.objects.filter(condition)} == {HERE}
