"""Where coverage looks: at tests and fixtures, never at what pytest does between them, where nothing of ours runs.

Measuring makes everything that Python does half as slow again or slower, and pytest does more than most of our tests.
"""

import sys
from collections.abc import Generator
from typing import Any

import pytest

#: Fixtures of plug-ins that are made for every test. Those that live longer, as the database, may run code of ours.
OF_PLUGINS = ("_pytest.", "pytest_")


class MeasuredInTests:
    """Takes coverage's trace function away while the tests run, and gives it back to each test and fixture.

    It can only make coverage smaller, never larger: what is left out is not counted as run.
    """

    def __init__(self) -> None:
        self._trace: Any = None

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtestloop(self) -> Generator[None, object, object]:
        """Stop measuring; who hands the tests out to others runs none, and so measures nothing."""
        self._trace = sys.gettrace()
        sys.settrace(None)
        try:
            return (yield)
        finally:
            sys.settrace(self._trace)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Generator[None, object, object]:
        """Measure a fixture, unless it is one of a plug-in for one test."""
        if fixturedef.scope == "function" and fixturedef.func.__module__.startswith(OF_PLUGINS):
            return (yield)
        return (yield from self._measured())

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self) -> Generator[None, object, object]:
        """Measure a test."""
        return (yield from self._measured())

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        """Measure what fixtures do at the end."""
        return (yield from self._measured())

    def _measured(self) -> Generator[None, object, object]:
        if sys.gettrace() is not None:
            # A test or fixture that asks for another one is being measured.
            return (yield)
        sys.settrace(self._trace)
        # Coverage takes hold at the first call. It counts calls against returns, so that must come before the yield.
        _call()
        try:
            return (yield)
        finally:
            sys.settrace(None)


def _call() -> None:
    pass
