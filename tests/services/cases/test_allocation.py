"""Whose victim somebody is: allowed by the same rules as everything else, traced, and never undone unseen (L2, L8)."""

import datetime as dt
import threading

import pytest
from django.db import connections

from accounts import actors
from accounts.models import UnitKind
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.services import allocation
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import CaseFactory, VictimFactory, WorkItemFactory

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def unit(db):
    return UnitFactory()


@pytest.fixture
def victim(unit):
    return VictimFactory(case=CaseFactory(unit=unit))


@pytest.fixture
def officer(unit):
    return staff_with(Role.VLU_OFFICER, unit)


def by(user):
    return actors.staff(user=user, at=AT)


def give(victim, officer, *, actor, seen=None, reason="They speak Welsh"):
    return allocation.allocate(
        victim_id=victim.pk, officer=officer, seen_officer_id=seen, reason=reason, actor=actor, at=AT
    )


class TestAllocating:
    def test_names_the_officer_and_leaves_a_trace_with_the_reason(self, victim, officer, unit):
        manager = staff_with(Role.VLU_MANAGER, unit)

        give(victim, officer, actor=by(manager))

        victim.refresh_from_db()
        entry = AuditEvent.objects.get(verb="ALLOCATED")
        assert victim.officer == officer
        assert (entry.actor, entry.reason) == (f"staff:{manager.pk}", "They speak Welsh")
        assert entry.detail == {"before": None, "after": str(officer.pk)}

    def test_keeps_who_it_was_before(self, victim, officer, unit):
        second = staff_with(Role.VLU_OFFICER, unit)
        give(victim, officer, actor=by(officer))

        give(victim, second, actor=by(officer), seen=officer.pk)

        assert [row.officer_id for row in victim.earlier_versions.order_by("pgh_id")] == [None, officer.pk]

    def test_open_work_goes_with_the_victim_and_what_somebody_else_holds_stays(self, victim, officer, unit):
        second, third = staff_with(Role.VLU_OFFICER, unit), staff_with(Role.VLU_OFFICER, unit)
        give(victim, officer, actor=by(officer))
        theirs = WorkItemFactory(case=victim.case, victim=victim, officer=officer)
        elsewhere = WorkItemFactory(case=victim.case, victim=victim, officer=third)
        done = WorkItemFactory(
            case=victim.case, victim=victim, officer=officer, state="DONE", done_at=AT, done_by="staff:1"
        )

        give(victim, second, actor=by(officer), seen=officer.pk)

        for item in (theirs, elsewhere, done):
            item.refresh_from_db()
        assert (theirs.officer, elsewhere.officer, done.officer) == (second, third, officer)

    def test_nobody_is_an_answer(self, victim, officer):
        give(victim, officer, actor=by(officer))

        give(victim, None, actor=by(officer), seen=officer.pk, reason="Left the unit")

        victim.refresh_from_db()
        assert victim.officer is None

    def test_the_same_officer_again_changes_nothing(self, victim, officer):
        give(victim, officer, actor=by(officer))

        give(victim, officer, actor=by(officer), seen=officer.pk)

        assert AuditEvent.objects.filter(verb="ALLOCATED").count() == 1


class TestRefusals:
    @pytest.mark.parametrize("role", [Role.PROSECUTOR, Role.INSPECTOR])
    def test_of_whoever_may_not_allocate(self, victim, officer, unit, role):
        with pytest.raises(NotPermitted):
            give(victim, officer, actor=by(staff_with(role, unit)))

    def test_of_another_area(self, victim, officer):
        stranger = staff_with(Role.VLU_MANAGER, UnitFactory(area=AreaFactory(code="WESSEX")))

        with pytest.raises(NotPermitted):
            give(victim, officer, actor=by(stranger))

    def test_of_an_officer_who_may_not_open_the_case(self, unit, officer):
        rasso_unit = UnitFactory(area=unit.area, kind=UnitKind.RASSO, name="RASSO unit")
        restricted = VictimFactory(case=CaseFactory(unit=rasso_unit, is_rasso=True))
        rasso_officer = staff_with(Role.VLO_RASSO, rasso_unit)

        with pytest.raises(allocation.UnableToHold):
            give(restricted, officer, actor=by(rasso_officer))

        assert allocation.officers_for(case=restricted.case, at=AT) == [rasso_officer]

    def test_of_an_officer_who_has_left(self, victim, officer, unit):
        leaver = staff_with(Role.VLU_OFFICER, unit, is_active=False)

        with pytest.raises(allocation.UnableToHold):
            give(victim, leaver, actor=by(officer))

    def test_of_what_rests_on_an_older_page(self, victim, officer, unit):
        give(victim, staff_with(Role.VLU_OFFICER, unit), actor=by(officer))

        with pytest.raises(allocation.ChangedMeanwhile):
            give(victim, officer, actor=by(officer), seen=None)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_allocate_at_once_only_the_first_does():
    unit = UnitFactory()
    victim = VictimFactory(case=CaseFactory(unit=unit))
    officers = [staff_with(Role.VLU_OFFICER, unit) for _ in range(2)]
    start = threading.Barrier(2)
    refused = []

    def allocate(officer):
        try:
            actor = by(officer)
            start.wait(timeout=10)
            give(victim, officer, actor=actor)
        except allocation.ChangedMeanwhile:
            refused.append(officer)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=allocate, args=(officer,)) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    victim.refresh_from_db()
    assert len(refused) == 1
    assert victim.officer in officers
    assert victim.officer not in refused
