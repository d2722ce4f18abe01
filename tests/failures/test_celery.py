"""F11, F12: Celery and Redis only wake. Each message leaves exactly once with no beat, two beats and no broker."""

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import psutil
import pytest
import redis
from django.db import connection
from django.utils import timezone

from communications.models import SweepRun
from communications.rules.vocabulary import MessageState
from cps_victims.local.checkout import Checkout
from cps_victims.local.redis_server import EmbeddedRedis
from tests.failures.running import ROOT, many_finished_letters, states, unsettled, wait_for
from tests.local.conftest import free_port
from tests.services.communications.sending import a_calendar

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

QUEUES = "send,render,receipts,sweeps,default"


class Program:
    """One program that the host has started, with all that it starts itself."""

    def __init__(self, host, words):
        self._host = host
        self.pid = host.ask("start", *words)

    def poll(self):
        return self._host.ask("status", self.pid)

    def wait(self):
        wait_for(lambda: self.poll() is not None, seconds=60)
        return self.poll()

    def end(self):
        """Kill it and all that it has started, at one stroke.

        Were its children killed first, it could start another meanwhile, which would outlive it and keep its session.
        """
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()


class CeleryHost:
    """The process from which Celery's programs are forked."""

    def __init__(self, environ):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.failures.celery_host"],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *words):
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def stop(self):
        self._process.kill()
        self._process.communicate()


class Service:
    """Celery workers and schedulers on the test's database, with a broker that the test may empty and kill."""

    def __init__(self, folder):
        self.folder = folder
        self.server = EmbeddedRedis(Checkout(root=ROOT, var=folder / "var"), port=free_port())
        self.broker = self.server.start()
        self.host = CeleryHost(
            {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.failures.settings",
                "FAILURES_DATABASE": connection.settings_dict["NAME"],
                "FAILURES_DATABASE_HOST": connection.settings_dict["HOST"],
                "REDIS_URL": self.server.url(),
                "PRINT_FOLDER": str(folder / "print"),
                "LOG_LEVEL": "CRITICAL",
            }
        )
        self.programs = []

    def start(self, *words):
        program = Program(self.host, words)
        self.programs.append(program)
        return program

    def worker(self, name):
        return self.start(
            "worker", "-Q", QUEUES, "-c", "1", "-n", f"{name}@test", "--without-gossip", "--without-mingle"
        )

    def beat(self, name):
        return self.start("beat", "-s", str(self.folder / f"beat-{name}"), "--pidfile", "")

    def nudge(self):
        """What approval does after its commit; return how long it took."""
        began = time.monotonic()
        assert Program(self.host, ["nudge"]).wait() == 0
        return time.monotonic() - began

    def empty_broker(self):
        redis.Redis.from_url(self.server.url()).flushall()

    def kill_broker(self):
        psutil.Process(self.broker.pid).kill()
        self.broker.wait()

    def restart_broker(self):
        self.broker = self.server.start()

    def printed(self):
        """How often each reference stands in a manifest."""
        lines = Counter()
        for manifest in (self.folder / "print" / "runs").glob("*.csv"):
            lines.update(line["send_ref"] for line in csv.DictReader(manifest.read_text().splitlines()))
        return lines

    def has_sent_all(self):
        """Whether no letter waits; fails at once where a worker or a scheduler has ended and was not killed here."""
        assert all(program.poll() in {None, -signal.SIGKILL} for program in self.programs), "a program has ended"
        return unsettled() == 0

    def stop(self):
        for program in self.programs:
            program.end()
        self.host.stop()
        self.broker.stop()


@pytest.fixture
def service(tmp_path):
    running = Service(tmp_path)
    yield running
    running.stop()


def test_each_letter_leaves_once_whatever_becomes_of_the_broker_and_the_schedulers(service):
    a_calendar()
    references = many_finished_letters(6)
    workers = [service.worker("one"), service.worker("two")]
    beats = [service.beat("one"), service.beat("two")]

    # Two schedulers: everything is woken twice (F12).
    wait_for(service.has_sent_all, seconds=90, every=0.2)
    assert SweepRun.objects.filter(sweep="communications.send.drain", succeeded_at__isnull=False).exists()

    # No scheduler: what was approved is woken by the approval itself (F12).
    for beat in beats:
        beat.end()
    references += many_finished_letters(3)
    service.nudge()
    wait_for(service.has_sent_all, seconds=60, every=0.2)

    # Every message in the broker is lost, and there is no scheduler: it only waits (F11).
    references += many_finished_letters(3)
    service.empty_broker()
    service.kill_broker()

    # No broker: whoever approves is not kept waiting and is told nothing of it (F11).
    assert service.nudge() < 5
    assert states() == {MessageState.ACCEPTED: 9, MessageState.RENDERED: 3}

    # The broker is back, and one scheduler: the sweep finds everything (F11).
    service.restart_broker()
    service.beat("three")
    wait_for(service.has_sent_all, seconds=120, every=0.2)

    assert all(worker.poll() is None for worker in workers)
    assert service.printed() == {str(reference): 1 for reference in references}
    assert states() == {MessageState.ACCEPTED: 12}
    assert SweepRun.objects.get(sweep="communications.send.drain").succeeded_at <= timezone.now()
