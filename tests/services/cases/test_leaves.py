"""Leave with a colleague who stands in: whose it is to record, and what cannot be (L8, COV-1, COV-2)."""

import datetime as dt
import threading

import pytest
from django.db import connections

from accounts import actors
from accounts.models import UnitKind
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import OfficerLeave
from cases.rules.leave import LeaveDates
from cases.selectors import leaves as selector
from cases.services import leaves
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import OfficerLeaveFactory

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
TODAY = AT.date()
WEEK = LeaveDates(starts_on=TODAY, ends_on=TODAY + dt.timedelta(days=6))


class Office:
    """An officer, a colleague and a manager of one unit."""

    def __init__(self) -> None:
        self.unit = UnitFactory()
        self.officer = staff_with(Role.VLU_OFFICER, self.unit)
        self.colleague = staff_with(Role.VLU_OFFICER, self.unit)
        self.manager = staff_with(Role.VLU_MANAGER, self.unit)

    def record(self, *, by=None, cover=None, dates=WEEK):
        return leaves.record(
            officer=self.officer,
            cover=cover or self.colleague,
            dates=dates,
            actor=acting(by or self.officer),
            at=AT,
        )


@pytest.fixture
def office(db):
    return Office()


def acting(user):
    return actors.staff(user=user, at=AT)


class TestRecording:
    @pytest.mark.parametrize("by", ["officer", "manager"])
    def test_by_the_officer_or_a_manager_leaves_a_trace(self, office, by):
        leave = office.record(by=getattr(office, by))

        entry = AuditEvent.objects.get(verb="CREATED")
        assert (leave.officer, leave.cover) == (office.officer, office.colleague)
        assert entry.actor == f"staff:{getattr(office, by).pk}"

    def test_is_refused_of_anybody_else(self, office):
        elsewhere = UnitFactory(area=AreaFactory(code="WESSEX"))
        for nobody in (staff_with(Role.PROSECUTOR, office.unit), staff_with(Role.VLU_MANAGER, elsewhere)):
            with pytest.raises(NotPermitted):
                office.record(by=nobody)

    def test_of_somebody_who_keeps_in_touch_with_nobody_is_refused(self, office):
        prosecutor = office.officer = staff_with(Role.PROSECUTOR, office.unit)

        with pytest.raises(NotPermitted):
            office.record(by=prosecutor)

    def test_of_days_that_cannot_be_is_refused(self, office):
        with pytest.raises(leaves.UnableToRecord):
            office.record(dates=LeaveDates(starts_on=TODAY, ends_on=TODAY - dt.timedelta(days=1)))

    def test_twice_for_the_same_days_is_refused(self, office):
        office.record()

        with pytest.raises(leaves.UnableToRecord):
            office.record(dates=LeaveDates(starts_on=WEEK.ends_on, ends_on=WEEK.ends_on))

    def test_again_after_it_was_called_off_is_not(self, office):
        leave = office.record()
        leaves.call_off(leave_id=leave.pk, actor=acting(office.officer), at=AT)

        assert office.record().pk != leave.pk

    @pytest.mark.parametrize("kind", ["themselves", "of another unit", "who left", "away"])
    def test_with_a_colleague_who_cannot_stand_in_is_refused(self, office, kind):
        rasso = UnitFactory(area=office.unit.area, kind=UnitKind.RASSO, name="RASSO unit")
        cover = {
            "themselves": office.officer,
            "of another unit": staff_with(Role.VLO_RASSO, rasso),
            "who left": staff_with(Role.VLU_OFFICER, office.unit, is_active=False),
            "away": office.colleague,
        }[kind]
        OfficerLeaveFactory(officer=office.colleague, starts_on=WEEK.ends_on, ends_on=WEEK.ends_on)

        with pytest.raises(leaves.UnableToCover):
            office.record(cover=cover)


class TestCallingOff:
    def test_ends_it_once(self, office):
        leave = office.record()

        for _ in range(2):
            leaves.call_off(leave_id=leave.pk, actor=acting(office.manager), at=AT)

        leave.refresh_from_db()
        assert (leave.ended_at, leave.ended_by) == (AT, f"staff:{office.manager.pk}")
        assert AuditEvent.objects.filter(verb="CANCELLED").count() == 1
        assert selector.stand_in_for(officer=office.officer, on=TODAY) == office.officer

    def test_is_refused_of_anybody_else(self, office):
        leave = office.record()

        with pytest.raises(NotPermitted):
            leaves.call_off(leave_id=leave.pk, actor=acting(staff_with(Role.PROSECUTOR, office.unit)), at=AT)


class TestStandingIn:
    @pytest.mark.parametrize(("day", "is_cover"), [(-1, False), (0, True), (6, True), (7, False)])
    def test_begins_and_ends_by_itself(self, office, day, is_cover):
        office.record()

        found = selector.stand_in_for(officer=office.officer, on=TODAY + dt.timedelta(days=day))

        assert found == (office.colleague if is_cover else office.officer)

    def test_is_not_done_by_somebody_who_has_left(self, office):
        office.record()
        office.colleague.is_active = False
        office.colleague.save()

        assert selector.stand_in_for(officer=office.officer, on=TODAY) == office.officer


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_leave_of_one_officer_at_once_only_one_does():
    office = Office()
    start = threading.Barrier(2)
    refused = []

    def record(first):
        try:
            start.wait(timeout=10)
            office.record(dates=LeaveDates(starts_on=TODAY + dt.timedelta(days=first), ends_on=WEEK.ends_on))
        except leaves.UnableToRecord:
            refused.append(first)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=record, args=(first,)) for first in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(refused) == 1
    assert OfficerLeave.objects.count() == 1
