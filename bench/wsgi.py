"""Asks a WSGI application as a server would, in this process and over a database connection that stays open."""

import io
import sys

from django.core.handlers.wsgi import WSGIHandler


def ask(handler: WSGIHandler, *, path: str, body: bytes = b"", cookie: str = "", **headers: str) -> bytes:
    """Ask for one page, or send one body; return what came back.

    Raises:
        RuntimeError: the answer is no success.
    """
    answered: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST" if body else "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json" if body else "",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_COOKIE": cookie,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }
    response = handler(environ, lambda status, _: answered.append(status))
    content = b"".join(response)
    # A server closes the response, which ends the request.
    response.close()
    if not answered[0].startswith("2"):
        raise RuntimeError(f"{path} answered {answered[0]}: {content[:300]!r}")
    return content
