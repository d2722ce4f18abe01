"""A victim is offered to another officer and stays with the first until the other accepts (L8, HO-1)."""

import datetime as dt
import threading

import pytest
from django.db import connections

from accounts import actors
from accounts.models import UnitKind
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Handover, Victim, WorkItem
from cases.rules.handovers import DEFAULT_TIMES
from cases.rules.vocabulary import HandoverReason, HandoverState, ServiceTier, WorkKind, WorkState
from cases.services import allocation, handovers, people, work
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import CaseFactory, VictimFactory, WorkItemFactory
from tests.factories.reference import lay_reference_data

#: A Wednesday.
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
FRIDAY = dt.date(2026, 3, 13)
MONDAY_MORNING = dt.datetime(2026, 3, 16, 8, 0, tzinfo=dt.UTC)


class Office:
    """A unit with two officers, a manager, and a victim of the first officer."""

    def __init__(self) -> None:
        lay_reference_data()
        self.unit = UnitFactory()
        self.first = staff_with(Role.VLU_OFFICER, self.unit)
        self.second = staff_with(Role.VLU_OFFICER, self.unit)
        self.manager = staff_with(Role.VLU_MANAGER, self.unit)
        self.victim = VictimFactory(case=CaseFactory(unit=self.unit), officer=self.first)

    def offer(self, *, by=None, to=None, at=AT, note="Rings back after six"):
        return handovers.offer(
            victim_id=self.victim.pk,
            to_officer=to or self.second,
            reason=HandoverReason.OTHER_WORK,
            note=note,
            times=DEFAULT_TIMES,
            actor=acting(by or self.first),
            at=at,
        )

    def contact(self):
        return Victim.objects.get(pk=self.victim.pk).officer


@pytest.fixture
def office(db):
    return Office()


def acting(user):
    return actors.staff(user=user, at=AT)


def open_kinds():
    return sorted(WorkItem.objects.filter(state=WorkState.OPEN).values_list("kind", flat=True))


class TestAnOffer:
    def test_is_work_for_the_other_with_a_date_and_moves_nothing(self, office):
        waiting = WorkItemFactory(case=office.victim.case, victim=office.victim, officer=office.first)

        handover = office.offer()

        item = WorkItem.objects.get(kind=WorkKind.HANDOVER_OFFERED)
        waiting.refresh_from_db()
        assert office.contact() == office.first
        assert (item.officer, item.victim, item.about) == (office.second, office.victim, f"handover:{handover.pk}")
        assert (handover.answer_due_on, item.due_at.date()) == (FRIDAY, FRIDAY)
        assert waiting.officer == office.first

    def test_may_come_from_a_manager_and_leaves_a_trace(self, office):
        handover = office.offer(by=office.manager)

        entry = AuditEvent.objects.get(verb="PROPOSED")
        assert handover.from_officer == office.first
        assert (entry.actor, entry.victim_id) == (f"staff:{office.manager.pk}", office.victim.pk)
        assert "Rings back" not in str(entry.detail) + entry.reason

    def test_stands_alone(self, office):
        office.offer()

        with pytest.raises(handovers.AlreadyOffered):
            office.offer(to=office.manager)

        assert Handover.objects.count() == 1

    def test_is_refused_of_whoever_may_not_allocate_or_is_of_another_area(self, office):
        elsewhere = UnitFactory(area=AreaFactory(code="WESSEX"))

        for nobody in (staff_with(Role.PROSECUTOR, office.unit), staff_with(Role.VLU_MANAGER, elsewhere)):
            with pytest.raises(NotPermitted):
                office.offer(by=nobody)

    def test_is_refused_to_whoever_may_not_open_the_case(self, office):
        rasso = UnitFactory(area=office.unit.area, kind=UnitKind.RASSO, name="RASSO unit")
        officer = staff_with(Role.VLO_RASSO, rasso)
        office.victim = VictimFactory(case=CaseFactory(unit=rasso, is_rasso=True), officer=officer)

        with pytest.raises(allocation.UnableToHold):
            office.offer(by=officer)

    def test_is_refused_to_the_contact_themselves(self, office):
        with pytest.raises(handovers.AlreadyTheirs):
            office.offer(to=office.first)

    def test_is_refused_of_somebody_who_has_no_contact(self, office):
        Victim.objects.update(officer=None)

        with pytest.raises(handovers.NobodyToHandOver):
            office.offer()


