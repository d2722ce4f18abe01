"""What every test may use: no network, a clock that stands still, a cache of its own. Nothing domain-specific."""

import datetime as dt
import gc
import os
import shutil
import uuid
from collections.abc import Generator, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from cps_victims.local.install import BROWSERS
from tests.measuring import MeasuredInTests

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

LONDON = ZoneInfo("Europe/London")
#: What migrating leaves behind; every other table is empty in a new database.
LAID_BY_MIGRATING = {"auth_permission", "django_content_type", "django_migrations"}
# `.ci/run` sets this: there, a test that could not run for want of a browser is a failure.
BROWSER_REQUIRED = "VCS_BROWSER_REQUIRED"


def pytest_configure(config: pytest.Config) -> None:
    """Where coverage is measured, measure what is ours."""
    if config.pluginmanager.hasplugin("_cov"):
        config.pluginmanager.register(MeasuredInTests())


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without looking for garbage, then leave what was collected out of every later search.

    Two million objects that live to the end: searching them while they grow takes as long as making them. What a test
    leaves behind is searched less often than Python would, too: a test lives for a tenth of a second.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
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


class OwnCache:
    """Writes the keys of the cache so that each test finds it empty: rate limits of one must not refuse another.

    The shared cache is never cleared. Settings and connections stay from test to test: changing them for each cost
    more than most tests. Every thread of the process asks here, so a live server begins anew with its test.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Leave behind whatever was stored."""
        self._owner = uuid.uuid4().hex

    def key(self, key: str, prefix: str, version: int) -> str:
        """Stand in for Django's way of writing a key."""
        return f"test-{self._owner}:{prefix}:{version}:{key}"

    def close_in_this_thread(self) -> None:
        """Close what Django leaves open until the thread ends, where it depends on luck who closes it first."""
        caches["default"]._cache.get_client().connection_pool.disconnect()


@pytest.fixture(scope="session", autouse=True)
def _own_cache() -> Iterator[OwnCache]:
    """Let this process write the keys of its cache in a way of its own."""
    own = OwnCache()
    with override_settings(CACHES={"default": {**settings.CACHES["default"], "KEY_FUNCTION": own.key}}):
        yield own
        own.close_in_this_thread()


@pytest.fixture(autouse=True)
def _nothing_left_behind(_own_cache: OwnCache) -> Iterator[None]:
    """Begin with an empty cache, and leave no language: Welsh once read would be what the next test reads.

    One fixture for both, as making one takes longer than what it does.
    """
    _own_cache.begin()
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
