"""What every test may use: no network, a clock that stands still, a cache of its own. Nothing domain-specific."""

import datetime as dt
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
import pytest
import time_machine
from pytest_django import Settings

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

LONDON = ZoneInfo("Europe/London")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# `.ci/run` sets this: there, a test that could not run for want of a browser is a failure.
BROWSER_REQUIRED = "VCS_BROWSER_REQUIRED"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Let time stand still at Wednesday 11 March 2026, 10:00 in London; `clock.move_to(...)` goes elsewhere."""
    with time_machine.travel(dt.datetime(2026, 3, 11, 10, 0, tzinfo=LONDON), tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _own_cache(settings: Settings) -> None:
    """Give each test an empty cache: rate limits of one test must not refuse another. Never clear the shared one."""
    default: dict[str, Any] = {**settings.CACHES["default"], "KEY_PREFIX": f"test-{uuid.uuid4().hex}"}
    settings.CACHES = {"default": default}


@pytest.fixture(scope="session")
def browser_program() -> Path:
    """Return the browser of this machine; skip, or fail where a browser is required, when there is none."""
    for name in BROWSERS:
        if found := shutil.which(name):
            return Path(found)
    reason = f"no browser on PATH (looked for {', '.join(BROWSERS)}): install Chromium to run the browser tests"
    if os.environ.get(BROWSER_REQUIRED):
        pytest.fail(reason)
    pytest.skip(reason)
