"""Tables that an app's first migration creates together."""

from typing import Any

import pgtrigger.compiler
import pgtrigger.migrations
import pytest
from django.db import connection, models
from django.db.migrations import CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from accounts.schema import CreateTogether


def trigger() -> pgtrigger.compiler.Trigger:
    return pgtrigger.compiler.Trigger(
        name="stays",
        sql=pgtrigger.compiler.UpsertTriggerSql(
            func="RAISE EXCEPTION 'stays';",
            hash="0",
            operation="DELETE",
            pgid="pgtrigger_stays_0",
            table="accounts_shelf",
            when="BEFORE",
        ),
    )


@pytest.fixture
def operation() -> CreateTogether:
    number = ("id", models.BigAutoField(primary_key=True))
    return CreateTogether(
        [
            CreateModel("Shelf", [number]),
            CreateModel("Book", [number, ("shelf", models.ForeignKey("accounts.Shelf", on_delete=models.CASCADE))]),
            pgtrigger.migrations.AddTrigger(model_name="shelf", trigger=trigger()),
        ]
    )


def made() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname IN ('accounts_shelf', 'accounts_book')"
            " UNION SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_stays%'"
        )
        return {name for (name,) in cursor.fetchall()}


def after(operation: CreateTogether, before: ProjectState) -> ProjectState:
    state = before.clone()
    operation.state_forwards("accounts", state)
    return state


def text(operations: list[Operation]) -> str:
    migration = type("Migration", (Migration,), {"operations": operations})("0001_initial", "accounts")
    return MigrationWriter(migration, include_header=False).as_string()


@pytest.mark.django_db
class TestCreateTogether:
    def test_creates_tables_and_triggers_and_takes_all_of_them_away(self, operation: CreateTogether) -> None:
        before = ProjectState()
        state = after(operation, before)

        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("accounts", editor, before, state)
        assert made() == {"accounts_shelf", "accounts_book", "pgtrigger_stays_0"}

        with connection.schema_editor(atomic=False) as editor:
            operation.database_backwards("accounts", editor, state, before)
        assert made() == set()

    def test_sets_the_constraints_between_the_tables(self, operation: CreateTogether) -> None:
        before = ProjectState()

        with connection.schema_editor(atomic=False) as editor:
            operation.database_forwards("accounts", editor, before, after(operation, before))

        with connection.cursor() as cursor:
            constraints = connection.introspection.get_constraints(cursor, "accounts_book")
        assert ("accounts_shelf", "id") in [constraint["foreign_key"] for constraint in constraints.values()]


class TestModels:
    def test_are_not_built_before_all_are_known(self, operation: CreateTogether) -> None:
        before = ProjectState()
        assert before.apps  # as in a migration that follows others: they are built already

        state = after(operation, before)

        assert "apps" not in vars(state)
        assert {model.__name__ for model in state.apps.get_models()} == {"Shelf", "Book"}


class TestInAFile:
    def test_is_written_down_with_all_that_it_creates(self, operation: CreateTogether) -> None:
        written = text([operation])

        file: dict[str, Any] = {}
        exec(written, file)

        assert isinstance(file["Migration"].operations[0], CreateTogether)
        assert text(file["Migration"].operations) == written

    def test_says_in_a_line_how_much_it_creates(self, operation: CreateTogether) -> None:
        assert operation.describe() == "Create together: 3 tables and triggers"
