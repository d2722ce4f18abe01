"""Leases and fences: who owns a message, and what becomes of it when its worker is gone (F1, F7, R3)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audit.models import AuditEvent
from communications.models import DeliveryAttempt, OutboxMessage
from communications.outbox import relay
from communications.rules.outcomes import Accepted, Ambiguous
from communications.rules.vocabulary import Channel, MessageState
from communications.services import calling, claims, delivery, dispatch, pacing, reconciliation
from tests.services.communications.sending import NOW, fresh, pass_time, queued, rendered

pytestmark = pytest.mark.django_db


def claim_one(channel=Channel.EMAIL, worker="first"):
    [claim] = claims.claim_to_send(channel=channel, limit=1, worker=worker)
    return claim


class TestClaim:
    def test_raises_the_fence_and_takes_a_lease(self):
        message = queued()

        claim = claim_one()

        message = fresh(message)
        assert (message.state, message.fence, message.lease_owner) == (MessageState.SENDING, 1, "first")
        assert message.lease_until > timezone.now()
        assert message.undecided_since is None
        assert claim.fence == 1
        assert claim.must_look_up is False

    def test_gives_a_message_to_one_worker_only(self):
        queued()
        claim_one()

        assert claims.claim_to_send(channel=Channel.EMAIL, limit=5, worker="second") == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"not_before": timezone.now() + dt.timedelta(hours=1)},
            {"held_for_volume": True},
            {"state": MessageState.HELD},
            {"state": MessageState.CANCELLED},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_leaves_what_is_not_due_or_held(self, changes):
        queued(**changes)

        assert claims.claim_to_send(channel=Channel.EMAIL, limit=5, worker="first") == []
        assert Channel.EMAIL not in claims.due_channels()

    def test_a_letter_is_made_before_it_is_sent(self):
        queued(channel=Channel.POST)
        made = rendered()

        assert [claim.send_ref for claim in claims.claim_to_send(channel=Channel.POST, limit=5, worker="w")] == [
            made.send_ref
        ]
        assert len(claims.claim_to_render(limit=5, worker="w")) == 1


class TestLeaseThatRanOut:
    def test_a_message_whose_call_had_not_begun_goes_back_at_once(self):
        message = queued()
        claim_one()
        pass_time(message, minutes=10)

        assert claims.expire_leases() == [message.pk]

        assert fresh(message).state == MessageState.QUEUED
        assert claim_one(worker="second").must_look_up is False

    def test_a_message_whose_call_had_begun_waits_and_is_asked_about(self):
        message = queued()
        claim = claim_one()
        calling.begin(claim=claim, at=NOW)
        pass_time(message, minutes=2)

        claims.expire_leases()

        message = fresh(message)
        assert message.state == MessageState.AMBIGUOUS
        assert message.not_before > timezone.now() + dt.timedelta(minutes=5)
        pass_time(message, minutes=20)
        assert claim_one(worker="second").must_look_up is True

    def test_a_lease_that_still_runs_is_left_alone(self):
        queued()
        claim_one()

        assert claims.expire_leases() == []

    def test_those_who_live_are_woken_for_it_and_for_nothing_else(self, monkeypatch: pytest.MonkeyPatch):
        woken: list[str] = []
        monkeypatch.setattr(dispatch.current_app, "send_task", lambda name, **_: woken.append(name))
        message = queued()
        claim_one()
        assert (relay.take_back(), woken) == (0, [])
        pass_time(message, minutes=10)

        assert relay.take_back() == 1

        assert woken == [dispatch.SENDING_TASK, dispatch.RENDERING_TASK]

    def test_running_it_twice_changes_nothing_more(self):
        message = queued()
        calling.begin(claim=claim_one(), at=NOW)
        pass_time(message, minutes=2)
        claims.expire_leases()
        not_before = fresh(message).not_before

        assert claims.expire_leases() == []
        assert fresh(message).not_before == not_before

    def test_a_letter_that_was_being_made_goes_back_to_be_made(self):
        message = queued(channel=Channel.POST)
        claims.claim_to_render(limit=1, worker="first")
        pass_time(message, minutes=10)

        claims.expire_leases()

        assert fresh(message).state == MessageState.QUEUED

    def test_a_message_that_kills_its_workers_is_held_for_a_person(self):
        """R3."""
        message = queued()
        for number in range(reconciliation.DEATHS_BEFORE_HOLD):
            claim = claim_one(worker=f"worker-{number}")
            OutboxMessage.objects.filter(pk=message.pk).update(undecided_since=NOW)
            assert claim.fence == number + 1
            pass_time(message, hours=1)
            claims.expire_leases()
            pass_time(message, hours=1)

        assert reconciliation.messages_that_kill_workers(at=NOW) == 1
        assert fresh(message).state == MessageState.HELD
        assert reconciliation.messages_that_kill_workers(at=NOW) == 0
        entry = AuditEvent.objects.get(verb="HELD")
        assert (entry.subject_id, entry.case_id) == (str(message.pk), message.communication.case_id)


class TestFence:
    def test_a_worker_that_was_overtaken_changes_nothing(self):
        """F7."""
        message = queued()
        first = claim_one()
        calling.begin(claim=first, at=NOW)
        pass_time(message, hours=1)
        claims.expire_leases()
        pass_time(message, hours=1)
        claim_one(worker="second")

        settled = delivery.settle_send(claim=first, outcome=Accepted("late"), started_at=NOW, at=NOW)

        assert settled is False
        assert fresh(message).state == MessageState.SENDING
        assert fresh(message).provider_id == ""
        assert DeliveryAttempt.objects.filter(message=message, action="SEND", fence=1).count() == 1

    def test_what_a_late_worker_knows_for_certain_counts_while_nobody_else_has_begun(self):
        message = queued()
        claim = claim_one()
        calling.begin(claim=claim, at=NOW)
        pass_time(message, hours=1)
        claims.expire_leases()

        settled = delivery.settle_send(claim=claim, outcome=Accepted("late"), started_at=NOW, at=NOW)

        assert settled is True
        assert fresh(message).state == MessageState.ACCEPTED

    def test_an_overtaken_worker_may_not_begin_its_call(self):
        message = queued()
        first = claim_one()
        pass_time(message, hours=1)
        claims.expire_leases()
        claim_one(worker="second")

        assert calling.begin(claim=first, at=NOW) is None
        assert claims.renew(claim=first) is False
        assert fresh(message).attempts == 0

    def test_settling_the_same_outcome_twice_writes_one_attempt(self):
        message = queued()
        claim = claim_one()
        calling.begin(claim=claim, at=NOW)
        delivery.settle_send(claim=claim, outcome=Ambiguous("timeout"), started_at=NOW, at=NOW)

        delivery.settle_send(claim=claim, outcome=Ambiguous("timeout"), started_at=NOW, at=NOW)

        assert DeliveryAttempt.objects.filter(message=message).count() == 1

    def test_giving_back_what_was_not_begun_makes_it_due_at_once(self):
        message = queued()
        claim = claim_one()

        claims.give_back(claims=[claim])

        assert fresh(message).state == MessageState.QUEUED
        assert claim_one(worker="second").fence == 2


class TestTheDatabaseItself:
    def test_refuses_to_queue_what_may_have_been_sent(self):
        """The constraint communications_outboxmessage_undecided_never_queued."""
        message = queued()
        calling.begin(claim=claim_one(), at=NOW)

        with pytest.raises(IntegrityError, match="undecided_never_queued"), transaction.atomic():
            OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.QUEUED)

    def test_refuses_a_release_by_nobody(self):
        message = queued()

        with pytest.raises(IntegrityError, match="volume_released"), transaction.atomic():
            OutboxMessage.objects.filter(pk=message.pk).update(volume_released_at=NOW)


class TestPacing:
    def test_gives_no_more_than_the_bucket_holds_and_takes_back_what_was_not_used(self, settings):
        settings.SENDING_CONTRACTS = {**settings.SENDING_CONTRACTS, "TEXT": {"per_second": 0.0, "burst": 10}}

        first = pacing.take(channel=Channel.TEXT, wanted=6)
        pacing.give_back(channel=Channel.TEXT, unused=4)
        second = pacing.take(channel=Channel.TEXT, wanted=20)

        assert (first, second) == (6, 6)
        assert pacing.take(channel=Channel.TEXT, wanted=1) == 0

    def test_uses_four_fifths_of_the_contract(self, settings):
        settings.SENDING_CONTRACTS = {**settings.SENDING_CONTRACTS, "TEXT": {"per_second": 0.0, "burst": 100}}

        assert pacing.take(channel=Channel.TEXT, wanted=1000) == 80
