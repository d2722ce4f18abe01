"""Where a checkout keeps what its services write, and how two checkouts stay out of each other's way."""

import fcntl
import hashlib
import os
import socket
import stat
from dataclasses import dataclass
from pathlib import Path

# Names of Unix sockets may have about 100 characters; a checkout may lie deeper than that. The temporary folder of the
# environment (TMPDIR) may be deep as well, so this one is named outright.
_SHORT_ROOT = Path("/tmp")  # noqa: S108 - only folders of our own, checked for their owner, are used below it


class CannotStart(Exception):
    """The service cannot start here. The message says why and what to do."""


@dataclass(frozen=True)
class Checkout:
    """One copy of the project, and the folder in it (or elsewhere, for tests) that holds its data."""

    root: Path
    var: Path

    @property
    def key(self) -> str:
        """Ten letters and digits that tell this copy and its user apart from every other on the machine."""
        return hashlib.sha256(f"{self.var}:{os.geteuid()}".encode()).hexdigest()[:10]

    @property
    def logs(self) -> Path:
        """Where each program writes its log."""
        return self.var / "log"

    @property
    def outbox(self) -> Path:
        """Where everything that left is kept: email/, text/ and print/."""
        return self.var / "outbox"

    def socket_folder(self, *, owner_uid: int) -> Path:
        """Make and return a folder with a short name, which only `owner_uid` may enter.

        Raises:
            CannotStart: somebody else has put something there.

        """
        folder = _SHORT_ROOT / f"vcs-{self.key}"
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            status = folder.lstat()
            if not stat.S_ISDIR(status.st_mode) or status.st_uid not in {os.geteuid(), owner_uid}:
                raise CannotStart(f"{folder} belongs to somebody else. Remove it and start again.") from None
        if folder.stat().st_uid != owner_uid:
            os.chown(folder, owner_uid, -1)
        folder.chmod(0o700)
        return folder

    def lock(self) -> int:
        """Hold this checkout for ourselves until the process ends; return the descriptor that holds it.

        Raises:
            CannotStart: another `make run` holds it.

        """
        self.var.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.var / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise CannotStart(
                f"The service already runs from this folder ({self.var}). "
                "For a second copy, clone the project again and choose another port: make run PORT=8010"
            ) from None
        return descriptor


def port_is_free(port: int) -> bool:
    """Say whether a server could listen on this port of the loopback address."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def port_near(port: int, *, offset: int) -> int:
    """Return `port + offset` if that is free, so that addresses stay the same from run to run, else any free port."""
    wished = port + offset
    if wished < 2**16 and port_is_free(wished):
        return wished
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        chosen: int = probe.getsockname()[1]
    return chosen
