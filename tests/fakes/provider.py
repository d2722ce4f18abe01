"""Starts the provider simulator as a process of its own and speaks to its control address."""

import http.client
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

API_KEY = "simulator-key"
_ROOT = Path(__file__).resolve().parent.parent.parent


class ProviderSimulator:
    """One running simulator."""

    def __init__(self, *, folder: Path, seed: int = 1) -> None:
        port_file = folder / "provider.port"
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "cps_victims.local.provider_simulator",
                "--port-file",
                str(port_file),
                "--api-key",
                API_KEY,
                "--seed",
                str(seed),
            ],
            cwd=_ROOT,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 20
        while not port_file.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the provider simulator did not start")
            time.sleep(0.02)
        self.port = int(port_file.read_text())
        self.base_url = f"http://127.0.0.1:{self.port}"

    def configure(self, **changes: Any) -> dict[str, Any]:
        return self._ask("POST", "/control/configure", changes)

    def accepted(self) -> dict[str, Any]:
        return self._ask("GET", "/control/accepted")

    def is_quiet(self) -> bool:
        """Whether no call is on its way to it, and it would tell of everything that it has taken."""
        return bool(self._ask("GET", "/control/quiet")["quiet"])

    def move(self, *, references: list[str], status: str) -> dict[str, Any]:
        return self._ask("POST", "/control/status", {"references": references, "status": status})

    def send_receipts(self, **order: Any) -> dict[str, Any]:
        return self._ask("POST", "/control/receipts", order)

    def reset(self) -> None:
        self._ask("POST", "/control/reset", {})

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=json.dumps(body) if body is not None else None)
            response = connection.getresponse()
            assert response.status == 200, response.status
            answer: dict[str, Any] = json.loads(response.read())
            return answer
        finally:
            connection.close()
