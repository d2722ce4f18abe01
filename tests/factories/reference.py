"""Reference data and the letters' words as the commands lay them, without working them out anew for each test.

Thousands of tests stand on the same few hundred rows. The first of a process has the command lay them and keeps what it
wrote; for the others the same rows are written at once, in the test's own transaction. Where something is there already
the command itself says what is missing. What tests the commands calls the commands.
"""

import dataclasses
from collections.abc import Sequence

from django.core.management import call_command
from django.db import connection
from django.db.models import AutoField, Model
from django.utils import timezone

from accounts.models import Area, Unit
from audit.models import AuditEvent
from cases.models import CalendarVersion, NonWorkingDay, RuleRow
from cases.services import reference
from communications.models import TemplateVersion

#: What says when something was laid: now, whenever that is in the test.
_MOMENTS = {"published_at", "at"}


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
    written = _WRITTEN.get(command)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {' or '.join(f'exists (select from {model._meta.db_table})' for model in models)}, "
            f"(select coalesce(max(id), 0) from {AuditEvent._meta.db_table})"
        )
        is_there, newest_entry = cursor.fetchone()
        if written is not None and not is_there:
            cursor.execute(written.statements, {**written.values, "now": timezone.now()})
            # As publishing does: what was read before, maybe by another test, is read anew.
            reference.forget()
            return
    call_command(command, verbosity=0)
    if not is_there:
        _WRITTEN[command] = _read_back(models, newest_entry=newest_entry)


def _read_back(models: Sequence[type[Model]], *, newest_entry: int) -> _Written:
    """Read what a command has just written: every row of its tables, and its entries in the trail."""
    values = {model._meta.db_table: _rows(model._meta.db_table) for model in models}
    trail = AuditEvent._meta.db_table
    values[trail] = _rows(trail, f"id > {newest_entry}")
    statements = [_insertion(model, keeps_key=True) for model in models]
    # Nothing refers to an entry of the trail: it takes the next number, after whatever the test did before.
    statements.append(_insertion(AuditEvent, keeps_key=False))
    return _Written(";".join(statements), values)


def _rows(table: str, condition: str = "true") -> str:
    """Read rows as PostgreSQL writes them, all in one text."""
    with connection.cursor() as cursor:
        cursor.execute(f"select jsonb_agg(to_jsonb(laid))::text from {table} laid where {condition}")
        (rows,) = cursor.fetchone()
    return str(rows)


def _insertion(model: type[Model], *, keeps_key: bool) -> str:
    """Write the statement that puts the rows of a table back, with the number after which its next row is counted."""
    table, key = model._meta.db_table, model._meta.pk
    is_counted = isinstance(key, AutoField)
    columns = [field.column for field in model._meta.local_concrete_fields if keeps_key or field is not key]
    read = ", ".join(f"%(now)s as {column}" if column in _MOMENTS else column for column in columns)
    rows = f"jsonb_populate_recordset(null::{table}, %({table})s)"
    statement = f"insert into {table} ({', '.join(columns)}) select {read} from {rows}"
    if is_counted and keeps_key:
        counter = f"pg_get_serial_sequence('{table}', '{key.column}')"
        statement += f";select setval({counter}, greatest(nextval({counter}), (select max({key.column}) from {table})))"
    return statement