class TestAcceptance:
    def test_makes_the_other_the_contact_and_work_goes_along(self, office):
        waiting = WorkItemFactory(case=office.victim.case, victim=office.victim, officer=office.first)
        handover = office.offer()

        handovers.accept(handover_id=handover.pk, actor=acting(office.second), at=AT)

        waiting.refresh_from_db()
        handover.refresh_from_db()
        assert (office.contact(), waiting.officer) == (office.second, office.second)
        assert (handover.state, handover.answered_by) == (HandoverState.ACCEPTED, f"staff:{office.second.pk}")
        assert open_kinds() == [WorkKind.DRAFT_LETTER]
        assert set(AuditEvent.objects.values_list("verb", flat=True)) >= {"ALLOCATED", "CONFIRMED"}

    def test_is_for_nobody_else(self, office):
        handover = office.offer()

        for other in (office.first, office.manager):
            with pytest.raises(NotPermitted):
                handovers.accept(handover_id=handover.pk, actor=acting(other), at=AT)

        assert office.contact() == office.first

    def test_is_refused_of_somebody_who_has_left_the_unit(self, office):
        handover = office.offer()
        office.second.memberships.update(ended_at=AT, ended_by="staff:1")

        with pytest.raises(NotPermitted):
            handovers.accept(handover_id=handover.pk, actor=acting(office.second), at=AT)

    def test_happens_once(self, office):
        handover = office.offer()
        handovers.accept(handover_id=handover.pk, actor=acting(office.second), at=AT)

        with pytest.raises(handovers.NotOpen):
            handovers.accept(handover_id=handover.pk, actor=acting(office.second), at=AT)


class TestARefusal:
    def test_leaves_them_where_they_are_and_is_work_for_the_first(self, office):
        handover = office.offer()

        handovers.decline(handover_id=handover.pk, words="I know the defendant", actor=acting(office.second), at=AT)

        item = WorkItem.objects.get(state=WorkState.OPEN)
        assert (item.kind, item.officer) == (WorkKind.HANDOVER_DECLINED, office.first)
        assert "defendant" not in item.summary
        assert Handover.objects.get().answer == "I know the defendant"
        assert office.contact() == office.first

    def test_ends_when_they_are_offered_again(self, office):
        handover = office.offer()
        handovers.decline(handover_id=handover.pk, words="Full", actor=acting(office.second), at=AT)

        office.offer(to=office.manager)

        assert open_kinds() == [WorkKind.HANDOVER_OFFERED]

    @pytest.mark.parametrize("words", ["", " \n "])
    def test_says_why(self, office, words):
        handover = office.offer()

        with pytest.raises(handovers.NoReason):
            handovers.decline(handover_id=handover.pk, words=words, actor=acting(office.second), at=AT)
        with pytest.raises(handovers.NoReason):
            handovers.withdraw(handover_id=handover.pk, words=words, actor=acting(office.first), at=AT)


