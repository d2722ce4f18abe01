"""Several sweepers over one ledger at the same moment: each promise is settled, opened and warned of once (F13)."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connections

from cases.models import Victim, WorkItem
from communications.models import Communication, Promise
from communications.rules.vocabulary import PromiseState
from communications.services import promise_sweeps, promises
from tests.services.communications.ledger import AT, promise_due, publish_calendar, victim_in_contact

pytestmark = pytest.mark.django_db(transaction=True)

SWEEPERS = 3
PROMISES = 30


def at_once(sweep: Callable[[], object]) -> list[object]:
    """Run one sweep in several threads that start together, each with a connection of its own."""
    barrier = threading.Barrier(SWEEPERS)
    results: list[object] = []

    def run() -> None:
        try:
            barrier.wait()
            results.append(sweep())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(SWEEPERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sweepers meet often."""
    monkeypatch.setattr(promise_sweeps, "BATCH", 4)
    publish_calendar()


def many_due(due_on: dt.date) -> None:
    for _ in range(PROMISES):
        promise_due(due_on)


class TestSweepersAtOnce:
    def test_each_missed_promise_gets_one_apology_and_one_new_date(self) -> None:
        many_due(dt.date(2026, 3, 9))

        at_once(lambda: promise_sweeps.settle_missed_promises(at=AT))
        promise_sweeps.settle_missed_promises(at=AT)

        assert Promise.objects.filter(state=PromiseState.MISSED).count() == PROMISES
        assert Promise.objects.filter(state=PromiseState.OPEN).count() == PROMISES
        assert Communication.objects.count() == PROMISES
        assert WorkItem.objects.count() == PROMISES

    def test_each_promise_due_gets_one_update(self) -> None:
        many_due(dt.date(2026, 3, 12))

        at_once(lambda: promise_sweeps.send_due_updates(at=AT))
        promise_sweeps.send_due_updates(at=AT)

        assert Communication.objects.count() == PROMISES

    def test_each_promise_near_its_date_is_on_the_list_once(self) -> None:
        many_due(dt.date(2026, 3, 13))

        at_once(lambda: promise_sweeps.warn_due_promises(at=AT))
        promise_sweeps.warn_due_promises(at=AT)

        assert WorkItem.objects.count() == PROMISES
        assert Promise.objects.filter(warned_at__isnull=True).count() == 0

    def test_asked_for_the_same_promise_at_once_there_is_one(self) -> None:
        victim = victim_in_contact()

        opened = at_once(
            lambda: promises.open_for(
                victim=Victim.objects.select_related("case", "person").get(pk=victim.pk),
                person=victim.person,
                actor=promise_sweeps.ACTOR,
                at=AT,
            )
        )

        assert Promise.objects.count() == 1
        assert len(set(opened)) == 1
