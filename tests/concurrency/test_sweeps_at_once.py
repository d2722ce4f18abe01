"""Several sweepers at once, on connections of their own: each thing is done once (F7, F12, F13, style.md 5.1)."""

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import actors
from accounts.roles import Role
from cases.models import Case, Obligation, WorkItem
from cases.rules.vocabulary import MissingReason
from cases.services import reasons
from cases.services.duty_checks import AlreadyOpened
from communications.models import OutboxMessage, Receipt, WarningSign
from communications.rules.vocabulary import Channel, MessageState
from communications.services import (
    calling,
    claims,
    deadline_warnings,
    missing_letters,
    pacing,
    receipts,
    reconciliation,
    warning_signs,
)
from tests.factories.accounts import UnitMembershipFactory
from tests.factories.cases import DecisionFactory, VictimFactory
from tests.factories.communications import PromiseFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.sending import NOW, an_obligation, queued

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs):
    """Run every job in a thread with a connection of its own, started together; return what each gave."""
    start = threading.Barrier(len(jobs))
    results = [None] * len(jobs)
    errors = []

    def run(number, job):
        try:
            start.wait(timeout=10)
            results[number] = job()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, job)) for number, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    return results


def claim_everything(worker):
    def job():
        found = []
        while batch := claims.claim_to_send(channel=Channel.EMAIL, limit=3, worker=worker):
            found.extend(claim.message_id for claim in batch)
        return found

    return job


def test_claimers_never_share_a_message_and_leave_none():
    messages = {queued().pk for _ in range(20)}

    first, second, third = at_once(*(claim_everything(f"worker-{number}") for number in range(3)))

    assert set(first) | set(second) | set(third) == messages
    assert len(first) + len(second) + len(third) == 20
    assert set(OutboxMessage.objects.values_list("fence", flat=True)) == {1}


def test_a_claim_does_not_wait_for_a_row_that_somebody_else_holds():
    blocked, free = queued(), queued()

    with transaction.atomic():
        OutboxMessage.objects.select_for_update().get(pk=blocked.pk)
        [found] = at_once(claim_everything("other"))

    assert found == [free.pk]


def test_leases_that_end_are_taken_back_once():
    for _ in range(5):
        queued()
    claims.claim_to_send(channel=Channel.EMAIL, limit=5, worker="gone")
    OutboxMessage.objects.update(lease_until=timezone.now() - dt.timedelta(minutes=1))

    taken = at_once(*([claims.expire_leases] * 3))

    assert sum(len(found) for found in taken) == 5
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {MessageState.QUEUED}


def test_receipts_are_applied_once_by_several_appliers():
    for _ in range(10):
        message = queued()
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.ACCEPTED, accepted_at=NOW)
        for status in ("sending", "delivered"):
            receipts.store(
                provider="test",
                provider_id=str(message.pk),
                send_ref=message.send_ref,
                status=status,
                provider_at=NOW,
                body={},
                at=NOW,
            )

    applied = at_once(*([lambda: receipts.apply_waiting(at=NOW)] * 3))
    receipts.apply_waiting(at=NOW)

    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {MessageState.DELIVERED}
    assert Counter(Receipt.objects.values_list("outcome", flat=True)) == {"APPLIED": 10, "IGNORED": 10}
    assert sum(applied) <= 20


def test_warnings_and_reconciliation_raise_each_item_once():
    """F13."""
    for _ in range(5):
        an_obligation()
    late = dt.datetime(2026, 4, 3, 9, 0, tzinfo=dt.UTC)

    at_once(*([lambda: deadline_warnings.warn(at=late)] * 3))
    at_once(*([lambda: reconciliation.obligations_without_communication(at=late)] * 3))

    counts = Counter(WorkItem.objects.values_list("key", flat=True))
    assert set(counts.values()) == {1}
    assert len(counts) == 10


def test_detectors_at_once_find_each_missing_letter_once():
    """W12."""
    lay_reference_data()
    victims = [VictimFactory() for _ in range(5)]
    for victim in victims:
        DecisionFactory(case=victim.case)

    found = at_once(*([lambda: missing_letters.look(at=NOW)] * 3))

    assert max(found) == 5
    assert set(Counter(WorkItem.objects.values_list("key", flat=True)).values()) == {1}
    assert WorkItem.objects.count() == 5


