"""Start the whole service in the foreground, watch over it, and end it without leaving anything behind."""

import dataclasses
import secrets
import shlex
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import NoReturn

from cps_victims.local.checkout import CannotStart, Checkout, port_is_free, port_near
from cps_victims.local.interruption import Stop, listen, raise_if_asked
from cps_victims.local.processes import Child, Program, ProgramFailed, run_to_end, wait_until
from cps_victims.local.services import database_and_broker

CATCHER_PORT_OFFSET = 10_000
SMTP_PORT_OFFSET = 20_000
# A program that ends by itself is started again, but not for ever.
RESTARTS = 3
RESTART_WINDOW_SECONDS = 60.0

# Rendering takes the processor for itself; everything else waits for others most of the time.
WORKERS = {"worker-render": "render", "worker": "send,receipts,sweeps,default"}

# What `make manage` must know about the running service.
FOR_MANAGE = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "TEXT_FOLDER",
    "PRINT_FOLDER",
)

# Exit status of a command that somebody ended.
INTERRUPTED = 130


@dataclasses.dataclass
class Supervised:
    """A program that is started again when it ends by itself."""

    program: Program
    child: Child
    restarts: list[float] = dataclasses.field(default_factory=list)

    def restart(self, *, now: float) -> None:
        """Start it again.

        Raises:
            ProgramFailed: it has been started again too often lately.

        """
        self.restarts = [at for at in self.restarts if now - at < RESTART_WINDOW_SECONDS] + [now]
        if len(self.restarts) > RESTARTS:
            raise self.child.failure()
        self.child.stop()  # whatever is left of its group
        self.child = Child(self.program)


