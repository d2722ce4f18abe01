"""Programs started by this one: each in a process group of its own, and none outlives us."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cps_victims.local.interruption import raise_if_asked

_PR_SET_PDEATHSIG = 1
_LOG_TAIL_BYTES = 4000
_POLL_SECONDS = 0.05


class ProgramFailed(Exception):
    """A program ended that should not have. The message names it and quotes the end of its log."""


@dataclass(frozen=True)
class Owner:
    """The system user a program runs as, when that is not ourselves."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Program:
    """How to start one program, and how to ask it to end."""

    name: str
    command: Sequence[str]
    #: Where its output goes; None for the terminal that we ourselves write to.
    log: Path | None
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)
    owner: Owner | None = None
    #: What asks the program to finish what it has in hand and end.
    stop_signal: signal.Signals = signal.SIGTERM
    #: What the kernel sends it when we are killed ourselves, so that nothing is left running.
    orphan_signal: signal.Signals = signal.SIGTERM
    #: How long it may take to end before it is ended by force.
    stop_seconds: float = 20.0


class Child:
    """A started program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        with _output(program.log) as log:
            self._process = subprocess.Popen(
                list(program.command),
                env=dict(program.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Its own session: Ctrl-C in the terminal reaches only us, and we end the children in order.
                start_new_session=True,
                preexec_fn=_before_exec(program),
            )

    @property
    def pid(self) -> int:
        """Process id, which is also the id of its process group."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """Exit status, or None while it runs."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait until it ends by itself; return its exit status."""
        return self._process.wait()

    def ask_to_stop(self) -> None:
        """Send the stop signal; does not wait."""
        if self.returncode is None:
            self._process.send_signal(self.program.stop_signal)

    def stop(self) -> None:
        """Ask it to end, wait, then end whatever is left of its group by force."""
        self.ask_to_stop()
        try:
            self._process.wait(timeout=self.program.stop_seconds)
        except subprocess.TimeoutExpired:
            print(f"  {self.program.name} does not end by itself; ending it.", flush=True)
        with contextlib.suppress(ProcessLookupError):  # raised when the whole group has ended
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def failure(self) -> ProgramFailed:
        """Describe an unexpected end, with the end of the log."""
        return ProgramFailed(f"{self.program.name} ended with status {self.returncode}. {_what_it_said(self.program)}")


@contextmanager
def _output(log: Path | None) -> Iterator[IO[bytes] | None]:
    if log is None:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as opened:
        yield opened


def _what_it_said(program: Program) -> str:
    """Return the end of its log, or where else to look."""
    if program.log is None:
        return "What it said stands above."
    content = program.log.read_bytes()[-_LOG_TAIL_BYTES:].decode(errors="replace").strip()
    return f"The end of {program.log}:\n{content}"


def run_to_end(program: Program) -> None:
    """Start a program and wait for it.

    Raises:
        ProgramFailed: it ended with another status than 0.
        Stop: somebody asked us to end; then it has ended too.

    """
    child = Child(program)
    try:
        while child.returncode is None:
            raise_if_asked()
            time.sleep(_POLL_SECONDS)
    except BaseException:
        child.stop()
        raise
    if child.returncode != 0:
        raise child.failure()


def wait_until(ready: Callable[[], bool], *, child: Child, seconds: float) -> None:
    """Wait until `ready` says yes.

    Raises:
        ProgramFailed: the program ended, or it was not ready within `seconds`.
        Stop: somebody asked us to end.

    """
    deadline = time.monotonic() + seconds
    while not ready():
        if child.returncode is not None:
            raise child.failure()
        if time.monotonic() > deadline:
            raise ProgramFailed(
                f"{child.program.name} was not ready within {seconds:.0f} s. {_what_it_said(child.program)}"
            )
        raise_if_asked()
        time.sleep(_POLL_SECONDS)


def wait_for_former_run(*, pid_file: Path, marker: str, seconds: float = 30.0) -> None:
    """Wait until the program of a former run, which the kernel is ending, has let go of its files.

    `marker` is part of that program's command line; another program that happens to have its number is not waited for.

    Raises:
        ProgramFailed: it still runs after `seconds`.
        Stop: somebody asked us to end.

    """
    deadline = time.monotonic() + seconds
    while (pid := _pid_in(pid_file)) is not None and marker in _command_line(pid):
        if time.monotonic() > deadline:
            raise ProgramFailed(f"A program of a former run still runs (process {pid}, {pid_file}). End it first.")
        raise_if_asked()
        time.sleep(_POLL_SECONDS)


def die_with_parent(stop_signal: signal.Signals) -> None:
    """Have the kernel send this process `stop_signal` when its parent dies. Linux only; elsewhere does nothing."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)


def _before_exec(program: Program) -> Callable[[], None]:
    us = os.getpid()

    def prepare() -> None:
        # A shell that starts us in the background has us ignore these, and whatever we start would do so too.
        for ending in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
            signal.signal(ending, signal.SIG_DFL)
        if program.owner is not None:
            os.setgroups([])
            os.setgid(program.owner.gid)
            os.setuid(program.owner.uid)
        # After the change of user, which would clear it.
        die_with_parent(program.orphan_signal)
        if os.getppid() != us:
            os._exit(1)  # we were killed between fork and prctl

    return prepare


def _pid_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""
