"""Work for people (cases.services.work)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind, WorkState
from cases.services import work
from tests.factories.accounts import StaffUserFactory, UnitFactory, UnitMembershipFactory
from tests.factories.cases import CaseFactory, WorkItemFactory

AT = dt.datetime(2026, 3, 26, 12, 0, tzinfo=dt.UTC)
SYSTEM = actors.system(SystemProcess.DEADLINES)

pytestmark = pytest.mark.django_db


class TestRaiseItem:
    def test_raises_once_while_the_same_work_is_open(self) -> None:
        case = CaseFactory()

        first = work.raise_item(
            kind=WorkKind.CORRECTION, key="correction:1", summary="Compare", actor=SYSTEM, at=AT, case=case
        )
        again = work.raise_item(
            kind=WorkKind.CORRECTION, key="correction:1", summary="Compare", actor=SYSTEM, at=AT, case=case
        )

        assert again.pk == first.pk
        assert WorkItem.objects.count() == 1
        assert first.unit_id == case.unit_id

    def test_raises_anew_after_the_first_was_finished(self) -> None:
        case = CaseFactory()
        work.raise_item(kind=WorkKind.CORRECTION, key="k", summary="Compare", actor=SYSTEM, at=AT, case=case)
        work.settle(key="k", outcome="done", actor=SYSTEM, at=AT)

        work.raise_item(kind=WorkKind.CORRECTION, key="k", summary="Compare", actor=SYSTEM, at=AT, case=case)

        assert sorted(WorkItem.objects.values_list("state", flat=True)) == ["DONE", "OPEN"]


class TestFinish:
    def test_records_who_finished_it_and_leaves_a_trace(self) -> None:
        item = WorkItemFactory()
        officer = actors.staff(user=UnitMembershipFactory(unit=item.unit, role=Role.VLU_OFFICER).user, at=AT)

        work.finish(item_id=item.pk, outcome="Rang the officer in the case", actor=officer, at=AT)

        item.refresh_from_db()
        assert (item.state, item.done_at, item.done_by) == (WorkState.DONE, AT, officer.label)
        assert AuditEvent.objects.filter(actor=officer.label, subject_id=str(item.pk)).count() == 1

    def test_refuses_a_second_person(self) -> None:
        item = WorkItemFactory(state="DONE", done_at=AT, done_by="staff:other")
        officer = actors.staff(user=UnitMembershipFactory(unit=item.unit, role=Role.VLU_OFFICER).user, at=AT)

        with pytest.raises(work.AlreadyDone):
            work.finish(item_id=item.pk, outcome="again", actor=officer, at=AT)

    def test_refuses_somebody_of_another_unit(self) -> None:
        item = WorkItemFactory()
        elsewhere = UnitFactory(area__code="WESSEX")
        stranger = actors.staff(user=UnitMembershipFactory(unit=elsewhere, role=Role.VLU_OFFICER).user, at=AT)

        with pytest.raises(NotPermitted):
            work.finish(item_id=item.pk, outcome="not mine", actor=stranger, at=AT)

    def test_refuses_somebody_without_a_role(self) -> None:
        item = WorkItemFactory()

        with pytest.raises(NotPermitted):
            work.finish(item_id=item.pk, outcome="", actor=actors.staff(user=StaffUserFactory(), at=AT), at=AT)
