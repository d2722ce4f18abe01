"""Looking at a record: one entry for each victim it shows, in one query."""

import datetime as dt
import uuid

import pytest

from accounts import actors
from accounts.actors import NOBODY
from accounts.roles import Role
from accounts.selectors import names_of, roles_of
from audit import services as audit
from audit.models import AuditEvent
from audit.services import NamelessEntry
from tests.factories.accounts import staff_with

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def officer():
    return staff_with(Role.VLU_OFFICER, full_name="Robin Writer")


class TestRecordLooks:
    @pytest.mark.parametrize("count", [1, 12])
    def test_leaves_one_entry_for_each_victim_in_one_query(self, officer, count, django_assert_num_queries):
        actor = actors.staff(user=officer, at=AT)
        case_id, victims = uuid.uuid4(), [uuid.uuid4() for _ in range(count)]

        with django_assert_num_queries(1):
            audit.record_looks(actor=actor, subject=("page", "case"), at=AT, case_id=case_id, victim_ids=victims)

        trail = AuditEvent.objects.filter(case_id=case_id)
        assert {event.victim_id for event in trail} == set(victims)
        assert {(event.verb, event.actor, event.acted_as) for event in trail} == {
            ("VIEWED", f"staff:{officer.pk}", "VLU_OFFICER")
        }

    def test_a_case_without_victims_leaves_one_for_the_case(self, officer):
        actor = actors.staff(user=officer, at=AT)
        case_id = uuid.uuid4()

        audit.record_looks(actor=actor, subject=("page", "case"), at=AT, case_id=case_id, victim_ids=[])

        assert AuditEvent.objects.get(case_id=case_id).victim_id is None

    def test_nobody_cannot_look(self):
        with pytest.raises(NamelessEntry):
            audit.record_looks(
                actor=NOBODY, subject=("page", "case"), at=AT, case_id=uuid.uuid4(), victim_ids=[uuid.uuid4()]
            )

    def test_a_naive_time_is_refused(self, officer):
        actor = actors.staff(user=officer, at=AT)

        with pytest.raises(ValueError, match="aware"):
            audit.record_looks(
                actor=actor, subject=("page", "x"), at=AT.replace(tzinfo=None), case_id=uuid.uuid4(), victim_ids=[]
            )


class TestWhoStaffAre:
    def test_labels_of_staff_become_names_and_others_are_left_out(self, officer, django_assert_num_queries):
        labels = [f"staff:{officer.pk}", "staff:not-an-id", "system:delivery", f"staff:{uuid.uuid4()}", ""]

        with django_assert_num_queries(1):
            names = names_of(labels)

        assert names == {f"staff:{officer.pk}": "Robin Writer"}

    def test_roles_are_said_in_words_while_they_are_in_force(self, officer):
        membership = officer.memberships.get()

        assert roles_of(user=officer, at=AT) == [("Victim Liaison Officer (letter writer)", membership.unit.name)]
        membership.ended_at = AT - dt.timedelta(days=1)
        membership.ended_by = "system:test"
        membership.save()
        assert roles_of(user=officer, at=AT) == []
