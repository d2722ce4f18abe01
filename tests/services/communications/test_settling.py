"""What a person decides about held and undecided messages: by name, with a reason, in their own Area."""

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import ContactPoint, WorkItem
from cases.rules.vocabulary import ObligationState, WorkKind
from communications.models import OutboxMessage
from communications.outbox import handlers
from communications.rules.vocabulary import MessageState
from communications.services import reconciliation, settling
from communications.services.settling import Answer
from tests.factories.cases import ContactPointFactory
from tests.fakes.channels import ScriptedChannel
from tests.services.communications.sending import NOW, drain, fresh, queued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel(settings, monkeypatch):
    ScriptedChannel.reset()
    settings.SENDER_EMAIL = f"{ScriptedChannel.__module__}.{ScriptedChannel.__name__}"
    monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
    yield ScriptedChannel
    ScriptedChannel.reset()


def liaison_officer(message):
    grant = actors.Grant(role=Role.VLU_OFFICER, area_code=message.communication.case.area_id)
    return actors.Actor(kind=actors.ActorKind.STAFF, identifier="officer", grants=frozenset({grant}))


def undecided():
    message = queued()
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.HELD, undecided_since=NOW)
    reconciliation.undecided_without_owner(at=NOW)
    return fresh(message)


def held():
    message = queued()
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.HELD, reason="The address has changed")
    return fresh(message)


class TestAnswerUndecided:
    def test_it_was_sent_meets_the_obligation_with_the_time_of_the_attempt(self):
        message = undecided()

        settling.answer_undecided(
            message_id=message.pk,
            answer=Answer.WAS_SENT,
            reason="She has the email",
            actor=liaison_officer(message),
            at=NOW,
        )

        message = fresh(message)
        assert message.state == MessageState.ACCEPTED
        assert message.communication.obligation.state == ObligationState.MET
        assert not WorkItem.objects.filter(kind=WorkKind.UNDECIDED_DELIVERY, state="OPEN").exists()
        event = AuditEvent.objects.get(verb="SETTLED")
        assert (event.actor, event.reason) == ("staff:officer", "She has the email")

    def test_send_again_goes_out_under_the_same_reference(self, channel):
        message = undecided()

        settling.answer_undecided(
            message_id=message.pk, answer=Answer.SEND_AGAIN, reason="No trace", actor=liaison_officer(message), at=NOW
        )
        drain()

        assert [sent.send_ref for sent in channel.sent] == [message.send_ref]
        assert fresh(message).state == MessageState.ACCEPTED

    def test_do_not_send_leaves_the_obligation_owed(self, channel):
        message = undecided()

        settling.answer_undecided(
            message_id=message.pk,
            answer=Answer.DO_NOT_SEND,
            reason="Told by phone",
            actor=liaison_officer(message),
            at=NOW,
        )
        drain()

        assert channel.sent == []
        assert fresh(message).state == MessageState.CANCELLED
        assert fresh(message).communication.obligation.state == ObligationState.OPEN

    def test_is_for_people_of_the_area_only(self):
        message = undecided()
        stranger = actors.Actor(
            kind=actors.ActorKind.STAFF,
            identifier="stranger",
            grants=frozenset({actors.Grant(role=Role.VLU_OFFICER, area_code="ELSEWHERE")}),
        )

        with pytest.raises(NotPermitted):
            settling.answer_undecided(message_id=message.pk, answer=Answer.WAS_SENT, reason="?", actor=stranger, at=NOW)

    def test_is_refused_once_a_receipt_has_settled_it(self):
        message = undecided()
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.DELIVERED, undecided_since=None)

        with pytest.raises(settling.NotHeld):
            settling.answer_undecided(
                message_id=message.pk, answer=Answer.SEND_AGAIN, reason="?", actor=liaison_officer(message), at=NOW
            )


class TestHeld:
    def test_released_it_goes_through_every_check_again(self, channel):
        message = held()
        ContactPoint.objects.filter(pk=message.contact_point_id).update(superseded_at=NOW, superseded_by="staff:test")

        settling.release(message_id=message.pk, reason="Checked", actor=liaison_officer(message), at=NOW)
        drain()

        assert channel.sent == []
        assert fresh(message).state == MessageState.HELD

    def test_sent_anew_goes_to_the_address_of_now_under_a_new_reference(self, channel):
        """T5: never to the old one."""
        message = held()
        ContactPoint.objects.filter(pk=message.contact_point_id).update(superseded_at=NOW, superseded_by="staff:test")
        new_point = ContactPointFactory(person=message.communication.recipient)

        follower = settling.send_anew(
            message_id=message.pk, reason="New address", actor=liaison_officer(message), at=NOW
        )
        drain()

        assert follower.contact_point_id == new_point.pk
        assert [sent.recipient for sent in channel.sent] == [new_point.value]
        assert fresh(message).state == MessageState.CANCELLED
        assert fresh(follower).state == MessageState.ACCEPTED

    def test_nothing_is_cancelled_when_there_is_no_safe_way_instead(self):
        message = held()
        ContactPoint.objects.filter(pk=message.contact_point_id).update(superseded_at=NOW, superseded_by="staff:test")

        with pytest.raises(settling.NotHeld):
            settling.send_anew(message_id=message.pk, reason="?", actor=liaison_officer(message), at=NOW)

        assert fresh(message).state == MessageState.HELD

    def test_an_undecided_one_is_never_simply_released(self):
        message = undecided()

        for decide in (settling.release, settling.send_anew):
            with pytest.raises(settling.NotHeld):
                decide(message_id=message.pk, reason="?", actor=liaison_officer(message), at=NOW)
