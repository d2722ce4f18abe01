"""What every test may use: no network, a clock that stands still, a cache of its own. Nothing domain-specific."""

import datetime as dt
import gc
import os
import shutil
import uuid
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

LONDON = ZoneInfo("Europe/London")
#: What migrating leaves behind; every other table is empty in a new database.
LAID_BY_MIGRATING = {"auth_permission", "django_content_type", "django_migrations"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# `.ci/run` sets this: there, a test that could not run for want of a browser is a failure.
BROWSER_REQUIRED = "VCS_BROWSER_REQUIRED"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without looking for garbage, then leave what was collected out of every later search.

    Two million objects that live to the end: searching them while they grow takes as long as making them.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left with it when the other has finished."""
    items.sort(key=lambda item: item.get_closest_marker("processes") is None)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Let time stand still at Wednesday 11 March 2026, 10:00 in London; `clock.move_to(...)` goes elsewhere."""
    with time_machine.travel(dt.datetime(2026, 3, 11, 10, 0, tzinfo=LONDON), tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _own_cache(settings: Settings) -> None:
    """Give each test an empty cache: rate limits of one test must not refuse another. Never clear the shared one."""
    default: dict[str, Any] = {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}
    settings.CACHES = {"default": default}


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """Leave no language behind: a page read in Welsh makes Welsh the language of whatever runs next in its thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _tables_are_emptied_at_little_cost() -> Iterator[None]:
    """Empty only those tables in which a test that committed has left something.

    Django truncates every table, which makes some 700 files anew and takes a second, and then lays its permissions
    again. Those are left alone here, as they would be the same.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: empty_tables())
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Drop the database at the end even where a killed program's session has not ended yet."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity "
            "where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"
        )


def empty_tables() -> None:
    """Bring the database back to what migrating made of it, once whoever still writes to it has finished."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select current_setting('is_superuser') = 'on'")
        if cursor.fetchone() == (False,):
            # Passing by the triggers that protect a history is for those who own the server.
            call_command("flush", verbosity=0, interactive=False)
            return
        tables = [
            connection.ops.quote_name(name)
            for name in connection.introspection.table_names(cursor)
            if name not in LAID_BY_MIGRATING
        ]
        cursor.execute(f"lock table {', '.join(tables)} in exclusive mode")
        cursor.execute(" union all ".join(f"select '{name}' where exists (select from {name})" for name in tables))
        left = [name for (name,) in cursor.fetchall()]
        if left:
            cursor.execute("set local session_replication_role = replica")
            cursor.execute(";".join(f"delete from {name}" for name in left))


@pytest.fixture(scope="session")
def browser_program() -> Path:
    """Return the browser of this machine; skip, or fail where a browser is required, when there is none."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return Path(found)
    reason = f"no browser on PATH (looked for {', '.join(BROWSERS)}): install Chromium to run the browser tests"
    if os.environ.get(BROWSER_REQUIRED):
        pytest.fail(reason)
    pytest.skip(reason)
