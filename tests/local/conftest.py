"""A copy of the service that a test starts, looks at and ends, with data of its own."""

import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cps_victims.local.checkout import port_is_free

ROOT = Path(__file__).resolve().parent.parent.parent
# What decides where the service keeps its data must come from the test, not from whoever runs it.
NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "CACHE_URL", "MAKELEVEL", "PORT")


def _as_in_the_background() -> None:
    """Ignore what a shell has the programs ignore that it starts with `&`: they must end all the same."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, signal.SIG_IGN)


class RunningService:
    """`python -m cps_victims.local run` in a folder for data that may be used again."""

    def __init__(self, *, var: Path, port: int) -> None:
        self.var = var
        self.port = port
        var.parent.mkdir(parents=True, exist_ok=True)
        self.output = var.parent / f"{var.name}-{time.monotonic_ns()}.out"
        environ = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cps_victims.local", "--var", str(var), "run", "--no-demo"],
                cwd=ROOT,
                env={**environ, "PORT": str(port)},
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_as_in_the_background,
            )

    def wait_until_ready(self) -> None:
        # A first start migrates a new database; on a busy machine that takes its time.
        self.wait_until_it_says("Ctrl-C ends everything", seconds=240)

    def wait_until_it_says(self, words: str, *, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.said():
            assert self.process.poll() is None, f"ended before it said {words}:\n{self.said()}"
            assert time.monotonic() < deadline, f"did not say {words} within {seconds} s:\n{self.said()}"
            time.sleep(0.05)

    def said(self) -> str:
        return self.output.read_text()

    def address(self, title: str) -> str:
        found = re.search(rf"{title} +(http://\S+)", self.said())
        assert found is not None, self.said()
        return found[1]

    def database_url(self) -> str:
        found = re.search(r"^DATABASE_URL='?([^'\n]+)'?$", (self.var / "run.env").read_text(), re.MULTILINE)
        assert found is not None
        return found[1]

    def programs(self) -> list[psutil.Process]:
        """Everything it has started, down to the last worker process."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def processor_seconds(self) -> float:
        """Return how much of a processor it has used so far, with everything it started."""
        processes = [psutil.Process(self.process.pid), *self.programs()]
        # The last two fields count the children that have already ended.
        return sum(sum(process.cpu_times()[:2]) for process in processes) + sum(processes[0].cpu_times()[2:4])

    def program(self, *words: str) -> psutil.Process:
        """The one program it started itself whose command line has all these words."""
        found = self._programs_with(words)
        assert len(found) == 1, found
        return found[0]

    def wait_for_program(self, *words: str, seconds: float = 60) -> psutil.Process:
        """The same, once it is there: a program started again carries its command line a moment later."""
        deadline = time.monotonic() + seconds
        while not self._programs_with(words):
            assert time.monotonic() < deadline, f"no program with {words} within {seconds} s:\n{self.said()}"
            time.sleep(0.05)
        return self.program(*words)

    def _programs_with(self, words: tuple[str, ...]) -> list[psutil.Process]:
        return [
            child
            for child in psutil.Process(self.process.pid).children()
            if child.is_running() and child.status() != psutil.STATUS_ZOMBIE
            if all(word in " ".join(child.cmdline()) for word in words)
        ]

    def press_ctrl_c(self, *, seconds: float = 60) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=seconds)


def wait_until_gone(programs: list[psutil.Process], *, seconds: float) -> list[psutil.Process]:
    """Return what of these still runs after so many seconds."""
    _gone, alive = psutil.wait_procs(programs, timeout=seconds)
    return [program for program in alive if program.status() != psutil.STATUS_ZOMBIE]


def free_port() -> int:
    """Return a port that is free, low enough for the ports derived from it, and another one each time."""
    return next(port for port in random.SystemRandom().sample(range(12_000, 30_000), 50) if port_is_free(port))


def remove_data_outside(var: Path) -> None:
    """Remove what a run by root kept outside of a folder that PostgreSQL's user may not enter."""
    if (var / "postgres").is_symlink():
        shutil.rmtree((var / "postgres").resolve().parent)


class Copies:
    """Copies of the service; whatever a failing test leaves running is ended, and no data stays outside."""

    def __init__(self) -> None:
        self._services: list[RunningService] = []

    def start(self, var: Path, *, port: int | None = None) -> RunningService:
        service = RunningService(var=var, port=free_port() if port is None else port)
        self._services.append(service)
        return service

    def end(self) -> None:
        for service in self._services:
            if service.process.poll() is None:
                service.press_ctrl_c()
        for var in {service.var for service in self._services}:
            remove_data_outside(var)


@contextlib.contextmanager
def some_copies() -> Iterator[Copies]:
    """Start copies of the service that end with the block, however it ends."""
    started = Copies()
    try:
        yield started
    finally:
        started.end()


@pytest.fixture
def copies() -> Iterator[Copies]:
    """Start copies of the service that end with the test."""
    with some_copies() as started:
        yield started
