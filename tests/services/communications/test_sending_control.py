"""The stop switch and the volume guard (F26)."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from communications.models import OutboxMessage, VolumeHour
from communications.outbox import handlers
from communications.rules.vocabulary import Channel, MessageState
from communications.services import sending_control
from tests.fakes.channels import ScriptedChannel
from tests.services.communications.sending import NOW, drain, fresh, queued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel(settings, monkeypatch):
    ScriptedChannel.reset()
    settings.SENDER_EMAIL = settings.SENDER_TEXT = f"{ScriptedChannel.__module__}.{ScriptedChannel.__name__}"
    monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
    yield ScriptedChannel
    ScriptedChannel.reset()


def holder_of(role, name="someone"):
    return actors.Actor(kind=actors.ActorKind.STAFF, identifier=name, grants=frozenset({actors.Grant(role=role)}))


ADMINISTRATOR = holder_of(Role.ADMINISTRATOR)


class TestStopSwitch:
    def test_stops_every_channel_until_it_is_switched_back(self, channel):
        queued()
        sending_control.halt(actor=ADMINISTRATOR, reason="Wrong letters", at=NOW)
        drain()
        sent_while_stopped = len(channel.sent)

        sending_control.resume(actor=ADMINISTRATOR, reason="Put right", at=NOW)
        drain()

        assert sent_while_stopped == 0
        assert len(channel.sent) == 1

    def test_stops_one_channel_and_leaves_the_others(self, channel):
        email, text = queued(), queued(channel=Channel.TEXT)

        sending_control.halt(actor=ADMINISTRATOR, reason="Provider fault", at=NOW, channel=Channel.TEXT)
        drain()

        assert fresh(email).state == MessageState.ACCEPTED
        assert fresh(text).state == MessageState.QUEUED

    def test_is_seen_just_before_the_call_too(self, channel):
        """Flipped while a batch is being sent: not one message more leaves."""
        messages = [queued(deadline=NOW + dt.timedelta(days=number)) for number in range(1, 5)]

        def flip(message):
            if len(channel.sent) == 2:
                sending_control.halt(actor=ADMINISTRATOR, reason="Stop", at=NOW)

        channel.before_send = staticmethod(flip)
        drain()

        assert len(channel.sent) == 2
        states = [fresh(message).state for message in messages]
        assert states == [MessageState.ACCEPTED] * 2 + [MessageState.QUEUED] * 2

    def test_is_not_for_everybody_and_leaves_a_trace(self):
        with pytest.raises(NotPermitted):
            sending_control.halt(actor=holder_of(Role.VLU_MANAGER), reason="?", at=NOW)

        sending_control.halt(actor=ADMINISTRATOR, reason="Wrong letters", at=NOW)

        event = AuditEvent.objects.get(verb="HALTED")
        assert (event.actor, event.reason) == (ADMINISTRATOR.label, "Wrong letters")

    def test_switching_it_twice_is_said(self):
        sending_control.halt(actor=ADMINISTRATOR, reason="Stop", at=NOW)

        with pytest.raises(sending_control.AlreadySwitched):
            sending_control.halt(actor=ADMINISTRATOR, reason="Stop again", at=NOW)
        with pytest.raises(sending_control.AlreadySwitched):
            sending_control.resume(actor=ADMINISTRATOR, reason="On", at=NOW, channel=Channel.TEXT)


class TestVolumeGuard:
    @pytest.fixture(autouse=True)
    def small_floor(self, settings):
        settings.VOLUME_GUARD_FLOOR = 3
        settings.VOLUME_GUARD_TIMES = 2

    def burst(self, count, queued_by="system:promises"):
        return [queued(queued_at=timezone.now(), queued_by=queued_by) for _ in range(count)]

    def test_lets_the_usual_pass(self, channel):
        self.burst(3)

        drain()

        assert len(channel.sent) == 3

    def test_holds_a_burst_before_anything_of_it_leaves(self, channel):
        self.burst(4)

        drain()

        held = sending_control.held_batch()
        assert channel.sent == []
        assert held.messages == 4
        assert OutboxMessage.objects.filter(held_for_volume=True).count() == 4

    def test_what_is_usual_is_learned_from_four_weeks(self):
        for hours in range(1, 50):
            VolumeHour.objects.create(hour_at=timezone.now() - dt.timedelta(hours=hours), queued=10)

        assert sending_control.volume_limit() == 20

    def test_a_mistake_made_once_is_not_usual_the_next_time(self):
        hour_ago = timezone.now() - dt.timedelta(hours=2)
        for _ in range(2):
            queued(queued_at=hour_ago, held_for_volume=True)
        queued(queued_at=hour_ago)

        sending_control.measure_volume()
        sending_control.measure_volume()

        assert [row.queued for row in VolumeHour.objects.all()] == [1]

    def test_goes_on_when_a_second_person_lets_it_go_and_is_not_held_again(self, channel):
        self.burst(4)
        drain()

        released = sending_control.release_batch(actor=ADMINISTRATOR, reason="The monthly updates", at=NOW)
        drain()

        assert released == 4
        assert len(channel.sent) == 4

    def test_whoever_queued_it_cannot_let_it_go(self):
        self.burst(4, queued_by=ADMINISTRATOR.label)
        drain()

        with pytest.raises(sending_control.SecondPersonNeeded):
            sending_control.release_batch(actor=ADMINISTRATOR, reason="Mine", at=NOW)
        with pytest.raises(NotPermitted):
            sending_control.release_batch(actor=actors.system(SystemProcess.DELIVERY), reason="?", at=NOW)

    def test_a_mistake_is_cancelled_as_a_whole_and_what_is_owed_stays_owed(self, channel):
        messages = self.burst(4)
        drain()

        sending_control.cancel_batch(actor=ADMINISTRATOR, reason="Wrong rule", at=NOW)
        drain()

        assert channel.sent == []
        assert {fresh(message).state for message in messages} == {MessageState.CANCELLED}
        assert {fresh(message).communication.obligation.state for message in messages} == {"OPEN"}
