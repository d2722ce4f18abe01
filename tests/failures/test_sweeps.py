"""F13: sweepers at once, killed again and again in the middle of their batches: each promise is advanced once."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Case, Decision, DutyCheck, Obligation, Person, Victim, WorkItem
from cases.rules.vocabulary import WorkKind
from cases.services import reference
from communications.models import Communication, Promise
from communications.rules.vocabulary import LetterType, PromiseState
from tests.factories.accounts import UnitFactory
from tests.factories.cases import CaseFactory, DecisionFactory
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


MISSING = 300


def many_decisions_with_nothing_opened(count: int) -> list[Decision]:
    """Decisions that came in past the door, each owing its victim a letter."""
    decided_at = timezone.now() - dt.timedelta(hours=2)
    unit = UnitFactory()
    people = Person.objects.bulk_create([Person(full_name=f"Sam Sample{number}") for number in range(count)])
    cases: list[Case] = [CaseFactory(unit=unit) for _ in range(count)]
    Victim.objects.bulk_create(
        [Victim(case=case, person=person, reference="V1") for case, person in zip(cases, people, strict=True)]
    )
    decisions = [
        DecisionFactory.build(case=case, decided_at=decided_at, recorded_at=decided_at + dt.timedelta(minutes=1))
        for case in cases
    ]
    return Decision.objects.bulk_create(decisions)


def test_detectors_killed_in_the_middle_put_each_missing_letter_on_a_list_once_and_take_it_off(host, tmp_path):
    """W12."""
    call_command("load_reference_data", verbosity=0)

    def on_a_list() -> int:
        return WorkItem.objects.filter(kind=WorkKind.OWED_NOT_OPENED, state="OPEN").count()

    order = {"jobs": "missing", "constants": {"communications.services.missing_letters.BATCH": 5}}
    with workers(host=host, folder=tmp_path, count=3, **order) as running:
        decisions = many_decisions_with_nothing_opened(MISSING)
        killed = random_kills(
            running, kills=KILLS, seed=20260330, until=lambda: on_a_list() == MISSING, between=(0.05, 0.3)
        )
        wait_for(lambda: on_a_list() == MISSING, seconds=120)
        assert killed >= 3
        assert DutyCheck.objects.count() == MISSING
        assert WorkItem.objects.filter(kind=WorkKind.OWED_NOT_OPENED).count() == MISSING, "one each"

        cured = set(Decision.objects.filter(pk__in=[row.pk for row in decisions[:100]]).values_list("pk", flat=True))
        Decision.objects.bulk_create(
            DecisionFactory.build(
                case=decision.case,
                corrects=decision,
                code="MINOR_AMENDMENT",
                decided_at=decision.decided_at,
                recorded_at=decision.recorded_at,
            )
            for decision in decisions[:100]
        )
        random_kills(
            running, kills=3, seed=20260331, until=lambda: on_a_list() == MISSING - len(cured), between=(0.01, 0.05)
        )
        wait_for(lambda: on_a_list() == MISSING - len(cured), seconds=120)

    done = WorkItem.objects.filter(kind=WorkKind.OWED_NOT_OPENED, state="DONE")
    assert set(done.values_list("about", flat=True)) == {f"decision:{key}" for key in cured}
    assert done.count() == len(cured)
    assert not Obligation.objects.exists(), "it finds and closes; what is owed a person opens"
