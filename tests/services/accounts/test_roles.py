"""The roles as a manager would check them: described, complete, and no more than the work needs."""

import pytest

from accounts.permissions import Permission
from accounts.roles import DEFINITIONS, PROCESS_PERMISSIONS, Role, SystemProcess, staff_roles

WRITES_TO_VICTIMS = {
    Permission.WRITE_LETTER,
    Permission.APPROVE_LETTER,
    Permission.MAKE_PROMISE,
}


class TestDefinitions:
    def test_define_every_role(self):
        assert set(DEFINITIONS) == set(Role)

    @pytest.mark.parametrize("role", Role)
    def test_describe_each_role_in_a_sentence(self, role):
        assert role.definition.description.endswith(".")
        assert len(role.definition.description.split()) >= 6
        assert role.label == role.definition.name

    def test_name_no_two_roles_alike(self):
        assert len({definition.name for definition in DEFINITIONS.values()}) == len(DEFINITIONS)

    def test_offer_to_staff_neither_the_victims_role_nor_the_machines(self):
        assert {value for value, _ in staff_roles()} == set(Role) - {Role.VICTIM, Role.SUPPORTER, Role.INTEGRATOR}

    def test_let_an_inspector_change_nothing(self):
        assert Role.INSPECTOR.definition.permissions == {
            Permission.VIEW_CASE,
            Permission.VIEW_WORK,
            Permission.VIEW_PERFORMANCE,
            Permission.EXPORT_PERFORMANCE,
            Permission.VIEW_AUDIT_TRAIL,
        }

    @pytest.mark.parametrize("role", [Role.AREA_MANAGER, Role.ADMINISTRATOR, Role.INSPECTOR, Role.INTEGRATOR])
    def test_let_only_those_who_work_with_victims_write_to_them(self, role):
        assert not role.definition.permissions & WRITES_TO_VICTIMS


class TestProcesses:
    def test_list_the_permissions_of_every_process(self):
        assert set(PROCESS_PERMISSIONS) == set(SystemProcess)

    def test_let_the_court_feed_propose_but_never_record_a_decision(self):
        assert Permission.RECORD_DECISION not in SystemProcess.COURT_FEED.permissions

    def test_let_only_the_promises_process_write_by_itself(self):
        writing = {process for process in SystemProcess if Permission.WRITE_LETTER in process.permissions}

        assert writing == {SystemProcess.PROMISES, SystemProcess.DEMO_CASELOAD}
