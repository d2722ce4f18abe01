"""The import contracts hold (style.md 3.5), and none of them has an exception."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.sources import ROOT


def contracts() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


class TestImportContracts:
    def test_hold(self):
        linter = Path(sys.executable).with_name("lint-imports")

        outcome = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)

        assert outcome.returncode == 0, outcome.stdout + outcome.stderr

    def test_are_the_seven_agreed(self):
        assert {contract["id"] for contract in contracts()["contracts"]} == {
            "layers",
            "interfaces-are-strangers",
            "inside-an-app",
            "rules-are-pure",
            "channels-behind-the-outbox",
            "one-home-per-library",
            "no-cycles",
        }

    def test_have_no_exceptions(self):
        assert not [
            contract["id"]
            for contract in contracts()["contracts"]
            if contract.get("ignore_imports") or contract.get("unmatched_ignore_imports_alerting")
        ]
