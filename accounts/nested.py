"""Rows read inside the row that they belong to, so that a page needs one statement for both (P10).

``Nested`` takes an ordinary queryset, its ``select_related``, ``only`` and ``defer`` included, and gives each row of
another query the list of its own::

    Victim.objects.annotate(open_points=Nested(ContactPoint.objects.filter(person=OuterRef("person")).order_by("kind")))

The list holds model instances, as if they had been read on their own.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONArray

_NOT_IN_JSON = (models.BinaryField, models.DecimalField, models.DurationField)


class Nested(ArraySubquery):
    """The rows of a queryset that refers to the outer row (``OuterRef``), as a list of instances in their order."""

    def __init__(self, rows: "models.QuerySet[Any]") -> None:
        """Read ``rows``; of each only the columns that the queryset itself would read."""
        shape = _Shape.of(rows)
        super().__init__(rows.values(nested=shape.as_json()), output_field=_Rows(shape))


class _Shape:
    """Which columns of a model are read, and which of the rows that it refers to are read with it."""

    def __init__(self, model: type[models.Model], *, mask: Mapping[Any, Any], joined: Mapping[str, Any]) -> None:
        self.model = model
        #: An empty mask leaves nothing out; the key is always read.
        self.fields = [each for each in model._meta.concrete_fields if not mask or each in mask or each.primary_key]
        if unreadable := [each.name for each in self.fields if isinstance(each, _NOT_IN_JSON)]:
            raise TypeError(f"{model.__name__} holds what JSON does not: defer {', '.join(unreadable)}")
        self.joined: dict[str, _Shape] = {}
        for name, beyond in joined.items():
            field = model._meta.get_field(name)
            referred: Any = field.related_model
            self.joined[name] = _Shape(referred, mask=mask.get(field, {}), joined=beyond)

    @classmethod
    def of(cls, rows: "models.QuerySet[Any]") -> "_Shape":
        joined = rows.query.select_related
        return cls(
            rows.model,
            mask=rows.query.get_select_mask(),
            joined=joined if isinstance(joined, dict) else {},
        )

    def as_json(self, prefix: str = "") -> JSONArray:
        """Write a row as a list: its columns, then each row that it refers to as a list of the same kind."""
        columns = [models.F(f"{prefix}{field.attname}") for field in self.fields]
        return JSONArray(*columns, *(shape.as_json(f"{prefix}{name}__") for name, shape in self.joined.items()))

    def read(self, values: Sequence[Any], database: str) -> models.Model | None:
        """Make the instance again; None for a reference that leads nowhere."""
        count = len(self.fields)
        columns = {
            field.attname: None if each is None else field.to_python(each)
            for field, each in zip(self.fields, values[:count], strict=True)
        }
        if columns[self.model._meta.pk.attname] is None:
            return None
        row = self.model.from_db(database, list(columns), list(columns.values()))
        for (name, shape), beyond in zip(self.joined.items(), values[count:], strict=True):
            setattr(row, name, shape.read(beyond, database))
        return row


class _Rows(models.Field):  # type: ignore[type-arg] # it stands in no model
    """Rows written as JSON by their shape, read as instances."""

    def __init__(self, shape: _Shape) -> None:
        super().__init__()
        self.shape = shape

    def db_type(self, connection: Any) -> str:
        return "jsonb[]"

    def from_db_value(self, value: list[str] | None, expression: Any, connection: Any) -> list[models.Model | None]:
        # Null is what stands for a subquery that Django knows to be empty, such as "among none".
        return [self.shape.read(json.loads(row), connection.alias) for row in value or ()]
