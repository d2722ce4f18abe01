"""What lists need to know of a row stands on the row, and the database keeps it as its owner has it."""

import threading
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Case, Obligation, WorkItem
from tests.factories.accounts import AreaFactory, UnitFactory
from tests.factories.cases import CaseFactory, ObligationFactory, VictimFactory, WorkItemFactory

RESTRICTIONS = [{"is_rasso": True}, {"is_restricted": True}, {"is_rasso": True, "is_restricted": True}]


def restrictions(model, row):
    return model.objects.values("is_rasso", "is_restricted").get(pk=row.pk)


@pytest.mark.django_db
class TestWhetherTheCaseIsRestricted:
    @pytest.mark.parametrize("restriction", RESTRICTIONS)
    def test_is_copied_whoever_inserts_the_row(self, restriction):
        case = CaseFactory(**restriction)
        expected = {"is_rasso": False, "is_restricted": False, **restriction}

        assert restrictions(WorkItem, WorkItemFactory(case=case)) == expected
        assert restrictions(Obligation, ObligationFactory(victim=VictimFactory(case=case))) == expected

    @pytest.mark.parametrize("restriction", RESTRICTIONS)
    def test_follows_the_case_both_ways(self, restriction):
        item = WorkItemFactory()
        owed = ObligationFactory(victim=VictimFactory(case=item.case))
        neither = {"is_rasso": False, "is_restricted": False}

        Case.objects.filter(pk=item.case_id).update(**restriction)

        assert restrictions(WorkItem, item) == restrictions(Obligation, owed) == {**neither, **restriction}

        Case.objects.filter(pk=item.case_id).update(**neither)

        assert restrictions(WorkItem, item) == restrictions(Obligation, owed) == neither

    def test_cannot_be_claimed_otherwise_by_who_inserts(self):
        item = WorkItemFactory(case=CaseFactory(is_rasso=True), is_rasso=False)

        assert restrictions(WorkItem, item)["is_rasso"]


@pytest.mark.django_db
class TestTheAreaOfWork:
    def test_is_that_of_the_unit(self):
        item = WorkItemFactory()

        item.refresh_from_db()
        assert item.area_code == item.unit.area_id

    def test_follows_the_item_to_another_unit_and_the_unit_to_another_area(self):
        item = WorkItemFactory()
        other, third = UnitFactory(area=AreaFactory(code="OTHER")), AreaFactory(code="THIRD")

        WorkItem.objects.filter(pk=item.pk).update(unit=other)
        item.refresh_from_db()
        assert item.area_code == "OTHER"

        type(other).objects.filter(pk=other.pk).update(area=third)
        item.refresh_from_db()
        assert item.area_code == "THIRD"


@pytest.mark.django_db
class TestWhoSaysTheCopies:
    """A statement that has read the owners says what it read; the database does not read again, and checks it."""

    def test_is_believed_where_they_are_true(self):
        case = CaseFactory(is_rasso=True, is_restricted=True)

        item = WorkItemFactory(case=case, area_code=case.unit.area_id, is_rasso=True, is_restricted=True)

        item.refresh_from_db()
        assert (item.area_code, item.is_rasso, item.is_restricted) == (case.unit.area_id, True, True)

    def test_may_be_nobody_where_a_statement_of_sql_leaves_them_out(self):
        case = CaseFactory(is_rasso=True)

        with connection.cursor() as cursor:
            cursor.execute(
                "insert into cases_workitem (id, kind, key, unit_id, case_id, about, summary, is_for_manager, state, "
                "raised_at, raised_by, done_by, outcome) values (gen_random_uuid(), 'CONFIRM_PROPOSAL', 'key', %s, %s, "
                "'', 'Look', false, 'OPEN', now(), 'system:test', '', '') returning area_code, is_rasso, is_restricted",
                [case.unit_id, case.pk],
            )
            assert cursor.fetchone() == (case.unit.area_id, True, False)

    @pytest.mark.parametrize("untrue", [{"is_rasso": False}, {"is_restricted": False}])
    def test_is_refused_where_the_case_is_restricted_otherwise(self, untrue):
        case = CaseFactory(is_rasso=True, is_restricted=True)
        said = {"is_rasso": True, "is_restricted": True, **untrue}

        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            WorkItemFactory(case=case, area_code=case.unit.area_id, **said)

        assert refused.value.__cause__.diag.constraint_name == "cases_workitem_restricted_as_its_case"

    def test_is_refused_where_the_unit_is_of_another_area(self):
        case, elsewhere = CaseFactory(), AreaFactory(code="ELSEWHERE")

        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            WorkItemFactory(case=case, area_code=elsewhere.code)

        assert refused.value.__cause__.diag.constraint_name == "cases_workitem_in_the_area_of_its_unit"


@pytest.mark.django_db
class TestTheOwnersOfWork:
    """The constraints over the copies are also those by which its unit and its case exist."""

    @pytest.mark.parametrize(
        ("missing", "constraint"),
        [
            ("unit_id", "cases_workitem_in_the_area_of_its_unit"),
            ("case_id", "cases_workitem_restricted_as_its_case"),
        ],
    )
    def test_exist(self, missing, constraint):
        item = WorkItem.objects.get(pk=WorkItemFactory().pk)
        # Together with the copies, as whoever says them would: then no trigger looks for the owner.
        said = {"unit_id": item.unit_id, "case_id": item.case_id, "area_code": item.area_code, missing: uuid.uuid4()}

        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            WorkItem.objects.create(
                kind=item.kind, key="another", summary="Look", raised_at=item.raised_at, raised_by="staff:1", **said
            )

        assert refused.value.__cause__.diag.constraint_name == constraint

    @pytest.mark.parametrize(
        ("owner", "constraint"),
        [
            ("accounts_unit", "cases_workitem_in_the_area_of_its_unit"),
            ("cases_case", "cases_workitem_restricted_as_its_case"),
        ],
    )
    def test_cannot_be_deleted(self, owner, constraint):
        item = WorkItemFactory()
        names = {"accounts_unit": item.unit_id, "cases_case": item.case_id}

        with pytest.raises(IntegrityError) as refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"delete from {owner} where id = %s", [names[owner]])

        assert refused.value.__cause__.diag.constraint_name == constraint


@pytest.mark.django_db(transaction=True)
def test_work_raised_while_a_case_becomes_restricted_is_never_left_open_to_all():
    """One process has read the case as it was; the other makes it restricted. Whoever is second gives way."""
    case = CaseFactory()
    refused = []

    def raise_work():
        try:
            WorkItemFactory(case=case, unit=case.unit)
        except IntegrityError as error:
            refused.append(error.__cause__.diag.constraint_name)
        finally:
            connection.close()

    other = threading.Thread(target=raise_work)
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(is_rasso=True)
        other.start()
        # It waits for this transaction: the case it copied from is being changed.
        other.join(timeout=0.5)
        assert other.is_alive()
    other.join()

    assert refused == ["cases_workitem_restricted_as_its_case"]
    assert not WorkItem.objects.filter(case=case).exists()
