"""Letters that somebody hands over in our place: nobody counts them as told before it is on record (W10, B.10)."""

import datetime as dt

import pytest

from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind, WorkState
from communications.models import Communication, OutboxMessage, Telling
from communications.rules.vocabulary import MessageState
from communications.services import approval, consequences, tellings
from tests.factories.accounts import AreaFactory, UnitFactory
from tests.factories.cases import CaseFactory, ConnectionFactory, ContactPointFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.writing import AT, Decided, decided, member

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def through_adviser() -> Decided:
    """Approve a letter that an adviser hands over."""
    case = decided(preferred="VIA_ISVA")
    adviser = ConnectionFactory(victim=case.victim, kind="ISVA")
    ContactPointFactory(person=adviser.person, value="adviser@example.net")
    approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
    approval.approve(communication_id=case.draft.pk, actor=case.approver, at=AT)
    return case


def leave(*, at: dt.datetime = AT + HOUR, state: MessageState = MessageState.ACCEPTED) -> None:
    """Let the message that carries the words go, as the provider says."""
    message = OutboxMessage.objects.get()
    message.state, message.accepted_at = state, message.accepted_at or at
    message.save()
    consequences.follow(message=message, at=at)


def asked() -> WorkItem:
    return WorkItem.objects.get(kind=WorkKind.TELL_THROUGH_INTERMEDIARY)


def test_a_letter_that_left_to_an_adviser_asks_whether_the_person_was_told() -> None:
    case = through_adviser()

    leave()

    item = asked()
    assert (item.state, item.victim_id, item.case_id) == (WorkState.OPEN, case.victim.pk, case.case.pk)
    assert item.due_at == case.obligation.due_at


def test_a_late_letter_is_asked_about_by_the_end_of_the_next_working_day() -> None:
    through_adviser()

    leave(at=AT + dt.timedelta(days=10))

    # Sunday 5 April 2026, before Easter Monday.
    assert asked().due_at.date() == dt.date(2026, 4, 7)


def test_a_letter_straight_to_the_person_asks_nothing() -> None:
    case = decided()
    approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
    approval.approve(communication_id=case.draft.pk, actor=case.approver, at=AT)

    leave()

    assert not WorkItem.objects.filter(kind=WorkKind.TELL_THROUGH_INTERMEDIARY).exists()


def test_the_day_is_recorded_once_and_ends_the_work() -> None:
    case = through_adviser()
    leave()
    said = {"told_on": AT.date(), "note": " They want to meet the prosecutor. ", "actor": case.writer}

    first = tellings.confirm(communication_id=case.draft.pk, at=AT + 2 * HOUR, **said)
    again = tellings.confirm(communication_id=case.draft.pk, at=AT + 3 * HOUR, **said)

    assert first == again
    assert Telling.objects.get().note == "They want to meet the prosecutor."
    assert asked().state == WorkState.DONE
    assert AuditEvent.objects.filter(verb="CONFIRMED", victim_id=case.victim.pk).count() == 1


def test_a_second_receipt_does_not_ask_again_once_it_is_recorded() -> None:
    case = through_adviser()
    leave()
    tellings.confirm(communication_id=case.draft.pk, told_on=AT.date(), note="", actor=case.writer, at=AT + 2 * HOUR)

    leave(at=AT + 3 * HOUR, state=MessageState.DELIVERED)

    assert asked().state == WorkState.DONE


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_before_it_left_or_after_today_is_refused(days: int) -> None:
    case = through_adviser()
    leave()

    with pytest.raises(tellings.WrongDay):
        tellings.confirm(
            communication_id=case.draft.pk,
            told_on=AT.date() + dt.timedelta(days=days),
            note="",
            actor=case.writer,
            at=AT + 2 * HOUR,
        )
    assert asked().state == WorkState.OPEN


def test_nothing_is_recorded_about_a_letter_that_has_not_left() -> None:
    case = through_adviser()

    with pytest.raises(tellings.NotHandedOver):
        tellings.confirm(communication_id=case.draft.pk, told_on=AT.date(), note="", actor=case.writer, at=AT)


def test_nothing_is_recorded_about_a_letter_straight_to_the_person() -> None:
    case = decided()

    with pytest.raises(tellings.NotHandedOver):
        tellings.confirm(communication_id=case.draft.pk, told_on=AT.date(), note="", actor=case.writer, at=AT)


def test_somebody_of_another_area_records_nothing() -> None:
    case = through_adviser()
    leave()
    elsewhere = UnitFactory(area=AreaFactory(code="WESSEX"))

    with pytest.raises(NotPermitted):
        tellings.confirm(
            communication_id=case.draft.pk,
            told_on=AT.date(),
            note="",
            actor=member(CaseFactory(unit=elsewhere, area=elsewhere.area), Role.VLU_OFFICER),
            at=AT + 2 * HOUR,
        )


def test_a_letter_that_did_not_reach_the_adviser_is_not_asked_about_any_more() -> None:
    through_adviser()
    leave()

    message = OutboxMessage.objects.get()
    message.state = MessageState.FAILED_PERM
    message.save()
    consequences.follow(message=message, at=AT + 2 * HOUR)

    assert asked().state == WorkState.DONE
    assert Communication.objects.get().sent_at is None
