"""Two people at once on one series of calls: one series, calls numbered once, one item of work (L3, L4)."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from communications.models import CallSeries, ContactAttempt
from communications.services import call_steps
from tests.factories.reference import lay_reference_data
from tests.services.communications.calling_people import AT, Office, open_work

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 3


def at_once(act: Callable[[int], object]) -> None:
    """Let several people act at the same moment, each on a connection of their own; an error of one fails the test."""
    barrier = threading.Barrier(PEOPLE)
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            barrier.wait()
            act(number)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


@pytest.fixture
def office() -> Office:
    lay_reference_data()
    return Office()


class TestAtOnce:
    def test_a_series_is_begun_once(self, office) -> None:
        at_once(lambda _: office.series())

        assert len(open_work(CallSeries.objects.get())) == 1

    def test_each_call_has_a_number_of_its_own(self, office) -> None:
        series = office.series(obligation=office.owe())

        at_once(lambda number: office.log(series, key=f"form-{number}"))

        assert sorted(ContactAttempt.objects.values_list("number", flat=True)) == [1, 2, 3]
        assert len(open_work(series)) == 1

    def test_one_form_sent_by_two_presses_is_one_call(self, office) -> None:
        series = office.series(obligation=office.owe())

        at_once(lambda _: office.log(series, key="form-1"))

        assert ContactAttempt.objects.count() == 1

    def test_watchers_raise_what_is_missing_once(self, office) -> None:
        series = office.series()
        for item in open_work(series):
            item.state, item.done_at, item.done_by = "DONE", AT, "staff:x"
            item.save()

        at_once(lambda _: call_steps.keep_watch(at=AT))

        assert len(open_work(series)) == 1
