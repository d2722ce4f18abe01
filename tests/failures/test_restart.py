"""F9: the database server itself dies, twice, while messages leave, and comes back: nothing lost, nothing twice.

The server is the test's own, since every other test needs theirs; workers reach it by the address they reach any by.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from pytest_django import DjangoDbBlocker

from communications.models import OutboxMessage
from communications.rules.vocabulary import MessageState
from cps_victims.local.checkout import Checkout
from cps_victims.local.postgres import DATABASE_NAME, EmbeddedPostgres
from cps_victims.local.processes import Child
from tests.failures.running import ROOT, Host, many_messages, states, unsettled, wait_for, wait_until_settled, workers

# Not django_db: that would open a transaction, and empty the tables, of the database that all other tests use.
pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]

MESSAGES = 60


class Server:
    """A database server that can be killed like a machine that loses its power, and started again on its data."""

    def __init__(self, *, folder: Path) -> None:
        self._entrance = folder / "postgres"
        self._embedded = EmbeddedPostgres(Checkout(root=ROOT, var=folder))
        self._running: Child = self._embedded.start()

    @property
    def host(self) -> str:
        return self._embedded.url.rpartition("?host=")[2]

    def kill(self) -> None:
        """End it without a word: SIGQUIT is PostgreSQL's immediate shutdown, after which it recovers from its log."""
        os.kill(self._running.pid, signal.SIGQUIT)
        self._running.wait()

    def start(self) -> None:
        self._running = self._embedded.start()

    def stop(self) -> None:
        """End it, and remove what is kept outside of a folder that PostgreSQL's user may not enter."""
        self._running.stop()
        if self._entrance.is_symlink():
            shutil.rmtree(self._entrance.resolve().parent)


@pytest.fixture
def server(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Server]:
    """Lead Django in this process, and in the workers it starts, to a migrated database on a server of its own."""
    own = Server(folder=tmp_path / "var")
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update({"NAME": DATABASE_NAME, "HOST": own.host, "USER": "postgres", "PORT": ""})
    try:
        with django_db_blocker.unblock():
            call_command("migrate", verbosity=0)
            yield own
            connection.close()
    finally:
        connection.settings_dict.update(before)
        own.stop()


def answers() -> bool:
    """Whether our own connection, too, has come back."""
    try:
        connection.close()
        connection.ensure_connection()
    except OperationalError:
        return False
    return True


def test_a_server_that_is_killed_and_comes_back_costs_no_message_and_sends_none_twice(
    server, running_provider, tmp_path
):
    running_provider.reset()
    running_provider.configure(dedupe=False, latency=0.02)
    references = {str(reference) for reference in many_messages(MESSAGES)}
    own_host = Host(provider=running_provider, database_host=server.host)

    try:
        with workers(host=own_host, folder=tmp_path, count=2):
            for share in (0.2, 0.5):
                wait_for(lambda share=share: unsettled() <= MESSAGES * (1 - share), seconds=60)
                server.kill()
                server.start()
                wait_for(answers, seconds=30)
            left_after_the_last_crash = unsettled()
            wait_until_settled(provider=running_provider)
    finally:
        own_host.stop()

    assert left_after_the_last_crash > 0
    assert running_provider.accepted()["counts"] == dict.fromkeys(references, 1)
    assert states() == {MessageState.ACCEPTED: MESSAGES}
    assert not OutboxMessage.objects.filter(undecided_since__isnull=False).exists()
