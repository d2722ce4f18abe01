"""A letter that offers a meeting and has left waits for the answer; one that did not arrive offered nothing (L9)."""

import datetime as dt

import pytest

from cases.models import WorkItem
from cases.rules.vocabulary import DecisionCode, WorkKind
from communications.models import Communication, Meeting, OutboxMessage
from communications.rules.meeting_words import FamilyPoint, MeetingPurpose, MeetingState
from communications.rules.vocabulary import CommunicationState, MessageState
from communications.services import consequences
from tests.factories.cases import CaseFactory, DecisionFactory, ObligationFactory, VictimFactory
from tests.factories.communications import CommunicationFactory, OutboxMessageFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db
#: Thursday 26 March 2026.
GONE_AT = dt.datetime(2026, 3, 26, 14, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _published() -> None:
    lay_reference_data()


def a_letter(*, is_offered: bool = True, code=DecisionCode.NFA_EVIDENTIAL, victim=None, **message) -> OutboxMessage:
    victim = victim or VictimFactory()
    decision = DecisionFactory(case=victim.case, code=code)
    obligation = ObligationFactory(victim=victim, decision=decision, meeting_offer=is_offered)
    letter = CommunicationFactory(
        victim=victim, obligation=obligation, approved=True, channel="POST" if message.get("post") else "EMAIL"
    )
    return OutboxMessageFactory(communication=letter, content_level="FULL", **message)


def leaves(message: OutboxMessage) -> Communication:
    OutboxMessage.objects.filter(pk=message.pk).update(state=MessageState.SENDING, state_changed_at=GONE_AT)
    changes = (
        {"state": MessageState.DISPATCHED, "dispatched_at": GONE_AT}
        if message.channel == "POST"
        else {"state": MessageState.ACCEPTED, "accepted_at": GONE_AT}
    )
    OutboxMessage.objects.filter(pk=message.pk).update(**changes)
    consequences.meet(communication_id=message.communication_id, at=GONE_AT)
    return Communication.objects.get(pk=message.communication_id)


class TestALetterThatLeaves:
    def test_has_offered_the_meeting_that_the_rule_gives(self):
        letter = leaves(a_letter())

        meeting = Meeting.objects.get()
        assert letter.state == CommunicationState.SENT
        assert (meeting.state, meeting.purpose) == (MeetingState.OFFERED, MeetingPurpose.CHARGING_DECISION)
        assert (meeting.offered_in, meeting.offered_on, meeting.offered_way) == (letter, GONE_AT.date(), "EMAIL")
        assert WorkItem.objects.get(kind=WorkKind.MEETING_ANSWER).about == f"meeting:{meeting.pk}"

    def test_by_post_offered_it_by_letter(self):
        leaves(a_letter(post=True, code=DecisionCode.DISCONTINUE_ALL))

        meeting = Meeting.objects.get()
        assert (meeting.offered_way, meeting.purpose) == ("LETTER", MeetingPurpose.STOPPED_OR_ALTERED)

    def test_offers_nothing_where_the_rule_gives_none(self):
        leaves(a_letter(is_offered=False))

        assert not Meeting.objects.exists()

    def test_to_a_family_offers_the_meeting_of_that_point(self):
        victim = VictimFactory(case=CaseFactory(is_bereaved_family_case=True))

        leaves(a_letter(victim=victim, code=DecisionCode.STOP_SOME))

        assert Meeting.objects.get().family_point == FamilyPoint.AFTER_STOP_OR_CHANGE

    def test_twice_offers_once(self):
        message = a_letter()
        leaves(message)

        consequences.meet(communication_id=message.communication_id, at=GONE_AT)
        leaves(a_letter(victim=message.communication.victim))

        assert Meeting.objects.count() == 1
        assert WorkItem.objects.filter(kind=WorkKind.MEETING_ANSWER).count() == 1

    def test_makes_the_offer_that_was_still_to_be_made(self):
        message = a_letter()
        victim = message.communication.victim
        waiting = Meeting.objects.create(
            case=victim.case,
            victim=victim,
            person=victim.person,
            purpose=MeetingPurpose.CHARGING_DECISION,
            origin="CPS_OFFERED",
            state=MeetingState.TO_OFFER,
            opened_at=GONE_AT,
            opened_by="staff:1",
        )

        letter = leaves(message)

        waiting.refresh_from_db()
        assert (waiting.state, waiting.offered_in) == (MeetingState.OFFERED, letter)


class TestALetterThatDidNotArrive:
    def test_has_offered_nothing_and_the_offer_is_to_be_made_again(self):
        message = a_letter()
        leaves(message)
        message.refresh_from_db()
        message.state = MessageState.FAILED_PERM
        message.save(update_fields=["state"])

        consequences.follow(message=message, at=GONE_AT + dt.timedelta(hours=1))

        meeting = Meeting.objects.get()
        assert (meeting.state, meeting.offered_on, meeting.offered_in) == (MeetingState.TO_OFFER, None, None)
        assert WorkItem.objects.filter(kind=WorkKind.MEETING_OFFER, state="OPEN").count() == 1

    def test_leaves_an_answer_standing_that_came_nevertheless(self):
        message = a_letter()
        leaves(message)
        Meeting.objects.update(state=MeetingState.ACCEPTED)
        message.refresh_from_db()
        message.state = MessageState.FAILED_PERM
        message.save(update_fields=["state"])

        consequences.follow(message=message, at=GONE_AT + dt.timedelta(hours=1))

        assert Meeting.objects.get().state == MeetingState.ACCEPTED