def test_of_two_who_open_one_missing_letter_at_once_the_second_is_told():
    """W12."""
    lay_reference_data()
    lay_templates()
    victim = VictimFactory()
    decision = DecisionFactory(case=victim.case)
    user = UnitMembershipFactory(unit=victim.case.unit, role=Role.VLU_OFFICER).user
    writer = actors.staff(user=user, at=NOW)

    def open_it():
        try:
            missing_letters.open_letter(decision_id=decision.pk, victim_id=victim.pk, actor=writer, at=NOW)
        except AlreadyOpened:
            return "second"
        return "first"

    assert sorted(at_once(open_it, open_it)) == ["first", "second"]
    assert Obligation.objects.count() == 1


@pytest.mark.parametrize("night", [dt.date(2026, 3, 29), dt.date(2026, 10, 25)])
@pytest.mark.parametrize("schedulers", [1, 2])
def test_a_day_with_a_clock_change_raises_the_same_warnings_with_one_scheduler_or_two(night, schedulers):
    """F12: twenty-four simulated hours; with none at all, the first look afterwards finds the same."""
    decided_at = dt.datetime.combine(night - dt.timedelta(days=2), dt.time(10), tzinfo=dt.UTC)
    due_at = dt.datetime.combine(night + dt.timedelta(days=1), dt.time(22, 59, 59), tzinfo=dt.UTC)
    for _ in range(3):
        an_obligation(decided_at=decided_at, due_at=due_at, due_on=due_at.date())
    hours = [dt.datetime.combine(night, dt.time(0), tzinfo=dt.UTC) + dt.timedelta(hours=hour) for hour in range(25)]

    for hour in hours:
        for _ in range(schedulers):
            deadline_warnings.warn(at=hour)
    scheduled = Counter(WorkItem.objects.values_list("key", flat=True))
    WorkItem.objects.all().delete()
    deadline_warnings.warn(at=hours[-1])
    found_late = Counter(WorkItem.objects.values_list("key", flat=True))

    assert scheduled == found_late
    assert len(scheduled) == 3


def test_a_bucket_gives_its_tokens_once(settings):
    settings.SENDING_CONTRACTS = {**settings.SENDING_CONTRACTS, "EMAIL": {"per_second": 0.0, "burst": 50}}
    pacing.take(channel=Channel.EMAIL, wanted=0)

    taken = at_once(*([lambda: pacing.take(channel=Channel.EMAIL, wanted=30)] * 3))

    assert sorted(taken) == [0, 10, 30]


def test_a_decision_that_is_being_recorded_is_waited_for_and_then_seen():
    """2.3: either the decision finds the message on its way, or the message finds the decision. Never neither."""
    message = queued()
    [claim] = claims.claim_to_send(channel=Channel.EMAIL, limit=1, worker="test")
    recording = threading.Event()
    done = threading.Event()

    def record_a_decision():
        with transaction.atomic():
            case = Case.objects.select_for_update(no_key=True).get(pk=message.communication.case_id)
            recording.set()
            done.wait(timeout=0.5)
            case.facts_changed_at = NOW - dt.timedelta(hours=1)
            case.save(update_fields=["facts_changed_at"])

    def begin_the_call():
        recording.wait(timeout=10)
        return calling.begin(claim=claim, at=NOW)

    _, begun = at_once(record_a_decision, begin_the_call)

    assert begun is None
    assert OutboxMessage.objects.get(pk=message.pk).state == MessageState.HELD


def test_of_two_who_send_reasons_back_at_once_the_second_is_told():
    """W5."""
    lay_reference_data()
    obligation = an_obligation()
    user = UnitMembershipFactory(unit=obligation.case.unit, role=Role.VLU_OFFICER).user
    writer = actors.staff(user=user, at=NOW)

    def send_back():
        try:
            reasons.send_back(
                decision_id=obligation.decision_id,
                missing=[MissingReason.WORDS],
                words="What about the other cameras?",
                actor=writer,
                at=NOW,
            )
        except reasons.AlreadySentBack:
            return "second"
        return "first"

    assert sorted(at_once(send_back, send_back)) == ["first", "second"]


def test_a_sign_of_losing_touch_is_noticed_once():
    """L12: one sign and one item of work, however many looked at the same moment."""
    lay_reference_data()
    victim = VictimFactory(in_contact_since=dt.date(2026, 1, 10))
    PromiseFactory(victim=victim, state="MISSED", due_on=NOW.date() - dt.timedelta(days=9), settled_at=NOW)

    counts = at_once(*[lambda: warning_signs.look(at=NOW)] * 3)

    assert sum(counts) == 1
    assert WarningSign.objects.count() == 1
    assert WorkItem.objects.filter(kind="KEEP_IN_TOUCH").count() == 1
