"""Log lines carry ids and code words, and nothing that a person or a library quoted."""

import json
import logging
import sys
from typing import Any

import pytest

from cps_victims.logs import JsonFormatter

SECRET = "07700 900123"


def line(name: str, level: int, message: object, *arguments: Any, **extra: Any) -> dict[str, Any]:
    record = logging.getLogger(name).makeRecord(name, level, __file__, 1, message, arguments, None, extra=extra or None)
    return json.loads(JsonFormatter().format(record))


class TestJsonFormatter:
    def test_writes_one_line_of_json_with_time_level_logger_and_message(self) -> None:
        written = line("communications.outbox", logging.INFO, "claimed %s messages", 12, queue="send", count=12)

        assert written["at"].endswith("+00:00")
        assert (written["level"], written["logger"]) == ("INFO", "communications.outbox")
        assert written["message"] == "claimed 12 messages"
        assert (written["queue"], written["count"]) == ("send", 12)

    def test_drops_an_extra_that_nobody_has_allowed(self) -> None:
        written = line("cases.services", logging.INFO, "contact changed", telephone=SECRET)

        assert SECRET not in json.dumps(written)

    @pytest.mark.parametrize("name", ["weasyprint", "gunicorn.error", "django.request", "psycopg2", "celery.worker"])
    def test_keeps_only_the_fixed_words_of_what_a_library_complains_about(self, name: str) -> None:
        written = line(name, logging.WARNING, "Not Found: %s", f"/my-case/{SECRET}")

        assert written["message"] == "Not Found: %s"

    def test_keeps_only_the_fixed_words_of_django_even_when_it_does_not_complain(self) -> None:
        assert SECRET not in json.dumps(line("django.db.backends", logging.INFO, "(%s) %s", "0.1", SECRET))

    def test_names_the_failed_task_but_not_the_error_that_quotes_a_row(self) -> None:
        context = {"name": "communications.send.drain", "id": "5f0c", "exc": f"IntegrityError({SECRET!r})"}

        written = line("celery.app.trace", logging.ERROR, "Task %(name)s[%(id)s] raised: %(exc)s", context)

        assert (written["task"], written["task_id"]) == ("communications.send.drain", "5f0c")
        assert SECRET not in json.dumps(written)

    def test_writes_of_an_exception_its_type_and_place_and_never_its_text(self) -> None:
        try:
            raise ValueError(f"duplicate key value: {SECRET}")
        except ValueError:
            record = logging.getLogger("cases").makeRecord(
                "cases", logging.ERROR, __file__, 1, "could not store", (), sys.exc_info()
            )

        written = json.loads(JsonFormatter().format(record))

        assert written["exception"] == "ValueError"
        assert written["raised_at"][-1].endswith("test_writes_of_an_exception_its_type_and_place_and_never_its_text")
        assert SECRET not in json.dumps(written)
