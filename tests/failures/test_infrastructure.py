"""F9, F16, F26: the database drops its connections, receipts misbehave, a person stops everything."""

import time
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from accounts import actors
from accounts.roles import Role
from communications.models import OutboxMessage, Receipt
from communications.rules.vocabulary import MessageState
from communications.services import receipts, sending_control
from tests.failures.running import many_messages, states, unsettled, wait_for, wait_until_settled, workers
from tests.web.api.calling import new_client

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]

ADMINISTRATOR = actors.Actor(
    kind=actors.ActorKind.STAFF, identifier="administrator", grants=frozenset({actors.Grant(role=Role.ADMINISTRATOR)})
)


def terminate_all_other_connections():
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_workers_reconnect_when_the_database_drops_them_and_leave_no_half_states(provider, host, tmp_path):
    """F9: every connection is cut again and again, in the middle of claims, checks and settlements."""
    provider.configure(dedupe=False)
    references = {str(reference) for reference in many_messages(40)}
    cut = 0

    with workers(host=host, folder=tmp_path, count=2):
        while unsettled() and cut < 30:
            cut += terminate_all_other_connections()
            time.sleep(0.1)
        wait_until_settled(provider=provider)

    assert cut >= 5
    assert provider.accepted()["counts"] == dict.fromkeys(references, 1)
    assert states() == {MessageState.ACCEPTED: 40}
    assert not OutboxMessage.objects.filter(undecided_since__isnull=False).exists()


def test_a_stopped_switch_is_obeyed_within_seconds_by_workers_in_the_middle_of_a_batch(provider, host, tmp_path):
    """F26."""
    provider.configure(latency=0.05)
    many_messages(60)

    with workers(host=host, folder=tmp_path, count=2):
        wait_for(lambda: provider.accepted()["requests"] >= 5, seconds=60)
        sending_control.halt(actor=ADMINISTRATOR, reason="Wrong rule released them", at=timezone.now())
        at_once = provider.accepted()["requests"]
        wait_for(lambda: not OutboxMessage.objects.filter(state=MessageState.SENDING).exists(), seconds=60)
        just_after = provider.accepted()["requests"]
        # In which the two would otherwise make some twenty calls.
        time.sleep(1)
        later = provider.accepted()["requests"]
        waiting = OutboxMessage.objects.filter(state=MessageState.QUEUED).update(state=MessageState.CANCELLED)

    assert later == just_after < 60
    assert just_after <= at_once + 2, "each worker ends at most the call that it had begun"
    assert waiting > 0
    assert provider.accepted()["requests"] + waiting <= 60 + 2


def test_receipts_repeated_shuffled_and_for_strangers_end_in_one_truth(provider, host, tmp_path, live_server):
    """F16: the simulator sends them over HTTP, with the right key and with a forged one."""
    references = {str(reference) for reference in many_messages(10)}
    caller = new_client()
    token = f"{caller.client.key_id}.{caller.secret}"
    url = f"{live_server.url}/api/v1/receipts"
    with workers(host=host, folder=tmp_path):
        wait_until_settled(provider=provider)

    forged = provider.send_receipts(url=url, token="vcs_forged.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    stored_by_forgery = Receipt.objects.count()
    told = provider.send_receipts(
        url=url, token=token, statuses=["sending", "delivered", "created"], repeat=2, shuffle=True, strangers=3
    )
    receipts.apply_waiting(at=timezone.now())

    assert set(forged["answers"]) <= {"401", "403"}
    assert stored_by_forgery == 0
    assert set(told["answers"]) == {"204"}
    assert states() == {MessageState.DELIVERED: len(references)}
    assert Receipt.objects.filter(applied_at__isnull=True).count() == 3
    assert OutboxMessage.objects.count() == len(references)
    assert uuid.UUID(next(iter(references))) in set(OutboxMessage.objects.values_list("send_ref", flat=True))
