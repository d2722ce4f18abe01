"""Facts copied onto another table so that a list needs no join, and kept true by the database itself.

Three parts belong together. ``fills_copies`` takes the facts from their owner whoever inserts the row, so that no
writer can forget them. ``SameAs`` is a foreign key over the copies: a copy that is not the owner's is refused, and when
the owner changes all copies change in the same transaction, also those that another process inserts at that moment.
The owner declares the columns together as unique, because a foreign key needs that.

A statement that inserts by the ten thousand has read the owners already and says the copies itself: it does without a
call of the trigger for each row, and ``SameAs`` holds it to the truth (P5).
"""

import dataclasses
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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose facts a row copies: the row of ``table`` that our column ``by`` names."""

    table: str
    by: str
    #: Our column, and that of the owner.
    copies: dict[str, str]

    @property
    def name(self) -> str:
        """Name the owner as the field that names it does."""
        return self.by.removesuffix("_id")

    @property
    def takes(self) -> str:
        """Return the statement that takes the copies; a row that has no owner keeps what it was given."""
        targets = ", ".join(f"NEW.{column}" for column in self.copies)
        take = f"SELECT {', '.join(self.copies.values())} INTO {targets} FROM {self.table} WHERE id = NEW.{self.by}"  # noqa: S608 - our names
        return f"IF NEW.{self.by} IS NOT NULL THEN {take}; END IF;"


def fills_copies(owner: Owner) -> pgtrigger.Trigger:
    """Return the trigger that takes the copies from their owner. Another owner brings other facts."""
    return pgtrigger.Trigger(
        name=f"copies_from_{owner.name}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(owner.by),  # type: ignore[no-untyped-call] # the library says no types
        func=f"{owner.takes} RETURN NEW;",
    )


def fills_copies_unless(*owners: Owner, given: str) -> list[pgtrigger.Trigger]:
    """Return the triggers that take all copies from their owners, unless whoever inserts the row says them.

    Who gives the text ``given``, one of the copies, gives every one of them. Another owner always brings other facts.
    """
    return [
        pgtrigger.Trigger(
            name="copies_when_inserted",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            # A statement of SQL that leaves the column out gives null, and Django an empty text.
            condition=pgtrigger.Condition(f"coalesce(NEW.{given}, '') = ''"),
            func=f"{' '.join(owner.takes for owner in owners)} RETURN NEW;",
        ),
        *(
            pgtrigger.Trigger(
                name=f"copies_from_{owner.name}",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(owner.by),  # type: ignore[no-untyped-call] # the library says no types
                func=f"{owner.takes} RETURN NEW;",
            )
            for owner in owners
        ),
    ]
