"""The schema of our own import formats: cross-field rules, its documentation, and what it takes from which columns."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest

from cases.rules.court_feed.event_map import FollowUp
from cases.rules.import_formats import (
    BadRow,
    CaseRow,
    ChargeRow,
    EventRow,
    FileRefused,
    GoodRow,
    RowProblem,
    VictimRow,
    reading,
)
from cases.rules.import_formats.rows import DECISION_OF_KIND, IMPORTABLE_KINDS, follow_up_of, read_row
from cases.rules.vocabulary import CaseEventKind, DecisionCode

DOCS = Path(__file__).parents[3] / "docs"
AT = dt.datetime(2026, 4, 1, 12, 0, tzinfo=dt.UTC)
EVENT = {
    "event_id": "cms-1",
    "occurred_at": "2026-03-03T11:00:00Z",
    "recorded_at": "2026-03-03T11:10:00Z",
    "source": "CMS",
    "case_urn": "45AA2000126",
    "kind": "STOPPED_BY_PROSECUTION",
}
VICTIM = {"urn": "x", "victim_ref": "V1", "full_name": "Sam Placeholder", "recorded_at": "2026-03-03T11:10:00Z"}
CHARGE = {
    "urn": "x", "charge_id": "0f0b8a52-6a3e-4c46-9f0e-0a5f6f8f0001", "title": "Robbery", "category": "ROBBERY",
    "defendant_id": "0f0b8a52-6a3e-4c46-9f0e-0a5f6f8f1001", "defendant_name": "Robin", "state": "CHARGED",
    "recorded_at": "2026-03-03T11:10:00Z",
}  # fmt: skip
CASE = {
    "urn": "x", "area": "SOUTH_EAST", "stage": "CHARGED", "opened_on": "2026-03-01",
    "recorded_at": "2026-03-03T11:10:00Z",
}  # fmt: skip


def read(values: dict[str, Any], shape: Any, *, is_text: bool = True) -> Any:
    return read_row(values, shape=shape, is_text=is_text, at=AT)


class TestReadRow:
    @pytest.mark.parametrize(
        ("values", "shape"), [(EVENT, EventRow), (CASE, CaseRow), (VICTIM, VictimRow), (CHARGE, ChargeRow)]
    )
    def test_takes_a_row_of_the_required_fields_alone(self, values: dict[str, Any], shape: Any) -> None:
        assert isinstance(read(values, shape), shape)
        assert set(values) == reading.required_columns_of(shape)

    @pytest.mark.parametrize(
        ("values", "shape", "changes", "field"),
        [
            (EVENT, EventRow, {"occurred_at": "2026-03-03T11:10:01Z"}, "occurred_at"),
            (EVENT, EventRow, {"recorded_at": "2026-04-01T12:05:01Z"}, "recorded_at"),
            (EVENT, EventRow, {"case_urn": " / "}, "case_urn"),
            (CASE, CaseRow, {"urn": "/"}, "urn"),
            (VICTIM, VictimRow, {"urn": " "}, "urn"),
            (CHARGE, ChargeRow, {"urn": "\u00a0"}, "urn"),
            (EVENT, EventRow, {"kind": "CORRECTION"}, "kind"),
            (EVENT, EventRow, {"kind": "DECISION_RECORDED"}, "kind"),
            (CASE, CaseRow, {"opened_on": "2026-04-03"}, "opened_on"),
            (VICTIM, VictimRow, {"born_on": "2000-01-02", "died_on": "2000-01-01"}, "died_on"),
            (VICTIM, VictimRow, {"email": "no address"}, "email"),
            (VICTIM, VictimRow, {"mobile": "ring me"}, "mobile"),
            (VICTIM, VictimRow, {"address": "=1+1"}, "address"),
            (VICTIM, VictimRow, {"is_vulnerable": "perhaps"}, "is_vulnerable"),
            (CHARGE, ChargeRow, {"offence_on": "2026-02-02", "charged_on": "2026-02-01"}, "charged_on"),
            (CHARGE, ChargeRow, {"victim_refs": ["@x"]}, "victim_refs[0]"),
        ],
    )
    def test_refuses_what_contradicts_itself_by_field(
        self, values: dict[str, Any], shape: Any, changes: dict[str, Any], field: str
    ) -> None:
        problem = read(values | changes, shape)

        assert isinstance(problem, RowProblem)
        assert problem.field == field

    @pytest.mark.parametrize(
        ("values", "shape", "changes"),
        [
            (EVENT, EventRow, {"occurred_at": "2026-03-03T11:10:00Z"}),
            (EVENT, EventRow, {"recorded_at": "2026-04-01T12:05:00Z"}),
            (CASE, CaseRow, {"opened_on": "2026-04-02"}),
            (VICTIM, VictimRow, {"born_on": "2000-01-01", "died_on": "2000-01-01"}),
            (VICTIM, VictimRow, {"mobile": "+44 7700 900123"}),
            (CHARGE, ChargeRow, {"offence_on": "2026-02-01", "charged_on": "2026-02-01"}),
        ],
    )
    def test_takes_what_lies_on_the_boundary(self, values: dict[str, Any], shape: Any, changes: dict[str, Any]) -> None:
        assert isinstance(read(values | changes, shape), shape)

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"case_urn": None}, RowProblem("case_urn", "is missing")),
            ({"colour": "red"}, RowProblem("colour", "is not a field of this format")),
            ({"kind": "GUILTY"}, RowProblem("kind", "is none of the values allowed")),
            ({"kind": "VERDICT", "payload": {"decision_code": "DISCONTINUE_ALL"}}, "payload.decision_code"),
        ],
    )
    def test_says_which_field_is_missing_unknown_or_out_of_place(
        self, changes: dict[str, Any], expected: RowProblem | str
    ) -> None:
        values = {name: value for name, value in (EVENT | changes).items() if value is not None}

        problem = read(values, EventRow, is_text=False)

        assert isinstance(problem, RowProblem)
        assert expected in {problem, problem.field}

    def test_does_not_take_text_for_a_number_or_a_truth_value_in_json(self) -> None:
        problem = read(CASE | {"is_rasso": "true"}, CaseRow, is_text=False)

        assert isinstance(problem, RowProblem)
        assert problem == RowProblem("is_rasso", "should be true or false")


class TestKinds:
    def test_that_another_system_may_tell_are_all_rows_but_corrections_and_the_unknown(self) -> None:
        assert CaseEventKind.CORRECTION not in IMPORTABLE_KINDS
        assert CaseEventKind.UNKNOWN not in IMPORTABLE_KINDS
        assert len(IMPORTABLE_KINDS) == 21

    def test_that_propose_a_decision_name_one(self) -> None:
        proposing = {kind for kind in IMPORTABLE_KINDS if follow_up_of(kind) is FollowUp.PROPOSAL}

        assert proposing == set(DECISION_OF_KIND)

    def test_of_a_withdrawn_victim_are_proposed_when_staffs_own_system_says_so(self) -> None:
        assert follow_up_of(CaseEventKind.STOPPED_VICTIM_WITHDREW) is FollowUp.PROPOSAL
        assert DECISION_OF_KIND[CaseEventKind.STOPPED_VICTIM_WITHDREW] is DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL


class TestLines:
    """A line break within a line comes from another system's export; the fuzz finds it by chance, this always."""

    def test_with_a_break_inside_are_refused_and_the_next_is_read(self) -> None:
        header, good = ",".join(EVENT), ",".join(EVENT.values())
        content = f"{header}\n{good}\r{good}\n{good}\n"

        rows = list(reading.open_table(io.BytesIO(content.encode()), at=AT).rows)

        assert isinstance(rows[0], BadRow)
        assert rows[0].problems[0].reason == "holds a line break inside the line"
        assert isinstance(rows[-1], GoodRow)

    def test_that_are_empty_are_passed_over(self) -> None:
        header, good = ",".join(EVENT), ",".join(EVENT.values())

        [row] = reading.open_table(io.BytesIO(f"{header}\n\n  \n{good}\n".encode()), at=AT).rows

        assert (row.line, type(row)) == (4, GoodRow)

    def test_of_a_header_with_a_break_inside_refuse_the_file(self) -> None:
        header = ",".join(EVENT).replace("case_urn", "case\rurn")

        with pytest.raises(FileRefused, match="The header holds a line break inside the line"):
            reading.open_table(io.BytesIO(f"{header}\n".encode()), at=AT)


