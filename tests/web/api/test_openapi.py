"""The OpenAPI document: stored, valid, the same as the code, and its examples work (I1)."""

import io
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from django.core.management import call_command
from openapi_spec_validator import validate

from cases.models import Case
from cases.rules.import_formats import EventPayload, EventRow
from cases.rules.import_formats.rows import IMPORTABLE_KINDS
from cases.rules.vocabulary import DecisionCode
from tests.web.api.calling import EVENTS, RECEIPTS, Caller
from web.api import problems

STORED = Path(__file__).parents[3] / "docs" / "openapi.yaml"


@pytest.fixture(scope="module")
def stored() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(STORED.read_text(encoding="utf-8"))
    return document


class TestDocument:
    def test_is_the_one_that_the_code_describes(self) -> None:
        """A difference is a change of the API: look at it, then store it with `manage.py spectacular --file`."""
        generated = io.StringIO()
        call_command("spectacular", fail_on_warn=True, validate=True, stdout=generated)

        assert generated.getvalue().strip() == STORED.read_text(encoding="utf-8").strip()

    def test_is_valid_openapi_3_1(self, stored: dict[str, Any]) -> None:
        validate(stored)
        assert stored["openapi"].startswith("3.1")

    def test_asks_every_operation_for_proof_of_who_calls(self, stored: dict[str, Any]) -> None:
        operations = [operation for methods in stored["paths"].values() for operation in methods.values()]

        assert operations
        assert all(operation["security"] and {} not in operation["security"] for operation in operations)

    def test_names_only_problems_that_exist(self, stored: dict[str, Any]) -> None:
        statuses = {str(status) for status, _ in problems.PROBLEMS.values()}

        for methods in stored["paths"].values():
            for operation in methods.values():
                assert {status for status in operation["responses"] if status[0] in "45"} <= statuses

    def test_describes_the_fields_values_and_limits_that_the_schema_reads(self, stored: dict[str, Any]) -> None:
        schemas = stored["components"]["schemas"]

        for name, struct in (("Event", EventRow), ("EventPayload", EventPayload)):
            fields = msgspec.structs.fields(struct)
            assert list(schemas[name]["properties"]) == [field.name for field in fields]
            assert set(schemas[name].get("required", [])) == {field.name for field in fields if field.required}
        assert set(schemas["KindEnum"]["enum"]) == {kind.value for kind in IMPORTABLE_KINDS}
        assert set(schemas["DecisionCodeEnum"]["enum"]) == {code.value for code in DecisionCode}
        read = msgspec.json.schema_components([EventRow, EventPayload])[1]
        for name, struct_name in (("Event", "EventRow"), ("EventPayload", "EventPayload")):
            for field, described in schemas[name]["properties"].items():
                limit = read[struct_name]["properties"][field].get("maxLength")
                if limit is not None:
                    assert described["maxLength"] == limit, field


@pytest.mark.django_db
class TestExamples:
    def test_of_the_document_are_all_accepted(self, stored: dict[str, Any], caller: Caller, known_case: Case) -> None:
        events = stored["paths"][EVENTS]["post"]["requestBody"]["content"]["application/json"]["examples"]
        receipts = stored["paths"][RECEIPTS]["post"]["requestBody"]["content"]["application/json"]["examples"]

        answers = [caller.signed(example["value"]) for example in events.values()]
        answers += [caller.shown("POST", RECEIPTS, example["value"]) for example in receipts.values()]

        assert len(answers) == 3
        assert [answer.status_code for answer in answers] == [201, 200, 204]
        assert all(result["status"] == "applied" for result in answers[1].json()["results"])

    def test_of_problems_are_never_without_a_code(self) -> None:
        assert all(re.match(r"^[a-z]+(-[a-z]+)*$", code) for code in problems.PROBLEMS)