class Supervisor:
    """Runs every program of the service for one checkout."""

    def __init__(self, checkout: Checkout, *, port: int, with_demo: bool = True) -> None:
        self._with_demo = with_demo
        self._checkout = checkout
        self._port = port
        self._catcher_port = port_near(port, offset=CATCHER_PORT_OFFSET)
        self._smtp_port = port_near(port, offset=SMTP_PORT_OFFSET)
        self._supervised: list[Supervised] = []

    def run(self) -> None:
        """Start everything, print where it is, and stay until somebody asks to end.

        Raises:
            CannotStart: this checkout already runs, or the port is taken.
            ProgramFailed: a program does not start, or keeps ending.

        """
        listen()
        self._checkout.lock()
        began = time.monotonic()
        try:
            self._wait_for_port()
            _say("Starting the database and Redis")
            # A first start that was interrupted has left half a caseload, in which nobody has worked yet.
            anew = self._demo_unfinished.exists()
            with database_and_broker(self._checkout, port=self._port, anew=anew) as (environ, servers):
                self._demo_unfinished.unlink(missing_ok=True)
                try:
                    self._start_programs(self._environment(environ))
                    self._print_addresses(seconds=time.monotonic() - began)
                    self._watch(servers)
                finally:
                    self._stop_programs()
        except Stop:
            _say("Everything has ended. The data stays in var/; `make run` goes on with it.")

    @property
    def _demo_sign_ins(self) -> Path:
        return self._checkout.var / "demo-sign-ins.txt"

    @property
    def _for_manage(self) -> Path:
        return self._checkout.var / "run.env"

    @property
    def _demo_unfinished(self) -> Path:
        return self._checkout.var / "demo-unfinished"

    def _environment(self, services: Mapping[str, str]) -> dict[str, str]:
        return {
            **services,
            "DJANGO_SETTINGS_MODULE": "cps_victims.settings.local",
            "SECRET_KEY": self._secret_key(),
            "PUBLIC_URL": f"http://localhost:{self._port}",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self._smtp_port),
            "TEXT_FOLDER": str(self._checkout.outbox / "text"),
            "PRINT_FOLDER": str(self._checkout.outbox / "print"),
            "PYTHONUNBUFFERED": "1",
        }

    def _secret_key(self) -> str:
        """Return the key of this checkout, made at its first start: nobody else's sessions are signed with it."""
        path = self._checkout.var / "secret-key"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(64))
        return path.read_text()

    def _start_programs(self, environ: Mapping[str, str]) -> None:
        self._write_environment(environ)
        _say("Bringing the database up to date")
        demo = ("--demo-sign-ins", str(self._demo_sign_ins), "--unfinished", str(self._demo_unfinished))
        prepare = self._python(
            "prepare", "-m", "cps_victims.local.prepare", *(demo if self._with_demo else ()), environ=environ
        )
        run_to_end(dataclasses.replace(prepare, log=None))
        _say("Starting the web server, the workers and the catcher")
        catcher = ("--port", str(self._catcher_port), "--smtp-port", str(self._smtp_port))
        self._start(
            self._python(
                "catcher",
                *("-m", "cps_victims.local.catcher", *catcher, "--folder", str(self._checkout.outbox)),
                environ=environ,
            )
        )
        web = self._start(
            self._python(
                "web",
                *("-m", "gunicorn", "--config", "python:cps_victims.gunicorn"),
                *("--bind", f"127.0.0.1:{self._port}", "cps_victims.wsgi"),
                environ=environ,
            )
        )
        for name, queues in WORKERS.items():
            self._start(
                self._celery(
                    name,
                    *("worker", "--queues", queues, "--concurrency", "1" if queues == "render" else "2"),
                    *("--hostname", f"{name}@%h", "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
                    environ=environ,
                )
            )
        schedule = self._checkout.var / "beat-schedule"
        self._start(self._celery("beat", "beat", "--schedule", str(schedule), "--pidfile", "", environ=environ))
        wait_until(self._web_answers, child=web.child, seconds=120)

    def _write_environment(self, environ: Mapping[str, str]) -> None:
        """Let `make manage` reach the servers of this run; readable by us only, for the password of Redis."""
        self._for_manage.touch(mode=0o600)
        self._for_manage.write_text("".join(f"{name}={shlex.quote(environ[name])}\n" for name in FOR_MANAGE))

    def _python(self, name: str, *arguments: str, environ: Mapping[str, str]) -> Program:
        return Program(
            name=name,
            command=[sys.executable, *arguments],
            log=self._checkout.logs / f"{name}.log",
            environ=environ,
        )

    def _celery(self, name: str, *arguments: str, environ: Mapping[str, str]) -> Program:
        return Program(
            name=name,
            command=[sys.executable, "-m", "cps_victims.local.celery_program", "--app", "cps_victims", *arguments],
            log=self._checkout.logs / f"{name}.log",
            environ=environ,
            # Without us nobody waits for the task in hand: Redis hands it out again. A worker that is asked to end
            # while it still starts may wait for its own pool for ever, so it is not asked.
            orphan_signal=signal.SIGKILL,
        )

    def _start(self, program: Program) -> Supervised:
        supervised = Supervised(program=program, child=Child(program))
        self._supervised.append(supervised)
        return supervised

    def _watch(self, servers: list[Child]) -> NoReturn:
        """Start again what ends by itself; a database or Redis that ends, ends everything."""
        while True:
            for server in servers:
                if server.returncode is not None:
                    raise server.failure()
            for supervised in self._supervised:
                if supervised.child.returncode is not None:
                    _say(f"{supervised.program.name} ended by itself; starting it again (see {supervised.program.log})")
                    supervised.restart(now=time.monotonic())
            raise_if_asked()
            time.sleep(0.2)

    def _stop_programs(self) -> None:
        _say("Ending")
        for supervised in self._supervised:
            supervised.child.ask_to_stop()  # all at once, then wait for each
        for supervised in self._supervised:
            supervised.child.stop()

    def _wait_for_port(self) -> None:
        """Give a former run from this folder, which may still be ending, a moment to let go of the port."""
        deadline = time.monotonic() + (10 if self._for_manage.exists() else 0)
        while not port_is_free(self._port):
            if time.monotonic() > deadline:
                raise CannotStart(f"Port {self._port} is taken. Choose another one: make run PORT={self._port + 10}")
            raise_if_asked()
            time.sleep(0.2)

    def _web_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/ping", timeout=5):
                return True
        except urllib.error.HTTPError as answer:
            return answer.code < HTTPStatus.INTERNAL_SERVER_ERROR
        except OSError:
            return False

    def _print_addresses(self, *, seconds: float) -> None:
        site = f"http://localhost:{self._port}"
        print(
            f"""
  Victim Communication Service, ready after {seconds:.0f} s

  Staff              {site}/staff/
  Victims            {site}/portal/
  What has left      http://localhost:{self._catcher_port}/   every email, text and letter, as its reader sees it
  Logs               {self._checkout.logs}
""",
            flush=True,
        )
        if self._with_demo:
            print("  Sign in as")
            for line in self._demo_sign_ins.read_text().splitlines():
                role, email, password = line.split("\t")
                print(f"    {role:<40} {email:<30} {password}")
            print(flush=True)
        print("  Ctrl-C ends everything.\n", flush=True)


def run_command(checkout: Checkout, command: list[str], *, port: int, durable: bool) -> int:
    """Run one command with a database and Redis of its own, which end with it; return its exit status.

    A database that is not `durable` survives the death of every process but not that of the machine, and is quicker.
    One that is has memory and log space as deployed.
    """
    listen()
    checkout.lock()
    try:
        with database_and_broker(checkout, port=port, safe_on_power_loss=durable, has_room=durable) as (
            environ,
            _servers,
        ):
            process = subprocess.Popen(command, env=dict(environ))
            try:
                while process.poll() is None:
                    raise_if_asked()
                    time.sleep(0.1)
            except Stop:
                process.terminate()
                process.wait()
                raise
            return process.returncode
    except Stop:
        return INTERRUPTED


def die_quietly(error: CannotStart | ProgramFailed) -> int:
    """Print why the service cannot go on; return the exit status that says so."""
    print(f"\n{error}", file=sys.stderr, flush=True)
    return 1


def _say(text: str) -> None:
    print(f"  {text}", flush=True)
