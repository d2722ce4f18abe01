"""``/ping``, ``/health`` and ``/info`` (I7, I9): silence turns red, and nothing about a person is shown."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from communications.models import Promise, SendingControl, SweepRun
from communications.rules.wake_ups import INTERVALS
from tests.factories.communications import OutboxMessageFactory, PromiseFactory
from tests.factories.reference import lay_reference_data
from web import health

pytestmark = pytest.mark.django_db


def check(kind: type) -> str:
    """Run one check; return what it says, or OK."""
    try:
        kind().run()
    except Exception as error:
        return str(error)
    return "OK"


def all_sweeps_ran(at: dt.datetime) -> None:
    for sweep, seconds in INTERVALS.items():
        SweepRun.objects.create(sweep=sweep, every_seconds=seconds, started_at=at, succeeded_at=at)


def in_a_thread(call: Callable[[], Any]) -> Any:
    """Call from a thread of its own: a browser test of the same process leaves an event loop in the main one."""

    def and_close() -> Any:
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(and_close).result()


class TestPing:
    def test_answers_without_touching_the_database(self, client: Client, django_assert_num_queries) -> None:
        with django_assert_num_queries(0):
            response = client.get("/ping")

        assert (response.status_code, response.content) == (200, b"pong\n")


class TestInfo:
    def test_names_the_commit_and_the_schema(self, client: Client) -> None:
        answer = client.get("/info").json()

        assert answer["commit"] == "unknown"
        assert set(answer["schema"]) == {"accounts", "audit", "cases", "communications", "triage"}


class TestSweeps:
    def test_is_well_while_every_sweep_ends_well(self) -> None:
        all_sweeps_ran(timezone.now())

        assert check(health.Sweeps) == "OK"

    def test_names_the_sweep_that_fell_silent(self) -> None:
        all_sweeps_ran(timezone.now())
        silent = "communications.send.drain"
        SweepRun.objects.filter(sweep=silent).update(succeeded_at=timezone.now() - dt.timedelta(minutes=10))

        assert silent in check(health.Sweeps)

    def test_names_the_sweep_that_never_ran_since_the_service_was_installed(self) -> None:
        with time_machine.travel(timezone.now() + dt.timedelta(hours=1), tick=False):
            all_sweeps_ran(timezone.now())
            SweepRun.objects.filter(sweep="communications.sweeps.leases").delete()

            assert "communications.sweeps.leases" in check(health.Sweeps)


class TestCalendar:
    def test_says_what_to_do_when_no_calendar_is_published(self) -> None:
        assert "load_reference_data" in check(health.Calendar)

    def test_is_well_half_a_year_before_the_end(self) -> None:
        lay_reference_data()

        assert check(health.Calendar) == "OK"

    def test_warns_when_less_than_half_a_year_is_known(self) -> None:
        lay_reference_data()

        with time_machine.travel(dt.datetime(2028, 9, 1, 12, 0, tzinfo=dt.UTC), tick=False):
            assert "load_bank_holidays" in check(health.Calendar)


class TestOutbox:
    def test_reports_a_message_that_waits_too_long(self) -> None:
        OutboxMessageFactory(not_before=timezone.now() - dt.timedelta(minutes=61))

        assert "waiting for 61 minutes" in check(health.Outbox)

    def test_is_well_when_the_message_is_due_later(self) -> None:
        OutboxMessageFactory(not_before=timezone.now() + dt.timedelta(minutes=5))

        assert check(health.Outbox) == "OK"

    def test_reports_the_stop_switch(self) -> None:
        SendingControl.objects.create(
            is_stopped=True, reason="drill", switched_at=timezone.now(), switched_by="staff:someone"
        )

        assert "stopped" in check(health.Outbox)


class TestPromises:
    def test_reports_a_promise_that_nobody_settled(self) -> None:
        PromiseFactory(due_on=timezone.localdate() - dt.timedelta(days=4))

        assert "neither kept nor settled" in check(health.Promises)

    def test_leaves_the_sweep_its_time(self) -> None:
        PromiseFactory(due_on=timezone.localdate() - dt.timedelta(days=2))

        assert check(health.Promises) == "OK"
        assert Promise.objects.count() == 1


class TestMigrations:
    def test_is_well_on_a_migrated_database(self) -> None:
        assert check(health.Migrations) == "OK"


class TestHealthPage:
    @pytest.mark.django_db(transaction=True)
    def test_is_red_when_something_is_wrong_and_names_no_person(self, client: Client) -> None:
        promise = PromiseFactory(due_on=timezone.localdate() - dt.timedelta(days=40))

        response = in_a_thread(lambda: client.get("/health", headers={"accept": "application/json"}))

        assert response.status_code == 500
        assert promise.person.full_name not in response.content.decode()
        assert any("neither kept nor settled" in words for words in response.json().values())

    @pytest.mark.django_db(transaction=True)
    def test_is_a_page_of_ours_in_plain_words_for_whoever_opens_it_in_a_browser(self, client: Client) -> None:
        PromiseFactory(due_on=timezone.localdate() - dt.timedelta(days=40))

        response = in_a_thread(lambda: client.get("/health", headers={"accept": "text/html"}))

        page = response.content.decode()
        assert response.status_code == 500
        assert "neither kept nor settled" in page
        assert "<style" not in page  # the browser would refuse it (Content-Security-Policy)
        assert " at 0x" not in page
        assert all(name in page for name in health._NAMES.values())
