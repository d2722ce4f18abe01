"""The id of the request (or task, or command) being served, so that everything it caused can be found together.

Held in a context variable: it follows the code that serves one request and no other. It never says who acts: that is
handed to services as an argument.
"""

import contextlib
import contextvars
import re
import uuid
from collections.abc import Iterator

_request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="")

#: What an id may look like; anything else from outside is replaced, so that nobody writes into our logs.
_WELL_FORMED = re.compile(r"^[A-Za-z0-9-]{8,64}$")


def current_request_id() -> str:
    """Return the id in force, or an empty string outside any request, task or command."""
    return _request_id.get()


@contextlib.contextmanager
def request_id_bound(*, request_id: str | None = None) -> Iterator[str]:
    """Put ``request_id`` in force for the length of the block, or a new one where it is missing or malformed."""
    chosen = request_id if request_id and _WELL_FORMED.match(request_id) else uuid.uuid4().hex
    token = _request_id.set(chosen)
    try:
        yield chosen
    finally:
        _request_id.reset(token)