class TestTakingBack:
    def test_ends_the_offer_and_its_work(self, office):
        handover = office.offer()

        handovers.withdraw(handover_id=handover.pk, words="Wrong person", actor=acting(office.manager), at=AT)

        assert Handover.objects.get().state == HandoverState.WITHDRAWN
        assert open_kinds() == []
        with pytest.raises(handovers.NotOpen):
            handovers.accept(handover_id=handover.pk, actor=acting(office.second), at=AT)

    def test_is_refused_of_whoever_may_not_allocate(self, office):
        handover = office.offer()

        with pytest.raises(NotPermitted):
            handovers.withdraw(
                handover_id=handover.pk, words="No", actor=acting(staff_with(Role.PROSECUTOR, office.unit)), at=AT
            )

    def test_happens_by_itself_when_somebody_names_their_contact(self, office):
        office.offer()

        allocation.allocate(
            victim_id=office.victim.pk,
            officer=office.manager,
            seen_officer_id=office.first.pk,
            reason="She is ill",
            actor=acting(office.manager),
            at=AT,
        )

        assert Handover.objects.get().state == HandoverState.WITHDRAWN
        assert open_kinds() == []

    def test_happens_by_itself_when_contact_begins_with_somebody(self, office):
        office.offer()

        people.assign(
            victim_id=office.victim.pk,
            officer=office.manager,
            service_tier=ServiceTier.UNIVERSAL,
            actor=acting(office.manager),
            at=AT,
        )

        assert Handover.objects.get().state == HandoverState.WITHDRAWN


class TestNoAnswer:
    def test_goes_to_a_manager_the_day_after_and_once(self, office):
        handover = office.offer()

        on_the_day = handovers.ask_managers(at=dt.datetime(2026, 3, 13, 18, 0, tzinfo=dt.UTC))
        after = [handovers.ask_managers(at=MONDAY_MORNING) for _ in range(2)]

        item = WorkItem.objects.get(kind=WorkKind.HANDOVER_UNANSWERED)
        assert (on_the_day, after) == (0, [1, 0])
        assert (item.is_for_manager, item.about) == (True, f"handover:{handover.pk}")
        assert office.contact() == office.first

    def test_ends_with_the_answer_and_not_by_saying_so(self, office):
        handover = office.offer()
        handovers.ask_managers(at=MONDAY_MORNING)

        with pytest.raises(work.EndsByItself):
            work.finish(
                item_id=WorkItem.objects.get(kind=WorkKind.HANDOVER_UNANSWERED).pk,
                outcome="Seen",
                actor=acting(office.manager),
                at=MONDAY_MORNING,
            )
        handovers.decline(handover_id=handover.pk, words="Full", actor=acting(office.second), at=MONDAY_MORNING)

        assert open_kinds() == [WorkKind.HANDOVER_DECLINED]
        assert handovers.ask_managers(at=MONDAY_MORNING) == 0


@pytest.mark.django_db(transaction=True)
def test_of_an_acceptance_and_a_manager_at_once_one_comes_first_and_the_victim_has_one_contact():
    office = Office()
    handover = office.offer()
    start = threading.Barrier(2)
    refused = []

    def accept():
        handovers.accept(handover_id=handover.pk, actor=acting(office.second), at=AT)

    def name_another():
        allocation.allocate(
            victim_id=office.victim.pk,
            officer=office.manager,
            seen_officer_id=office.first.pk,
            reason="She is ill",
            actor=acting(office.manager),
            at=AT,
        )

    def at_once(act):
        try:
            start.wait(timeout=10)
            act()
        except (handovers.NotOpen, allocation.ChangedMeanwhile) as late:
            refused.append(type(late))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=at_once, args=(act,)) for act in (accept, name_another)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    winner = {handovers.NotOpen: office.manager, allocation.ChangedMeanwhile: office.second}
    assert len(refused) == 1
    assert office.contact() == winner[refused[0]]
    assert Handover.objects.filter(state=HandoverState.OFFERED).count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_who_offer_at_once_only_one_does():
    office = Office()
    start = threading.Barrier(2)
    refused = []

    def offer(to):
        try:
            start.wait(timeout=10)
            office.offer(to=to)
        except handovers.AlreadyOffered:
            refused.append(to)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=offer, args=(to,)) for to in (office.second, office.manager)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(refused) == 1
    assert Handover.objects.count() == 1
