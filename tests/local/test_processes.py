"""Programs that the local runtime starts: how they end, and that none is left."""

import dataclasses
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from cps_victims.local.checkout import CannotStart, Checkout, port_is_free, port_near
from cps_victims.local.processes import Child, Program, ProgramFailed, run_to_end, wait_for_former_run, wait_until
from cps_victims.local.supervisor import RESTARTS, Supervised

pytestmark = pytest.mark.processes

# Starts a process of its own, says so in a file, and does not listen when asked to end.
STUBBORN = """
import pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(600)
"""


def program(tmp_path: Path, code: str, *arguments: str, stop_seconds: float = 20) -> Program:
    return Program(
        name="example",
        command=[sys.executable, "-c", code, *arguments],
        log=tmp_path / "log" / "example.log",
        stop_seconds=stop_seconds,
    )


class TestChild:
    def test_ends_when_asked(self, tmp_path: Path) -> None:
        child = Child(program(tmp_path, "import time; time.sleep(600)"))

        child.stop()

        assert child.returncode == -signal.SIGTERM

    def test_that_does_not_listen_is_ended_by_force_with_all_it_started(self, tmp_path: Path) -> None:
        said = tmp_path / "said"
        child = Child(program(tmp_path, STUBBORN, str(said), stop_seconds=0.5))
        wait_until(lambda: said.exists() and said.read_text() != "", child=child, seconds=20)
        grandchild = psutil.Process(int(said.read_text()))

        child.stop()

        assert child.returncode == -signal.SIGKILL
        _gone, alive = psutil.wait_procs([grandchild], timeout=10)
        assert not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]

    @pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGQUIT, signal.SIGTERM])
    def test_listens_though_we_were_started_in_the_background_and_do_not(
        self, tmp_path: Path, ending: signal.Signals
    ) -> None:
        ours = signal.signal(ending, signal.SIG_IGN)
        try:
            child = Child(dataclasses.replace(program(tmp_path, "import signal; signal.pause()"), stop_signal=ending))
        finally:
            signal.signal(ending, ours)

        child.stop()

        assert child.returncode in (-ending, 1)  # Python itself turns the first of them into an exception

    def test_that_ends_while_it_is_waited_for_is_reported_with_the_end_of_its_log(self, tmp_path: Path) -> None:
        child = Child(program(tmp_path, "print('the disk is full'); raise SystemExit(3)"))

        with pytest.raises(ProgramFailed, match=r"(?s)example ended with status 3.*the disk is full"):
            wait_until(lambda: False, child=child, seconds=20)

    def test_that_is_never_ready_is_reported(self, tmp_path: Path) -> None:
        child = Child(program(tmp_path, "import time; time.sleep(600)"))

        with pytest.raises(ProgramFailed, match="was not ready within"):
            wait_until(lambda: False, child=child, seconds=0.2)
        child.stop()

    def test_that_fails_stops_the_start(self, tmp_path: Path) -> None:
        with pytest.raises(ProgramFailed, match="status 2"):
            run_to_end(program(tmp_path, "raise SystemExit(2)"))


class TestSupervised:
    def test_is_started_again_a_few_times_and_not_for_ever(self, tmp_path: Path) -> None:
        example = program(tmp_path, "raise SystemExit(1)")
        supervised = Supervised(program=example, child=Child(example))

        for second in range(RESTARTS):
            supervised.child.wait()
            supervised.restart(now=float(second))

        supervised.child.wait()
        with pytest.raises(ProgramFailed, match="example ended with status 1"):
            supervised.restart(now=float(RESTARTS))

    def test_forgets_restarts_of_long_ago(self, tmp_path: Path) -> None:
        example = program(tmp_path, "raise SystemExit(1)")
        supervised = Supervised(program=example, child=Child(example))

        for second in range(RESTARTS + 2):
            supervised.child.wait()
            supervised.restart(now=second * 1000.0)

        supervised.child.stop()


class TestFormerRun:
    def test_is_waited_for_until_it_has_ended(self, tmp_path: Path) -> None:
        former = Child(program(tmp_path, "import time; time.sleep(1)", "former-run"))
        pid_file = tmp_path / "pid"
        pid_file.write_text(f"{former.pid}\nmore\n")
        began = time.monotonic()

        with pytest.raises(ProgramFailed, match="still runs"):
            wait_for_former_run(pid_file=pid_file, marker="former-run", seconds=0.2)
        former.wait()
        wait_for_former_run(pid_file=pid_file, marker="former-run", seconds=20)

        assert time.monotonic() - began < 20

    def test_is_not_mistaken_for_another_program_with_its_number(self, tmp_path: Path) -> None:
        other = Child(program(tmp_path, "import time; time.sleep(600)"))
        pid_file = tmp_path / "pid"
        pid_file.write_text(str(other.pid))

        wait_for_former_run(pid_file=pid_file, marker="words of no command line", seconds=0.2)

        other.stop()

    def test_that_left_no_file_is_not_waited_for(self, tmp_path: Path) -> None:
        wait_for_former_run(pid_file=tmp_path / "none", marker="anything", seconds=0.2)


class TestCheckout:
    def test_is_held_by_one_run_at_a_time(self, tmp_path: Path) -> None:
        checkout = Checkout(root=tmp_path, var=tmp_path / "var")
        checkout.lock()

        with pytest.raises(CannotStart, match="already runs"):
            checkout.lock()

    def test_keeps_sockets_apart_and_their_names_short(self, tmp_path: Path) -> None:
        one, other = (Checkout(root=tmp_path, var=tmp_path / name / ("deep/" * 40)) for name in ("one", "other"))

        assert one.key != other.key
        assert len(f"/tmp/vcs-{one.key}/.s.PGSQL.5432") < 100

    def test_takes_any_free_port_where_the_usual_one_is_taken(self) -> None:
        with_offset_too_high = port_near(60_000, offset=30_000)

        assert 0 < with_offset_too_high < 2**16
        assert port_is_free(with_offset_too_high)
