"""Every permission belongs to somebody and is asked for somewhere (style.md 5.3)."""

import ast

import pytest

from accounts.permissions import Permission
from accounts.roles import DEFINITIONS, SystemProcess
from tests.architecture.sources import modules

#: Where permissions are given out rather than asked for.
GIVING = {"accounts/permissions.py", "accounts/roles.py"}


def asked_for() -> set[str]:
    """Permissions that some module of ours names as ``Permission.X``."""
    return {
        node.attr
        for source in modules()
        if source.name not in GIVING
        for node in source.nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Permission"
    }


class TestPermissions:
    def test_each_belongs_to_a_role_or_to_a_process(self):
        held = {permission for definition in DEFINITIONS.values() for permission in definition.permissions}
        held |= {
            permission
            for process in SystemProcess
            if process is not SystemProcess.DEMO_CASELOAD
            for permission in process.permissions
        }

        assert held == set(Permission)

    def test_each_is_asked_for_somewhere(self):
        assert set(Permission.__members__) - asked_for() == set()

    def test_nothing_is_asked_for_that_does_not_exist(self):
        assert asked_for() <= set(Permission.__members__)

    @pytest.mark.parametrize("permission", Permission)
    def test_each_is_explained_in_plain_words(self, permission):
        assert permission.label[0].isupper()
        assert len(permission.label.split()) >= 3
        assert permission.value == permission.name

    def test_processes_are_played_by_the_code_they_name(self):
        played = {
            node.attr
            for source in modules()
            if source.name not in GIVING
            for node in source.nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "SystemProcess"
        }

        assert {process.name for process in SystemProcess} - played == set()
