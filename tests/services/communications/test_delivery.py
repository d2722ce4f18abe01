"""From a queued message to what came of it: state, trail, obligation, and the work that a failure makes."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from audit.models import AuditEvent
from cases.models import WorkItem
from cases.rules.vocabulary import ObligationState, WorkKind
from communications.channels.letter import PrintFolderChannel
from communications.models import DeliveryAttempt, OutboxMessage
from communications.outbox import handlers
from communications.rules.outcomes import (
    AlreadySent,
    Ambiguous,
    CannotLookUp,
    Found,
    LookUpFailed,
    NotFound,
    NotSent,
    ProviderStatus,
    Refused,
    Throttled,
)
from communications.rules.vocabulary import Channel, CommunicationState, ContentLevel, MessageState
from communications.services import claims
from tests.factories.cases import ContactPointFactory, SafeContactProfileFactory
from tests.fakes.channels import ScriptedChannel
from tests.services.communications.sending import (
    NOW,
    a_calendar,
    an_approved_letter,
    drain,
    fresh,
    pass_time,
    queued,
    rendered,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel(settings, tmp_path):
    ScriptedChannel.reset()
    path = f"{ScriptedChannel.__module__}.{ScriptedChannel.__name__}"
    settings.SENDER_EMAIL = settings.SENDER_TEXT = path
    settings.PRINT_FOLDER = tmp_path / "print"
    # Tests run in a transaction of their own; the real check has a test of its own.
    yield ScriptedChannel
    ScriptedChannel.reset()


@pytest.fixture(autouse=True)
def transaction_of_the_test(monkeypatch):
    monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)


def open_work(message, kind):
    return WorkItem.objects.filter(about=f"message:{message.pk}", kind=kind, state="OPEN").count()


class TestAccepted:
    def test_meets_the_obligation_with_the_time_of_acceptance(self, channel):
        message = queued()

        drain()

        message = fresh(message)
        letter = message.communication
        assert message.state == MessageState.ACCEPTED
        assert message.provider_id == f"provider-{message.send_ref}"
        assert (message.lease_until, message.undecided_since) == (None, None)
        assert letter.state == CommunicationState.SENT
        assert letter.sent_at == message.accepted_at == NOW
        assert letter.obligation.state == ObligationState.MET
        assert letter.obligation.met_at == NOW
        assert [sent.send_ref for sent in channel.sent] == [message.send_ref]

    def test_leaves_one_attempt_and_an_audit_event(self):
        message = queued()

        drain()

        attempt = DeliveryAttempt.objects.get(message=message)
        assert (attempt.action, attempt.outcome, attempt.fence) == ("SEND", "ACCEPTED", 1)
        event = AuditEvent.objects.get(subject_kind="communications.outboxmessage", verb="SENT")
        assert event.victim_id == message.communication.victim_id

    def test_a_reference_the_provider_already_knows_is_success(self, channel):
        message = queued()
        channel.answers = [AlreadySent(provider_id="earlier")]

        drain()

        assert fresh(message).state == MessageState.ACCEPTED
        assert fresh(message).provider_id == "earlier"

    def test_sends_the_nearest_deadline_first(self, channel):
        later = queued(deadline=NOW + dt.timedelta(days=3))
        sooner = queued(deadline=NOW + dt.timedelta(days=1))

        drain()

        assert [sent.send_ref for sent in channel.sent] == [sooner.send_ref, later.send_ref]

    def test_is_sent_once_however_often_it_is_drained(self, channel):
        queued()

        drain()
        drain()

        assert len(channel.sent) == 1

    def test_a_text_carries_no_word_of_the_case_and_does_not_meet_the_obligation_alone(self, channel):
        message = queued(channel=Channel.TEXT)

        drain()

        assert fresh(message).state == MessageState.ACCEPTED
        assert fresh(message).communication.obligation.state == ObligationState.OPEN
        assert "library" not in channel.sent[0].text

    def test_a_portal_copy_meets_the_obligation_only_together_with_a_notice(self):
        """Published and nobody told is not sent (reliability 2.2)."""
        letter = an_approved_letter()
        SafeContactProfileFactory(person=letter.recipient, preferred_method="POST", uses_portal=True)
        copy = queued(channel=Channel.PORTAL, letter=letter)
        drain()
        state_before_notice = fresh(copy).communication.obligation.state
        queued(letter=letter, content_level=ContentLevel.NEUTRAL)

        drain()

        letter.refresh_from_db()
        assert state_before_notice == ObligationState.OPEN
        assert letter.published_at == NOW
        assert fresh(copy).communication.obligation.state == ObligationState.MET


class TestCertainlyNotSent:
    def test_is_tried_again_after_a_pause_and_counts_as_an_attempt(self, channel):
        message = queued()
        channel.answers = [NotSent(code="no-connection")]

        drain()

        message = fresh(message)
        assert message.state == MessageState.QUEUED
        assert message.undecided_since is None
        assert message.attempts == 1
        assert message.not_before > timezone.now()

    def test_goes_out_under_the_same_reference_when_it_is_due_again(self, channel):
        message = queued()
        channel.answers = [NotSent(code="no-connection")]
        drain()
        pass_time(message, hours=2)

        drain()

        assert [sent.send_ref for sent in channel.sent] == [message.send_ref] * 2
        assert channel.asked == []
        assert fresh(message).state == MessageState.ACCEPTED

    def test_a_throttled_message_burns_no_attempt_and_empties_the_bucket(self, channel):
        """F6."""
        message = queued()
        channel.answers = [Throttled(retry_after_seconds=30)]

        drain()

        assert fresh(message).attempts == 0
        assert dt.timedelta(seconds=20) < fresh(message).not_before - timezone.now() <= dt.timedelta(seconds=30)
        with connection.cursor() as cursor:
            cursor.execute("select tokens from communications_pacingbucket where channel = 'EMAIL'")
            assert cursor.fetchone()[0] < 100


class TestAmbiguous:
    def test_waits_out_the_quarantine(self, channel):
        message = queued()
        channel.answers = [Ambiguous(code="timeout")]

        drain()
        drain()

        message = fresh(message)
        assert message.state == MessageState.AMBIGUOUS
        assert message.undecided_since is not None
        assert dt.timedelta(minutes=9) < message.not_before - timezone.now() <= dt.timedelta(minutes=10)
        assert len(channel.sent) == 1

    def test_is_looked_up_first_and_not_sent_again_when_found(self, channel):
        """F3."""
        message = queued()
        channel.answers = [Ambiguous(code="timeout")]
        channel.look_ups = [Found(provider_id="p1", status=ProviderStatus.DELIVERED, happened_at=NOW)]
        drain()
        pass_time(message, hours=2)

        drain()

        assert len(channel.sent) == 1
        assert channel.asked == [message.send_ref]
        assert fresh(message).state == MessageState.DELIVERED
        assert fresh(message).communication.obligation.state == ObligationState.MET

    def test_is_sent_again_under_the_same_reference_when_the_provider_does_not_know_it(self, channel):
        message = queued()
        channel.answers = [Ambiguous(code="timeout")]
        channel.look_ups = [NotFound()]
        drain()
        pass_time(message, hours=2)
        OutboxMessage.objects.filter(pk=message.pk).update(undecided_since=NOW)

        drain()

        assert [sent.send_ref for sent in channel.sent] == [message.send_ref] * 2
        assert fresh(message).state == MessageState.ACCEPTED

    def test_is_asked_about_again_when_the_provider_could_not_be_asked(self, channel):
        message = queued(deadline=NOW + dt.timedelta(days=5))
        channel.answers = [Ambiguous(code="timeout")]
        channel.look_ups = [LookUpFailed(code="no-answer")]
        drain()
        pass_time(message, hours=2)
        OutboxMessage.objects.filter(pk=message.pk).update(undecided_since=NOW)

        drain()

        assert fresh(message).state == MessageState.AMBIGUOUS
        assert len(channel.sent) == 1

    def test_goes_to_a_person_where_the_channel_cannot_be_asked(self, channel):
        """SMTP cannot say whether it has a message; nobody is written to twice by guess."""
        message = queued()
        channel.answers = [Ambiguous(code="broke-after-data")]
        channel.look_ups = [CannotLookUp()]
        drain()
        pass_time(message, hours=2)

        drain()
        drain()

        message = fresh(message)
        assert message.state == MessageState.HELD
        assert message.undecided_since is not None
        assert open_work(message, WorkKind.UNDECIDED_DELIVERY) == 1
        assert len(channel.sent) == 1

    def test_after_the_providers_memory_has_ended_a_person_decides(self, channel):
        message = queued()
        channel.answers = [Ambiguous(code="timeout")]
        drain()
        pass_time(message, hours=2)
        OutboxMessage.objects.filter(pk=message.pk).update(undecided_since=NOW - dt.timedelta(days=8))

        drain()

        assert fresh(message).state == MessageState.HELD
        assert len(channel.sent) == 1


class TestRefused:
    def test_goes_on_by_the_next_safe_channel_as_a_new_message_that_names_the_old(self, channel):
        """W11."""
        message = queued()
        ContactPointFactory(person=message.communication.recipient, post=True)
        channel.answers = [Refused(code="http-400")]

        drain()

        message = fresh(message)
        follower = OutboxMessage.objects.get(follows=message)
        assert message.state == MessageState.FAILED_PERM
        assert follower.channel == Channel.POST
        assert follower.send_ref != message.send_ref
        assert follower.communication_id == message.communication_id
        assert message.communication.state == CommunicationState.APPROVED
        assert open_work(message, WorkKind.DELIVERY_FAILED) == 1

    def test_goes_to_a_person_when_no_other_channel_is_safe(self, channel):
        message = queued()
        channel.answers = [Refused(code="http-400")]

        drain()

        assert not OutboxMessage.objects.filter(follows=message).exists()
        assert fresh(message).communication.state == CommunicationState.FAILED
        assert open_work(message, WorkKind.NO_SAFE_CHANNEL) == 1

    def test_never_chooses_an_unsafe_address(self, channel):
        message = queued()
        ContactPointFactory(person=message.communication.recipient, post=True, unsafe=True)
        channel.answers = [Refused(code="http-400")]

        drain()

        assert not OutboxMessage.objects.filter(follows=message).exists()


class TestOneFailsTheOthersGo:
    def test_an_error_nobody_foresaw_stops_no_other_message(self, channel):
        """F20 for sending."""
        first = queued(deadline=NOW + dt.timedelta(days=1))
        second = queued(deadline=NOW + dt.timedelta(days=2))

        def explode(message):
            if message.send_ref == first.send_ref:
                raise ZeroDivisionError

        channel.before_send = staticmethod(explode)

        drain()

        assert fresh(first).state == MessageState.SENDING
        assert fresh(first).undecided_since is not None
        assert fresh(second).state == MessageState.ACCEPTED

    def test_words_that_are_missing_hold_that_message_alone(self, channel):
        empty = queued(letter=an_approved_letter(words=[]))
        whole = queued()

        drain()

        assert fresh(empty).state == MessageState.HELD
        assert fresh(empty).undecided_since is None
        assert open_work(empty, WorkKind.HELD_COMMUNICATION) == 1
        assert fresh(whole).state == MessageState.ACCEPTED


class TestLetters:
    def test_a_letter_is_accepted_by_the_folder_and_its_clock_runs_until_it_is_posted(self, settings):
        a_calendar()
        message = rendered()

        drain()

        message = fresh(message)
        assert message.state == MessageState.ACCEPTED
        assert message.communication.obligation.state == ObligationState.OPEN
        listing = PrintFolderChannel(folder=settings.PRINT_FOLDER).list_day(day=NOW.date())
        assert message.send_ref in listing.send_refs

    def test_a_letter_whose_bytes_have_changed_is_held(self, monkeypatch):
        """R6 at the send."""
        a_calendar()
        message = rendered()
        monkeypatch.setattr("communications.services.calling._is_intact", lambda document: False)

        drain()

        assert fresh(message).state == MessageState.HELD
        assert "not the one that was approved" in fresh(message).reason


def test_no_provider_is_called_inside_a_transaction(channel, monkeypatch):
    monkeypatch.undo()
    message = queued()
    claim = claims.claim_to_send(channel=Channel.EMAIL, limit=1, worker="test")[0]

    with pytest.raises(handlers.TransactionOpen):
        handlers.send_one(claim=claim, channel=ScriptedChannel(), clock=lambda: NOW)

    assert channel.sent == []
    assert fresh(message).undecided_since is not None
