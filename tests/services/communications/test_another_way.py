"""An approved letter that nothing carries: it stays owed, and a person always has a next step for it."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import Case, ContactPoint, WorkItem
from cases.rules.vocabulary import ExemptionReason, ObligationState, WorkKind
from communications.models import Communication, OutboxMessage
from communications.outbox import handlers
from communications.rules.last_check import LastVerdict
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Channel, CommunicationState, MessageState, Purpose
from communications.selectors import work_list
from communications.services import another_way, calling, consequences, drafting, exemptions, opening, settling
from communications.services.settling import Answer, NoSafeWay
from tests.factories.accounts import staff_with
from tests.factories.cases import ContactPointFactory, SafeContactProfileFactory, VictimFactory
from tests.factories.communications import CommunicationFactory, OutboxMessageFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.fakes.channels import ScriptedChannel
from tests.services.communications.sending import NOW, an_obligation, drain, fresh, queued

pytestmark = pytest.mark.django_db
WRITER = "staff:00000000-0000-4000-8000-00000000000a"


@pytest.fixture(autouse=True)
def channel(settings, monkeypatch):
    ScriptedChannel.reset()
    settings.SENDER_EMAIL = f"{ScriptedChannel.__module__}.{ScriptedChannel.__name__}"
    monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
    yield ScriptedChannel
    ScriptedChannel.reset()


def officer(message):
    grant = actors.Grant(role=Role.VLU_OFFICER, area_code=message.communication.case.area_id)
    return actors.Actor(kind=actors.ActorKind.STAFF, identifier="officer", grants=frozenset({grant}))


def held(**changes):
    message = queued(**changes)
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.HELD, reason="The address has changed")
    return fresh(message)


def not_sent():
    """A letter whose only message a person cancelled."""
    message = held()
    settling.cancel(message_id=message.pk, reason="Told by phone", actor=officer(message), at=NOW)
    return fresh(message)


def line_of(message):
    unit = message.communication.case.unit
    viewer = actors.staff(user=staff_with(Role.VLU_MANAGER, unit), at=NOW)
    page = work_list.work_for(viewer=viewer, at=NOW, chosen=work_list.WorkFilter())
    return next(line for line in page.lines if line.obligation_id == message.communication.obligation_id)


@pytest.fixture
def reference_data():
    lay_reference_data()
    lay_templates()


@pytest.fixture
def written(reference_data):
    """A real draft, approved, whose message was cancelled; a person wrote in it."""
    obligation = an_obligation(victim=VictimFactory())
    SafeContactProfileFactory(person=obligation.victim.person, preferred_method="EMAIL", uses_portal=False)
    ContactPointFactory(person=obligation.victim.person)
    letter = opening.open_draft(obligation=obligation, actor=actors.system(SystemProcess.DEADLINES), at=NOW)
    words = drafting.refreshed(communication=letter, at=NOW)[0].with_text(
        key=BlockKey.REASON_SPECIFIC, text="Nobody else saw it."
    )
    drafting.put_words(communication=letter, words=words, context=None, at=NOW)
    letter.written_at, letter.written_by = NOW, WRITER
    letter.submitted_at, letter.submitted_by = NOW, WRITER
    letter.save()
    for state in (CommunicationState.UNDER_REVIEW, CommunicationState.APPROVED):
        Communication.objects.filter(pk=letter.pk).update(state=state, approved_at=NOW, approved_by="staff:approver")
    message = OutboxMessageFactory(communication=letter, deadline=obligation.due_at)
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.HELD)
    settling.cancel(message_id=message.pk, reason="The facts changed", actor=officer(message), at=NOW)
    return fresh(message)


class TestNotSent:
    def test_leaves_the_letter_owed_and_the_work_list_asks_for_another_way(self):
        message = not_sent()

        assert message.communication.state == CommunicationState.FAILED
        assert message.communication.obligation.state == ObligationState.OPEN
        assert line_of(message).letter_state is CommunicationState.FAILED
        assert message.communication.status_changes.get().comment == "Told by phone"

    def test_do_not_send_of_an_undecided_one_does_the_same(self):
        message = held()
        OutboxMessage.objects.filter(pk=message.pk).update(undecided_since=NOW)

        settling.answer_undecided(
            message_id=message.pk, answer=Answer.DO_NOT_SEND, reason="Told", actor=officer(message), at=NOW
        )

        assert fresh(message).communication.state == CommunicationState.FAILED

    def test_the_letter_waits_on_while_another_message_carries_it(self):
        message = held()
        OutboxMessageFactory(communication=message.communication, channel=Channel.POST)

        settling.cancel(message_id=message.pk, reason="By post", actor=officer(message), at=NOW)

        assert fresh(message).communication.state == CommunicationState.APPROVED

    def test_a_copy_on_the_online_page_alone_tells_nobody(self):
        message = held()
        OutboxMessageFactory(
            communication=message.communication,
            channel=Channel.PORTAL,
            contact_point=None,
            state=MessageState.ACCEPTED,
            accepted_at=NOW,
        )

        settling.cancel(message_id=message.pk, reason="?", actor=officer(message), at=NOW)

        assert fresh(message).communication.state == CommunicationState.FAILED

    def test_can_still_be_exempted_and_is_then_not_required(self):
        message = not_sent()
        obligation_id = message.communication.obligation_id
        manager = actors.Actor(
            kind=actors.ActorKind.STAFF,
            identifier="manager",
            grants=frozenset({actors.Grant(role=Role.VLU_MANAGER, area_code=message.communication.case.area_id)}),
        )

        exemptions.ask(
            obligation_id=obligation_id, reason=ExemptionReason.UNSAFE, note="", actor=officer(message), at=NOW
        )
        exemptions.approve(obligation_id=obligation_id, reason=ExemptionReason.UNSAFE, note="", actor=manager, at=NOW)

        assert fresh(message).communication.state == CommunicationState.NOT_REQUIRED


class TestReleasedAfterFactsChanged:
    def test_it_leaves_because_a_person_has_seen_that_the_words_are_still_true(self, channel):
        message = held()
        Case.objects.filter(pk=message.communication.case_id).update(facts_changed_at=NOW - dt.timedelta(minutes=1))

        settling.release(message_id=message.pk, reason="Read again", actor=officer(message), at=NOW)
        drain()

        assert len(channel.sent) == 1
        assert fresh(message).words_checked_by == "staff:officer"

    def test_what_would_only_be_held_again_can_be_told_beforehand(self):
        message = held()
        ContactPoint.objects.filter(pk=message.contact_point_id).update(superseded_at=NOW, superseded_by="staff:test")

        verdict = calling.would_leave(message=fresh(message), at=NOW)

        assert (verdict.verdict, "address has changed" in verdict.reason) == (LastVerdict.HOLD, True)


class TestWithoutACommunication:
    """An invitation or a code names its victim in its values; it is settled like a letter."""

    def invitation(self):
        victim = VictimFactory()
        message = OutboxMessageFactory(
            communication=None,
            purpose=Purpose.PORTAL_INVITATION,
            contact_point=ContactPointFactory(person=victim.person),
            template_name="portal_invitation",
            template_values={"victim_id": str(victim.pk)},
        )
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.HELD)
        consequences.raise_work(message=message, kind=WorkKind.HELD_COMMUNICATION, summary="Held", at=NOW)
        grant = actors.Grant(role=Role.VLU_OFFICER, area_code=victim.case.area_id)
        return message, actors.Actor(kind=actors.ActorKind.STAFF, identifier="o", grants=frozenset({grant}))

    def test_it_can_be_cancelled(self):
        message, actor = self.invitation()

        settling.cancel(message_id=message.pk, reason="Not wanted", actor=actor, at=NOW)

        assert fresh(message).state == MessageState.CANCELLED
        assert not WorkItem.objects.filter(state="OPEN").exists()

    def test_it_has_no_other_way(self):
        message, actor = self.invitation()

        with pytest.raises(NoSafeWay):
            settling.send_anew(message_id=message.pk, reason="?", actor=actor, at=NOW)

        assert fresh(message).state == MessageState.HELD


class TestSendNow:
    def test_sends_the_same_words_by_the_way_that_is_safe_now_and_closes_the_work(self, channel):
        message = not_sent()
        consequences.raise_work(message=message, kind=WorkKind.NO_SAFE_CHANNEL, summary="No way", at=NOW)

        (follower,) = another_way.send_now(
            communication_id=message.communication_id, reason="She confirmed it", actor=officer(message), at=NOW
        )

        assert fresh(message).communication.state == CommunicationState.APPROVED
        assert not WorkItem.objects.filter(state="OPEN").exists()
        drain()
        assert [sent.send_ref for sent in channel.sent] == [follower.send_ref]
        assert fresh(follower).communication.state == CommunicationState.SENT
        assert fresh(follower).communication.obligation.state == ObligationState.MET

    def test_a_letter_approved_without_a_safe_way_goes_once_there_is_one(self, channel):
        obligation = an_obligation()
        SafeContactProfileFactory(person=obligation.victim.person, preferred_method="EMAIL", uses_portal=False)
        ContactPointFactory(person=obligation.victim.person)
        letter = CommunicationFactory(
            approved=True, victim=obligation.victim, obligation=obligation, due_at=obligation.due_at
        )
        grant = actors.Grant(role=Role.VLU_OFFICER, area_code=letter.case.area_id)
        actor = actors.Actor(kind=actors.ActorKind.STAFF, identifier="officer", grants=frozenset({grant}))

        (message,) = another_way.send_now(communication_id=letter.pk, reason="New address", actor=actor, at=NOW)

        assert (message.channel, message.communication_id) == (Channel.EMAIL, letter.pk)

    def test_nothing_changes_while_no_way_is_safe(self):
        message = not_sent()
        ContactPoint.objects.filter(pk=message.contact_point_id).update(is_safe=False)

        with pytest.raises(NoSafeWay):
            another_way.send_now(communication_id=message.communication_id, reason="?", actor=officer(message), at=NOW)

        assert fresh(message).communication.state == CommunicationState.FAILED

    def test_words_that_can_only_stand_on_the_online_page_go_with_a_notice(self):
        """LIFE-3: a copy that nobody is told of was not sent."""
        message = not_sent()
        person = message.communication.recipient
        SafeContactProfileFactory(person=person, never_post=True, uses_portal=True, recorded_at=NOW)
        ContactPointFactory(person=person, mobile=True)
        ContactPoint.objects.filter(pk=message.contact_point_id).update(is_safe=False)

        (copy,) = another_way.send_now(
            communication_id=message.communication_id, reason="She uses it", actor=officer(message), at=NOW
        )

        assert copy.channel == Channel.PORTAL
        notice = message.communication.messages.get(purpose=Purpose.NEWS_NOTICE)
        assert (notice.channel, notice.state) == (Channel.TEXT, MessageState.QUEUED)

    def test_is_refused_while_something_carries_it(self):
        """The second of two presses of one button."""
        message = not_sent()
        another_way.send_now(communication_id=message.communication_id, reason="1", actor=officer(message), at=NOW)

        with pytest.raises(another_way.NotStuck):
            another_way.send_now(communication_id=message.communication_id, reason="2", actor=officer(message), at=NOW)

    def test_is_for_people_of_the_area_only(self):
        message = not_sent()
        grant = actors.Grant(role=Role.VLU_OFFICER, area_code="ELSEWHERE")
        stranger = actors.Actor(kind=actors.ActorKind.STAFF, identifier="x", grants=frozenset({grant}))

        for act in (another_way.send_now, another_way.write_again):
            with pytest.raises(NotPermitted):
                act(communication_id=message.communication_id, reason="?", actor=stranger, at=NOW)
        with pytest.raises(NotPermitted):
            another_way.close(communication_id=message.communication_id, outcome="?", actor=stranger, at=NOW)


class TestWriteAgain:
    def test_opens_a_draft_with_what_staff_wrote_and_takes_the_old_letter_out_of_use(self, written):
        draft = another_way.write_again(
            communication_id=written.communication_id, reason="Facts changed", actor=officer(written), at=NOW
        )

        assert fresh(written).communication.state == CommunicationState.SUPERSEDED
        assert (draft.state, draft.replaces_id) == (CommunicationState.DRAFT, written.communication_id)
        assert draft.due_at == written.communication.due_at
        assert "Nobody else saw it." in str(draft.words)
        assert draft.written_by == WRITER
        assert line_of(written).letter_id == draft.pk

    def test_takes_back_a_held_message_with_its_letter(self, written):
        letter = CommunicationFactory(
            approved=True,
            victim=written.communication.victim,
            obligation=written.communication.obligation,
            words=written.communication.words,
            context=written.communication.context,
            letter_type=written.communication.letter_type,
            template=written.communication.template,
            due_at=written.communication.due_at,
            submitted_by=WRITER,
        )
        message = OutboxMessageFactory(communication=letter)
        OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.HELD)
        consequences.raise_work(message=message, kind=WorkKind.HELD_COMMUNICATION, summary="Held", at=NOW)

        another_way.write_again(communication_id=letter.pk, reason="No longer true", actor=officer(message), at=NOW)

        assert fresh(message).state == MessageState.SUPERSEDED
        assert not WorkItem.objects.filter(state="OPEN", kind=WorkKind.HELD_COMMUNICATION).exists()

    def test_is_refused_while_nobody_can_say_whether_it_was_sent(self):
        message = held()
        OutboxMessage.objects.filter(pk=message.pk).update(undecided_since=NOW)

        with pytest.raises(another_way.NotStuck):
            another_way.write_again(
                communication_id=message.communication_id, reason="?", actor=officer(message), at=NOW
            )

    def test_is_refused_where_nothing_is_owed(self):
        message = held(letter=CommunicationFactory(approved=True, due_at=NOW, obligation=None))

        with pytest.raises(another_way.NothingOwed):
            another_way.write_again(
                communication_id=message.communication_id, reason="?", actor=officer(message), at=NOW
            )


class TestClose:
    def test_closes_the_work_with_what_was_done_and_leaves_the_letter_owed(self):
        message = not_sent()
        consequences.raise_work(message=message, kind=WorkKind.NO_SAFE_CHANNEL, summary="No way", at=NOW)

        another_way.close(
            communication_id=message.communication_id, outcome="The FLO told her", actor=officer(message), at=NOW
        )

        item = WorkItem.objects.get(kind=WorkKind.NO_SAFE_CHANNEL)
        assert (item.state, item.outcome) == ("DONE", "The FLO told her")
        assert fresh(message).communication.obligation.state == ObligationState.OPEN
        assert AuditEvent.objects.get(verb="CLOSED").reason == "The FLO told her"
