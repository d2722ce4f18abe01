"""Statements that a database connection plans once and then runs many times.

For the few that run with every call of the API: planning each of them costs more than running it (P6, P7).
"""

import weakref
from collections.abc import Mapping
from typing import Any, cast

from django.db import connection

#: The statements that each open connection has prepared. Kept by connection and not by object of ours: a statement that
#: two threads made at the same moment is still one to the database, which refuses to prepare it twice.
_PREPARED_ON: weakref.WeakKeyDictionary[Any, set[str]] = weakref.WeakKeyDictionary()


class Prepared:
    """One statement, prepared on each connection at its first use and gone with the connection."""

    def __init__(self, *, name: str, parameters: Mapping[str, str], text: str) -> None:
        """Name it, and name its parameters with their database types; ``text`` refers to one as ``%(name)s``.

        The text is a constant of the code. What a caller sends is only ever a parameter.
        """
        for number, parameter in enumerate(parameters, start=1):
            text = text.replace(f"%({parameter})s", f"${number}")
        self._names = tuple(parameters)
        self._prepare = f"prepare {name} ({', '.join(parameters.values())}) as {text}"
        self._execute = f"execute {name} ({', '.join('%s' for _ in parameters)})"

    def rows(self, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Run it; return its rows."""
        with connection.cursor() as cursor:
            # Several connections at once: one per thread, and a new one after a fault.
            prepared = _PREPARED_ON.setdefault(connection.connection, set())
            if self._prepare not in prepared:
                cursor.execute(self._prepare)
                prepared.add(self._prepare)
            # The driver knows more types than the stubs of the framework say.
            values: list[Any] = [parameters[name] for name in self._names]
            cursor.execute(self._execute, values)
            return cast("list[tuple[Any, ...]]", cursor.fetchall())
