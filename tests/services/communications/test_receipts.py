"""Receipts: stored before they are answered, applied in any order and any number (F16, P7, LIFE-4)."""

import datetime as dt
import itertools
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.models import WorkItem
from cases.rules.vocabulary import ObligationState, WorkKind
from communications.models import OutboxMessage, Receipt
from communications.rules.vocabulary import Channel, CommunicationState, MessageState, PromiseState
from communications.services import receipts
from tests.factories.cases import ContactPointFactory
from tests.factories.communications import CommunicationFactory, PromiseFactory
from tests.services.communications.sending import NOW, fresh, queued, rendered

pytestmark = pytest.mark.django_db


def accepted(message):
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=MessageState.ACCEPTED, accepted_at=NOW - dt.timedelta(hours=1), provider_id=""
    )
    return message


def receive(message, status, *, minutes=0, send_ref=None):
    return receipts.store(
        provider="simulator",
        provider_id=f"provider-{send_ref or message.send_ref}",
        send_ref=send_ref or message.send_ref,
        status=status,
        provider_at=NOW + dt.timedelta(minutes=minutes),
        body={"status": status},
        at=NOW,
    )


def taken_back_and_left(state):
    """An answer was lost, the letter was taken back, and then a receipt shows that it had left; with its promise."""
    message = queued()
    letter = message.communication
    promise = PromiseFactory(victim=letter.victim, due_on=dt.date(2026, 4, 1), made_at=NOW - dt.timedelta(days=20))
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.SENDING)
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.AMBIGUOUS, undecided_since=NOW)
    letter.state = state
    letter.save()
    receive(message, "sending")
    receipts.apply_batch(at=NOW)
    return message, promise


def open_work(message):
    return set(WorkItem.objects.filter(about=f"message:{message.pk}", state="OPEN").values_list("kind", flat=True))


class TestStore:
    def test_keeps_the_receipt_as_it_came_and_does_nothing_else(self):
        message = accepted(queued())

        assert receive(message, "delivered") is True

        stored = Receipt.objects.get()
        assert stored.body == {"status": "delivered"}
        assert stored.applied_at is None
        assert fresh(message).state == MessageState.ACCEPTED

    def test_the_very_same_receipt_again_is_one_row(self):
        message = accepted(queued())
        receive(message, "delivered")

        assert receive(message, "delivered") is False
        assert Receipt.objects.count() == 1

    def test_refuses_a_status_that_nobody_understands_without_repeating_it(self):
        with pytest.raises(receipts.UnknownStatus) as refusal:
            receive(accepted(queued()), "Alex Morgan phoned")

        assert "Alex" not in str(refusal.value)
        assert not Receipt.objects.exists()


