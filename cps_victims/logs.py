"""Structured logs: one JSON object per line, made of ids and code words, never of what a person told us."""

import json
import logging
from datetime import UTC, datetime

# What `logger.info(..., extra={...})` may add. Anything else is dropped: a name or an address cannot leak by accident.
ALLOWED_EXTRA = frozenset(
    {
        "request_id",
        "method",
        "route",
        "status",
        "duration_ms",
        "task",
        "task_id",
        "queue",
        "count",
        "communication_id",
        "message_id",
        "attempt_id",
        "case_id",
        "sweep",
        "reason",
        "channel",
        "state",
    }
)


class JsonFormatter(logging.Formatter):
    """Write time (UTC), level, logger, message and the allowed extras.

    Of an exception only its type and where it was raised are written: its text may quote personal data.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        line |= {key: value for key, value in vars(record).items() if key in ALLOWED_EXTRA}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["raised_at"] = _frames(record)
        return json.dumps(line, default=str)


def _message(record: logging.LogRecord) -> str:
    """Return what is said. Django puts addresses and form values into its messages: of those, only the fixed words."""
    return str(record.msg) if record.name.startswith("django.") else record.getMessage()


def _frames(record: logging.LogRecord) -> list[str]:
    """Return file, line and function of each frame of the exception, innermost last."""
    frames: list[str] = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames
