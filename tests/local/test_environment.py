"""The typed reader of the environment, and production settings that refuse what is unsafe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cps_victims import env

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cps_victims.settings.production",
    "SECRET_KEY": "a-key-that-is-long-enough-to-sign-with-and-used-in-no-other-place",
    "ALLOWED_HOSTS": "victims.example.org",
    "PUBLIC_URL": "https://victims.example.org",
    "RECORD_SIGNING_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "DATABASE_URL": "postgresql://nobody@localhost/nowhere",
    "REDIS_URL": "redis://localhost/0",
    "CACHE_URL": "redis://localhost/1",
}


class TestVariable:
    number = env.Variable("EXAMPLE", int, "A number of seconds.")

    def test_that_is_missing_stops_the_process_with_advice(self) -> None:
        with pytest.raises(SystemExit, match=r"EXAMPLE is not set. A number of seconds. See .env.example."):
            self.number.required({})

    def test_that_is_blank_counts_as_missing(self) -> None:
        with pytest.raises(SystemExit):
            self.number.required({"EXAMPLE": "  "})
        assert self.number.optional(7, {"EXAMPLE": "  "}) == 7

    def test_that_cannot_be_read_stops_the_process_without_repeating_what_it_said(self) -> None:
        with pytest.raises(SystemExit) as stop:
            self.number.required({"EXAMPLE": "hunter2"})

        assert "cannot be read" in str(stop.value)
        assert "hunter2" not in str(stop.value)

    @pytest.mark.parametrize(("text", "value"), [("yes", True), ("1", True), ("No", False), ("off", False)])
    def test_of_yes_or_no_is_read_from_plain_words(self, text: str, value: bool) -> None:
        assert env.DEBUG.required({"DEBUG": text}) is value

    def test_of_yes_or_no_is_not_guessed(self) -> None:
        with pytest.raises(SystemExit):
            env.DEBUG.required({"DEBUG": "perhaps"})

    def test_with_a_list_ignores_blanks(self) -> None:
        assert env.ALLOWED_HOSTS.required({"ALLOWED_HOSTS": "a.example.org, ,b.example.org,"}) == [
            "a.example.org",
            "b.example.org",
        ]


def start_production(**changes: str) -> subprocess.CompletedProcess[str]:
    """Load the production settings in a process of their own, with some variables changed or (empty) left out."""
    return subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.SESSION_COOKIE_NAME)"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, **changes},
        capture_output=True,
        text=True,
        check=False,
    )


class TestProduction:
    def test_starts_with_everything_it_needs(self) -> None:
        started = start_production()

        assert started.returncode == 0, started.stderr
        assert started.stdout.strip() == "__Host-staff"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SECRET_KEY", ""),
            ("SECRET_KEY", "too-short"),
            ("SECRET_KEY", "only-for-tests" * 10),
            ("ALLOWED_HOSTS", ""),
            ("ALLOWED_HOSTS", "*"),
            ("RECORD_SIGNING_KEY", ""),
            ("RECORD_SIGNING_KEY", "no key at all"),
            ("RECORD_SIGNING_KEY", "dG9vIHNob3J0"),
            ("PUBLIC_URL", ""),
            ("PUBLIC_URL", "http://victims.example.org"),
            ("DATABASE_URL", ""),
            ("REDIS_URL", ""),
            ("CACHE_URL", ""),
            ("DEBUG", "yes"),
        ],
    )
    def test_refuses_to_start_and_names_the_variable(self, name: str, value: str) -> None:
        refused = start_production(**{name: value})

        assert refused.returncode == 1
        assert name in refused.stderr
        assert "Traceback" not in refused.stderr
