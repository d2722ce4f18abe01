"""Runs the set-based statements of the sweeps and the claims. Parameters only: no text is ever put into a statement."""

from collections.abc import Mapping
from typing import Any, cast

from django.db import connection

Row = tuple[Any, ...]


def execute(sql: str, parameters: Mapping[str, object] | None = None) -> int:
    """Run one statement; return how many rows it touched."""
    with connection.cursor() as cursor:
        # The driver knows more types (intervals, lists) than the stubs of the framework say.
        cursor.execute(sql, cast("dict[str, Any]", dict(parameters or {})))
        return int(cursor.rowcount)


def rows(sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
    """Run one statement; return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, cast("dict[str, Any]", dict(parameters or {})))
        return cast("list[Row]", cursor.fetchall())