class TestColumns:
    def test_may_stand_in_any_order_and_optional_ones_may_be_left_out(self) -> None:
        content = "\n".join([",".join(reversed(EVENT)), ",".join(reversed(list(EVENT.values())))])

        [row] = reading.open_table(io.BytesIO(content.encode()), at=AT).rows

        assert isinstance(row, GoodRow)
        assert row.row == read(EVENT, EventRow)

    def test_of_lists_are_split_and_blank_members_left_out(self) -> None:
        header = [*CHARGE, "victim_refs", "hate_strands"]
        cells = [*CHARGE.values(), " V1 ; ;V2", "RACE"]

        [row] = reading.open_table(io.BytesIO(f"{','.join(header)}\n{','.join(cells)}".encode()), at=AT).rows

        assert isinstance(row, GoodRow)
        assert row.row.victim_refs == ["V1", "V2"]

    @pytest.mark.parametrize("shape", [EventRow, CaseRow, VictimRow, ChargeRow])
    def test_are_all_documented_with_whether_they_are_required(self, shape: Any) -> None:
        text = (DOCS / "import.md").read_text(encoding="utf-8")

        for column in reading.columns_of(shape):
            required = "yes" if column in reading.required_columns_of(shape) else ""
            assert f"| `{column}` | {required} |" in text, column

    def test_of_kinds_are_all_documented(self) -> None:
        text = (DOCS / "import.md").read_text(encoding="utf-8")

        assert all(f"| `{kind.value}` |" in text for kind in IMPORTABLE_KINDS)

    @pytest.mark.parametrize("name", ["cases.csv", "victims.csv", "charges.csv", "events.csv"])
    def test_of_the_examples_are_read_without_a_fault(self, name: str) -> None:
        rows = list(reading.open_table(io.BytesIO((DOCS / "examples" / name).read_bytes()), at=AT).rows)

        assert rows
        assert not [row for row in rows if isinstance(row, BadRow)]
