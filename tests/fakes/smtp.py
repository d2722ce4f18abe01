"""An SMTP server of forty lines that can be told where to break off."""

import socket
import threading
from typing import Self


class ScriptedSmtp:
    """Answers one conversation after another; `break_at` names the command after which it hangs up."""

    def __init__(self, *, break_at: str = "", answers: dict[str, str] | None = None) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._break_at = break_at
        self._answers = answers or {}
        self.port: int = self._listener.getsockname()[1]
        self.messages: list[bytes] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                self._converse(connection, lines)

    def _converse(self, connection: socket.socket, lines) -> None:
        connection.sendall(b"220 ready\r\n")
        for line in lines:
            command = line.split()[0].decode().upper() if line.split() else ""
            if self._break_at == command:
                return
            default = "354 go ahead" if command == "DATA" else "250 fine"
            answer = self._answers.get(command, default)
            connection.sendall(f"{answer}\r\n".encode())
            if command == "DATA" and answer.startswith("354"):
                body = b""
                for part in lines:
                    if part == b".\r\n":
                        break
                    body += part.removeprefix(b".")  # undoes dot-stuffing, as RFC 5321 4.5.2 asks of a server
                self.messages.append(body)
                if self._break_at == "BODY":
                    return
                connection.sendall(f"{self._answers.get('BODY', '250 queued')}\r\n".encode())
            if command == "QUIT":
                return
