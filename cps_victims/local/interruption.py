"""Ctrl-C and its like: noted when they come, acted upon where it is safe.

A signal handler must not raise: where the interpreter happens to be inside a callback of its own, for instance around
the start of a process, the exception is thrown away and with it the only Ctrl-C we got.
"""

import signal
from types import FrameType

_asked: list[int] = []


class Stop(BaseException):
    """Somebody asked us to end. Not an Exception: nothing on the way may swallow it."""


def listen() -> None:
    """From now on, note Ctrl-C, a polite kill and the closing of the terminal."""
    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, _note)


def raise_if_asked() -> None:
    """Go no further when somebody has asked us to end. Every loop that waits calls this.

    Raises:
        Stop: somebody has.

    """
    if _asked:
        raise Stop


def _note(signal_number: int, _frame: FrameType | None) -> None:
    _asked.append(signal_number)
