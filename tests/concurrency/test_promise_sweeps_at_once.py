"""Several sweepers over one ledger at the same moment: each promise is settled, opened, warned of once (F12, F13)."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.db import connections

from cases.models import Victim, WorkItem
from communications.models import Communication, Promise
from communications.rules.vocabulary import CommunicationState, LetterType, PromiseState
from communications.services import promise_sweeps, promises
from tests.services.communications.ledger import AT, promise_due, publish_calendar, victim_in_contact

pytestmark = pytest.mark.django_db(transaction=True)

LONDON = ZoneInfo("Europe/London")
SWEEPERS = 3
PROMISES = 30


def at_once(sweep: Callable[[], object], *, times: int = SWEEPERS) -> list[object]:
    """Run one sweep in several threads that start together, each with a connection of its own."""
    barrier = threading.Barrier(max(times, 1))
    results: list[object] = []

    def run() -> None:
        try:
            barrier.wait()
            results.append(sweep())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(times)]
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


class TestADayWithAClockChange:
    """F12: no scheduler for a day, one, or two at once: the same letters in the end, each once, none a day early."""

    @pytest.mark.parametrize("sunday", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)], ids=["spring", "autumn"])
    @pytest.mark.parametrize("schedulers", [0, 1, 2])
    def test_the_ledger_ends_the_same_whoever_looked_and_how_often(self, sunday: dt.date, schedulers: int) -> None:
        missed_on_monday, due_on_tuesday = sunday - dt.timedelta(days=3), sunday + dt.timedelta(days=2)
        made_at = dt.datetime.combine(sunday - dt.timedelta(days=24), dt.time(10), tzinfo=dt.UTC)
        for due_on in (missed_on_monday, due_on_tuesday):
            for _ in range(3):
                promise_due(due_on, made_at=made_at)
        midnight = dt.datetime.combine(sunday, dt.time(0), tzinfo=LONDON)
        hours = [midnight.astimezone(dt.UTC) + dt.timedelta(hours=hour) for hour in range(26)]

        for hour in hours:
            for found in at_once(lambda hour=hour: promise_sweeps.sweep(at=hour), times=schedulers):
                assert isinstance(found, int)
            if hour.astimezone(LONDON).date() == sunday:
                assert not Promise.objects.filter(state=PromiseState.MISSED).exists(), "nothing is missed on a day off"
        promise_sweeps.sweep(at=hours[-1])

        to_be_sent = Communication.objects.exclude(state=CommunicationState.SUPERSEDED)
        opened = Counter(to_be_sent.values_list("letter_type", flat=True))
        assert opened == {LetterType.APOLOGY_MISSED_PROMISE: 3, LetterType.NO_CHANGE_UPDATE: 3}
        assert to_be_sent.values("victim").distinct().count() == 6
        states = Counter(Promise.objects.values_list("state", flat=True))
        assert states == {PromiseState.MISSED: 3, PromiseState.OPEN: 6}
        assert set(Counter(WorkItem.objects.values_list("key", flat=True)).values()) == {1}
