"""docs/rules.md, the docstrings of the rules and their tests name the same rules (style.md 4.3, 5.3)."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

REGISTER = ROOT / "docs" / "rules.md"
#: A rule id. Standards that look like one are not rules of ours.
RULE_ID = re.compile(r"\b(?!SHA-|UTF-|ISO-|RFC-)([A-Z]{2,7})-(\d{1,2})\b")
#: "TRI-1 to TRI-5" and "DU-1 to 6" name all between.
RANGE = re.compile(r"\b([A-Z]{2,7})-(\d{1,2}) to (?:\1-)?(\d{1,2})\b")
#: The same in the name of a test: test_wd_4_refuses_...
IN_A_NAME = re.compile(r"\btest_([a-z]{2,7})_(\d{1,2})_")
ROW = re.compile(r"^\| (?P<id>[A-Z]{2,7}-\d{1,2}) \|(?P<cells>.*)\|$", re.MULTILINE)


def rows() -> list[tuple[str, str, str, Path, Path]]:
    """Give id, wording, source, module and test of every row of the register."""
    found = []
    for row in ROW.finditer(REGISTER.read_text(encoding="utf-8")):
        wording, source, module, test = (cell.strip() for cell in row["cells"].split("|"))
        found.append((row["id"], wording, source, ROOT / module, ROOT / test))
    return found


def rule_modules() -> list[Path]:
    return sorted(
        path for app in ("cases", "triage", "communications") for path in (ROOT / app / "rules").rglob("*.py")
    )


def named_in(text: str) -> set[str]:
    """Every rule id that a text names, one by one, in a range or in the name of a test."""
    ids = {f"{prefix}-{number}" for prefix, number in RULE_ID.findall(text)}
    for prefix, first, last in RANGE.findall(text):
        ids |= {f"{prefix}-{number}" for number in range(int(first), int(last) + 1)}
    return ids | {f"{prefix.upper()}-{number}" for prefix, number in IN_A_NAME.findall(text)}


@functools.cache
def named_in_file(path: Path) -> frozenset[str]:
    """Every rule id that a file names; many rules share one."""
    return frozenset(named_in(path.read_text(encoding="utf-8")))


@functools.cache
def named_in_docstrings(path: Path) -> frozenset[str]:
    """Every rule id that the docstrings of a module name."""
    return frozenset(named_in("\n".join(docstrings(path))))


def docstrings(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""


EVERY_ROW = [pytest.param(*row, id=row[0]) for row in rows()]


class TestRuleRegister:
    def test_has_each_rule_once(self):
        ids = [row[0] for row in rows()]

        assert sorted(ids) == sorted(set(ids))
        assert len(ids) > 50

    def test_has_every_rule_that_a_rules_module_names(self):
        named = {rule: path.relative_to(ROOT).as_posix() for path in rule_modules() for rule in named_in_file(path)}
        registered = {row[0] for row in rows()}

        missing = {rule: path for rule, path in named.items() if rule not in registered}

        assert not missing, f"Write a row in docs/rules.md for: {missing}"

    @pytest.mark.parametrize(("rule", "wording", "source", "module", "test"), EVERY_ROW)
    def test_says_what_the_rule_is_and_where_it_comes_from(self, rule, wording, source, module, test):
        assert wording.endswith(".")
        assert source

    @pytest.mark.parametrize(("rule", "wording", "source", "module", "test"), EVERY_ROW)
    def test_names_a_module_whose_docstrings_carry_the_id(self, rule, wording, source, module, test):
        assert rule in named_in_docstrings(module)

    @pytest.mark.parametrize(("rule", "wording", "source", "module", "test"), EVERY_ROW)
    def test_names_a_test_that_carries_the_id(self, rule, wording, source, module, test):
        assert rule in named_in_file(test)


class TestReadingIds:
    @pytest.mark.parametrize(
        ("text", "ids"),
        [
            ("(WD-1; domain.md 10)", {"WD-1"}),
            ("TRI-1 to TRI-3", {"TRI-1", "TRI-2", "TRI-3"}),
            ("DU-1 to 3", {"DU-1", "DU-2", "DU-3"}),
            ("def test_wd_4_refuses_a_day(self)", {"WD-4"}),
            ("SHA-256 and UTF-8", set()),
        ],
    )
    def test_finds_single_ids_ranges_and_names_of_tests(self, text, ids):
        assert named_in(text) == ids
