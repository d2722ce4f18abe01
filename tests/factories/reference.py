"""Reference data and the letters' words as the commands lay them, without working them out anew for each test.

Thousands of tests stand on the same few hundred rows. The first of a process has the command lay them and keeps what it
wrote; for all the same rows are written at once, in the test's own transaction, without the entries of the trail
that say who laid them: those are half of all rows. Where something is there already the command itself says what is
missing. What tests the commands calls the commands.
"""

import dataclasses
from collections.abc import Sequence

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import AutoField, Model
from django.utils import timezone

from accounts.models import Area, Unit
from cases.models import CalendarVersion, NonWorkingDay, RuleRow
from cases.services import reference
from communications.models import TemplateVersion

#: What says when something was laid: now, whenever that is in the test.
_MOMENTS = {"published_at"}


@dataclasses.dataclass(frozen=True, slots=True)
class _Written:
    """The statements that write again what a command wrote, with their values but for the moment."""

    statements: str
    values: dict[str, str]


#: What each command wrote where there was nothing, by its name.
_WRITTEN: dict[str, _Written] = {}


def lay_reference_data() -> None:
    """Have in the database what ``manage.py load_reference_data`` lays, as of now."""
    _lay("load_reference_data", (Area, Unit, CalendarVersion, NonWorkingDay, RuleRow))


def lay_templates() -> None:
    """Have in the database what ``manage.py load_templates`` publishes, as of now."""
    _lay("load_templates", (TemplateVersion,))


def _lay(command: str, models: Sequence[type[Model]]) -> None:
    """Do what the command does where none of its rows is there yet; call it where one is."""
    with connection.cursor() as cursor:
        cursor.execute("select " + " or ".join(f"exists (select from {model._meta.db_table})" for model in models))
        (is_there,) = cursor.fetchone()
        if is_there:
            call_command(command, verbosity=0)
            return
        written = _WRITTEN.get(command) or _WRITTEN.setdefault(command, _written(command, models))
        cursor.execute(written.statements, {**written.values, "now": timezone.now()})
    # As publishing does: what was read before, maybe by another test, is read anew.
    reference.forget()


def _written(command: str, models: Sequence[type[Model]]) -> _Written:
    """Let the command write, read every row of its tables, and take them back: all tests then stand on the same."""
    with transaction.atomic():
        call_command(command, verbosity=0)
        values = {model._meta.db_table: _rows(model._meta.db_table) for model in models}
        transaction.set_rollback(True)
    return _Written(";".join(map(_insertion, models)), values)


def _rows(table: str) -> str:
    """Read rows as PostgreSQL writes them, all in one text."""
    with connection.cursor() as cursor:
        cursor.execute(f"select jsonb_agg(to_jsonb(laid))::text from {table} laid")
        (rows,) = cursor.fetchone()
    return str(rows)


def _insertion(model: type[Model]) -> str:
    """Write the statement that puts the rows of a table back, with the number after which its next row is counted."""
    table, key = model._meta.db_table, model._meta.pk
    is_counted = isinstance(key, AutoField)
    columns = [field.column for field in model._meta.local_concrete_fields]
    read = ", ".join(f"%(now)s as {column}" if column in _MOMENTS else column for column in columns)
    rows = f"jsonb_populate_recordset(null::{table}, %({table})s)"
    statement = f"insert into {table} ({', '.join(columns)}) select {read} from {rows}"
    if is_counted:
        counter = f"pg_get_serial_sequence('{table}', '{key.column}')"
        statement += f";select setval({counter}, greatest(nextval({counter}), (select max({key.column}) from {table})))"
    return statement
