"""F1 to F7: a worker dies, or stands still, at a named point; the provider's answer is lost, late or wrong."""

import os
import signal

import pytest

from communications.models import DeliveryAttempt, OutboxMessage
from communications.rules.vocabulary import MessageState
from tests.failures.running import in_front_of_a_person, many_messages, states, wait_for, wait_until_settled, workers

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.timeout(200)]

FEW = 12


class TestKilledAtANamedPoint:
    @pytest.mark.parametrize(
        ("point", "dedupes"),
        [
            ("after_claim", False),
            ("before_call", False),
            ("after_call", False),
            ("after_call", True),
            ("before_commit", False),
            ("after_commit", False),
        ],
    )
    def test_every_message_arrives_exactly_once(self, provider, host, tmp_path, point, dedupes):
        """F1, F2."""
        provider.configure(dedupe=dedupes)
        references = {str(reference) for reference in many_messages(FEW)}

        with workers(host=host, folder=tmp_path, crash_at=point) as running:
            wait_for(running.has_crashed, seconds=60)
            wait_until_settled(provider=provider)

        assert provider.accepted()["counts"] == dict.fromkeys(references, 1)
        assert states() == {MessageState.ACCEPTED: FEW}

    def test_a_worker_killed_before_its_call_costs_no_quarantine(self, provider, host, tmp_path):
        """F1, P15: nothing can have left, so what it had claimed goes on as soon as its lease has ended."""
        many_messages(FEW)

        with workers(host=host, folder=tmp_path, crash_at="after_claim") as running:
            wait_for(running.has_crashed, seconds=60)
            wait_until_settled(provider=provider)

        assert not DeliveryAttempt.objects.filter(action="LOOK_UP").exists()
        assert not DeliveryAttempt.objects.filter(action="LEASE").exists()

    @pytest.mark.parametrize("point", ["before_call", "after_call"])
    def test_where_nobody_can_be_asked_the_one_message_goes_to_a_person_and_the_others_go_on(
        self, provider, host, tmp_path, point
    ):
        """F2 with a provider that neither deduplicates nor can be asked."""
        provider.configure(dedupe=False, lookup=False)
        references = {str(reference) for reference in many_messages(FEW)}
        cannot_ask = {"PROVIDER_CAN_LOOK_UP": False}

        with workers(host=host, folder=tmp_path, crash_at=point, settings=cannot_ask) as running:
            wait_for(running.has_crashed, seconds=60)
            wait_until_settled(provider=provider)

        [undecided] = OutboxMessage.objects.filter(state=MessageState.HELD)
        counts = provider.accepted()["counts"]
        assert in_front_of_a_person() == {str(undecided.pk)}
        assert undecided.undecided_since is not None
        assert set(counts) | {str(undecided.send_ref)} == references
        assert set(counts.values()) == {1}

    def test_a_worker_killed_after_asking_asks_again(self, provider, host, tmp_path):
        provider.configure(dedupe=False, script=["drop_after"])
        references = {str(reference) for reference in many_messages(1)}

        with workers(host=host, folder=tmp_path, crash_at="after_look_up") as running:
            wait_for(running.has_crashed, seconds=60)
            wait_until_settled(provider=provider)

        assert provider.accepted()["counts"] == dict.fromkeys(references, 1)


class TestAnswersThatProveNothing:
    def test_every_message_arrives_exactly_once(self, provider, host, tmp_path):
        """F3, F4, F5: each answer is lost, late or wrong once, and the provider keeps every request it took."""
        faults = ["drop_after", "drop_before", "error_after", "error_before", "slow"] * 3
        provider.configure(dedupe=False, script=faults, slow_seconds=1.2, visibility_delay=0.3)
        references = {str(reference) for reference in many_messages(len(faults))}

        with workers(host=host, folder=tmp_path, count=2):
            wait_for(lambda: provider.accepted()["requests"] >= len(faults), seconds=90)
            wait_until_settled(provider=provider)

        assert provider.accepted()["counts"] == dict.fromkeys(references, 1)
        assert DeliveryAttempt.objects.filter(outcome="AMBIGUOUS").count() == len(faults)

    def test_the_quarantine_is_what_prevents_the_second_letter(self, provider, host, tmp_path):
        """F4: the provider shows a message late; asking at once would find nothing and send again."""
        provider.configure(dedupe=False, script=["drop_after"] * FEW, visibility_delay=2.0)
        references = {str(reference) for reference in many_messages(FEW)}

        with workers(host=host, folder=tmp_path, count=2):
            wait_until_settled(provider=provider)

        assert provider.accepted()["counts"] == dict.fromkeys(references, 1)


class TestThrottled:
    def test_burns_no_attempt_keeps_the_order_and_finishes_when_lifted(self, provider, host, tmp_path):
        """F6: a storm of 429."""
        provider.configure(rate_limit=1)
        references = [str(reference) for reference in many_messages(FEW)]

        with workers(host=host, folder=tmp_path):
            wait_for(lambda: provider.accepted()["requests"] >= len(provider.accepted()["order"]) + 3, seconds=60)
            early = provider.accepted()["order"]
            provider.configure(rate_limit=0)
            wait_until_settled(provider=provider)

        accepted = provider.accepted()
        assert early == references[: len(early)]
        assert accepted["counts"] == dict.fromkeys(references, 1)
        assert accepted["requests"] > FEW
        assert set(OutboxMessage.objects.values_list("attempts", flat=True)) == {1}


class TestAWorkerThatStandsStill:
    def test_a_worker_stopped_past_its_lease_changes_nothing_when_it_wakes(self, provider, host, tmp_path):
        """F7: stopped just after the answer; another finds out by asking, and the late write hits nothing."""
        provider.configure(dedupe=False)
        [reference] = many_messages(1)

        with workers(host=host, folder=tmp_path, count=2, crash_at="after_call", signal="STOP") as running:
            wait_for(running.has_crashed, seconds=60)
            wait_until_settled(provider=provider)
            settled = OutboxMessage.objects.get(send_ref=reference)
            for pid in running.pids():
                os.kill(pid, signal.SIGCONT)
            wait_for(lambda: DeliveryAttempt.objects.filter(action="SEND").count() == 1, seconds=30)

        after = OutboxMessage.objects.get(send_ref=reference)
        assert provider.accepted()["counts"] == {str(reference): 1}
        assert (after.state, after.fence, after.accepted_at) == (settled.state, settled.fence, settled.accepted_at)
        # The late write would say the same once more, only later.
        assert after.state_changed_at == settled.state_changed_at
        assert after.fence == 2
