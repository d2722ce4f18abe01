"""`make run` for real: what it starts, what Ctrl-C and a kill leave behind, and how two copies get along."""

import contextlib
import dataclasses
import signal
import smtplib
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import psutil
import psycopg2
import pytest

from cps_victims.local.supervisor import SMTP_PORT_OFFSET
from tests.local.conftest import Copies, RunningService, free_port, some_copies, wait_until_gone

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode()


def execute(service: RunningService, statement: str) -> list[tuple[object, ...]]:
    with contextlib.closing(psycopg2.connect(service.database_url())) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


@dataclasses.dataclass(frozen=True, kw_only=True)
class Life:
    """What was seen while a copy was started for the first time, ended, started, killed and started once more."""

    #: How many programs the first start consisted of, how it ended at Ctrl-C, and what ran half a second later.
    programs: int
    status_after_ctrl_c: int
    left_by_ctrl_c: list[psutil.Process]
    #: Words that the second start found, and what it took of a processor.
    kept_after_ctrl_c: list[tuple[object, ...]]
    processor_seconds: float
    #: What ran in spite of the kill, and the words that the third start found.
    left_by_kill: list[psutil.Process]
    kept_after_kill: list[tuple[object, ...]]
    #: The third start, which goes on.
    service: RunningService


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """Lead one copy through its life; its last start is the one that other tests look at, as each takes long."""
    var = tmp_path_factory.mktemp("life") / "var"
    with some_copies() as copies:
        first = copies.start(var)
        first.wait_until_ready()
        execute(first, "CREATE TABLE kept AS SELECT 'before ctrl-c' AS words")
        programs_of_first = first.programs()
        status_after_ctrl_c = first.press_ctrl_c()
        left_by_ctrl_c = wait_until_gone(programs_of_first, seconds=0.5)

        second = copies.start(var, port=first.port)
        second.wait_until_ready()
        processor_seconds = second.processor_seconds()
        kept_after_ctrl_c = execute(second, "SELECT words FROM kept")
        execute(second, "INSERT INTO kept VALUES ('before the kill')")
        programs_of_second = second.programs()
        second.process.send_signal(signal.SIGKILL)
        second.process.wait()

        third = copies.start(var, port=first.port)
        third.wait_until_ready()
        yield Life(
            programs=len(programs_of_first),
            status_after_ctrl_c=status_after_ctrl_c,
            left_by_ctrl_c=left_by_ctrl_c,
            kept_after_ctrl_c=kept_after_ctrl_c,
            processor_seconds=processor_seconds,
            left_by_kill=wait_until_gone(programs_of_second, seconds=120),  # the machine may be busy with other tests
            kept_after_kill=execute(third, "SELECT words FROM kept"),
            service=third,
        )


@pytest.fixture
def running(life: Life) -> RunningService:
    """Give the copy that keeps running for the tests that only look at it."""
    return life.service


class TestLife:
    def test_neither_ctrl_c_nor_a_kill_leaves_a_process_or_loses_what_was_committed(self, life: Life) -> None:
        assert life.programs >= 8
        assert life.status_after_ctrl_c == 0
        assert life.left_by_ctrl_c == []
        assert life.kept_after_ctrl_c == [("before ctrl-c",)]
        assert life.left_by_kill == []
        assert life.kept_after_kill == [("before ctrl-c",), ("before the kill",)]

    def test_a_second_start_takes_few_processor_seconds(self, life: Life) -> None:
        # Two cores give twice this in the 15 seconds that a second start may take, when nobody else wants them.
        assert life.processor_seconds < 20

    def test_ctrl_c_while_it_still_starts_leaves_no_process(self, copies: Copies, tmp_path: Path) -> None:
        service = copies.start(tmp_path / "var")
        service.wait_until_it_says("up to date")
        programs = service.programs()

        assert service.press_ctrl_c() == 0

        assert programs
        assert wait_until_gone(programs, seconds=0.5) == []


class TestRunning:
    def test_answers_at_the_addresses_it_prints(self, running: RunningService) -> None:
        assert read(f"http://127.0.0.1:{running.port}/ping")
        assert "What has left" in read(running.address("What has left"))

    def test_shows_an_email_as_its_recipient_sees_it(self, running: RunningService) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.com", "You have a new message"
        message.set_content("Hello <b>there</b>, Siân")

        with smtplib.SMTP("127.0.0.1", running.port + SMTP_PORT_OFFSET, timeout=20) as smtp:
            smtp.send_message(message)

        overview = read(running.address("What has left"))
        assert "You have a new message" in overview
        [kept] = (running.var / "outbox" / "email").glob("*.eml")
        shown = read(f"{running.address('What has left')}email/{kept.name}")
        assert "Hello &lt;b&gt;there&lt;/b&gt;, Siân" in shown

    def test_killed_worker_is_started_again(self, running: RunningService) -> None:
        worker = running.program("worker", "--queues", "send")

        worker.kill()

        running.wait_until_it_says("worker ended by itself")
        worker.wait(timeout=10)
        assert running.wait_for_program("worker", "--queues", "send").pid != worker.pid

    def test_second_start_in_the_same_folder_is_refused_with_advice(
        self, running: RunningService, copies: Copies
    ) -> None:
        second = RunningService(var=running.var, port=free_port())

        assert second.process.wait(timeout=60) == 1
        assert "already runs from this folder" in second.said()
        assert "PORT=" in second.said()

    def test_taken_port_is_refused_with_another_to_choose(
        self, running: RunningService, copies: Copies, tmp_path: Path
    ) -> None:
        second = copies.start(tmp_path / "var", port=running.port)

        assert second.process.wait(timeout=60) == 1
        assert f"PORT={running.port + 10}" in second.said()


class TestTwoCopies:
    def test_other_copy_deep_in_a_closed_folder_has_its_own_database_and_outbox(
        self, running: RunningService, copies: Copies, tmp_path: Path
    ) -> None:
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        deep = closed / "/".join(["a-folder-with-a-long-name"] * 6)

        other = copies.start(deep / "var")
        other.wait_until_ready()

        execute(running, "CREATE TABLE IF NOT EXISTS only_here (id int)")
        assert execute(other, "SELECT 1 FROM pg_tables WHERE tablename = 'only_here'") == []
        assert other.address("What has left") != running.address("What has left")
        assert len(str(other.var)) > 150  # longer than the name of a socket may be
        assert closed.stat().st_mode & 0o777 == 0o700  # nothing was opened to let the database in
        assert other.press_ctrl_c() == 0
        assert read(running.address("What has left"))
