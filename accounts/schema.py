"""The operation by which an app's first migration creates all its tables, fast."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class CreateTogether(Operation):
    """Create many tables and their triggers in one step.

    Django rebuilds every model that has to do with a new one after each operation: nine tenths of the time that a new
    database took. Nobody looks at the steps between, so the models are rebuilt once, when all are known. The statements
    are the same. Holds operations that create (``CreateModel``, ``AddTrigger``), each after what it refers to.
    """

    category = OperationCategory.ADDITION
    reduces_to_sql = True
    reversible = True
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        """Keep the operations in the order in which they are to run."""
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return what a migration writes down."""
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Note all models, then leave them to be built once, by the first who asks."""
        # What was built before lacks the new models; while it is kept, each of them has its neighbours built again.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create everything, in the order given."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take everything away, in the opposite order."""
        for operation in reversed(self.operations):
            # A trigger is taken from a table that is still there: both states are the one that has them all.
            operation.database_backwards(app_label, schema_editor, from_state, from_state)

    def describe(self) -> str:
        """Return the line that ``sqlmigrate`` prints above the statements."""
        return f"Create together: {len(self.operations)} tables and triggers"
