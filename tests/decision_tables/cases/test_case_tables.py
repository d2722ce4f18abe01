"""Each reviewed table is exhaustive and still what the rules answer (DU-1 to DU-6, ER-1 to ER-3, RR-1, MO-1)."""

import pytest

from tests.decision_tables.cases.rows import FOLDER, TABLES, Table

every_table = pytest.mark.parametrize("table", [pytest.param(table, id=table.name) for table in TABLES])


class TestDecisionTables:
    @every_table
    def test_holds_every_combination_once_and_nothing_else(self, table: Table):
        stored = [tuple(row[column] for column in table.questions) for row in table.stored()]

        assert stored == [tuple(question.values()) for question in table.every_question()]

    @every_table
    def test_is_still_what_the_rules_answer(self, table: Table):
        changed = [
            {"agreed": row, "now": answer}
            for row in table.stored()
            if (answer := table.answer(row)) != {name: row[name] for name in row if name not in table.questions}
        ]

        assert changed == []

    @every_table
    def test_shows_more_than_one_answer(self, table: Table):
        answers = {tuple(v for k, v in row.items() if k not in table.questions) for row in table.stored()}

        assert len(answers) > 1

    def test_no_table_lies_about_unused(self):
        assert {path.stem for path in FOLDER.glob("*.csv")} == {table.name for table in TABLES}
