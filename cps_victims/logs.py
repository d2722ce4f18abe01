"""Structured logs: one JSON object per line, made of ids and code words, never of what a person told us."""

import json
import logging
from datetime import UTC, datetime

from audit.context import current_request_id

# Loggers of our own packages, whose messages are written with care.
OURS = frozenset({"accounts", "audit", "cases", "communications", "cps_victims", "triage", "web"})
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
        line |= _task(record)
        if request_id := current_request_id():
            line["request_id"] = request_id
        line |= {key: value for key, value in vars(record).items() if key in ALLOWED_EXTRA}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["raised_at"] = _frames(record)
        return json.dumps(line, default=str)


def _message(record: logging.LogRecord) -> str:
    """Return what is said.

    Libraries quote addresses of pages, form values, rows and letters in their complaints: of a warning or worse that is
    not ours, and of everything that Django says, only the fixed words are kept.
    """
    package = record.name.partition(".")[0]
    if package not in OURS and (record.levelno >= logging.WARNING or package == "django"):
        return str(record.msg).partition("\n")[0]
    return record.getMessage()


def _task(record: logging.LogRecord) -> dict[str, object]:
    """Return which task Celery speaks of; its own words on a failure quote the error and are not kept."""
    context = record.args if record.name == "celery.app.trace" and isinstance(record.args, dict) else {}
    return {field: context[key] for field, key in (("task", "name"), ("task_id", "id")) if key in context}


def _frames(record: logging.LogRecord) -> list[str]:
    """Return file, line and function of each frame of the exception, innermost last."""
    frames: list[str] = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return frames
