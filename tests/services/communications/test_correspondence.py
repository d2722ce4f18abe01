"""Messages from people: taken in once, answered by a known date, handed on, never lost (V16, V17, L10, L14, V19)."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection, connections

from accounts import actors
from accounts.actors import Actor
from accounts.models import UnitKind
from accounts.permissions import Permission
from accounts.policies import NotPermitted, has_permission
from accounts.roles import Role
from accounts.selectors import staff_who_may
from audit.models import AuditEvent
from cases.models import Victim, WorkItem
from cases.rules.vocabulary import WorkKind, WorkState
from communications.models import MessageAnswer, OutboxMessage, VictimMessage
from communications.models.correspondence import LONGEST_TEXT
from communications.rules.vocabulary import Channel, MessageEnd, MessageMark, MessageStanding, Purpose
from communications.services import correspondence
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import ContactPointFactory, PersonFactory, SafeContactProfileFactory, VictimFactory
from tests.factories.communications import VictimMessageFactory
from tests.factories.reference import lay_reference_data

NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def victim(db: None) -> Victim:
    lay_reference_data()
    victim = VictimFactory()
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


def person(victim: Victim) -> Actor:
    return actors.victim(victim_id=victim.pk, person_id=victim.person_id)


def officer_of(victim: Victim, role: Role = Role.VLU_OFFICER, **user: object) -> Actor:
    return actors.staff(user=staff_with(role, victim.case.unit, **user), at=NOW)


def write(victim: Victim, text: str = "When is the next hearing?", **changes: object) -> VictimMessage:
    values = {"key": uuid.uuid4().hex, "tells_what_happened": None, "at": NOW, "actor": person(victim), **changes}
    return correspondence.write(text=text, **values).message  # type: ignore[arg-type]


class TestWriting:
    def test_keeps_every_word_and_promises_a_day(self, victim: Victim) -> None:
        """V16, V17."""
        message = write(victim, "Hello.\r\nWhen is it?  ")

        assert message.text == "Hello.\nWhen is it?"
        assert message.answer_due_on == dt.date(2026, 3, 13)
        assert (message.standing, message.person_id) == (MessageStanding.WAITING, victim.person_id)
        event = AuditEvent.objects.get(verb="RECEIVED")
        assert (event.victim_id, event.actor) == (victim.pk, f"victim:{victim.person_id}")

    def test_puts_one_item_on_the_list_of_the_officer_due_on_that_day(self, victim: Victim) -> None:
        victim.officer = staff_with(Role.VLU_OFFICER, victim.case.unit)
        victim.save()

        message = write(victim)

        item = WorkItem.objects.get()
        assert (item.kind, item.officer, item.about) == (
            WorkKind.ANSWER_MESSAGE,
            victim.officer,
            f"written:{message.pk}",
        )
        assert item.due_at == dt.datetime(2026, 3, 13, 23, 59, 59, tzinfo=dt.UTC)

    def test_sent_twice_is_one_message(self, victim: Victim) -> None:
        first = write(victim, key="k" * 32)

        assert write(victim, key="k" * 32) == first
        assert (VictimMessage.objects.count(), WorkItem.objects.count()) == (1, 1)

    @pytest.mark.parametrize("text", ["", "  \n ", "\x00", "x" * (LONGEST_TEXT + 1)])
    def test_without_words_or_with_too_many_is_refused(self, victim: Victim, text: str) -> None:
        with pytest.raises(correspondence.UnableToTake):
            write(victim, text)

        assert not VictimMessage.objects.exists()

    def test_about_somebody_elses_record_is_refused(self, victim: Victim) -> None:
        with pytest.raises(NotPermitted):
            write(victim, actor=officer_of(victim))
        with pytest.raises(NotPermitted):
            write(victim, actor=actors.NOBODY)

    def test_asks_before_it_takes_words_about_what_happened(self, victim: Victim) -> None:
        """L14: asked once, never refused."""
        with pytest.raises(correspondence.MayTellWhatHappened):
            write(victim, "I saw him that night")
        assert not VictimMessage.objects.exists()

        told = write(victim, "I saw him that night", tells_what_happened=True)
        not_so = write(victim, "I saw him that night", tells_what_happened=False)

        assert (told.tells_what_happened, not_so.tells_what_happened) == (True, False)
        passed = WorkItem.objects.get(kind=WorkKind.FORWARD_TO_POLICE)
        assert passed.about == f"written:{told.pk}"

    def test_very_often_in_a_day_asks_to_ring_and_loses_nothing(self, victim: Victim) -> None:
        for _ in range(correspondence.MOST_IN_A_DAY):
            VictimMessageFactory(victim=victim, received_at=NOW - dt.timedelta(hours=1))

        with pytest.raises(correspondence.TooManyMessages):
            write(victim)
        assert write(victim, at=NOW + dt.timedelta(days=1)).pk


class TestAnswering:
    def test_settles_the_work_and_tells_the_person_without_content(self, victim: Victim) -> None:
        message = write(victim)

        answer = correspondence.answer(
            message_id=message.pk, text="On Tuesday.", answers_seen=0, actor=officer_of(victim), at=NOW
        )

        message.refresh_from_db()
        assert (message.standing, answer.number) == (MessageStanding.ANSWERED, 1)
        assert WorkItem.objects.get().state == WorkState.DONE
        notice = OutboxMessage.objects.get()
        assert (notice.purpose, notice.channel, notice.template_name) == (
            Purpose.NEWS_NOTICE,
            Channel.TEXT,
            "news_notice",
        )
        assert notice.template_values == {"victim_id": str(victim.pk)}

    def test_asks_a_person_to_tell_where_no_text_or_email_is_safe(self, victim: Victim) -> None:
        SafeContactProfileFactory(person=victim.person, never_text=True, never_email=True)
        message = write(victim)

        correspondence.answer(
            message_id=message.pk, text="On Tuesday.", answers_seen=0, actor=officer_of(victim), at=NOW
        )

        assert not OutboxMessage.objects.exists()
        assert WorkItem.objects.get(state=WorkState.OPEN).kind == WorkKind.CALL_THE_PERSON

    def test_after_somebody_else_has_answered_sends_nothing(self, victim: Victim) -> None:
        message = write(victim)
        first = officer_of(victim)
        correspondence.answer(message_id=message.pk, text="On Tuesday.", answers_seen=0, actor=first, at=NOW)

        with pytest.raises(correspondence.AnsweredMeanwhile):
            correspondence.answer(message_id=message.pk, text="On Monday.", answers_seen=0, actor=first, at=NOW)

        assert MessageAnswer.objects.count() == 1
        again = correspondence.answer(message_id=message.pk, text="At ten.", answers_seen=1, actor=first, at=NOW)
        assert again.number == 2

    @pytest.mark.parametrize("role", [Role.PROSECUTOR, Role.AREA_MANAGER, Role.INSPECTOR, Role.ADMINISTRATOR])
    def test_is_for_those_who_look_after_people(self, victim: Victim, role: Role) -> None:
        message = write(victim)

        with pytest.raises(NotPermitted):
            correspondence.answer(
                message_id=message.pk, text="On Tuesday.", answers_seen=0, actor=officer_of(victim, role), at=NOW
            )

    def test_in_another_area_is_refused(self, victim: Victim) -> None:
        stranger = actors.staff(user=staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=NOW)
        message = write(victim)

        for act in (
            lambda: correspondence.answer(message_id=message.pk, text="x", answers_seen=0, actor=stranger, at=NOW),
            lambda: correspondence.mark(
                message_id=message.pk, as_what=MessageMark.ADMINISTRATIVE, actor=stranger, at=NOW
            ),
            lambda: correspondence.close(
                message_id=message.pk, how=MessageEnd.BY_TELEPHONE, note="x", actor=stranger, at=NOW
            ),
            lambda: correspondence.hand_on(
                message_id=message.pk, officer_id=uuid.uuid4(), note="", actor=stranger, at=NOW
            ),
        ):
            with pytest.raises(NotPermitted):
                act()


class TestEndingOtherwise:
    @pytest.mark.parametrize(
        ("how", "kind"),
        [(MessageEnd.WILL_CALL, WorkKind.CALL_THE_PERSON), (MessageEnd.WILL_MEET, WorkKind.ARRANGE_MEETING)],
    )
    def test_becomes_work_with_the_same_date(self, victim: Victim, how: MessageEnd, kind: WorkKind) -> None:
        message = write(victim)

        correspondence.close(
            message_id=message.pk,
            how=how,
            note="Easier to talk",
            actor=officer_of(victim),
            at=NOW + dt.timedelta(days=1),
        )

        item = WorkItem.objects.get(state=WorkState.OPEN)
        assert (item.kind, item.due_at) == (kind, dt.datetime(2026, 3, 13, 23, 59, 59, tzinfo=dt.UTC))

    @pytest.mark.parametrize("how", [MessageEnd.BY_TELEPHONE, MessageEnd.NO_ANSWER_NEEDED])
    def test_by_telephone_or_needing_nothing_leaves_no_work(self, victim: Victim, how: MessageEnd) -> None:
        message = write(victim)

        ended = correspondence.close(message_id=message.pk, how=how, note="Spoke", actor=officer_of(victim), at=NOW)

        assert (ended.standing, ended.ended_as) == (MessageStanding.CLOSED, how)
        assert not WorkItem.objects.filter(state=WorkState.OPEN).exists()
        with pytest.raises(correspondence.AlreadySettled):
            correspondence.close(message_id=message.pk, how=how, note="Again", actor=officer_of(victim), at=NOW)

    def test_needs_a_reason(self, victim: Victim) -> None:
        message = write(victim)

        with pytest.raises(correspondence.UnableToTake):
            correspondence.close(
                message_id=message.pk, how=MessageEnd.BY_TELEPHONE, note=" ", actor=officer_of(victim), at=NOW
            )


class TestHandingOn:
    def test_gives_message_and_work_to_the_other_officer(self, victim: Victim) -> None:
        other = staff_with(Role.VLU_OFFICER, victim.case.unit)
        message = write(victim)

        correspondence.hand_on(
            message_id=message.pk, officer_id=other.pk, note="She knows them", actor=officer_of(victim), at=NOW
        )

        message.refresh_from_db()
        assert (message.officer, message.hand_on_note) == (other, "She knows them")
        assert WorkItem.objects.get().officer == other

    def test_to_somebody_who_may_not_answer_is_refused(self, victim: Victim) -> None:
        prosecutor = staff_with(Role.PROSECUTOR, victim.case.unit)
        message = write(victim)

        with pytest.raises(correspondence.UnableToHandOn):
            correspondence.hand_on(
                message_id=message.pk, officer_id=prosecutor.pk, note="", actor=officer_of(victim), at=NOW
            )

    def test_of_what_was_settled_is_refused(self, victim: Victim) -> None:
        message = VictimMessageFactory(victim=victim, answered=True)

        with pytest.raises(correspondence.AlreadySettled):
            correspondence.hand_on(
                message_id=message.pk, officer_id=uuid.uuid4(), note="", actor=officer_of(victim), at=NOW
            )


class TestMarking:
    def test_for_the_police_raises_work_once(self, victim: Victim) -> None:
        """L14."""
        message = write(victim)
        officer = officer_of(victim)

        for _ in range(2):
            correspondence.mark(message_id=message.pk, as_what=MessageMark.TO_POLICE, actor=officer, at=NOW)

        assert WorkItem.objects.filter(kind=WorkKind.FORWARD_TO_POLICE).count() == 1
        assert AuditEvent.objects.filter(verb="MARKED").count() == 1

    def test_as_something_else_raises_none(self, victim: Victim) -> None:
        message = write(victim)

        marked = correspondence.mark(
            message_id=message.pk, as_what=MessageMark.ADMINISTRATIVE, actor=officer_of(victim), at=NOW
        )

        assert marked.mark == MessageMark.ADMINISTRATIVE
        assert not WorkItem.objects.filter(kind=WorkKind.FORWARD_TO_POLICE).exists()


class TestOfficersFor:
    @pytest.mark.parametrize("is_rasso", [True, False])
    def test_are_exactly_those_whom_the_policy_lets_in(self, victim: Victim, is_rasso: bool) -> None:
        case = victim.case
        case.is_rasso = is_rasso
        case.save()
        here = [case.unit, UnitFactory(area=case.area), UnitFactory(area=case.area, kind=UnitKind.RASSO)]
        elsewhere = UnitFactory(area=AreaFactory(code="WESSEX"))
        staff = [staff_with(role, unit) for unit in (*here, elsewhere) for role in Role if role.definition.for_staff]
        leaver = staff_with(Role.VLU_OFFICER, case.unit, is_active=False)

        found = staff_who_may(
            permission=Permission.ANSWER_MESSAGE,
            area_code=case.area_id,
            unit_id=case.unit_id,
            restricted=is_rasso,
            at=NOW,
        )

        expected = {
            user.pk
            for user in [*staff, leaver]
            if has_permission(
                actor=actors.staff(user=user, at=NOW),
                permission=Permission.ANSWER_MESSAGE,
                area=case.area_id,
                unit=case.unit_id,
                restricted=is_rasso,
            )
        }
        assert {user.pk for user in found} == expected
        assert expected

    def test_hold_nothing_where_no_role_does(self, victim: Victim) -> None:
        found = staff_who_may(
            permission=Permission.VIEW_OWN_RECORD,
            area_code=victim.case.area_id,
            unit_id=victim.case.unit_id,
            restricted=False,
            at=NOW,
        )

        assert found == []


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_officers_who_answer_at_once_send_one_answer(self) -> None:
        lay_reference_data()
        victim = VictimFactory(person=PersonFactory())
        message = write(victim)
        officers = [officer_of(victim), officer_of(victim)]
        outcomes: list[str] = []
        start = threading.Barrier(2)

        def answer(actor: Actor) -> None:
            try:
                start.wait(timeout=20)
                correspondence.answer(message_id=message.pk, text="On Tuesday.", answers_seen=0, actor=actor, at=NOW)
                outcomes.append("sent")
            except correspondence.AnsweredMeanwhile:
                outcomes.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=answer, args=(officer,)) for officer in officers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)

        assert sorted(outcomes) == ["refused", "sent"]
        assert MessageAnswer.objects.count() == 1
        assert connection.vendor == "postgresql"
