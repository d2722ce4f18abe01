"""The command that brings in files: what it prints, its exit code, and that one bad file stops none of the others."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases.models import Case, CaseEvent, Charge, InboundMessage
from tests.factories.accounts import AreaFactory, UnitFactory

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "docs" / "examples"
PAYLOADS = ROOT / "tests" / "payloads"


def run(*args: str | Path, **options: object) -> str:
    output = io.StringIO()
    call_command("import_cases", *(str(arg) for arg in args), stdout=output, **options)
    return output.getvalue()


@pytest.fixture(autouse=True)
def areas() -> None:
    for code in ("SOUTH_EAST", "CYMRU_WALES"):
        UnitFactory(area=AreaFactory(code=code))


class TestImportCases:
    def test_takes_in_all_examples_of_the_documentation_in_its_order(self) -> None:
        printed = run(*(EXAMPLES / name for name in ("cases.csv", "victims.csv", "charges.csv", "events.jsonl")))

        assert "cases.csv: 3 read, 3 applied, 0 unchanged, 0 quarantined." in printed
        assert "events.jsonl: 3 read, 3 applied" in printed
        assert CaseEvent.objects.count() == 3

    def test_takes_in_messages_of_the_courts(self) -> None:
        printed = run(PAYLOADS / "discontinued.json", PAYLOADS / "events" / "plea_updated.json")

        assert "discontinued.json: 1 read, 1 applied" in printed
        assert Case.objects.count() == 1

    def test_applies_an_event_given_before_its_case_in_the_same_run(self) -> None:
        printed = run(PAYLOADS / "events" / "plea_updated.json", PAYLOADS / "charged.json")

        assert "1 earlier messages could be applied" in printed
        assert Charge.objects.get().plea == "NOT_GUILTY"

    def test_names_line_field_and_reason_and_ends_with_an_error(self) -> None:
        run(EXAMPLES / "cases.csv")
        output = io.StringIO()

        with pytest.raises(CommandError):
            call_command("import_cases", str(EXAMPLES / "one_bad_row.csv"), stdout=output)

        assert "  line 3, occurred_at: needs its offset from UTC, such as Z" in output.getvalue()
        assert CaseEvent.objects.count() == 2

    def test_goes_on_after_a_file_that_it_refuses(self, tmp_path: Path) -> None:
        bad = tmp_path / "bad.csv"
        bad.write_text("<xml/>", encoding="utf-8")
        output = io.StringIO()

        with pytest.raises(CommandError):
            call_command("import_cases", str(bad), str(EXAMPLES / "cases.csv"), stdout=output)

        assert "bad.csv: refused. The file looks like XML or HTML" in output.getvalue()
        assert Case.objects.count() == 3

    def test_keeps_nothing_of_a_dry_run(self) -> None:
        printed = run(EXAMPLES / "cases.csv", PAYLOADS / "discontinued.json", dry_run=True)

        assert "3 applied" in printed
        assert not Case.objects.exists()
        assert not InboundMessage.objects.exists()

    def test_prints_json_for_machines(self) -> None:
        printed = run(EXAMPLES / "cases.csv", json=True)

        assert json.loads(printed) == {
            "file": "cases.csv", "read": 3, "applied": 3, "unchanged": 0, "quarantined": 0, "reasons": [],
        }  # fmt: skip

    def test_puts_cases_of_which_nothing_tells_the_area_where_it_is_told(self, tmp_path: Path) -> None:
        UnitFactory(area=AreaFactory(code="LONDON_NORTH"))
        content = json.loads((PAYLOADS / "discontinued.json").read_text(encoding="utf-8"))
        content["hearing"]["prosecutionCases"][0]["prosecutionCaseIdentifier"]["caseURN"] = "01AA1000126"
        path = tmp_path / "met.json"
        path.write_text(json.dumps(content), encoding="utf-8")

        run(path, area="LONDON_NORTH")

        assert Case.objects.get().area_id == "LONDON_NORTH"

    def test_refuses_an_area_that_does_not_exist(self) -> None:
        with pytest.raises(CommandError, match="no Area"):
            run(EXAMPLES / "cases.csv", area="NARNIA")
