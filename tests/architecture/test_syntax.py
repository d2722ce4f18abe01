"""What import contracts cannot express, read from the syntax tree (style.md 3.2, 3.5)."""

import ast
import re

import pytest

from tests.architecture.sources import ROOT, Source, functions, modules, text_files

ORM_CALLS = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
CLOCK = {("timezone", "now"), ("timezone", "localdate"), ("date", "today"), ("datetime", "now"), ("datetime", "utcnow")}
BOTTOMLESS_DRAWERS = {"utils", "util", "helpers", "helper", "common", "lib", "managers", "signals", "misc"}
LONGEST_MODULE = 450
POSITIONAL_FOR_A_REASON = {"communications/services/statements.py": "a statement and its parameters, as for a cursor"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|lorem\s+ipsum|coming soon", re.IGNORECASE)


def where(source: Source, node: ast.AST) -> str:
    return f"{source.name}:{node.lineno}"


def calls(source: Source):
    return (node for node in source.nodes if isinstance(node, ast.Call))


def names_put_into(sql: ast.expr) -> list[str]:
    """Names of what is put into the text of a query. Constants of the module (in capitals) are identifiers we wrote."""
    if not isinstance(sql, ast.JoinedStr | ast.BinOp):
        return []
    return [node.id for node in ast.walk(sql) if isinstance(node, ast.Name)]


class TestWeb:
    web = [source for source in modules() if source.package == "web"]

    def test_never_touches_the_orm(self):
        # `Model.objects.none()` names the model for the API description and reads nothing.
        empty = {
            id(node.value)
            for source in self.web
            for node in source.nodes
            if isinstance(node, ast.Attribute) and node.attr == "none"
        }
        found = [
            where(source, node)
            for source in self.web
            for node in source.nodes
            if (
                (isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"})
                and id(node) not in empty
            )
            or (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ORM_CALLS)
        ]

        assert not found, f"A page or endpoint calls one service or selector instead: {found}"

    def test_forms_are_plain_forms(self):
        found = [
            where(source, node)
            for source in self.web
            for node in source.nodes
            if isinstance(node, ast.ClassDef)
            and any(getattr(base, "attr", getattr(base, "id", "")) == "ModelForm" for base in node.bases)
        ]

        assert not found, found

    def test_serializers_list_their_fields(self):
        found = [
            where(source, node)
            for source in self.web
            for node in source.nodes
            if isinstance(node, ast.Assign)
            and any(getattr(target, "id", "") in {"fields", "exclude"} for target in node.targets)
            and (getattr(node.targets[0], "id", "") == "exclude" or getattr(node.value, "value", "") == "__all__")
        ]

        assert not found, f"ASVS 15.3.1: fields are listed, never excluded or taken whole: {found}"


class TestClock:
    def test_is_read_in_views_tasks_and_commands_only(self):
        found = [
            where(source, node)
            for source in modules()
            if not source.is_at_the_edge
            for node in source.nodes
            if isinstance(node, ast.Attribute)
            and (getattr(node.value, "attr", getattr(node.value, "id", "")), node.attr) in CLOCK
        ]

        assert not found, f"Take `at` or `today` as an argument: {found}"


class TestFunctions:
    def test_import_nothing(self):
        found = [
            where(source, statement)
            for source in modules()
            for function, class_name in functions(source.tree)
            if not (function.name == "ready" and class_name.endswith("Config"))
            for statement in ast.walk(function)
            if isinstance(statement, ast.Import | ast.ImportFrom)
        ]

        assert not found, f"An import inside a function hides a cycle: {found}"

    @pytest.mark.parametrize("layer", ["services", "selectors", "policies", "rules"])
    def test_take_keywords_beyond_the_one_thing_they_are_about(self, layer):
        """Two positional arguments can be swapped in silence. What a package keeps to itself is left alone."""
        found = [
            f"{where(source, function)} {function.name}"
            for source in modules()
            if layer in (parts := source.path.relative_to(ROOT).with_suffix("").parts)[1:2]
            and len(parts) <= 3
            and source.name not in POSITIONAL_FOR_A_REASON
            for function, class_name in functions(source.tree)
            if not class_name
            and not function.name.startswith("_")
            and len(function.args.args) + len(function.args.posonlyargs) > 1
        ]

        assert not found, found

    def test_build_no_sql_from_strings(self):
        found = [
            where(source, call)
            for source in modules()
            for call in calls(source)
            if isinstance(call.func, ast.Attribute)
            and call.func.attr in {"execute", "executemany", "raw", "extra"}
            and call.args
            and any(not name.isupper() for name in names_put_into(call.args[0]))
        ]

        assert not found, f"ASVS 1.2.4: parameters, never text: {found}"


class TestModels:
    def test_override_neither_save_nor_delete(self):
        found = [
            f"{where(source, function)} {class_name}.{function.name}"
            for source in modules()
            for function, class_name in functions(source.tree)
            if class_name and function.name in {"save", "delete"}
        ]

        assert not found, f"Behaviour hidden in save() is nobody's use case: {found}"


class TestModules:
    def test_are_named_for_what_is_in_them(self):
        found = [source.name for source in modules() if set(source.path.with_suffix("").parts) & BOTTOMLESS_DRAWERS]

        assert not found, found

    def test_say_what_they_are_for(self):
        found = [
            source.name
            for source in modules()
            if source.path.stem != "__init__" and source.lines > 1 and not ast.get_docstring(source.tree)
        ]

        assert not found, found

    def test_stay_short_enough_to_read(self):
        found = {source.name: source.lines for source in modules() if source.lines > LONGEST_MODULE}

        assert not found, f"Split by noun: {found}"


class TestText:
    def test_leaves_nothing_unfinished(self):
        own = {ROOT / "tests" / "architecture" / "test_syntax.py"}
        found = [
            f"{path.relative_to(ROOT)}:{number}"
            for path in text_files()
            if path not in own and "vendor" not in path.parts
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
            if UNFINISHED.search(line)
        ]

        assert not found, found
