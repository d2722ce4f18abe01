"""`make run` for real: what it starts, what Ctrl-C and a kill leave behind, and how two copies get along."""

import contextlib
import os
import signal
import smtplib
import time
import urllib.request
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import psutil
import psycopg2
import pytest

from cps_victims.local.supervisor import SMTP_PORT_OFFSET
from tests.local.conftest import RunningService, wait_until_gone

pytestmark = [pytest.mark.processes, pytest.mark.timeout(400)]

Start = Callable[..., RunningService]


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode()


def execute(service: RunningService, statement: str) -> list[tuple[object, ...]]:
    with contextlib.closing(psycopg2.connect(service.database_url())) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


class TestRun:
    def test_answers_at_the_addresses_it_prints_and_ctrl_c_leaves_no_process(self, start: Start) -> None:
        service = start()
        service.wait_until_ready()
        programs = service.programs()

        assert "What has left" in read(service.address("What has left"))
        assert len(programs) >= 8
        assert service.press_ctrl_c() == 0
        assert wait_until_gone(programs, seconds=0.5) == []

    def test_second_start_takes_less_than_fifteen_seconds_and_finds_what_was_written(self, start: Start) -> None:
        first = start()
        first.wait_until_ready()
        execute(first, "CREATE TABLE kept AS SELECT 'still here' AS words")
        first.press_ctrl_c()

        second = start(port=first.port)
        seconds = second.wait_until_ready()

        assert execute(second, "SELECT words FROM kept") == [("still here",)]
        assert seconds < 15

    def test_kill_of_the_supervisor_ends_everything_and_the_next_start_works(self, start: Start) -> None:
        service = start()
        service.wait_until_ready()
        execute(service, "CREATE TABLE kept AS SELECT 'committed before the kill' AS words")
        programs = service.programs()

        service.process.send_signal(signal.SIGKILL)
        service.process.wait()

        again = start(port=service.port)
        again.wait_until_ready()
        assert wait_until_gone(programs, seconds=30) == []
        assert execute(again, "SELECT words FROM kept") == [("committed before the kill",)]

    def test_ctrl_c_while_it_still_starts_leaves_no_process(self, start: Start) -> None:
        service = start()
        deadline = time.monotonic() + 60
        while "up to date" not in service.said():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        programs = service.programs()

        assert service.press_ctrl_c() == 0
        assert programs
        assert wait_until_gone(programs, seconds=0.5) == []

    def test_killed_worker_is_started_again(self, start: Start) -> None:
        service = start()
        service.wait_until_ready()
        worker = service.program("worker", "--queues", "send")

        worker.kill()

        deadline = time.monotonic() + 30
        while "ended by itself" not in service.said():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        worker.wait(timeout=10)
        assert service.program("worker", "--queues", "send").pid != worker.pid

    def test_program_that_keeps_ending_ends_everything_and_says_why(self, start: Start) -> None:
        service = start()
        service.wait_until_ready()
        programs = service.programs()

        deadline = time.monotonic() + 60
        while service.process.poll() is None:
            assert time.monotonic() < deadline
            with contextlib.suppress(psutil.NoSuchProcess, AssertionError):
                service.program("celery", "beat").kill()
            time.sleep(0.1)

        assert service.process.returncode == 1
        assert "beat ended with status" in service.said()
        assert wait_until_gone(programs, seconds=0.5) == []


class TestTwoCopies:
    def test_copies_with_other_ports_have_their_own_database_redis_and_outbox(self, start: Start) -> None:
        one, other = start("one"), start("other")
        one.wait_until_ready()
        other.wait_until_ready()

        execute(one, "CREATE TABLE only_in_one (id int)")
        assert execute(other, "SELECT 1 FROM pg_tables WHERE tablename = 'only_in_one'") == []
        one.press_ctrl_c()
        assert read(other.address("What has left"))

    def test_second_start_in_the_same_folder_is_refused_with_advice(self, start: Start) -> None:
        service = start()
        service.wait_until_ready()

        second = start()

        assert second.process.wait(timeout=60) == 1
        assert "already runs from this folder" in second.said()
        assert "PORT=" in second.said()

    def test_taken_port_is_refused_with_another_to_choose(self, start: Start) -> None:
        service = start("one")
        service.wait_until_ready()

        second = start("other", port=service.port)

        assert second.process.wait(timeout=60) == 1
        assert f"PORT={service.port + 10}" in second.said()


class TestDeepFolder:
    def test_starts_where_the_name_of_a_socket_would_be_too_long(self, start: Start) -> None:
        name = "/".join(["a-folder-with-a-long-name"] * 6)
        service = start(name)

        service.wait_until_ready()

        assert len(str(service.var)) > 150


class TestCatcher:
    def test_shows_an_email_as_its_recipient_sees_it(self, start: Start) -> None:
        service = start()
        service.wait_until_ready()
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.com", "You have a new message"
        message.set_content("Hello <b>there</b>, Siân")

        with smtplib.SMTP("127.0.0.1", service.port + SMTP_PORT_OFFSET, timeout=20) as smtp:
            smtp.send_message(message)

        overview = read(service.address("What has left"))
        assert "You have a new message" in overview
        [kept] = (service.var / "outbox" / "email").glob("*.eml")
        shown = read(f"{service.address('What has left')}email/{kept.name}")
        assert "Hello &lt;b&gt;there&lt;/b&gt;, Siân" in shown


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can close a folder to PostgreSQL's user")
class TestAsRoot:
    def test_starts_in_a_folder_that_only_root_may_enter_and_leaves_it_closed(
        self, start: Start, tmp_path: Path
    ) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        service = start("closed/var")

        service.wait_until_ready()

        assert closed.stat().st_mode & 0o777 == 0o700
        assert execute(service, "SELECT 1") == [(1,)]
