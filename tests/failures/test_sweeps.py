"""F13: sweepers at once, killed again and again in the middle of their batches: each promise is advanced once."""

import datetime as dt

import pytest
from django.db.models import Count
from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Case, Person, Victim, WorkItem
from cases.rules.vocabulary import WorkKind
from cases.services import reference
from communications.models import Communication, Promise
from communications.rules.vocabulary import LetterType, PromiseState
from tests.factories.accounts import UnitFactory
from tests.factories.cases import CaseFactory
from tests.failures.running import random_kills, wait_for, workers

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

PROMISES = 600
KILLS = 8


def publish_calendar() -> None:
    """Make every weekday of these two years a working day."""
    today = timezone.localdate()
    reference.publish_calendar(
        holidays={},
        known_from=today - dt.timedelta(days=365),
        known_to=today + dt.timedelta(days=365),
        source="test",
        actor=actors.system(SystemProcess.REFERENCE_DATA),
        at=timezone.now() - dt.timedelta(days=60),
    )


def many_promises(count: int, *, due_on: dt.date) -> None:
    """Promise an update to that many people."""
    made_at = timezone.now() - dt.timedelta(days=40)
    unit = UnitFactory()
    cases: list[Case] = [CaseFactory(unit=unit) for _ in range(count // 50)]
    people = Person.objects.bulk_create([Person(full_name=f"Sam Sample{number}") for number in range(count)])
    victims = Victim.objects.bulk_create(
        [
            Victim(
                case=cases[number % len(cases)],
                person=person,
                reference=f"V{number}",
                in_contact_since=made_at.date(),
            )
            for number, person in enumerate(people)
        ]
    )
    Promise.objects.bulk_create(
        [
            Promise(
                victim=victim,
                person=people[number],
                case=cases[number % len(cases)],
                unit_id=unit.pk,
                due_on=due_on,
                rhythm_days=28,
                basis="tier UNIVERSAL",
                made_at=made_at,
                made_by="system:test",
            )
            for number, victim in enumerate(victims)
        ]
    )


def test_sweepers_killed_in_the_middle_settle_each_missed_promise_once(host, tmp_path):
    publish_calendar()

    def missed() -> int:
        return Promise.objects.filter(state=PromiseState.MISSED).count()

    order = {"jobs": "promises", "constants": {"communications.services.promise_sweeps.BATCH": 1}}
    with workers(host=host, folder=tmp_path, count=3, **order) as running:
        # Once they look for work: whatever is there before would be done by the time the last of them runs.
        many_promises(PROMISES, due_on=timezone.localdate() - dt.timedelta(days=10))
        killed = random_kills(
            running, kills=KILLS, seed=20260329, until=lambda: missed() == PROMISES, between=(0.01, 0.05)
        )
        wait_for(lambda: missed() == PROMISES, seconds=120)

    assert killed >= 3
    assert Promise.objects.filter(state=PromiseState.OPEN).count() == PROMISES, "one new date each"
    followed = Promise.objects.filter(state=PromiseState.MISSED, followed_by__isnull=False)
    assert followed.count() == PROMISES
    apologies = Communication.objects.filter(letter_type=LetterType.APOLOGY_MISSED_PROMISE)
    assert set(apologies.values("victim").annotate(count=Count("id")).values_list("count", flat=True)) == {1}
    assert apologies.count() == PROMISES
    assert WorkItem.objects.filter(kind=WorkKind.PROMISE_MISSED).count() == PROMISES
