"""Facts copied onto another table so that a list needs no join, and kept true by the database itself.

Three parts belong together. ``fills_copies`` takes the facts from their owner whoever inserts the row, so that no
writer can forget them. ``SameAs`` is a foreign key over the copies: a copy that is not the owner's is refused, and when
the owner changes all copies change in the same transaction, also those that another process inserts at that moment.
The owner declares the columns together as unique, because a foreign key needs that.
"""

from typing import Any

import pgtrigger
from django.db import models


class SameAs(models.BaseConstraint):
    """The constraint that columns of a row are those of another table's row, now and whenever that one changes."""

    def __init__(self, *, name: str, table: str, columns: dict[str, str]) -> None:
        """Tie ``columns`` (of this table, to those of ``table``); a row with a null among them is tied to nothing."""
        super().__init__(name=name)
        self.table = table
        self.columns = columns

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the constraint as it stands within a table's definition."""
        quote = schema_editor.quote_name
        ours, theirs = (", ".join(map(quote, names)) for names in (self.columns, self.columns.values()))
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({ours}) REFERENCES {quote(self.table)} ({theirs}) "
            "ON UPDATE CASCADE"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statement that adds the constraint."""
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """Return the statement that drops the constraint."""
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Leave it to the database: the copies are its own, and no form shows them."""

    def deconstruct(self) -> Any:
        """Return what a migration writes down."""
        path, _, values = super().deconstruct()
        return path, (), {**values, "table": self.table, "columns": self.columns}

    def __eq__(self, other: object) -> bool:
        """Whether both say the same, which is what a migration asks."""
        return isinstance(other, SameAs) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


def fills_copies(*, table: str, by: str, copies: dict[str, str]) -> pgtrigger.Trigger:
    """Return the trigger that takes ``copies`` (our column, the owner's) from the row of ``table`` that ``by`` names.

    Another owner brings other facts. What has no owner keeps what it was given.
    """
    targets = ", ".join(f"NEW.{column}" for column in copies)
    take = f"SELECT {', '.join(copies.values())} INTO {targets} FROM {table} WHERE id = NEW.{by}"  # noqa: S608 - our names
    return pgtrigger.Trigger(
        name=f"copies_from_{by.removesuffix('_id')}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(by),  # type: ignore[no-untyped-call] # the library says no types
        func=f"IF NEW.{by} IS NOT NULL THEN {take}; END IF; RETURN NEW;",
    )
