"""How every table declares itself: the class of each field, and whether its rows may change.

A model states ``field_classes`` and ``mutability``; sweeps fail the build when a field or a model is missing,
and the data map (docs/data-map.md) is generated from these declarations.
"""

import enum
from collections.abc import Callable
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models


class FieldClass(enum.StrEnum):
    """What a field may reveal; drives logging, masking, export and the data map (ASVS 14.1)."""

    #: Says nothing about a person.
    PUBLIC = "PUBLIC"
    #: Identifies or describes a person.
    PERSONAL = "PERSONAL"
    #: Special category or criminal-offence data, free text about the crime, health, risk.
    SENSITIVE = "SENSITIVE"
    #: Would tell a dangerous person where somebody is or how to reach them.
    LOCATION_SAFE = "LOCATION_SAFE"


class Mutability(enum.StrEnum):
    """Whether rows of a table may be changed after they were written."""

    MUTABLE = "MUTABLE"
    APPEND_ONLY = "APPEND_ONLY"


def classify(
    *, public: str = "", personal: str = "", sensitive: str = "", location_safe: str = ""
) -> dict[str, FieldClass]:
    """Build a model's ``field_classes`` from space-separated field names.

    Raises:
        ValueError: a field is given two classes.
    """
    classes: dict[str, FieldClass] = {}
    for names, field_class in (
        (public, FieldClass.PUBLIC),
        (personal, FieldClass.PERSONAL),
        (sensitive, FieldClass.SENSITIVE),
        (location_safe, FieldClass.LOCATION_SAFE),
    ):
        for name in names.split():
            if name in classes:
                raise ValueError(f"Field {name!r} is classed twice")
            classes[name] = field_class
    return classes


def append_only() -> pgtrigger.Protect:
    """Return the trigger with which the database itself refuses to rewrite or delete a row."""
    return pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


_Model = TypeVar("_Model", bound=type[models.Model])


def keep_history(*, model_name: str) -> Callable[[_Model], _Model]:
    """Keep every earlier version of a model's rows in an append-only table of this name, written by the database.

    One trigger per statement, so that bulk changes cost little; inserts write nothing, because the row itself is its
    first version. Which person made the change stands in the audit trail of the same transaction.
    """

    def decorate(model: _Model) -> _Model:
        classes: dict[str, FieldClass] = getattr(model, "field_classes")  # noqa: B009 (mypy knows only models.Model)
        pghistory.track(
            pghistory.UpdateEvent(row=pghistory.Old),
            pghistory.DeleteEvent(),
            model_name=model_name,
            append_only=True,
            level=pgtrigger.Statement,
            obj_field=pghistory.ObjForeignKey(related_name="earlier_versions"),
            context_field=None,  # type: ignore[arg-type] # documented: no context, the audit trail has it
            attrs={
                "field_classes": {
                    **classes,
                    **classify(public="pgh_id pgh_created_at pgh_label pgh_obj"),
                },
                "mutability": Mutability.APPEND_ONLY,
            },
        )(model)
        return model

    return decorate


def paired(*, table: str, stem: str) -> models.CheckConstraint:
    """Return the constraint that ``<stem>_at`` and ``<stem>_by`` are set together or not at all."""
    return models.CheckConstraint(
        name=f"{table}_{stem}_at_and_by_together",
        condition=models.Q(**{f"{stem}_at__isnull": True, f"{stem}_by": ""})
        | (models.Q(**{f"{stem}_at__isnull": False}) & ~models.Q(**{f"{stem}_by": ""})),
    )


def one_of(*, table: str, field: str, values: type[enum.StrEnum]) -> models.CheckConstraint:
    """Return the constraint that ``field`` holds a value of the enumeration (``choices`` is checked by forms only)."""
    return models.CheckConstraint(
        name=f"{table}_{field}_known", condition=models.Q(**{f"{field}__in": [member.value for member in values]})
    )