class TestApplyBatch:
    def test_moves_an_accepted_email_to_delivered_with_the_providers_time(self):
        message = accepted(queued())
        receive(message, "delivered", minutes=-5)

        applied = receipts.apply_batch(at=NOW)

        assert (applied.moved, applied.ignored) == (1, 0)
        assert fresh(message).state == MessageState.DELIVERED
        assert fresh(message).delivered_at == NOW - dt.timedelta(minutes=5)

    def test_a_posted_letter_meets_its_obligation_at_the_time_of_posting(self):
        message = accepted(rendered())
        receive(message, "dispatched", minutes=-30)

        receipts.apply_batch(at=NOW)

        message = fresh(message)
        assert message.state == MessageState.DISPATCHED
        assert message.communication.state == CommunicationState.SENT
        assert message.communication.obligation.state == ObligationState.MET
        assert message.communication.obligation.met_at == NOW - dt.timedelta(minutes=30)

    def test_a_receipt_that_overtook_our_own_commit_settles_the_message(self):
        """It must win over a message that is still being sent, or it goes out twice."""
        message = queued()
        OutboxMessage.objects.filter(pk=message.pk).update(
            state=MessageState.SENDING, fence=1, undecided_since=NOW, lease_until=NOW, lease_owner="gone"
        )
        receive(message, "delivered")

        receipts.apply_batch(at=NOW)

        message = fresh(message)
        assert message.state == MessageState.DELIVERED
        assert (message.undecided_since, message.lease_owner) == (None, "")
        assert message.communication.state == CommunicationState.SENT

    def test_settles_a_message_that_a_person_was_asked_about(self):
        message = queued()
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.HELD, undecided_since=NOW)
        WorkItem.objects.create(
            kind=WorkKind.UNDECIDED_DELIVERY,
            key=f"UNDECIDED_DELIVERY:message:{message.pk}",
            unit=message.communication.case.unit,
            summary="Decide",
            raised_at=NOW,
            raised_by="system:test",
        )
        receive(message, "delivered")

        receipts.apply_batch(at=NOW)

        assert fresh(message).state == MessageState.DELIVERED
        assert WorkItem.objects.get().state == "DONE"

    def test_a_bounce_takes_back_that_it_was_sent_and_goes_on_by_the_next_safe_channel(self):
        """A bounced email is not sent (domain.md 2.4)."""
        message = accepted(queued())
        letter = message.communication
        ContactPointFactory(person=letter.recipient, post=True)
        receive(message, "sending", minutes=-10)
        receipts.apply_batch(at=NOW)
        letter.state = CommunicationState.SENT
        letter.sent_at = NOW
        letter.save()
        letter.obligation.state = ObligationState.MET
        letter.obligation.met_at = NOW
        letter.obligation.save()
        receive(message, "permanent-failure")

        receipts.apply_batch(at=NOW)

        message = fresh(message)
        assert message.state == MessageState.FAILED_PERM
        assert message.communication.state == CommunicationState.APPROVED
        assert message.communication.sent_at is None
        assert message.communication.obligation.state == ObligationState.OPEN
        assert OutboxMessage.objects.get(follows=message).channel == Channel.POST

    @pytest.mark.parametrize("state", [CommunicationState.SUPERSEDED, CommunicationState.NOT_REQUIRED])
    def test_what_had_left_before_it_was_taken_back_keeps_the_promise_and_is_corrected(self, state):
        """F14: the person has heard from us, whichever of the two the service learns first."""
        message, promise = taken_back_and_left(state)

        promise.refresh_from_db()
        assert (promise.state, promise.kept_by) == (PromiseState.KEPT, message.communication)
        assert fresh(message).communication.state == state
        assert open_work(message) == {WorkKind.CORRECTION}

    @pytest.mark.parametrize("failure", ["permanent-failure", "temporary-failure"])
    def test_what_was_taken_back_and_bounces_kept_nothing_and_goes_on_by_no_other_way(self, failure):
        """F14, PRO-7: nobody read it, so that there is nothing to correct and the date that the person knows stands."""
        message, promise = taken_back_and_left(CommunicationState.SUPERSEDED)
        ContactPointFactory(person=message.communication.recipient, post=True)
        receive(message, failure, minutes=1)

        receipts.apply_batch(at=NOW)

        promise.refresh_from_db()
        letter = fresh(message).communication
        assert (promise.state, promise.kept_by, promise.settled_at) == (PromiseState.OPEN, None, None)
        assert (letter.state, letter.sent_at) == (CommunicationState.SUPERSEDED, None)
        assert letter.obligation.state == ObligationState.OPEN
        assert not OutboxMessage.objects.filter(follows=message).exists()
        assert open_work(message) == {WorkKind.DELIVERY_FAILED}

    def test_what_is_owed_stays_met_by_the_letter_that_took_the_place_of_the_one_that_bounced(self):
        message, _ = taken_back_and_left(CommunicationState.SUPERSEDED)
        later = NOW + dt.timedelta(days=1)
        obligation = message.communication.obligation
        CommunicationFactory(
            approved=True,
            victim=obligation.victim,
            obligation=obligation,
            state=CommunicationState.SENT,
            sent_at=later,
            reference="VCS-NEWER",
        )
        receive(message, "permanent-failure", minutes=1)

        receipts.apply_batch(at=NOW)

        obligation.refresh_from_db()
        assert (obligation.state, obligation.met_at) == (ObligationState.MET, later)

    def test_a_failure_that_may_pass_is_tried_again_under_a_new_reference_to_the_same_address(self):
        message = accepted(queued(deadline=NOW + dt.timedelta(days=5)))
        receive(message, "temporary-failure")

        receipts.apply_batch(at=NOW)

        follower = OutboxMessage.objects.get(follows=message)
        assert fresh(message).state == MessageState.FAILED_TEMP
        assert (follower.channel, follower.contact_point_id) == (message.channel, message.contact_point_id)
        assert follower.send_ref != message.send_ref

    def test_a_letter_that_may_have_been_printed_is_never_sent_again_by_itself(self):
        """Reliability 2.4: technical failure of a letter."""
        message = accepted(rendered())
        receive(message, "technical-failure")

        receipts.apply_batch(at=NOW)

        assert not OutboxMessage.objects.filter(follows=message).exists()
        assert WorkItem.objects.filter(about=f"message:{message.pk}", kind=WorkKind.UNDECIDED_DELIVERY).count() == 1

    def test_a_letter_that_came_back_keeps_its_time_and_makes_work(self):
        message = accepted(rendered())
        receive(message, "dispatched", minutes=-60)
        receipts.apply_batch(at=NOW)
        receive(message, "returned")

        receipts.apply_batch(at=NOW)

        assert fresh(message).state == MessageState.RETURNED
        assert fresh(message).communication.obligation.state == ObligationState.MET
        assert WorkItem.objects.filter(about=f"message:{message.pk}", kind=WorkKind.DELIVERY_FAILED).exists()

    def test_two_receipts_that_cannot_both_be_true_are_put_before_a_person(self):
        """LIFE-5."""
        message = accepted(queued())
        receive(message, "delivered", minutes=-5)
        receipts.apply_batch(at=NOW)
        receive(message, "permanent-failure")

        applied = receipts.apply_batch(at=NOW)

        assert applied.contradicting == 1
        assert fresh(message).state == MessageState.DELIVERED
        assert WorkItem.objects.filter(about=f"message:{message.pk}").exists()

    def test_a_stranger_is_kept_for_a_quarter_of_an_hour_and_then_is_an_alarm(self, caplog):
        stranger = uuid.uuid4()
        receive(None, "delivered", send_ref=stranger)

        early = receipts.apply_batch(at=NOW + dt.timedelta(minutes=14))
        late = receipts.apply_batch(at=NOW + dt.timedelta(minutes=16))

        assert (early.unknown, late.unknown) == (0, 1)
        assert receipts.unknown_receipts(since=NOW) == 1
        assert "receipts.unknown_reference" in caplog.text
        assert not OutboxMessage.objects.exists()

    def test_strangers_never_stand_in_the_way_of_others(self):
        for _ in range(5):
            receive(None, "delivered", send_ref=uuid.uuid4())
        message = accepted(queued())
        receive(message, "delivered")

        receipts.apply_batch(at=NOW, limit=1)

        assert fresh(message).state == MessageState.DELIVERED

    def test_applies_everything_once_however_often_it_runs(self):
        messages = [accepted(queued()) for _ in range(3)]
        for message in messages:
            receive(message, "sending", minutes=-5)
            receive(message, "delivered")

        first, second = receipts.apply_batch(at=NOW), receipts.apply_batch(at=NOW)

        assert (first.moved, first.ignored) == (3, 3)
        assert second.total == 0

    @pytest.mark.parametrize("order", list(itertools.permutations(["created", "sending", "delivered"])))
    def test_ends_the_same_in_every_order(self, order):
        message = accepted(queued())
        for status in order:
            receive(message, status, minutes=["created", "sending", "delivered"].index(status) - 5)
            receipts.apply_batch(at=NOW)

        assert fresh(message).state == MessageState.DELIVERED

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        story=st.lists(
            st.tuples(st.sampled_from(["created", "sending", "sent", "delivered"]), st.integers(-50, 0)),
            min_size=1,
            max_size=8,
        ),
        batches=st.lists(st.booleans(), min_size=8, max_size=8),
    )
    def test_any_sequence_with_repetitions_ends_in_the_highest_that_was_said(self, story, batches):
        """F16: the lattice, whatever comes when and however it is cut into batches."""
        message = accepted(queued())
        for (status, minutes), runs in zip(story, batches, strict=False):
            receive(message, status, minutes=minutes)
            if runs:
                receipts.apply_batch(at=NOW)
        receipts.apply_batch(at=NOW)

        said = {status for status, _ in story}
        expected = MessageState.ACCEPTED
        if said & {"sending", "sent"}:
            expected = MessageState.DISPATCHED
        if "delivered" in said:
            expected = MessageState.DELIVERED
        assert fresh(message).state == expected
        assert not Receipt.objects.filter(applied_at__isnull=True).exists()
