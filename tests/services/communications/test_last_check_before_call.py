"""What has changed between approval and the call is seen just before it (F22, T5, T16, T17, T18)."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import actors
from accounts.roles import SystemProcess
from audit.models import AuditEvent
from cases.models import ContactPoint, WorkItem
from cases.rules.vocabulary import ObligationState, WorkKind
from communications.models import OutboxMessage
from communications.outbox import handlers, relay
from communications.rules.outcomes import Found, ProviderStatus
from communications.rules.vocabulary import Channel, CommunicationState, MessageState
from communications.services import claims, intake
from tests.factories.cases import DecisionFactory, ObligationFactory, SafeContactProfileFactory
from tests.fakes.channels import ScriptedChannel
from tests.services.communications.sending import NOW, an_approved_letter, drain, fresh, queued

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def channel(settings, monkeypatch):
    ScriptedChannel.reset()
    settings.SENDER_EMAIL = settings.SENDER_TEXT = f"{ScriptedChannel.__module__}.{ScriptedChannel.__name__}"
    monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
    yield ScriptedChannel
    ScriptedChannel.reset()


def supersede_address(message):
    ContactPoint.objects.filter(pk=message.contact_point_id).update(superseded_at=NOW, superseded_by="staff:test")


def mark_unsafe(message):
    ContactPoint.objects.filter(pk=message.contact_point_id).update(is_safe=False)


def record_death(message):
    person = message.communication.recipient
    person.died_on = NOW.date()
    person.save()


def opt_out(message):
    SafeContactProfileFactory(
        person=message.communication.recipient, opted_out_at=NOW, preferred_method="EMAIL", recorded_at=NOW
    )


def decide_anew(message):
    obligation = message.communication.obligation
    later = DecisionFactory(
        case=obligation.case, decided_at=obligation.decided_at + dt.timedelta(hours=3), recorded_at=NOW
    )
    ObligationFactory(victim=obligation.victim, decision=later)


def change_facts_long_ago(message):
    case = message.communication.case
    case.facts_changed_at = NOW - dt.timedelta(hours=1)
    case.save()


def report_an_event(message, *, at):
    event = {
        "event_id": "bail-1",
        "occurred_at": (at - dt.timedelta(minutes=2)).isoformat(),
        "recorded_at": (at - dt.timedelta(minutes=1)).isoformat(),
        "source": "CMS",
        "case_urn": message.communication.case.urn,
        "kind": "BAIL_CHANGE",
    }
    [answer] = intake.receive_events(events=[event], actor=actors.system(SystemProcess.CASE_IMPORT), at=at)
    assert answer.status == "applied"


def report_an_event_long_ago(message):
    report_an_event(message, at=NOW - dt.timedelta(hours=1))


HOLDS = [
    supersede_address,
    mark_unsafe,
    record_death,
    opt_out,
    decide_anew,
    change_facts_long_ago,
    report_an_event_long_ago,
]


@pytest.mark.parametrize("change", HOLDS, ids=lambda change: change.__name__)
def test_a_change_that_needs_a_person_holds_the_message_with_its_reason(change, channel):
    message = queued()
    change(message)

    drain()

    message = fresh(message)
    assert channel.sent == []
    assert message.state == MessageState.HELD
    assert message.reason
    assert message.undecided_since is None
    work = WorkItem.objects.get(about=f"message:{message.pk}", kind=WorkKind.HELD_COMMUNICATION)
    assert work.due_at == message.deadline
    assert message.communication.obligation.state == ObligationState.OPEN
    assert AuditEvent.objects.filter(verb="HELD", subject_id=str(message.pk)).exists()


@pytest.mark.parametrize("change", HOLDS, ids=lambda change: change.__name__)
def test_a_change_between_claim_and_call_is_seen_too(change, channel):
    """F22: the address changes after the worker has claimed the message."""
    message = queued()
    [claim] = claims.claim_to_send(channel=Channel.EMAIL, limit=1, worker="test")
    change(message)

    handlers.send_one(claim=claim, channel=ScriptedChannel(), clock=lambda: NOW)

    assert channel.sent == []
    assert fresh(message).state == MessageState.HELD


def test_a_superseded_communication_is_never_sent(channel):
    """F14: the later truth takes its place."""
    message = queued()
    [claim] = claims.claim_to_send(channel=Channel.EMAIL, limit=1, worker="test")
    message.communication.state = CommunicationState.SUPERSEDED
    message.communication.save()

    handlers.send_one(claim=claim, channel=ScriptedChannel(), clock=lambda: NOW)

    assert channel.sent == []
    assert fresh(message).state == MessageState.SUPERSEDED


def test_an_exempt_obligation_needs_no_letter_any_more(channel):
    message = queued()
    obligation = message.communication.obligation
    obligation.state = ObligationState.EXEMPT
    obligation.exemption_reason = "OPTED_OUT"
    obligation.exempted_at = NOW
    obligation.exempted_by = "staff:manager"
    obligation.save()

    drain()

    assert channel.sent == []
    assert fresh(message).state == MessageState.CANCELLED


def test_what_another_letter_has_explained_is_not_explained_twice(channel):
    first = queued()
    obligation = first.communication.obligation
    second = queued(letter=an_approved_letter(obligation=obligation))

    drain()

    states = {fresh(first).state, fresh(second).state}
    assert len(channel.sent) == 1
    assert states == {MessageState.ACCEPTED, MessageState.SUPERSEDED}


def test_at_night_it_waits_for_the_morning_and_says_why(channel):
    """T17: 22:00 in London."""
    night = dt.datetime(2026, 3, 26, 22, 0, tzinfo=dt.UTC)
    message = queued(deadline=night + dt.timedelta(days=3))

    relay.drain(clock=lambda: night, budget_seconds=20)

    message = fresh(message)
    assert channel.sent == []
    assert message.state == MessageState.QUEUED
    assert abs(message.not_before - timezone.now() - dt.timedelta(hours=10)) < dt.timedelta(minutes=1)
    assert message.reason
    assert message.attempts == 0


def test_a_change_of_facts_a_moment_ago_makes_it_wait_before_a_person_is_asked(channel):
    """T18: events come in groups, and a correcting decision takes the message back by itself."""
    message = queued()
    case = message.communication.case
    case.facts_changed_at = NOW - dt.timedelta(minutes=1)
    case.save()

    drain()

    assert channel.sent == []
    assert fresh(message).state == MessageState.QUEUED
    assert abs(fresh(message).not_before - timezone.now() - dt.timedelta(minutes=4)) < dt.timedelta(seconds=30)


def test_an_event_reported_a_moment_ago_makes_it_wait_like_any_other_fact(channel):
    """T18: an event marks nothing on its case, and is seen all the same."""
    message = queued()
    report_an_event(message, at=NOW - dt.timedelta(minutes=1))

    drain()

    assert channel.sent == []
    assert fresh(message).state == MessageState.QUEUED
    assert abs(fresh(message).not_before - timezone.now() - dt.timedelta(minutes=4)) < dt.timedelta(seconds=30)


def test_a_letter_that_left_although_it_was_taken_back_asks_for_a_correction(channel):
    """F14: a lost answer, then a newer decision; the look-up finds that it had gone."""
    message = queued()
    letter = message.communication
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.SENDING)
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.AMBIGUOUS, undecided_since=NOW)
    letter.state = CommunicationState.SUPERSEDED
    letter.save()
    channel.look_ups = [Found(provider_id="p", status=ProviderStatus.ACCEPTED)]

    drain()

    assert channel.sent == []
    assert fresh(message).state == MessageState.ACCEPTED
    assert WorkItem.objects.filter(about=f"message:{message.pk}", kind=WorkKind.CORRECTION).count() == 1


def test_a_message_that_names_nobody_is_held(channel):
    """A code or notice that does not say whom it is for cannot be asked about its safety."""
    message = queued(communication=None, purpose="NEWS_NOTICE", template_name="news_notice")

    drain()

    assert channel.sent == []
    assert fresh(message).state == MessageState.HELD
